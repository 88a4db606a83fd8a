//! Deployments set the variables that services read, all of them and no others.
//!
//! A variable is a `Variable { name: "NAME", meaning: "…" }` constant; one whose meaning says that it is
//! optional need not be set, and `NAME_FILE` sets NAME. What a service reads: the chassis's `VARIABLES`, and its
//! own `variables: &[…]`, whether they are defined there or in a library.

use std::collections::BTreeMap;

use super::{Faults, Tree};

struct Variable {
    name: String,
    optional: bool,
}

pub fn variables_are_set(tree: &Tree) -> Faults {
    let base = names_in(&tree.text("deploy/base/deployment.yaml"), "- name: ");
    let libraries = defined(tree, "crates/");
    let of_all =
        listed(&tree.text("crates/chassis/src/config.rs"), "VARIABLES: [Variable;", "] = [");
    let mut faults = Faults::new();
    for file in tree.ending("/kustomization.yaml") {
        let Some(folder) = file.strip_prefix("deploy/services/") else { continue };
        let service = folder.trim_end_matches("/kustomization.yaml");
        let home = format!("services/{service}/src/");
        let own = defined(tree, &home);
        let sources = tree.files.iter().filter(|source| source.starts_with(&home));
        let of_service = sources.flat_map(|source| listed(&tree.text(source), "variables: &[", ""));
        let constants: Vec<_> = of_all.iter().cloned().chain(of_service).collect();
        let read: Vec<_> = constants
            .iter()
            .filter_map(|constant| own.get(constant).or_else(|| libraries.get(constant)))
            .collect();
        let set = names_in(&tree.text(file), "- ");
        for variable in read.iter().filter(|variable| !variable.optional) {
            if !set.contains(&variable.name) && !base.contains(&variable.name) {
                faults.push(format!("{file} does not set {}", variable.name));
            }
        }
        for name in set.iter().chain(&base) {
            if !read.iter().any(|variable| variable.name == *name) {
                faults.push(format!("{file} sets {name}, which the service does not read"));
            }
        }
    }
    faults
}

/// The variables that the sources of a folder define, by the names of their constants.
fn defined(tree: &Tree, folder: &str) -> BTreeMap<String, Variable> {
    let mut found = BTreeMap::new();
    for file in tree.ending(".rs").filter(|file| file.starts_with(folder)) {
        let text = tree.text(file);
        for part in text.split("pub const ").skip(1) {
            let Some((constant, rest)) = part.split_once(": Variable =") else { continue };
            let definition = rest.split("};").next().unwrap_or_default();
            let Some(name) = definition.split('"').nth(1) else { continue };
            let optional = definition.contains("(optional");
            found.insert(constant.to_owned(), Variable { name: name.to_owned(), optional });
        }
    }
    found
}

/// The constants of a list that begins with `start`, after `then`.
fn listed(text: &str, start: &str, then: &str) -> Vec<String> {
    let list = text.split_once(start).and_then(|(_, rest)| rest.split_once(then));
    let Some((_, list)) = list else { return Vec::new() };
    let names = list.split(']').next().unwrap_or_default().split(',');
    names.map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()).collect()
}

/// Names of variables at the start of what follows the mark on a line.
fn names_in(text: &str, mark: &str) -> Vec<String> {
    text.lines()
        .filter_map(|line| line.trim().strip_prefix(mark))
        .map(|rest| rest.split('=').next().unwrap_or(rest).trim())
        .filter(|name| name.len() > 3 && name.chars().all(|c| c.is_ascii_uppercase() || c == '_'))
        .map(|name| name.strip_suffix("_FILE").unwrap_or(name).to_owned())
        .collect()
}
