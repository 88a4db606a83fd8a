INSERT INTO association_name
    (context, position, association_id, full_name)
SELECT context, position, association_id, full_name
FROM unnest($1::text[], $2::bigint[], $3::uuid[], $4::text[])
    AS told (context, position, association_id, full_name)
