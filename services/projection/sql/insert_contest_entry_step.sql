INSERT INTO contest_entry_step
    (context, position, entry_id, round_id, step, origin_unit_id, illustrative)
SELECT context, position, entry_id, round_id, step, origin_unit_id, illustrative
FROM unnest($1::text[], $2::bigint[], $3::uuid[], $4::uuid[], $5::text[], $6::uuid[], $7::boolean[])
    AS told (context, position, entry_id, round_id, step, origin_unit_id, illustrative)
