INSERT INTO recommendation_answer
    (context, position, review_id, recommendation_id, uptake)
SELECT context, position, review_id, recommendation_id, uptake
FROM unnest($1::text[], $2::bigint[], $3::uuid[], $4::uuid[], $5::text[])
    AS told (context, position, review_id, recommendation_id, uptake)
