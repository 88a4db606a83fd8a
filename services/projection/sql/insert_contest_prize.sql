INSERT INTO contest_prize
    (context, position, prize_id, entry_id, round_id, origin_unit_id, tier_code, tier_name,
     illustrative)
SELECT context, position, prize_id, entry_id, round_id, origin_unit_id, tier_code, tier_name,
       illustrative
FROM unnest($1::text[], $2::bigint[], $3::uuid[], $4::uuid[], $5::uuid[], $6::uuid[], $7::text[],
            $8::text[], $9::boolean[])
    AS told (context, position, prize_id, entry_id, round_id, origin_unit_id, tier_code, tier_name,
             illustrative)
