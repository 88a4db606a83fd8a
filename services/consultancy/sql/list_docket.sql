SELECT r.review_id, l.said, l.own, c.next_actor, c.next_action, c.next_due_on,
       CASE WHEN l.revision = n.newest THEN l.revision END, r.received_on, c.counts
FROM review r
CROSS JOIN LATERAL (
    SELECT *
    FROM review_line
    WHERE review_id = r.review_id AND recorded_at <= $1
    ORDER BY revision DESC LIMIT 1
) AS l
CROSS JOIN LATERAL (
    SELECT max(revision) AS newest FROM review_line WHERE review_id = r.review_id
) AS n
CROSS JOIN LATERAL (
    SELECT *
    FROM docket_line
    WHERE review_id = r.review_id AND recorded_at <= $1
    ORDER BY position DESC LIMIT 1
) AS c
WHERE r.received_on <= $2
  AND r.unit_id = $3
  AND c.next_actor <> 0
  AND ($4::text IS NULL OR l.officer = $4)
  AND ($5::integer IS NULL OR c.next_actor = $5)
  AND (NOT $6
       OR (coalesce(c.next_due_on, 'infinity'), r.review_id)
          > (coalesce($7::date, 'infinity'), $8::uuid))
ORDER BY coalesce(c.next_due_on, 'infinity'), r.review_id
LIMIT $9
