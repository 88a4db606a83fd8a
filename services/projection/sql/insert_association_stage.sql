INSERT INTO association_stage
    (context, position, association_id, stage)
SELECT context, position, association_id, stage
FROM unnest($1::text[], $2::bigint[], $3::uuid[], $4::text[])
    AS told (context, position, association_id, stage)
