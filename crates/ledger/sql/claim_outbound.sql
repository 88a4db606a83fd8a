UPDATE ledger.outbound AS o
SET attempts = o.attempts + 1, next_at = coalesce($1, clock_timestamp()) + $2
FROM (
    SELECT command_id
    FROM ledger.outbound
    WHERE settled_at IS NULL AND next_at <= coalesce($1, clock_timestamp())
    ORDER BY next_at
    LIMIT $3
    FOR UPDATE SKIP LOCKED
) AS due
WHERE o.command_id = due.command_id
RETURNING o.command_id, o.target, o.payload, o.caused_by, o.due_at, o.attempts
