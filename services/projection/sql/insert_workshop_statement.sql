INSERT INTO workshop_statement
    (context, position, workshop_id, union_id, held, illustrative)
SELECT context, position, workshop_id, union_id, held, illustrative
FROM unnest($1::text[], $2::bigint[], $3::uuid[], $4::uuid[], $5::text[], $6::boolean[])
    AS told (context, position, workshop_id, union_id, held, illustrative)
