//! A nats-server of our own, with JetStream.

use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::ServerError;
use crate::fetch::{Installed, install, prepared};
use crate::postgres::blocking;
use crate::process::{Daemon, answers, free_port, scratch, wait_until};

/// How to start a server.
#[derive(Debug, Clone, Default)]
pub struct NatsOptions {
    /// Where the streams are kept; made if it is not there. Absent: a folder that goes with the server.
    pub data: Option<PathBuf>,
    /// Absent: a free one.
    pub port: Option<u16>,
    /// Sync each message to disk before it is acknowledged.
    pub sync_always: bool,
}

/// A running nats-server 2.15 with JetStream.
#[derive(Debug)]
pub struct Nats {
    installed: Installed,
    folder: PathBuf,
    kept: bool,
    port: u16,
    sync_always: bool,
    server: Option<Daemon>,
}

impl Nats {
    pub async fn start(options: NatsOptions) -> Result<Self, ServerError> {
        blocking(|| Self::start_blocking(options)).await
    }

    pub(crate) fn start_blocking(options: NatsOptions) -> Result<Self, ServerError> {
        let installed = install()?;
        let kept = options.data.is_some();
        let folder = match options.data {
            Some(folder) => {
                prepared(&folder, fs::create_dir_all(&folder))?;
                prepared(&folder, folder.canonicalize())?
            }
            None => scratch("nats")?,
        };
        let port = options.port.map_or_else(free_port, Ok)?;
        let sync_always = options.sync_always;
        let mut nats = Self { installed, folder, kept, port, sync_always, server: None };
        nats.start_server()?;
        Ok(nats)
    }

    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    #[must_use]
    pub fn url(&self) -> String {
        format!("nats://127.0.0.1:{}", self.port)
    }

    /// Stops in order.
    pub fn stop(&mut self) {
        self.end("TERM");
    }

    /// Ends it with SIGKILL.
    pub fn kill(&mut self) {
        self.end("KILL");
    }

    /// Starts again after `stop` or `kill`, on the same port with the same store.
    pub async fn start_again(&mut self) -> Result<(), ServerError> {
        tokio::task::block_in_place(|| self.start_server())
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
        let store = self.store();
        if store.exists() { prepared(&store, fs::remove_dir_all(&store)) } else { Ok(()) }
    }

    /// Keeps a copy of a stopped server's streams, for [`Nats::restore_store`].
    pub fn copy_store(&self) -> Result<PathBuf, ServerError> {
        let copy = self.folder.join("copy");
        let _ = fs::remove_dir_all(&copy);
        copy_folder(&self.store(), &copy)?;
        Ok(copy)
    }

    /// Puts an older copy in the place of a stopped server's streams.
    pub fn restore_store(&self, copy: &Path) -> Result<(), ServerError> {
        self.wipe_store()?;
        copy_folder(copy, &self.store())
    }

    fn store(&self) -> PathBuf {
        self.folder.join("store")
    }

    fn end(&mut self, signal: &str) {
        if let Some(server) = self.server.take() {
            server.stop(signal);
        }
    }

    fn start_server(&mut self) -> Result<(), ServerError> {
        let settings = self.folder.join("nats.conf");
        let sync = if self.sync_always { "sync_interval: always" } else { "" };
        let text = format!(
            "listen: 127.0.0.1:{}\nmax_payload: 1MB\njetstream {{\n  store_dir: {:?}\n  {sync}\n}}\n",
            self.port,
            self.store(),
        );
        prepared(&settings, fs::write(&settings, text))?;
        let log = self.folder.join("nats.log");
        let mut command = Command::new(self.installed.nats_server());
        command.arg("-c").arg(&settings);
        let scratch = (!self.kept).then_some(self.folder.as_path());
        let mut server = Daemon::start(command, &log, "KILL", scratch)?;
        let port = self.port;
        wait_until("nats-server", &mut server, &log, || greets(port))?;
        self.server = Some(server);
        Ok(())
    }
}

impl Drop for Nats {
    fn drop(&mut self) {
        self.resume();
        self.end("KILL");
        if !self.kept {
            let _ = fs::remove_dir_all(&self.folder);
        }
    }
}

fn greets(port: u16) -> bool {
    let mut greeting = [0; 5];
    answers(port).is_some_and(|mut stream| stream.read_exact(&mut greeting).is_ok())
        && &greeting == b"INFO "
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
