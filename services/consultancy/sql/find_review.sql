WHERE r.review_id = $2
  AND ($3::uuid IS NULL OR r.unit_id = $3)
  AND ($4::uuid IS NULL OR r.requester_unit_id = $4)
