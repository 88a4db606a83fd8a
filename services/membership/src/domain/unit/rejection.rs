//! Why a command on a unit is refused.

use chrono::NaiveDate;
use ledger::{Reject, RejectionKind};

use super::{SuccessionKind, UnitKind};
use crate::domain::UnitId;

#[derive(Debug, Clone, PartialEq, thiserror::Error, strum::IntoStaticStr, strum::VariantNames)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum Rejection {
    #[error("there is no such unit")]
    UnitNotFound { field: &'static str },
    #[error("the unit has been established already")]
    UnitAlreadyEstablished,
    #[error("the unit did not exist on {on}")]
    UnitNotAlive {
        field: &'static str,
        on: NaiveDate,
        established_on: NaiveDate,
        ended_on: Option<NaiveDate>,
    },
    #[error("the end of the unit, {ended_on}, is recorded already")]
    EndRecorded { ended_on: NaiveDate },
    #[error("something is recorded of the unit on {last_on}, which is not before its end")]
    LaterFacts { last_on: NaiveDate },
    #[error("a unit cannot be under itself")]
    OwnParent,
    #[error("on {on} the unit would be under itself")]
    ParentCycle {
        /// Each is under the next, and the last under the first.
        chain: Vec<UnitId>,
        on: NaiveDate,
    },
    #[error("the unit is no Union of associations")]
    NotAUnion { field: &'static str, kind: UnitKind },
    #[error("{kind} does not have that number of predecessors")]
    WrongNumberOfPredecessors { kind: SuccessionKind },
    #[error("{kind} does not have that number of successors")]
    WrongNumberOfSuccessors { kind: SuccessionKind },
    #[error("the unit {unit_id} stands twice in the succession")]
    UnitNamedTwice { unit_id: UnitId },
    #[error("shares are settled for some successors only")]
    SharesIncomplete,
    #[error("a predecessor that ends, or whose shares are not settled, retains no parts")]
    NothingRetained,
    #[error("whether predecessors end is given by {kind}: {ends}")]
    EndGivenByKind { kind: SuccessionKind, ends: bool },
}

impl Reject for Rejection {
    fn kind(&self) -> RejectionKind {
        match self {
            Self::UnitNotFound { .. } => RejectionKind::NotFound,
            Self::UnitAlreadyEstablished => RejectionKind::AlreadyExists,
            Self::UnitNotAlive { .. }
            | Self::EndRecorded { .. }
            | Self::LaterFacts { .. }
            | Self::ParentCycle { .. }
            | Self::NotAUnion { .. } => RejectionKind::Precondition,
            Self::OwnParent
            | Self::WrongNumberOfPredecessors { .. }
            | Self::WrongNumberOfSuccessors { .. }
            | Self::UnitNamedTwice { .. }
            | Self::SharesIncomplete
            | Self::NothingRetained
            | Self::EndGivenByKind { .. } => RejectionKind::Invalid,
        }
    }

    fn reason(&self) -> &'static str {
        self.into()
    }

    fn field(&self) -> Option<&'static str> {
        match self {
            Self::UnitNotFound { field }
            | Self::UnitNotAlive { field, .. }
            | Self::NotAUnion { field, .. } => Some(field),
            Self::OwnParent | Self::ParentCycle { .. } => Some("parent_unit_id"),
            Self::WrongNumberOfPredecessors { .. } => Some("predecessor_unit_ids"),
            Self::WrongNumberOfSuccessors { .. }
            | Self::UnitNamedTwice { .. }
            | Self::SharesIncomplete => Some("successors"),
            Self::NothingRetained => Some("retained_parts"),
            Self::EndGivenByKind { .. } => Some("predecessor_ends"),
            Self::UnitAlreadyEstablished | Self::EndRecorded { .. } | Self::LaterFacts { .. } => {
                None
            }
        }
    }

    fn metadata(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::UnitNotAlive { field, established_on, ended_on, .. } => {
                let mut facts = vec![
                    ("field", (*field).to_owned()),
                    ("established_on", established_on.to_string()),
                ];
                facts.extend(ended_on.map(|end| ("ended_on", end.to_string())));
                facts
            }
            Self::UnitNotFound { field } => vec![("field", (*field).to_owned())],
            Self::NotAUnion { field, kind } => {
                vec![("field", (*field).to_owned()), ("kind", kind.to_string())]
            }
            Self::EndRecorded { ended_on } => vec![("ended_on", ended_on.to_string())],
            Self::LaterFacts { last_on } => vec![("last_on", last_on.to_string())],
            Self::ParentCycle { chain, on } => {
                let chain: Vec<_> = chain.iter().map(ToString::to_string).collect();
                vec![("chain", chain.join(",")), ("on", on.to_string())]
            }
            Self::UnitNamedTwice { unit_id } => vec![("unit_id", unit_id.to_string())],
            Self::UnitAlreadyEstablished
            | Self::OwnParent
            | Self::WrongNumberOfPredecessors { .. }
            | Self::WrongNumberOfSuccessors { .. }
            | Self::SharesIncomplete
            | Self::NothingRetained
            | Self::EndGivenByKind { .. } => Vec::new(),
        }
    }
}
