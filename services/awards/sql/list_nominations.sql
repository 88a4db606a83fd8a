SELECT n.entry_id, n.contest, n.nominated_on, n.document, r.decided_on, r.prize
FROM nomination n
LEFT JOIN national_result r
    ON r.entry_id = n.entry_id AND r.contest = n.contest
   AND r.recorded_at <= $2 AND r.decided_on <= $3
WHERE n.entry_id = ANY($1) AND n.recorded_at <= $2 AND n.nominated_on <= $3
ORDER BY n.nominated_on, n.contest
