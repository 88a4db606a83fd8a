SELECT s.sheet_id, s.round_id, s.stage, s.entry_code, s.field_code, s.judge,
       l.state, l.version, l.scores, l.reopened_reason,
       CASE WHEN l.position = l.last THEN l.revision END,
       e.entry_id, t.title, t.summary
FROM sheet s
CROSS JOIN LATERAL (
    SELECT state, version, scores, reopened_reason, revision, position,
           (SELECT max(position) FROM sheet_line WHERE sheet_id = s.sheet_id) AS last
    FROM sheet_line
    WHERE sheet_id = s.sheet_id AND recorded_at <= $1
    ORDER BY position DESC LIMIT 1
) AS l
JOIN listed e ON e.round_id = s.round_id AND e.entry_code = s.entry_code
CROSS JOIN LATERAL (
    SELECT title, summary
    FROM entry_text
    WHERE entry_id = e.entry_id AND recorded_at <= $1
    ORDER BY revision DESC LIMIT 1
) AS t
WHERE s.round_id = $2
  AND ($3::uuid IS NULL OR s.sheet_id = $3)
  AND ($4::integer IS NULL OR s.stage = $4)
  AND ($5::text IS NULL OR s.field_code = $5)
  AND ($6::text IS NULL OR s.judge = $6)
  AND ($7::integer IS NULL OR l.state = $7)
  AND ($8::text IS NULL OR (s.entry_code, s.judge) > ($8, $9))
ORDER BY s.entry_code, s.judge
LIMIT $10
