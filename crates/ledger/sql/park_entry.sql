INSERT INTO ledger.parked
    (view, generation, source, position, stream, revision, event_id, event_type, recorded_at,
     private_hash, published, chain, data, provenance, error)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
