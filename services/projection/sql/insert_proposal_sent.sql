INSERT INTO proposal_sent
    (context, position, proposal_id, union_id, theme, field, illustrative)
SELECT context, position, proposal_id, union_id, theme, field, illustrative
FROM unnest($1::text[], $2::bigint[], $3::uuid[], $4::uuid[], $5::text[], $6::text[], $7::boolean[])
    AS told (context, position, proposal_id, union_id, theme, field, illustrative)
