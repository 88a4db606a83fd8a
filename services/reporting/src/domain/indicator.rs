//! An indicator (chỉ số): how an item of a plan is measured, in dated versions.
//!
//! absent → active → retired
//!
//! Invariants: versions are 1, 2, 3, … and each begins after the one before; a definition does not
//! contradict its own source. That the item exists is confirmed by the plan in the same act. Uniqueness
//! of the code within the plan follows from [`IndicatorId::of`](crate::domain::IndicatorId::of).

pub mod definition;
#[cfg(test)]
mod scenarios;

use chrono::NaiveDate;
use ledger::{Decider, Reject, RejectionKind};
use serde::{Deserialize, Serialize};

use self::definition::Definition;
use crate::domain::{DecisionRef, IndicatorCode, PlanId};

#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    Publish {
        plan: PlanId,
        code: IndicatorCode,
        definition: Definition,
        valid_from: NaiveDate,
        decision: Option<DecisionRef>,
    },
    Revise {
        definition: Definition,
        valid_from: NaiveDate,
        decision: Option<DecisionRef>,
        reason: String,
    },
    Retire {
        retired_on: NaiveDate,
        decision: Option<DecisionRef>,
        reason: String,
    },
    /// Says nothing new; refuses unless records of this type are counted for it.
    ConfirmRecord {
        record_type: String,
    },
    /// Says nothing new; refuses unless a number can be aimed at in this measure.
    ConfirmMeasure {
        identifier: String,
    },
}

/// Stored for ever: variants and fields may be added, never renamed or removed.
#[derive(
    Debug, Clone, PartialEq, Serialize, Deserialize, strum::IntoStaticStr, strum::VariantNames,
)]
#[serde(tag = "type", content = "data", rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Event {
    /// Formula version 1.
    Published {
        plan: PlanId,
        code: IndicatorCode,
        definition: Definition,
        valid_from: NaiveDate,
        decision: Option<DecisionRef>,
    },
    /// The version before stays for earlier days.
    Revised {
        plan: PlanId,
        code: IndicatorCode,
        formula_version: u32,
        definition: Definition,
        valid_from: NaiveDate,
        decision: Option<DecisionRef>,
        reason: String,
    },
    Retired {
        plan: PlanId,
        code: IndicatorCode,
        retired_on: NaiveDate,
        decision: Option<DecisionRef>,
        reason: String,
    },
}

#[derive(Debug, Clone, PartialEq, thiserror::Error, strum::IntoStaticStr, strum::VariantNames)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum Rejection {
    #[error("there is no such indicator")]
    IndicatorNotFound,
    #[error("the plan has an indicator of this code already")]
    IndicatorAlreadyPublished,
    #[error("the indicator has been retired")]
    IndicatorRetired,
    #[error("it must begin after {after}")]
    TooEarly { after: NaiveDate },
    #[error("the definition is the one in use")]
    NothingRevised,
    #[error("an indicator measures something, and is fed by something")]
    NothingMeasured,
    #[error("the identifier {identifier} stands for two measures")]
    MeasureTwice { identifier: String },
    #[error("no record may be filed for an automatic indicator")]
    AutomaticFedByRecord,
    #[error("a hybrid indicator counts at least one event")]
    HybridWithoutEvent,
    #[error("a roll-up counts other indicators and items, no facts of its own")]
    RollUpOfFacts,
    #[error("an indicator cannot feed itself")]
    FedByItself,
    #[error("an automatic indicator takes no records: its facts are recorded where they happen")]
    RecordForAutomatic,
    #[error("the indicator is not fed by records of the type {record_type}")]
    NotFedByRecord { record_type: String },
    #[error("the indicator does not measure {identifier}")]
    MeasureNotFound { identifier: String },
    #[error("{identifier} is no number that could be aimed at")]
    MeasureWithoutNumber { identifier: String },
}

#[derive(Debug, Clone, PartialEq, Default)]
pub enum Indicator {
    #[default]
    Absent,
    Active {
        plan: PlanId,
        code: IndicatorCode,
        formula_version: u32,
        definition: Box<Definition>,
        /// The first day of that version.
        since: NaiveDate,
    },
    Retired,
}

impl Decider for Indicator {
    const CATEGORY: &'static str = "indicator";
    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;

    fn decide(&self, command: Command) -> Result<Vec<Event>, Rejection> {
        match (self, command) {
            (Self::Absent, Command::Publish { plan, code, definition, valid_from, decision }) => {
                definition.check(&code)?;
                Ok(vec![Event::Published { plan, code, definition, valid_from, decision }])
            }
            (Self::Active { .. } | Self::Retired, Command::Publish { .. }) => {
                Err(Rejection::IndicatorAlreadyPublished)
            }

            (
                Self::Active { plan, code, formula_version, definition: present, since },
                Command::Revise { definition, valid_from, decision, reason },
            ) => {
                definition.check(code)?;
                if definition == **present {
                    return Err(Rejection::NothingRevised);
                }
                after(*since, valid_from)?;
                let (plan, code, formula_version) = (*plan, code.clone(), formula_version + 1);
                Ok(vec![Event::Revised {
                    plan,
                    code,
                    formula_version,
                    definition,
                    valid_from,
                    decision,
                    reason,
                }])
            }
            (
                Self::Active { plan, code, since, .. },
                Command::Retire { retired_on, decision, reason },
            ) => {
                after(*since, retired_on)?;
                let (plan, code) = (*plan, code.clone());
                Ok(vec![Event::Retired { plan, code, retired_on, decision, reason }])
            }

            (Self::Active { definition, .. }, Command::ConfirmRecord { record_type }) => {
                definition.takes_record(&record_type)?;
                Ok(Vec::new())
            }
            (Self::Active { definition, .. }, Command::ConfirmMeasure { identifier }) => {
                definition.measures_number(&identifier)?;
                Ok(Vec::new())
            }

            (
                Self::Absent,
                Command::Revise { .. }
                | Command::Retire { .. }
                | Command::ConfirmRecord { .. }
                | Command::ConfirmMeasure { .. },
            ) => Err(Rejection::IndicatorNotFound),
            (
                Self::Retired,
                Command::Revise { .. }
                | Command::Retire { .. }
                | Command::ConfirmRecord { .. }
                | Command::ConfirmMeasure { .. },
            ) => Err(Rejection::IndicatorRetired),
        }
    }

    fn evolve(self, event: &Event) -> Self {
        match event {
            Event::Published { plan, code, definition, valid_from, .. } => Self::Active {
                plan: *plan,
                code: code.clone(),
                formula_version: 1,
                definition: Box::new(definition.clone()),
                since: *valid_from,
            },
            Event::Revised { plan, code, formula_version, definition, valid_from, .. } => {
                Self::Active {
                    plan: *plan,
                    code: code.clone(),
                    formula_version: *formula_version,
                    definition: Box::new(definition.clone()),
                    since: *valid_from,
                }
            }
            Event::Retired { .. } => Self::Retired,
        }
    }
}

/// Each version is in use for a day at least.
fn after(after: NaiveDate, day: NaiveDate) -> Result<(), Rejection> {
    if day > after { Ok(()) } else { Err(Rejection::TooEarly { after }) }
}

impl Rejection {
    /// What sort of refusal it is, and the field at fault where it is the request's own.
    fn sort(&self) -> (RejectionKind, Option<&'static str>) {
        match self {
            Self::IndicatorNotFound => (RejectionKind::NotFound, None),
            Self::IndicatorAlreadyPublished => (RejectionKind::AlreadyExists, None),
            Self::IndicatorRetired | Self::TooEarly { .. } => (RejectionKind::Precondition, None),
            Self::NothingRevised => (RejectionKind::Invalid, Some("definition")),
            Self::NothingMeasured | Self::MeasureTwice { .. } => {
                (RejectionKind::Invalid, Some("definition.measures"))
            }
            Self::AutomaticFedByRecord
            | Self::HybridWithoutEvent
            | Self::RollUpOfFacts
            | Self::FedByItself => (RejectionKind::Invalid, Some("definition.feeds")),
            Self::RecordForAutomatic
            | Self::NotFedByRecord { .. }
            | Self::MeasureNotFound { .. }
            | Self::MeasureWithoutNumber { .. } => (RejectionKind::Precondition, None),
        }
    }
}

impl Reject for Rejection {
    fn kind(&self) -> RejectionKind {
        self.sort().0
    }

    fn reason(&self) -> &'static str {
        self.into()
    }

    fn field(&self) -> Option<&'static str> {
        self.sort().1
    }

    fn metadata(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::TooEarly { after } => vec![("after", after.to_string())],
            Self::MeasureTwice { identifier }
            | Self::MeasureNotFound { identifier }
            | Self::MeasureWithoutNumber { identifier } => vec![("identifier", identifier.clone())],
            Self::NotFedByRecord { record_type } => vec![("record_type", record_type.clone())],
            Self::IndicatorNotFound
            | Self::IndicatorAlreadyPublished
            | Self::IndicatorRetired
            | Self::NothingRevised
            | Self::NothingMeasured
            | Self::AutomaticFedByRecord
            | Self::HybridWithoutEvent
            | Self::RollUpOfFacts
            | Self::FedByItself
            | Self::RecordForAutomatic => Vec::new(),
        }
    }
}
