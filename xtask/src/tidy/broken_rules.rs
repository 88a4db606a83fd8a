//! Each rule holds in this tree, and is seen to fail in a small tree that breaks it.

use std::path::Path;

use super::*;

/// A small tree of its own repository.
struct Sample {
    tree: Tree,
}

impl Sample {
    fn of(files: &[(&str, &str)]) -> Self {
        let root = servers::home().join("scratch").join(servers::test::unique());
        std::fs::create_dir_all(&root).unwrap();
        let sample = Self { tree: Tree { root, files: Vec::new() } };
        sample.git(&["init", "-q", "-b", "main"]);
        sample.with(files)
    }

    fn with(mut self, files: &[(&str, &str)]) -> Self {
        for (name, text) in files {
            let file = self.tree.root.join(name);
            std::fs::create_dir_all(file.parent().unwrap()).unwrap();
            std::fs::write(file, text).unwrap();
        }
        self.tree = Tree::of(&self.tree.root);
        self
    }

    /// What is there now is the main branch; what comes is a change to it.
    fn landed(self) -> Self {
        self.git(&["add", "-A"]);
        self.commit();
        self.git(&["checkout", "-q", "-b", "change"]);
        self.commit();
        self
    }

    fn commit(&self) {
        let author = ["-c", "user.name=tidy", "-c", "user.email=tidy@localhost"];
        let commit = ["commit", "-q", "--allow-empty", "--no-verify", "-m", "sample"];
        self.git(&[&author[..], &commit[..]].concat());
    }

    fn git(&self, arguments: &[&str]) {
        let done = tree::output(&mut tree::git(&self.tree.root, arguments));
        assert!(done.is_some(), "{arguments:?}");
    }
}

impl Drop for Sample {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.tree.root);
    }
}

#[track_caller]
fn holds(check: fn(&Tree) -> Faults) {
    let faults = check(&Tree::of(&tree::root()));
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[track_caller]
fn fails(check: fn(&Tree) -> Faults, files: &[(&str, &str)], part: &str) {
    fails_in(check, &Sample::of(files), part);
}

#[track_caller]
fn fails_in(check: fn(&Tree) -> Faults, sample: &Sample, part: &str) {
    let faults = check(&sample.tree);
    assert!(faults.iter().any(|fault| fault.contains(part)), "{part}: {faults:?}");
}

#[track_caller]
fn passes(check: fn(&Tree) -> Faults, files: &[(&str, &str)]) {
    assert_eq!(check(&Sample::of(files).tree), Faults::new());
}

#[test]
fn domain_code_is_pure() {
    holds(purity::domain_is_pure);
    let file = "services/a/src/domain/b.rs";
    for text in [
        "//! b.\nasync fn f() {}",
        "//! b.\nuse sqlx::PgPool;",
        "//! b.\nuse rand::Rng;",
        "//! b.\nfn f() { Clock::now(); }",
        "//! b.\nfn f() { Uuid::now_v7(); }",
        "//! b.\nfn f() { match x { (state, _) => 1 } }",
    ] {
        fails(purity::domain_is_pure, &[(file, text)], file);
    }
    passes(purity::domain_is_pure, &[(file, "//! What is now async.\nfn is_kept(now: u8) {}")]);
}

#[test]
fn no_service_depends_on_another_and_no_library_on_a_service() {
    holds(layout::dependencies_point_inwards);
    let service = ("services/b/Cargo.toml", "[package]\nname = \"b\"");
    for (file, section) in [
        ("services/a/Cargo.toml", "dependencies"),
        ("services/a/Cargo.toml", "dev-dependencies"),
        ("services/a/Cargo.toml", "target.'cfg(unix)'.dependencies"),
        ("crates/c/Cargo.toml", "dependencies"),
    ] {
        let manifest = format!("[{section}]\nb.workspace = true");
        fails(layout::dependencies_point_inwards, &[(file, &manifest), service], "service b");
    }
}

#[test]
fn members_inherit_lints_and_versions() {
    holds(layout::members_inherit);
    let file = "crates/c/Cargo.toml";
    let own_version = "[dependencies]\nserde = \"1\"\n[lints]\nworkspace = true";
    fails(layout::members_inherit, &[(file, own_version)], "serde");
    fails(layout::members_inherit, &[(file, "[dependencies]")], "lints");
}

#[test]
fn files_say_what_they_are_and_are_not_too_long() {
    holds(layout::files_are_small);
    fails(layout::files_are_small, &[("crates/a/src/b.rs", "fn f() {}")], "//!");
    let long = format!("//! Long.\n{}", "\n".repeat(400));
    fails(layout::files_are_small, &[("crates/a/src/b.rs", &long)], "lines");
    let main = format!("//! Main.\n{}", "\n".repeat(60));
    fails(layout::files_are_small, &[("services/a/src/main.rs", &main)], "lines");
}

#[test]
fn names_say_what_a_thing_is() {
    holds(layout::names_are_telling);
    for file in ["crates/utils/src/lib.rs", "crates/a/src/common.rs", "crates/a/src/b/mod.rs"] {
        fails(layout::names_are_telling, &[(file, "//! x.")], file);
    }
}

#[test]
fn contracts_lie_where_their_package_says() {
    holds(layout::contracts_lie_in_place);
    let file = "proto/hoitu/a/v1/a.proto";
    fails(layout::contracts_lie_in_place, &[(file, "package hoitu.b.v1;")], file);
    let file = "proto/hoitu/a/a.proto";
    fails(layout::contracts_lie_in_place, &[(file, "package hoitu.a;")], "version");
}

const EVENTS: (&str, &str) = ("services/a/src/domain/b.rs", "//! b.\npub enum Event { Done }");
const GOLDEN: &str = "services/a/src/domain/b/golden.jsonl";

#[test]
fn every_event_enum_has_a_golden_file_that_only_grows() {
    holds(history::golden_files_only_grow);
    fails(history::golden_files_only_grow, &[EVENTS], "golden");
    let before = Sample::of(&[EVENTS, (GOLDEN, "{\"a\":1}\n{\"b\":1}\n")]).landed();
    let grown = before.with(&[(GOLDEN, "{\"a\":1}\n{\"b\":1}\n{\"c\":1}\n")]);
    assert_eq!(history::golden_files_only_grow(&grown.tree), Faults::new());
    let edited = grown.with(&[(GOLDEN, "{\"a\":2}\n{\"b\":1}\n")]);
    fails_in(history::golden_files_only_grow, &edited, "only be added");
}

#[test]
fn a_shipped_migration_is_never_edited() {
    holds(history::migrations_are_never_edited);
    let file = "services/a/migrations/20260101000000_first.sql";
    let before = Sample::of(&[(file, "SELECT 1;")]).landed();
    assert_eq!(history::migrations_are_never_edited(&before.tree), Faults::new());
    let edited = before.with(&[(file, "SELECT 2;")]);
    fails_in(history::migrations_are_never_edited, &edited, file);
}

#[test]
fn paths_and_links_in_documents_resolve() {
    holds(documents::paths_resolve);
    let text = "see `crates/nowhere/src/lib.rs`";
    fails(documents::paths_resolve, &[("README.md", text)], "crates/nowhere");
    fails(documents::paths_resolve, &[("docs/a.md", "[a](b.md)")], "b.md");
}

#[test]
fn every_statement_file_and_source_file_is_used() {
    holds(layout::nothing_is_orphaned);
    fails(layout::nothing_is_orphaned, &[("crates/a/sql/b.sql", "")], "b.sql");
    let files = [("crates/a/src/lib.rs", "//! a."), ("crates/a/src/b.rs", "//! b.")];
    fails(layout::nothing_is_orphaned, &files, "b.rs");
}

#[test]
fn deployments_set_just_the_variables_that_services_read() {
    holds(settings::variables_are_set);
    let chassis = (
        "crates/chassis/src/config.rs",
        "pub const PORT: Variable = Variable { name: \"PORT\", meaning: \"m\" };\n\
         pub const LEVEL: Variable = Variable { name: \"LEVEL\", meaning: \"m (optional)\" };\n\
         pub const VARIABLES: [Variable; 2] = [PORT, LEVEL];",
    );
    let own = (
        "services/a/src/config.rs",
        "pub const OTHER: Variable = Variable { name: \"OTHER_URL\", meaning: \"m\" };\n\
         Own { variables: &[OTHER], read }",
    );
    let base = ("deploy/base/deployment.yaml", "env:\n  - name: PORT\n    value: 1\n");
    let file = "deploy/services/a/kustomization.yaml";
    let check = settings::variables_are_set;
    passes(check, &[chassis, own, base, (file, "- OTHER_URL=x")]);
    passes(check, &[chassis, own, base, (file, "- OTHER_URL=x\n- LEVEL=x")]);
    passes(check, &[chassis, own, base, (file, "- OTHER_URL_FILE=x")]);
    fails(check, &[chassis, own, base, (file, "")], "does not set OTHER_URL");
    fails(check, &[chassis, own, (file, "- OTHER_URL=x")], "does not set PORT");
    fails(check, &[chassis, own, base, (file, "- OTHER_URL=x\n- STRAY=x")], "sets STRAY");
}

#[test]
fn nothing_unfinished_or_printed_is_left() {
    holds(purity::nothing_unfinished);
    let file = "crates/a/src/lib.rs";
    for text in ["todo!()", "dbg!(1);", "// TODO later", "println!(\"here\");"] {
        fails(purity::nothing_unfinished, &[(file, text)], file);
    }
    passes(purity::nothing_unfinished, &[(file, "// TODO(#7): later.\neprintln!(\"told\");")]);
    fails(purity::nothing_unfinished, &[("PLAN.md", "")], "PLAN.md");
}

#[test]
fn decisions_are_numbered_have_a_status_and_are_in_the_index() {
    holds(documents::decisions_are_indexed);
    let decision = "# 0001 Do\n\nStatus: accepted";
    let index = "[0001 Do](0001-do.md)";
    for (name, text, index, part) in [
        ("docs/adr/0001-do.md", decision, "", "index"),
        ("docs/adr/0001-do.md", "# 0001 Do", index, "status"),
        ("docs/adr/0003-do.md", decision, index, "number"),
    ] {
        let files = [(name, text), ("docs/adr/README.md", index)];
        fails(documents::decisions_are_indexed, &files, part);
    }
}

#[test]
fn the_top_level_is_the_house() {
    holds(layout::top_level_is_the_house);
    fails(layout::top_level_is_the_house, &[("scripts/run.sh", "")], "scripts");
}

#[test]
fn a_services_lib_holds_words_and_modules() {
    holds(layout::services_begin_with_their_words);
    let file = "services/a/src/lib.rs";
    let check = layout::services_begin_with_their_words;
    passes(check, &[(file, "//! a.\n\npub mod domain;\n#[cfg(test)]\nmod scenarios;")]);
    fails(check, &[(file, "//! a.\n\npub fn f() {}")], file);
}

#[test]
fn the_tree_under_check_is_this_one() {
    let tree = Tree::of(&tree::root());
    assert!(tree.has("Cargo.toml") && tree.files.len() > 100);
    assert!(Path::new(&tree.root).is_absolute());
}
