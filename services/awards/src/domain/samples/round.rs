//! A round as its services record it, event by event, for what is put together from several streams: four entries, of
//! which the first three are of `F1`, and three judges in each field.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use ledger::Decider as _;
use uuid::Uuid;

use super::judging::{PROGRAMME, ROUND, code, field, pair, total};
use super::{ORGANISER, day, decision};
use crate::domain::jury::{self, Named, Part};
use crate::domain::programme::Family;
use crate::domain::round::{Event, Listed, Plan, Schedule, Whose};
use crate::domain::score_sheet::{self, CriterionScore, Of};
use crate::domain::stage_result::{self, Docket, StageResult, Terms};
use crate::domain::{EntryId, Stage};

pub const JUDGES: [&str; 3] = ["chair", "an", "binh"];
/// Their fields, by number.
pub const ENTRIES: [&str; 4] = ["F1", "F1", "F1", "F2"];

pub fn entry(number: u8) -> EntryId {
    EntryId(Uuid::from_u128(0xE0 + u128::from(number)))
}

pub fn listed(number: u8) -> Listed {
    let of = ENTRIES[usize::from(number) - 1];
    Listed { entry: entry(number), field: field(of), code: code(number) }
}

fn whose() -> Whose {
    Whose { programme: PROGRAMME, organiser: ORGANISER, illustrative: true }
}

/// Its entries are being checked.
pub fn checking() -> Vec<Event> {
    let days = Schedule {
        entries_from: day("2025-11-01"),
        entries_until: day("2026-06-30"),
        grace_days: 0,
    };
    vec![
        Event::Planned(Box::new(Plan {
            whose: whose(),
            family: Family::YouthContest,
            number: 14,
            title: "Cuộc thi mẫu lần thứ 14".to_owned(),
            schedule: days,
            planned_on: day("2025-10-01"),
            decision: decision(1),
        })),
        Event::RulesIssued { issued_on: day("2025-10-10") },
        Event::Launched { whose: whose(), launched_on: day("2025-10-20") },
        Event::EntriesOpened { on: day("2025-11-01") },
        Event::EntriesClosed { on: day("2026-07-01") },
        Event::CheckingBegun { on: day("2026-07-01") },
    ]
}

/// The list of eligible entries is published.
pub fn eligible() -> Vec<Event> {
    let list = (1..=4).map(listed).collect();
    let (published_on, document) = (day("2026-07-10"), decision(4));
    [checking(), vec![Event::EligibleListPublished { list, published_on, document }]].concat()
}

/// The jury of a field, and all of its judges for each of its entries in these stages.
pub fn frozen(of: &str, stages: &[Stage]) -> Vec<jury::Event> {
    let member = |judge: &str| {
        let part = if judge == "chair" { Part::Chair } else { Part::Member };
        Named { judge: judge.to_owned(), unit: ORGANISER, part }
    };
    let members = JUDGES.map(member).into();
    let declared = JUDGES.map(|judge| jury::Event::ConflictsDeclared {
        judge: judge.to_owned(),
        conflicts: Vec::new(),
    });
    let own = (1..).zip(ENTRIES).filter(|(_, field)| *field == of).map(|(number, _)| number);
    let pairs: Vec<_> = own.flat_map(|number| JUDGES.map(|judge| pair(judge, number))).collect();
    let assigned = stages.iter().flat_map(|stage| {
        pairs.iter().map(|pair| jury::Event::Assigned {
            stage: *stage,
            pair: pair.clone(),
            reason: "phân công mẫu".to_owned(),
        })
    });
    [jury::Event::Formed { round: ROUND, field: field(of), members, decision: decision(3) }]
        .into_iter()
        .chain(declared)
        .chain([jury::Event::Frozen { frozen_on: day("2026-07-12") }])
        .chain(assigned)
        .collect()
}

/// A judge says so many points of an entry.
pub fn signed(stage: Stage, number: u8, judge: &str, points: u32) -> Vec<score_sheet::Event> {
    let scores: Vec<_> = total(points)
        .into_iter()
        .map(|(criterion, points)| CriterionScore { criterion, points, remark: String::new() })
        .collect();
    let Listed { field, code, .. } = listed(number);
    let of = Of { round: ROUND, field, stage, code, judge: judge.to_owned() };
    vec![
        score_sheet::Event::DraftSaved { of, scores: scores.clone() },
        score_sheet::Event::Submitted { version: 1, scores, rules_version: 1 },
        score_sheet::Event::Signed { version: 1 },
    ]
}

pub fn opened(stage: Stage) -> stage_result::Event {
    stage_result::Event::Opened { round: ROUND, stage, opened_on: day("2026-07-15") }
}

/// A stage that is locked with what these say.
pub fn locked(
    stage: Stage,
    dockets: &[Docket],
    terms: &Terms,
    closed_on: NaiveDate,
) -> Vec<stage_result::Event> {
    let history = [opened(stage)];
    let ranking = StageResult::replay(&history).standing().unwrap().ranking(dockets, terms);
    let entries: BTreeSet<_> = dockets.iter().map(|it| it.code.clone()).collect();
    let ranking_sha256 = ranking.sha256();
    let locked = stage_result::Event::Locked {
        closed_on,
        rules_version: 1,
        entries,
        ranking_sha256,
        numbers: None,
    };
    history.into_iter().chain([locked]).collect()
}

pub fn advanced(numbers: &[u8], advanced_on: NaiveDate) -> stage_result::Event {
    let entries = numbers.iter().map(|number| code(*number)).collect();
    stage_result::Event::Advanced { advanced_on, entries }
}
