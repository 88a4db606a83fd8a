//! A running system of one test: its own databases, its own NATS, its own processes.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::mem::take;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};
use std::sync::Once;
use std::time::{Duration, Instant};

use serde_json::Value;
use servers::test::TestDatabase;
use servers::{Daemon, Nats, NatsOptions, SERVICES, Surroundings};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::runtime::Handle;
use tokio::sync::{Mutex, MutexGuard};
use tokio::time::{Interval, MissedTickBehavior};
use tonic::transport::{Channel, Endpoint};
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_check_response::ServingStatus;
use tonic_health::pb::health_client::HealthClient;

use crate::programs::{build, program, tokens};
use crate::sample::{self, Sample};

/// How long anything may take.
const DEADLINE: Duration = Duration::from_secs(120);

/// Between two looks the processors are left to those who are looked at.
const PACE: Duration = Duration::from_millis(50);

/// Records the sample without contests.
pub const SEED: [&str; 3] = ["seed", "--without", "contests"];

/// One world at a time: each is six processes and more.
static TURN: Mutex<()> = Mutex::const_new(());

static BUILT: Once = Once::new();

pub struct World {
    pub folder: PathBuf,
    pub databases: BTreeMap<&'static str, TestDatabase>,
    /// Of the keys of persons, by the context that keeps these.
    pub keys: BTreeMap<&'static str, TestDatabase>,
    pub nats: Nats,
    ports: BTreeMap<String, u16>,
    running: BTreeMap<&'static str, Daemon>,
    tokens: PathBuf,
    /// Where the services send their traces.
    collector: Option<String>,
    issuer_address: String,
    _issuer: Daemon,
    _turn: MutexGuard<'static, ()>,
}

impl World {
    /// All services serving, nothing recorded yet.
    pub async fn start() -> Self {
        Self::begin(None, None).await
    }

    /// The same with traces sent to a collector, and logs as in a container.
    pub async fn start_observed(collector: String) -> Self {
        Self::begin(Some(collector), None).await
    }

    /// With all sample data recorded but contests, which take their time; on a NATS server that has seen none of it.
    pub async fn seeded() -> Self {
        Self::begin(None, Some(Sample::recorded().await)).await
    }

    async fn begin(collector: Option<String>, sample: Option<&Sample>) -> Self {
        let turn = TURN.lock().await;
        tokio::task::block_in_place(|| BUILT.call_once(build));
        let folder = servers::home().join("scratch").join(servers::test::unique());
        std::fs::create_dir_all(&folder).unwrap();
        let (mut databases, mut keys) = (BTreeMap::new(), BTreeMap::new());
        let mut ports = BTreeMap::new();
        for service in SERVICES {
            let begun = sample.map(|sample| &sample.databases[service.name]);
            databases.insert(service.name, sample::database(begun).await);
            if service.seals {
                let begun = sample.map(|sample| &sample.keys[service.name]);
                keys.insert(service.name, sample::database(begun).await);
            }
            for port in [service.name.to_owned(), servers::admin(service.name)] {
                ports.insert(port, servers::free_port().unwrap());
            }
        }
        if let Some(sample) = sample {
            sample.write_evidence(&folder);
        }
        std::fs::write(folder.join("master-keys"), format!("1 {}\n", "07".repeat(32))).unwrap();
        let nats = Nats::start(NatsOptions::default()).await.unwrap();
        let issuer_address = format!("127.0.0.1:{}", servers::free_port().unwrap());
        let tokens = tokens(&folder, &issuer_address);
        let mut issuer = Command::new(program("hoitu"));
        issuer.args(["token", "serve", "--listen", &issuer_address, "--jwks"]);
        issuer.arg(folder.join("jwks.json"));
        let issuer = Daemon::start(issuer, &folder.join("issuer.log"), "KILL", None).unwrap();
        let running = BTreeMap::new();
        let mut world = Self {
            folder,
            databases,
            keys,
            nats,
            ports,
            running,
            tokens,
            collector,
            issuer_address,
            _issuer: issuer,
            _turn: turn,
        };
        for service in SERVICES {
            world.start_service(service.name);
        }
        world.all_serving().await;
        world
    }

    pub fn start_service(&mut self, service: &'static str) {
        let started = SERVICES.iter().find(|one| one.name == service).unwrap();
        let around = Surroundings {
            database_url: self.databases[service].url(),
            keys_database_url: self.keys.get(service).map(TestDatabase::url),
            master_keys: self.folder.join("master-keys"),
            evidence: self.evidence(),
            nats_url: self.nats.url(),
            nats_seed: None,
            ports: &self.ports,
            issuer: format!("http://{}", self.issuer_address),
            service_keys: self.folder.join("service-keys"),
            service_key: self.folder.join(format!("{service}.pem")),
            log: self.folder.join(format!("{service}.log")),
            collector: self.collector.as_deref(),
        };
        let daemon = started.start(&program(service), &around, "KILL").unwrap();
        self.running.insert(service, daemon);
    }

    pub fn evidence(&self) -> PathBuf {
        self.folder.join("evidence")
    }

    /// Ends the service's process with SIGKILL.
    pub fn kill(&mut self, service: &str) {
        self.running.remove(service).unwrap().stop("KILL");
    }

    /// Ends the service's process as Kubernetes does, and waits until it has drained.
    pub fn stop(&mut self, service: &str) {
        self.running.remove(service).unwrap().stop("TERM");
    }

    /// The answer of the service's admin port, head and body.
    pub async fn admin(&self, service: &str, request: &str) -> String {
        let address = format!("127.0.0.1:{}", self.ports[&servers::admin(service)]);
        let mut stream = tokio::net::TcpStream::connect(address).await.unwrap();
        let request = format!("{request} HTTP/1.1\r\nhost: localhost\r\n\r\n");
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        answer
    }

    /// The service's metrics, once they are as wanted.
    pub async fn tells(&self, service: &str, wanted: impl Fn(&str) -> bool) -> String {
        let metrics = || {
            let metrics = Handle::current().block_on(self.admin(service, "GET /metrics"));
            if wanted(&metrics) { Ok(metrics) } else { Err(metrics) }
        };
        eventually(&format!("{service} tells"), metrics).await
    }

    /// The service's metrics, once all that it has recorded is in its stream.
    pub async fn relayed(&self, service: &str) -> String {
        let all = |metrics: &str| {
            let head = value(metrics, "hoitu_ledger_head_position");
            head.is_some() && value(metrics, "hoitu_relay_position") == head
        };
        self.tells(service, all).await
    }

    pub async fn channel(&self, service: &str) -> Channel {
        Endpoint::from_shared(self.url(service)).unwrap().connect().await.unwrap()
    }

    /// The token of an office, by the capacity it acts in.
    pub fn token(&self, capacity: &str) -> String {
        std::fs::read_to_string(self.tokens.join(capacity)).unwrap().trim().to_owned()
    }

    /// Gives a token to somebody who has no office, in a capacity of their own.
    pub fn enrol(&self, capacity: &str, unit: &str) {
        let (key, issuer) =
            (self.folder.join("key.pem"), format!("http://{}", self.issuer_address));
        let mut issue = self.command(&["token", "issue", "--hours", "1", "--issuer", &issuer]);
        issue.args(["--person", &format!("mau-{capacity}"), "--capacity", capacity]);
        let issued = issue.args(["--unit", unit, "--key"]).arg(key).output().unwrap();
        assert!(issued.status.success(), "{}", String::from_utf8_lossy(&issued.stderr));
        std::fs::write(self.tokens.join(capacity), issued.stdout).unwrap();
    }

    pub fn token_file(&self, capacity: &str) -> String {
        self.tokens.join(capacity).display().to_string()
    }

    pub fn log(&self, service: &str) -> String {
        std::fs::read_to_string(self.folder.join(format!("{service}.log"))).unwrap()
    }

    pub async fn all_serving(&self) {
        for service in SERVICES {
            let endpoint = Endpoint::from_shared(self.url(service.name)).unwrap();
            let what = format!("{} serves", service.name);
            eventually(&what, || Handle::current().block_on(is_serving(&endpoint))).await;
        }
    }

    fn url(&self, service: &str) -> String {
        servers::url(self.ports[service])
    }

    /// Runs `hoitu`, as a user does.
    pub fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(program("hoitu"));
        command.current_dir(&self.folder).args(arguments).env("HOITU_TOKENS", &self.tokens);
        let by = std::fs::read_to_string(self.tokens.join(who_asks(arguments))).unwrap();
        command.env("HOITU_TOKEN", by);
        for service in SERVICES {
            let variable = format!("HOITU_{}_URL", service.name.to_uppercase());
            command.env(variable, self.url(service.name));
        }
        command
    }

    /// What `hoitu` prints.
    ///
    /// # Panics
    /// If it fails.
    pub fn ask(&self, arguments: &[&str]) -> String {
        self.try_ask(arguments).unwrap_or_else(|failure| panic!("{failure}\n{}", self.logs()))
    }

    pub fn try_ask(&self, arguments: &[&str]) -> Result<String, String> {
        let output = self.run(arguments);
        let printed = String::from_utf8_lossy(&output.stdout).into_owned();
        if output.status.success() {
            return Ok(printed);
        }
        let told = String::from_utf8_lossy(&output.stderr);
        let asked = arguments.join(" ");
        Err(format!("hoitu {asked} ended with {}: {told}\nIt printed:\n{printed}", output.status))
    }

    /// What `hoitu` prints for an office, by the capacity it acts in; `said` is typed on standard input.
    ///
    /// # Panics
    /// If it fails.
    pub fn ask_as(&self, capacity: &str, arguments: &[&str], said: &str) -> String {
        let asked = self.try_ask_as(capacity, arguments, said);
        asked.unwrap_or_else(|failure| panic!("{failure}\n{}", self.logs()))
    }

    pub fn try_ask_as(
        &self,
        capacity: &str,
        arguments: &[&str],
        said: &str,
    ) -> Result<String, String> {
        let token = self.tokens.join(capacity);
        let mut command = self.command(arguments);
        command.arg("--token-file").arg(token);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut running = command.spawn().unwrap();
        running.stdin.take().unwrap().write_all(said.as_bytes()).unwrap();
        let output = running.wait_with_output().unwrap();
        if output.status.success() {
            return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
        }
        Err(format!("{arguments:?}: {}", String::from_utf8_lossy(&output.stderr)))
    }

    /// What `hoitu -o json` prints.
    pub fn json(&self, arguments: &[&str]) -> Value {
        let arguments: Vec<_> = ["-o", "json"].iter().chain(arguments).copied().collect();
        serde_json::from_str(&self.ask(&arguments)).unwrap()
    }

    /// The services' day.
    pub fn today(&self) -> String {
        let progress = self.json(&["progress"]);
        progress["read_info"]["read_at"]["as_of"].as_str().unwrap().to_owned()
    }

    fn logs(&self) -> String {
        let tail = |service: &str| {
            let log = self.folder.join(format!("{service}.log"));
            let text = std::fs::read_to_string(log).unwrap_or_default();
            let lines: Vec<_> = text.lines().rev().take(15).collect();
            format!("-- {service}\n{}", lines.into_iter().rev().collect::<Vec<_>>().join("\n"))
        };
        SERVICES.iter().map(|service| tail(service.name)).collect::<Vec<_>>().join("\n")
    }
}

impl Drop for World {
    fn drop(&mut self) {
        for (_, daemon) in take(&mut self.running) {
            daemon.stop("KILL");
        }
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// The value of a line of the metrics that begins so.
pub fn value(metrics: &str, line: &str) -> Option<f64> {
    let line = metrics.lines().find_map(|found| found.strip_prefix(line))?;
    line.trim().parse().ok()
}

/// Polls until `look` succeeds, and says what it saw last if that takes too long.
pub async fn eventually<T>(what: &str, mut look: impl FnMut() -> Result<T, String>) -> T {
    let since = Instant::now();
    let mut looks = paced();
    loop {
        looks.tick().await;
        match tokio::task::block_in_place(&mut look) {
            Ok(seen) => return seen,
            Err(seen) if since.elapsed() > DEADLINE => panic!("not in time: {what}; saw {seen}"),
            Err(_) => {}
        }
    }
}

/// Ticks that let time pass after each look, however long it took.
pub fn paced() -> Interval {
    let mut looks = tokio::time::interval(PACE);
    looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    looks
}

async fn is_serving(endpoint: &Endpoint) -> Result<(), String> {
    let asked = tokio::time::timeout(Duration::from_secs(5), serves(endpoint)).await;
    asked.unwrap_or_else(|_| Err("no answer".to_owned()))
}

async fn serves(endpoint: &Endpoint) -> Result<(), String> {
    let channel = endpoint.connect().await.map_err(|error| error.to_string())?;
    let health = HealthClient::new(channel).check(HealthCheckRequest::default()).await;
    let status = health.map_err(|status| status.to_string())?.into_inner().status();
    if status == ServingStatus::Serving { Ok(()) } else { Err(format!("{status:?}")) }
}

/// The office whose business it is to ask that.
fn who_asks(arguments: &[&str]) -> &'static str {
    let verb = arguments.iter().find(|argument| !argument.starts_with('-') && **argument != "json");
    match verb {
        Some(&"ledger") => "auditor",
        Some(&"view") => "system-operator",
        Some(&"access") => "rights-administrator",
        Some(_) | None => "union-officer",
    }
}
