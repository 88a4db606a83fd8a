SELECT context, position, event_id, event_type, occurred_on, recorded_at, document_number,
       document_issued_on, document_issuer_id, document_sha256,
       plan_id, quantity, unit_id, first_day, last_day, version, scaled, places
FROM target JOIN fact USING (context, position)
ORDER BY context, position
