//! Where `up` lives: the data it keeps under `.hoitu/up`, its servers, its ports.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use servers::{
    Nats, NatsOptions, NatsUsers, Passwords, Postgres, PostgresOptions, SERVICES, Service, given,
    keys_of,
};

use super::services::ISSUER;

/// The servers and the kept files of one running system.
pub struct House {
    folder: PathBuf,
    ports: BTreeMap<String, u16>,
    /// Servers given by the environment, instead of our own.
    database_url: Option<String>,
    nats_url: Option<String>,
    postgres: Option<Postgres>,
    nats: Option<(Nats, NatsUsers)>,
    /// Held as long as the system runs: one at a time in a work tree.
    _lock: File,
}

impl House {
    /// Claims the work tree's kept data, and nothing else yet.
    pub fn enter(fresh: bool, own_servers: bool) -> anyhow::Result<Self> {
        fs::create_dir_all(servers::home())?;
        let home = servers::home().canonicalize()?;
        let lock = File::create(home.join("up.lock")).with_context(|| {
            format!("writing below {} (did another user run this before?)", home.display())
        })?;
        if lock.try_lock().is_err() {
            bail!("`cargo xtask up` is running in this work tree already; stop it first");
        }
        let server_given = |variable| if own_servers { None } else { given(variable) };
        let (database_url, nats_url) = (server_given("DATABASE_URL"), server_given("NATS_URL"));
        let folder = home.join("up");
        if fresh {
            if database_url.is_some() || nats_url.is_some() {
                bail!(
                    "--fresh removes the data of servers of its own; those of DATABASE_URL and NATS_URL \
                     are yours to empty (databases {}; all streams)",
                    SERVICES.map(|service| service.name).join(", ")
                );
            }
            remove(&folder)?;
        }
        fs::create_dir_all(folder.join("logs")).context("making the folder of the kept data")?;
        let ports = BTreeMap::new();
        Ok(Self { folder, ports, database_url, nats_url, postgres: None, nats: None, _lock: lock })
    }

    pub async fn start_servers(&mut self) -> anyhow::Result<()> {
        self.ports = choose_ports(&self.folder)?;
        if self.database_url.is_none() {
            println!("starting PostgreSQL …");
            let options = PostgresOptions {
                data: Some(self.folder.join("postgres")),
                port: Some(self.port("postgres")),
                password: Some(self.kept("postgres-password", random_word)?),
                ..PostgresOptions::default()
            };
            let postgres = Postgres::start(options).await?;
            for service in SERVICES {
                postgres.prepare_context(service.name, &self.passwords(service.name)?).await?;
            }
            for service in sealing() {
                let password = self.keys_password(service.name)?;
                postgres.prepare_keys(service.name, &password).await?;
            }
            self.postgres = Some(postgres);
        } else {
            let server = self.database_url("postgres")?;
            let of_contexts = SERVICES.iter().map(|service| service.name.to_owned());
            for database in of_contexts.chain(sealing().map(|service| keys_of(service.name))) {
                servers::create_database(&server, &database).await?;
            }
        }
        for service in sealing() {
            let master_keys = || Ok(format!("1 {}", random_bytes::<32>()?));
            self.kept(&master_keys_of(service.name), master_keys)?;
        }
        if self.nats_url.is_none() {
            println!("starting NATS …");
            let seed = || Ok(NatsUsers::new_seed());
            let users = NatsUsers::from(|user| self.kept(&format!("nats-{user}"), seed))?;
            let options = NatsOptions {
                data: Some(self.folder.join("nats")),
                port: Some(self.port("nats")),
                users: Some(users.clone()),
                ..NatsOptions::default()
            };
            self.nats = Some((Nats::start(options).await?, users));
        }
        Ok(())
    }

    /// Starts a server of its own again if it has ended.
    pub async fn revive_servers(&mut self) -> anyhow::Result<()> {
        if let Some(postgres) = &mut self.postgres
            && !postgres.is_running()
        {
            println!("PostgreSQL ended; starting it again");
            postgres.start_again().await?;
        }
        if let Some((nats, _)) = &mut self.nats
            && !nats.is_running()
        {
            println!("NATS ended; starting it again");
            nats.start_again().await?;
        }
        Ok(())
    }

    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The public keys that persons' tokens are checked against, as the issuer publishes them.
    pub fn jwks(&self) -> PathBuf {
        self.folder.join("jwks.json")
    }

    /// The private key a service signs its own tokens with.
    pub fn service_key(&self, service: &str) -> PathBuf {
        self.folder.join(format!("{service}-key.pem"))
    }

    /// The folder with the public keys of the services.
    pub fn service_keys(&self) -> PathBuf {
        self.folder.join("service-keys")
    }

    pub fn port(&self, service: &str) -> u16 {
        self.ports[service]
    }

    pub fn admin_port(&self, service: &str) -> u16 {
        self.port(&servers::admin(service))
    }

    pub fn ports(&self) -> &BTreeMap<String, u16> {
        &self.ports
    }

    pub fn url(&self, service: &str) -> String {
        servers::url(self.port(service))
    }

    /// As a service connects to its database: with its own role, but for a server that was given.
    pub fn database_url(&self, context: &str) -> anyhow::Result<String> {
        Ok(match (&self.postgres, self.database_url.as_deref().unwrap_or_default()) {
            (Some(postgres), _) => postgres.service_url(context, &self.passwords(context)?),
            (None, server) if context == "postgres" => server.to_owned(),
            (None, server) => servers::with_database(server, context),
        })
    }

    /// As its database is migrated; services migrate by themselves on a server that was given.
    pub fn migration_url(&self, context: &str) -> anyhow::Result<Option<String>> {
        let Some(postgres) = &self.postgres else { return Ok(None) };
        Ok(Some(postgres.migration_url(context, &self.passwords(context)?)))
    }

    fn passwords(&self, context: &str) -> anyhow::Result<Passwords> {
        Ok(Passwords {
            service: self.kept(&format!("postgres-{context}"), random_word)?,
            migration: self.kept(&format!("postgres-{context}-migrate"), random_word)?,
        })
    }

    /// The database with the keys of its persons, if the service seals.
    pub fn keys_database_url(&self, service: Service) -> anyhow::Result<Option<String>> {
        if !service.seals {
            return Ok(None);
        }
        let url = match &self.postgres {
            Some(postgres) => postgres.keys_url(service.name, &self.keys_password(service.name)?),
            None => self.database_url(&keys_of(service.name))?,
        };
        Ok(Some(url))
    }

    fn keys_password(&self, context: &str) -> anyhow::Result<String> {
        self.kept(&format!("postgres-{}", keys_of(context)), random_word)
    }

    /// What wraps the keys of a context's persons.
    pub fn master_keys(&self, context: &str) -> PathBuf {
        self.folder.join(master_keys_of(context))
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
            Some((nats, _)) => nats.url(),
            None => self.nats_url.clone().unwrap_or_default(),
        }
    }

    /// The private key of a service's NATS user; a server that was given asks for none.
    pub fn nats_seed(&self, service: &str) -> Option<&str> {
        self.nats.as_ref().map(|(_, users)| users.seed(service))
    }

    /// The folder with a token for each sample office.
    pub fn tokens(&self) -> PathBuf {
        self.folder.join("tokens")
    }

    /// Tells `hoitu` where the services are, and who is asking.
    pub fn write_environment(&self, asking: &str) -> anyhow::Result<()> {
        let token = fs::read_to_string(self.tokens().join(asking))?;
        let tokens = self.tokens();
        let mut text = format!("HOITU_TOKEN={token}\nHOITU_TOKENS={}\n", tokens.display());
        for service in SERVICES {
            let variable = service.name.to_uppercase();
            text.push_str(&format!("HOITU_{variable}_URL={}\n", self.url(service.name)));
        }
        write_private(&self.folder.join("env"), &text)
    }

    /// A secret that is made once.
    fn kept(
        &self,
        name: &str,
        make: impl FnOnce() -> anyhow::Result<String>,
    ) -> anyhow::Result<String> {
        let file = self.folder.join(name);
        if !file.exists() {
            write_private(&file, &make()?)?;
        }
        Ok(fs::read_to_string(&file)?.trim().to_owned())
    }

    /// Stops the servers in order.
    pub fn leave(mut self) {
        let _ = fs::remove_file(self.folder.join("env"));
        if let Some((nats, _)) = &mut self.nats {
            nats.stop();
        }
        if let Some(postgres) = &mut self.postgres {
            postgres.stop();
        }
    }
}

/// The services that keep persons.
fn sealing() -> impl Iterator<Item = Service> {
    SERVICES.into_iter().filter(|service| service.seals)
}

fn master_keys_of(context: &str) -> String {
    format!("{context}-master-keys")
}

fn remove(folder: &Path) -> anyhow::Result<()> {
    if folder.exists() {
        println!("removing the data of earlier runs …");
        fs::remove_dir_all(folder).context("removing the kept data")?;
    }
    Ok(())
}

/// The ports of the last run, or others where somebody else has taken one.
fn choose_ports(folder: &Path) -> anyhow::Result<BTreeMap<String, u16>> {
    let file = folder.join("ports.json");
    let kept: BTreeMap<String, u16> = fs::read_to_string(&file)
        .ok()
        .and_then(|text| serde_json::from_str(&text).ok())
        .unwrap_or_default();
    let of_service = |service: Service| [service.name.to_owned(), servers::admin(service.name)];
    let names = ["postgres", "nats", ISSUER].map(str::to_owned).into_iter();
    let names = names.chain(SERVICES.into_iter().flat_map(of_service));
    // All are held until the last is chosen, so that no two are the same.
    let mut held = Vec::new();
    let mut ports = BTreeMap::new();
    for name in names {
        let wanted = kept.get(&name).and_then(|port| hold(*port).ok());
        let listener = wanted.map_or_else(|| hold(0), Ok).context("finding a free port")?;
        ports.insert(name, listener.local_addr()?.port());
        held.push(listener);
    }
    fs::write(&file, serde_json::to_string_pretty(&ports)?)?;
    Ok(ports)
}

fn hold(port: u16) -> std::io::Result<TcpListener> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port))
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
    random_bytes::<18>()
}

/// In hexadecimal digits.
fn random_bytes<const N: usize>() -> anyhow::Result<String> {
    use std::io::Read as _;
    let mut bytes = [0; N];
    File::open("/dev/urandom")?.read_exact(&mut bytes)?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}
