INSERT INTO expert_assignment
    (context, position, review_id, expert_key)
SELECT context, position, review_id, expert_key
FROM unnest($1::text[], $2::bigint[], $3::uuid[], $4::uuid[])
    AS told (context, position, review_id, expert_key)
