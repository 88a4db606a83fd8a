//! The services as processes of their own: started, waited for, restarted, drained.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail};
use servers::{Daemon, Service, Surroundings};
use tonic::transport::Endpoint;
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_check_response::ServingStatus;
use tonic_health::pb::health_client::HealthClient;

use super::house::House;
use super::{hoitu, program};

/// How long a service may take to be serving.
const START: Duration = Duration::from_secs(60);
const LOOK: Duration = Duration::from_millis(200);
const LONGEST_PAUSE: Duration = Duration::from_secs(10);
/// After this long without a death, the next one is a first one again.
const CALM: Duration = Duration::from_secs(60);

/// What publishes the keys that tokens are checked against: a service that nobody calls over gRPC.
pub const ISSUER: &str = "issuer";

#[derive(Default)]
pub struct Services {
    issuer: Option<Daemon>,
    running: Vec<(Service, Daemon)>,
}

impl Services {
    pub fn start_issuer(&mut self, house: &House) -> anyhow::Result<()> {
        let mut command = hoitu(&["token", "serve", "--listen"])?;
        command.arg(format!("127.0.0.1:{}", house.port(ISSUER))).arg("--jwks").arg(house.jwks());
        let log = house.folder().join("logs").join("issuer.log");
        self.issuer = Some(Daemon::start(command, &log, "TERM", None)?);
        Ok(())
    }

    pub fn start(&mut self, house: &House, service: Service) -> anyhow::Result<()> {
        let around = Surroundings {
            database_url: house.database_url(service.name)?,
            keys_database_url: house.keys_database_url(service)?,
            master_keys: house.master_keys(service.name),
            evidence: house.folder().join("evidence"),
            nats_url: house.nats_url(),
            nats_seed: house.nats_seed(service.name),
            ports: house.ports(),
            issuer: house.url(ISSUER),
            service_keys: house.service_keys(),
            service_key: house.service_key(service.name),
            log: log(house, service),
            collector: None,
        };
        let daemon = service.start(&program(service.name)?, &around, "TERM")?;
        self.running.push((service, daemon));
        Ok(())
    }

    pub async fn all_serving(&mut self, house: &House) -> anyhow::Result<()> {
        for (service, daemon) in &mut self.running {
            println!("waiting for {} …", service.name);
            let since = Instant::now();
            while !is_serving(&house.url(service.name)).await {
                if !daemon.is_running() || since.elapsed() > START {
                    let text = std::fs::read_to_string(log(house, *service)).unwrap_or_default();
                    let last: Vec<_> = text.lines().rev().take(20).collect();
                    let last: Vec<_> = last.into_iter().rev().collect();
                    bail!("{} is not serving; its log ends:\n{}", service.name, last.join("\n"));
                }
                pause(LOOK).await;
            }
        }
        Ok(())
    }

    /// Restarts whatever dies; never returns but with an error.
    pub async fn keep_up(&mut self, house: &mut House) -> anyhow::Result<()> {
        let mut rest = LOOK;
        let mut last_death = Instant::now();
        loop {
            pause(LOOK).await;
            house.revive_servers().await?;
            if self.issuer.as_mut().is_some_and(|issuer| !issuer.is_running()) {
                println!("the issuer ended (see logs/issuer.log); starting it again");
                self.start_issuer(house)?;
            }
            if last_death.elapsed() > CALM {
                rest = LOOK;
            }
            let dead = self.running.iter_mut().position(|(_, daemon)| !daemon.is_running());
            let Some(dead) = dead else { continue };
            last_death = Instant::now();
            let (service, daemon) = self.running.remove(dead);
            daemon.stop("KILL");
            println!("{} ended (see logs/{}.log); starting it again", service.name, service.name);
            pause(rest).await;
            rest = (rest * 2).min(LONGEST_PAUSE);
            self.start(house, service).context("starting a service again")?;
        }
    }

    /// Drains all services at once, and waits for them.
    pub async fn stop(&mut self) {
        let stopping: Vec<_> = self
            .running
            .drain(..)
            .map(|(_, daemon)| daemon)
            .chain(self.issuer.take())
            .map(|daemon| tokio::task::spawn_blocking(move || daemon.stop("TERM")))
            .collect();
        for stopped in stopping {
            let _ = stopped.await;
        }
    }
}

fn log(house: &House, service: Service) -> PathBuf {
    house.folder().join("logs").join(format!("{}.log", service.name))
}

async fn is_serving(url: &str) -> bool {
    let ask = async {
        let channel = Endpoint::from_shared(url.to_owned()).ok()?.connect().await.ok()?;
        let mut client = HealthClient::new(channel);
        let answer = client.check(HealthCheckRequest::default()).await.ok()?;
        Some(answer.into_inner().status() == ServingStatus::Serving)
    };
    tokio::time::timeout(Duration::from_secs(2), ask).await.ok().flatten().unwrap_or(false)
}

async fn pause(duration: Duration) {
    let _ = tokio::time::timeout(duration, std::future::pending::<()>()).await;
}
