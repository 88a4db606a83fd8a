SELECT e.position, e.evidence_id, e.media_type, e.byte_size, e.sha256, e.stored_on,
       w.withdrawn_on, w.withdrawal_reason,
       CASE WHEN e.changed_at <= $2 THEN e.revision END
FROM evidence e
LEFT JOIN evidence w
       ON w.evidence_id = e.evidence_id AND w.withdrawn_at <= $2 AND w.withdrawn_on <= $3
WHERE e.unit_id = $1 AND e.recorded_at <= $2 AND e.stored_on <= $3
  AND ($4::uuid IS NULL OR e.evidence_id = $4)
  AND ($5::boolean IS NULL OR (w.withdrawn_on IS NOT NULL) = $5)
  AND ($6::bigint IS NULL OR e.position > $6)
ORDER BY e.position
LIMIT $7
