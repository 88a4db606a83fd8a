//! Compiles every file under `proto/` to Rust and to one descriptor set, without `protoc`, and writes
//! the module tree that mirrors the packages, what requests have in common as traits, and what each rpc
//! needs of its caller.

mod needs;

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use prost_types::{DescriptorProto, FileDescriptorProto, FileDescriptorSet};

fn main() -> anyhow::Result<()> {
    let root = Path::new(&told("CARGO_MANIFEST_DIR")?).join("../../proto");
    println!("cargo:rerun-if-changed={}", root.display());

    let mut files = Vec::new();
    find_protos(&root, &mut files)?;
    files.sort();

    let mut compiler = protox::Compiler::new([&root])?;
    compiler.include_imports(true).include_source_info(true).open_files(&files)?;
    let descriptors = compiler.file_descriptor_set();
    let needs = needs::of_all_rpcs(&compiler.descriptor_pool())?;
    let out = PathBuf::from(told("OUT_DIR")?);
    std::fs::write(out.join("descriptors.bin"), compiler.encode_file_descriptor_set())?;
    let generated = module_tree(&descriptors) + &traits(&descriptors) + &needs;
    std::fs::write(out.join("packages.rs"), generated)?;
    tonic_prost_build::configure().bytes(".").compile_fds(descriptors)?;
    Ok(())
}

/// A folder of this build. Asked when it runs: a compiled script may run for another checkout.
#[expect(clippy::disallowed_methods, reason = "cargo tells a build script its folders this way")]
fn told(variable: &str) -> Result<String, std::env::VarError> {
    std::env::var(variable)
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
fn module_tree(descriptors: &FileDescriptorSet) -> String {
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

/// `CommandRequest` and `PagedRequest` for the requests that have the fields.
fn traits(descriptors: &FileDescriptorSet) -> String {
    let mut impls = String::new();
    for file in &descriptors.file {
        for service in &file.service {
            for method in &service.method {
                let Some(request) = message(file, method.input_type()) else { continue };
                let (package, name) = (file.package(), request.name());
                let Some(module) = package.strip_prefix("hoitu.") else { continue };
                let path = format!("{}::{name}", module.replace('.', "::"));
                let rpc = format!("{package}.{}/{}", service.name(), method.name());
                if has(request, "request_id") {
                    impls += &command_request(&path, &rpc, has(request, "etag"));
                }
                if has(request, "page_token") {
                    impls += &paged_request(&path, &rpc);
                }
            }
        }
    }
    impls
}

fn message<'f>(file: &'f FileDescriptorProto, full_name: &str) -> Option<&'f DescriptorProto> {
    let name = full_name.strip_prefix(&format!(".{}.", file.package()))?;
    file.message_type.iter().find(|message| message.name() == name)
}

fn has(message: &DescriptorProto, field: &str) -> bool {
    message.field.iter().any(|candidate| candidate.name() == field)
}

fn command_request(path: &str, rpc: &str, with_etag: bool) -> String {
    let etag = if with_etag { "Some(&self.etag)" } else { "None" };
    format!(
        "impl CommandRequest for {path} {{
            const RPC: &'static str = {rpc:?};
            fn request_id(&self) -> &str {{ &self.request_id }}
            fn etag(&self) -> Option<&str> {{ {etag} }}
            fn validate_only(&self) -> bool {{ self.validate_only }}
            fn in_earnest(&self) -> Self {{ Self {{ validate_only: false, ..self.clone() }} }}
        }}\n"
    )
}

fn paged_request(path: &str, rpc: &str) -> String {
    format!(
        "impl PagedRequest for {path} {{
            const RPC: &'static str = {rpc:?};
            fn page_size(&self) -> i32 {{ self.page_size }}
            fn page_token(&self) -> &str {{ &self.page_token }}
            fn whole(&self) -> Self {{
                let mut whole = self.clone();
                whole.page_size = 0;
                whole.page_token.clear();
                whole
            }}
        }}\n"
    )
}
