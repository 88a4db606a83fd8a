//! The ids and value objects that the aggregates of awards share.

pub mod appeals;
pub mod blocker;
pub mod codes;
pub mod draw;
pub mod entry;
pub mod follow_up;
pub mod judging;
pub mod jury;
pub mod participant;
pub mod points;
pub mod prize_list;
pub mod programme;
pub mod ranking;
pub mod round;
pub mod ruleset;
#[cfg(test)]
pub(crate) mod samples;
pub mod score_sheet;
pub mod stage_result;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use codes::{EntryCode, FieldCode};

ledger::ids!(
    /// One programme; outlives its terms.
    ProgrammeId,
    /// One round of one programme; its ruleset has the same id.
    RoundId,
    /// One entry of one round.
    EntryId,
    /// Somebody who takes part in entries of one round.
    ParticipantId,
    /// The jury of one field of one round.
    JuryId,
    /// What one judge says of one entry in one stage.
    SheetId,
    /// What comes of one stage of one round.
    StageResultId,
    /// One prize of one entry.
    PrizeId,
    /// One appeal in one round.
    AppealId,
    /// One file in the evidence store.
    EvidenceId,
    /// A unit of membership's directory; outlives its names.
    UnitId
);

/// Who acts, as the verified token names them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Officer {
    /// Subject of their tokens.
    pub person: String,
    /// Acted for.
    pub unit: UnitId,
}

/// Who holds what is entered. For others there is none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "id", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Holder {
    /// Whoever entered it, by the subject of their tokens.
    Person(String),
    /// It came on paper: whoever acts for the unit that organises.
    Office(UnitId),
}

impl Holder {
    #[must_use]
    pub fn is(&self, officer: &Officer) -> bool {
        match self {
            Self::Person(person) => *person == officer.person,
            Self::Office(unit) => *unit == officer.unit,
        }
    }
}

/// A document that decided something (quyết định, kế hoạch, …).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DecisionRef {
    /// Số, ký hiệu, as printed.
    pub number_symbol: String,
    pub issued_on: NaiveDate,
    pub issuer: UnitId,
}

/// A file that shows something; the unit that organises the programme keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CitedFile {
    pub evidence: EvidenceId,
    /// In lower-case hexadecimal digits.
    pub sha256: String,
}

/// A stage of judging.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, strum::Display,
)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum Stage {
    /// Sơ khảo.
    Preliminary,
    /// Chung khảo. A round may have this one only.
    Final,
}

impl Stage {
    /// In the order in which they come.
    pub const ALL: [Self; 2] = [Self::Preliminary, Self::Final];
}

impl JuryId {
    /// A field of a round has one jury, ever.
    #[must_use]
    pub fn of(round: RoundId, field: &FieldCode) -> Self {
        Self(Uuid::new_v5(&round.0, field.as_str().as_bytes()))
    }
}

impl SheetId {
    /// A judge has one sheet for an entry in a stage, ever. It follows from the code, so that it says no more
    /// of an entry than that.
    #[must_use]
    pub fn of(round: RoundId, stage: Stage, code: &EntryCode, judge: &str) -> Self {
        Self(Uuid::new_v5(&round.0, format!("{stage}/{code}/{judge}").as_bytes()))
    }
}

impl StageResultId {
    /// A stage of a round has one result, ever.
    #[must_use]
    pub fn of(round: RoundId, stage: Stage) -> Self {
        Self(Uuid::new_v5(&round.0, stage.to_string().as_bytes()))
    }
}

impl PrizeId {
    /// An entry has one prize of its round at most.
    #[must_use]
    pub fn of(round: RoundId, entry: EntryId) -> Self {
        Self(Uuid::new_v5(&round.0, entry.0.as_bytes()))
    }
}
