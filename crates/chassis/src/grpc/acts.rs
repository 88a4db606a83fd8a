//! What all commands do at their end, and what some look at before.

use contracts::ledger::v1::CommandReceipt;
use ledger::{Asked, CommandError, CommandHandler, Decider, Ledger, Reject, Step};
use serde::Serialize;
use serde::de::DeserializeOwned;
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

    /// An aggregate as it stands.
    ///
    /// # Errors
    /// As [`status()`] tells it.
    pub async fn loaded<D>(
        &self,
        handler: &CommandHandler<D>,
        id: impl std::fmt::Display,
    ) -> Result<D, Status>
    where
        D: Decider + Send + 'static,
        D::Event: Serialize + DeserializeOwned + Send + Sync,
        for<'e> &'e D::Event: Into<&'static str>,
        D::Command: Clone + Send + Sync + 'static,
    {
        let (state, _) = handler.load(id).await.map_err(|error| status(self, error))?;
        Ok(state)
    }

    /// What callers are told of what a rule refused.
    pub fn rejected(&self, rejection: impl Reject) -> Status {
        status(self, CommandError::Rejected(Box::new(rejection)))
    }
}
