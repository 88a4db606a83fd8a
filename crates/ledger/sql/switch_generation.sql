UPDATE ledger.generation AS g
SET state = CASE WHEN g.generation = $2 THEN 'live' ELSE 'retired' END, switched_at = clock_timestamp()
WHERE g.view = $1
  AND g.version = (SELECT t.version FROM ledger.generation t WHERE t.view = $1 AND t.generation = $2 AND t.state <> 'dropped')
  AND (g.generation = $2 OR g.state = 'live')
  AND NOT EXISTS (
      SELECT 1
      FROM ledger.generation l
      JOIN ledger.checkpoint seen ON seen.view = l.view AND seen.generation = l.generation
      JOIN ledger.checkpoint own ON own.view = l.view AND own.source = seen.source
      WHERE l.view = $1 AND l.state = 'live' AND l.version = g.version
        AND own.generation = $2 AND own.position < seen.position
  )
