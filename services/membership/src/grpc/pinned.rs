//! A step that holds only at the revision its caller has looked at.

use futures::future::BoxFuture;
use ledger::{CommandError, Ledger, Part, Revision, Step};

/// What the other steps of an act say was taken from this stream at this revision.
pub(super) struct Pinned {
    pub(super) step: Box<dyn Step>,
    pub(super) revision: Revision,
}

impl Step for Pinned {
    fn decide<'a>(&'a self, ledger: &'a Ledger) -> BoxFuture<'a, Result<Part, CommandError>> {
        Box::pin(async move {
            let part = self.step.decide(ledger).await?;
            if part.revision == self.revision {
                return Ok(part);
            }
            let Part { stream, revision: current, .. } = part;
            Err(CommandError::StaleRevision { stream, expected: self.revision, current })
        })
    }
}
