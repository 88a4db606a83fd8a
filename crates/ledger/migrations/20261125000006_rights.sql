-- Entries come in by `ledger.append`, which works with the rights of the schema's owner, and by no other
-- way: a service's role may call it, and cannot write the tables itself. Whoever replaces the function
-- must say so again.

ALTER FUNCTION ledger.append SECURITY DEFINER SET search_path = pg_catalog, pg_temp;

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA ledger FROM PUBLIC;
