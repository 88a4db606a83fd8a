INSERT INTO record_outcome
    (context, position, record_id, outcome)
SELECT context, position, record_id, outcome
FROM unnest($1::text[], $2::bigint[], $3::uuid[], $4::text[])
    AS told (context, position, record_id, outcome)
