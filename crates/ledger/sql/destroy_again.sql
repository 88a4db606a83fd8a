UPDATE subject_key
SET wrapped_key = NULL, master_key = NULL, destroyed_at = clock_timestamp()
WHERE subject = ANY($1) AND wrapped_key IS NOT NULL
