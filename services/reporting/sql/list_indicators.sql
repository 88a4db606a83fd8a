SELECT i.indicator_id, i.code, i.item_code, i.rank,
       CASE WHEN i.changed_at <= $2 THEN i.revision END,
       v.formula_version, v.valid_from, v.definition, v.decision, r.retired_on
FROM indicator i
CROSS JOIN LATERAL (
    SELECT formula_version, valid_from, source, definition, decision
    FROM indicator_version
    WHERE indicator_id = i.indicator_id AND recorded_at <= $2 AND valid_from <= $3
    ORDER BY formula_version DESC LIMIT 1
) AS v
LEFT JOIN indicator_retirement r
       ON r.indicator_id = i.indicator_id AND r.recorded_at <= $2 AND r.retired_on <= $3
WHERE i.plan_id = $1 AND i.recorded_at <= $2
  AND ($4::text IS NULL OR i.item_code = $4)
  AND ($5::integer IS NULL OR v.source = $5)
  AND ($6::boolean IS NULL OR (r.retired_on IS NOT NULL) = $6)
  AND ($7::integer IS NULL OR (i.rank, i.code) > ($7, $8))
ORDER BY i.rank, i.code
LIMIT $9
