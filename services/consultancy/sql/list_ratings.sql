SELECT r.review_id, l.said, CASE WHEN l.revision = n.newest THEN l.revision END, l.rated_on
FROM rating r
CROSS JOIN LATERAL (
    SELECT *
    FROM rating_line
    WHERE review_id = r.review_id AND recorded_at <= $1 AND rated_on <= $2
    ORDER BY revision DESC LIMIT 1
) AS l
CROSS JOIN LATERAL (
    SELECT max(revision) AS newest FROM rating_line WHERE review_id = r.review_id
) AS n
WHERE ($3::uuid IS NULL OR r.union_id = $3)
  AND ($4::uuid IS NULL OR r.requester_id = $4)
  AND ($5::uuid IS NULL OR r.review_id = $5)
  AND ($6::date IS NULL OR (l.rated_on, r.review_id) < ($6, $7))
ORDER BY l.rated_on DESC, r.review_id DESC
LIMIT $8
