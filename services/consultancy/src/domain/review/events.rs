//! What happens to reviews.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::clock::DueDays;
use super::filing::{Filed, Filing};
use crate::domain::kinds::{AssignmentKind, DeclineReason, Field, Kind};
use crate::domain::{DecisionRef, Officer, UnitId};

/// Who asks for more time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    Union,
    Requester,
}

/// What was delivered, and to whom.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivery {
    pub union: UnitId,
    pub requester: UnitId,
    pub kind: Kind,
    pub field: Field,
    /// The last day on which it was in time.
    pub due_on: NaiveDate,
    /// Of what the report says, in lower-case hexadecimal digits.
    pub sha256: String,
    pub recommendations: u32,
    /// The last day to answer them.
    pub answer_by: NaiveDate,
}

/// What became of the recommendations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Tally {
    pub accepted: u32,
    pub partly: u32,
    pub rejected: u32,
    pub silent: u32,
}

/// Stored for ever: variants and fields may be added, never renamed or removed. Where an event moves the
/// clock it keeps the due days that it gave, by the calendars that were known then.
#[derive(
    Debug, Clone, PartialEq, Serialize, Deserialize, strum::IntoStaticStr, strum::VariantNames,
)]
#[serde(tag = "type", content = "data", rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Event {
    Filed {
        filing: Box<Filing>,
        dossier: Vec<Filed>,
        due: DueDays,
        by: Officer,
    },
    Authorised {
        on: NaiveDate,
        working_days: u32,
        decision: DecisionRef,
        by: Officer,
    },
    Refused {
        on: NaiveDate,
        reason: String,
        by: Officer,
    },
    OfficerAssigned {
        /// The subject of their tokens.
        officer: String,
        by: Officer,
    },
    Accepted {
        on: NaiveDate,
        working_days: u32,
        by: Officer,
    },
    Declined {
        on: NaiveDate,
        code: DeclineReason,
        reason: String,
        by: Officer,
    },
    AskedForMore {
        on: NaiveDate,
        missing: String,
        supply_by: NaiveDate,
        by: Officer,
    },
    /// The documents that came with it follow under the same command.
    Supplied {
        on: NaiveDate,
        note: String,
        on_paper: bool,
        due: DueDays,
        by: Officer,
    },
    AssignmentAgreed {
        on: NaiveDate,
        kind: AssignmentKind,
        decision: DecisionRef,
        /// The member association that carries it out; `None` where the Union does.
        executing: Option<UnitId>,
        by: Officer,
    },
    DossierCompleted {
        on: NaiveDate,
        working_days: u32,
        due: DueDays,
        by: Officer,
    },
    DocumentFiled {
        on: NaiveDate,
        filed: Filed,
        /// 1 where it is new.
        version: u32,
        reason: String,
        on_paper: bool,
        by: Officer,
    },
    ExtensionAsked {
        on: NaiveDate,
        side: Side,
        working_days: u32,
        reason: String,
        by: Officer,
    },
    ExtensionRefused {
        on: NaiveDate,
        note: Option<String>,
        by: Officer,
    },
    Extended {
        on: NaiveDate,
        working_days: u32,
        reason: String,
        note: Option<String>,
        /// Where both sides agreed on paper.
        decision: Option<DecisionRef>,
        due: DueDays,
        by: Officer,
    },
    Suspended {
        on: NaiveDate,
        reason: String,
        by: Officer,
    },
    Resumed {
        on: NaiveDate,
        due: DueDays,
        by: Officer,
    },
    Withdrawn {
        on: NaiveDate,
        reason: String,
        by: Officer,
    },
    Cancelled {
        on: NaiveDate,
        reason: String,
        by: Officer,
    },
    /// The requester supplied nothing; by time.
    Lapsed {
        on: NaiveDate,
    },
    CouncilFormed {
        on: NaiveDate,
        independent: bool,
        members: u32,
        by: Officer,
    },
    Opened {
        on: NaiveDate,
        round: u32,
        by: Officer,
    },
    SynthesisStarted {
        on: NaiveDate,
        by: Officer,
    },
    ReportSubmitted {
        on: NaiveDate,
        by: Officer,
    },
    ReportReturned {
        on: NaiveDate,
        by: Officer,
    },
    ReportApproved {
        on: NaiveDate,
        sha256: String,
        by: Officer,
    },
    Delivered {
        on: NaiveDate,
        delivery: Delivery,
        by: Officer,
    },
    Closed {
        on: NaiveDate,
        tally: Tally,
        by: Officer,
    },
}
