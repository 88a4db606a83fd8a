-- Where a report is on paper and was entered again, only what was told since then holds.
SELECT e.unit_id, e.level, e.receiver, e.due_on, gone.ended_on, excepted.until,
       coalesce(step.state, $7), handed_in.since, handed_in.late, back.due_on, coalesce(correction.version, 1),
       EXISTS (SELECT FROM period_state
               WHERE period_id = e.period_id AND state = $8 AND recorded_at <= $2 AND since <= $3)
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
CROSS JOIN LATERAL (
    SELECT coalesce(max(position), 0) AS position FROM report_step
    WHERE report_id = e.report_id AND recorded_at <= $2 AND state = $7
) AS anew
LEFT JOIN LATERAL (
    SELECT state FROM report_step
    WHERE report_id = e.report_id AND position >= anew.position AND recorded_at <= $2 AND since <= $3
    ORDER BY position DESC LIMIT 1
) AS step ON true
LEFT JOIN LATERAL (
    SELECT since, late FROM report_step
    WHERE report_id = e.report_id AND position >= anew.position AND recorded_at <= $2 AND since <= $3
      AND late IS NOT NULL
    ORDER BY position DESC LIMIT 1
) AS handed_in ON true
LEFT JOIN LATERAL (
    SELECT due_on FROM report_step
    WHERE report_id = e.report_id AND position >= anew.position AND recorded_at <= $2 AND since <= $3
      AND due_on IS NOT NULL
    ORDER BY position DESC LIMIT 1
) AS back ON true
LEFT JOIN LATERAL (
    SELECT max(version) AS version FROM report_step
    WHERE report_id = e.report_id AND recorded_at <= $2 AND since <= $3
) AS correction ON true
WHERE e.period_id = $1 AND e.recorded_at <= $2 AND e.opened_on <= $3
  AND ($4::integer IS NULL OR (e.level, e.unit_id) > ($4, $5))
ORDER BY e.level, e.unit_id
LIMIT $6
