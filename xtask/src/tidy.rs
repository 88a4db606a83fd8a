//! The house rules that the compiler does not check. Each is a function over a tree; `cargo xtask tidy`
//! runs them all, and so do the tests of this crate.

mod documents;
mod history;
mod layout;
mod purity;
mod settings;

#[cfg(test)]
mod broken_rules;

use std::path::{Path, PathBuf};

use anyhow::bail;

use crate::tree;

/// What is wrong, one line each; nothing is right.
type Faults = Vec<String>;

type Check = (&'static str, fn(&Tree) -> Faults);

const CHECKS: [Check; 15] = [
    ("domain code is pure", purity::domain_is_pure),
    ("no service depends on another, no library on a service", layout::dependencies_point_inwards),
    ("members inherit lints and versions", layout::members_inherit),
    ("files say what they are, and are not too long", layout::files_are_small),
    ("names say what a thing is", layout::names_are_telling),
    ("contracts lie where their package says", layout::contracts_lie_in_place),
    ("every event enum has a golden file that only grows", history::golden_files_only_grow),
    ("paths and links in documents resolve", documents::paths_resolve),
    ("every statement file and source file is used", layout::nothing_is_orphaned),
    ("deployments set just the variables that services read", settings::variables_are_set),
    ("nothing unfinished or printed is left", purity::nothing_unfinished),
    (
        "decisions are numbered, have a status and are in the index",
        documents::decisions_are_indexed,
    ),
    ("a shipped migration is never edited", history::migrations_are_never_edited),
    ("the top level is the house's", layout::top_level_is_the_house),
    ("a service's lib.rs holds words and modules", layout::services_begin_with_their_words),
];

pub fn run() -> anyhow::Result<()> {
    let tree = Tree::of(&tree::root());
    let mut faults = 0;
    for (rule, check) in CHECKS {
        for fault in check(&tree) {
            faults += 1;
            println!("{rule}: {fault}");
        }
    }
    if faults > 0 {
        bail!("{faults} faults");
    }
    println!("{} rules hold", CHECKS.len());
    Ok(())
}

/// The files of a work tree: what git tracks or would track.
struct Tree {
    root: PathBuf,
    files: Vec<String>,
}

impl Tree {
    fn of(root: &Path) -> Self {
        let list = ["ls-files", "--cached", "--others", "--exclude-standard"];
        let listing = tree::output(&mut tree::git(root, &list)).unwrap_or_default();
        let mut files: Vec<_> =
            listing.lines().filter(|file| root.join(file).is_file()).map(str::to_owned).collect();
        files.sort();
        files.dedup();
        Self { root: root.to_owned(), files }
    }

    fn ending(&self, ending: &str) -> impl Iterator<Item = &str> {
        self.files.iter().map(String::as_str).filter(move |file| file.ends_with(ending))
    }

    fn text(&self, file: &str) -> String {
        std::fs::read_to_string(self.root.join(file)).unwrap_or_default()
    }

    fn has(&self, path: &str) -> bool {
        self.root.join(path).exists()
    }
}

/// The lines of a Rust file that are code: numbered, without comment lines.
fn code(text: &str) -> impl Iterator<Item = (usize, &str)> {
    (1..).zip(text.lines()).filter(|(_, line)| !line.trim_start().starts_with("//"))
}
