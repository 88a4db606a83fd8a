INSERT INTO affiliate_name
    (context, position, organisation_id, name, illustrative)
SELECT context, position, organisation_id, name, illustrative
FROM unnest($1::text[], $2::bigint[], $3::uuid[], $4::text[], $5::boolean[])
    AS told (context, position, organisation_id, name, illustrative)
