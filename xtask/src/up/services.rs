//! The services as processes of their own: started, waited for, restarted, drained.

use std::time::{Duration, Instant};

use anyhow::{Context as _, bail};
use servers::Daemon;
use tonic::transport::Endpoint;
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_check_response::ServingStatus;
use tonic_health::pb::health_client::HealthClient;

use super::house::House;
use super::program;

/// One of the system's services.
#[derive(Clone, Copy)]
pub struct Service {
    pub name: &'static str,
    /// Other services it calls, as `NAME_URL`.
    calls: &'static [&'static str],
    /// Its own settings.
    variables: &'static [(&'static str, &'static str)],
}

pub const SERVICES: [Service; 3] = [
    Service { name: "membership", calls: &[], variables: &[] },
    Service { name: "reporting", calls: &[], variables: &[] },
    Service {
        name: "projection",
        calls: &["membership", "reporting"],
        variables: &[("STALE_AFTER_MONTHS", "12")],
    },
];

/// How long a service may take to be serving.
const START: Duration = Duration::from_secs(60);
const LOOK: Duration = Duration::from_millis(200);
const LONGEST_PAUSE: Duration = Duration::from_secs(10);
/// After this long without a death, the next one is a first one again.
const CALM: Duration = Duration::from_secs(60);

#[derive(Default)]
pub struct Services {
    running: Vec<(Service, Daemon)>,
}

impl Services {
    pub fn start(&mut self, house: &House, service: Service) -> anyhow::Result<()> {
        let mut command = program(service.name)?;
        command
            .env("DATABASE_URL", house.database_url(service.name))
            .env("NATS_URL", house.nats_url())
            .env("LISTEN_ADDR", format!("127.0.0.1:{}", house.port(service.name)))
            .env("ENVIRONMENT", "local")
            .env("TOKEN_KEYS", house.jwks())
            .env("SERVICE_TOKEN", house.service_token())
            .env("TOKEN_ISSUER", "hoitu")
            .env("TOKEN_AUDIENCE", "hoitu")
            .env("LOG_FORMAT", "text")
            .env("NO_COLOR", "1")
            .envs(service.variables.iter().copied());
        for called in service.calls {
            command.env(format!("{}_URL", called.to_uppercase()), house.url(called));
        }
        let log = house.folder().join("logs").join(format!("{}.log", service.name));
        let daemon = Daemon::start(command, &log, "TERM", None)?;
        self.running.push((service, daemon));
        Ok(())
    }

    pub async fn all_serving(&mut self, house: &House) -> anyhow::Result<()> {
        for (service, daemon) in &mut self.running {
            println!("waiting for {} …", service.name);
            let since = Instant::now();
            while !is_serving(&house.url(service.name)).await {
                if !daemon.is_running() || since.elapsed() > START {
                    let log = house.folder().join("logs").join(format!("{}.log", service.name));
                    let text = std::fs::read_to_string(&log).unwrap_or_default();
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
            .map(|(_, daemon)| tokio::task::spawn_blocking(move || daemon.stop("TERM")))
            .collect();
        for stopped in stopping {
            let _ = stopped.await;
        }
    }
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
