SELECT fault
FROM (VALUES
    ('synchronous_commit is ' || current_setting('synchronous_commit'),
     current_setting('synchronous_commit') NOT IN ('on', 'remote_apply')),
    ('transactions are ' || current_setting('default_transaction_isolation'),
     current_setting('default_transaction_isolation') <> 'read committed')
) AS looked_at (fault, is_so)
WHERE is_so
