SELECT context, position, name, word, number, day, id
FROM record_field
ORDER BY context, position, name, ordinal
