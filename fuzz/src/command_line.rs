//! What is typed after `hoitu`: it is a call, or a wrong one that is told what is wrong in Vietnamese.
//!
//! An input is a line for each argument.

use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt as _;

use hoitu::usage::{self, Otherwise};

pub fn try_out(input: &[u8]) {
    let arguments = input.split(|byte| *byte == b'\n').map(|line| OsString::from_vec(line.into()));
    match usage::read(std::iter::once("hoitu".into()).chain(arguments)) {
        Ok(arguments) => drop(format!("{arguments:?}")),
        Err(Otherwise::Asked(text)) => assert!(!text.is_empty(), "a question without an answer"),
        Err(Otherwise::Wrong { failure, form: _ }) => {
            assert_eq!(failure.exit_code(), 2, "{failure:?}");
            assert!(!failure.for_people().is_empty(), "{failure:?}");
            assert!(failure.for_machines().is_object(), "{failure:?}");
        }
    }
}

pub fn seeds() -> Vec<Vec<u8>> {
    let calls = [
        "progress",
        "progress --as-of 2026-06-01 --year 2026",
        "progress explain II.4.b/3 -o json",
        "progress --from 2024-01-01 --to 2024-02-01 --deadline 5",
        "plan show II.4.b",
        "unit list --as-of 2025-07-01",
        "association list",
        "person show 0198f3c2-0000-7000-8000-0000000000b5",
        "ledger read membership --from 1 --limit 3",
        "ledger verify membership --export file",
        "view status",
        "access check",
        "access list --help",
        "seed --dry-run --data folder",
        "token issue --key k --person p --unit HD.LHH --capacity c --hours 1",
        "--version",
    ];
    calls.map(|call| call.replace(' ', "\n").into_bytes()).into()
}
