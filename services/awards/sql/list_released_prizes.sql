SELECT p.prize_id, p.entry_id, coalesce(t.title, ''), p.field_code, p.origin_unit_id,
       p.tier_code, p.tier_name, p.released_on, p.tier_place, r.revoked_on
FROM (
    SELECT prize_id, entry_id, field_code, origin_unit_id, tier_code, tier_name, released_on,
           min(revision) OVER (PARTITION BY tier_code) AS tier_place
    FROM released_prize
    WHERE round_id = $1 AND recorded_at <= $2 AND released_on <= $3
) AS p
LEFT JOIN entry_title t USING (entry_id)
LEFT JOIN revoked_prize r
    ON r.prize_id = p.prize_id AND r.recorded_at <= $2 AND r.revoked_on <= $3
WHERE $4::bigint IS NULL
   OR (p.tier_place, coalesce(t.title, ''), p.prize_id) > ($4, $5, $6)
ORDER BY p.tier_place, coalesce(t.title, ''), p.prize_id
LIMIT $7
