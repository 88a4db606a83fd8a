INSERT INTO association_succession
    (context, position, association_id, successor_id, ends)
SELECT context, position, association_id, successor_id, ends
FROM unnest($1::text[], $2::bigint[], $3::uuid[], $4::uuid[], $5::boolean[])
    AS told (context, position, association_id, successor_id, ends)
