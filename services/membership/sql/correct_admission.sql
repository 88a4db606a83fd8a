WITH wrong AS (
    UPDATE union_membership_state s
    SET replaced_at = $3
    WHERE association_id = $1
      AND replaced_at IS NULL
      AND admitted_on IS NOT NULL
      AND application = (SELECT max(application) FROM union_membership_state WHERE association_id = $1)
    RETURNING s.*
), first AS (
    SELECT min(position) AS position FROM wrong
)
INSERT INTO union_membership_state
    (association_id, application, position, written_by, recorded_at, since, union_unit_id, state, admitted_on,
     decision)
SELECT association_id, application, wrong.position, $4, $3,
       CASE WHEN wrong.position = first.position THEN $2 ELSE since END,
       union_unit_id, state, $2, decision
FROM wrong, first
