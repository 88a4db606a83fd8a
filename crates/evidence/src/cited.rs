//! Evidence that an act of its context cites: what it rests on is there when the act is recorded, or the act
//! is refused.

use futures::future::BoxFuture;
use ledger::{CommandError, CommandHandler, Ledger, Part, Reject, RejectionKind, Step, StreamName};

use crate::domain::evidence::{Command, Evidence};
use crate::domain::{EvidenceId, UnitId};
use crate::published;

/// A piece of evidence, as an act names it.
#[derive(Debug, Clone, PartialEq)]
pub struct Cited {
    pub evidence: EvidenceId,
    /// In lower-case hexadecimal digits.
    pub sha256: String,
}

/// Looks cited evidence up, in the ledger of the context that keeps it.
#[derive(Clone)]
pub struct Register(CommandHandler<Evidence>);

impl Register {
    #[must_use]
    pub fn new(ledger: Ledger) -> Self {
        Self(CommandHandler::new(ledger, published::evidence))
    }

    /// For an act that cites them all: a step for each, which records nothing and refuses what the unit does
    /// not keep. No piece may be cited twice.
    #[must_use]
    pub fn confirm(&self, unit: UnitId, cited: Vec<Cited>) -> Vec<Box<dyn Step>> {
        let confirm = |(index, Cited { evidence, sha256 })| -> Box<dyn Step> {
            let step = self.0.step(evidence, Command::Confirm { unit, sha256 });
            Box::new(Confirmation { evidence, index, step })
        };
        cited.into_iter().enumerate().map(confirm).collect()
    }
}

struct Confirmation {
    evidence: EvidenceId,
    /// In the list that the act has of them.
    index: usize,
    step: Box<dyn Step>,
}

impl Step for Confirmation {
    fn stream(&self) -> StreamName {
        self.step.stream()
    }

    fn decide<'a>(&'a self, ledger: &'a Ledger) -> BoxFuture<'a, Result<Part, CommandError>> {
        Box::pin(async move {
            let decided = self.step.decide(ledger).await;
            let Err(CommandError::Rejected(rejection)) = decided else { return decided };
            let Self { evidence, index, .. } = *self;
            Err(CommandError::Rejected(Box::new(NotToBeCited { evidence, index, rejection })))
        })
    }
}

/// Why a piece cannot be cited, and which one.
#[derive(Debug, thiserror::Error)]
#[error("evidence[{index}]: {rejection}")]
struct NotToBeCited {
    evidence: EvidenceId,
    index: usize,
    rejection: Box<dyn Reject>,
}

impl Reject for NotToBeCited {
    fn kind(&self) -> RejectionKind {
        self.rejection.kind()
    }

    fn reason(&self) -> &'static str {
        self.rejection.reason()
    }

    fn field(&self) -> Option<&'static str> {
        self.rejection.field()
    }

    fn metadata(&self) -> Vec<(&'static str, String)> {
        let which = [("evidence_id", self.evidence.to_string()), ("index", self.index.to_string())];
        which.into_iter().chain(self.rejection.metadata()).collect()
    }
}
