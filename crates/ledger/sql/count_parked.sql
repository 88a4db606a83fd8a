UPDATE ledger.checkpoint AS c
SET parked = (
    SELECT count(DISTINCT p.stream)
    FROM ledger.parked p
    WHERE p.view = c.view AND p.generation = c.generation AND p.source = c.source
)
WHERE c.view = $1 AND c.generation = $2 AND c.source = $3
RETURNING parked
