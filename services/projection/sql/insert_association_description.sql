INSERT INTO association_description
    (context, position, association_id, territory_id, field, mass, illustrative)
SELECT context, position, association_id, territory_id, field, mass, illustrative
FROM unnest($1::text[], $2::bigint[], $3::uuid[], $4::uuid[], $5::text[], $6::boolean[],
            $7::boolean[])
    AS told (context, position, association_id, territory_id, field, mass, illustrative)
