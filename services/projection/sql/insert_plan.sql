INSERT INTO plan
    (context, position, plan_id, title, number_symbol, issued_on)
SELECT context, position, plan_id, title, number_symbol, issued_on
FROM unnest($1::text[], $2::bigint[], $3::uuid[], $4::text[], $5::text[], $6::date[])
    AS told (context, position, plan_id, title, number_symbol, issued_on)
