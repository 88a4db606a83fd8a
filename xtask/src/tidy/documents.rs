//! Documents and deployments must say what is so.

use super::{Faults, Tree};

/// The first parts of paths that documents name.
const TOP_LEVEL: [&str; 10] =
    ["crates", "deploy", "docs", "fuzz", "infra", "proto", "services", "tests", "xtask", ".ci"];

const STATUSES: [&str; 3] = ["accepted", "proposed", "superseded"];

pub fn paths_resolve(tree: &Tree) -> Faults {
    let mut faults = Faults::new();
    let is_document = |file: &&str| !file.contains('/') || file.starts_with("docs/");
    for file in tree.ending(".md").filter(is_document) {
        let text = tree.text(file);
        let quoted = text.split('`').skip(1).step_by(2);
        for path in quoted.filter(|path| is_path(path)) {
            if !tree.has(path.trim_end_matches('/')) {
                faults.push(format!("{file} names {path}, which is not there"));
            }
        }
        let folder = file.rsplit_once('/').map_or("", |(folder, _)| folder);
        let links = text.split("](").skip(1).filter_map(|rest| rest.split(')').next());
        for link in links.filter(|link| !link.contains("://") && !link.starts_with('#')) {
            let target = link.split('#').next().unwrap_or(link);
            let path = if folder.is_empty() { target.into() } else { format!("{folder}/{target}") };
            if !tree.has(&path) {
                faults.push(format!("{file} links to {link}, which is not there"));
            }
        }
    }
    faults
}

fn is_path(text: &str) -> bool {
    let plain = text.chars().all(|c| c.is_ascii_alphanumeric() || "/._-".contains(c));
    let top = text.split('/').next().unwrap_or_default();
    plain && text.contains('/') && TOP_LEVEL.contains(&top) && !text.contains("/X")
}

pub fn decisions_are_indexed(tree: &Tree) -> Faults {
    let index = tree.text("docs/adr/README.md");
    let mut faults = Faults::new();
    let decisions: Vec<_> =
        tree.ending(".md").filter_map(|file| file.strip_prefix("docs/adr/")).collect();
    for (expected, name) in (1..).zip(decisions.iter().filter(|name| **name != "README.md")) {
        let text = tree.text(&format!("docs/adr/{name}"));
        let number = format!("{expected:04}");
        if !name.starts_with(&number) || !text.starts_with(&format!("# {number} ")) {
            faults.push(format!("{name} should have the number {number}"));
        }
        let status = text.lines().find_map(|line| line.strip_prefix("Status: "));
        let known = |status: &str| STATUSES.iter().any(|known| status.starts_with(known));
        if !status.is_some_and(known) {
            faults.push(format!("{name} has no status of {STATUSES:?}"));
        }
        if !index.contains(name) {
            faults.push(format!("{name} is not in the index"));
        }
    }
    faults
}
