SELECT fault
FROM (VALUES
    ('the role ' || current_user || ' is a superuser',
     (SELECT rolsuper FROM pg_roles WHERE rolname = current_user)),
    ('the role ' || current_user || ' can act as the owner of the database',
     (SELECT pg_has_role(datdba, 'MEMBER') FROM pg_database WHERE datname = current_database())),
    ('the role ' || current_user || ' can make temporary tables',
     has_database_privilege(current_database(), 'TEMPORARY')),
    ('the role ' || current_user || ' can write entries',
     has_table_privilege(to_regclass('ledger.entry'), 'INSERT, UPDATE, DELETE, TRUNCATE, TRIGGER')),
    ('the role ' || current_user || ' can write requests',
     has_table_privilege(to_regclass('ledger.request'), 'INSERT, UPDATE, DELETE, TRUNCATE, TRIGGER')),
    ('the session acts as ' || current_user || ' and not as ' || session_user,
     current_user <> session_user),
    ('statement_timeout is off', current_setting('statement_timeout') = '0'),
    ('lock_timeout is off', current_setting('lock_timeout') = '0'),
    ('idle_in_transaction_session_timeout is off',
     current_setting('idle_in_transaction_session_timeout') = '0')
) AS looked_at (fault, is_so)
WHERE is_so
