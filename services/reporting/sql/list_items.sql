SELECT i.code, i.kind, i.short_title, i.text, i.version
FROM (
    SELECT DISTINCT ON (code) code, rank, kind, short_title, text, version
    FROM plan_item
    WHERE plan_id = $1 AND version <= $2
    ORDER BY code, version DESC
) AS i
WHERE i.text IS NOT NULL
ORDER BY i.rank, i.code
