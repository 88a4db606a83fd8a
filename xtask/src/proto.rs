//! Checks of the contracts: buf's lint and breaking-change rules, where buf can be had; our own check
//! over descriptor sets, always.

mod compatible;

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context as _, bail};
use prost::Message as _;
use prost_types::FileDescriptorSet;

use crate::tree::{git, landed, output, root, run};

/// From the npm registry, which serves the binary as a package.
const BUF: &str = "@bufbuild/buf@1.75.0";

pub fn check() -> anyhow::Result<()> {
    let landed = landed().filter(|commit| knows_proto(commit));
    match buf() {
        Some(buf) => {
            run(Command::new(&buf).arg("lint").current_dir(root().join("proto")))?;
            if let Some(commit) = &landed {
                let against = format!("../.git#ref={commit},subdir=proto");
                run(Command::new(&buf)
                    .args(["breaking", "--against", &against])
                    .current_dir(root().join("proto")))?;
            }
            println!("buf: the contracts pass");
        }
        None => println!("buf: SKIPPED, {BUF} could not be had from the npm registry"),
    }
    let Some(commit) = landed else {
        println!("no earlier contracts to compare with");
        return Ok(());
    };
    let now = FileDescriptorSet::decode(contracts::DESCRIPTORS).context("our own descriptors")?;
    let faults = compatible::faults(&compile(&commit)?, &now);
    if faults.is_empty() {
        println!("no field was renumbered, retyped or removed since {}", &commit[..12]);
        return Ok(());
    }
    bail!("breaking changes since {}:\n  {}", &commit[..12], faults.join("\n  "))
}

fn knows_proto(commit: &str) -> bool {
    output(&mut git(&["ls-tree", "-r", "--name-only", commit, "proto"]))
        .is_some_and(|files| files.contains(".proto"))
}

/// The contracts as they stood at a commit.
fn compile(commit: &str) -> anyhow::Result<FileDescriptorSet> {
    let folder = servers::home().join("proto").join(commit);
    let listing = output(&mut git(&["ls-tree", "-r", "--name-only", commit, "proto"]))
        .context("listing earlier contracts")?;
    let mut files = Vec::new();
    for name in listing.lines().filter(|name| name.ends_with(".proto")) {
        let text = output(&mut git(&["show", &format!("{commit}:{name}")])).context("git show")?;
        let target = folder.join(name);
        std::fs::create_dir_all(target.parent().context("a file lies in a folder")?)?;
        std::fs::write(&target, text)?;
        files.push(target);
    }
    Ok(protox::compile(&files, [folder.join("proto")])?)
}

/// The buf binary, installed under `.hoitu` on first use.
fn buf() -> Option<PathBuf> {
    let folder = servers::home().join("buf");
    let binary = folder.join("node_modules/.bin/buf");
    if !binary.exists() {
        std::fs::create_dir_all(&folder).ok()?;
        let mut install = Command::new("npm");
        install.args(["install", "--silent", "--no-audit", "--no-fund", "--prefix"]);
        output(install.arg(&folder).arg(BUF))?;
    }
    output(Command::new(&binary).arg("--version")).map(|_| binary)
}
