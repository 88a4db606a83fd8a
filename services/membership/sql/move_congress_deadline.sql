INSERT INTO association_congress
SELECT association_id, $2, $3, $4, term_from, term_to, COALESCE($5, due_on), $6
FROM association_congress
WHERE association_id = $1
ORDER BY position DESC
LIMIT 1
