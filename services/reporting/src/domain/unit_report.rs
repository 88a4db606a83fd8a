//! A unit's report (báo cáo của đơn vị) for one period: computed figures, and what the unit says to them.
//!
//! absent → expected → draft → submitted → in review → approved, level by level → locked;
//! expected or draft → excused
//!
//! A review may return it to its unit with reasons; it is approved by one receiver after the other on the
//! route that was frozen when it was expected. After the lock a correction makes a new version of it, and
//! what was locked stays. Invariants: nobody types a computed figure, beside it stand comments and
//! adjustments with a reason and evidence; a missing value needs a comment, and is not zero; who reviews has
//! written nothing of it, is not of its unit, and approves a version once; a receiver that has ended is
//! stood for by the unit that followed it; what was submitted does not change until it is returned or
//! recalled; a unit that receives reports has decided about each that came, and lists those that did not,
//! before it hands in its own; nothing is written after the last open day but under an exception or as a
//! correction. Where reports are on paper, none of this is done here: what was done is entered ([`paper`]).

pub mod content;
pub mod figures;
pub mod paper;
pub mod received;
mod rejection;
mod reviewing;
#[cfg(test)]
mod scenarios;
mod standing;
mod writing;

use chrono::NaiveDate;
use ledger::Decider;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use self::content::{Adjustment, Objection};
use self::figures::Prefill;
use self::paper::Paper;
use self::received::Received;
use crate::domain::record::Officer;
use crate::domain::record::content::Evidence;
use crate::domain::regime::terms::{RegimeCode, Section};
use crate::domain::window::{PeriodKey, Window};
use crate::domain::{PeriodId, PlanId, SectionCode, UnitId};

pub use rejection::Rejection;
pub use standing::{Stage, Standing};

/// What is owed, as it was frozen when the period was opened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Obligation {
    pub plan: PlanId,
    pub regime: RegimeCode,
    pub period: PeriodId,
    pub key: PeriodKey,
    pub window: Window,
    pub unit: UnitId,
    /// From 1: where the unit reports.
    pub level: u32,
    /// Who approves, one after the other.
    pub route: Vec<Receiver>,
    pub due_on: NaiveDate,
    /// The last day before the lock.
    pub open_until: NaiveDate,
    /// What is to be said in words.
    pub sections: Vec<Section>,
    /// It is made on paper, and entered.
    pub on_paper: bool,
    pub expected_on: NaiveDate,
}

/// Who receives at a level.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receiver {
    pub level: u32,
    pub unit: UnitId,
}

/// Who does something on which day: the service's own, so that nobody is in time by saying so.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Act {
    pub on: NaiveDate,
    pub by: Officer,
    /// The units that have ended, and whose place theirs has taken. What is recorded names the receiver alone
    /// that was acted for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub in_place_of: Vec<UnitId>,
}

impl Act {
    fn stands_for(&self, unit: UnitId) -> bool {
        self.by.unit == unit || self.in_place_of.contains(&unit)
    }

    fn of_receiver(mut self, receiver: Receiver) -> Self {
        let own = self.by.unit == receiver.unit;
        self.in_place_of.retain(|unit| !own && *unit == receiver.unit);
        self
    }
}

#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    Expect {
        obligation: Box<Obligation>,
    },
    TakeFromPaper {
        paper: Box<Paper>,
        prefill: Prefill,
        act: Act,
    },
    Start {
        prefill: Prefill,
        act: Act,
    },
    SaveSection {
        section: SectionCode,
        text: String,
        act: Act,
    },
    RefreshPrefill {
        prefill: Prefill,
        act: Act,
    },
    Comment {
        figure: String,
        text: String,
        act: Act,
    },
    Adjust {
        adjustment: Adjustment,
        act: Act,
    },
    WithdrawAdjustment {
        id: Uuid,
        act: Act,
    },
    Submit {
        /// What the unit was to receive from others.
        received: Vec<Received>,
        act: Act,
    },
    Recall {
        act: Act,
    },
    BeginReview {
        act: Act,
    },
    Return {
        objections: Vec<Objection>,
        due_on: NaiveDate,
        act: Act,
    },
    Approve {
        act: Act,
    },
    RevokeApproval {
        reason: String,
        act: Act,
    },
    OpenCorrection {
        reason: String,
        act: Act,
    },
    /// The unit need not report.
    Excuse {
        reason: String,
        act: Act,
    },
    /// The period was locked on that day.
    Close {
        on: NaiveDate,
    },
    /// The unit was given an exception from the lock, up to that day.
    Reopen {
        until: NaiveDate,
    },
}

/// Stored for ever: variants and fields may be added, never renamed or removed.
#[derive(
    Debug, Clone, PartialEq, Serialize, Deserialize, strum::IntoStaticStr, strum::VariantNames,
)]
#[serde(tag = "type", content = "data", rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Event {
    Expected {
        #[serde(flatten)]
        obligation: Box<Obligation>,
    },
    /// It is on paper, and told from there anew by what follows.
    TakenFromPaper {
        evidence: Vec<Evidence>,
        act: Act,
    },
    Started {
        prefill: Prefill,
        act: Act,
    },
    SectionSaved {
        section: SectionCode,
        text: String,
        act: Act,
    },
    PrefillRefreshed {
        prefill: Prefill,
        act: Act,
    },
    /// What the unit says to a figure, above all why there is none.
    Commented {
        figure: String,
        text: String,
        act: Act,
    },
    Adjusted {
        adjustment: Adjustment,
        act: Act,
    },
    AdjustmentWithdrawn {
        id: Uuid,
        act: Act,
    },
    Submitted {
        version: u32,
        /// After its due day, now or when it was first submitted.
        late: bool,
        /// Of the frozen snapshot.
        sha256: String,
        /// Whose reports had not come by their due days.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        missing: Vec<UnitId>,
        act: Act,
    },
    Recalled {
        act: Act,
    },
    ReviewBegun {
        level: u32,
        act: Act,
    },
    Returned {
        level: u32,
        objections: Vec<Objection>,
        /// The last day on which it comes back in time.
        due_on: NaiveDate,
        act: Act,
    },
    Approved {
        level: u32,
        sha256: String,
        act: Act,
    },
    ApprovalRevoked {
        level: u32,
        reason: String,
        act: Act,
    },
    /// What was approved by all is as it is, for ever.
    Locked {
        version: u32,
        sha256: String,
        on: NaiveDate,
    },
    /// The period was locked, and the unit had handed in nothing that stood.
    NotReceived {
        on: NaiveDate,
    },
    /// The period was locked while the report was on its way.
    Overtaken {
        on: NaiveDate,
    },
    Reopened {
        until: NaiveDate,
    },
    CorrectionOpened {
        /// The one that is begun.
        version: u32,
        reason: String,
        act: Act,
    },
    Excused {
        reason: String,
        act: Act,
    },
}

#[derive(Debug, Clone, PartialEq, Default)]
pub enum UnitReport {
    #[default]
    Absent,
    Owed(Box<Standing>),
}

impl Decider for UnitReport {
    const CATEGORY: &'static str = "unit_report";
    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;

    fn decide(&self, command: Command) -> Result<Vec<Event>, Rejection> {
        match self {
            Self::Absent => match command {
                Command::Expect { obligation } => Ok(vec![Event::Expected { obligation }]),
                Command::TakeFromPaper { .. }
                | Command::Start { .. }
                | Command::SaveSection { .. }
                | Command::RefreshPrefill { .. }
                | Command::Comment { .. }
                | Command::Adjust { .. }
                | Command::WithdrawAdjustment { .. }
                | Command::Submit { .. }
                | Command::Recall { .. }
                | Command::BeginReview { .. }
                | Command::Return { .. }
                | Command::Approve { .. }
                | Command::RevokeApproval { .. }
                | Command::OpenCorrection { .. }
                | Command::Excuse { .. }
                | Command::Close { .. }
                | Command::Reopen { .. } => Err(Rejection::ReportNotFound),
            },
            Self::Owed(standing) => standing.decide(command),
        }
    }

    fn evolve(self, event: &Event) -> Self {
        match self {
            Self::Absent => match event {
                Event::Expected { obligation } => {
                    Self::Owed(Box::new(Standing::of((**obligation).clone())))
                }
                Event::TakenFromPaper { .. }
                | Event::Started { .. }
                | Event::SectionSaved { .. }
                | Event::PrefillRefreshed { .. }
                | Event::Commented { .. }
                | Event::Adjusted { .. }
                | Event::AdjustmentWithdrawn { .. }
                | Event::Submitted { .. }
                | Event::Recalled { .. }
                | Event::ReviewBegun { .. }
                | Event::Returned { .. }
                | Event::Approved { .. }
                | Event::ApprovalRevoked { .. }
                | Event::Locked { .. }
                | Event::NotReceived { .. }
                | Event::Overtaken { .. }
                | Event::Reopened { .. }
                | Event::CorrectionOpened { .. }
                | Event::Excused { .. } => Self::Absent,
            },
            Self::Owed(standing) => Self::Owed(Box::new(standing.take_in(event))),
        }
    }
}

impl Event {
    /// Who has written something by it.
    fn author(&self) -> Option<&Officer> {
        match self {
            Self::TakenFromPaper { act, .. }
            | Self::Started { act, .. }
            | Self::SectionSaved { act, .. }
            | Self::PrefillRefreshed { act, .. }
            | Self::Commented { act, .. }
            | Self::Adjusted { act, .. }
            | Self::AdjustmentWithdrawn { act, .. }
            | Self::Submitted { act, .. } => Some(&act.by),
            Self::Expected { .. }
            | Self::Recalled { .. }
            | Self::ReviewBegun { .. }
            | Self::Returned { .. }
            | Self::Approved { .. }
            | Self::ApprovalRevoked { .. }
            | Self::Locked { .. }
            | Self::NotReceived { .. }
            | Self::Overtaken { .. }
            | Self::Reopened { .. }
            | Self::CorrectionOpened { .. }
            | Self::Excused { .. } => None,
        }
    }
}
