//! PostgreSQL and NATS over TLS: a whole process that speaks nothing else, and whom it does not speak to.

use std::net::SocketAddr;

use async_nats::connection::State;
use chassis::clock::Clock;
use chassis::config::Settings;
use chassis::database::{self, Rights, can_connect};
use chassis::grpc::Services;
use chassis::ledger_client::LedgerClient;
use chassis::run::{Process, serve};
use chassis::telemetry::chain;
use chassis::token::ServiceKey;
use chassis::{nats, outgoing};
use ledger::History as _;
use servers::test::eventually;
use servers::{
    Authority, Certificate, Nats, NatsOptions, Postgres, PostgresOptions, PostgresTls, free_port,
};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::CancellationToken;

use crate::commands::Headcounts;
use crate::issuer::Issuer;
use crate::lifecycle::settings_with;
use crate::probe::by_name;
use crate::tls_files::TlsFiles;
use crate::world::DOMAIN;

/// PostgreSQL behind TLS.
struct Database {
    server: Postgres,
    tls: PostgresTls,
}

impl Database {
    async fn start(certificate: &Certificate) -> Self {
        let server = Postgres::start(PostgresOptions::default()).await.unwrap();
        server.create_database("probe").await.unwrap();
        let tls = PostgresTls::start(certificate, server.port()).await;
        Self { server, tls }
    }

    fn url(&self) -> String {
        url("localhost", self.tls.port())
    }
}

fn url(host: &str, port: u16) -> String {
    format!("postgres://hoitu@{host}:{port}/probe?sslmode=verify-full")
}

async fn carrier(files: &TlsFiles) -> Nats {
    let options = NatsOptions { tls: Some(files.folder().to_owned()), ..NatsOptions::default() };
    Nats::start(options).await.unwrap()
}

fn tls_url(nats: &Nats) -> String {
    format!("tls://localhost:{}", nats.port())
}

fn trusting(files: &TlsFiles, database: String, nats: String) -> Settings {
    settings_with(&Issuer::new(), database, nats, &files.variables())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_process_speaks_tls_and_nothing_else() {
    let files = TlsFiles::of(&Authority::new());
    let (database, nats) = (Database::start(&certificate(&files)).await, carrier(&files).await);
    let issuer = Issuer::new();
    let admin = SocketAddr::from(([127, 0, 0, 1], free_port().unwrap()));
    let mut more = files.variables().to_vec();
    more.push(("ADMIN_ADDR", admin.to_string()));
    more.push(("SERVICE_KEYS", issuer.service_keys().display().to_string()));
    let key = issuer.enrol("projection");
    let settings = settings_with(&issuer, database.url(), tls_url(&nats), &more);
    let listener = TcpListener::bind(settings.listen_addr).await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let (stop, clock) = (CancellationToken::new(), Clock::system());
    let (built, may_build) = tokio::sync::oneshot::channel::<()>();
    let build = async |process: Process| {
        let _ = may_build.await;
        let services = Services::new(by_name()).with(Headcounts::new(process.ledger.clone()));
        Ok::<_, std::convert::Infallible>(services)
    };
    let served =
        tokio::spawn(serve(DOMAIN, settings, clock.clone(), listener, stop.clone(), build));
    let told = || get(admin, "/metrics");
    let keys = |text: &String| text.contains("hoitu_part_ready{part=\"token keys\"} 1");
    eventually("a part is ready", told, keys).await;
    let ready = || get(admin, "/ready");
    let early = ready().await;
    assert!(early.starts_with("HTTP/1.1 503"), "it does not serve yet: {early}");
    built.send(()).unwrap();
    eventually("it is ready", ready, |it| it.starts_with("HTTP/1.1 200")).await;

    let key = ServiceKey::open(&key, "projection", clock).await.unwrap();
    let address = format!("https://localhost:{port}").parse().unwrap();
    let channel = outgoing::channel(DOMAIN.context, address, key, files.trust().await);
    let head = LedgerClient::new(channel).head().await.unwrap();
    assert_eq!(head.position, 0);

    TcpStream::connect(("127.0.0.1", port)).await.unwrap().write_all(b"GET /").await.unwrap();
    let expected = [
        "hoitu_tls_not_agreed_total{reason=\"clear_text\"} 1",
        "hoitu_tls_files_refused_total{file=\"identity\"} 0",
        "hoitu_tls_files_refused_total{file=\"authorities\"} 0",
        "hoitu_relay_state{state=\"relaying\"} 1",
    ];
    let all = |text: &String| expected.iter().all(|line| text.contains(line));
    eventually("what happened is told", told, all).await;
    let days = get(admin, "/metrics").await;
    let days = days.lines().find_map(|line| line.strip_prefix("hoitu_certificate_days_left "));
    assert!(days.unwrap().parse::<f64>().unwrap() > 300_000.0, "{days:?}");

    std::fs::write(files.certificate(), "no certificate").unwrap();
    let refused = |text: &String| !text.contains("refused_total{file=\"identity\"} 0");
    eventually("a file of no use is counted", told, refused).await;
    stop.cancel();
    served.await.unwrap().unwrap();
    drop(database.server);
}

fn certificate(files: &TlsFiles) -> Certificate {
    let read = |path| std::fs::read_to_string(path).unwrap();
    Certificate { certificate: read(files.certificate()), key: read(files.key()) }
}

/// An answer of the admin port, whole; empty while nobody is there.
async fn get(address: SocketAddr, path: &str) -> String {
    let ask = async {
        let mut stream = TcpStream::connect(address).await?;
        let request = format!("GET {path} HTTP/1.1\r\nhost: admin\r\n\r\n");
        stream.write_all(request.as_bytes()).await?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.map(|_| answer)
    };
    ask.await.unwrap_or_default()
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_right_database_is_believed() {
    let authority = Authority::new();
    let files = TlsFiles::of(&authority);
    let server = Postgres::start(PostgresOptions::default()).await.unwrap();
    server.create_database("probe").await.unwrap();
    let outcome = async |url: String| {
        let settings = trusting(&files, url, "nats://localhost:1".into());
        let options = database::options(&settings, "probe");
        match can_connect(&options, Rights::Any).await {
            Ok(Ok(())) => "believed".to_owned(),
            Ok(Err(not_yet)) => format!("not yet: {}", chain(&not_yet)),
            Err(error) => format!("refused: {}", chain(&error)),
        }
    };
    let good = authority.certificate(&["localhost"]);
    let cases = [
        (good.clone(), "believed"),
        (Authority::new().certificate(&["localhost"]), "invalid peer certificate: UnknownIssuer"),
        (authority.certificate(&["other"]), "not valid for name \"localhost\""),
        (authority.certificate_between(&["localhost"], [2020, 2021]), "certificate expired"),
    ];
    for (certificate, expected) in cases {
        let tls = PostgresTls::start(&certificate, server.port()).await;
        let outcome = outcome(url("localhost", tls.port())).await;
        assert!(outcome.contains(expected), "{expected} in: {outcome}");
        assert!(expected == "believed" || outcome.starts_with("refused: "), "{outcome}");
    }
    let outcome = outcome(url("localhost", server.port())).await;
    assert!(
        outcome.starts_with("refused: ") && outcome.contains("does not support TLS"),
        "{outcome}"
    );
}

/// As the cluster's file says, whatever a client would put up with.
#[tokio::test]
async fn a_database_of_the_cluster_lets_nobody_in_without_tls() {
    let options = PostgresOptions { as_in_cluster: true, ..PostgresOptions::default() };
    let server = Postgres::start(options).await.unwrap();
    let options = server.url("postgres").parse().unwrap();
    let Ok(Err(not_yet)) = can_connect(&options, Rights::Any).await else {
        panic!("clear text was let in")
    };
    let told = chain(&not_yet);
    assert!(told.contains("no pg_hba.conf entry") && told.contains("no encryption"), "{told}");
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_right_nats_is_believed() {
    let authority = Authority::new();
    let files = TlsFiles::of(&authority);
    let outcome = async |url: String| {
        let settings = trusting(&files, "postgres://localhost/probe".into(), url);
        let servers = settings.nats.expose().clone();
        let connected = nats::options(&settings, "probe").connect(servers).await;
        connected.map(|_| ()).map_err(|error| chain(&error))
    };
    let cases = [
        (authority.certificate(&["localhost"]), None),
        (Authority::new().certificate(&["localhost"]), Some("UnknownIssuer")),
        (authority.certificate(&["other"]), Some("not valid for name \"localhost\"")),
        (authority.certificate_between(&["localhost"], [2020, 2021]), Some("certificate expired")),
    ];
    for (certificate, expected) in cases {
        let nats = carrier(&TlsFiles::with(&authority, &certificate)).await;
        let outcome = outcome(tls_url(&nats)).await;
        match expected {
            None => assert_eq!(outcome, Ok(())),
            Some(fault) => assert!(outcome.as_ref().unwrap_err().contains(fault), "{outcome:?}"),
        }
    }
    let clear_text = Nats::start(NatsOptions::default()).await.unwrap();
    let outcome = outcome(tls_url(&clear_text)).await;
    assert!(outcome.as_ref().unwrap_err().contains("InvalidContentType"), "{outcome:?}");
}

/// The client reads its authorities for each connection, the server its certificate when it is told to.
#[tokio::test(flavor = "multi_thread")]
async fn the_authority_of_nats_is_changed_while_a_process_lives() {
    let (old, new) = (Authority::new(), Authority::new());
    let (files, shown) = (TlsFiles::of(&old), TlsFiles::of(&old));
    let mut nats = carrier(&shown).await;
    let settings = trusting(&files, "postgres://localhost/probe".into(), tls_url(&nats));
    let client = nats::connect(&settings, "probe").await.unwrap();
    let state = || async { client.connection_state() };
    eventually("NATS", state, |state| *state == State::Connected).await;

    new.write(&new.certificate(&["localhost"]), shown.folder());
    nats.reload();
    let only_new = TlsFiles::of(&new);
    let settings = trusting(&only_new, "postgres://localhost/probe".into(), tls_url(&nats));
    let connect = || async {
        let servers = settings.nats.expose().clone();
        nats::options(&settings, "probe").connect(servers).await.is_ok()
    };
    eventually("the new certificate is shown", connect, |connected| *connected).await;
    client.flush().await.unwrap();
    assert_eq!(client.connection_state(), State::Connected, "who was connected stays");

    servers::replace(&files.authorities(), &new.pem());
    nats.stop();
    eventually("it is gone", state, |state| *state != State::Connected).await;
    nats.start_again().await.unwrap();
    eventually("the new authority is believed", state, |state| *state == State::Connected).await;
    client.flush().await.unwrap();
}
