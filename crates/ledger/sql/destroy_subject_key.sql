INSERT INTO subject_key AS kept (subject, destroyed_at) VALUES ($1, clock_timestamp())
ON CONFLICT (subject) DO UPDATE
SET wrapped_key = NULL,
    master_key = NULL,
    destroyed_at = coalesce(kept.destroyed_at, excluded.destroyed_at)
RETURNING destroyed_at
