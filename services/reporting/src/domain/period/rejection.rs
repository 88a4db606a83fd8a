//! Why a command on a period is refused.

use chrono::NaiveDate;
use ledger::{Reject, RejectionKind};

use crate::domain::UnitId;

#[derive(Debug, Clone, PartialEq, thiserror::Error, strum::IntoStaticStr, strum::VariantNames)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum Rejection {
    #[error("there is no such period")]
    PeriodNotFound,
    #[error("the regime has this period already")]
    PeriodAlreadyPlanned,
    #[error("the period has been opened already")]
    PeriodAlreadyOpened,
    #[error("the period is not locked")]
    PeriodNotLocked,
    #[error("the period has not been opened")]
    PeriodNotOpened,
    #[error("the period is locked already")]
    PeriodLockedAlready,
    #[error("only a period whose reports are on paper is locked by somebody")]
    LocksByItself,
    #[error("the next thing in it is due on {next_on}")]
    NotAllDue { next_on: NaiveDate },
    #[error("the regime has no periods of this length")]
    SpanNotInRegime,
    #[error("the days follow from the key")]
    DaysFollowFromKey,
    #[error("the key says no days: they must be given")]
    DaysMissing,
    #[error("the period must end on its first day or later")]
    WindowEndsBeforeItBegins,
    #[error("the regime has {levels} levels, each with a due day")]
    DueDaysMissing { levels: usize },
    #[error("each level is due after the cut-off, and no level before the one below it")]
    DueBeforeCutOff,
    #[error("there must be {wanted} working days to report, and there are {left}")]
    TooLittleTime { wanted: u32, left: u32 },
    #[error("nobody declared the working days of {year}")]
    CalendarUndeclared { year: i32 },
    #[error("it can be opened from {first} to {last}")]
    OpenedOutOfTime { first: NaiveDate, last: NaiveDate },
    #[error("none of those who would have to report exists on that day")]
    NobodyExpected,
    #[error("this is not what is due next")]
    NotDue,
    #[error("the unit {unit} is not expected to report")]
    UnitNotExpected { unit: UnitId },
    #[error("an exception ends on its first day or later")]
    ExceptionEndsBeforeItBegins,
    #[error("the unit has an exception until {until}")]
    ExceptionStands { until: NaiveDate },
}

impl Rejection {
    /// What sort of refusal it is, and the field at fault where it is the request's own.
    fn sort(&self) -> (RejectionKind, Option<&'static str>) {
        match self {
            Self::PeriodNotFound => (RejectionKind::NotFound, None),
            Self::PeriodAlreadyPlanned => (RejectionKind::AlreadyExists, None),
            Self::PeriodAlreadyOpened
            | Self::PeriodNotLocked
            | Self::PeriodNotOpened
            | Self::PeriodLockedAlready
            | Self::LocksByItself
            | Self::NotAllDue { .. }
            | Self::SpanNotInRegime
            | Self::TooLittleTime { .. }
            | Self::CalendarUndeclared { .. }
            | Self::OpenedOutOfTime { .. }
            | Self::NobodyExpected
            | Self::NotDue
            | Self::UnitNotExpected { .. }
            | Self::ExceptionStands { .. } => (RejectionKind::Precondition, None),
            Self::DaysFollowFromKey | Self::DaysMissing | Self::WindowEndsBeforeItBegins => {
                (RejectionKind::Invalid, Some("given"))
            }
            Self::DueDaysMissing { .. } | Self::DueBeforeCutOff => {
                (RejectionKind::Invalid, Some("given.due_on"))
            }
            Self::ExceptionEndsBeforeItBegins => (RejectionKind::Invalid, Some("until")),
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
            Self::DueDaysMissing { levels } => vec![("levels", levels.to_string())],
            Self::TooLittleTime { wanted, left } => {
                vec![("wanted", wanted.to_string()), ("left", left.to_string())]
            }
            Self::CalendarUndeclared { year } => vec![("year", year.to_string())],
            Self::OpenedOutOfTime { first, last } => {
                vec![("first", first.to_string()), ("last", last.to_string())]
            }
            Self::NotAllDue { next_on } => vec![("next_on", next_on.to_string())],
            Self::UnitNotExpected { unit } => vec![("unit", unit.to_string())],
            Self::ExceptionStands { until } => vec![("until", until.to_string())],
            Self::PeriodNotFound
            | Self::PeriodAlreadyPlanned
            | Self::PeriodAlreadyOpened
            | Self::PeriodNotLocked
            | Self::PeriodNotOpened
            | Self::PeriodLockedAlready
            | Self::LocksByItself
            | Self::SpanNotInRegime
            | Self::DaysFollowFromKey
            | Self::DaysMissing
            | Self::WindowEndsBeforeItBegins
            | Self::DueBeforeCutOff
            | Self::NobodyExpected
            | Self::NotDue
            | Self::ExceptionEndsBeforeItBegins => Vec::new(),
        }
    }
}
