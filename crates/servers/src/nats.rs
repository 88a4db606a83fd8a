//! A nats-server of our own, with JetStream.

use std::fs;
use std::io::Read as _;
use std::net::{Ipv4Addr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use crate::ServerError;
use crate::fetch::{Installed, install, prepared};
use crate::nats_users::NatsUsers;
use crate::process::{
    Daemon, Scratch, await_predecessor, await_ready, blocking, in_folder, on_port,
};

/// How to start a server.
#[derive(Debug, Clone, Default)]
pub struct NatsOptions {
    /// Where the streams are kept; made if it is not there. Absent: a folder that goes with the server.
    pub data: Option<PathBuf>,
    /// Absent: a free one.
    pub port: Option<u16>,
    /// With the settings of the cluster, in which only these users may connect, and each message is synced to
    /// disk before it is acknowledged. Absent: anybody may do anything, and syncing takes its time.
    pub users: Option<NatsUsers>,
    /// The folder with its certificate (`tls.crt`) and key (`tls.key`): it then speaks TLS, with the settings of the
    /// cluster. Absent: clear text.
    pub tls: Option<PathBuf>,
}

/// A running nats-server 2.15 with JetStream.
#[derive(Debug)]
pub struct Nats {
    setup: Setup,
    kept: bool,
    port: u16,
    server: Option<Daemon>,
}

impl Nats {
    pub async fn start(options: NatsOptions) -> Result<Self, ServerError> {
        blocking(|| Self::start_blocking(options)).await
    }

    pub(crate) fn start_blocking(options: NatsOptions) -> Result<Self, ServerError> {
        let installed = install()?;
        let NatsOptions { data, port, users, tls } = options;
        let kept = data.is_some();
        in_folder("nats", data, Scratch::InTree, |folder| {
            let setup = Setup { installed, folder, kept, users, tls };
            let (port, server) = on_port(port, |port| setup.launch(port))?;
            Ok(Self { setup, kept, port, server: Some(server) })
        })
    }

    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The folder of its streams and its log.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.setup.folder
    }

    #[must_use]
    pub fn url(&self) -> String {
        format!("nats://127.0.0.1:{}", self.port)
    }

    /// Has it read its settings and its certificate again.
    pub fn reload(&self) {
        if let Some(server) = &self.server {
            server.signal("HUP");
        }
    }

    #[must_use]
    pub fn is_running(&mut self) -> bool {
        self.server.as_mut().is_some_and(Daemon::is_running)
    }

    /// Stops in order.
    pub fn stop(&mut self) {
        self.end("TERM");
    }

    /// Ends it with SIGKILL.
    pub fn kill(&mut self) {
        self.end("KILL");
    }

    /// Starts again after it has ended, however that was, on the same port with the same store.
    pub async fn start_again(&mut self) -> Result<(), ServerError> {
        self.end("TERM");
        let (setup, port) = (self.setup.clone(), self.port);
        self.server = Some(blocking(move || setup.launch(port)).await?);
        Ok(())
    }

    /// Freezes it: connections stay open and nothing answers.
    pub fn pause(&self) {
        if let Some(server) = &self.server {
            server.signal("STOP");
        }
    }

    pub fn resume(&self) {
        if let Some(server) = &self.server {
            server.signal("CONT");
        }
    }

    /// Deletes all streams of a stopped server.
    pub fn wipe_store(&self) -> Result<(), ServerError> {
        let store = self.setup.store();
        if store.exists() { prepared(&store, fs::remove_dir_all(&store)) } else { Ok(()) }
    }

    /// Keeps a copy of a stopped server's streams, for [`Nats::restore_store`].
    pub fn copy_store(&self) -> Result<PathBuf, ServerError> {
        let copy = self.setup.folder.join("copy");
        let _ = fs::remove_dir_all(&copy);
        copy_folder(&self.setup.store(), &copy)?;
        Ok(copy)
    }

    /// Puts an older copy in the place of a stopped server's streams.
    pub fn restore_store(&self, copy: &Path) -> Result<(), ServerError> {
        self.wipe_store()?;
        copy_folder(copy, &self.setup.store())
    }

    fn end(&mut self, signal: &str) {
        if let Some(server) = self.server.take() {
            server.stop(signal);
        }
    }
}

impl Drop for Nats {
    fn drop(&mut self) {
        self.end(if self.kept { "TERM" } else { "KILL" });
        if !self.kept {
            let _ = fs::remove_dir_all(&self.setup.folder);
        }
    }
}

/// Everything but the running process.
#[derive(Debug, Clone)]
struct Setup {
    installed: Installed,
    folder: PathBuf,
    kept: bool,
    users: Option<NatsUsers>,
    tls: Option<PathBuf>,
}

impl Setup {
    fn store(&self) -> PathBuf {
        self.folder.join("store")
    }

    fn launch(&self, port: u16) -> Result<Daemon, ServerError> {
        let pid_file = self.folder.join("nats.pid");
        await_predecessor(&pid_file, "nats-server");
        let log = self.folder.join("nats.log");
        let mut command = Command::new(self.installed.nats_server());
        command.args(["-a", "127.0.0.1", "-p", &port.to_string(), "-P"]).arg(&pid_file);
        command.arg("-sd").arg(self.store());
        if self.users.is_none() {
            command.arg("-js");
        }
        if self.users.is_some() || self.tls.is_some() {
            command.arg("-c").arg(self.settings()?);
        }
        if let Some(users) = &self.users {
            command.envs(users.variables()?);
        }
        if let Some(tls) = &self.tls {
            command.env("NATS_CERTIFICATE", tls.join("tls.crt"));
            command.env("NATS_KEY", tls.join("tls.key"));
        }
        let scratch = (!self.kept).then_some(self.folder.as_path());
        let server = Daemon::start(command, &log, "KILL", scratch)?;
        await_ready("nats-server", server, &log, |_| greets(port))
    }
}

impl Setup {
    /// A file that includes those of the cluster: NATS includes files of the same folder only.
    fn settings(&self) -> Result<PathBuf, ServerError> {
        let infra = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../infra/nats");
        let parts = [("server.conf", self.users.is_some()), ("tls.conf", self.tls.is_some())];
        let mut includes = String::new();
        for (name, _) in parts.into_iter().filter(|(_, wanted)| *wanted) {
            let copy = self.folder.join(name);
            prepared(&copy, fs::copy(infra.join(name), &copy).map(|_| ()))?;
            includes.push_str(&format!("include {name}\n"));
        }
        let settings = self.folder.join("nats.conf");
        prepared(&settings, fs::write(&settings, includes))?;
        Ok(settings)
    }
}

fn greets(port: u16) -> bool {
    let greet = || -> std::io::Result<bool> {
        let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port))?;
        stream.set_read_timeout(Some(Duration::from_secs(2)))?;
        let mut greeting = [0; 5];
        stream.read_exact(&mut greeting)?;
        Ok(&greeting == b"INFO ")
    };
    greet().unwrap_or(false)
}

fn copy_folder(from: &Path, to: &Path) -> Result<(), ServerError> {
    prepared(to, fs::create_dir_all(to))?;
    for entry in prepared(from, fs::read_dir(from))? {
        let entry = prepared(from, entry)?;
        let (source, target) = (entry.path(), to.join(entry.file_name()));
        if source.is_dir() {
            copy_folder(&source, &target)?;
        } else {
            prepared(&source, fs::copy(&source, &target).map(|_| ()))?;
        }
    }
    Ok(())
}
