//! What the scenarios of several aggregates begin with: a youth round with invented limits.

pub mod honours;
pub mod judging;
pub mod released;
pub mod round;

use chrono::NaiveDate;
use uuid::Uuid;

use super::ruleset::rules::{
    Advance, Aggregation, AuthorRules, Clause, Committee, Criterion, DossierPart, Field, Quota,
    Rules, Share, StageRules, TieBreak, Tier,
};
use super::{CitedFile, DecisionRef, EvidenceId, Officer, Stage, UnitId};

pub const ORGANISER: UnitId = UnitId(Uuid::from_u128(0xB1));
pub const AUTHORITY: UnitId = UnitId(Uuid::from_u128(0xB2));
pub const SCHOOL: UnitId = UnitId(Uuid::from_u128(0xB3));

pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub fn officer(person: &str, unit: UnitId) -> Officer {
    Officer { person: person.to_owned(), unit }
}

pub fn decision(number: u32) -> DecisionRef {
    let (number_symbol, issued_on) = (format!("{number}/QĐ-MẪU"), day("2025-10-01"));
    DecisionRef { number_symbol, issued_on, issuer: AUTHORITY }
}

pub fn file(number: u128) -> CitedFile {
    let (evidence, sha256) = (EvidenceId(Uuid::from_u128(0xF00 + number)), "ab".repeat(32));
    CitedFile { evidence, sha256 }
}

fn criterion(code: &str, name: &str, most: &str) -> Criterion {
    Criterion { code: code.parse().unwrap(), name: name.to_owned(), most: most.parse().unwrap() }
}

fn stage(stage: Stage, blind: bool) -> StageRules {
    StageRules {
        stage,
        blind,
        criteria: vec![
            criterion("C1", "Tính mới, tính sáng tạo", "40"),
            criterion("C2", "Khả năng áp dụng, ý nghĩa", "30"),
            criterion("C3", "Kỹ thuật, mỹ thuật", "20"),
            criterion("C4", "Vật liệu sẵn có, thân thiện", "10"),
        ],
        step: "0.25".parse().unwrap(),
        judges_per_entry: 3,
        aggregation: Aggregation::Mean,
        spread_limit: "20".parse().unwrap(),
    }
}

fn tier(code: &str, name: &str, least: &str) -> Tier {
    let (code, least) = (code.parse().unwrap(), Some(least.parse().unwrap()));
    Tier { code, name: name.to_owned(), least }
}

fn part(code: &str, name: &str, required: bool, shown_to_judges: bool) -> DossierPart {
    DossierPart { code: code.parse().unwrap(), name: name.to_owned(), required, shown_to_judges }
}

/// Two fields, two stages, four prizes; places as in the round of domain.md 10.5.
pub fn rules() -> Rules {
    let field = |code: &str, name: &str| Field { code: code.parse().unwrap(), name: name.into() };
    let clause = |code: &str, text: &str| Clause { code: code.parse().unwrap(), text: text.into() };
    let places = [("T1", 1), ("T2", 5), ("T3", 10), ("T4", 20)];
    let quota = |(tier, places): (&str, u32)| {
        let tier = tier.parse().unwrap();
        Quota { tier, field: None, places }
    };
    Rules {
        fields: vec![field("F1", "Đồ dùng dành cho học tập"), field("F2", "Phần mềm tin học")],
        authors: AuthorRules {
            most: 5,
            youngest: Some(6),
            oldest: Some(19),
            guardian_consents_below: Some(18),
            child_consents_from: Some(7),
            applied_within_years: None,
        },
        clauses: vec![
            clause("E1", "Đúng đối tượng dự thi"),
            clause("E2", "Hồ sơ có xác nhận của đơn vị"),
        ],
        dossier_parts: vec![
            part("D1", "Phiếu đăng ký", true, false),
            part("D2", "Bản thuyết minh", true, true),
            part("D3", "Ảnh sản phẩm", false, true),
        ],
        stages: vec![stage(Stage::Preliminary, true), stage(Stage::Final, false)],
        advance: Some(Advance::Above("60".parse().unwrap())),
        tie_breaks: vec![
            TieBreak::HigherCriterion("C1".parse().unwrap()),
            TieBreak::SmallerSpread,
            TieBreak::JuryVote,
            TieBreak::ShareRank,
        ],
        tiers: vec![
            tier("T1", "Giải Nhất", "90"),
            tier("T2", "Giải Nhì", "80"),
            tier("T3", "Giải Ba", "70"),
            tier("T4", "Giải Khuyến khích", "60"),
        ],
        quotas: places.map(quota).into(),
        committee: Committee {
            members: 9,
            quorum: Share { numerator: 2, denominator: 3 },
            approval: Share { numerator: 2, denominator: 3 },
        },
        posting_days: 15,
        appeal_answer_days: Some(15),
    }
}
