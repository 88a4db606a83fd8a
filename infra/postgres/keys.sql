-- The role and the database of the keys of persons. For psql, as a superuser; may be run again at any time.
-- `cargo xtask up` runs this same file.
--
--   KEYS_PASSWORD=… psql -f keys.sql
--
-- In production it belongs on a server of its own, whose backups and log archive are kept for thirty days at most:
-- a key is gone when the last copy of it is.

\set ON_ERROR_STOP on
\set QUIET on
\getenv keys_password KEYS_PASSWORD

SELECT 'CREATE ROLE keys' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'keys') \gexec

ALTER ROLE keys LOGIN NOINHERIT PASSWORD :'keys_password';

SELECT 'CREATE DATABASE keys OWNER keys'
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'keys') \gexec

REVOKE ALL ON DATABASE keys FROM PUBLIC;
