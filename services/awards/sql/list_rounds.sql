SELECT r.round_id, l.said, l.grace_days,
       CASE WHEN n.recorded_at <= $1 THEN n.revision END,
       v.version,
       CASE WHEN m.recorded_at <= $1 THEN m.revision END,
       r.programme_id, r.number
FROM round r
CROSS JOIN LATERAL (
    SELECT *
    FROM round_line
    WHERE round_id = r.round_id AND recorded_at <= $1
    -- Before its first day as it will stand first.
    ORDER BY valid_from <= $2 DESC, CASE WHEN valid_from <= $2 THEN -revision ELSE revision END
    LIMIT 1
) AS l
CROSS JOIN LATERAL (
    SELECT revision, recorded_at
    FROM round_line
    WHERE round_id = r.round_id
    ORDER BY revision DESC LIMIT 1
) AS n
LEFT JOIN LATERAL (
    SELECT version
    FROM ruleset_line
    WHERE round_id = r.round_id AND recorded_at <= $1 AND valid_from <= $2
    ORDER BY version DESC LIMIT 1
) AS v ON true
LEFT JOIN LATERAL (
    SELECT revision, recorded_at
    FROM ruleset_line
    WHERE round_id = r.round_id
    ORDER BY version DESC LIMIT 1
) AS m ON true
WHERE (r.round_id = $3 OR $3::uuid IS NULL AND l.valid_from <= $2)
  AND ($4::uuid IS NULL OR r.programme_id = $4)
  AND ($5::integer IS NULL OR l.phase = $5)
  AND ($6::uuid IS NULL OR (r.programme_id, r.number, r.round_id) > ($6, $7, $8))
ORDER BY r.programme_id, r.number, r.round_id
LIMIT $9
