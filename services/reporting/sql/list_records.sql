SELECT r.record_id, r.said, s.state, s.since, s.reason, j.judged_by_unit_id,
       CASE WHEN r.changed_at <= $1 THEN r.revision END, r.occurred_on
FROM record r
CROSS JOIN LATERAL (
    SELECT state, since, reason
    FROM record_step
    WHERE record_id = r.record_id AND recorded_at <= $1
    ORDER BY revision DESC LIMIT 1
) AS s
LEFT JOIN record_step j
       ON j.record_id = r.record_id AND j.recorded_at <= $1 AND j.judged_by_unit_id IS NOT NULL
WHERE r.occurred_on <= $2
  AND ($3::uuid IS NULL OR r.unit_id = $3)
  AND ($4::text IS NULL OR r.record_type = $4)
  AND ($5::integer IS NULL OR s.state = $5)
  AND ($6::date IS NULL OR (r.occurred_on, r.record_id) < ($6, $7))
ORDER BY r.occurred_on DESC, r.record_id DESC
LIMIT $8
