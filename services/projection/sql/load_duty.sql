SELECT context, position, event_id, event_type, occurred_on, recorded_at, document_number,
       document_issued_on, document_issuer_id, document_sha256,
       plan_id, item_code, role, bearer_unit_id, bearer_group, valid_from, basis, valid_to
FROM duty JOIN fact USING (context, position)
ORDER BY context, position
