WITH told AS (
    SELECT r.requester_id, r.field, extract(year FROM r.delivered_on)::integer AS year, a.answer,
           s.recommendation_id IS NOT NULL AS is_silent
    FROM recommendation r
    LEFT JOIN answer a ON a.review_id = r.review_id AND a.recommendation_id = r.recommendation_id
                      AND a.recorded_at <= $1 AND a.answered_on <= $2
    LEFT JOIN silence s ON s.review_id = r.review_id AND s.recommendation_id = r.recommendation_id
                       AND s.recorded_at <= $1 AND s.silent_on <= $2
    WHERE r.union_id = $3 AND r.recorded_at <= $1 AND r.delivered_on <= $2
      AND ($4::uuid IS NULL OR r.requester_id = $4)
      AND ($5::integer IS NULL OR r.field = $5)
      AND ($6::integer IS NULL OR extract(year FROM r.delivered_on) = $6)
)
SELECT requester_id, field, year,
       count(*),
       count(*) FILTER (WHERE answer = 1),
       count(*) FILTER (WHERE answer = 2),
       count(*) FILTER (WHERE answer = 3),
       count(*) FILTER (WHERE answer IS NULL AND is_silent),
       count(*) FILTER (WHERE answer IS NULL AND NOT is_silent)
FROM told
WHERE $7::uuid IS NULL OR (requester_id, field, year) > ($7, $8::integer, $9::integer)
GROUP BY requester_id, field, year
ORDER BY requester_id, field, year
LIMIT $10
