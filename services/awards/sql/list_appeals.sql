SELECT l.appeal_id, l.said, CASE WHEN n.newest = n.known THEN n.newest END, l.lodged_on,
       l.is_open AND l.answer_due_on IS NOT NULL AND l.answer_due_on < $3
FROM (
    SELECT DISTINCT ON (appeal_id) *
    FROM appeal_line
    WHERE round_id = $1 AND recorded_at <= $2 AND valid_from <= $3
    ORDER BY appeal_id, revision DESC
) AS l
CROSS JOIN (
    SELECT max(revision) AS newest, max(revision) FILTER (WHERE recorded_at <= $2) AS known
    FROM appeal_line
    WHERE round_id = $1
) AS n
WHERE (l.is_open OR NOT $4)
  AND ($5::date IS NULL OR (l.lodged_on, l.appeal_id) > ($5, $6))
ORDER BY l.lodged_on, l.appeal_id
LIMIT $7
