SELECT d.entry_id, p.part, f.media_type, f.byte_size, f.sha256
FROM unnest($2::uuid[]) AS asked (entry_id)
CROSS JOIN LATERAL (
    SELECT entry_id, parts, files
    FROM entry_dossier
    WHERE entry_id = asked.entry_id AND recorded_at <= $1
    ORDER BY revision DESC LIMIT 1
) AS d
CROSS JOIN LATERAL unnest(d.parts, d.files) AS p (part, evidence_id)
JOIN file f ON f.evidence_id = p.evidence_id
WHERE p.part = ANY($3) AND (f.withdrawn_at > $1) IS NOT FALSE
ORDER BY p.part, f.sha256
