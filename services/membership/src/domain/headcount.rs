//! How many members an association declares (số hội viên): one stream for each association, of
//! declarations that are never changed. A correction is a declaration in the place of another.
//!
//! Invariants: one valid declaration for each day counted; no part is more than the whole; who is
//! counted is never known, only how many.

mod figures;
#[cfg(test)]
mod scenarios;

use std::collections::BTreeMap;

use chrono::NaiveDate;
use ledger::{Decider, Reject, RejectionKind};
use serde::{Deserialize, Serialize};

use crate::domain::{DeclarationId, EvidenceRef};
pub use figures::{Figures, Part};

#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    Declare { declaration: Declaration, counted_on: NaiveDate },
    Correct { declaration: Declaration, supersedes: DeclarationId, reason: String },
}

/// One declaration, as it was made.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Declaration {
    pub declaration_id: DeclarationId,
    pub declared_on: NaiveDate,
    pub figures: Figures,
    pub evidence: EvidenceRef,
}

/// Stored for ever: variants and fields may be added, never renamed or removed.
#[derive(
    Debug, Clone, PartialEq, Serialize, Deserialize, strum::IntoStaticStr, strum::VariantNames,
)]
#[serde(tag = "type", content = "data", rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Event {
    Declared {
        #[serde(flatten)]
        declaration: Declaration,
        counted_on: NaiveDate,
    },
    Corrected {
        #[serde(flatten)]
        declaration: Declaration,
        /// That of the superseded declaration.
        counted_on: NaiveDate,
        supersedes: DeclarationId,
        reason: String,
    },
}

#[derive(Debug, Clone, PartialEq, thiserror::Error, strum::IntoStaticStr, strum::VariantNames)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum Rejection {
    #[error("there is no such declaration")]
    DeclarationNotFound,
    #[error("there is such a declaration already")]
    DeclarationAlreadyExists,
    #[error("for {counted_on} there is the declaration {declaration_id} already")]
    AlreadyDeclaredForDay { counted_on: NaiveDate, declaration_id: DeclarationId },
    #[error("the declaration was superseded by {by} already")]
    AlreadySuperseded { by: DeclarationId },
    #[error("it cannot be declared before {earliest}")]
    DeclaredTooEarly { earliest: NaiveDate },
    #[error("{part} are more than all members")]
    PartExceedsWhole { part: Part },
}

#[derive(Debug, Clone, PartialEq, Default)]
pub struct Headcount {
    declarations: BTreeMap<DeclarationId, Recorded>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
struct Recorded {
    counted_on: NaiveDate,
    declared_on: NaiveDate,
    superseded_by: Option<DeclarationId>,
}

impl Decider for Headcount {
    const CATEGORY: &'static str = "headcount";
    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;

    fn decide(&self, command: Command) -> Result<Vec<Event>, Rejection> {
        match command {
            Command::Declare { declaration, counted_on } => {
                self.is_new(&declaration)?;
                if let Some(declaration_id) = self.valid_for(counted_on) {
                    return Err(Rejection::AlreadyDeclaredForDay { counted_on, declaration_id });
                }
                not_before(counted_on, &declaration)?;
                Ok(vec![Event::Declared { declaration, counted_on }])
            }
            Command::Correct { declaration, supersedes, reason } => {
                self.is_new(&declaration)?;
                let wrong =
                    self.declarations.get(&supersedes).ok_or(Rejection::DeclarationNotFound)?;
                if let Some(by) = wrong.superseded_by {
                    return Err(Rejection::AlreadySuperseded { by });
                }
                not_before(wrong.declared_on, &declaration)?;
                let counted_on = wrong.counted_on;
                Ok(vec![Event::Corrected { declaration, counted_on, supersedes, reason }])
            }
        }
    }

    fn evolve(mut self, event: &Event) -> Self {
        let (declaration, counted_on) = match event {
            Event::Declared { declaration, counted_on } => (declaration, *counted_on),
            Event::Corrected { declaration, counted_on, supersedes, .. } => {
                if let Some(wrong) = self.declarations.get_mut(supersedes) {
                    wrong.superseded_by = Some(declaration.declaration_id);
                }
                (declaration, *counted_on)
            }
        };
        let declared_on = declaration.declared_on;
        let recorded = Recorded { counted_on, declared_on, superseded_by: None };
        self.declarations.insert(declaration.declaration_id, recorded);
        self
    }
}

impl Headcount {
    fn is_new(&self, declaration: &Declaration) -> Result<(), Rejection> {
        if self.declarations.contains_key(&declaration.declaration_id) {
            return Err(Rejection::DeclarationAlreadyExists);
        }
        Ok(())
    }

    fn valid_for(&self, counted_on: NaiveDate) -> Option<DeclarationId> {
        let valid = |recorded: &Recorded| {
            recorded.counted_on == counted_on && recorded.superseded_by.is_none()
        };
        self.declarations.iter().find(|(_, recorded)| valid(recorded)).map(|(id, _)| *id)
    }
}

fn not_before(earliest: NaiveDate, declaration: &Declaration) -> Result<(), Rejection> {
    if declaration.declared_on < earliest {
        return Err(Rejection::DeclaredTooEarly { earliest });
    }
    Ok(())
}

impl Reject for Rejection {
    fn kind(&self) -> RejectionKind {
        match self {
            Self::DeclarationNotFound => RejectionKind::NotFound,
            Self::DeclarationAlreadyExists | Self::AlreadyDeclaredForDay { .. } => {
                RejectionKind::AlreadyExists
            }
            Self::AlreadySuperseded { .. } => RejectionKind::Precondition,
            Self::DeclaredTooEarly { .. } | Self::PartExceedsWhole { .. } => RejectionKind::Invalid,
        }
    }

    fn reason(&self) -> &'static str {
        self.into()
    }

    fn field(&self) -> Option<&'static str> {
        match self {
            Self::DeclarationNotFound => Some("supersedes_declaration_id"),
            Self::DeclaredTooEarly { .. } => Some("declared_on"),
            Self::PartExceedsWhole { part } => Some(part.into()),
            Self::DeclarationAlreadyExists
            | Self::AlreadyDeclaredForDay { .. }
            | Self::AlreadySuperseded { .. } => None,
        }
    }

    fn metadata(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::AlreadyDeclaredForDay { declaration_id, .. } => {
                vec![("declaration_id", declaration_id.to_string())]
            }
            Self::AlreadySuperseded { by } => vec![("superseded_by", by.to_string())],
            Self::DeclaredTooEarly { earliest } => vec![("earliest", earliest.to_string())],
            Self::DeclarationNotFound
            | Self::DeclarationAlreadyExists
            | Self::PartExceedsWhole { .. } => Vec::new(),
        }
    }
}
