SELECT position, stream, revision, event_id, event_type, recorded_at, private_hash, published, chain,
       data, provenance
FROM ledger.parked
WHERE view = $1 AND generation = $2 AND source = $3 AND stream = $4
ORDER BY position
