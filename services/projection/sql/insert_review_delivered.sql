INSERT INTO review_delivered
    (context, position, review_id, union_id, kind, field, due_on, answer_by)
SELECT context, position, review_id, union_id, kind, field, due_on, answer_by
FROM unnest($1::text[], $2::bigint[], $3::uuid[], $4::uuid[], $5::text[], $6::text[], $7::date[],
            $8::date[])
    AS told (context, position, review_id, union_id, kind, field, due_on, answer_by)
