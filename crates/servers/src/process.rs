//! A child process, and the watchdog that ends it when its owner dies.

use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::ServerError;
use crate::fetch::prepared;

/// How long a server may take to answer.
const START: Duration = Duration::from_secs(60);

/// A running child process. It ends when its owner's process does, also if that is killed.
#[derive(Debug)]
pub struct Daemon {
    child: Child,
    watchdog: Child,
}

impl Daemon {
    /// Starts it in a process group of its own, so that a terminal's Ctrl-C does not reach it. If the
    /// owner dies it gets `last_signal`, and `scratch` is removed.
    pub fn start(
        mut command: Command,
        log: &Path,
        last_signal: &str,
        scratch: Option<&Path>,
    ) -> Result<Self, ServerError> {
        let output = prepared(log, std::fs::File::options().create(true).append(true).open(log))?;
        let errors = prepared(log, output.try_clone())?;
        let child = command
            .process_group(0)
            .stdin(Stdio::null())
            .stdout(output)
            .stderr(errors)
            .spawn()
            .map_err(|error| ServerError::Prepare(format!("{command:?}"), error))?;
        let watchdog = Command::new("sh")
            .args(["-c", WATCHDOG, "watchdog", &child.id().to_string(), last_signal])
            .arg(scratch.unwrap_or(Path::new("")))
            .process_group(0)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| ServerError::Prepare("the watchdog".into(), error))?;
        Ok(Self { child, watchdog })
    }

    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    #[must_use]
    pub fn is_running(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(None))
    }

    /// Sends a signal, such as `TERM`.
    pub fn signal(&self, signal: &str) {
        send(self.child.id(), signal);
    }

    /// Sends the signal and waits until the process is gone.
    pub fn stop(mut self, signal: &str) {
        let _ = self.watchdog.kill();
        let _ = self.watchdog.wait();
        self.signal(signal);
        let _ = self.child.wait();
    }
}

/// Standard input ends when the owner is gone, whatever ended it.
const WATCHDOG: &str = r#"cat >/dev/null
kill -s "$2" "$1" && kill -s CONT "$1"
while kill -0 "$1"; do sleep 0.1; done
[ -n "$3" ] && rm -rf "$3""#;

pub(crate) fn send(process: u32, signal: &str) {
    let _ = Command::new("sh")
        .args(["-c", r#"kill -s "$1" "$2""#, "kill", signal, &process.to_string()])
        .stderr(Stdio::null())
        .status();
}

/// A port that was free a moment ago.
pub fn free_port() -> Result<u16, ServerError> {
    let port = || -> io::Result<u16> {
        Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port())
    };
    port().map_err(|error| ServerError::Prepare("a loopback port".into(), error))
}

/// Polls until `ready`, the server has ended, or it has had its time.
pub(crate) fn wait_until(
    name: &'static str,
    server: &mut Daemon,
    log: &Path,
    mut ready: impl FnMut() -> bool,
) -> Result<(), ServerError> {
    let since = Instant::now();
    while since.elapsed() < START && server.is_running() {
        if ready() {
            return Ok(());
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    Err(ServerError::Start { server: name, log: tail(log) })
}

pub(crate) fn answers(port: u16) -> Option<TcpStream> {
    let stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).ok()?;
    stream.set_read_timeout(Some(Duration::from_secs(2))).ok()?;
    Some(stream)
}

fn tail(log: &Path) -> String {
    let read = || -> io::Result<String> {
        let mut file = std::fs::File::open(log)?;
        let length = file.metadata()?.len();
        file.seek(SeekFrom::Start(length.saturating_sub(2_000)))?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes)?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    };
    read().unwrap_or_default()
}

/// A fresh folder for one server's data, removed when the server ends.
pub(crate) fn scratch(kind: &str) -> Result<PathBuf, ServerError> {
    let unique = format!("{kind}-{}-{}", std::process::id(), next());
    let folder = crate::home().join("scratch").join(unique);
    prepared(&folder, std::fs::create_dir_all(&folder))?;
    prepared(&folder, folder.canonicalize())
}

fn next() -> u32 {
    use std::sync::atomic::{AtomicU32, Ordering};
    static COUNTER: AtomicU32 = AtomicU32::new(0);
    COUNTER.fetch_add(1, Ordering::Relaxed)
}
