INSERT INTO duty
    (context, position, plan_id, item_code, role, bearer_unit_id, bearer_group, valid_from, basis,
     valid_to)
SELECT context, position, plan_id, item_code, role, bearer_unit_id, bearer_group, valid_from, basis,
       valid_to
FROM unnest($1::text[], $2::bigint[], $3::uuid[], $4::text[], $5::text[], $6::uuid[], $7::text[],
            $8::date[], $9::text[], $10::date[])
    AS told (context, position, plan_id, item_code, role, bearer_unit_id, bearer_group, valid_from,
             basis, valid_to)
