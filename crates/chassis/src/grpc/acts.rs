//! What all commands do at their end.

use contracts::ledger::v1::CommandReceipt;
use ledger::{Asked, CommandError, Ledger, Reject, Step};
use tonic::Status;

use super::refusal::Domain;
use super::{receipt, status};

impl Domain {
    /// Carries out one act over several streams; the first one's is the resource.
    ///
    /// # Errors
    /// As [`status()`] tells it.
    pub async fn act(
        &self,
        ledger: &Ledger,
        asked: Asked,
        steps: Vec<Box<dyn Step>>,
    ) -> Result<Option<CommandReceipt>, Status> {
        let done = ledger.act(asked, steps).await.map_err(|error| status(self, error))?;
        Ok(Some(receipt(self.context, done)))
    }

    /// What callers are told of what a rule refused.
    pub fn rejected(&self, rejection: impl Reject) -> Status {
        status(self, CommandError::Rejected(Box::new(rejection)))
    }
}
