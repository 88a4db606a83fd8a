INSERT INTO responsibility
    (plan_id, position, item_code, bearer, role, basis, valid_from, valid_to, note, recorded_at)
SELECT r.plan_id, $2, r.item_code, r.bearer, r.role, r.basis, r.valid_from, $7, r.note, $8
FROM responsibility r
WHERE r.plan_id = $1 AND r.item_code = $3 AND r.bearer = $4 AND r.role = $5 AND r.valid_from = $6
ORDER BY r.position DESC
LIMIT 1
