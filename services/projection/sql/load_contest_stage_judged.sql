SELECT context, position, event_id, event_type, occurred_on, recorded_at, document_number,
       document_issued_on, document_issuer_id, document_sha256,
       round_id, organiser_id, entries, sheets, reopened, settled_jointly, illustrative
FROM contest_stage_judged JOIN fact USING (context, position)
ORDER BY context, position
