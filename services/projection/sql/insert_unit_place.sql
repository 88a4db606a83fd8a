INSERT INTO unit_place
    (context, position, unit_id, parent_id)
SELECT context, position, unit_id, parent_id
FROM unnest($1::text[], $2::bigint[], $3::uuid[], $4::uuid[])
    AS told (context, position, unit_id, parent_id)
