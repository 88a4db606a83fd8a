INSERT INTO unit_name
    (context, position, unit_id, established_as, full_name)
SELECT context, position, unit_id, established_as, full_name
FROM unnest($1::text[], $2::bigint[], $3::uuid[], $4::text[], $5::text[])
    AS told (context, position, unit_id, established_as, full_name)
