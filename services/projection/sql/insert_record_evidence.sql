INSERT INTO record_evidence
    (context, position, ordinal, number_symbol, issued_on, issuer_id, sha256)
SELECT context, position, ordinal, number_symbol, issued_on, issuer_id, sha256
FROM unnest($1::text[], $2::bigint[], $3::int[], $4::text[], $5::date[], $6::uuid[], $7::text[])
    AS told (context, position, ordinal, number_symbol, issued_on, issuer_id, sha256)
