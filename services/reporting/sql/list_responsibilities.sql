SELECT r.item_code, r.bearer, r.role, r.basis, r.valid_from, r.valid_to, r.note
FROM (
    SELECT DISTINCT ON (item_code, bearer, role, valid_from)
           item_code, bearer, role, basis, valid_from, valid_to, note
    FROM responsibility
    WHERE plan_id = $1 AND recorded_at <= $2
    ORDER BY item_code, bearer, role, valid_from, position DESC
) AS r
WHERE r.valid_from <= $3 AND (r.valid_to IS NULL OR $3 < r.valid_to)
ORDER BY r.item_code, r.role, r.valid_from, r.bearer
