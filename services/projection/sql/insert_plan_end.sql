INSERT INTO plan_end
    (context, position, plan_id)
SELECT context, position, plan_id
FROM unnest($1::text[], $2::bigint[], $3::uuid[])
    AS told (context, position, plan_id)
