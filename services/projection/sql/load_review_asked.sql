SELECT context, position, event_id, event_type, occurred_on, recorded_at, document_number,
       document_issued_on, document_issuer_id, document_sha256,
       review_id, union_id, requester_id, kind, origin, illustrative
FROM review_asked JOIN fact USING (context, position)
ORDER BY context, position
