SELECT grant_id, recorded_at, revision, person, unit_id, capacity, role, scope_kind, scope_id,
       first_day, last_day, source_grant_id, number_symbol, issued_on, issuer_unit_id
FROM given
WHERE position > $1
ORDER BY position
