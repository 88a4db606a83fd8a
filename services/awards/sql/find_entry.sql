SELECT e.entry_id, CASE WHEN $4::text IS NULL THEN l.handed_in ELSE l.own END,
       CASE WHEN l.revision = n.newest THEN l.revision END
FROM entry e
CROSS JOIN LATERAL (
    SELECT *
    FROM entry_line
    WHERE entry_id = e.entry_id AND recorded_at <= $1
    ORDER BY revision DESC LIMIT 1
) AS l
CROSS JOIN LATERAL (
    SELECT max(revision) AS newest FROM entry_line WHERE entry_id = e.entry_id
) AS n
WHERE e.entry_id = $2
  AND e.round_id = $3
  AND CASE WHEN $4::text IS NULL THEN l.handed_in IS NOT NULL
           ELSE e.holder_person = $4 OR e.holder_unit = $5 END
