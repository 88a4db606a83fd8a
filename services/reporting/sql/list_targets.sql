SELECT t.target_id, v.said, CASE WHEN t.changed_at <= $2 THEN t.revision END, t.rank
FROM target t
CROSS JOIN LATERAL (
    SELECT said
    FROM target_version
    WHERE target_id = t.target_id AND recorded_at <= $2 AND effective_on <= $3
    ORDER BY version DESC LIMIT 1
) AS v
WHERE t.plan_id = $1 AND t.recorded_at <= $2
  AND ($4::uuid IS NULL OR t.unit_id = $4)
  AND ($5::text IS NULL OR t.indicator_code = $5)
  AND ($6::text IS NULL OR t.period_key = $6)
  AND ($7::integer IS NULL OR (t.rank, t.target_id) > ($7, $8))
ORDER BY t.rank, t.target_id
LIMIT $9
