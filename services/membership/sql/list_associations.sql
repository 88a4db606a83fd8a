SELECT a.association_id, a.illustrative, a.revision, n.full_name, n.short_name, s.state, s.since,
       s.suspended_until, s.decision, w.scope, w.territory_unit_id, w.science_field, w.main_field,
       m.mass, c.term_from, c.term_to, c.due_on, c.overdue,
       ARRAY(
           SELECT successor_id
           FROM association_successor
           WHERE association_id = a.association_id AND effective_on <= $1 AND recorded_at <= $2
           ORDER BY successor_id
       ) AS successors
FROM association a
CROSS JOIN LATERAL (
    SELECT full_name, short_name
    FROM association_name
    WHERE association_id = a.association_id AND valid_from <= $1 AND recorded_at <= $2
    ORDER BY valid_from DESC, position DESC
    LIMIT 1
) n
CROSS JOIN LATERAL (
    SELECT state, since, suspended_until, decision
    FROM association_state
    WHERE association_id = a.association_id AND since <= $1 AND recorded_at <= $2
    ORDER BY since DESC, position DESC
    LIMIT 1
) s
CROSS JOIN LATERAL (
    SELECT scope, territory_unit_id, science_field, main_field
    FROM association_work
    WHERE association_id = a.association_id AND valid_from <= $1 AND recorded_at <= $2
    ORDER BY valid_from DESC, position DESC
    LIMIT 1
) w
CROSS JOIN LATERAL (
    SELECT mass
    FROM association_work
    WHERE association_id = a.association_id AND valid_from <= $1 AND recorded_at <= $2
      AND mass IS NOT NULL
    ORDER BY valid_from DESC, position DESC
    LIMIT 1
) m
LEFT JOIN LATERAL (
    SELECT term_from, term_to, due_on, overdue
    FROM association_congress
    WHERE association_id = a.association_id AND valid_from <= $1 AND recorded_at <= $2
    ORDER BY valid_from DESC, position DESC
    LIMIT 1
) c ON true
WHERE ($3::uuid IS NULL OR a.association_id = $3)
  AND ($4::integer IS NULL OR s.state = $4)
  AND ($5::text IS NULL OR (n.full_name, a.association_id) > ($5 COLLATE "C", $6))
ORDER BY n.full_name, a.association_id
LIMIT $7
