SELECT context, position, identifier, unit_of_measure
FROM indicator_quantity
ORDER BY context, position, ordinal
