-- The roles and the database of one context. For psql, as a superuser; may be run again at any time.
-- `cargo xtask up` and the Job in infra/postgres run this same file.
--
--   SERVICE_PASSWORD=… MIGRATION_PASSWORD=… psql -v context=membership -f context.sql
--
-- CONTEXT          the service: reads its ledger, appends by `ledger.append`, has views in schemas of its own
-- CONTEXT_migrate  logs in to migrate, and is then the owner
-- CONTEXT_owner    owns the database and what migrations make in it; nobody logs in as it
--
-- What the service may do inside the schema `ledger` is granted with each migration
-- (crates/ledger/sql/grant_service.sql).

\set ON_ERROR_STOP on
\set QUIET on
\getenv service_password SERVICE_PASSWORD
\getenv migration_password MIGRATION_PASSWORD
\set owner :context _owner
\set migrate :context _migrate

SELECT format('CREATE ROLE %I', name)
FROM unnest(ARRAY[:'owner', :'migrate', :'context']) AS role (name)
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) \gexec

ALTER ROLE :"owner" NOLOGIN NOINHERIT;
ALTER ROLE :"migrate" LOGIN PASSWORD :'migration_password';
ALTER ROLE :"context" LOGIN NOINHERIT PASSWORD :'service_password';
GRANT :"owner" TO :"migrate";
ALTER ROLE :"migrate" SET role = :"owner";

SELECT format('CREATE DATABASE %I', :'context')
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = :'context') \gexec

ALTER DATABASE :"context" OWNER TO :"owner";
REVOKE ALL ON DATABASE :"context" FROM PUBLIC;
GRANT CONNECT ON DATABASE :"context" TO :"migrate";
-- CREATE is for schemas: each generation of a view has one, made and dropped by the service.
GRANT CONNECT, CREATE ON DATABASE :"context" TO :"context";
-- A context's role opens its own database and no other.
REVOKE ALL ON DATABASE postgres, template1 FROM PUBLIC;
