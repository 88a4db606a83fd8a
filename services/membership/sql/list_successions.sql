SELECT predecessor_id, successor_id, kind, effective_on, predecessor_ends, parts, parts_in_all,
       decision, position
FROM succession
WHERE effective_on <= $1
  AND recorded_at <= $2
  AND ($3::uuid IS NULL OR predecessor_id = $3 OR successor_id = $3)
  AND ($4::date IS NULL OR (effective_on, position, successor_id) > ($4, $5, $6))
ORDER BY effective_on, position, successor_id
LIMIT $7
