INSERT INTO union_membership_state
    (association_id, application, position, written_by, recorded_at, since, union_unit_id, state, admitted_on,
     decision)
SELECT association_id, application, $2, $2, $3, $4, COALESCE($5, union_unit_id), COALESCE($6, state),
       COALESCE($7, admitted_on), $8
FROM union_membership_state
WHERE association_id = $1 AND replaced_at IS NULL
ORDER BY position DESC
LIMIT 1
