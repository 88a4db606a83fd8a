SELECT e.entry_code, t.title, t.summary
FROM listed e
CROSS JOIN LATERAL (
    SELECT title, summary
    FROM entry_text
    WHERE entry_id = e.entry_id AND recorded_at <= $1
    ORDER BY revision DESC LIMIT 1
) AS t
WHERE e.recorded_at <= $1 AND e.round_id = $2 AND e.field_code = $3
  AND ($4::text IS NULL OR e.entry_code > $4)
ORDER BY e.entry_code
LIMIT $5
