//! A round as it stands before its juries, by what has happened so far; and what opens and locks a stage.

use awards::domain::entry::Entry;
use awards::domain::round::Round;
use awards::domain::ruleset::Ruleset;
use awards::domain::stage_result::StageResult;
use awards::domain::{RoundId, Stage, StageResultId};
use awards::published;
use evidence::domain::evidence::Evidence;
use servers::bad_input::GOOD_ID;

use crate::world::World;

const ORGANISER: &str = "00000000-0000-0000-0000-0000000000b1";
const SCHOOL: &str = "00000000-0000-0000-0000-0000000000b3";
const PAPER: &str = "00000000-0000-0000-0000-000000000f02";

/// By entry: what it is called by judges. Their order is not that of the entries.
pub const CODES: [&str; 4] = ["9KQ3F9XM", "1AB2C3D4", "5ZZ7H8J9", "3MN4P5Q6"];

/// An entry: its id, and all else that nobody may learn of it who judges it.
pub fn entry(number: usize) -> String {
    format!("0e17ee00-0000-4000-8000-00000000000{number}")
}

/// Where it comes from.
pub fn school(number: usize) -> String {
    format!("05c4001e-0000-4000-8000-00000000000{number}")
}

fn entrant(number: usize) -> String {
    format!("nguoi-du-thi-mau-{number}")
}

fn teacher(number: usize) -> String {
    format!("giao-vien-mau-{number}")
}

fn paper(number: usize) -> String {
    format!("0f11e000-0000-4000-8000-00000000000{number}")
}

/// What tells whose an entry is.
pub fn secrets() -> Vec<String> {
    let of =
        |number| [entry(number), school(number), entrant(number), teacher(number), paper(number)];
    (1..=CODES.len()).flat_map(of).collect()
}

pub fn title(number: usize) -> String {
    format!("Giải pháp mẫu số {number}")
}

fn lines(golden: &'static str, types: &[&str]) -> Vec<String> {
    let of = |name: &&str| {
        let start = format!(r#"{{"type":"{name}""#);
        let line = golden.lines().find(|line| line.starts_with(&start));
        line.unwrap().replace(ORGANISER, GOOD_ID)
    };
    types.iter().map(of).collect()
}

impl World {
    /// A round with four eligible entries in one field, each from a school of its own.
    pub async fn listed() -> Self {
        let world = Self::new().await;
        let rules = lines(include_str!("../../src/domain/ruleset/golden.jsonl"), &["issued"]);
        world.happened::<Ruleset>(GOOD_ID, published::ruleset, &rules).await;
        for number in 1..=CODES.len() {
            world.entered(number).await;
        }
        let golden = include_str!("../../src/domain/round/golden.jsonl");
        let begun = ["planned", "rules_issued", "launched", "entries_opened", "entries_closed"];
        let mut round = lines(golden, &begun);
        round.extend(lines(golden, &["checking_begun"]));
        let listed = |(at, code): (usize, &&str)| serde_json::json!({"entry": entry(at + 1), "field": "F1", "code": code});
        let listed: Vec<_> = CODES.iter().enumerate().map(listed).collect();
        let list = lines(golden, &["eligible_list_published"]).remove(0);
        let mut list: serde_json::Value = serde_json::from_str(&list).unwrap();
        list["data"]["list"] = listed.into();
        round.push(list.to_string());
        world.happened::<Round>(GOOD_ID, published::round, &round).await;
        world
    }

    async fn entered(&self, number: usize) {
        let golden = include_str!("../../src/domain/entry/golden.jsonl");
        let own = |line: String| {
            line.replace(SCHOOL, &school(number))
                .replace("entrant-1", &entrant(number))
                .replace("teacher-1", &teacher(number))
                .replace("Bộ học cụ mẫu", &title(number))
                .replace(PAPER, &paper(number))
        };
        let lines = lines(golden, &["started", "dossier_set", "submitted", "found_eligible"]);
        let lines: Vec<_> = lines.into_iter().map(own).collect();
        self.happened::<Entry>(&entry(number), published::entry, &lines).await;
        let kept = serde_json::json!({"type": "stored", "data": {
            "unit": GOOD_ID,
            "file": {"media_type": "pdf", "byte_size": 1000 + number, "sha256": "ab".repeat(32)},
            "stored_on": "2026-06-01",
        }});
        self.happened::<Evidence>(&paper(number), |_, _| None, &[kept.to_string()]).await;
    }

    /// The preliminary is open.
    pub async fn opened(&self) {
        let stage = StageResultId::of(RoundId(GOOD_ID.parse().unwrap()), Stage::Preliminary);
        let opened = serde_json::json!({"type": "opened", "data": {
            "round": GOOD_ID, "stage": "PRELIMINARY", "opened_on": "2026-07-15",
        }});
        let id = stage.to_string();
        self.happened::<StageResult>(&id, published::stage_result, &[opened.to_string()]).await;
        let golden = include_str!("../../src/domain/round/golden.jsonl");
        let opened = lines(golden, &["stage_opened"]);
        self.happened::<Round>(GOOD_ID, published::round, &opened).await;
    }

    /// The preliminary is locked.
    pub async fn locked(&self) {
        let stage = StageResultId::of(RoundId(GOOD_ID.parse().unwrap()), Stage::Preliminary);
        let golden = include_str!("../../src/domain/stage_result/golden.jsonl");
        let locked = lines(golden, &["locked"]);
        let id = stage.to_string();
        self.happened::<StageResult>(&id, published::stage_result, &locked).await;
        let golden = include_str!("../../src/domain/round/golden.jsonl");
        let closed = lines(golden, &["stage_closed"]);
        self.happened::<Round>(GOOD_ID, published::round, &closed).await;
    }
}
