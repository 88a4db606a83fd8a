SELECT m.association_id, m.revision, s.union_unit_id, s.state, s.since, s.admitted_on, s.decision
FROM union_membership m
CROSS JOIN LATERAL (
    SELECT union_unit_id, state, since, admitted_on, decision
    FROM union_membership_state
    WHERE association_id = m.association_id
      AND since <= $1
      AND recorded_at <= $2
      AND (replaced_at IS NULL OR replaced_at > $2)
    ORDER BY since DESC, position DESC
    LIMIT 1
) s
WHERE ($3::uuid IS NULL OR m.association_id = $3)
  AND ($4::integer IS NULL OR s.state = $4)
  AND ($5::uuid IS NULL OR s.union_unit_id = $5)
  AND ($6::uuid IS NULL OR m.association_id > $6)
ORDER BY m.association_id
LIMIT $7
