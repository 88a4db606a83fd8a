//! The work tree: where it is, what git knows of it, and running programs in it.

use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus};

use anyhow::Context as _;

pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize().unwrap_or_else(|_| "..".into())
}

/// The cargo that started this chore.
pub fn cargo() -> Command {
    let mut command = servers::cargo();
    command.current_dir(root());
    command
}

pub fn git(root: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new("git");
    // Set within hooks, they would name another tree.
    command.env_remove("GIT_DIR").env_remove("GIT_WORK_TREE").env_remove("GIT_INDEX_FILE");
    command.current_dir(root).args(arguments);
    command
}

/// A program that ran, and did not succeed.
#[derive(Debug, thiserror::Error)]
#[error("{command} failed: {status}")]
pub struct Unsuccessful {
    command: String,
    pub status: ExitStatus,
}

pub fn run(command: &mut Command) -> anyhow::Result<()> {
    let status = command.status().with_context(|| format!("starting {command:?}"))?;
    successful(command, status)
}

pub fn successful(command: &Command, status: ExitStatus) -> anyhow::Result<()> {
    if status.success() {
        return Ok(());
    }
    Err(Unsuccessful { command: format!("{command:?}"), status }.into())
}

/// What the program prints, if it succeeds.
pub fn output(command: &mut Command) -> Option<String> {
    let output = command.output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

/// The commit that a tree is compared with: where it left the main branch, or, if it is the main branch
/// that others have too, the commit before. Nothing without either.
pub fn landed(root: &Path) -> Option<String> {
    let commit = |arguments: &[&str]| Some(output(&mut git(root, arguments))?.trim().to_owned());
    let head = commit(&["rev-parse", "HEAD"])?;
    let left = |branch| commit(&["merge-base", "HEAD", branch]).filter(|commit| *commit != head);
    left("origin/main").or_else(|| left("main")).or_else(|| {
        let is_shared = commit(&["rev-parse", "--verify", "--quiet", "origin/main"])? == head;
        if is_shared { commit(&["rev-parse", "--verify", "--quiet", "HEAD^"]) } else { None }
    })
}

/// The files of a folder as they stood at a commit, and what was in them.
pub fn files_at(root: &Path, commit: &str, folder: &str, ending: &str) -> Vec<(String, String)> {
    let list = ["ls-tree", "-r", "-z", "--name-only", commit, folder];
    let listing = output(&mut git(root, &list)).unwrap_or_default();
    listing
        .split_terminator('\0')
        .filter(|file| file.ends_with(ending))
        .filter_map(|file| {
            let text = output(&mut git(root, &["show", &format!("{commit}:{file}")]))?;
            Some((file.to_owned(), text))
        })
        .collect()
}
