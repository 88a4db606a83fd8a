//! Where things lie, what they are called, and what they may depend on.

use toml::Table;

use super::{Faults, Tree};

const MEANINGLESS: [&str; 9] =
    ["common", "core", "shared", "util", "utils", "helper", "helpers", "misc", "mod"];

fn manifests(tree: &Tree) -> impl Iterator<Item = (&str, Table)> {
    tree.ending("Cargo.toml").filter(|file| file.contains('/')).filter_map(|file| {
        let table = tree.text(file).parse().ok()?;
        Some((file.trim_end_matches("/Cargo.toml"), table))
    })
}

fn dependencies(manifest: &Table) -> impl Iterator<Item = (&String, &toml::Value)> {
    let by_platform = manifest.get("target").and_then(toml::Value::as_table);
    let sections = by_platform.into_iter().flat_map(|platforms| platforms.values());
    std::iter::once(manifest)
        .chain(sections.filter_map(toml::Value::as_table))
        .flat_map(|table| {
            ["dependencies", "dev-dependencies", "build-dependencies"]
                .into_iter()
                .filter_map(|section| table.get(section)?.as_table())
        })
        .flatten()
}

/// The house has these rooms.
const TOP_LEVEL: [&str; 11] = [
    "crates", "deploy", "docs", "fuzz", "infra", "proto", "services", "tests", "xtask", ".cargo",
    ".ci",
];

pub fn top_level_is_the_house(tree: &Tree) -> Faults {
    let folders = tree.files.iter().filter_map(|file| Some(file.split_once('/')?.0));
    let unknown: std::collections::BTreeSet<_> =
        folders.filter(|folder| !TOP_LEVEL.contains(folder)).collect();
    unknown.into_iter().map(|folder| format!("{folder}/ is no folder of this house")).collect()
}

/// What stands in a service's `lib.rs` beside its paragraph: modules, and nothing else.
pub fn services_begin_with_their_words(tree: &Tree) -> Faults {
    let mut faults = Faults::new();
    for file in tree.ending("/src/lib.rs").filter(|file| file.starts_with("services/")) {
        for (number, line) in super::code(&tree.text(file)) {
            let is_module = ["mod ", "pub mod ", "pub use ", "#[cfg(test)]"];
            if !line.trim().is_empty() && !is_module.iter().any(|start| line.starts_with(start)) {
                faults.push(format!("{file}:{number} is code; it belongs in a module"));
            }
        }
    }
    faults
}

pub fn dependencies_point_inwards(tree: &Tree) -> Faults {
    let services: Vec<_> = manifests(tree)
        .filter(|(folder, _)| folder.starts_with("services/"))
        .filter_map(|(folder, _)| folder.rsplit('/').next().map(str::to_owned))
        .collect();
    let mut faults = Faults::new();
    for (folder, manifest) in manifests(tree) {
        if !folder.starts_with("services/") && !folder.starts_with("crates/") {
            continue;
        }
        for (name, _) in dependencies(&manifest).filter(|(name, _)| services.contains(name)) {
            faults.push(format!("{folder} depends on the service {name}"));
        }
    }
    faults
}

pub fn members_inherit(tree: &Tree) -> Faults {
    let mut faults = Faults::new();
    for (folder, manifest) in manifests(tree) {
        let inherits = |value: &toml::Value| {
            value.get("workspace").and_then(toml::Value::as_bool).unwrap_or(false)
        };
        // Generated code is exempt from the lints.
        if folder != "crates/contracts" && !manifest.get("lints").is_some_and(inherits) {
            faults.push(format!("{folder} does not inherit the workspace's lints"));
        }
        for (name, value) in dependencies(&manifest) {
            if !inherits(value) && value.get("path").is_none() {
                faults.push(format!("{folder} has a version of {name} of its own"));
            }
        }
    }
    faults
}

pub fn files_are_small(tree: &Tree) -> Faults {
    let mut faults = Faults::new();
    for file in tree.ending(".rs") {
        let text = tree.text(file);
        if !text.starts_with("//!") {
            faults.push(format!("{file} does not begin with `//!`"));
        }
        let limit = if file.ends_with("/main.rs") && !file.contains("tests/") { 60 } else { 400 };
        let lines = text.lines().count();
        if lines > limit {
            faults.push(format!("{file} has {lines} lines, over {limit}"));
        }
    }
    faults
}

pub fn names_are_telling(tree: &Tree) -> Faults {
    tree.files
        .iter()
        .filter(|file| file.ends_with(".rs") || file.ends_with("Cargo.toml"))
        .filter(|file| {
            let names = file.split('/').map(|part| part.trim_end_matches(".rs"));
            names.into_iter().any(|name| MEANINGLESS.contains(&name))
        })
        .map(|file| format!("{file} has a name that says nothing"))
        .collect()
}

pub fn contracts_lie_in_place(tree: &Tree) -> Faults {
    let mut faults = Faults::new();
    for file in tree.ending(".proto") {
        let text = tree.text(file);
        let package = text
            .lines()
            .find_map(|line| line.trim().strip_prefix("package ")?.strip_suffix(';'))
            .unwrap_or_default();
        let folder = format!("proto/{}/", package.replace('.', "/"));
        if !file.starts_with(&folder) || file[folder.len()..].contains('/') {
            faults.push(format!("{file} has the package {package}"));
        }
        let version = package.rsplit('.').next().and_then(|last| last.strip_prefix('v'));
        if version.is_none_or(|number| number.parse::<u32>().is_err()) {
            faults.push(format!("{file}: the package {package} does not end in a version"));
        }
    }
    faults
}

pub fn nothing_is_orphaned(tree: &Tree) -> Faults {
    let sources: Vec<(&str, String)> =
        tree.ending(".rs").map(|file| (file, tree.text(file))).collect();
    let mut faults = Faults::new();
    for file in tree.ending(".sql").filter(|file| file.contains("/sql/")) {
        let name = file.rsplit("/sql/").next().unwrap_or(file);
        let package = file.split("/sql/").next().unwrap_or_default();
        let mut own = sources.iter().filter(|(source, _)| source.starts_with(package));
        if !own.any(|(_, text)| text.contains(name)) {
            faults.push(format!("{file} is not used"));
        }
    }
    for (file, _) in &sources {
        let (folder, name) = file.rsplit_once('/').unwrap_or(("", file));
        let stem = name.trim_end_matches(".rs");
        let is_root = ["lib", "main", "build"].contains(&stem)
            || folder.ends_with("/tests")
            || folder.ends_with("/examples")
            || folder.ends_with("/benches");
        let parents = ["", "/lib", "/main", "/build"].map(|name| format!("{folder}{name}.rs"));
        let declared =
            sources.iter().filter(|(source, _)| parents.iter().any(|p| p == source)).any(
                |(_, text)| text.lines().any(|line| line.trim().ends_with(&format!("mod {stem};"))),
            );
        if !is_root && !declared {
            faults.push(format!("{file} is not reachable from a crate root"));
        }
    }
    faults
}
