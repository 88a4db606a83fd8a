SELECT context, position, number_symbol, issued_on, issuer_id, sha256
FROM record_evidence
ORDER BY context, position, ordinal
