SELECT e.entry_id, e.ruleset_version
FROM (
    SELECT DISTINCT ON (entry_id) entry_id, state, ruleset_version
    FROM entry_line
    WHERE round_id = $1 AND recorded_at <= $2 AND valid_from <= $3
      AND ($5::uuid IS NULL OR entry_id > $5)
    ORDER BY entry_id, revision DESC
) AS e
WHERE e.state = ANY ($4)
  AND e.ruleset_version < (
      SELECT max(version)
      FROM ruleset_line
      WHERE round_id = $1 AND recorded_at <= $2 AND valid_from <= $3
  )
ORDER BY e.entry_id
LIMIT $6
