//! Steps that hold only at the revision their caller has looked at.

use futures::future::BoxFuture;
use ledger::{
    CommandError, CommandHandler, Decider as _, Ledger, Part, Revision, Step, StreamName,
};

use crate::domain::UnitId;
use crate::domain::unit::Unit;

/// What the other steps of an act say was taken from this stream at this revision.
pub(super) struct Pinned {
    pub(super) step: Box<dyn Step>,
    pub(super) revision: Revision,
}

impl Step for Pinned {
    fn stream(&self) -> StreamName {
        self.step.stream()
    }

    fn decide<'a>(&'a self, ledger: &'a Ledger) -> BoxFuture<'a, Result<Part, CommandError>> {
        Box::pin(async move { unchanged(self.step.decide(ledger).await?, self.revision) })
    }
}

/// Nothing is asked of this unit; what the other steps say of it was taken at this revision.
pub(super) struct Held {
    pub(super) units: CommandHandler<Unit>,
    pub(super) id: UnitId,
    pub(super) revision: Revision,
}

impl Step for Held {
    fn stream(&self) -> StreamName {
        StreamName::new(Unit::CATEGORY, self.id)
    }

    fn decide<'a>(&'a self, _: &'a Ledger) -> BoxFuture<'a, Result<Part, CommandError>> {
        Box::pin(async move {
            let (_, revision) = self.units.load(self.id).await?;
            let stream = self.stream();
            unchanged(Part { stream, revision, events: Vec::new() }, self.revision)
        })
    }
}

fn unchanged(part: Part, seen: Revision) -> Result<Part, CommandError> {
    if part.revision == seen {
        return Ok(part);
    }
    Err(CommandError::Contended { stream: part.stream, attempts: 1 })
}
