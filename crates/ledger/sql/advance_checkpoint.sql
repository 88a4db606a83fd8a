UPDATE ledger.checkpoint
SET position = $5, chain = $6, recorded_at = $7, updated_at = clock_timestamp()
WHERE view = $1 AND generation = $2 AND source = $3 AND position = $4
  AND (hold IS NULL OR hold_until < clock_timestamp() OR hold >= $5)
RETURNING parked
