//! An evidenced record (hồ sơ sự việc có minh chứng): what a unit says happened, and shows.
//!
//! absent → filed → verified → retracted; filed → rejected or retracted
//!
//! Invariants: a record says all that its type asks for, and nothing else; it has the evidence that its
//! type needs; who verifies or rejects it is neither the one who filed it nor of the unit that it is of
//! or was filed by; what was rejected or retracted is never counted again. A record is not corrected: it
//! is retracted, and filed anew, so that what was verified is what is counted. That records may be filed
//! for the indicator is confirmed by the indicator in the same act, and that the evidence is there by the
//! evidence: when the record is filed, and again when it is verified.

pub mod content;
mod rejection;
#[cfg(test)]
mod scenarios;

use chrono::NaiveDate;
use ledger::Decider;
use record_types::RecordType;
use serde::{Deserialize, Serialize};

use self::content::{Content, Evidence};
use crate::domain::{IndicatorCode, PlanId, UnitId};

pub use rejection::Rejection;

/// Who acts, as the verified token names them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Officer {
    pub person: String,
    /// Acted for.
    pub unit: UnitId,
}

/// What is filed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Filing {
    pub plan: PlanId,
    /// For which it is filed; it is counted for every indicator that its type feeds.
    pub indicator: IndicatorCode,
    pub record_type: String,
    /// The version of the type by which it was judged.
    pub type_version: u32,
    /// The unit that it is about.
    pub unit: UnitId,
    pub occurred_on: NaiveDate,
    pub content: Content,
    pub evidence: Vec<Evidence>,
    /// Sample data, and no real fact.
    pub illustrative: bool,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    File { record_type: &'static RecordType, filing: Box<Filing>, by: Officer },
    Verify { of: UnitId, verified_on: NaiveDate, by: Officer },
    Reject { of: UnitId, rejected_on: NaiveDate, reason: String, by: Officer },
    Retract { of: UnitId, retracted_on: NaiveDate, reason: String, by: Officer },
}

/// Stored for ever: variants and fields may be added, never renamed or removed.
#[derive(
    Debug, Clone, PartialEq, Serialize, Deserialize, strum::IntoStaticStr, strum::VariantNames,
)]
#[serde(tag = "type", content = "data", rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Event {
    Filed {
        #[serde(flatten)]
        filing: Box<Filing>,
        by: Officer,
    },
    /// Another unit has seen the evidence: it counts.
    Verified {
        verified_on: NaiveDate,
        by: Officer,
    },
    Rejected {
        rejected_on: NaiveDate,
        reason: String,
        by: Officer,
    },
    /// The unit itself takes it back, also after it was verified.
    Retracted {
        retracted_on: NaiveDate,
        reason: String,
        by: Officer,
    },
}

#[derive(Debug, Clone, PartialEq, Default)]
pub enum Record {
    #[default]
    Absent,
    Filed(Standing),
    Verified(Standing),
    Rejected(Standing),
    Retracted(Standing),
}

/// What later acts are judged by.
#[derive(Debug, Clone, PartialEq)]
pub struct Standing {
    unit: UnitId,
    filed_by: Officer,
    evidence: Vec<Evidence>,
    /// The last thing that happened to it: nothing follows earlier.
    since: NaiveDate,
}

impl Decider for Record {
    const CATEGORY: &'static str = "record";
    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;

    fn decide(&self, command: Command) -> Result<Vec<Event>, Rejection> {
        match (self, command) {
            (Self::Absent, Command::File { record_type, filing, by }) => {
                content::check(record_type, &filing.content)?;
                content::check_evidence(record_type, &filing.evidence)?;
                Ok(vec![Event::Filed { filing, by }])
            }
            (
                Self::Filed(_) | Self::Verified(_) | Self::Rejected(_) | Self::Retracted(_),
                Command::File { .. },
            ) => Err(Rejection::RecordAlreadyFiled),

            (Self::Filed(standing), Command::Verify { of, verified_on, by }) => {
                standing.of(of)?.judged_by(&by)?.after(verified_on)?;
                Ok(vec![Event::Verified { verified_on, by }])
            }
            (Self::Filed(standing), Command::Reject { of, rejected_on, reason, by }) => {
                standing.of(of)?.judged_by(&by)?.after(rejected_on)?;
                Ok(vec![Event::Rejected { rejected_on, reason, by }])
            }
            (
                Self::Filed(standing) | Self::Verified(standing),
                Command::Retract { of, retracted_on, reason, by },
            ) => {
                standing.of(of)?.after(retracted_on)?;
                Ok(vec![Event::Retracted { retracted_on, reason, by }])
            }

            (Self::Verified(standing), Command::Verify { of, .. } | Command::Reject { of, .. }) => {
                standing.of(of)?;
                Err(Rejection::RecordVerified)
            }
            (
                Self::Rejected(standing),
                Command::Verify { of, .. }
                | Command::Reject { of, .. }
                | Command::Retract { of, .. },
            ) => {
                standing.of(of)?;
                Err(Rejection::RecordRejected)
            }
            (
                Self::Retracted(standing),
                Command::Verify { of, .. }
                | Command::Reject { of, .. }
                | Command::Retract { of, .. },
            ) => {
                standing.of(of)?;
                Err(Rejection::RecordRetracted)
            }
            (
                Self::Absent,
                Command::Verify { .. } | Command::Reject { .. } | Command::Retract { .. },
            ) => Err(Rejection::RecordNotFound),
        }
    }

    fn evolve(self, event: &Event) -> Self {
        match (self, event) {
            (_, Event::Filed { filing, by }) => Self::Filed(Standing {
                unit: filing.unit,
                filed_by: by.clone(),
                evidence: filing.evidence.clone(),
                since: filing.occurred_on,
            }),
            (state, Event::Verified { verified_on, .. }) => {
                state.moved(*verified_on, Self::Verified)
            }
            (state, Event::Rejected { rejected_on, .. }) => {
                state.moved(*rejected_on, Self::Rejected)
            }
            (state, Event::Retracted { retracted_on, .. }) => {
                state.moved(*retracted_on, Self::Retracted)
            }
        }
    }
}

impl Record {
    /// What whoever verifies it is to see; nothing where nobody waits for that.
    #[must_use]
    pub fn to_be_seen(&self) -> &[Evidence] {
        match self {
            Self::Filed(standing) => &standing.evidence,
            Self::Absent | Self::Verified(_) | Self::Rejected(_) | Self::Retracted(_) => &[],
        }
    }

    fn moved(self, since: NaiveDate, into: impl FnOnce(Standing) -> Self) -> Self {
        match self {
            Self::Absent => Self::Absent,
            Self::Filed(standing)
            | Self::Verified(standing)
            | Self::Rejected(standing)
            | Self::Retracted(standing) => into(Standing { since, ..standing }),
        }
    }
}

impl Standing {
    /// Rights are over units: a record is not to be reached under the name of another one.
    fn of(&self, unit: UnitId) -> Result<&Self, Rejection> {
        if unit == self.unit { Ok(self) } else { Err(Rejection::RecordNotFound) }
    }

    fn judged_by(&self, by: &Officer) -> Result<&Self, Rejection> {
        if by.person == self.filed_by.person {
            return Err(Rejection::OwnRecord);
        }
        if by.unit == self.unit || by.unit == self.filed_by.unit {
            return Err(Rejection::RecordOfOwnUnit);
        }
        Ok(self)
    }

    fn after(&self, day: NaiveDate) -> Result<(), Rejection> {
        if day < self.since {
            return Err(Rejection::BeforeRecord { earliest: self.since });
        }
        Ok(())
    }
}
