SELECT p.proposal_id, l.said, CASE WHEN l.revision = n.newest THEN l.revision END, p.drafted_on
FROM proposal p
CROSS JOIN LATERAL (
    SELECT *
    FROM proposal_line
    WHERE proposal_id = p.proposal_id AND recorded_at <= $1
    ORDER BY revision DESC LIMIT 1
) AS l
CROSS JOIN LATERAL (
    SELECT max(revision) AS newest FROM proposal_line WHERE proposal_id = p.proposal_id
) AS n
WHERE p.drafted_on <= $2
  AND p.unit_id = $3
  AND ($4::uuid IS NULL OR p.proposal_id = $4)
  AND ($5::integer IS NULL OR l.state = $5)
  AND ($6::date IS NULL OR (p.drafted_on, p.proposal_id) < ($6, $7))
ORDER BY p.drafted_on DESC, p.proposal_id DESC
LIMIT $8
