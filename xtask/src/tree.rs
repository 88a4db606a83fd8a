//! The work tree: where it is, what git knows of it, and running programs in it.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, bail};

pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize().unwrap_or_else(|_| "..".into())
}

/// The cargo that started this chore.
pub fn cargo() -> Command {
    let mut command = Command::new(env!("CARGO"));
    command.current_dir(root());
    command
}

pub fn git(arguments: &[&str]) -> Command {
    let mut command = Command::new("git");
    command.current_dir(root()).args(arguments);
    command
}

pub fn run(command: &mut Command) -> anyhow::Result<()> {
    let status = command.status().with_context(|| format!("starting {command:?}"))?;
    if status.success() { Ok(()) } else { bail!("{command:?} failed: {status}") }
}

/// What the program prints, if it succeeds.
pub fn output(command: &mut Command) -> Option<String> {
    let output = command.output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

/// The commit that this change is compared with: where it left the main branch, or nothing.
pub fn landed() -> Option<String> {
    let candidates = ["origin/main", "main"];
    let head = output(&mut git(&["rev-parse", "HEAD"]))?;
    candidates
        .iter()
        .filter_map(|branch| output(&mut git(&["merge-base", "HEAD", branch])))
        .map(|commit| commit.trim().to_owned())
        .find(|commit| !commit.is_empty() && commit != head.trim())
}
