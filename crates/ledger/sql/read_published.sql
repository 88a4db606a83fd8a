SELECT position, stream, revision, event_id, event_type, recorded_at, private_hash, published, chain,
       provenance::json ->> 'traceparent'
FROM ledger.entry
WHERE position >= $1
ORDER BY position
LIMIT $2
