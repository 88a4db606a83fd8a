INSERT INTO contest_honour
    (context, position, honour_id, entry_id, round_id, origin_unit_id, persons, title, illustrative)
SELECT context, position, honour_id, entry_id, round_id, origin_unit_id, persons, title,
       illustrative
FROM unnest($1::text[], $2::bigint[], $3::uuid[], $4::uuid[], $5::uuid[], $6::uuid[], $7::bigint[],
            $8::text[], $9::boolean[])
    AS told (context, position, honour_id, entry_id, round_id, origin_unit_id, persons, title,
             illustrative)
