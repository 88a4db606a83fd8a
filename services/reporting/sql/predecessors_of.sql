WITH RECURSIVE predecessor AS (
    SELECT unit_id FROM unit_succession WHERE successor = $1 AND succeeded_on <= $2
    UNION
    SELECT s.unit_id FROM unit_succession s JOIN predecessor p ON s.successor = p.unit_id
    WHERE s.succeeded_on <= $2
)
SELECT unit_id FROM predecessor ORDER BY unit_id
