INSERT INTO contest_stage_judged
    (context, position, round_id, organiser_id, entries, sheets, reopened, settled_jointly,
     illustrative)
SELECT context, position, round_id, organiser_id, entries, sheets, reopened, settled_jointly,
       illustrative
FROM unnest($1::text[], $2::bigint[], $3::uuid[], $4::uuid[], $5::bigint[], $6::bigint[],
            $7::bigint[], $8::bigint[], $9::boolean[])
    AS told (context, position, round_id, organiser_id, entries, sheets, reopened, settled_jointly,
             illustrative)
