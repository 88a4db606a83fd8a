-- The live one's checkpoints are locked: a batch it is just committing is waited for and counted, so that
-- no reader is taken back to before it.
WITH live AS MATERIALIZED (
    SELECT l.version, seen.source, seen.position
    FROM ledger.generation l
    JOIN ledger.checkpoint seen ON seen.view = l.view AND seen.generation = l.generation
    WHERE l.view = $1 AND l.state = 'live'
    FOR SHARE OF seen
)
UPDATE ledger.generation AS g
SET state = CASE WHEN g.generation = $2 THEN 'live' ELSE 'retired' END, switched_at = clock_timestamp()
WHERE g.view = $1
  AND g.version = (SELECT t.version FROM ledger.generation t WHERE t.view = $1 AND t.generation = $2 AND t.state <> 'dropped')
  AND (g.generation = $2 OR g.state = 'live')
  AND NOT EXISTS (
      SELECT 1
      FROM live
      JOIN ledger.checkpoint own ON own.view = $1 AND own.generation = $2 AND own.source = live.source
      WHERE live.version = g.version AND own.position < live.position
  )
