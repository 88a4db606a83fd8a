SELECT p.period_id, p.plan_id, p.regime_code, p.regime_version, p.key, p.first_day, p.last_day, p.levels,
       p.open_until, CASE WHEN p.changed_at <= $2 THEN p.revision END, coalesce(s.state, $8), s.since,
       (SELECT count(*) FROM expected_report e
        WHERE e.period_id = p.period_id AND e.recorded_at <= $2 AND e.opened_on <= $3),
       p.on_paper AND s.state IS NOT NULL, p.illustrative AND s.state IS NOT NULL
FROM period p
LEFT JOIN LATERAL (
    SELECT state, since FROM period_state
    WHERE period_id = p.period_id AND recorded_at <= $2 AND since <= $3
    ORDER BY position DESC LIMIT 1
) AS s ON true
WHERE p.plan_id = $1 AND p.recorded_at <= $2
  AND ($4::text IS NULL OR p.regime_code = $4)
  AND ($5::integer IS NULL OR coalesce(s.state, $8) = $5)
  AND ($6::date IS NULL OR (p.last_day, p.period_id) > ($6, $7))
  AND ($9::uuid IS NULL OR p.period_id = $9)
ORDER BY p.last_day, p.period_id
LIMIT $10
