//! The services in this process, for whoever shows a token: nothing behind them answers, time stands
//! still, and a wait is over at once.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use bytes::Bytes;
use chassis::access::{Access, Decision, Judge};
use chassis::caller::Caller;
use chassis::clock::Clock;
use chassis::config::{CallerLimits, Reader, Settings, TokenSettings};
use chassis::keys::KeysSettings;
use chassis::offline::Offline;
use chassis::outgoing::unsigned;
use chassis::run::RunError;
use chassis::token::Verifier;
use chrono::{DateTime, Months, Utc};
use contracts::Rpc;
use contracts::access::v1::Kind;
use contracts::evidence::v1::evidence_service_server::EvidenceServiceServer;
use futures::future::{BoxFuture, ready};
use http_body_util::{BodyExt as _, Full};
use ledger::LocalSource;
use reporting::progress::Progress;
use rights::Membership::Here;
use tempfile::TempDir;
use tokio::runtime::{Builder, Runtime};
use tonic::Status;
use tonic::body::Body;

use crate::signer::Signer;

/// When it always is: 28/11/2026.
pub const NOW: i64 = 1_795_824_000;
pub const ISSUER: &str = "issuer";
pub const AUDIENCE: &str = "hoitu";
pub const CLIENT: &str = "hoitu-cli";

/// The longest that an answer is listened to.
const LONGEST: Duration = Duration::from_secs(30);

/// No rate is ever used up.
const UNLIMITED: CallerLimits = CallerLimits {
    calls: u32::MAX,
    streams: u32::MAX,
    commands_per_second: u32::MAX,
    queries_per_second: u32::MAX,
};

const ENVIRONMENT: [(&str, &str); 11] = [
    ("DATABASE_URL", "postgres://nobody@localhost/nowhere?host=/nowhere"),
    ("KEYS_DATABASE_URL", "postgres://nobody@localhost/nowhere?host=/nowhere"),
    ("MASTER_KEYS", "1 0000000000000000000000000000000000000000000000000000000000000001"),
    ("NATS_URL", "nats://127.0.0.1:1"),
    ("LISTEN_ADDR", "127.0.0.1:0"),
    ("ENVIRONMENT", "production"),
    ("TOKEN_ISSUER", ISSUER),
    ("TOKEN_AUDIENCE", AUDIENCE),
    ("TOKEN_CLIENTS", CLIENT),
    ("LOG_FORMAT", "json"),
    ("RUST_LOG", "off"),
];

/// The services of the house, by context.
pub const CONTEXTS: [&str; 5] = ["membership", "awards", "consultancy", "reporting", "projection"];

pub struct House {
    runtime: Runtime,
    services: Vec<(&'static str, Offline)>,
    pub verifier: Verifier,
    pub issuer: Signer,
    pub projection: Signer,
    /// The keys are read again from there.
    _folder: TempDir,
}

struct Everybody;

impl Judge for Everybody {
    fn decide<'a>(
        &'a self,
        _: &'a Caller,
        _: &'static Rpc,
        _: &'a [(Kind, &'a str)],
    ) -> BoxFuture<'a, Option<Decision>> {
        Box::pin(ready(Some(Decision::Allowed)))
    }
}

thread_local! {
    static HOUSE: House = House::open();
}

/// Does something in the house of this thread.
pub fn within<T>(act: impl FnOnce(&House) -> T) -> T {
    HOUSE.with(act)
}

pub fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(NOW, 0).expect("a day of the calendar")
}

impl House {
    fn open() -> Self {
        let folder = tempfile::tempdir().expect("there is room for two key sets");
        let (issuer, projection) = (Signer::new("issuer"), Signer::new("projection"));
        let (keys, service_keys) = (folder.path().join("keys.json"), folder.path().join("keys"));
        fs::write(&keys, issuer.key_set()).expect("a key set is written");
        fs::create_dir(&service_keys).expect("a folder is made");
        fs::write(service_keys.join("projection.json"), projection.key_set())
            .expect("a key set is written");
        let own = [("TOKEN_KEYS", &keys), ("SERVICE_KEYS", &service_keys)];
        let own = own.map(|(name, path)| (name.to_owned(), path.display().to_string()));
        let given = ENVIRONMENT.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let (mut settings, person_keys) = Reader::read(given.into_iter().chain(own), |reader| {
            let settings = Settings::read(reader);
            let keys = KeysSettings::read(reader);
            Some((settings?, keys?))
        })
        .expect("the house's own settings are good");
        settings.limits.caller = UNLIMITED;
        let runtime = Builder::new_current_thread().enable_all().start_paused(true).build();
        let runtime = runtime.expect("a runtime starts");
        let services = runtime.block_on(services(&settings, &person_keys, folder.path()));
        let verifier = runtime.block_on(verifier(&settings.tokens));
        let services = services.expect("the services are put together");
        Self { runtime, services, verifier, issuer, projection, _folder: folder }
    }

    /// A token of somebody.
    pub fn token(&self) -> String {
        let claims = serde_json::json!({
            "iss": ISSUER, "aud": AUDIENCE, "azp": CLIENT, "sub": "sub-1", "capacity": "office",
            "unit": servers::bad_input::GOOD_ID, "iat": NOW, "exp": NOW + 600,
        });
        self.issuer.token(self.issuer.header("at+jwt").as_bytes(), claims.to_string().as_bytes())
    }

    pub fn block_on<F: Future>(&self, future: F) -> F::Output {
        self.runtime.block_on(future)
    }

    /// Calls an rpc of a context; the body is as it comes from the network. How the answer ends.
    pub fn call(&self, context: &str, mut request: http::Request<()>, body: Bytes) -> Status {
        let service = self.services.iter().find(|(name, _)| *name == context);
        let (_, service) = service.expect("the context is one of the house's");
        let headers = request.headers_mut();
        headers.insert("content-type", http::HeaderValue::from_static("application/grpc"));
        headers.insert("te", http::HeaderValue::from_static("trailers"));
        let request = request.map(|()| Body::new(Full::new(body)));
        let answer = self.block_on(async {
            tokio::time::timeout(LONGEST, async { heard(service.call(request).await).await }).await
        });
        answer.unwrap_or_else(|_| Status::ok("it goes on"))
    }
}

/// How the answer ended.
async fn heard(response: http::Response<Body>) -> Status {
    if let Some(status) = Status::from_header_map(response.headers()) {
        return status;
    }
    let mut body = response.into_body();
    while let Some(frame) = body.frame().await {
        let frame = match frame {
            Ok(frame) => frame,
            Err(status) => return status,
        };
        if let Some(status) = frame.trailers_ref().and_then(Status::from_header_map) {
            return status;
        }
    }
    Status::unknown("the answer has no end")
}

async fn verifier(tokens: &TokenSettings) -> Verifier {
    let (_, clock) = Clock::set(now());
    Verifier::open(tokens, "membership", clock).await.expect("the key sets can be read")
}

async fn services(
    settings: &Settings,
    keys: &KeysSettings,
    files: &Path,
) -> Result<Vec<(&'static str, Offline)>, RunError> {
    let clock = || Clock::set(now()).1;
    let (keys, files) = (keys.clone(), files.to_owned());
    let awards = contesting(settings.clone(), keys.clone(), files.join("awards"));
    let consultancy = reviewing(settings.clone(), files.join("consultancy"));
    let membership = membership::grpc::DOMAIN;
    let membership = Offline::build(membership, settings.clone(), clock(), |process| async move {
        let (rights, _) = rights::begin(&process, membership, Here, None)?;
        let access = Access::new(membership, Everybody);
        membership::grpc::services_for(process, &keys, (rights, access)).await
    });
    let reporting = reporting::grpc::DOMAIN;
    let reporting = Offline::build(reporting, settings.clone(), clock(), |process| async move {
        let access = Access::new(reporting, Everybody);
        let units = std::sync::Arc::new(LocalSource::new(process.ledger.clone()));
        let evidence = evidence::begin(&process, reporting, kept_in(files), access.clone())?;
        // Nobody listens there.
        let away = http::Uri::from_static("http://127.0.0.1:9");
        let progress = Progress::new(unsigned(away, process.trust.clone()));
        let services = reporting::grpc::services_for(&process, units, progress, &access);
        let services = services.with(EvidenceServiceServer::new(evidence));
        Ok::<_, evidence::BuildError>(services)
    });
    let projection = projection::grpc::DOMAIN;
    let projection = Offline::build(projection, settings.clone(), clock(), |process| async move {
        let (rights, _) = rights::begin(&process, projection, Here, None)?;
        let access = Access::new(projection, Everybody);
        let source = LocalSource::new(process.ledger.clone());
        let (sources, stale_after) = (vec![std::sync::Arc::new(source) as _], Months::new(12));
        let trusted = (rights, access);
        let services = projection::service::services_for(process, sources, stale_after, trusted);
        Ok::<_, rights::PolicyError>(services)
    });
    Ok(vec![
        ("membership", membership.await?),
        ("awards", awards.await?),
        ("consultancy", consultancy.await?),
        ("reporting", reporting.await?),
        ("projection", projection.await?),
    ])
}

/// Awards, with keys that are away.
async fn contesting(
    settings: Settings,
    keys: KeysSettings,
    files: PathBuf,
) -> Result<Offline, RunError> {
    let domain = awards::grpc::DOMAIN;
    Offline::build(domain, settings, Clock::set(now()).1, |process| async move {
        let access = Access::new(domain, Everybody);
        let evidence = evidence::begin(&process, domain, kept_in(files), access.clone())?;
        let keys = chassis::keys::open(&process, domain.context, &keys).await?;
        let services = awards::grpc::services_for(&process, keys, &access)
            .with(EvidenceServiceServer::new(evidence));
        Ok::<_, awards::grpc::BuildError>(services)
    })
    .await
}

/// Consultancy, with nobody's working days.
async fn reviewing(settings: Settings, files: PathBuf) -> Result<Offline, RunError> {
    let domain = consultancy::grpc::DOMAIN;
    Offline::build(domain, settings, Clock::set(now()).1, |process| async move {
        let access = Access::new(domain, Everybody);
        let days = std::sync::Arc::new(LocalSource::new(process.ledger.clone()));
        let evidence = evidence::begin(&process, domain, kept_in(files), access.clone())?;
        Ok::<_, evidence::BuildError>(consultancy::grpc::services_for(
            &process, days, evidence, &access,
        ))
    })
    .await
}

fn kept_in(files: PathBuf) -> evidence::settings::Settings {
    let place = evidence::settings::Place::Folder(files);
    evidence::settings::Settings { place, limits: evidence::settings::Limits::default() }
}
