//! A child process, and the watchdog that ends it when its owner dies.

use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::net::{Ipv4Addr, TcpListener};
use std::ops::Range;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use crate::ServerError;
use crate::fetch::prepared;

/// How long a server may take to answer.
const START: Duration = Duration::from_secs(60);

/// How long a process may take to end when asked to, before it is killed.
const STOP: Duration = Duration::from_secs(40);

const LOOK: Duration = Duration::from_millis(10);

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

    #[must_use]
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    #[must_use]
    pub fn is_running(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(None))
    }

    /// Sends a signal, such as `TERM`.
    pub fn signal(&self, signal: &str) {
        send(signal, &[self.child.id()]);
    }

    /// Sends the signal and waits until the process is gone; kills it if it takes too long.
    pub fn stop(mut self, signal: &str) {
        if self.is_running() {
            self.signal(signal);
            self.signal("CONT");
        }
        let since = Instant::now();
        while self.is_running() && since.elapsed() < STOP {
            std::thread::sleep(LOOK);
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = self.watchdog.kill();
        let _ = self.watchdog.wait();
    }
}

/// Standard input ends when the owner is gone, whatever ended it.
const WATCHDOG: &str = r#"cat >/dev/null
kill -s "$2" "$1" && kill -s CONT "$1"
left=100
while [ $left -gt 0 ] && kill -0 "$1"; do left=$((left - 1)); sleep 0.1; done
kill -s KILL "$1"
[ -n "$3" ] && rm -rf "$3""#;

/// Signals processes; one that has gone already is no fault.
pub(crate) fn send(signal: &str, processes: &[u32]) {
    if processes.is_empty() {
        return;
    }
    let _ = Command::new("sh")
        .args(["-c", r#"kill -s "$@""#, "kill", signal])
        .args(processes.iter().map(u32::to_string))
        .stderr(Stdio::null())
        .status();
}

/// A process's own child processes (Linux; elsewhere none are found).
pub(crate) fn children_of(parent: u32) -> Vec<u32> {
    let Ok(processes) = std::fs::read_dir("/proc") else { return Vec::new() };
    processes
        .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok())
        .filter(|process| {
            state_and_parent(*process).is_some_and(|(_, its_parent)| its_parent == parent)
        })
        .collect()
}

/// Waits until none of them runs any more; a zombie does not.
pub(crate) fn await_end(processes: &[u32]) {
    let since = Instant::now();
    let runs = |process: &u32| state_and_parent(*process).is_some_and(|(state, _)| state != "Z");
    while processes.iter().any(runs) && since.elapsed() < STOP {
        std::thread::sleep(LOOK);
    }
}

fn state_and_parent(process: u32) -> Option<(String, u32)> {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    let mut after_name = stat.rsplit(')').next()?.split_whitespace();
    Some((after_name.next()?.to_owned(), after_name.next()?.parse().ok()?))
}

/// Waits for a server whose owner was killed a moment ago: its watchdog is ending it. A file that names
/// some other process is left from before a restart of the machine, and goes.
pub(crate) fn await_predecessor(pid_file: &Path, program: &str) {
    let text = std::fs::read_to_string(pid_file).unwrap_or_default();
    let Some(process) = text.lines().next().and_then(|line| line.trim().parse().ok()) else {
        return;
    };
    match std::fs::read_to_string(format!("/proc/{process}/comm")) {
        Ok(name) if name.trim() == program => await_end(&[process]),
        Ok(_) => drop(std::fs::remove_file(pid_file)),
        Err(_) => {}
    }
}

/// The cargo that built this. What it tells a program of that program's own package is not passed on:
/// build scripts that look at it would run again whenever such a cargo and a plain one take turns.
#[must_use]
pub fn cargo() -> Command {
    let mut command = Command::new(env!("CARGO"));
    #[expect(clippy::disallowed_methods, reason = "only the names are looked at")]
    let names = std::env::vars_os().map(|(name, _)| name);
    for name in names {
        let text = name.to_string_lossy();
        if text.starts_with("CARGO_PKG_") || text.starts_with("CARGO_MANIFEST_") {
            command.env_remove(&name);
        }
    }
    command
}

/// Below those that systems give to outgoing connections: who waits for a server to listen on one of
/// those may be connected to itself, and then no server ever can.
const PORTS: Range<u16> = 12_000..32_000;

/// A port that was free a moment ago; another one each time.
pub fn free_port() -> Result<u16, ServerError> {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let count = u32::from(PORTS.end - PORTS.start);
    // Processes side by side begin far from each other.
    let first = std::process::id().wrapping_mul(7_919);
    let mut last = io::Error::from(io::ErrorKind::AddrInUse);
    for _ in 0..count {
        let step = first.wrapping_add(NEXT.fetch_add(1, Ordering::Relaxed)) % count;
        let port = PORTS.start + u16::try_from(step).unwrap_or_default();
        match TcpListener::bind((Ipv4Addr::LOCALHOST, port)) {
            Ok(_) => return Ok(port),
            Err(error) => last = error,
        }
    }
    Err(ServerError::Prepare("a loopback port".into(), last))
}

/// Starts a server on the wanted port; without one, on free ports until none was snatched away.
pub(crate) fn on_port(
    wanted: Option<u16>,
    mut start: impl FnMut(u16) -> Result<Daemon, ServerError>,
) -> Result<(u16, Daemon), ServerError> {
    const TRIES: u32 = 4;
    if let Some(port) = wanted {
        return start(port).map(|server| (port, server));
    }
    let mut tries = 1;
    loop {
        let port = free_port()?;
        match start(port) {
            Err(ServerError::Start { .. }) if tries < TRIES => tries += 1,
            outcome => return outcome.map(|server| (port, server)),
        }
    }
}

/// Polls until `ready`; fails if the server ends, or has had its time.
pub(crate) fn await_ready(
    name: &'static str,
    mut server: Daemon,
    log: &Path,
    mut ready: impl FnMut(&Daemon) -> bool,
) -> Result<Daemon, ServerError> {
    let since = Instant::now();
    while since.elapsed() < START && server.is_running() {
        if ready(&server) && server.is_running() {
            return Ok(server);
        }
        std::thread::sleep(LOOK);
    }
    server.stop("KILL");
    Err(ServerError::Start { server: name, log: tail(log) })
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

/// Where files are that nobody needs for long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scratch {
    InTree,
    /// Where there is room for it.
    InMemory,
}

/// The folder a server is to keep its data in, or a fresh one that goes if `start` fails.
pub(crate) fn in_folder<T>(
    kind: &str,
    kept: Option<PathBuf>,
    scratch: Scratch,
    start: impl FnOnce(PathBuf) -> Result<T, ServerError>,
) -> Result<T, ServerError> {
    if let Some(folder) = kept {
        prepared(&folder, std::fs::create_dir_all(&folder))?;
        return start(prepared(&folder, folder.canonicalize())?);
    }
    let folder = fresh(kind, scratch)?;
    let started = start(folder.clone());
    if started.is_err() {
        let _ = std::fs::remove_dir_all(folder);
    }
    started
}

/// A fresh folder for one server's data, removed when the server ends.
pub(crate) fn fresh(kind: &str, scratch: Scratch) -> Result<PathBuf, ServerError> {
    static COUNTER: AtomicU32 = AtomicU32::new(0);
    let all = match scratch {
        Scratch::InMemory if room_in_memory() >= ROOM => PathBuf::from(MEMORY),
        Scratch::InMemory | Scratch::InTree => crate::home().join("scratch"),
    };
    prepared(&all, std::fs::create_dir_all(&all))?;
    let all = prepared(&all, all.canonicalize())?;
    loop {
        let number = COUNTER.fetch_add(1, Ordering::Relaxed);
        let folder = all.join(format!("hoitu-{kind}-{}-{number}", std::process::id()));
        match std::fs::create_dir(&folder) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            made => return prepared(&folder, made).map(|()| folder),
        }
    }
}

/// A file system in memory that every Linux has.
const MEMORY: &str = "/dev/shm";

/// Many times what databases that live for seconds take, in KiB.
const ROOM: u64 = 4 << 20;

/// In KiB, of what the file system offers and what memory is left; nothing where either cannot be told.
fn room_in_memory() -> u64 {
    let offered = || -> Option<u64> {
        let told = Command::new("df").args(["-Pk", MEMORY]).output().ok()?;
        let told = String::from_utf8(told.stdout).ok()?;
        told.lines().nth(1)?.split_whitespace().nth(3)?.parse().ok()
    };
    let left = || -> Option<u64> {
        let told = std::fs::read_to_string("/proc/meminfo").ok()?;
        let line = told.lines().find_map(|line| line.strip_prefix("MemAvailable:"))?;
        line.split_whitespace().next()?.parse().ok()
    };
    offered().zip(left()).map_or(0, |(offered, left)| offered.min(left))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cargo_is_started_as_from_a_shell() {
        let command = cargo();
        for name in ["CARGO_PKG_NAME", "CARGO_MANIFEST_DIR"] {
            let left_out =
                command.get_envs().any(|(left_out, value)| left_out == name && value.is_none());
            assert!(left_out, "{name} is passed on");
        }
    }

    #[test]
    fn nobody_is_given_a_port_that_an_outgoing_connection_may_have() {
        let ports: Vec<_> = std::iter::repeat_with(|| free_port().unwrap()).take(20).collect();
        assert!(ports.iter().all(|port| PORTS.contains(port)), "{ports:?}");
        let once: std::collections::BTreeSet<_> = ports.iter().collect();
        assert_eq!(once.len(), ports.len(), "{ports:?}");
    }
}
