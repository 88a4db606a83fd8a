//! Compiles every file under `proto/` to Rust and to one descriptor set, without `protoc`, and writes
//! the module tree that mirrors the packages.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use prost::Message as _;

fn main() -> anyhow::Result<()> {
    let root = Path::new(&std::env::var("CARGO_MANIFEST_DIR")?).join("../../proto");
    println!("cargo:rerun-if-changed={}", root.display());

    let mut files = Vec::new();
    find_protos(&root, &mut files)?;
    files.sort();

    let descriptors = protox::compile(&files, [&root])?;
    let out = PathBuf::from(std::env::var("OUT_DIR")?);
    std::fs::write(out.join("descriptors.bin"), descriptors.encode_to_vec())?;
    std::fs::write(out.join("packages.rs"), module_tree(&descriptors))?;
    tonic_prost_build::configure().bytes(".").compile_fds(descriptors)?;
    Ok(())
}

fn find_protos(folder: &Path, found: &mut Vec<PathBuf>) -> anyhow::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            find_protos(&path, found)?;
        } else if path.extension().is_some_and(|extension| extension == "proto") {
            found.push(path);
        }
    }
    Ok(())
}

/// `hoitu.awards.v1` becomes `pub mod awards { pub mod v1 { … } }`.
fn module_tree(descriptors: &prost_types::FileDescriptorSet) -> String {
    let packages: BTreeSet<_> = descriptors
        .file
        .iter()
        .filter_map(|file| file.package().strip_prefix("hoitu.").map(str::to_owned))
        .collect();
    let mut tree = String::new();
    for package in packages {
        if let Some((context, version)) = package.split_once('.') {
            let _ = writeln!(
                tree,
                "pub mod {context} {{ pub mod {version} {{ tonic::include_proto!(\"hoitu.{package}\"); }} }}",
            );
        }
    }
    tree
}
