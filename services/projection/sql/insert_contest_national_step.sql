INSERT INTO contest_national_step
    (context, position, entry_id, round_id, origin_unit_id, step, name, illustrative)
SELECT context, position, entry_id, round_id, origin_unit_id, step, name, illustrative
FROM unnest($1::text[], $2::bigint[], $3::uuid[], $4::uuid[], $5::uuid[], $6::text[], $7::text[],
            $8::boolean[])
    AS told (context, position, entry_id, round_id, origin_unit_id, step, name, illustrative)
