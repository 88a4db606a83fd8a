INSERT INTO fact
    (context, position, event_id, event_type, occurred_on, recorded_at, document_number,
     document_issued_on, document_issuer_id, document_sha256)
SELECT context, position, event_id, event_type, occurred_on, recorded_at, document_number,
       document_issued_on, document_issuer_id, document_sha256
FROM unnest($1::text[], $2::bigint[], $3::uuid[], $4::text[], $5::date[], $6::timestamptz[],
            $7::text[], $8::date[], $9::uuid[], $10::text[])
    AS told (context, position, event_id, event_type, occurred_on, recorded_at, document_number,
             document_issued_on, document_issuer_id, document_sha256)
