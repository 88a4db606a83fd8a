SELECT line.person_id, line.erasure, line.waiting_since,
       (SELECT max(revision) FROM person WHERE person_id = line.person_id) AS last_revision
FROM person AS line
WHERE line.waiting_since IS NOT NULL
  AND line.recorded_at <= $1
  AND NOT EXISTS (
      SELECT FROM person AS later
      WHERE later.person_id = line.person_id AND later.revision > line.revision AND later.recorded_at <= $1
  )
  AND ($2::date IS NULL OR (line.waiting_since, line.person_id) > ($2, $3))
ORDER BY line.waiting_since, line.person_id
LIMIT $4
