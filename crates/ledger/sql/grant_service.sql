-- All that a service's role may do in the schema `ledger`; what is not named here it may not.
REVOKE ALL ON ALL TABLES IN SCHEMA ledger FROM :service;
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA ledger FROM :service;
GRANT USAGE ON SCHEMA ledger TO :service;
GRANT SELECT ON ledger.entry, ledger.request TO :service;
GRANT EXECUTE ON FUNCTION ledger.append, ledger.verify TO :service;
GRANT SELECT, INSERT, UPDATE ON ledger.generation, ledger.outbound TO :service;
GRANT SELECT, INSERT, UPDATE, DELETE ON ledger.checkpoint, ledger.parked TO :service;
GRANT SELECT ON public._sqlx_migrations TO :service;
