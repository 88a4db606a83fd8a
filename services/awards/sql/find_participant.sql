SELECT p.participant_id, p.round_id, l.details, l.erasure_state, l.key_destroyed_at,
       CASE WHEN l.revision = n.newest THEN l.revision END
FROM participant p
CROSS JOIN LATERAL (
    SELECT *
    FROM participant_line
    WHERE participant_id = p.participant_id AND recorded_at <= $1
    ORDER BY revision DESC LIMIT 1
) AS l
CROSS JOIN LATERAL (
    SELECT max(revision) AS newest FROM participant_line WHERE participant_id = p.participant_id
) AS n
WHERE p.participant_id = $2
  AND p.round_id = $3
  AND ($4::text IS NULL OR p.holder_person = $4 OR p.holder_unit = $5)
