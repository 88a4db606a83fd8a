INSERT INTO target
    (context, position, plan_id, quantity, unit_id, first_day, last_day, version, scaled, places)
SELECT context, position, plan_id, quantity, unit_id, first_day, last_day, version, scaled, places
FROM unnest($1::text[], $2::bigint[], $3::uuid[], $4::text[], $5::uuid[], $6::date[], $7::date[],
            $8::int[], $9::bigint[], $10::int[])
    AS told (context, position, plan_id, quantity, unit_id, first_day, last_day, version, scaled,
             places)
