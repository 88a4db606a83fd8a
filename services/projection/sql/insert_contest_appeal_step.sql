INSERT INTO contest_appeal_step
    (context, position, appeal_id, round_id, organiser_id, step, illustrative)
SELECT context, position, appeal_id, round_id, organiser_id, step, illustrative
FROM unnest($1::text[], $2::bigint[], $3::uuid[], $4::uuid[], $5::uuid[], $6::text[], $7::boolean[])
    AS told (context, position, appeal_id, round_id, organiser_id, step, illustrative)
