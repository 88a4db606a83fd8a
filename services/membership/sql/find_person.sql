SELECT details, erasure,
       (SELECT max(revision) FROM person WHERE person_id = $1) AS last_revision
FROM person
WHERE person_id = $1 AND ($2::timestamptz IS NULL OR recorded_at <= $2)
ORDER BY revision DESC
LIMIT 1
