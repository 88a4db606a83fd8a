//! What was once stored or shipped stays readable: golden files only grow, migrations are not edited.

use super::{Faults, Tree};
use crate::tree::{files_at, landed};

pub fn golden_files_only_grow(tree: &Tree) -> Faults {
    let mut faults = Faults::new();
    for file in tree.ending(".rs").filter(|file| file.contains("/src/domain/")) {
        let defines_events = tree.text(file).lines().any(|line| line.starts_with("pub enum Event"));
        if !defines_events {
            continue;
        }
        let alone = ["/event.rs", "/events.rs"].iter().find_map(|name| file.strip_suffix(name));
        let folder = alone.unwrap_or(file.trim_end_matches(".rs"));
        let golden = format!("{folder}/golden.jsonl");
        if !tree.has(&golden) {
            faults.push(format!("{file} defines events and has no golden file {golden}"));
        }
    }
    for (file, before) in earlier(tree, "golden.jsonl") {
        if !tree.text(&file).starts_with(&before) {
            faults.push(format!("{file}: lines of a golden file may only be added at its end"));
        }
    }
    faults
}

pub fn migrations_are_never_edited(tree: &Tree) -> Faults {
    earlier(tree, ".sql")
        .into_iter()
        .filter(|(file, before)| file.contains("/migrations/") && tree.text(file) != *before)
        .map(|(file, _)| format!("{file} has landed and may not be changed"))
        .collect()
}

/// Files with that ending as they stood when this change left the main branch.
fn earlier(tree: &Tree, ending: &str) -> Vec<(String, String)> {
    match landed(&tree.root) {
        Some(commit) => files_at(&tree.root, &commit, ".", ending),
        None => Vec::new(),
    }
}
