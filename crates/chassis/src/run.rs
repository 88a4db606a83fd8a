//! The life of a service's process: read the settings, connect, relay, serve, drain. Or, when it is called
//! with `migrate`: bring the schema up to date for those that serve.
//!
//! A service's `main.rs` is one call of [`run`]; its tests call [`serve`] on a port of their own.

mod opening;
mod views;

use std::error::Error;
use std::io::Write as _;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use ledger::relay::{Relay, RelayOptions};
use ledger::view::{Following, Running};
use ledger::{Ledger, View, within};
use opening::{connected, migrated, open_ledger};
use sqlx::PgPool;
use sqlx::postgres::PgConnectOptions;
use tokio::net::TcpListener;
use tokio::runtime::{Builder, Runtime};
use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::clock::Clock;
use crate::config::{
    self, ConfigError, Environment, LimitSettings, LogSettings, Reader, Secret, Settings, Variable,
};
use crate::database::Rights;
use crate::grpc::{Domain, Limits, Part, Readiness, ServeError, Server, Services, watch_database};
use crate::ledger_service::LedgerService;
use crate::metrics::{self, Metrics, Observed, Views};
use crate::telemetry::{self, TelemetryError, chain};
use crate::tls::{IdentityError, Shown, Trust};
use crate::token::{OpenError, Verifier};
use crate::watched::FileError;
use crate::{nats, outgoing};

/// What the tasks of a process get to finish when it stops.
const FAREWELL: Duration = Duration::from_secs(5);

/// Between telling the cluster that the process stops and stopping to accept.
const NOTICE: Duration = Duration::from_secs(3);

/// A service's own variables, and how to read them.
pub struct Own<C> {
    pub variables: &'static [Variable],
    pub read: fn(&mut Reader) -> Option<C>,
}

/// What a service builds its parts from.
#[derive(Clone)]
pub struct Process {
    pub settings: Settings,
    pub ledger: Ledger,
    pub nats: async_nats::Client,
    /// Whom to believe when others are called.
    pub trust: Trust,
    pub clock: Clock,
    pub metrics: Metrics,
    pub readiness: Readiness,
    /// Fires after the last call has been answered: tasks should then end.
    pub stop: CancellationToken,
    pub(crate) tasks: TaskTracker,
    views: Views,
}

impl Process {
    pub(crate) fn new(
        settings: Settings,
        ledger: Ledger,
        nats: async_nats::Client,
        trust: Trust,
        clock: Clock,
        metrics: Metrics,
    ) -> Self {
        Self {
            settings,
            ledger,
            nats,
            trust,
            clock,
            metrics,
            readiness: Readiness::default(),
            stop: CancellationToken::new(),
            tasks: TaskTracker::new(),
            views: Views::default(),
        }
    }

    /// The pool of the context's database.
    #[must_use]
    pub fn pool(&self) -> &PgPool {
        self.ledger.pool()
    }

    /// Tells how a view does among the metrics, as long as somebody else holds it.
    pub fn observe<V: View>(&self, view: &Arc<Following<V>>) {
        let view: Arc<dyn Running> = view.clone();
        self.views.add(Arc::downgrade(&view));
    }

    /// Runs a task that ends by itself when `stop` fires; it then has a few seconds.
    pub fn spawn(&self, task: impl Future<Output = ()> + Send + 'static) {
        self.tasks.spawn(task);
    }

    /// Runs a task that may be dropped at any await when `stop` fires.
    pub fn spawn_until_stop(&self, task: impl Future<Output = ()> + Send + 'static) {
        let stop = self.stop.clone();
        self.tasks.spawn(async move {
            stop.run_until_cancelled(task).await;
        });
    }
}

/// Why a process could not do its work.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    #[error("starting the runtime")]
    Runtime(#[source] std::io::Error),
    #[error("starting to log")]
    Telemetry(#[source] TelemetryError),
    #[error("reading the token keys")]
    TokenKeys(#[source] OpenError),
    #[error("reading the authorities to trust")]
    Trust(#[source] FileError),
    #[error("reading the certificate to show")]
    Identity(#[source] IdentityError),
    #[error("listening for calls")]
    Listen(#[source] std::io::Error),
    #[error("listening on the admin port")]
    Admin(#[source] std::io::Error),
    #[error("listening for signals")]
    Signals(#[source] std::io::Error),
    #[error("preparing the connection to NATS")]
    Nats(#[source] async_nats::ConnectError),
    #[error("migrating the ledger")]
    Migrate(#[source] ledger::MigrateError),
    #[error("opening the ledger")]
    Open(#[source] ledger::OpenError),
    #[error("the database did not answer in time")]
    DatabaseAway,
    #[error("the session with the database is not used")]
    Refused(#[source] sqlx::Error),
    #[error("asking whether the schema is up to date")]
    Schema(#[source] ledger::ReadError),
    #[error(
        "the schema is older than this program, and its role may not change it: `migrate` first"
    )]
    NotMigrated,
    #[error("building the service")]
    Build(#[source] Box<dyn Error + Send + Sync>),
    #[error("serving")]
    Serve(#[source] ServeError),
}

/// The whole of a service's `main`.
pub fn run<C, F, B, E>(domain: Domain, own: &Own<C>, build: B) -> ExitCode
where
    B: FnOnce(Process, C) -> F,
    F: Future<Output = Result<Services, E>>,
    E: Into<Box<dyn Error + Send + Sync>>,
{
    let asked = std::env::args().nth(1);
    match asked.as_deref() {
        None => {}
        Some("migrate") => return migrate(domain.context),
        Some(other) => {
            let help = config::help(domain.context, own.variables);
            let _ = std::io::stdout().write_all(help.as_bytes());
            return if other == "--help" { ExitCode::SUCCESS } else { ExitCode::from(2) };
        }
    }
    let read = Reader::environment(|reader| {
        let settings = Settings::read(reader);
        let own = (own.read)(reader);
        Some((settings?, own?))
    });
    conclude(read, |(settings, own)| {
        runtime()?.block_on(async {
            let trust = trust(&settings, Clock::system()).await?;
            let collector = settings.told.traces.clone().map(|it| outgoing::unsigned(it, trust));
            let traces = telemetry::install(&settings.log, collector, domain.context);
            let traces = traces.map_err(RunError::Telemetry)?;
            let listener =
                TcpListener::bind(settings.listen_addr).await.map_err(RunError::Listen)?;
            let stop = stop_on_signal()?;
            let build = |process| build(process, own);
            let served = serve(domain, settings, Clock::system(), listener, stop, build).await;
            traces.finish().await;
            served
        })
    })
}

/// `migrate`, as whoever owns the database, before a new release serves. The role that is named like the
/// context is then the service's.
fn migrate(context: &'static str) -> ExitCode {
    let read = Reader::environment(|reader| {
        let database = reader.database(&config::DATABASE_URL);
        let log = LogSettings::read(reader);
        Some((database?, log?))
    });
    conclude(read, |(database, log): (Secret<PgConnectOptions>, _)| {
        telemetry::install(&log, None, context).map_err(RunError::Telemetry)?;
        runtime()?.block_on(async {
            let options = database.expose().clone().application_name(context);
            if !connected(&options, Rights::Any, &stop_on_signal()?).await? {
                return Ok(());
            }
            let pool = migrated(options).await?;
            ledger::grant_service(&pool, context).await.map_err(RunError::Migrate)?;
            tracing::info!(context, "migrated");
            Ok(())
        })
    })
}

/// Does what there is to do with the settings, and says in the end what went wrong.
fn conclude<S>(
    read: Result<S, ConfigError>,
    act: impl FnOnce(S) -> Result<(), RunError>,
) -> ExitCode {
    match read.map(act) {
        Ok(Ok(())) => ExitCode::SUCCESS,
        Ok(Err(error)) => {
            tracing::error!(error = %chain(&error), "the process ends");
            ExitCode::FAILURE
        }
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "{error}");
            ExitCode::from(2)
        }
    }
}

fn runtime() -> Result<Runtime, RunError> {
    Builder::new_multi_thread().enable_all().build().map_err(RunError::Runtime)
}

fn stop_on_signal() -> Result<CancellationToken, RunError> {
    let mut terminated = signal(SignalKind::terminate()).map_err(RunError::Signals)?;
    let mut interrupted = signal(SignalKind::interrupt()).map_err(RunError::Signals)?;
    let stop = CancellationToken::new();
    let stopped = stop.clone();
    tokio::spawn(async move {
        tokio::select! {
            _ = terminated.recv() => {}
            _ = interrupted.recv() => {}
        }
        stopped.cancel();
    });
    Ok(stop)
}

/// Serves a context until `stop`: its own services as built, and its ledger.
pub async fn serve<F, B, E>(
    domain: Domain,
    settings: Settings,
    clock: Clock,
    listener: TcpListener,
    stop: CancellationToken,
    build: B,
) -> Result<(), RunError>
where
    B: FnOnce(Process) -> F,
    F: Future<Output = Result<Services, E>>,
    E: Into<Box<dyn Error + Send + Sync>>,
{
    let context = domain.context;
    let verifier = Verifier::open(&settings.tokens, context, clock.clone()).await;
    let verifier = verifier.map_err(RunError::TokenKeys)?;
    let trust = trust(&settings, clock.clone()).await?;
    let shown = shown(&settings, clock.clone()).await?;
    let nats = nats::connect(&settings, context).await.map_err(RunError::Nats)?;
    let metrics = Metrics::default();
    let Some(ledger) = open_ledger(&settings, context, &metrics, &stop).await? else {
        return Ok(());
    };
    let relaying = RelayOptions { replicas: settings.nats_replicas, ..RelayOptions::default() };
    let relay = Relay::start(ledger.clone(), nats.clone(), relaying);
    let process = Process::new(settings, ledger.clone(), nats, trust, clock, metrics.clone());
    let readiness = process.readiness.clone();
    tell(&process, &metrics, &relay, &verifier, shown.clone()).await?;
    // Looked at once calls are served, so the process is not ready before.
    let database = watch_database(ledger.pool().clone(), readiness.part("database"));
    let keys = know_keys(verifier.clone(), readiness.part("token keys"));
    process.spawn_until_stop(keys);
    let (environment, limits) = (process.settings.environment, limits(&process.settings));
    let (finish, tasks) = (process.stop.clone(), process.tasks.clone());
    let services = build(process).await.map_err(|error| RunError::Build(error.into()))?;
    let own = LedgerService::server(ledger.clone(), domain, services.access().clone());
    let services = services.with(own);
    let server =
        Server { domain, services, environment, shown, verifier, limits, readiness, metrics };
    tracing::info!(context, tls = server.shown.is_some(), "serving");
    let served = tokio::select! {
        served = server.serve(listener, stop) => served.map_err(RunError::Serve),
        () = database => Ok(()),
    };
    finish.cancel();
    tasks.close();
    if within(FAREWELL, tasks.wait()).await.is_none() {
        tracing::warn!("tasks that did not finish were left");
    }
    if within(FAREWELL, async { tokio::join!(relay.shutdown(), ledger.shutdown()) }).await.is_none()
    {
        tracing::warn!("the ledger's tasks did not finish in time");
    }
    tracing::info!(context, "stopped");
    served
}

pub(crate) async fn trust(settings: &Settings, clock: Clock) -> Result<Trust, RunError> {
    let authorities = settings.tls.authorities.as_deref();
    Trust::open(authorities, clock).await.map_err(RunError::Trust)
}

async fn shown(settings: &Settings, clock: Clock) -> Result<Option<Shown>, RunError> {
    match &settings.tls.identity {
        Some(files) => Shown::open(files, clock).await.map(Some).map_err(RunError::Identity),
        None => Ok(None),
    }
}

/// Serves what operators ask for, on a port of its own.
async fn tell(
    process: &Process,
    metrics: &Metrics,
    relay: &Relay,
    verifier: &Verifier,
    shown: Option<Shown>,
) -> Result<(), RunError> {
    let Some(address) = process.settings.told.metrics else { return Ok(()) };
    let listener = TcpListener::bind(address).await.map_err(RunError::Admin)?;
    let observed = Observed {
        ledger: process.ledger.clone(),
        clock: process.clock.clone(),
        relay: relay.state(),
        progress: relay.progress(),
        views: process.views.clone(),
        verifier: verifier.clone(),
        shown,
        trust: process.trust.clone(),
        readiness: process.readiness.clone(),
    };
    process.spawn_until_stop(metrics::serve(listener, metrics.clone(), observed));
    Ok(())
}

/// Ready once the issuer's keys are known: they stay when it is away later.
async fn know_keys(verifier: Verifier, part: Part) {
    verifier.ready().await;
    part.set(true);
}

pub(crate) fn limits(settings: &Settings) -> Limits {
    let LimitSettings { calls, streams, caller } = settings.limits;
    let notice = if settings.environment == Environment::Local { Duration::ZERO } else { NOTICE };
    let count = |number: u32| usize::try_from(number).unwrap_or(usize::MAX);
    Limits { calls: count(calls), streams: count(streams), caller, notice, ..Limits::default() }
}
