INSERT INTO unit_abolition
    (context, position, unit_id)
SELECT context, position, unit_id
FROM unnest($1::text[], $2::bigint[], $3::uuid[])
    AS told (context, position, unit_id)
