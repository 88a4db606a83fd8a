//! The house rules that the compiler does not check. Each is a function over a tree; `cargo xtask tidy`
//! runs them all, and so do the tests of this crate.

mod documents;
mod history;
mod layout;
mod purity;

use std::path::{Path, PathBuf};

use anyhow::bail;

use crate::tree;

/// What is wrong, one line each; nothing is right.
type Faults = Vec<String>;

type Check = (&'static str, fn(&Tree) -> Faults);

const CHECKS: [Check; 13] = [
    ("domain code is pure", purity::domain_is_pure),
    ("no service depends on another, no library on a service", layout::dependencies_point_inwards),
    ("members inherit lints and versions", layout::members_inherit),
    ("files say what they are, and are not too long", layout::files_are_small),
    ("names say what a thing is", layout::names_are_telling),
    ("contracts lie where their package says", layout::contracts_lie_in_place),
    ("every event enum has a golden file that only grows", history::golden_files_only_grow),
    ("paths and links in documents resolve", documents::paths_resolve),
    ("every statement file and source file is used", layout::nothing_is_orphaned),
    ("deployments set just the variables that services read", documents::variables_are_set),
    ("nothing unfinished or printed is left", purity::nothing_unfinished),
    (
        "decisions are numbered, have a status and are in the index",
        documents::decisions_are_indexed,
    ),
    ("a shipped migration is never edited", history::migrations_are_never_edited),
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
        let mut list = std::process::Command::new("git");
        list.current_dir(root).args(["ls-files", "--cached", "--others", "--exclude-standard"]);
        let listing = tree::output(&mut list).unwrap_or_default();
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

#[cfg(test)]
mod tests {
    use super::*;

    /// A tree of the given files, with one commit behind it.
    pub struct Sample {
        pub tree: Tree,
    }

    impl Sample {
        pub fn of(files: &[(&str, &str)]) -> Self {
            let root = servers::home().join("scratch").join(servers::test::unique());
            for (name, text) in files {
                let file = root.join(name);
                std::fs::create_dir_all(file.parent().unwrap()).unwrap();
                std::fs::write(file, text).unwrap();
            }
            let init = std::process::Command::new("git").arg("init").arg("-q").arg(&root).status();
            assert!(init.unwrap().success());
            Self { tree: Tree::of(&root) }
        }
    }

    impl Drop for Sample {
        fn drop(&mut self) {
            let _ = std::fs::remove_dir_all(&self.tree.root);
        }
    }

    #[test]
    fn this_tree_is_tidy() {
        let tree = Tree::of(&tree::root());
        let faults: Vec<_> = CHECKS
            .iter()
            .flat_map(|(rule, check)| check(&tree).into_iter().map(move |f| format!("{rule}: {f}")))
            .collect();
        assert!(faults.is_empty(), "\n{}", faults.join("\n"));
    }

    fn assert_found(check: fn(&Tree) -> Faults, files: &[(&str, &str)], part: &str) {
        let sample = Sample::of(files);
        let faults = check(&sample.tree);
        assert!(faults.iter().any(|fault| fault.contains(part)), "{part}: {faults:?}");
    }

    #[test]
    fn impure_domain_code_is_found() {
        let file = "services/a/src/domain/b.rs";
        for text in [
            "//! b.\nasync fn f() {}",
            "//! b.\nuse sqlx::PgPool;",
            "//! b.\nfn f() { Utc::now(); }",
            "//! b.\nfn f() { match x { (state, _) => 1 } }",
        ] {
            assert_found(purity::domain_is_pure, &[(file, text)], file);
        }
    }

    #[test]
    fn unfinished_code_is_found() {
        for text in ["todo!()", "dbg!(1);", "// TODO later"] {
            let file = "crates/a/src/lib.rs";
            assert_found(purity::nothing_unfinished, &[(file, text)], file);
        }
        assert_found(purity::nothing_unfinished, &[("PLAN.md", "")], "PLAN.md");
    }

    #[test]
    fn a_service_that_depends_on_another_is_found() {
        let manifests = [
            ("services/a/Cargo.toml", "[dependencies]\nb.workspace = true"),
            ("services/b/Cargo.toml", "[package]\nname = \"b\""),
        ];
        assert_found(layout::dependencies_point_inwards, &manifests, "services/a");
        let manifests = [
            ("crates/c/Cargo.toml", "[dependencies]\nb.workspace = true"),
            ("services/b/Cargo.toml", "[package]\nname = \"b\""),
        ];
        assert_found(layout::dependencies_point_inwards, &manifests, "crates/c");
    }

    #[test]
    fn a_member_that_goes_its_own_way_is_found() {
        let file = "crates/c/Cargo.toml";
        let own_version = "[dependencies]\nserde = \"1\"\n[lints]\nworkspace = true";
        assert_found(layout::members_inherit, &[(file, own_version)], "serde");
        assert_found(layout::members_inherit, &[(file, "[dependencies]")], "lints");
    }

    #[test]
    fn a_file_that_is_silent_or_long_is_found() {
        assert_found(layout::files_are_small, &[("crates/a/src/b.rs", "fn f() {}")], "//!");
        let long = format!("//! Long.\n{}", "\n".repeat(400));
        assert_found(layout::files_are_small, &[("crates/a/src/b.rs", &long)], "lines");
        let main = format!("//! Main.\n{}", "\n".repeat(60));
        assert_found(layout::files_are_small, &[("services/a/src/main.rs", &main)], "lines");
    }

    #[test]
    fn names_that_say_nothing_are_found() {
        for file in ["crates/utils/src/lib.rs", "crates/a/src/common.rs", "crates/a/src/b/mod.rs"] {
            assert_found(layout::names_are_telling, &[(file, "//! x.")], file);
        }
    }

    #[test]
    fn a_misplaced_contract_is_found() {
        let file = "proto/hoitu/a/v1/a.proto";
        assert_found(layout::contracts_lie_in_place, &[(file, "package hoitu.b.v1;")], file);
        let file = "proto/hoitu/a/a.proto";
        assert_found(layout::contracts_lie_in_place, &[(file, "package hoitu.a;")], "version");
    }

    #[test]
    fn orphans_are_found() {
        assert_found(layout::nothing_is_orphaned, &[("crates/a/sql/b.sql", "")], "b.sql");
        let files = [("crates/a/src/lib.rs", "//! a."), ("crates/a/src/b.rs", "//! b.")];
        assert_found(layout::nothing_is_orphaned, &files, "b.rs");
    }

    #[test]
    fn an_event_enum_without_golden_file_is_found() {
        let file = "services/a/src/domain/b.rs";
        let text = "//! b.\npub enum Event { Done }";
        assert_found(history::golden_files_only_grow, &[(file, text)], "golden");
    }

    #[test]
    fn a_path_that_is_not_there_is_found() {
        let text = "see `crates/nowhere/src/lib.rs`";
        assert_found(documents::paths_resolve, &[("README.md", text)], "crates/nowhere");
        assert_found(documents::paths_resolve, &[("README.md", "[a](b.md)")], "b.md");
    }

    #[test]
    fn a_decision_outside_the_index_is_found() {
        let files =
            [("docs/adr/0001-do.md", "# 0001 Do\n\nStatus: accepted"), ("docs/adr/README.md", "")];
        assert_found(documents::decisions_are_indexed, &files, "index");
        let files = [("docs/adr/0001-do.md", "# 0001 Do"), ("docs/adr/README.md", "0001-do.md")];
        assert_found(documents::decisions_are_indexed, &files, "status");
    }
}
