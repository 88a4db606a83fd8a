INSERT INTO review_closed
    (context, position, review_id, answered)
SELECT context, position, review_id, answered
FROM unnest($1::text[], $2::bigint[], $3::uuid[], $4::boolean[])
    AS told (context, position, review_id, answered)
