INSERT INTO proposal_end
    (context, position, proposal_id, uptake)
SELECT context, position, proposal_id, uptake
FROM unnest($1::text[], $2::bigint[], $3::uuid[], $4::text[])
    AS told (context, position, proposal_id, uptake)
