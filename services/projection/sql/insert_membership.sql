INSERT INTO membership
    (context, position, organisation_id, union_id, kind, step)
SELECT context, position, organisation_id, union_id, kind, step
FROM unnest($1::text[], $2::bigint[], $3::uuid[], $4::uuid[], $5::text[], $6::text[])
    AS told (context, position, organisation_id, union_id, kind, step)
