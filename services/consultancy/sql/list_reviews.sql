WHERE r.received_on <= $2
  AND ($3::uuid IS NULL OR r.unit_id = $3)
  AND ($4::uuid IS NULL OR r.requester_unit_id = $4)
  AND ($5::integer IS NULL OR l.state = $5)
  AND ($6::integer IS NULL OR r.field = $6)
  AND ($7::integer IS NULL OR r.origin = $7)
  AND ($8::date IS NULL OR (r.received_on, r.review_id) < ($8, $9))
ORDER BY r.received_on DESC, r.review_id DESC
LIMIT $10
