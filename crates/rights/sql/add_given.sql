INSERT INTO given (
    grant_id, position, recorded_at, revision, person, unit_id, capacity, role, scope_kind, scope_id,
    first_day, last_day, source_grant_id, number_symbol, issued_on, issuer_unit_id
)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
