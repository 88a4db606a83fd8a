INSERT INTO contest_round_shown
    (context, position, round_id, organiser_id, occasion, illustrative)
SELECT context, position, round_id, organiser_id, occasion, illustrative
FROM unnest($1::text[], $2::bigint[], $3::uuid[], $4::uuid[], $5::text[], $6::boolean[])
    AS told (context, position, round_id, organiser_id, occasion, illustrative)
