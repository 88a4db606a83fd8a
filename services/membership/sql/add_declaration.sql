INSERT INTO declaration
    (declaration_id, association_id, counted_on, declared_on, position, recorded_at, members,
     intellectuals, women, under_35, evidence, supersedes, correction_reason)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
