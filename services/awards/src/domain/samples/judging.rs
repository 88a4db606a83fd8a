//! What the scenarios of judging begin with: entries known by codes, and points for them.

use uuid::Uuid;

use crate::domain::codes::{CriterionCode, EntryCode, FieldCode};
use crate::domain::draw::Pair;
use crate::domain::points::Points;
use crate::domain::ranking::{Judged, Scores};
use crate::domain::ruleset::rules::StageRules;
use crate::domain::samples::rules;
use crate::domain::score_sheet::{CriterionScore, State};
use crate::domain::stage_result::{Docket, Sheet, Terms};
use crate::domain::{ProgrammeId, RoundId, Stage};

pub const ROUND: RoundId = RoundId(Uuid::from_u128(0xA1));
pub const PROGRAMME: ProgrammeId = ProgrammeId(Uuid::from_u128(0xA2));

pub fn code(number: u8) -> EntryCode {
    EntryCode::of([0, 0, 0, 0, number])
}

pub fn field(code: &str) -> FieldCode {
    code.parse().unwrap()
}

pub fn criterion(code: &str) -> CriterionCode {
    code.parse().unwrap()
}

pub fn points(text: &str) -> Points {
    text.parse().unwrap()
}

pub fn pair(judge: &str, number: u8) -> Pair {
    Pair { judge: judge.to_owned(), code: code(number) }
}

pub fn stage_rules(stage: Stage) -> StageRules {
    rules().stage(stage).unwrap().clone()
}

pub fn terms(stage: Stage) -> Terms {
    Terms { version: 1, stage: stage_rules(stage), tie_breaks: rules().tie_breaks }
}

/// Points for C1 to C4, in their order.
pub fn said(all: [&str; 4]) -> Vec<CriterionScore> {
    let score = |(place, text): (usize, &str)| CriterionScore {
        criterion: criterion(["C1", "C2", "C3", "C4"][place]),
        points: points(text),
        remark: String::new(),
    };
    all.into_iter().enumerate().map(score).collect()
}

/// The same, by criterion.
pub fn scores(all: [&str; 4]) -> Scores {
    crate::domain::score_sheet::by_criterion(&said(all))
}

/// Some points, of which C1 has as many as it can.
pub fn total(points: u32) -> Scores {
    let of = |most: u32, before: u32| points.saturating_sub(before).min(most).to_string();
    let all = [of(40, 0), of(30, 40), of(20, 70), of(10, 90)];
    scores([&all[0], &all[1], &all[2], &all[3]])
}

pub fn judged(number: u8, of: &str, totals: &[u32]) -> Judged {
    let sheets = totals.iter().map(|it| total(*it)).collect();
    Judged { code: code(number), field: field(of), sheets, joint: None }
}

pub fn docket(number: u8, of: &str, totals: &[u32]) -> Docket {
    let sheet = |it: &u32| Sheet { state: State::Signed, scores: Some(total(*it)), reopened: 0 };
    Docket { code: code(number), field: field(of), sheets: totals.iter().map(sheet).collect() }
}
