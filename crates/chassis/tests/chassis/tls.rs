//! Who is believed over TLS, and that certificates change without anybody noticing.

use std::sync::Arc;
use std::time::Duration;

use chassis::outgoing::unsigned;
use chassis::telemetry::chain;
use chassis::tls::Trust;
use contracts::projection::v1::progress_service_client::ProgressServiceClient;
use servers::test::eventually;
use servers::{Authority, replace};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, RootCertStore, crypto::ring, version};
use tonic::transport::Channel;
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_client::HealthClient;

use crate::probe::{Probe, watching};
use crate::tls_files::TlsFiles;
use crate::world::{Bearer, World};

async fn world(files: &TlsFiles) -> World {
    World::serve_showing(Probe::default().services(), files.shown().await).await
}

/// A new connection to `localhost` on that world's port.
fn dial(world: &World, scheme: &str, trust: Trust) -> Channel {
    let address = format!("{scheme}://localhost:{}", world.address.port());
    unsigned(address.parse().unwrap(), trust)
}

/// What comes of a call on a new connection.
async fn call(world: &World, scheme: &str, trust: Trust) -> Result<(), String> {
    let mut client = HealthClient::new(dial(world, scheme, trust));
    let answer = client.check(HealthCheckRequest::default()).await;
    answer.map(|_| ()).map_err(|status| chain(&status))
}

#[track_caller]
fn assert_told(answer: &Result<(), String>, what: &str) {
    let told = answer.as_ref().unwrap_err();
    assert!(told.contains(what), "{what} in: {told}");
}

#[tokio::test]
async fn only_the_right_server_is_believed() {
    let authority = Authority::new();
    let good = TlsFiles::of(&authority);
    let trust = good.trust().await;
    assert_eq!(call(&world(&good).await, "https", trust.clone()).await, Ok(()));

    let stranger = TlsFiles::of(&Authority::new());
    let answer = call(&world(&stranger).await, "https", trust.clone()).await;
    assert_told(&answer, "invalid peer certificate: UnknownIssuer");

    let other_name = TlsFiles::with(&authority, &authority.certificate(&["reporting-server"]));
    let answer = call(&world(&other_name).await, "https", trust.clone()).await;
    assert_told(&answer, "not valid for name \"localhost\"");
}

/// It was good when the server began.
#[tokio::test]
async fn a_certificate_that_has_ended_is_not_believed() {
    let authority = Authority::new();
    let ended = authority.certificate_between(&["localhost"], [2020, 2021]);
    let files = TlsFiles::with(&authority, &ended);
    let (_hand, clock) = chassis::clock::Clock::set("2020-06-01T00:00:00Z".parse().unwrap());
    let identity =
        chassis::tls::IdentityFiles { certificate: files.certificate(), key: files.key() };
    let shown = chassis::tls::Shown::open(&identity, clock).await.unwrap();
    let world = World::serve_showing(Probe::default().services(), shown).await;
    let answer = call(&world, "https", files.trust().await).await;
    assert_told(&answer, "invalid peer certificate: certificate expired");
}

#[tokio::test]
async fn clear_text_and_tls_do_not_meet() {
    let files = TlsFiles::of(&Authority::new());
    let (tls, clear_text) = (world(&files).await, World::serve(Probe::default().services()).await);
    let trust = files.trust().await;
    assert!(call(&tls, "http", trust.clone()).await.is_err());
    let answer = call(&clear_text, "https", trust.clone()).await;
    assert_told(&answer, "the other side does not speak TLS");
    assert_eq!(call(&clear_text, "http", trust.clone()).await, Ok(()));
    assert_eq!(call(&tls, "https", trust).await, Ok(()), "nobody is harmed by those");
}

#[tokio::test]
async fn nothing_older_than_tls_1_3_is_spoken() {
    let files = TlsFiles::of(&Authority::new());
    let world = world(&files).await;
    for (versions, agreed) in [(&[&version::TLS12], false), (&[&version::TLS13], true)] {
        let mut roots = RootCertStore::empty();
        roots.add(CertificateDer::from_pem_file(files.authorities()).unwrap()).unwrap();
        let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_protocol_versions(versions)
            .unwrap()
            .with_root_certificates(roots)
            .with_no_client_auth();
        let stream = TcpStream::connect(world.address).await.unwrap();
        let name = ServerName::try_from("localhost").unwrap();
        let connected = TlsConnector::from(Arc::new(config)).connect(name, stream).await;
        assert_eq!(connected.is_ok(), agreed, "{versions:?}: {connected:?}");
    }
}

/// A caller that says nothing holds up nobody, and is sent away.
#[tokio::test]
async fn whoever_says_nothing_is_left_waiting_alone() {
    let files = TlsFiles::of(&Authority::new());
    let world = world(&files).await;
    let mut silent = Vec::new();
    for _ in 0..50 {
        silent.push(TcpStream::connect(world.address).await.unwrap());
    }
    assert_eq!(call(&world, "https", files.trust().await).await, Ok(()));
    for stream in silent {
        let read = async { stream.readable().await.map(|()| stream.try_read(&mut [0]).ok()) };
        let read = tokio::time::timeout(Duration::from_secs(20), read).await.unwrap();
        assert_eq!(read.unwrap(), Some(0), "it is closed");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn certificates_change_under_calls_without_one_failing() {
    let (old, new) = (Authority::new(), Authority::new());
    let files = TlsFiles::of(&old);
    let shown = files.shown().await;
    let world = World::serve_showing(Probe::default().services(), shown.clone()).await;
    let trust = files.trust().await;
    let bearer = Bearer(format!("Bearer {}", world.issuer.token()));
    let standing = dial(&world, "https", trust.clone());
    let mut client = ProgressServiceClient::with_interceptor(standing, bearer);
    let mut watch = client.watch(watching("")).await.unwrap().into_inner();
    assert!(watch.message().await.unwrap().is_some());

    let (only_old, only_new) = (trusting(&old).await, trusting(&new).await);
    // Whether the old and the new one is shown, and how often files were of no use. Each look makes calls.
    let look = || async {
        assert_eq!(call(&world, "https", trust.clone()).await, Ok(()));
        let old = call(&world, "https", only_old.clone()).await.is_ok();
        let new = call(&world, "https", only_new.clone()).await.is_ok();
        ((old, new), shown.failures())
    };
    assert_eq!(look().await, ((true, false), 0));

    // First all trust both, then another one is shown.
    replace(&files.authorities(), &format!("{}{}", old.pem(), new.pem()));
    wait_for_trust(&trust, &new).await;
    let next = new.certificate(&["localhost"]);
    replace(&files.key(), &next.key);
    eventually("half of a pair is seen", look, |(_, failures)| *failures > 0).await;
    assert_eq!(look().await.0, (true, false), "and is of no use");
    replace(&files.certificate(), &next.certificate);
    eventually("the new one is shown", look, |(shown, _)| *shown == (false, true)).await;

    let ended = new.certificate_between(&["localhost"], [2020, 2021]);
    let foreign = old.certificate(&["localhost"]);
    let bad = ["", "no certificate", &old.pem(), &foreign.certificate, &ended.certificate];
    for certificate in bad {
        let key = if certificate == ended.certificate { &ended.key } else { &next.key };
        replace(&files.key(), key);
        replace(&files.certificate(), certificate);
        let before = shown.failures();
        eventually("it is seen", look, |(_, failures)| *failures > before).await;
        assert_eq!(look().await.0, (false, true), "the last good one stays: {certificate}");
    }

    drop(client);
    world.stop.cancel();
    assert_eq!(watch.message().await.unwrap(), None, "the standing connection was left alone");
}

async fn trusting(authority: &Authority) -> Trust {
    TlsFiles::of(authority).trust().await
}

/// Until a server of that authority is believed.
async fn wait_for_trust(trust: &Trust, authority: &Authority) {
    let world = world(&TlsFiles::of(authority)).await;
    let look = || call(&world, "https", trust.clone());
    eventually("the new authority is trusted", look, Result::is_ok).await.unwrap();
}
