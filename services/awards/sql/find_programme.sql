SELECT p.programme_id, p.family, p.organiser, p.illustrative,
       CASE WHEN p.changed_at <= $2 THEN p.revision END,
       f.valid_from, t.terms, t.decision, e.ended_on
FROM programme p
CROSS JOIN LATERAL (
    SELECT terms, decision
    FROM programme_terms
    WHERE programme_id = p.programme_id AND recorded_at <= $2
    -- Before its first day as it will stand first.
    ORDER BY valid_from <= $3 DESC, CASE WHEN valid_from <= $3 THEN -revision ELSE revision END
    LIMIT 1
) AS t
CROSS JOIN LATERAL (
    SELECT valid_from FROM programme_terms
    WHERE programme_id = p.programme_id
    ORDER BY revision LIMIT 1
) AS f
LEFT JOIN programme_end e
       ON e.programme_id = p.programme_id AND e.recorded_at <= $2 AND e.ended_on <= $3
WHERE p.programme_id = $1 AND p.recorded_at <= $2
