SELECT judge, entry_code, method, coalesce(recused_at <= $1, false)
FROM assignment
WHERE recorded_at <= $1 AND stage = $4
  AND jury_id = (SELECT jury_id FROM jury WHERE jury_id = $3 AND round_id = $2)
  AND ($5::text IS NULL OR (judge, entry_code) > ($5, $6))
ORDER BY judge, entry_code
LIMIT $7
