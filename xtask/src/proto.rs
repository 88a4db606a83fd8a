//! Checks of the contracts: buf's lint and breaking-change rules, where buf can be had; our own check
//! over descriptor sets, always.

mod compatible;

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, bail};
use prost::Message as _;
use prost_types::FileDescriptorSet;

use crate::tree::{files_at, landed, output, root, run};

/// From the npm registry, which serves the binary as a package.
const BUF: &str = "@bufbuild/buf@1.75.0";

pub fn check() -> anyhow::Result<()> {
    let earlier = earlier()?;
    match buf() {
        Some(buf) => {
            let here = root().join("proto");
            run(Command::new(&buf).arg("lint").current_dir(&here))?;
            if let Some(earlier) = &earlier {
                let breaking = ["breaking", "--against"];
                run(Command::new(&buf).args(breaking).arg(earlier).current_dir(&here))?;
            }
            println!("buf: the contracts pass");
        }
        None => println!("buf: SKIPPED, {BUF} could not be had from the npm registry"),
    }
    let Some(earlier) = earlier else {
        println!("no earlier contracts to compare with");
        return Ok(());
    };
    let now = FileDescriptorSet::decode(contracts::DESCRIPTORS).context("our own descriptors")?;
    let faults = compatible::faults(&compile(&earlier)?, &now);
    if !faults.is_empty() {
        bail!("breaking changes:\n  {}", faults.join("\n  "));
    }
    println!("no field was renumbered, retyped or removed");
    Ok(())
}

/// The contracts as they stood when this change left the main branch: a folder like `proto/`.
fn earlier() -> anyhow::Result<Option<PathBuf>> {
    let Some(commit) = landed(&root()) else { return Ok(None) };
    let files = files_at(&root(), &commit, "proto", "");
    if !files.iter().any(|(name, _)| name.ends_with(".proto")) {
        return Ok(None);
    }
    let folder = servers::home().join("earlier");
    let _ = std::fs::remove_dir_all(&folder);
    for (name, text) in files {
        let target = folder.join(name);
        std::fs::create_dir_all(target.parent().context("a file lies in a folder")?)?;
        std::fs::write(&target, text)?;
    }
    Ok(Some(folder.join("proto").canonicalize()?))
}

fn compile(folder: &Path) -> anyhow::Result<FileDescriptorSet> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "proto") {
                files.push(path);
            }
        }
    }
    Ok(protox::compile(&files, [folder])?)
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
