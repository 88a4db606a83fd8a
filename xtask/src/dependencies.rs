//! What the programs are made of: licences, sources and bans (`deny.toml`), known faults where the database of
//! advisories is at hand, and the list of all parts of each program (CycloneDX).

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Context as _;

use crate::tree::{cargo, git, output, root, run};

const DENY: Tool = Tool { name: "cargo-deny", version: "0.20.2" };
const CYCLONEDX: Tool = Tool { name: "cargo-cyclonedx", version: "0.5.9" };

/// Programs that are delivered, each with a list of its parts.
const DELIVERED: [&str; 6] = [
    "services/membership",
    "services/awards",
    "services/consultancy",
    "services/reporting",
    "services/projection",
    "crates/hoitu",
];

pub fn check() -> anyhow::Result<()> {
    let deny = DENY.at_hand()?;
    run(deny_command(&deny).args(["--locked", "check", "bans", "licenses", "sources"]))?;
    advisories(&deny)?;
    list_parts(&CYCLONEDX.at_hand()?)
}

/// A tool at the version that is known to do what is asked of it.
struct Tool {
    name: &'static str,
    version: &'static str,
}

impl Tool {
    /// The machine's own, or one built into the work tree, once. It is run for a second: neither optimised
    /// nor debugged.
    fn at_hand(&self) -> anyhow::Result<PathBuf> {
        let tools = servers::home().join("tools");
        let own = tools.join("bin").join(self.name);
        for program in [PathBuf::from(self.name), own.clone()] {
            // As cargo calls it; the other way each tool asks for something else.
            let subcommand = self.name.trim_start_matches("cargo-");
            let version = output(Command::new(&program).args([subcommand, "--version"]));
            if version.is_some_and(|version| version.trim().ends_with(self.version)) {
                return Ok(program);
            }
        }
        println!("building {} {} …", self.name, self.version);
        let mut install = cargo();
        install.env("CARGO_PROFILE_DEV_DEBUG", "none");
        install.args(["install", "--debug", "--locked", "--quiet", "--force", "--root"]);
        install.arg(&tools);
        run(install.arg(format!("{}@{}", self.name, self.version)))?;
        Ok(own)
    }
}

fn deny_command(deny: &Path) -> Command {
    let mut command = Command::new(deny);
    command.current_dir(root()).args(["--log-level", "error"]);
    command
}

/// A database is only as good as its date, so that is said; one that is not there is not fetched.
fn advisories(deny: &Path) -> anyhow::Result<()> {
    let Some(database) = database() else {
        println!("skipped: advisories, as their database is not on this machine");
        return Ok(());
    };
    let date = output(&mut git(&database, &["log", "-1", "--format=%cs"])).unwrap_or_default();
    println!("advisories known on {}:", date.trim());
    run(deny_command(deny).args(["--locked", "--offline", "check", "advisories"]))
}

/// Where cargo-deny keeps the database of RustSec.
fn database() -> Option<PathBuf> {
    let home = servers::given("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| Some(PathBuf::from(servers::given("HOME")?).join(".cargo")))?;
    let databases = std::fs::read_dir(home.join("advisory-dbs")).ok()?;
    databases.flatten().map(|entry| entry.path()).find(|path| path.join(".git").exists())
}

/// Writes `target/sbom/PROGRAM.cdx.json`; the same commit gives the same lists.
fn list_parts(cyclonedx: &Path) -> anyhow::Result<()> {
    let folder = root().join("target/sbom");
    std::fs::create_dir_all(&folder).context("making the folder of the lists")?;
    let time = output(&mut git(&root(), &["log", "-1", "--format=%ct"])).unwrap_or_default();
    let mut list = Command::new(cyclonedx);
    list.current_dir(root()).env("SOURCE_DATE_EPOCH", time.trim());
    list.args(["cyclonedx", "-qq", "--format", "json", "--spec-version", "1.5"]);
    run(list.args(["--override-filename", "parts"]))?;
    for manifest in cargo_members()? {
        let list = root().join(&manifest).join("parts.json");
        let program = manifest.rsplit('/').next().unwrap_or(&manifest);
        if DELIVERED.contains(&manifest.as_str()) {
            let kept = folder.join(format!("{program}.cdx.json"));
            std::fs::rename(&list, &kept).with_context(|| format!("keeping {}", kept.display()))?;
        } else {
            let _ = std::fs::remove_file(&list);
        }
    }
    println!("the parts of {} programs are listed in target/sbom", DELIVERED.len());
    Ok(())
}

/// The tool writes beside every manifest of the workspace.
fn cargo_members() -> anyhow::Result<Vec<String>> {
    let manifest: toml::Table = std::fs::read_to_string(root().join("Cargo.toml"))?.parse()?;
    let members = manifest["workspace"]["members"].as_array().context("no members")?;
    Ok(members.iter().filter_map(|member| Some(member.as_str()?.to_owned())).collect())
}
