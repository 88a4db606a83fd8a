INSERT INTO given (
    grant_id, position, recorded_at, revision, person, unit_id, capacity, role, scope_kind, scope_id,
    first_day
)
VALUES ($1, $2, now(), 1, $3, $4, $5, $6, $7, $8, '1970-01-01')
