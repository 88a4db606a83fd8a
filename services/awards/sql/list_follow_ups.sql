SELECT e.entry_id, e.round_id, e.title, e.field_code, e.origin_unit_id, e.released_on,
       e.prize_id, e.tier_code, e.tier_name, e.decided_on, v.revoked_on, v.decision,
       CASE WHEN f.changed_at IS NULL THEN 0 WHEN f.changed_at <= $1 THEN f.revision END,
       e.place
FROM (
    SELECT s.*, r.released_on, coalesce(t.title, '') AS title,
           coalesce(
               min(s.revision) OVER (PARTITION BY s.tier_code), 9223372036854775807
           ) AS place
    FROM released_entry s
    JOIN release r USING (round_id)
    LEFT JOIN entry_title t USING (entry_id)
    WHERE s.round_id = $3 AND s.recorded_at <= $1 AND r.released_on <= $2
) AS e
LEFT JOIN revocation v
    ON v.entry_id = e.entry_id AND v.recorded_at <= $1 AND v.revoked_on <= $2
LEFT JOIN follow_up f ON f.entry_id = e.entry_id
WHERE ($4::uuid IS NULL OR e.entry_id = $4)
  AND ($5::integer IS NULL OR (
      e.prize_id IS NOT NULL
      AND NOT e.honours
      AND v.revoked_on IS NULL
      AND e.decided_on + make_interval(months => $5) <= $2
      AND NOT EXISTS (
          SELECT FROM look l
          WHERE l.entry_id = e.entry_id AND l.recorded_at <= $1
            AND l.looked_on BETWEEN e.decided_on + make_interval(months => $5) AND $2
      )
  ))
  AND ($6::bigint IS NULL OR (e.place, e.title, e.entry_id) > ($6, $7, $8))
ORDER BY e.place, e.title, e.entry_id
LIMIT $9
