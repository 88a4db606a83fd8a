//! What code may not contain: IO and chance in the domain, leftovers anywhere.

use super::{Faults, Tree, code};

/// Words that domain code has no use for.
const IMPURE: [&str; 8] =
    ["async", "await", "sqlx", "tonic", "tokio", "rand", "SystemTime", "Instant"];

/// Functions that read a clock or draw an id or a number, whosever they are.
const IMPURE_CALLS: [&str; 5] = ["now(", "now_v7(", "new_v4(", "random(", "today("];

/// What domain code may build on.
const ALLOWED: [&str; 14] = [
    "std",
    "serde",
    "serde_json",
    "thiserror",
    "strum",
    "uuid",
    "chrono",
    "ledger",
    "record_types",
    "working_days",
    "crate",
    "super",
    "self",
    "proptest",
];

const DOCUMENTS_IN_ROOT: [&str; 3] = ["README.md", "ARCHITECTURE.md", "CHANGELOG.md"];

fn is_domain(file: &str) -> bool {
    file.starts_with("services/") && (file.contains("/domain/") || file.ends_with("/domain.rs"))
}

pub fn domain_is_pure(tree: &Tree) -> Faults {
    let mut faults = Faults::new();
    for file in tree.ending(".rs").filter(|file| is_domain(file)) {
        let text = tree.text(file);
        for (number, line) in code(&text) {
            let words = line.split(|c: char| !(c.is_alphanumeric() || c == '_'));
            for word in words.filter(|word| IMPURE.contains(word)) {
                faults.push(format!("{file}:{number} uses `{word}`"));
            }
            for call in IMPURE_CALLS.iter().filter(|call| calls(line, call)) {
                faults.push(format!("{file}:{number} calls `{call})`"));
            }
            let used = line.trim().strip_prefix("use ").and_then(|path| path.split("::").next());
            if let Some(used) = used.map(|name| name.trim_end_matches(';')) {
                let own = used.chars().next().is_some_and(char::is_uppercase)
                    || text.contains(&format!("mod {used};"));
                if !ALLOWED.contains(&used) && !own {
                    faults.push(format!("{file}:{number} imports `{used}`"));
                }
            }
            if line.contains(", _) =>") {
                faults.push(format!("{file}:{number} has a catch-all for commands or events"));
            }
        }
    }
    faults
}

/// As a word of its own, and not where a function of that name is defined.
fn calls(line: &str, call: &str) -> bool {
    line.match_indices(call).any(|(start, _)| {
        let before = &line[..start];
        let is_whole = !before.ends_with(|c: char| c.is_alphanumeric() || c == '_');
        is_whole && !before.ends_with("fn ")
    })
}

/// Where code may print: programs that speak to a person, and tests.
fn may_print(file: &str) -> bool {
    ["/tests/", "/examples/", "build.rs"].iter().any(|part| file.contains(part))
        || file.starts_with("tests/")
}

pub fn nothing_unfinished(tree: &Tree) -> Faults {
    let mut faults = Faults::new();
    for file in tree.ending(".rs").filter(|file| !file.starts_with("xtask/")) {
        for (number, line) in (1..).zip(tree.text(file).lines()) {
            for word in ["todo!(", "unimplemented!(", "dbg!(", "FIXME"] {
                if line.contains(word) {
                    faults.push(format!("{file}:{number} contains `{word}`"));
                }
            }
            if !may_print(file) && (calls(line, "println!(") || calls(line, "print!(")) {
                faults.push(format!("{file}:{number} prints"));
            }
            if line.contains("TODO") && !line.contains("TODO(#") {
                faults.push(format!("{file}:{number} has a TODO without an issue"));
            }
        }
    }
    for file in tree.ending(".md").filter(|file| !file.contains('/')) {
        if !DOCUMENTS_IN_ROOT.contains(&file) && !file.starts_with("LICEN") {
            faults.push(format!("{file} does not belong in the root"));
        }
    }
    faults
}
