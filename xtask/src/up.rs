//! The main job: an empty machine to a running system with real data, in one command.

mod house;
mod services;

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, bail};
use tokio::signal::unix::{SignalKind, signal};

use crate::tree::{cargo, output, root, successful};
use house::House;
use servers::SERVICES;
use services::{ISSUER, Services};

#[derive(clap::Args)]
pub struct Options {
    /// Start over: removes the data kept from earlier runs
    #[arg(long)]
    fresh: bool,
    /// Check that the first figures are there, then stop
    #[arg(long)]
    smoke: bool,
    /// Not even DATABASE_URL and NATS_URL are used.
    #[arg(skip)]
    own_servers: bool,
}

/// How long the sample tokens are good.
const HOURS: &str = "12";

/// Who asks where nobody else is named: the office of the file called that.
const ASKING: &str = "union-officer";

pub fn run(options: &Options) -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(up(options))
}

/// `up` from nothing, for CI: the first figures must be there and explain themselves.
pub fn smoke() -> anyhow::Result<()> {
    run(&Options { fresh: true, smoke: true, own_servers: true })
}

async fn up(options: &Options) -> anyhow::Result<()> {
    let mut interrupted = signal(SignalKind::interrupt())?;
    let mut terminated = signal(SignalKind::terminate())?;
    let mut hung_up = signal(SignalKind::hangup())?;
    let mut system = System::default();
    let outcome = tokio::select! {
        biased;
        _ = interrupted.recv() => Ok(()),
        _ = terminated.recv() => Ok(()),
        _ = hung_up.recv() => Ok(()),
        outcome = system.live(options) => outcome,
    };
    if system.house.is_some() {
        println!("\nstopping …");
    }
    system.stop().await;
    outcome
}

/// What is running, in the order in which it was started.
#[derive(Default)]
struct System {
    house: Option<House>,
    services: Services,
}

impl System {
    async fn live(&mut self, options: &Options) -> anyhow::Result<()> {
        let house = self.house.insert(House::enter(options.fresh, options.own_servers)?);
        build().await?;
        house.start_servers().await?;
        migrate(house).await?;
        let key = keys(house).await?;
        self.services.start_issuer(house)?;
        for service in SERVICES {
            self.services.start(house, service)?;
        }
        self.services.all_serving(house).await?;
        let offices = tokens(house, &key)?;
        house.write_environment(ASKING)?;
        println!("loading the plan, the units and the sample associations …");
        load().await?;
        if options.smoke {
            return check_figures();
        }
        print_welcome(house, &offices);
        self.services.keep_up(house).await
    }

    async fn stop(mut self) {
        self.services.stop().await;
        if let Some(house) = self.house.take() {
            house.leave();
        }
    }
}

/// Runs a program that ends with this one.
async fn carry_out(command: Command) -> anyhow::Result<()> {
    let mut command = tokio::process::Command::from(command);
    let status = command.kill_on_drop(true).status().await;
    let status = status.with_context(|| format!("starting {command:?}"))?;
    successful(command.as_std(), status)
}

/// Rows that could not be recorded have been listed, and are no reason to stay down.
async fn load() -> anyhow::Result<()> {
    const SOME_ROWS_LEFT: i32 = 4;
    let seed = hoitu(&["seed"])?;
    let status = tokio::process::Command::from(seed).kill_on_drop(true).status().await?;
    if status.code() == Some(SOME_ROWS_LEFT) {
        return Ok(());
    }
    successful(&hoitu(&["seed"])?, status)
}

/// With the features that tests have: after them, no crate is built once more.
async fn build() -> anyhow::Result<()> {
    println!("building the services …");
    let mut build = cargo();
    build.args(["build", "--locked", "--workspace", "--bins"]);
    carry_out(build).await
}

/// Brings the schemas up to date, as the Job of a release does in the cluster.
async fn migrate(house: &House) -> anyhow::Result<()> {
    for service in SERVICES {
        let Some(url) = house.migration_url(service.name)? else { continue };
        let mut migrate = Command::new(program(service.name)?);
        migrate.arg("migrate").env("DATABASE_URL", url).env("LOG_FORMAT", "text");
        migrate.env("RUST_LOG", "warn");
        carry_out(migrate).await.with_context(|| {
            format!("migrating {} (`up --fresh` starts over without the kept data)", service.name)
        })?;
    }
    Ok(())
}

/// A program of this workspace, built beside this one.
fn program(name: &str) -> anyhow::Result<PathBuf> {
    Ok(std::env::current_exe().context("finding the built programs")?.with_file_name(name))
}

fn hoitu(arguments: &[&str]) -> anyhow::Result<Command> {
    let mut command = Command::new(program("hoitu")?);
    command.current_dir(root()).args(arguments);
    Ok(command)
}

/// The private key that signs persons' tokens, and one for each service that calls others; made once.
async fn keys(house: &House) -> anyhow::Result<PathBuf> {
    std::fs::create_dir_all(house.service_keys()).context("making the folder of service keys")?;
    for service in SERVICES.iter().filter(|service| !service.calls.is_empty()) {
        let public = house.service_keys().join(format!("{}.json", service.name));
        make_key(&house.service_key(service.name), &public).await?;
    }
    let key = house.folder().join("token-key.pem");
    make_key(&key, &house.jwks()).await?;
    Ok(key)
}

async fn make_key(private: &Path, public: &Path) -> anyhow::Result<()> {
    if private.exists() {
        return Ok(());
    }
    let mut make = hoitu(&["token", "keygen", "--private"])?;
    make.arg(private).arg("--jwks").arg(public);
    carry_out(make).await
}

/// A token for each sample office; who they are, and where their tokens stand.
fn tokens(house: &House, key: &Path) -> anyhow::Result<String> {
    let mut issue = hoitu(&["token", "offices", "--hours", HOURS, "--issuer", &house.url(ISSUER)])?;
    issue.arg("--key").arg(key).arg("--folder").arg(house.tokens());
    output(&mut issue).with_context(|| format!("issuing tokens: {issue:?}"))
}

fn check_figures() -> anyhow::Result<()> {
    for (arguments, expected) in [
        (&["progress"][..], "II.4.b/3"),
        (&["progress", "explain", "II.4.b/3"][..], "membership #"),
        (&["progress", "explain", "II.5.d/1"][..], "chờ xác minh"),
        (&["progress", "matrix", "--item", "II.5.d"][..], "Liên hiệp Hội"),
    ] {
        let printed = output(&mut hoitu(arguments)?)
            .with_context(|| format!("`hoitu {}` failed", arguments.join(" ")))?;
        print!("{printed}");
        if !printed.contains(expected) {
            bail!("`hoitu {}` does not show {expected}", arguments.join(" "));
        }
    }
    Ok(())
}

fn print_welcome(house: &House, offices: &str) {
    println!("\nHội Tụ đang chạy. Ctrl-C để dừng.\n");
    for service in SERVICES {
        let admin = house.admin_port(service.name);
        println!(
            "  {:<12} {:<24} http://127.0.0.1:{admin}/metrics",
            service.name,
            house.url(service.name)
        );
    }
    println!("  {:<12} {}", ISSUER, house.url(ISSUER));
    println!("  {:<12} {}", "PostgreSQL", house.postgres_address());
    println!("  {:<12} {}\n", "NATS", house.nats_url());
    println!(
        "  Mã thông hành của các vai trò mẫu, không có thật (`--token-file`; không nêu thì dùng vai trò đầu):\n"
    );
    for office in offices.lines() {
        println!("  {office}");
    }
    println!(
        "\n  Thử trong một cửa sổ khác:\n
    cargo run -q --bin hoitu -- progress
    cargo run -q --bin hoitu -- progress explain II.4.b/3
    cargo run -q --bin hoitu -- plan show II.4.b\n"
    );
}
