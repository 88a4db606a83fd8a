INSERT INTO indicator
    (context, position, plan_id, code, item_code, formula_version, name, source, nature, formula)
SELECT context, position, plan_id, code, item_code, formula_version, name, source, nature, formula
FROM unnest($1::text[], $2::bigint[], $3::uuid[], $4::text[], $5::text[], $6::int[], $7::text[],
            $8::text[], $9::text[], $10::text[])
    AS told (context, position, plan_id, code, item_code, formula_version, name, source, nature,
             formula)
