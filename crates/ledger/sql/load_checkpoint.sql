SELECT position, chain, recorded_at, CASE WHEN hold_until >= clock_timestamp() THEN hold END
FROM ledger.checkpoint
WHERE view = $1 AND generation = $2 AND source = $3
