INSERT INTO review_asked
    (context, position, review_id, union_id, kind, origin, illustrative)
SELECT context, position, review_id, union_id, kind, origin, illustrative
FROM unnest($1::text[], $2::bigint[], $3::uuid[], $4::uuid[], $5::text[], $6::text[], $7::boolean[])
    AS told (context, position, review_id, union_id, kind, origin, illustrative)
