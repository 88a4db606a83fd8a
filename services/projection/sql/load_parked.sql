SELECT p.source, p.position, p.event_id, p.event_type, p.recorded_at
FROM ledger.parked p JOIN ledger.generation g USING (view, generation)
WHERE g.view = $1 AND g.version = $2 AND g.state = 'live'
ORDER BY p.source, p.position
