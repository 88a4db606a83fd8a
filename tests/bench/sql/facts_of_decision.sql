WITH RECURSIVE around (unit_id) AS (
    SELECT unit_id FROM placed WHERE kind = $3 AND thing_id = $4 AND occurred_on <= $2
    UNION
    SELECT p.unit_id
    FROM around a
    JOIN placed p ON p.kind = $3 AND p.thing_id = a.unit_id::text AND p.occurred_on <= $2
)
SELECT g.grant_id, g.role, g.scope_kind, g.scope_id, g.unit_id, g.capacity,
       ARRAY(SELECT unit_id FROM around WHERE unit_id IS NOT NULL) AS around
FROM given g
WHERE g.person = $1
  AND g.first_day <= $2
  AND (g.last_day IS NULL OR g.last_day >= $2)
  AND NOT EXISTS (SELECT FROM revoked r WHERE r.grant_id = g.grant_id AND r.occurred_on <= $2)
  AND NOT EXISTS (SELECT FROM ended e WHERE e.unit_id = g.unit_id AND e.occurred_on <= $2)
