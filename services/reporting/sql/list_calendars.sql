SELECT DISTINCT ON (v.year) v.year, v.version, v.decision,
       CASE WHEN v.version = (SELECT max(version) FROM calendar_version WHERE year = v.year)
            THEN v.revision END
FROM calendar_version v
WHERE v.year BETWEEN $1 AND $2 AND v.recorded_at <= $3
ORDER BY v.year, v.version DESC
