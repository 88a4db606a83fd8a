SELECT w.workshop_id, l.said, CASE WHEN l.revision = n.newest THEN l.revision END, l.held_on
FROM workshop w
CROSS JOIN LATERAL (
    SELECT *
    FROM workshop_line
    WHERE workshop_id = w.workshop_id AND recorded_at <= $1
    ORDER BY revision DESC LIMIT 1
) AS l
CROSS JOIN LATERAL (
    SELECT max(revision) AS newest FROM workshop_line WHERE workshop_id = w.workshop_id
) AS n
WHERE l.held_on <= $2
  AND w.unit_id = $3
  AND ($4::uuid IS NULL OR w.workshop_id = $4)
  AND ($5::integer IS NULL OR l.state = $5)
  AND ($6::uuid IS NULL OR l.review_id = $6)
  AND ($7::date IS NULL OR (l.held_on, w.workshop_id) < ($7, $8))
ORDER BY l.held_on DESC, w.workshop_id DESC
LIMIT $9
