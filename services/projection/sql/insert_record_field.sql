INSERT INTO record_field
    (context, position, name, ordinal, word, number, day, id)
SELECT context, position, name, ordinal, word, number, day, id
FROM unnest($1::text[], $2::bigint[], $3::text[], $4::int[], $5::text[], $6::bigint[], $7::date[],
            $8::uuid[])
    AS told (context, position, name, ordinal, word, number, day, id)
