//! Associations out of associations: who ends, who goes on, who begins.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::Rejection;
use crate::domain::AssociationId;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, strum::Display)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum SuccessionKind {
    /// Sáp nhập: A + B → B, A ends.
    Merged,
    /// Hợp nhất: A + B → C, A and B end.
    Consolidated,
    /// Chia: A → B + C, A ends.
    Divided,
    /// Tách: A → A + B, A goes on.
    Separated,
}

impl SuccessionKind {
    #[must_use]
    pub fn predecessors_end(self) -> bool {
        match self {
            Self::Merged | Self::Consolidated | Self::Divided => true,
            Self::Separated => false,
        }
    }
}

/// Both sides of a reorganisation: as many as its kind has, and nobody twice.
#[derive(Debug, Clone, PartialEq)]
pub struct Sides {
    kind: SuccessionKind,
    predecessors: Vec<AssociationId>,
    successors: Vec<AssociationId>,
}

impl Sides {
    pub fn new(
        kind: SuccessionKind,
        predecessors: Vec<AssociationId>,
        successors: Vec<AssociationId>,
    ) -> Result<Self, Rejection> {
        let enough = match kind {
            SuccessionKind::Merged => predecessors.len() == 1 && successors.len() == 1,
            SuccessionKind::Consolidated => predecessors.len() >= 2 && successors.len() == 1,
            SuccessionKind::Divided => predecessors.len() == 1 && successors.len() >= 2,
            SuccessionKind::Separated => predecessors.len() == 1 && !successors.is_empty(),
        };
        if !enough {
            return Err(Rejection::WrongNumberOfAssociations { kind });
        }
        let mut seen = BTreeSet::new();
        for association_id in predecessors.iter().chain(&successors) {
            if !seen.insert(*association_id) {
                let association_id = *association_id;
                return Err(Rejection::AssociationNamedTwice { kind, association_id });
            }
        }
        Ok(Self { kind, predecessors, successors })
    }

    #[must_use]
    pub fn kind(&self) -> SuccessionKind {
        self.kind
    }

    #[must_use]
    pub fn predecessors(&self) -> &[AssociationId] {
        &self.predecessors
    }

    #[must_use]
    pub fn successors(&self) -> &[AssociationId] {
        &self.successors
    }
}
