INSERT INTO contest_application_seen
    (context, position, prize_id, round_id, origin_unit_id, applied, illustrative)
SELECT context, position, prize_id, round_id, origin_unit_id, applied, illustrative
FROM unnest($1::text[], $2::bigint[], $3::uuid[], $4::uuid[], $5::uuid[], $6::boolean[],
            $7::boolean[])
    AS told (context, position, prize_id, round_id, origin_unit_id, applied, illustrative)
