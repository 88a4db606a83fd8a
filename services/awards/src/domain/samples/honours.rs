//! A round of honours, as its ruleset says: one stage, in which each of nine members of the council casts a ballot
//! of 0 or 100 points, and two thirds of them are needed.

use crate::domain::Stage;
use crate::domain::codes::CriterionCode;
use crate::domain::ruleset::rules::{
    Aggregation, AuthorRules, Clause, Criterion, Field, Quota, Rules, StageRules, TieBreak, Tier,
};
use crate::domain::samples::judging::{code, field};
use crate::domain::score_sheet::State;
use crate::domain::stage_result::{Docket, Sheet, Terms};

pub const COUNCIL: u32 = 9;
pub const TITLE: &str = "Trí thức KH&CN tiêu biểu";

fn criterion() -> CriterionCode {
    "PHIEU".parse().unwrap()
}

pub fn rules() -> Rules {
    let ballot = StageRules {
        stage: Stage::Final,
        blind: false,
        criteria: vec![Criterion {
            code: criterion(),
            name: "Đồng ý tôn vinh".to_owned(),
            most: "100".parse().unwrap(),
        }],
        step: "100".parse().unwrap(),
        judges_per_entry: COUNCIL,
        aggregation: Aggregation::Mean,
        // Above the scale: ballots differ, and are not settled jointly.
        spread_limit: "100.01".parse().unwrap(),
    };
    let clause = |code: &str, text: &str| Clause { code: code.parse().unwrap(), text: text.into() };
    let (tier, name) = ("TV".parse().unwrap(), TITLE.to_owned());
    Rules {
        fields: vec![Field { code: field("F1"), name: "Khoa học và công nghệ".to_owned() }],
        authors: AuthorRules {
            most: 1,
            youngest: None,
            oldest: None,
            guardian_consents_below: None,
            child_consents_from: None,
            applied_within_years: None,
        },
        clauses: vec![
            clause("E1", "Đơn vị đề cử không quá 02 người"),
            clause("E2", "Có thành tích từ lần tôn vinh trước"),
        ],
        dossier_parts: Vec::new(),
        stages: vec![ballot],
        advance: None,
        tie_breaks: vec![TieBreak::ShareRank],
        tiers: vec![Tier { code: tier, name, least: Some("66.66".parse().unwrap()) }],
        quotas: vec![Quota { tier: "TV".parse().unwrap(), field: None, places: 10 }],
        ..super::rules()
    }
}

pub fn terms() -> Terms {
    let Rules { stages, tie_breaks, .. } = rules();
    Terms { version: 1, stage: stages[0].clone(), tie_breaks }
}

/// A nomination for which so many of the council are.
pub fn nominated(number: u8, in_favour: u32) -> Docket {
    let ballot = |member: u32| {
        let points = if member < in_favour { "100" } else { "0" };
        let scores = [(criterion(), points.parse().unwrap())].into();
        Sheet { state: State::Signed, scores: Some(scores), reopened: 0 }
    };
    let sheets = (0..COUNCIL).map(ballot).collect();
    Docket { code: code(number), field: field("F1"), sheets }
}
