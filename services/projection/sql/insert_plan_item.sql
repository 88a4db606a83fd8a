INSERT INTO plan_item
    (context, position, plan_id, code, kind, short_title)
SELECT context, position, plan_id, code, kind, short_title
FROM unnest($1::text[], $2::bigint[], $3::uuid[], $4::text[], $5::text[], $6::text[])
    AS told (context, position, plan_id, code, kind, short_title)
