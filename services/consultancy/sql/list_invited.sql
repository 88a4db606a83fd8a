SELECT r.review_id, r.requester_unit_id, r.field, s.state = ANY ($3), c.event
FROM review r
CROSS JOIN LATERAL (
    SELECT state
    FROM review_line
    WHERE review_id = r.review_id AND recorded_at <= $2
    ORDER BY revision DESC LIMIT 1
) AS s
JOIN line c ON c.review_id = r.review_id AND c.category = $4 AND c.recorded_at <= $2
WHERE r.unit_id = $1
ORDER BY r.review_id, c.revision
