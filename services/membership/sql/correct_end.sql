WITH wrong AS (
    UPDATE union_membership_state s
    SET replaced_at = $3
    WHERE association_id = $1
      AND replaced_at IS NULL
      AND position = (SELECT max(position) FROM union_membership_state WHERE association_id = $1)
    RETURNING s.*
)
INSERT INTO union_membership_state
    (association_id, application, position, written_by, recorded_at, since, union_unit_id, state, admitted_on,
     decision)
SELECT association_id, application, position, $4, $3, $2, union_unit_id, state, admitted_on, decision
FROM wrong
