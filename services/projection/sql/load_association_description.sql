SELECT context, position, event_id, event_type, occurred_on, recorded_at, document_number,
       document_issued_on, document_issuer_id, document_sha256,
       association_id, territory_id, field, mass, illustrative
FROM association_description JOIN fact USING (context, position)
ORDER BY context, position
