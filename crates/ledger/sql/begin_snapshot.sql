SELECT g.generation, c.source, c.position, c.recorded_at, c.chain, c.parked,
       set_config('search_path', quote_ident(g.view || '_g' || g.generation), true)
FROM ledger.generation g
LEFT JOIN ledger.checkpoint c ON c.view = g.view AND c.generation = g.generation
WHERE g.view = $1 AND g.version = $2 AND g.state = 'live'
ORDER BY c.source
