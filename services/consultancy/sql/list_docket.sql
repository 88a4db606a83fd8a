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
