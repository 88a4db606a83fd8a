//! Append-only by right: what a service's role may do in PostgreSQL, and what it may not. Each is tried.
//!
//! Roles and databases are made by `infra/postgres/context.sql`, as in the cluster.

use ledger::sealed::{Keyring, Keys, migrate_keys};
use ledger::session::{refuse_other_than_service, refuse_unsafe};
use ledger::view::{compare, drop_generation, parked, rebuild, retry_parked, switch};
use ledger::{Ledger, StreamName, WriterOptions, outbound};
use servers::{Passwords, Postgres, PostgresOptions};
use sqlx::postgres::{PgConnectOptions, PgPool};
use sqlx::{AssertSqlSafe, Connection as _, PgConnection};
use uuid::Uuid;

use crate::carrier::{PATIENCE, eventually, record, record_many};
use crate::items::{CANNOT_DECODE, Items, POISON, assert_is_fold, head, local, snapshot, start};
use crate::tally::{assert_sound, pool};

const DENIED: &str = "42501";

/// A server with the contexts membership and reporting; the first one's schema is migrated and granted.
struct Cluster {
    postgres: Postgres,
    passwords: Passwords,
}

impl Cluster {
    async fn prepared() -> Self {
        let postgres = Postgres::start(PostgresOptions::default()).await.unwrap();
        let passwords = Passwords { service: "s".into(), migration: "m".into() };
        // Twice: what is there already is no obstacle.
        for context in ["membership", "reporting", "membership"] {
            postgres.prepare_context(context, &passwords).await.unwrap();
        }
        Self { postgres, passwords }
    }

    async fn migrated() -> Self {
        let cluster = Self::prepared().await;
        cluster.migrate().await;
        cluster
    }

    async fn migrate(&self) {
        let pool = pool(&self.migration_url("membership")).await;
        ledger::migrate(&pool).await.unwrap();
        ledger::grant_service(&pool, "membership").await.unwrap();
        pool.close().await;
    }

    fn migration_url(&self, context: &str) -> String {
        self.postgres.migration_url(context, &self.passwords)
    }

    /// As the chassis connects.
    fn service(&self) -> PgConnectOptions {
        let url = self.postgres.service_url("membership", &self.passwords);
        let options: PgConnectOptions = url.parse().unwrap();
        options.options([
            ("statement_timeout", "5s"),
            ("lock_timeout", "2s"),
            ("idle_in_transaction_session_timeout", "10s"),
        ])
    }

    async fn administrator(&self) -> PgConnection {
        PgConnection::connect(&self.postgres.url("membership")).await.unwrap()
    }

    async fn ledger(&self) -> Ledger {
        let pool = PgPool::connect_with(self.service()).await.unwrap();
        let options = WriterOptions::default();
        Ledger::open("membership", self.service(), pool, options).await.unwrap()
    }
}

fn code(error: &sqlx::Error) -> String {
    let error = error.as_database_error().unwrap_or_else(|| panic!("{error:?}"));
    error.code().unwrap_or_default().into_owned()
}

/// The code of what PostgreSQL says to a statement.
async fn refusal(connection: &mut PgConnection, statement: &str) -> String {
    let tried = sqlx::raw_sql(AssertSqlSafe(statement.to_owned())).execute(connection).await;
    tried.map_or_else(|error| code(&error), |_| "done".into())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_appends_reads_and_keeps_views_with_its_own_role() {
    let cluster = Cluster::migrated().await;
    let ledger = cluster.ledger().await;
    record_many(&ledger, 1, 50).await;
    assert_eq!(assert_sound(&ledger).await.len(), 50);
    assert_eq!(ledger.verify(1, 50).await.unwrap(), None);

    let pool = ledger.pool();
    let view = start::<Items>(pool, &[local(&ledger)]);
    assert_is_fold(&view.reader(), &[&ledger]).await;
    assert_eq!(rebuild::<Items>(pool).await.unwrap(), 2);
    assert!(compare(pool, "items", [1, 2]).await.unwrap().is_equal());
    switch(pool, "items", 2).await.unwrap();
    drop_generation(pool, "items", 1).await.unwrap();
    assert_is_fold(&view.reader(), &[&ledger]).await;

    let mut tx = pool.begin().await.unwrap();
    let noon = chrono::DateTime::UNIX_EPOCH;
    let owed = outbound::Outbound::timer(Uuid::from_u128(1), "rule", "{}".into(), noon);
    outbound::send(&mut tx, &owed).await.unwrap();
    outbound::cancel(&mut tx, owed.command_id).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_parks_and_retries_with_its_own_role() {
    let cluster = Cluster::migrated().await;
    let ledger = cluster.ledger().await;
    record(&ledger, 1, 0, vec![Some(POISON.to_vec())]).await;
    let faulty = start::<Items<CANNOT_DECODE>>(ledger.pool(), &[local(&ledger)]);
    drop(snapshot(&faulty.reader(), &[head(&ledger).await]).await);
    assert_eq!(parked(ledger.pool(), "items").await.unwrap().len(), 1);
    drop(faulty);
    let retry = || async {
        let stream = StreamName::new("item", 1);
        retry_parked::<Items>(ledger.pool(), "membership", &stream).await.ok()
    };
    assert_eq!(eventually("applied", retry).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_could_change_the_past_is_denied_to_a_service() {
    let cluster = Cluster::migrated().await;
    let ledger = cluster.ledger().await;
    record_many(&ledger, 1, 3).await;
    let mut connection = PgConnection::connect_with(&cluster.service()).await.unwrap();
    for statement in [
        "INSERT INTO ledger.entry SELECT * FROM ledger.entry",
        "UPDATE ledger.entry SET data = '{}'",
        "DELETE FROM ledger.entry",
        "TRUNCATE ledger.entry",
        "INSERT INTO ledger.request SELECT * FROM ledger.request",
        "UPDATE ledger.request SET first_position = 1",
        "DELETE FROM ledger.request",
        "TRUNCATE ledger.request",
        "DELETE FROM ledger.outbound",
        "DELETE FROM ledger.generation",
        "TRUNCATE ledger.checkpoint CASCADE",
        "ALTER TABLE ledger.entry DISABLE TRIGGER ALL",
        "SET session_replication_role = replica",
        "DROP TRIGGER entry_append_only ON ledger.entry",
        "CREATE TRIGGER mine BEFORE INSERT ON ledger.entry EXECUTE FUNCTION ledger.refuse_change()",
        "CREATE RULE mine AS ON INSERT TO ledger.entry DO INSTEAD NOTHING",
        "ALTER TABLE ledger.entry DROP CONSTRAINT entry_hash_check",
        "CREATE INDEX ON ledger.entry (data)",
        "DO $$ BEGIN LOCK TABLE ledger.entry IN EXCLUSIVE MODE; END $$",
        "DROP TABLE ledger.entry",
        "DROP SCHEMA ledger CASCADE",
        "ALTER SCHEMA ledger RENAME TO past",
        "DROP FUNCTION ledger.append",
        "ALTER FUNCTION ledger.append SECURITY INVOKER",
        "ALTER FUNCTION ledger.append RESET search_path",
        "CREATE FUNCTION ledger.mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "CREATE TABLE ledger.mine (n int)",
        "CREATE TABLE public.mine (n int)",
        "CREATE TEMPORARY TABLE mine (n int)",
        "DELETE FROM public._sqlx_migrations",
        "SET ROLE membership_owner",
        "SET ROLE membership_migrate",
        "SET SESSION AUTHORIZATION membership_owner",
        "CREATE SCHEMA mine AUTHORIZATION membership_owner",
        "ALTER DATABASE membership OWNER TO membership",
        "DROP DATABASE membership",
        "CREATE DATABASE mine",
        "CREATE ROLE mine",
        "ALTER ROLE membership SUPERUSER",
        "GRANT membership_owner TO membership",
        "COPY ledger.entry TO PROGRAM 'true'",
        "COPY ledger.request TO '/dev/null'",
        "SELECT pg_read_file('PG_VERSION')",
        "SELECT rolpassword FROM pg_authid",
        "ALTER SYSTEM SET fsync = off",
    ] {
        assert_eq!(refusal(&mut connection, statement).await, DENIED, "{statement}");
    }
    assert_eq!(assert_sound(&ledger).await.len(), 3);
}

#[tokio::test]
async fn a_role_opens_the_database_of_its_context_and_no_other() {
    let cluster = Cluster::migrated().await;
    let (postgres, passwords) = (&cluster.postgres, &cluster.passwords);
    for own in [
        postgres.service_url("membership", passwords),
        postgres.migration_url("membership", passwords),
    ] {
        PgConnection::connect(&own).await.unwrap();
        for other in ["reporting", "postgres", "template1"] {
            let other = servers::with_database(&own, other);
            let refused = PgConnection::connect(&other).await.unwrap_err();
            assert_eq!(code(&refused), DENIED, "{other}");
        }
    }
    let owner =
        postgres.service_url("membership", passwords).replace("//membership", "//membership_owner");
    assert_eq!(code(&PgConnection::connect(&owner).await.unwrap_err()), "28000");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_keys_of_persons_are_opened_with_a_role_that_opens_nothing_else() {
    let cluster = Cluster::migrated().await;
    let (postgres, passwords) = (&cluster.postgres, &cluster.passwords);
    for context in ["membership", "awards", "membership"] {
        postgres.prepare_keys(context, "k").await.unwrap();
    }
    let own = postgres.keys_url("membership", "k");
    let keys = pool(&own).await;
    migrate_keys(&keys).await.unwrap();
    let keyring: Keyring = format!("a {}", "01".repeat(32)).parse().unwrap();
    Keys::new(keys, keyring).obtain(Uuid::from_u128(1)).await.unwrap();

    for other in ["awards_keys", "membership", "reporting", "postgres", "template1"] {
        let refused = PgConnection::connect(&servers::with_database(&own, other)).await;
        assert_eq!(code(&refused.unwrap_err()), DENIED, "{other}");
    }
    let service = postgres.service_url("membership", passwords);
    let refused = PgConnection::connect(&servers::with_database(&service, "membership_keys")).await;
    assert_eq!(code(&refused.unwrap_err()), DENIED);
}

/// The append function works with its owner's rights: it must not be led to functions of the caller's.
#[tokio::test(flavor = "multi_thread")]
async fn appending_is_not_led_astray_by_the_callers_search_path() {
    let cluster = Cluster::migrated().await;
    let mut connection = PgConnection::connect_with(&cluster.service()).await.unwrap();
    let trap = "CREATE SCHEMA trap;
        CREATE FUNCTION trap.clock_timestamp() RETURNS timestamptz LANGUAGE sql
            AS $$ SELECT '2100-01-01'::timestamptz $$";
    assert_eq!(refusal(&mut connection, trap).await, "done");
    let pool = PgPool::connect_with(cluster.service()).await.unwrap();
    let led = cluster.service().options([("search_path", "trap,pg_catalog")]);
    let ledger = Ledger::open("membership", led, pool, WriterOptions::default()).await.unwrap();
    tokio::time::timeout(PATIENCE, record_many(&ledger, 1, 1)).await.unwrap();
    let now: bool = sqlx::query_scalar(
        "SELECT recorded_at BETWEEN now() - interval '1 hour' AND now() FROM ledger.entry",
    )
    .fetch_one(&mut connection)
    .await
    .unwrap();
    assert!(now);
}

#[tokio::test]
async fn the_schema_is_the_owners_to_migrate_and_a_service_sees_when_that_is_done() {
    let cluster = Cluster::prepared().await;
    let service = PgPool::connect_with(cluster.service()).await.unwrap();
    let owner = pool(&cluster.migration_url("membership")).await;
    assert!(!ledger::may_migrate(&service).await.unwrap());
    assert!(ledger::may_migrate(&owner).await.unwrap());
    assert!(!ledger::is_migrated(&service).await.unwrap());
    let another = PgPool::connect_with(cluster.service()).await.unwrap();
    assert!(ledger::migrate(&another).await.is_err());
    another.close().await;

    ledger::migrate(&owner).await.unwrap();
    assert!(!ledger::is_migrated(&service).await.unwrap());
    ledger::grant_service(&owner, "membership").await.unwrap();
    assert!(ledger::is_migrated(&service).await.unwrap());

    let newer = "INSERT INTO public._sqlx_migrations
                 SELECT version + 1, 'newer', now(), true, 'newer', 0 FROM public._sqlx_migrations
                 ORDER BY version DESC LIMIT 1";
    sqlx::query(newer).execute(&owner).await.unwrap();
    assert!(ledger::is_migrated(&service).await.unwrap());
    let other =
        "UPDATE public._sqlx_migrations SET checksum = 'another' WHERE version = 20261124000001";
    sqlx::query(other).execute(&owner).await.unwrap();
    assert!(!ledger::is_migrated(&service).await.unwrap());
}

#[tokio::test]
async fn a_session_is_used_only_with_the_settings_and_the_rights_of_a_service() {
    let cluster = Cluster::migrated().await;
    let told = async |options: PgConnectOptions| {
        let mut connection = PgConnection::connect_with(&options).await.unwrap();
        let safe = refuse_unsafe(&mut connection).await;
        let refused = safe.and(refuse_other_than_service(&mut connection).await);
        refused.err().map(|error| error.to_string()).unwrap_or_default()
    };
    let service = || cluster.service();
    assert_eq!(told(service()).await, "");
    assert_eq!(told(service().options([("synchronous_commit", "remote_apply")])).await, "");
    for (setting, value, fault) in [
        ("synchronous_commit", "off", "synchronous_commit is off"),
        ("synchronous_commit", "local", "synchronous_commit is local"),
        ("default_transaction_isolation", "serializable", "transactions are serializable"),
        ("statement_timeout", "0", "statement_timeout is off"),
        ("lock_timeout", "0", "lock_timeout is off"),
        ("idle_in_transaction_session_timeout", "0", "idle_in_transaction_session_timeout is off"),
    ] {
        let found = told(service().options([(setting, value)])).await;
        assert!(found.ends_with(fault), "{setting} = {value}: {found:?}");
    }

    let administrator = told(cluster.postgres.url("membership").parse().unwrap()).await;
    assert!(administrator.contains("the role hoitu is a superuser"), "{administrator}");
    let migrating = told(cluster.migration_url("membership").parse().unwrap()).await;
    for fault in ["can act as the owner", "acts as membership_owner and not as membership_migrate"]
    {
        assert!(migrating.contains(fault), "{migrating}");
    }
    for (grant, fault) in [
        ("GRANT UPDATE ON ledger.entry TO membership", "can write entries"),
        ("GRANT DELETE ON ledger.request TO membership", "can write requests"),
        ("GRANT TEMPORARY ON DATABASE membership TO membership", "can make temporary tables"),
        ("GRANT membership_owner TO membership", "can act as the owner"),
        ("ALTER ROLE membership SUPERUSER", "is a superuser"),
    ] {
        assert_eq!(refusal(&mut cluster.administrator().await, grant).await, "done");
        let found = told(service()).await;
        assert!(found.contains(fault), "{grant}: {found:?}");
    }
}
