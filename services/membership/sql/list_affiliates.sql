SELECT affiliate_id, union_unit_id, name, kind, illustrative, since, revision,
       CASE WHEN end_recorded_at <= $2 THEN ended_on END AS ended_on
FROM affiliate
WHERE since <= $1
  AND recorded_at <= $2
  AND (ended_on IS NULL OR ended_on > $1 OR end_recorded_at > $2)
  AND ($3::integer IS NULL OR kind = $3)
  AND ($4::uuid IS NULL OR union_unit_id = $4)
  AND ($5::text IS NULL OR (name, affiliate_id) > ($5 COLLATE "C", $6))
ORDER BY name, affiliate_id
LIMIT $7
