INSERT INTO record
    (context, position, record_id, plan_id, unit_id, record_type, illustrative)
SELECT context, position, record_id, plan_id, unit_id, record_type, illustrative
FROM unnest($1::text[], $2::bigint[], $3::uuid[], $4::uuid[], $5::uuid[], $6::text[], $7::boolean[])
    AS told (context, position, record_id, plan_id, unit_id, record_type, illustrative)
