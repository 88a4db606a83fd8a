SELECT g.regime_id, g.code, CASE WHEN g.changed_at <= $2 THEN g.revision END,
       v.version, v.valid_from, v.terms, v.decision, e.ended_on
FROM regime g
CROSS JOIN LATERAL (
    SELECT version, valid_from, terms, decision
    FROM regime_version
    WHERE regime_id = g.regime_id AND recorded_at <= $2 AND valid_from <= $3
    ORDER BY version DESC LIMIT 1
) AS v
LEFT JOIN regime_end e
       ON e.regime_id = g.regime_id AND e.recorded_at <= $2 AND e.ended_on <= $3
WHERE g.plan_id = $1 AND g.recorded_at <= $2
  AND ($4::text IS NULL OR g.code > $4)
ORDER BY g.code
LIMIT $5
