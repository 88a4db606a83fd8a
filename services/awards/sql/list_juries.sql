SELECT jury_id, round_id, field_code, decision,
       CASE WHEN frozen_at <= $1 THEN frozen_on END,
       CASE WHEN changed_at <= $1 THEN revision END
FROM jury
WHERE recorded_at <= $1 AND round_id = $2
  AND ($3::uuid IS NULL OR jury_id = $3)
  AND ($4::text IS NULL OR EXISTS (
      SELECT FROM jury_member m
      WHERE m.jury_id = jury.jury_id AND m.judge = $4
        AND m.recorded_at <= $1 AND (m.removed_at > $1) IS NOT FALSE
  ))
  AND ($5::text IS NULL OR field_code > $5)
ORDER BY field_code
LIMIT $6
