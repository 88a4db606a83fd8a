//! What has happened to a round before a test begins: recorded in the service's own ledger, as its services record it.
//! Four entries, of which the first three are of `F1`, and three judges in each field. The round, its programme and the
//! unit that organises it have the one id of the tests.

use awards::domain::codes::EntryCode;
use awards::domain::draw::Pair;
use awards::domain::entry::content::Description;
use awards::domain::entry::{self, Entry};
use awards::domain::jury::{self, Jury, Named, Part};
use awards::domain::programme::Family;
use awards::domain::round::{self, Listed, Plan, Round, Schedule, Whose};
use awards::domain::ruleset::{self, Ruleset};
use awards::domain::score_sheet::{self, CriterionScore, Of, ScoreSheet};
use awards::domain::{
    DecisionRef, EntryId, Holder, JuryId, ProgrammeId, RoundId, SheetId, Stage, UnitId,
};
use awards::published;
use chrono::NaiveDate;
use contracts::awards::v1 as wire;
use contracts::ledger::v1::CommandReceipt;
use servers::bad_input::GOOD_ID;
use uuid::Uuid;

use crate::receipt;
use crate::requests::fresh;
use crate::world::{CHAIR, OTHER_CHAIR, SECRETARY, World};

/// The fields of the entries, by number.
pub const ENTRIES: [&str; 4] = ["F1", "F1", "F1", "F2"];
/// What minutes say.
pub const MINUTES: &str = "Biên bản mẫu.\n";
pub const FIRST: wire::Stage = wire::Stage::Preliminary;
pub const LAST: wire::Stage = wire::Stage::Final;

pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub fn good() -> Uuid {
    GOOD_ID.parse().unwrap()
}

pub fn school() -> UnitId {
    UnitId(Uuid::from_u128(0xB3))
}

pub fn code(number: u8) -> EntryCode {
    EntryCode::of([0, 0, 0, 1, number])
}

pub fn entry(number: u8) -> EntryId {
    EntryId(Uuid::from_u128(0xE0 + u128::from(number)))
}

pub fn decision() -> DecisionRef {
    let (number_symbol, issued_on) = ("9/QĐ-MẪU".to_owned(), day("2025-10-01"));
    DecisionRef { number_symbol, issued_on, issuer: UnitId(Uuid::from_u128(0xB9)) }
}

pub fn round_id() -> RoundId {
    RoundId(good())
}

fn judges(field: &str) -> [&'static str; 3] {
    [if field == "F1" { CHAIR } else { OTHER_CHAIR }, "giam-khao-1", "giam-khao-2"]
}

/// Up to its list of eligible entries, which are of these fields.
pub fn round_of(family: Family, fields: &[&str]) -> Vec<round::Event> {
    let (programme, organiser) = (ProgrammeId(good()), UnitId(good()));
    let whose = Whose { programme, organiser, illustrative: true };
    let schedule = Schedule {
        entries_from: day("2025-11-01"),
        entries_until: day("2026-06-30"),
        grace_days: 0,
    };
    let listed = |(number, field): (u8, &&str)| {
        let field = field.parse().unwrap();
        Listed { entry: entry(number), field, code: code(number) }
    };
    vec![
        round::Event::Planned(Box::new(Plan {
            whose,
            family,
            number: 14,
            title: "Cuộc thi mẫu lần thứ 14".to_owned(),
            schedule,
            planned_on: day("2025-10-01"),
            decision: decision(),
        })),
        round::Event::RulesIssued { issued_on: day("2025-10-10") },
        round::Event::Launched { whose, launched_on: day("2025-10-20") },
        round::Event::EntriesOpened { on: day("2025-11-01") },
        round::Event::EntriesClosed { on: day("2026-07-01") },
        round::Event::CheckingBegun { on: day("2026-07-01") },
        round::Event::EligibleListPublished {
            list: (1..).zip(fields).map(listed).collect(),
            published_on: day("2026-07-10"),
            document: decision(),
        },
    ]
}

pub fn entered(field: &str, number: u8) -> Vec<entry::Event> {
    let description = Box::new(Description {
        field: field.parse().unwrap(),
        title: format!("Sản phẩm mẫu {number}"),
        summary: "Mẫu".to_owned(),
        origin: school(),
        applied_on: None,
        related_units: Vec::new(),
        related_persons: Vec::new(),
    });
    let started = entry::Event::Started {
        round: round_id(),
        programme: ProgrammeId(good()),
        holder: Holder::Office(UnitId(good())),
        description,
        started_on: day("2026-01-05"),
        illustrative: true,
    };
    let eligible = entry::Event::FoundEligible {
        round: round_id(),
        ruleset_version: 1,
        checks: Vec::new(),
        screened_on: day("2026-07-08"),
    };
    vec![started, eligible]
}

/// Its jury, of which the first one is the chair; nobody has a conflict.
pub fn formed(field: &str, judges: &[&str]) -> Vec<jury::Event> {
    let member = |judge: &str| {
        let part = if judge == judges[0] { Part::Chair } else { Part::Member };
        Named { judge: judge.to_owned(), unit: UnitId(good()), part }
    };
    let declared = |judge: &str| jury::Event::ConflictsDeclared {
        judge: judge.to_owned(),
        conflicts: Vec::new(),
    };
    let formed = jury::Event::Formed {
        round: round_id(),
        field: field.parse().unwrap(),
        members: judges.iter().map(|judge| member(judge)).collect(),
        decision: decision(),
    };
    let frozen = jury::Event::Frozen { frozen_on: day("2026-07-12") };
    let declared = judges.iter().map(|judge| declared(judge));
    [formed].into_iter().chain(declared).chain([frozen]).collect()
}

fn in_domain(stage: wire::Stage) -> Stage {
    awards::contract::stage(stage).unwrap()
}

/// What a judge says so far, of which the first criterion has as much as it can.
fn scores(points: u32) -> Vec<CriterionScore> {
    let criteria = [("C1", 40, 0), ("C2", 30, 40), ("C3", 20, 70), ("C4", 10, 90)];
    let score = |(criterion, most, before): (&str, u32, u32)| CriterionScore {
        criterion: criterion.parse().unwrap(),
        points: points.saturating_sub(before).min(most).to_string().parse().unwrap(),
        remark: String::new(),
    };
    criteria.map(score).into()
}

impl World {
    /// The entries are listed, and the juries frozen; the etag of the round.
    pub async fn lists_entries(&self) -> String {
        let stored = include_str!("../../src/domain/ruleset/golden.jsonl");
        let issued = stored.lines().rfind(|it| it.starts_with(r#"{"type":"issued""#)).unwrap();
        let issued: ruleset::Event = serde_json::from_str(issued).unwrap();
        self.was::<Ruleset>(good(), published::ruleset, &[issued]).await;
        for (number, field) in (1..).zip(ENTRIES) {
            let id = entry(number).0;
            self.was::<Entry>(id, published::entry, &entered(field, number)).await;
        }
        for field in ["F1", "F2"] {
            let id = JuryId::of(round_id(), &field.parse().unwrap()).0;
            self.was::<Jury>(id, published::jury, &formed(field, &judges(field))).await;
        }
        self.was::<Round>(good(), published::round, &round_of(Family::YouthContest, &ENTRIES)).await
    }

    /// The whole jury scores these.
    pub async fn assigned(&self, stage: wire::Stage, numbers: &[u8]) {
        for field in ["F1", "F2"] {
            let own = |number: &&u8| ENTRIES[usize::from(**number) - 1] == field;
            let pair = |(number, judge): (u8, &str)| jury::Event::Assigned {
                stage: in_domain(stage),
                pair: Pair { judge: judge.to_owned(), code: code(number) },
                reason: "phân công mẫu".to_owned(),
            };
            let numbers = numbers.iter().filter(own);
            let pairs = numbers.flat_map(|number| judges(field).map(|judge| (*number, judge)));
            let id = JuryId::of(round_id(), &field.parse().unwrap()).0;
            let events: Vec<_> = pairs.map(pair).collect();
            self.was::<Jury>(id, published::jury, &events).await;
        }
    }

    /// Each judge of an entry signs a sheet with so many points.
    pub async fn scored(&self, stage: wire::Stage, totals: &[(u8, u32)]) {
        for (number, points) in totals {
            let field = ENTRIES[usize::from(*number) - 1];
            for judge in judges(field) {
                let (stage, code, scores) = (in_domain(stage), code(*number), scores(*points));
                let id = SheetId::of(round_id(), stage, &code, judge).0;
                let (round, field) = (round_id(), field.parse().unwrap());
                let of = Of { round, field, stage, code, judge: judge.to_owned() };
                let events = [
                    score_sheet::Event::DraftSaved { of, scores: scores.clone() },
                    score_sheet::Event::Submitted { version: 1, scores, rules_version: 1 },
                    score_sheet::Event::Signed { version: 1 },
                ];
                self.was::<ScoreSheet>(id, published::score_sheet, &events).await;
            }
        }
    }

    /// An entry is excluded after a finding.
    pub async fn excludes(&self, number: u8) {
        let excluded = entry::Event::Disqualified {
            round: round_id(),
            finding: "Đã đạt giải cùng cấp".to_owned(),
            heard_on: day("2026-09-01"),
            decided_on: day("2026-09-01"),
            decision: decision(),
        };
        self.was::<Entry>(entry(number).0, published::entry, &[excluded]).await;
    }

    pub async fn opens(&self, stage: wire::Stage, etag: &str, on: &str) -> CommandReceipt {
        let open = open(stage, etag, on);
        receipt!(self.judging(SECRETARY).await.open_stage(open))
    }

    pub async fn closes(&self, stage: wire::Stage, etag: &str, on: &str) -> CommandReceipt {
        let close = close(stage, etag, on);
        receipt!(self.judging(CHAIR).await.close_stage(close))
    }

    /// Both stages are over, with these points in the final of the entries 1, 3 and 4.
    pub async fn ranked(&self, totals: [u32; 3]) -> CommandReceipt {
        let etag = self.lists_entries().await;
        self.assigned(FIRST, &[1, 2, 3, 4]).await;
        let opened = self.opens(FIRST, &etag, "2026-07-15").await;
        self.scored(FIRST, &[(1, 70), (2, 60), (3, 80), (4, 90)]).await;
        let closed = self.closes(FIRST, &opened.etag, "2026-08-01").await;
        receipt!(self.judging(SECRETARY).await.advance_entries(advance(&closed.etag)));
        self.assigned(LAST, &[1, 3, 4]).await;
        let opened = self.opens(LAST, &closed.etag, "2026-08-05").await;
        let totals = [(1, totals[0]), (3, totals[1]), (4, totals[2])];
        self.scored(LAST, &totals).await;
        self.closes(LAST, &opened.etag, "2026-08-15").await
    }
}

pub fn open(stage: wire::Stage, etag: &str, on: &str) -> wire::OpenStageRequest {
    wire::OpenStageRequest {
        round_id: GOOD_ID.into(),
        etag: etag.into(),
        request_id: fresh(),
        validate_only: false,
        stage: stage.into(),
        opened_on: on.into(),
    }
}

pub fn close(stage: wire::Stage, etag: &str, on: &str) -> wire::CloseStageRequest {
    wire::CloseStageRequest {
        round_id: GOOD_ID.into(),
        etag: etag.into(),
        request_id: fresh(),
        validate_only: false,
        stage: stage.into(),
        closed_on: on.into(),
    }
}

pub fn advance(etag: &str) -> wire::AdvanceEntriesRequest {
    wire::AdvanceEntriesRequest {
        round_id: GOOD_ID.into(),
        etag: etag.into(),
        request_id: fresh(),
        validate_only: false,
        advanced_on: "2026-08-02".into(),
    }
}
