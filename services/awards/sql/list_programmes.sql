SELECT p.programme_id, p.family, p.organiser, p.illustrative,
       CASE WHEN p.changed_at <= $1 THEN p.revision END,
       f.valid_from, t.terms, t.decision, NULL::date, t.name
FROM programme p
CROSS JOIN LATERAL (
    SELECT name, terms, decision
    FROM programme_terms
    WHERE programme_id = p.programme_id AND recorded_at <= $1 AND valid_from <= $2
    ORDER BY revision DESC LIMIT 1
) AS t
CROSS JOIN LATERAL (
    SELECT valid_from FROM programme_terms
    WHERE programme_id = p.programme_id
    ORDER BY revision LIMIT 1
) AS f
WHERE p.recorded_at <= $1
  AND ($3::integer IS NULL OR p.family = $3)
  AND NOT EXISTS (
      SELECT FROM programme_end
      WHERE programme_id = p.programme_id AND recorded_at <= $1 AND ended_on <= $2
  )
  AND ($4::text IS NULL OR (t.name, p.programme_id) > ($4, $5))
ORDER BY t.name, p.programme_id
LIMIT $6
