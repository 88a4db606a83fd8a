//! A half-year is over and locked. Then a record of it turns out to be wrong: the live figure moves, and what was
//! locked stays.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::explains_every_figure::{figures, integer};
use crate::world::{World, eventually};

const KEY: &str = "2021-H2";
const UNIT: &str = "HD.LHH";
const WINDOW: [&str; 8] =
    ["--unit", UNIT, "--from", "2021-06-15", "--to", "2021-12-14", "--as-of", "2021-12-14"];
const FIGURE: &str = "bulletin_issues";

impl World {
    fn bulletins(&self) -> i64 {
        let progress = self.json(&[&["progress"], &WINDOW[..]].concat());
        let figures = figures(&progress);
        let figure = figures.iter().find(|figure| figure["identifier"] == FIGURE).unwrap();
        integer(&figure["value"]["integer"])
    }

    fn of_half_year(&self, verb: &str) -> Value {
        let verb = ["-o", "json", "report", verb, KEY, "--unit", UNIT];
        serde_json::from_str(&self.ask_as("propaganda-officer", &verb, "")).unwrap()
    }

    /// The text and its hash.
    fn locked(&self) -> (Value, Value) {
        let answer = self.of_half_year("locked");
        (answer["text"].clone(), answer["locked"].clone())
    }
}

/// How many of those who owe a report stand in each state.
fn tally(expected: &Value) -> BTreeMap<&str, usize> {
    let mut tally = BTreeMap::new();
    for one in expected["expected"].as_array().unwrap() {
        *tally.entry(one["state"].as_str().unwrap()).or_default() += 1;
    }
    tally
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_locked_stays_when_a_record_is_retracted() {
    let world = World::seeded().await;
    let look = || {
        let expected = world.json(&["period", "show", KEY]);
        let tally = tally(&expected);
        // Two handed in nothing, and one kept what it had back.
        let missing = tally.get("EXPECTED_REPORT_STATE_MISSING").copied();
        if missing == Some(3) { Ok(format!("{tally:?}")) } else { Err(format!("{tally:?}")) }
    };
    let tally = eventually("the half-year is locked", look).await;
    assert!(tally.contains("\"EXPECTED_REPORT_STATE_LATE\": 7"), "{tally}");
    let locked = || {
        let report = world.of_half_year("show");
        if report["locked_versions"].as_array().is_some_and(|it| !it.is_empty()) {
            Ok(report)
        } else {
            Err(report["state"].to_string())
        }
    };
    let report = eventually("the report is locked", locked).await;
    let reported = report["prefill"]["figures"].as_array().unwrap();
    let reported = reported.iter().find(|figure| figure["identifier"] == FIGURE).unwrap();
    assert_eq!((integer(&reported["integer"]), world.bulletins()), (2, 2));
    let text = world.locked();

    let records = ["-o", "json", "record", "list", "--unit", UNIT, "--type", "BULLETIN_ISSUE"];
    let records: Value =
        serde_json::from_str(&world.ask_as("unit-reporter", &records, "")).unwrap();
    let of_then = |record: &&Value| record["occurred_on"] == "2021-09-30";
    let record = records["records"].as_array().unwrap().iter().find(of_then).unwrap();
    let record = record["record_id"].as_str().unwrap();
    let retract =
        ["record", "retract", record, "--on", "2022-03-01", "--reason", "đếm nhầm số đã in"];
    world.ask_as("unit-reporter", &retract, "");

    let look = || match world.bulletins() {
        1 => Ok(()),
        other => Err(other.to_string()),
    };
    eventually("the live figure moves", look).await;
    let changes = world.of_half_year("changes");
    let changes = changes["changes"].as_array().unwrap().iter();
    let changed: Vec<_> =
        changes.map(|it| it["reported"]["identifier"].as_str().unwrap()).collect();
    assert_eq!(changed, ["bulletin_issues", "bulletin_copies"]);
    assert_eq!(world.locked(), text, "to the letter");
    let after = world.of_half_year("show");
    assert_eq!(after["sha256"], report["sha256"]);
    assert_eq!(after["prefill"], report["prefill"]);
}
