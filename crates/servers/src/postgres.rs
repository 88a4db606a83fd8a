//! A PostgreSQL server of our own.

use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::ServerError;
use crate::account::Account;
use crate::database::create_database;
use crate::fetch::{Installed, install, prepared};
use crate::process::{
    Daemon, Scratch, await_end, await_predecessor, await_ready, blocking, children_of, in_folder,
    on_port, send,
};
use crate::services::keys_of;

/// The superuser's name.
const USER: &str = "hoitu";

/// How to start a server.
#[derive(Debug, Clone, Default)]
pub struct PostgresOptions {
    /// Where the data are kept; made if it is not there. Absent: a folder that goes with the server.
    pub data: Option<PathBuf>,
    /// Absent: a free one.
    pub port: Option<u16>,
    /// Password of the superuser. Absent: whoever reaches the loopback port is trusted.
    pub password: Option<String>,
    /// Who may connect is what the cluster says (`infra/postgres/pg_hba.conf`), so nobody without TLS.
    pub as_in_cluster: bool,
    /// Nothing outlives the machine: writes are left to the operating system, and the data are in memory where there is
    /// room. What is committed still outlives a crash of the server.
    pub throwaway: bool,
}

impl PostgresOptions {
    /// For the server that tests share: each makes databases of its own, hundreds of files that are soon removed. A sync
    /// takes in what all of them have written, and ext4 without a journal looks through all that was lately removed to make
    /// a file.
    #[must_use]
    pub fn of_tests() -> Self {
        Self { throwaway: true, ..Self::default() }
    }
}

/// What a context's two logins show. Letters and digits only: they stand in connection strings.
#[derive(Clone)]
pub struct Passwords {
    pub service: String,
    pub migration: String,
}

/// A running PostgreSQL 18, durable (`fsync` and `synchronous_commit` on) unless it is asked not to be.
#[derive(Debug)]
pub struct Postgres {
    setup: Setup,
    kept: bool,
    port: u16,
    server: Option<Daemon>,
}

impl Postgres {
    pub async fn start(options: PostgresOptions) -> Result<Self, ServerError> {
        blocking(|| Self::start_blocking(options)).await
    }

    pub(crate) fn start_blocking(options: PostgresOptions) -> Result<Self, ServerError> {
        let installed = install()?;
        let PostgresOptions { data, port, password, as_in_cluster, throwaway } = options;
        let kept = data.is_some();
        let scratch = if throwaway { Scratch::InMemory } else { Scratch::InTree };
        in_folder("postgres", data, scratch, |folder| {
            let account = Account::choose(&installed.postgres("postgres"), &folder)?;
            let setup =
                Setup { installed, account, folder, kept, password, as_in_cluster, throwaway };
            setup.prepare_data()?;
            let (port, server) = on_port(port, |port| setup.launch(port))?;
            Ok(Self { setup, kept, port, server: Some(server) })
        })
    }

    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The folder of its data and its log.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.setup.folder
    }

    /// A connection string for one of its databases, as the superuser.
    #[must_use]
    pub fn url(&self, database: &str) -> String {
        let secret =
            self.setup.password.as_ref().map(|word| format!(":{word}")).unwrap_or_default();
        format!("postgres://{USER}{secret}@127.0.0.1:{}/{database}", self.port)
    }

    /// A connection string for a context's database, as its service.
    #[must_use]
    pub fn service_url(&self, context: &str, passwords: &Passwords) -> String {
        self.url_as(context, &passwords.service, context)
    }

    /// A connection string for a context's database, as the role that migrates it.
    #[must_use]
    pub fn migration_url(&self, context: &str, passwords: &Passwords) -> String {
        self.url_as(&format!("{context}_migrate"), &passwords.migration, context)
    }

    fn url_as(&self, user: &str, password: &str, database: &str) -> String {
        format!("postgres://{user}:{password}@127.0.0.1:{}/{database}", self.port)
    }

    /// Makes a context's roles and its database, or sets their rights anew: as in the cluster, by the same
    /// file.
    pub async fn prepare_context(
        &self,
        context: &str,
        passwords: &Passwords,
    ) -> Result<(), ServerError> {
        let mut psql = self.psql("context.sql");
        psql.args(["-v", &format!("context={context}")])
            .env("SERVICE_PASSWORD", &passwords.service)
            .env("MIGRATION_PASSWORD", &passwords.migration);
        blocking(move || run(&mut psql)).await
    }

    /// Makes the role and the database of the keys of a context's persons, likewise.
    pub async fn prepare_keys(&self, context: &str, password: &str) -> Result<(), ServerError> {
        let mut psql = self.psql("keys.sql");
        psql.args(["-v", &format!("context={context}")]).env("KEYS_PASSWORD", password);
        blocking(move || run(&mut psql)).await
    }

    /// A connection string for that database.
    #[must_use]
    pub fn keys_url(&self, context: &str, password: &str) -> String {
        let keys = keys_of(context);
        self.url_as(&keys, password, &keys)
    }

    /// Runs a file of `infra/postgres` as the superuser.
    fn psql(&self, file: &str) -> Command {
        let infra = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../infra/postgres");
        let mut psql = Command::new(self.setup.installed.postgres("psql"));
        psql.args(["--no-psqlrc", "-f"])
            .arg(infra.join(file))
            .env("PGHOST", "127.0.0.1")
            .env("PGPORT", self.port.to_string())
            .env("PGUSER", USER)
            .env("PGPASSWORD", self.setup.password.as_deref().unwrap_or_default())
            .env("PGDATABASE", "postgres");
        psql
    }

    /// Makes the database unless it is there.
    pub async fn create_database(&self, name: &str) -> Result<(), ServerError> {
        create_database(&self.url("postgres"), name).await
    }

    #[must_use]
    pub fn is_running(&mut self) -> bool {
        self.server.as_mut().is_some_and(Daemon::is_running)
    }

    /// Stops without a checkpoint, as after a crash, and starts again on the same port.
    pub async fn restart_immediately(&mut self) -> Result<(), ServerError> {
        self.end("QUIT");
        self.start_again().await
    }

    /// Stops in order: waits for no session.
    pub fn stop(&mut self) {
        self.end("INT");
    }

    /// Ends the server and all its processes with SIGKILL.
    pub fn kill(&mut self) {
        self.end("KILL");
    }

    /// Starts again after it has ended, however that was, on the same port with the same data.
    pub async fn start_again(&mut self) -> Result<(), ServerError> {
        self.end("INT");
        let (setup, port) = (self.setup.clone(), self.port);
        self.server = Some(blocking(move || setup.launch(port)).await?);
        Ok(())
    }

    /// Freezes the server and all its processes: connections stay open and nothing answers.
    pub fn pause(&self) {
        self.each_process("STOP");
    }

    pub fn resume(&self) {
        self.each_process("CONT");
    }

    fn each_process(&self, signal: &str) {
        let Some(server) = &self.server else { return };
        server.signal(signal);
        send(signal, &children_of(server.id()));
    }

    fn end(&mut self, signal: &str) {
        let Some(mut server) = self.server.take() else { return };
        if !server.is_running() {
            return server.stop(signal);
        }
        let children = children_of(server.id());
        send(if signal == "KILL" { signal } else { "CONT" }, &children);
        server.stop(signal);
        await_end(&children);
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        self.end(if self.kept { "INT" } else { "QUIT" });
        if !self.kept {
            let _ = fs::remove_dir_all(&self.setup.folder);
        }
    }
}

/// Everything but the running process.
#[derive(Debug, Clone)]
struct Setup {
    installed: Installed,
    account: Account,
    folder: PathBuf,
    kept: bool,
    password: Option<String>,
    as_in_cluster: bool,
    throwaway: bool,
}

impl Setup {
    fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    fn pid_file(&self) -> PathBuf {
        self.data().join("postmaster.pid")
    }

    /// Makes a cluster unless there is one. A half-made one never lies in its place.
    fn prepare_data(&self) -> Result<(), ServerError> {
        let data = self.data();
        if data.exists() {
            return Ok(());
        }
        let partial = self.folder.join("partial");
        let _ = fs::remove_dir_all(&partial);
        match &self.password {
            Some(password) => self.init_with_password(&partial, password)?,
            None => {
                let template = self.template()?;
                run(self.account.command(Path::new("cp")).arg("-R").arg(template).arg(&partial))?;
            }
        }
        prepared(&data, fs::rename(&partial, &data))
    }

    fn init_with_password(&self, data: &Path, password: &str) -> Result<(), ServerError> {
        let file = self.folder.join("password");
        let mut write = self.account.command(Path::new("sh"));
        write.args(["-c", "umask 077; cat > \"$1\"", "sh"]).arg(&file);
        pipe(&mut write, password)?;
        let word = format!("--pwfile={}", file.display());
        let made = self.initdb(data, &["--auth=scram-sha-256", &word]);
        let _ = fs::remove_file(&file);
        made
    }

    /// A freshly made cluster, kept beside the programs: copying is faster than `initdb`.
    fn template(&self) -> Result<PathBuf, ServerError> {
        let template = self.installed.beside(&format!("template-{}", self.account.owner()));
        let lock_path = self.installed.beside("template.lock");
        let lock = prepared(&lock_path, File::create(&lock_path))?;
        prepared(&lock_path, lock.lock())?;
        if !template.exists() {
            let made = self.folder.join("template");
            self.initdb(&made, &["--auth=trust"])?;
            // It may be in memory, and nothing is moved from there in one step.
            let partial = self.installed.beside("template.partial");
            let _ = fs::remove_dir_all(&partial);
            run(Command::new("cp").arg("-Rp").arg(&made).arg(&partial))?;
            prepared(&template, fs::rename(&partial, &template))?;
            let _ = fs::remove_dir_all(made);
        }
        Ok(template)
    }

    fn initdb(&self, data: &Path, authentication: &[&str]) -> Result<(), ServerError> {
        let mut command = self.account.command(&self.installed.postgres("initdb"));
        command
            .current_dir(&self.folder)
            .args(["--username", USER, "--encoding=UTF8", "--no-instructions"])
            .args(["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"])
            .args(authentication)
            .arg("--pgdata")
            .arg(data);
        run(&mut command)
    }

    fn launch(&self, port: u16) -> Result<Daemon, ServerError> {
        await_predecessor(&self.pid_file(), "postgres");
        let mut command = self.account.command(&self.installed.postgres("postgres"));
        command.current_dir(&self.folder).arg("-D").arg(self.data());
        command.args(["-p", &port.to_string()]);
        for setting in SETTINGS {
            command.args(["-c", setting]);
        }
        for setting in if self.throwaway { OF_THROWAWAY } else { DURABLE } {
            command.args(["-c", setting]);
        }
        if self.as_in_cluster {
            let infra = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../infra/postgres");
            let copy = self.folder.join("pg_hba.conf");
            prepared(&copy, fs::copy(infra.join("pg_hba.conf"), &copy).map(|_| ()))?;
            command.arg("-c").arg(format!("hba_file={}", copy.display()));
        }
        let log = self.folder.join("postgres.log");
        let scratch = (!self.kept).then_some(self.folder.as_path());
        let server = Daemon::start(command, &log, "QUIT", scratch)?;
        await_ready("PostgreSQL", server, &log, |server| self.is_ready(server.id()))
    }

    /// Reads what `pg_ctl` reads: the first line names the process, the eighth says how far it is.
    fn is_ready(&self, process: u32) -> bool {
        let text = fs::read_to_string(self.pid_file()).unwrap_or_default();
        let lines: Vec<_> = text.lines().map(str::trim).collect();
        lines.first() == Some(&process.to_string().as_str()) && lines.get(7) == Some(&"ready")
    }
}

const SETTINGS: [&str; 5] = [
    "listen_addresses=127.0.0.1",
    "unix_socket_directories=",
    "max_connections=300",
    "shared_buffers=256MB",
    "synchronous_commit=on",
];

const DURABLE: &[&str] = &["fsync=on"];

/// Databases that live for seconds: nobody cleans them up either.
const OF_THROWAWAY: &[&str] = &["fsync=off", "full_page_writes=off", "autovacuum=off"];

fn run(command: &mut Command) -> Result<(), ServerError> {
    let program = format!("{:?}", command.get_program());
    let output = command.output().map_err(|error| ServerError::Prepare(program.clone(), error))?;
    if output.status.success() {
        return Ok(());
    }
    let output = String::from_utf8_lossy(&output.stderr).trim().to_owned();
    Err(ServerError::Run { program, output })
}

fn pipe(command: &mut Command, input: &str) -> Result<(), ServerError> {
    let failed = |error| ServerError::Prepare("the password".into(), error);
    let mut child = command.stdin(Stdio::piped()).spawn().map_err(failed)?;
    if let Some(mut stdin) = child.stdin.take() {
        stdin.write_all(input.as_bytes()).map_err(failed)?;
    }
    child.wait().map_err(failed)?;
    Ok(())
}
