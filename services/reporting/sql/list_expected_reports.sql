SELECT e.unit_id, e.level, e.receiver, e.due_on, gone.ended_on, excepted.until
FROM expected_report e
LEFT JOIN LATERAL (
    SELECT min(ended_on) AS ended_on FROM unit_end
    WHERE unit_id = e.unit_id AND recorded_at <= $2 AND ended_on <= $3
) AS gone ON true
LEFT JOIN LATERAL (
    SELECT max(until) AS until FROM lock_exception
    WHERE period_id = e.period_id AND unit_id = e.unit_id
      AND recorded_at <= $2 AND granted_on <= $3 AND $3 <= until
) AS excepted ON true
WHERE e.period_id = $1 AND e.recorded_at <= $2 AND e.opened_on <= $3
  AND ($4::integer IS NULL OR (e.level, e.unit_id) > ($4, $5))
ORDER BY e.level, e.unit_id
LIMIT $6
