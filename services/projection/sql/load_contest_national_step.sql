SELECT context, position, event_id, event_type, occurred_on, recorded_at, document_number,
       document_issued_on, document_issuer_id, document_sha256,
       entry_id, round_id, origin_unit_id, step, name, illustrative
FROM contest_national_step JOIN fact USING (context, position)
ORDER BY context, position
