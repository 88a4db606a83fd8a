-- Each review as it was known at a moment, and whose turn it then was: which ones, the statements say that begin so.
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
