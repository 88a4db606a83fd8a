//! A PostgreSQL server of our own.

use std::fs::{self, File};
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};

use crate::ServerError;
use crate::account::Account;
use crate::database::create_database;
use crate::fetch::{Installed, install, prepared};
use crate::process::{Daemon, answers, free_port, scratch, send, wait_until};

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
}

/// A running PostgreSQL 18, durable (`fsync` and `synchronous_commit` on).
#[derive(Debug)]
pub struct Postgres {
    installed: Installed,
    account: Account,
    folder: PathBuf,
    kept: bool,
    port: u16,
    password: Option<String>,
    server: Option<Daemon>,
}

impl Postgres {
    pub async fn start(options: PostgresOptions) -> Result<Self, ServerError> {
        blocking(|| Self::start_blocking(options)).await
    }

    pub(crate) fn start_blocking(options: PostgresOptions) -> Result<Self, ServerError> {
        let installed = install()?;
        let kept = options.data.is_some();
        let folder = match options.data {
            Some(folder) => {
                prepared(&folder, fs::create_dir_all(&folder))?;
                prepared(&folder, folder.canonicalize())?
            }
            None => scratch("postgres")?,
        };
        let account = Account::choose(&installed.postgres("postgres"), &folder)?;
        let port = options.port.map_or_else(free_port, Ok)?;
        let password = options.password;
        let mut postgres = Self { installed, account, folder, kept, port, password, server: None };
        postgres.prepare_data()?;
        postgres.start_server()?;
        Ok(postgres)
    }

    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// A connection string for one of its databases.
    #[must_use]
    pub fn url(&self, database: &str) -> String {
        let secret = self.password.as_ref().map(|word| format!(":{word}")).unwrap_or_default();
        format!("postgres://{USER}{secret}@127.0.0.1:{}/{database}", self.port)
    }

    /// Makes the database unless it is there.
    pub async fn create_database(&self, name: &str) -> Result<(), ServerError> {
        create_database(&self.url("postgres"), name).await
    }

    /// Stops without a checkpoint, as after a crash, and starts again on the same port.
    pub async fn restart_immediately(&mut self) -> Result<(), ServerError> {
        self.end("QUIT");
        tokio::task::block_in_place(|| self.start_server())
    }

    /// Stops in order: waits for no session.
    pub fn stop(&mut self) {
        self.end("INT");
    }

    /// Ends the server and all its processes with SIGKILL.
    pub fn kill(&mut self) {
        let Some(server) = &self.server else { return };
        let children = children_of(server.id());
        self.end("KILL");
        for child in children {
            send(child, "KILL");
        }
    }

    /// Starts again after `stop` or `kill`, on the same port with the same data.
    pub async fn start_again(&mut self) -> Result<(), ServerError> {
        tokio::task::block_in_place(|| self.start_server())
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
        for child in children_of(server.id()) {
            send(child, signal);
        }
    }

    fn end(&mut self, signal: &str) {
        if let Some(server) = self.server.take() {
            server.stop(signal);
        }
    }

    fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    fn log(&self) -> PathBuf {
        self.folder.join("postgres.log")
    }

    fn prepare_data(&self) -> Result<(), ServerError> {
        if self.data().join("PG_VERSION").exists() {
            return Ok(());
        }
        match &self.password {
            Some(password) => {
                let file = self.folder.join("password");
                let mut command = self.account.command(Path::new("sh"));
                command.args(["-c", "umask 077; cat > \"$1\"", "sh"]).arg(&file);
                pipe(command, password)?;
                let made = self.initdb(
                    &self.data(),
                    &["--auth=scram-sha-256", &format!("--pwfile={}", file.display())],
                );
                let _ = fs::remove_file(&file);
                made
            }
            None => {
                let template = self.template()?;
                let mut copy = self.account.command(Path::new("cp"));
                copy.arg("-R").arg(template).arg(self.data());
                run(copy)
            }
        }
    }

    /// A freshly made cluster, kept beside the programs: copying is faster than `initdb`.
    fn template(&self) -> Result<PathBuf, ServerError> {
        let account = format!("{:?}", self.account).to_lowercase();
        let template = self.installed.beside(&format!("template-{account}"));
        let lock_path = template.with_extension("lock");
        let lock = prepared(&lock_path, File::create(&lock_path))?;
        prepared(&lock_path, lock.lock())?;
        if !template.exists() {
            let partial = self.folder.join("template");
            self.initdb(&partial, &["--auth=trust"])?;
            prepared(&template, fs::rename(&partial, &template))?;
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
        run(command)
    }

    fn start_server(&mut self) -> Result<(), ServerError> {
        let mut command = self.account.command(&self.installed.postgres("postgres"));
        command.current_dir(&self.folder).arg("-D").arg(self.data()).args([
            "-p",
            &self.port.to_string(),
            "-c",
            "listen_addresses=127.0.0.1",
            "-c",
            "unix_socket_directories=",
            "-c",
            "max_connections=300",
            "-c",
            "shared_buffers=256MB",
            "-c",
            "fsync=on",
            "-c",
            "synchronous_commit=on",
        ]);
        let scratch = (!self.kept).then_some(self.folder.as_path());
        let mut server = Daemon::start(command, &self.log(), "QUIT", scratch)?;
        let port = self.port;
        wait_until("PostgreSQL", &mut server, &self.log(), || accepts_sessions(port))?;
        self.server = Some(server);
        Ok(())
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        self.each_process("CONT");
        self.end("QUIT");
        if !self.kept {
            let _ = fs::remove_dir_all(&self.folder);
        }
    }
}

/// Asks for a session as a client does; a server that is starting up says so by an error.
fn accepts_sessions(port: u16) -> bool {
    let ask = || -> Option<bool> {
        let mut stream = answers(port)?;
        let mut message = 196_608u32.to_be_bytes().to_vec();
        message.extend_from_slice(b"user\0hoitu\0database\0postgres\0\0");
        let length = u32::try_from(message.len() + 4).ok()?;
        stream.write_all(&length.to_be_bytes()).ok()?;
        stream.write_all(&message).ok()?;
        let mut kind = [0];
        stream.read_exact(&mut kind).ok()?;
        Some(kind[0] == b'R')
    };
    ask().unwrap_or(false)
}

/// The server's own child processes (Linux; elsewhere none are found).
fn children_of(parent: u32) -> Vec<u32> {
    let Ok(processes) = fs::read_dir("/proc") else { return Vec::new() };
    processes
        .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok())
        .filter(|process: &u32| {
            let stat = fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
            let after_name = stat.rsplit(')').next().unwrap_or_default();
            after_name.split_whitespace().nth(1) == Some(&parent.to_string())
        })
        .collect()
}

fn run(mut command: std::process::Command) -> Result<(), ServerError> {
    let program = format!("{:?}", command.get_program());
    let output = command.output().map_err(|error| ServerError::Prepare(program.clone(), error))?;
    if output.status.success() {
        return Ok(());
    }
    let output = String::from_utf8_lossy(&output.stderr).trim().to_owned();
    Err(ServerError::Run { program, output })
}

fn pipe(mut command: std::process::Command, input: &str) -> Result<(), ServerError> {
    use std::process::Stdio;
    let failed = |error| ServerError::Prepare("the password".into(), error);
    let mut child = command.stdin(Stdio::piped()).spawn().map_err(failed)?;
    if let Some(mut stdin) = child.stdin.take() {
        stdin.write_all(input.as_bytes()).map_err(failed)?;
    }
    child.wait().map_err(failed)?;
    Ok(())
}

/// Runs blocking work off the runtime's threads.
pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, ServerError> + Send + 'static,
) -> Result<T, ServerError> {
    match tokio::task::spawn_blocking(work).await {
        Ok(result) => result,
        Err(panic) => std::panic::resume_unwind(panic.into_panic()),
    }
}
