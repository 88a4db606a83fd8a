INSERT INTO contest_prize_revoked
    (context, position, prize_id, illustrative)
SELECT context, position, prize_id, illustrative
FROM unnest($1::text[], $2::bigint[], $3::uuid[], $4::boolean[])
    AS told (context, position, prize_id, illustrative)
