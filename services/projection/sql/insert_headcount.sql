INSERT INTO headcount
    (context, position, declaration_id, association_id, members, intellectuals, supersedes)
SELECT context, position, declaration_id, association_id, members, intellectuals, supersedes
FROM unnest($1::text[], $2::bigint[], $3::uuid[], $4::uuid[], $5::bigint[], $6::bigint[], $7::uuid[])
    AS told (context, position, declaration_id, association_id, members, intellectuals, supersedes)
