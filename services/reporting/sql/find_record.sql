SELECT r.record_id, r.said, s.state, s.since, s.reason, j.judged_by_unit_id,
       CASE WHEN r.changed_at <= $1 THEN r.revision END
FROM record r
CROSS JOIN LATERAL (
    SELECT state, since, reason
    FROM record_step
    WHERE record_id = r.record_id AND recorded_at <= $1
    ORDER BY revision DESC LIMIT 1
) AS s
LEFT JOIN record_step j
       ON j.record_id = r.record_id AND j.recorded_at <= $1 AND j.judged_by_unit_id IS NOT NULL
WHERE r.record_id = $2
