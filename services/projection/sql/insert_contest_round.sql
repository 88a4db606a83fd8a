INSERT INTO contest_round
    (context, position, round_id, family, title, illustrative)
SELECT context, position, round_id, family, title, illustrative
FROM unnest($1::text[], $2::bigint[], $3::uuid[], $4::text[], $5::text[], $6::boolean[])
    AS told (context, position, round_id, family, title, illustrative)
