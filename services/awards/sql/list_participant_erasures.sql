SELECT l.participant_id, l.waiting_since, l.basis, l.requested_by,
       CASE WHEN l.revision = n.newest THEN l.revision END
FROM participant_line l
CROSS JOIN LATERAL (
    SELECT max(revision) AS newest, max(revision) FILTER (WHERE recorded_at <= $1) AS known
    FROM participant_line
    WHERE participant_id = l.participant_id
) AS n
WHERE l.waiting_since IS NOT NULL
  AND l.revision = n.known
  AND ($2::date IS NULL OR (l.waiting_since, l.participant_id) > ($2, $3))
ORDER BY l.waiting_since, l.participant_id
LIMIT $4
