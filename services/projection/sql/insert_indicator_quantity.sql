INSERT INTO indicator_quantity
    (context, position, ordinal, identifier, unit_of_measure)
SELECT context, position, ordinal, identifier, unit_of_measure
FROM unnest($1::text[], $2::bigint[], $3::int[], $4::text[], $5::text[])
    AS told (context, position, ordinal, identifier, unit_of_measure)
