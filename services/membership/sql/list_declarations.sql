SELECT declaration_id, association_id, counted_on, declared_on, members, intellectuals, women,
       under_35, evidence, supersedes, correction_reason, position,
       CASE WHEN superseded_at <= $2 THEN superseded_by END AS superseded_by
FROM declaration
WHERE counted_on <= $1
  AND recorded_at <= $2
  AND ($3::uuid IS NULL OR association_id = $3)
  AND ($4::date IS NULL OR (counted_on, position) < ($4, $5))
ORDER BY counted_on DESC, position DESC
LIMIT $6
