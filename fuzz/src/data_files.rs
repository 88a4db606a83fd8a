//! Files that `hoitu` is given: reviewed data, and exported ledgers. What reads can be planned to the end.
//!
//! An input is a line with the name of the file, and the file.

use std::sync::LazyLock;

use hoitu::data::ReviewedFiles;
use hoitu::ledgers::walk_export;
use hoitu::seed::count_commands;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// What stands beside the file that is tried: the others, and few rows of each.
static OTHERS: LazyLock<ReviewedFiles> = LazyLock::new(|| {
    let mut files = ReviewedFiles::read().expect("the program's own files are good");
    files.units.truncate(40);
    files.indicators.truncate(4);
    files.associations.truncate(2);
    files.successions.clear();
    files.reassignments.clear();
    files.contests.clear();
    files
});

pub fn try_out(input: &[u8]) {
    let line = input.iter().position(|byte| *byte == b'\n').unwrap_or(input.len());
    let (name, file) = input.split_at(line);
    let mut files = OTHERS.clone();
    let read = match name {
        b"plan" => read_into(&mut files.plan, file),
        b"indicators" => read_into(&mut files.indicators, file),
        b"groups" => read_into(&mut files.groups, file),
        b"units" => read_into(&mut files.units, file),
        b"successions" => read_into(&mut files.successions, file),
        b"reassignments" => read_into(&mut files.reassignments, file),
        b"associations" => read_into(&mut files.associations, file),
        b"contests" => read_into(&mut files.contests, file),
        b"export" => return drop(walk_export(file.trim_ascii_start())),
        _ => None,
    };
    if read.is_some() {
        let _ = count_commands(&files);
    }
}

fn read_into<T: DeserializeOwned>(place: &mut T, file: &[u8]) -> Option<()> {
    *place = serde_json::from_slice(file).ok()?;
    Some(())
}

pub fn seeds() -> Vec<Vec<u8>> {
    let files = [
        ("plan", include_str!("../../crates/hoitu/data/plan.json")),
        ("indicators", include_str!("../../crates/hoitu/data/indicators.json")),
        ("groups", include_str!("../../crates/hoitu/data/groups.json")),
        ("units", include_str!("../../crates/hoitu/data/units.json")),
        ("successions", include_str!("../../crates/hoitu/data/successions.json")),
        ("reassignments", include_str!("../../crates/hoitu/data/reassignments.json")),
        ("associations", include_str!("../../crates/hoitu/data/associations.json")),
        ("contests", include_str!("../../crates/hoitu/data/contests.json")),
    ];
    let few = |(name, text): (&str, &str)| {
        let mut file: Value = serde_json::from_str(text).expect("the program's own files are JSON");
        shorten(&mut file);
        format!("{name}\n{file}")
    };
    let export = r#"{"position":"1","stream":"unit-1","revision":"1","event_id":"BwcHBwcHBwcHBwcHBwcHBw==","event_type":"UnitRenamed","recorded_at":"2026-01-05T07:22:07.000005Z","private_hash":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=","published":"AQID","chain":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="}"#;
    let exports = [format!("export\n{export}\n")];
    files.map(few).into_iter().chain(exports).map(String::into_bytes).collect()
}

/// Leaves two entries of each list.
fn shorten(value: &mut Value) {
    if let Value::Array(entries) = value {
        entries.truncate(2);
        entries.iter_mut().for_each(shorten);
    } else if let Value::Object(fields) = value {
        fields.values_mut().for_each(shorten);
    }
}
