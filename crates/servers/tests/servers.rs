//! What tests and `cargo xtask up` rely on: servers start side by side, keep what was committed, freeze and
//! thaw, and leave with their owner.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::io::{BufRead as _, BufReader, Read as _};
use std::net::{Ipv4Addr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use async_nats::jetstream;
use servers::{Nats, NatsOptions, Postgres, PostgresOptions};
use sqlx::{Connection as _, PgConnection};

const LIMIT: Duration = Duration::from_secs(30);

async fn postgres() -> Postgres {
    Postgres::start(PostgresOptions::default()).await.unwrap()
}

async fn nats() -> Nats {
    Nats::start(NatsOptions::default()).await.unwrap()
}

async fn connect(server: &Postgres) -> PgConnection {
    PgConnection::connect(&server.url("postgres")).await.unwrap()
}

async fn number(connection: &mut PgConnection, query: &'static str) -> i64 {
    sqlx::query_scalar(query).fetch_one(connection).await.unwrap()
}

async fn setting(connection: &mut PgConnection, name: &str) -> String {
    let setting = sqlx::query_scalar("SELECT current_setting($1)").bind(name);
    setting.fetch_one(connection).await.unwrap()
}

async fn messages(server: &Nats) -> u64 {
    let client = async_nats::connect(server.url()).await.unwrap();
    let stream = jetstream::new(client).get_stream("kept").await;
    stream.map(|stream| stream.cached_info().state.messages).unwrap_or_default()
}

async fn publish(server: &Nats) {
    let context = jetstream::new(async_nats::connect(server.url()).await.unwrap());
    let config = jetstream::stream::Config { name: "kept".into(), ..Default::default() };
    context.get_or_create_stream(config).await.unwrap();
    context.publish("kept", "a message".into()).await.unwrap().await.unwrap();
}

#[tokio::test]
async fn servers_start_side_by_side() {
    let (a, b, c, d) = tokio::join!(postgres(), postgres(), nats(), nats());
    let ports = [a.port(), b.port(), c.port(), d.port()];
    for (index, port) in ports.iter().enumerate() {
        assert!(!ports[index + 1..].contains(port), "{ports:?}");
    }
    for server in [&a, &b] {
        let mut connection = connect(server).await;
        let version: String =
            sqlx::query_scalar("SELECT version()").fetch_one(&mut connection).await.unwrap();
        assert!(version.starts_with("PostgreSQL 18."), "{version}");
    }
    for server in [&c, &d] {
        let client = async_nats::connect(server.url()).await.unwrap();
        assert!(client.server_info().version.starts_with("2.15."));
    }
}

/// Clusters made by `initdb` differ in their identifier; copies of one template do not.
#[tokio::test]
async fn a_second_server_copies_the_cluster_of_the_first() {
    let (a, b) = tokio::join!(postgres(), postgres());
    let identifier = "SELECT system_identifier FROM pg_control_system()";
    let one = number(&mut connect(&a).await, identifier).await;
    assert_eq!(one, number(&mut connect(&b).await, identifier).await);
}

#[tokio::test]
async fn a_killed_or_crashed_postgres_keeps_what_was_committed() {
    let mut server = postgres().await;
    let mut connection = connect(&server).await;
    sqlx::query("CREATE TABLE kept (n bigint)").execute(&mut connection).await.unwrap();
    for round in 1..=3 {
        sqlx::query("INSERT INTO kept VALUES (1)").execute(&mut connection).await.unwrap();
        let port = server.port();
        match round {
            1 => {
                server.kill();
                assert!(!server.is_running());
                server.start_again().await.unwrap();
            }
            2 => server.restart_immediately().await.unwrap(),
            _ => {
                server.stop();
                server.start_again().await.unwrap();
            }
        }
        assert_eq!(server.port(), port);
        connection = connect(&server).await;
        assert_eq!(number(&mut connection, "SELECT count(*) FROM kept").await, round);
    }
    for name in ["fsync", "synchronous_commit"] {
        assert_eq!(setting(&mut connection, name).await, "on", "{name}");
    }
}

#[tokio::test]
async fn what_is_committed_outlives_a_crash_of_the_server_that_tests_share() {
    let mut server = Postgres::start(PostgresOptions::of_tests()).await.unwrap();
    let mut connection = connect(&server).await;
    sqlx::query("CREATE TABLE kept AS SELECT 1").execute(&mut connection).await.unwrap();
    server.kill();
    server.start_again().await.unwrap();
    connection = connect(&server).await;
    assert_eq!(number(&mut connection, "SELECT count(*) FROM kept").await, 1);
    assert_eq!(setting(&mut connection, "fsync").await, "off");
    assert_eq!(setting(&mut connection, "synchronous_commit").await, "on");
}

#[tokio::test]
async fn a_killed_nats_keeps_its_streams_until_they_are_wiped_or_rolled_back() {
    let mut server = nats().await;
    publish(&server).await;
    server.stop();
    let older = server.copy_store().unwrap();
    server.start_again().await.unwrap();
    publish(&server).await;
    server.kill();
    server.start_again().await.unwrap();
    assert_eq!(messages(&server).await, 2);

    server.kill();
    server.restore_store(&older).unwrap();
    server.start_again().await.unwrap();
    assert_eq!(messages(&server).await, 1);

    server.kill();
    server.wipe_store().unwrap();
    server.start_again().await.unwrap();
    assert_eq!(messages(&server).await, 0);
}

#[tokio::test]
async fn a_paused_postgres_answers_only_when_resumed() {
    let server = postgres().await;
    let mut connection = connect(&server).await;
    server.pause();
    let answer = number(&mut connection, "SELECT 1::bigint");
    tokio::pin!(answer);
    assert!(tokio::time::timeout(Duration::from_millis(300), &mut answer).await.is_err());
    server.resume();
    assert_eq!(answer.await, 1);
}

#[tokio::test]
async fn a_paused_nats_answers_only_when_resumed() {
    let server = nats().await;
    let client = async_nats::connect(server.url()).await.unwrap();
    server.pause();
    let answer = client.request("$JS.API.INFO", "".into());
    tokio::pin!(answer);
    assert!(tokio::time::timeout(Duration::from_millis(300), &mut answer).await.is_err());
    server.resume();
    answer.await.unwrap();
}

#[tokio::test]
async fn kept_data_outlive_their_server_and_need_the_password() {
    let folder = Scratch::new("kept");
    let options = PostgresOptions {
        data: Some(folder.0.clone()),
        port: None,
        password: Some("a pass word".into()),
        ..Default::default()
    };
    let url = |server: &Postgres, word| {
        format!("postgres://hoitu:{word}@127.0.0.1:{}/left", server.port())
    };
    let server = Postgres::start(options.clone()).await.unwrap();
    server.create_database("left").await.unwrap();
    assert!(PgConnection::connect(&url(&server, "another")).await.is_err());
    drop(server);

    let server = Postgres::start(options).await.unwrap();
    server.create_database("left").await.unwrap();
    PgConnection::connect(&url(&server, "a%20pass%20word")).await.unwrap();
}

/// Root's PostgreSQL runs as somebody else, who must reach the data all the same.
#[tokio::test]
async fn data_below_a_closed_folder_are_served() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = Scratch::new("closed");
    std::fs::set_permissions(&folder.0, std::fs::Permissions::from_mode(0o700)).unwrap();
    let data = Some(folder.0.join("inner"));
    for _ in ["made", "found"] {
        let options = PostgresOptions { data: data.clone(), ..Default::default() };
        let server = Postgres::start(options).await.unwrap();
        assert_eq!(number(&mut connect(&server).await, "SELECT 1::bigint").await, 1);
    }
}

#[tokio::test]
async fn each_test_has_an_empty_database_that_goes_with_it() {
    let one = servers::test::database().await;
    let other = servers::test::database().await;
    assert_ne!(one.name(), other.name());
    let mut connection = PgConnection::connect(&one.url()).await.unwrap();
    let tables = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'";
    assert_eq!(number(&mut connection, tables).await, 0);
    let url = one.url();
    drop(one);
    assert!(PgConnection::connect(&url).await.is_err());
}

/// The process of the next test: it holds servers until it is killed.
#[tokio::test]
#[ignore = "is started by the test of orphans"]
async fn owner_of_servers() {
    let (postgres, nats) = tokio::join!(postgres(), nats());
    println!("owns {} {}", postgres.port(), postgres.folder().display());
    println!("owns {} {}", nats.port(), nats.folder().display());
    let _ = std::io::stdin().read(&mut [0]);
}

#[test]
fn servers_and_their_data_go_when_their_owner_is_killed() {
    let mut owner = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "owner_of_servers", "--ignored", "--nocapture"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(owner.stdout.take().unwrap()).lines();
    let owned: Vec<(u16, PathBuf)> = lines
        .map_while(Result::ok)
        .filter_map(|line| {
            let (_, owned) = line.split_once("owns ")?;
            let (port, folder) = owned.split_once(' ')?;
            Some((port.parse().ok()?, folder.into()))
        })
        .take(2)
        .collect();
    assert_eq!(owned.len(), 2);
    assert!(owned.iter().all(|(port, folder)| is_open(*port) && folder.exists()));

    owner.kill().unwrap();
    owner.wait().unwrap();
    let since = Instant::now();
    while owned.iter().any(|(port, folder)| is_open(*port) || folder.exists()) {
        assert!(since.elapsed() < LIMIT, "left behind: {owned:?}");
        std::thread::yield_now();
    }
}

fn is_open(port: u16) -> bool {
    TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_ok()
}

/// A folder of a test's own below `.hoitu`.
struct Scratch(PathBuf);

impl Scratch {
    fn new(kind: &str) -> Self {
        let folder = servers::home().join("scratch").join(format!("{kind}-{}", unique()));
        std::fs::create_dir_all(&folder).unwrap();
        Self(folder.canonicalize().unwrap())
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(Path::new(&self.0));
    }
}

fn unique() -> String {
    servers::test::unique()
}
