//! The issuer's keys over HTTP: rotated without a restart, kept through everything an issuer may do.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use chassis::Rhythm;
use chassis::clock::Clock;
use chassis::config::{Environment, TokenSettings};
use chassis::grpc::Limits;
use chassis::token::{Refused, Verifier};
use chrono::TimeDelta;
use contracts::projection::v1::progress_service_client::ProgressServiceClient;
use futures::future::join_all;
use serde_json::{Value, json};
use servers::test::eventually;
use servers::{Authority, Certificate};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tonic::Code;

use crate::issuer::Issuer;
use crate::probe::{Probe, asking};
use crate::tls_files::TlsFiles;
use crate::world::{DOMAIN, World, reason, retry_delay};

/// How the web server of an issuer behaves.
#[derive(Debug, Clone)]
enum Manner {
    Keys(Value),
    /// These bytes, whatever is asked.
    Raw(Vec<u8>),
    /// The configuration of another issuer, with these keys.
    Foreign(Value),
    /// A configuration that names keys elsewhere.
    Elsewhere(String),
    /// Nothing, for ever.
    Silent,
    /// One byte of the body, and then nothing.
    Stuck,
}

/// The web server of an issuer.
struct Published {
    name: String,
    manner: Arc<Mutex<Manner>>,
    /// How often it was asked for its configuration.
    asked: Arc<AtomicUsize>,
    /// How often a caller did not agree on TLS.
    refused: Arc<AtomicUsize>,
}

impl Published {
    async fn start(manner: Manner) -> Self {
        Self::start_on(TcpListener::bind("127.0.0.1:0").await.unwrap(), manner)
    }

    fn start_on(listener: TcpListener, manner: Manner) -> Self {
        let name = format!("http://{}", listener.local_addr().unwrap());
        let published = Self::named(name.clone(), manner);
        let (manner, asked) = (published.manner.clone(), published.asked.clone());
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let manner = manner.lock().unwrap().clone();
                tokio::spawn(answer(stream, name.clone(), manner, asked.clone()));
            }
        });
        published
    }

    /// Over TLS, with that certificate for `localhost`, whatever its worth.
    async fn start_over_tls(certificate: &Certificate, manner: Manner) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let name = format!("https://localhost:{}", listener.local_addr().unwrap().port());
        let published = Self::named(name.clone(), manner);
        let (manner, asked) = (published.manner.clone(), published.asked.clone());
        let refused = published.refused.clone();
        let acceptor = TlsAcceptor::from(Arc::new(certificate.server()));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let Ok(stream) = acceptor.accept(stream).await else {
                    refused.fetch_add(1, Ordering::Relaxed);
                    continue;
                };
                let manner = manner.lock().unwrap().clone();
                tokio::spawn(answer(stream, name.clone(), manner, asked.clone()));
            }
        });
        published
    }

    fn named(name: String, manner: Manner) -> Self {
        Self {
            name,
            manner: Arc::new(Mutex::new(manner)),
            asked: Arc::default(),
            refused: Arc::default(),
        }
    }

    fn becomes(&self, manner: Manner) {
        *self.manner.lock().unwrap() = manner;
    }

    fn name(&self) -> String {
        self.name.clone()
    }

    fn settings(&self, between_asked: Duration) -> TokenSettings {
        let rhythm = Rhythm {
            every: Duration::from_secs(3600),
            after_failure: Duration::from_secs(3600),
            between_asked,
        };
        TokenSettings {
            issuer: self.name(),
            keys: None,
            service_keys: None,
            rhythm,
            ..Issuer::new().settings()
        }
    }

    /// A verifier that looks again for every key it does not know.
    async fn verifier(&self, clock: Clock) -> Verifier {
        let settings = self.settings(Duration::ZERO);
        let verifier = Verifier::open(&settings, DOMAIN.context, clock).await.unwrap();
        verifier.ready().await;
        verifier
    }

    fn token(&self, issuer: &Issuer, clock: &Clock) -> String {
        issuer.issue(|grant| grant.issuer = self.name(), clock.now())
    }
}

async fn answer<S>(mut stream: S, name: String, manner: Manner, asked: Arc<AtomicUsize>)
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        match stream.read_u8().await {
            Ok(byte) => head.push(byte),
            Err(_) => return,
        }
    }
    let for_configuration = head.starts_with(b"GET /.well-known/openid-configuration HTTP/1.1\r\n");
    if for_configuration {
        asked.fetch_add(1, Ordering::Relaxed);
    }
    let configuration = |issuer: &str, keys: &str| json!({ "issuer": issuer, "jwks_uri": keys });
    let keys = format!("{name}/keys");
    let body = match &manner {
        Manner::Keys(jwks) | Manner::Foreign(jwks) if !for_configuration => jwks.clone(),
        Manner::Keys(_) | Manner::Stuck => configuration(&name, &keys),
        Manner::Foreign(_) => configuration("http://another", &keys),
        Manner::Elsewhere(keys) => configuration(&name, keys),
        Manner::Raw(bytes) => return drop(stream.write_all(bytes).await),
        Manner::Silent => return std::future::pending().await,
    };
    let body = body.to_string();
    let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n", body.len());
    let _ = stream.write_all(head.as_bytes()).await;
    if let Manner::Stuck = manner {
        let _ = stream.write_all(b"{").await;
        std::future::pending::<()>().await;
    }
    let _ = stream.write_all(body.as_bytes()).await;
}

fn both(one: &Issuer, other: &Issuer) -> Value {
    json!({ "keys": [one.jwks()["keys"][0], other.jwks()["keys"][0]] })
}

#[tokio::test]
async fn keys_are_rotated_while_calls_go_on() {
    let (old, new, third) = (Issuer::new(), Issuer::new(), Issuer::new());
    let published = Published::start(Manner::Keys(old.jwks())).await;
    let (hand, clock) = Clock::set("2026-11-24T08:00:00Z".parse().unwrap());
    let verifier = published.verifier(clock.clone()).await;
    let old_token = published.token(&old, &clock);
    let new_token = published.token(&new, &clock);
    let check = async |token: &str| verifier.verify(token).await.map(|_| ());
    assert_eq!(check(&old_token).await, Ok(()));
    assert_eq!(check(&new_token).await, Err(Refused::Invalid));

    published.becomes(Manner::Keys(both(&new, &old)));
    assert_eq!(check(&new_token).await, Ok(()), "a new key is looked for at once");
    assert_eq!(check(&old_token).await, Ok(()), "the old one is good as long as it is published");
    hand.send_modify(|now| *now += TimeDelta::seconds(360));
    assert_eq!(check(&old_token).await, Err(Refused::Expired));

    let old_token = published.token(&old, &clock);
    assert_eq!(check(&old_token).await, Ok(()));
    published.becomes(Manner::Keys(new.jwks()));
    assert_eq!(check(&published.token(&third, &clock)).await, Err(Refused::Invalid));
    assert_eq!(check(&old_token).await, Err(Refused::Invalid), "a key withdrawn is gone");
    assert_eq!(check(&published.token(&new, &clock)).await, Ok(()));
}

#[tokio::test]
async fn nobody_can_make_this_service_bother_its_issuer() {
    let (issuer, stranger) = (Issuer::new(), Issuer::new());
    let published = Published::start(Manner::Keys(issuer.jwks())).await;
    let settings = published.settings(Duration::from_secs(3600));
    let verifier = Verifier::open(&settings, DOMAIN.context, Clock::system()).await.unwrap();
    verifier.ready().await;
    let token = published.token(&stranger, &Clock::system());
    let at_once = join_all((0..200).map(|_| verifier.verify(&token))).await;
    assert!(at_once.iter().all(|verified| *verified == Err(Refused::Invalid)));
    for _ in 0..200 {
        assert_eq!(verifier.verify(&token).await, Err(Refused::Invalid));
    }
    assert_eq!(published.asked.load(Ordering::Relaxed), 2, "at the start, and once more");
}

#[tokio::test]
async fn the_last_good_keys_stay_whatever_the_issuer_does() {
    let (issuer, thief) = (Issuer::new(), Issuer::new());
    let published = Published::start(Manner::Keys(issuer.jwks())).await;
    let elsewhere = Published::start(Manner::Keys(thief.jwks())).await;
    let (hand, clock) = Clock::set("2026-11-24T08:00:00Z".parse().unwrap());
    let verifier = published.verifier(clock.clone()).await;
    let stolen = published.token(&thief, &clock);

    let raw = |text: &str| Manner::Raw(text.as_bytes().to_vec());
    let endless = [b"HTTP/1.1 200 OK\r\n\r\n".to_vec(), vec![b' '; 4 << 20]].concat();
    let many = vec![thief.jwks()["keys"][0].clone(); 65];
    let location = format!("location: {}/keys\r\ncontent-length: 0", elsewhere.name());
    let manners = [
        raw("not HTTP at all\r\n\r\n"),
        raw("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nnot JSON!"),
        raw("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{"),
        raw("HTTP/1.1 500 Oh\r\ncontent-length: 0\r\n\r\n"),
        raw(&format!("HTTP/1.1 302 Found\r\n{location}\r\n\r\n")),
        raw(&format!("HTTP/1.1 200 OK\r\nx: {}\r\n\r\n{{}}", "x".repeat(100_000))),
        Manner::Raw(endless),
        raw(""),
        Manner::Foreign(thief.jwks()),
        Manner::Elsewhere("http://login.tinh.example/keys".to_owned()),
        Manner::Elsewhere("file:///etc/passwd".to_owned()),
        Manner::Keys(json!({ "keys": [] })),
        Manner::Keys(json!({ "keys": many })),
        Manner::Keys(json!({ "keys": [{ "kty": "oct", "kid": thief.kid(), "k": "c2VjcmV0" }] })),
        Manner::Keys(
            json!({ "keys": [{ "kty": "OKP", "crv": "Ed25519", "kid": "a", "x": "AA" }] }),
        ),
        Manner::Stuck,
        Manner::Silent,
    ];
    let last_good = clock.now();
    for manner in manners {
        published.becomes(manner.clone());
        hand.send_modify(|now| *now += TimeDelta::hours(1));
        assert_eq!(verifier.verify(&stolen).await, Err(Refused::Invalid), "{manner:?}");
        let good = published.token(&issuer, &clock);
        assert!(verifier.verify(&good).await.is_ok(), "{manner:?}");
        assert_eq!(verifier.age_of_keys(), Some(clock.now() - last_good), "{manner:?}");
    }
    assert_eq!(elsewhere.asked.load(Ordering::Relaxed), 0);

    published.becomes(Manner::Keys(both(&issuer, &thief)));
    let look = || async { verifier.verify(&published.token(&thief, &clock)).await.is_ok() };
    eventually("an issuer that is well again is believed again", look, |good| *good).await;
    assert_eq!(verifier.age_of_keys(), Some(TimeDelta::zero()));
}

#[tokio::test]
async fn keys_for_other_purposes_stand_beside_those_for_signatures() {
    let issuer = Issuer::new();
    let keys = json!({ "keys": [
        { "kty": "RSA", "kid": "enc", "use": "enc", "alg": "RSA-OAEP", "n": "AQAB", "e": "AQAB" },
        { "kty": "EC", "crv": "P-521", "kid": "p521", "x": "AA", "y": "AA" },
        { "kty": "of tomorrow", "kid": "new" },
        issuer.jwks()["keys"][0],
    ]});
    let published = Published::start(Manner::Keys(keys)).await;
    let clock = Clock::system();
    let verifier = published.verifier(clock.clone()).await;
    assert!(verifier.verify(&published.token(&issuer, &clock)).await.is_ok());
}

#[tokio::test]
async fn a_service_may_start_before_its_issuer() {
    let issuer = Issuer::new();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let nobody = Published::named(format!("http://{address}"), Manner::Silent);
    let settings = nobody.settings(Duration::ZERO);
    let verifier = Verifier::open(&settings, DOMAIN.context, Clock::system()).await.unwrap();
    assert_eq!(verifier.age_of_keys(), None);
    let token = nobody.token(&issuer, &Clock::system());
    let (limits, keys) = (Limits::default(), issuer.jwks());
    let services = Probe::default().services();
    let world =
        World::serve_checking(services, limits, Environment::Local, issuer, verifier.clone()).await;
    let mut client = ProgressServiceClient::new(world.with_token(&token).await);
    let status = client.get_progress(asking("who")).await.unwrap_err();
    assert_eq!(
        (status.code(), reason(&status).as_str()),
        (Code::Unavailable, "TOKEN_KEYS_UNAVAILABLE")
    );
    assert!(retry_delay(&status).is_some_and(|delay| !delay.is_zero()));

    let _published =
        Published::start_on(TcpListener::bind(address).await.unwrap(), Manner::Keys(keys));
    verifier.ready().await;
    assert!(client.get_progress(asking("who")).await.is_ok());
}

/// A verifier that asks this issuer often, and trusts the authority of those files.
async fn trusting(published: &Published, files: &TlsFiles) -> Verifier {
    let mut settings = published.settings(Duration::ZERO);
    settings.issuer_ca = Some(files.authorities());
    settings.rhythm.after_failure = Duration::from_millis(50);
    Verifier::open(&settings, DOMAIN.context, Clock::system()).await.unwrap()
}

#[tokio::test]
async fn an_issuer_over_tls_is_believed_if_it_is_the_right_one() {
    let (authority, issuer) = (Authority::new(), Issuer::new());
    let files = TlsFiles::of(&authority);
    let hosts = &["localhost"];
    let good = authority.certificate(hosts);
    let published = Published::start_over_tls(&good, Manner::Keys(issuer.jwks())).await;
    let verifier = trusting(&published, &files).await;
    verifier.ready().await;
    let token = published.token(&issuer, &Clock::system());
    assert!(verifier.verify(&token).await.is_ok());

    for (what, wrong) in [
        ("of another authority", Authority::new().certificate(hosts)),
        ("for another host", authority.certificate(&["login.tinh.example"])),
        ("that has ended", authority.certificate_between(hosts, [2020, 2021])),
    ] {
        let published = Published::start_over_tls(&wrong, Manner::Keys(issuer.jwks())).await;
        let verifier = trusting(&published, &files).await;
        let refused = || async { published.refused.load(Ordering::Relaxed) };
        eventually(what, refused, |times| *times > 1).await;
        let token = published.token(&issuer, &Clock::system());
        assert_eq!(verifier.verify(&token).await.map(|_| ()), Err(Refused::NoKeys), "{what}");
        assert_eq!(published.asked.load(Ordering::Relaxed), 0, "a certificate {what}");
    }
}

/// They could be anybody's.
#[tokio::test]
async fn an_issuer_over_tls_cannot_send_for_its_keys_in_clear_text() {
    let (authority, issuer) = (Authority::new(), Issuer::new());
    let files = TlsFiles::of(&authority);
    let clear_text = Published::start(Manner::Keys(issuer.jwks())).await;
    let elsewhere = Manner::Elsewhere(format!("{}/keys", clear_text.name()));
    let certificate = authority.certificate(&["localhost"]);
    let published = Published::start_over_tls(&certificate, elsewhere).await;
    let verifier = trusting(&published, &files).await;
    let asked = || async { published.asked.load(Ordering::Relaxed) };
    eventually("it is asked again", asked, |times| *times > 1).await;
    let token = published.token(&issuer, &Clock::system());
    assert_eq!(verifier.verify(&token).await.map(|_| ()), Err(Refused::NoKeys));
}

#[tokio::test]
async fn an_issuer_is_not_asked_in_the_clear_over_a_network() {
    let opened = async |issuer: &str| {
        let of = Issuer::new();
        let settings = TokenSettings { issuer: issuer.to_owned(), keys: None, ..of.settings() };
        Verifier::open(&settings, DOMAIN.context, Clock::system()).await.is_ok()
    };
    for refused in [
        "http://login.tinh.example",
        "http://10.0.0.1",
        "http://[2001:db8::1]",
        "http://127.0.0.1@login.tinh.example",
        "https://someone@login.tinh.example",
        "login.tinh.example",
        "hoitu",
    ] {
        assert!(!opened(refused).await, "{refused}");
    }
    for asked in ["https://login.tinh.example", "http://localhost:1", "http://[::1]:1"] {
        assert!(opened(asked).await, "{asked}");
    }
}
