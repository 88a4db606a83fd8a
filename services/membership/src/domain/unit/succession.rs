//! A succession of units: who hands over to whom, and whether that makes sense at all.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::unit::Rejection;
use crate::domain::{DecisionRef, UnitId};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, strum::Display)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum SuccessionKind {
    /// Sáp nhập: A + B → B, A ends.
    MergedInto,
    /// Hợp nhất: A + B → C, A and B end.
    Consolidated,
    /// Chia: A → B + C, A ends.
    Divided,
    /// Tách: A → A + B, A stays.
    Separated,
    /// Chuyển giao chức năng: from A to B; A stays or ends, as the decision says.
    FunctionTransferred,
}

impl SuccessionKind {
    /// Whether predecessors end; `None` where the decision says.
    fn ends(self) -> Option<bool> {
        match self {
            Self::MergedInto | Self::Consolidated | Self::Divided => Some(true),
            Self::Separated => Some(false),
            Self::FunctionTransferred => None,
        }
    }

    /// How many predecessors, at least and at most.
    fn predecessors(self) -> (usize, usize) {
        match self {
            Self::MergedInto => (1, usize::MAX),
            Self::Consolidated => (2, usize::MAX),
            Self::Divided | Self::Separated | Self::FunctionTransferred => (1, 1),
        }
    }

    /// How many successors, at least and at most.
    fn successors(self) -> (usize, usize) {
        match self {
            Self::MergedInto | Self::Consolidated => (1, 1),
            Self::Divided => (2, usize::MAX),
            Self::Separated | Self::FunctionTransferred => (1, usize::MAX),
        }
    }
}

/// One who takes over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Successor {
    pub unit_id: UnitId,
    /// Its share is this over the sum of all parts; 0 where no share was settled.
    pub parts: u32,
}

/// What is asked to be recorded, before it was weighed.
#[derive(Debug, Clone, PartialEq)]
pub struct Proposed {
    pub kind: SuccessionKind,
    pub predecessors: Vec<UnitId>,
    pub successors: Vec<Successor>,
    pub retained_parts: u32,
    pub predecessor_ends: bool,
    pub occurred_on: NaiveDate,
    /// `None` where none is on record: the sources of 2025 do not name all.
    pub decision: Option<DecisionRef>,
}

/// A succession whose sides fit its kind: nobody stands twice in it, and shares are settled for all
/// or for none.
#[derive(Debug, Clone, PartialEq)]
pub struct Succession {
    kind: SuccessionKind,
    predecessors: Vec<UnitId>,
    successors: Vec<Successor>,
    retained_parts: u32,
    ends: bool,
    occurred_on: NaiveDate,
    decision: Option<DecisionRef>,
}

impl Succession {
    pub fn new(proposed: Proposed) -> Result<Self, Rejection> {
        let Proposed { kind, predecessors, successors, retained_parts, .. } = &proposed;
        let within = |count: usize, (least, most): (usize, usize)| count >= least && count <= most;
        if !within(predecessors.len(), kind.predecessors()) {
            return Err(Rejection::WrongNumberOfPredecessors { kind: *kind });
        }
        if !within(successors.len(), kind.successors()) {
            return Err(Rejection::WrongNumberOfSuccessors { kind: *kind });
        }
        let mut seen = BTreeSet::new();
        let everybody = predecessors.iter().copied().chain(successors.iter().map(|s| s.unit_id));
        for unit_id in everybody {
            if !seen.insert(unit_id) {
                return Err(Rejection::UnitNamedTwice { unit_id });
            }
        }
        let settled = successors.iter().filter(|successor| successor.parts > 0).count();
        if settled != 0 && settled != successors.len() {
            return Err(Rejection::SharesIncomplete);
        }
        let ends = match kind.ends() {
            None => proposed.predecessor_ends,
            Some(ends) if proposed.predecessor_ends => {
                return Err(Rejection::EndGivenByKind { kind: *kind, ends });
            }
            Some(ends) => ends,
        };
        if *retained_parts > 0 && (ends || settled == 0) {
            return Err(Rejection::NothingRetained);
        }
        Ok(Self {
            kind: proposed.kind,
            predecessors: proposed.predecessors,
            successors: proposed.successors,
            retained_parts: proposed.retained_parts,
            ends,
            occurred_on: proposed.occurred_on,
            decision: proposed.decision,
        })
    }

    #[must_use]
    pub fn kind(&self) -> SuccessionKind {
        self.kind
    }

    #[must_use]
    pub fn predecessors(&self) -> &[UnitId] {
        &self.predecessors
    }

    #[must_use]
    pub fn successors(&self) -> &[Successor] {
        &self.successors
    }

    #[must_use]
    pub fn retained_parts(&self) -> u32 {
        self.retained_parts
    }

    /// Whether the predecessors end with it.
    #[must_use]
    pub fn ends(&self) -> bool {
        self.ends
    }

    /// First day of the new order.
    #[must_use]
    pub fn occurred_on(&self) -> NaiveDate {
        self.occurred_on
    }

    #[must_use]
    pub fn decision(&self) -> Option<&DecisionRef> {
        self.decision.as_ref()
    }
}
