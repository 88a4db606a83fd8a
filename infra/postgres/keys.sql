-- The role and the database of the keys of one context's persons. For psql, as a superuser; may be run again at
-- any time. `cargo xtask up` runs this same file.
--
--   KEYS_PASSWORD=… psql -v context=membership -f keys.sql
--
-- Both are called CONTEXT_keys. In production they belong on a server of their own, whose backups and log archive
-- are kept for thirty days at most: a key is gone when the last copy of it is.

\set ON_ERROR_STOP on
\set QUIET on
\getenv keys_password KEYS_PASSWORD
\set keys :context _keys

SELECT format('CREATE ROLE %I', :'keys')
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = :'keys') \gexec

ALTER ROLE :"keys" LOGIN NOINHERIT PASSWORD :'keys_password';

SELECT format('CREATE DATABASE %1$I OWNER %1$I', :'keys')
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = :'keys') \gexec

REVOKE ALL ON DATABASE :"keys" FROM PUBLIC;
