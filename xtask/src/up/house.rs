//! Where `up` lives: the data it keeps under `.hoitu/up`, its servers, its ports.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use servers::{Nats, NatsOptions, Postgres, PostgresOptions, given};

use super::services::SERVICES;

/// The servers and the kept files of one running system.
pub struct House {
    folder: PathBuf,
    ports: BTreeMap<String, u16>,
    postgres: Option<Postgres>,
    nats: Option<Nats>,
    /// Held as long as the system runs: one at a time in a work tree.
    _lock: File,
}

impl House {
    pub async fn enter(fresh: bool) -> anyhow::Result<Self> {
        fs::create_dir_all(servers::home())?;
        let home = servers::home().canonicalize()?;
        let lock = File::create(home.join("up.lock"))?;
        if lock.try_lock().is_err() {
            bail!("`cargo xtask up` is running in this work tree already; stop it first");
        }
        let folder = home.join("up");
        if fresh && folder.exists() {
            println!("removing the data of earlier runs …");
            fs::remove_dir_all(&folder).context("removing the kept data")?;
        }
        fs::create_dir_all(folder.join("logs"))?;
        let ports = choose_ports(&folder)?;
        let mut house = Self { folder, ports, postgres: None, nats: None, _lock: lock };
        house.start_servers().await?;
        Ok(house)
    }

    async fn start_servers(&mut self) -> anyhow::Result<()> {
        if given("DATABASE_URL").is_none() {
            println!("starting PostgreSQL …");
            let options = PostgresOptions {
                data: Some(self.folder.join("postgres")),
                port: Some(self.ports["postgres"]),
                password: Some(self.password()?),
            };
            self.postgres = Some(Postgres::start(options).await?);
        }
        for service in SERVICES {
            match &self.postgres {
                Some(postgres) => postgres.create_database(service.name).await?,
                None => {
                    let server = given("DATABASE_URL").context("DATABASE_URL")?;
                    servers::create_database(&server, service.name).await?;
                }
            }
        }
        if given("NATS_URL").is_none() {
            println!("starting NATS …");
            let options = NatsOptions {
                data: Some(self.folder.join("nats")),
                port: Some(self.ports["nats"]),
                sync_always: true,
            };
            self.nats = Some(Nats::start(options).await?);
        }
        Ok(())
    }

    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The public keys that services check tokens against.
    pub fn jwks(&self) -> PathBuf {
        self.folder.join("jwks.json")
    }

    /// What the services show each other.
    pub fn service_token(&self) -> PathBuf {
        self.folder.join("service-token")
    }

    pub fn write_service_token(&self, token: &str) -> anyhow::Result<()> {
        write_private(&self.service_token(), token)
    }

    pub fn port(&self, service: &str) -> u16 {
        self.ports[service]
    }

    pub fn url(&self, service: &str) -> String {
        format!("http://127.0.0.1:{}", self.port(service))
    }

    pub fn database_url(&self, database: &str) -> String {
        match (&self.postgres, given("DATABASE_URL")) {
            (Some(postgres), _) => postgres.url(database),
            (None, server) => servers::with_database(&server.unwrap_or_default(), database),
        }
    }

    /// Without the password: it is printed.
    pub fn postgres_address(&self) -> String {
        match &self.postgres {
            Some(postgres) => {
                let word = self.folder.join("postgres-password");
                format!(
                    "127.0.0.1:{} (user hoitu, password in {})",
                    postgres.port(),
                    word.display()
                )
            }
            None => "as DATABASE_URL says".into(),
        }
    }

    pub fn nats_url(&self) -> String {
        match &self.nats {
            Some(nats) => nats.url(),
            None => given("NATS_URL").unwrap_or_default(),
        }
    }

    /// Tells `hoitu` where the services are, and who is asking.
    pub fn write_environment(&self, token: &str) -> anyhow::Result<()> {
        let mut text = format!("HOITU_TOKEN={token}\n");
        for service in SERVICES {
            let variable = service.name.to_uppercase();
            text.push_str(&format!("HOITU_{variable}_URL={}\n", self.url(service.name)));
        }
        write_private(&self.folder.join("env"), &text)
    }

    fn password(&self) -> anyhow::Result<String> {
        let file = self.folder.join("postgres-password");
        if !file.exists() {
            write_private(&file, &random_word()?)?;
        }
        Ok(fs::read_to_string(&file)?.trim().to_owned())
    }

    /// Stops the servers in order.
    pub fn leave(mut self) {
        let _ = fs::remove_file(self.folder.join("env"));
        if let Some(nats) = &mut self.nats {
            nats.stop();
        }
        if let Some(postgres) = &mut self.postgres {
            postgres.stop();
        }
    }
}

/// The ports of the last run, or others where somebody else has taken one.
fn choose_ports(folder: &Path) -> anyhow::Result<BTreeMap<String, u16>> {
    let file = folder.join("ports.json");
    let kept: BTreeMap<String, u16> = fs::read_to_string(&file)
        .ok()
        .and_then(|text| serde_json::from_str(&text).ok())
        .unwrap_or_default();
    let names = ["postgres", "nats"].into_iter().chain(SERVICES.iter().map(|service| service.name));
    let mut ports = BTreeMap::new();
    for name in names {
        let port = match kept.get(name).filter(|port| is_free(**port)) {
            Some(port) => *port,
            None => servers::free_port()?,
        };
        ports.insert(name.to_owned(), port);
    }
    fs::write(&file, serde_json::to_string_pretty(&ports)?)?;
    Ok(ports)
}

fn is_free(port: u16) -> bool {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok()
}

fn write_private(file: &Path, text: &str) -> anyhow::Result<()> {
    use std::io::Write as _;
    use std::os::unix::fs::OpenOptionsExt as _;
    let _ = fs::remove_file(file);
    let mut file = File::options().write(true).create_new(true).mode(0o600).open(file)?;
    file.write_all(text.as_bytes())?;
    Ok(())
}

fn random_word() -> anyhow::Result<String> {
    use std::io::Read as _;
    let mut bytes = [0; 18];
    File::open("/dev/urandom")?.read_exact(&mut bytes)?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}
