INSERT INTO quality_rating
    (context, position, review_id, union_id, score)
SELECT context, position, review_id, union_id, score
FROM unnest($1::text[], $2::bigint[], $3::uuid[], $4::uuid[], $5::bigint[])
    AS told (context, position, review_id, union_id, score)
