//! A target (chỉ tiêu): what an authorised body aims at in one quantity of an indicator, for one unit or the
//! whole province, in one period; in dated versions.
//!
//! absent → set
//!
//! Invariants: versions are 1, 2, 3, … and each takes effect after the one before; a decision stands behind
//! each; nothing is aimed at that is no number. That the indicator is in use and measures the quantity is
//! confirmed by the indicator in the same act. There is one target for a quantity, unit and period: that
//! follows from [`TargetId::of`](crate::domain::TargetId::of).

mod decimal;
mod period;
#[cfg(test)]
mod scenarios;

use chrono::NaiveDate;
use ledger::{Decider, Reject, RejectionKind};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::domain::{DecisionRef, IndicatorCode, IndicatorId, PlanId, TargetId, UnitId};

pub use decimal::Decimal;
pub use period::Period;

/// What is aimed at: a quantity of an indicator, whose, and when.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Aim {
    pub plan: PlanId,
    pub indicator: IndicatorCode,
    /// The measure, such as `bulletin_issues`.
    pub identifier: String,
    /// `None`: the whole province.
    pub unit: Option<UnitId>,
    pub period: Period,
}

impl TargetId {
    #[must_use]
    pub fn of(aim: &Aim) -> Self {
        let unit = aim.unit.map(|unit| unit.to_string()).unwrap_or_default();
        let name = format!("{}/{unit}/{}", aim.identifier, aim.period.key);
        Self(Uuid::new_v5(&IndicatorId::of(aim.plan, &aim.indicator).0, name.as_bytes()))
    }
}

#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    Set { aim: Aim, value: Decimal, effective_on: NaiveDate, decision: DecisionRef },
    Revise { value: Decimal, effective_on: NaiveDate, decision: DecisionRef, reason: String },
}

/// Stored for ever: variants and fields may be added, never renamed or removed.
#[derive(
    Debug, Clone, PartialEq, Serialize, Deserialize, strum::IntoStaticStr, strum::VariantNames,
)]
#[serde(tag = "type", content = "data", rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Event {
    /// Version 1.
    Set { aim: Aim, value: Decimal, effective_on: NaiveDate, decision: DecisionRef },
    /// The version before stays for earlier days.
    Revised {
        aim: Aim,
        version: u32,
        value: Decimal,
        effective_on: NaiveDate,
        decision: DecisionRef,
        reason: String,
    },
}

#[derive(Debug, Clone, PartialEq, thiserror::Error, strum::IntoStaticStr, strum::VariantNames)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum Rejection {
    #[error("there is no such target")]
    TargetNotFound,
    #[error("there is a target for this quantity, unit and period already")]
    TargetAlreadySet,
    #[error("it takes effect after {after}")]
    TargetTooEarly { after: NaiveDate },
    #[error("that is what is aimed at already")]
    SameTarget,
    #[error("the period ends before it begins")]
    PeriodEndsBeforeItBegins,
}

#[derive(Debug, Clone, PartialEq, Default)]
pub enum Target {
    #[default]
    Absent,
    Set {
        aim: Box<Aim>,
        version: u32,
        value: Decimal,
        /// The first day of that version.
        since: NaiveDate,
    },
}

impl Decider for Target {
    const CATEGORY: &'static str = "target";
    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;

    fn decide(&self, command: Command) -> Result<Vec<Event>, Rejection> {
        match (self, command) {
            (Self::Absent, Command::Set { aim, value, effective_on, decision }) => {
                if aim.period.to < aim.period.from {
                    return Err(Rejection::PeriodEndsBeforeItBegins);
                }
                Ok(vec![Event::Set { aim, value, effective_on, decision }])
            }
            (Self::Set { .. }, Command::Set { .. }) => Err(Rejection::TargetAlreadySet),

            (
                Self::Set { aim, version, value: present, since },
                Command::Revise { value, effective_on, decision, reason },
            ) => {
                if value == *present {
                    return Err(Rejection::SameTarget);
                }
                if effective_on <= *since {
                    return Err(Rejection::TargetTooEarly { after: *since });
                }
                let (aim, version) = ((**aim).clone(), version + 1);
                Ok(vec![Event::Revised { aim, version, value, effective_on, decision, reason }])
            }
            (Self::Absent, Command::Revise { .. }) => Err(Rejection::TargetNotFound),
        }
    }

    fn evolve(self, event: &Event) -> Self {
        let (aim, version, value, since) = match event {
            Event::Set { aim, value, effective_on, .. } => (aim, 1, *value, *effective_on),
            Event::Revised { aim, version, value, effective_on, .. } => {
                (aim, *version, *value, *effective_on)
            }
        };
        Self::Set { aim: Box::new(aim.clone()), version, value, since }
    }
}

impl Rejection {
    /// What sort of refusal it is, and the field at fault where it is the request's own.
    fn sort(&self) -> (RejectionKind, Option<&'static str>) {
        match self {
            Self::TargetNotFound => (RejectionKind::NotFound, None),
            Self::TargetAlreadySet => (RejectionKind::AlreadyExists, None),
            Self::TargetTooEarly { .. } => (RejectionKind::Precondition, None),
            Self::SameTarget => (RejectionKind::Invalid, Some("value")),
            Self::PeriodEndsBeforeItBegins => (RejectionKind::Invalid, Some("aim.period_to")),
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
            Self::TargetTooEarly { after } => vec![("after", after.to_string())],
            Self::TargetNotFound
            | Self::TargetAlreadySet
            | Self::SameTarget
            | Self::PeriodEndsBeforeItBegins => Vec::new(),
        }
    }
}
