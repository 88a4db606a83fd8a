SELECT p.plan_id, p.effective_on, p.document, s.state, v.version, i.items,
       CASE WHEN p.changed_at <= $2 THEN p.revision END
FROM plan p
CROSS JOIN LATERAL (
    SELECT state FROM plan_state
    WHERE plan_id = p.plan_id AND recorded_at <= $2 AND since <= $1
    ORDER BY position DESC LIMIT 1
) AS s
CROSS JOIN LATERAL (
    SELECT max(version) AS version FROM plan_version
    WHERE plan_id = p.plan_id AND recorded_at <= $2 AND effective_on <= $1
) AS v
CROSS JOIN LATERAL (
    SELECT count(*) FILTER (WHERE text IS NOT NULL) AS items
    FROM (
        SELECT DISTINCT ON (code) text FROM plan_item
        WHERE plan_id = p.plan_id AND version <= v.version
        ORDER BY code, version DESC
    ) AS last
) AS i
WHERE p.recorded_at <= $2
  AND ($3::integer IS NULL OR s.state = $3)
  AND ($4::date IS NULL OR (p.effective_on, p.plan_id) > ($4, $5))
ORDER BY p.effective_on, p.plan_id
LIMIT $6
