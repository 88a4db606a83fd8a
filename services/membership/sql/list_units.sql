SELECT u.unit_id, u.code, u.kind, n.full_name, n.short_name, p.parent_unit_id, u.established_on,
       e.ended_on, u.revision
FROM unit u
CROSS JOIN LATERAL (
    SELECT full_name, short_name
    FROM unit_name
    WHERE unit_id = u.unit_id AND valid_from <= $1 AND recorded_at <= $2
    ORDER BY valid_from DESC, position DESC
    LIMIT 1
) n
CROSS JOIN LATERAL (
    SELECT parent_unit_id
    FROM unit_parent
    WHERE unit_id = u.unit_id AND valid_from <= $1 AND recorded_at <= $2
    ORDER BY valid_from DESC, position DESC
    LIMIT 1
) p
LEFT JOIN unit_end e ON e.unit_id = u.unit_id AND e.recorded_at <= $2
WHERE ($3::uuid IS NULL OR u.unit_id = $3)
  AND ($4::text IS NULL OR u.code = $4)
  AND ($5::integer IS NULL OR u.kind = $5)
  AND ($6::uuid IS NULL OR p.parent_unit_id = $6)
  AND (NOT $7 OR e.ended_on IS NULL OR e.ended_on > $1)
  AND ($8::text IS NULL OR u.code > $8)
ORDER BY u.code
LIMIT $9
