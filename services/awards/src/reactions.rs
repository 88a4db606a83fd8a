//! What erasures ask for: the destruction of an erased participant's key ([`erasures`]).

pub mod erasures;

use futures::future::BoxFuture;
use ledger::CommandHandler;
use ledger::outbound::Outbound;
use ledger::scheduler::{Dispatch, DispatchError};
use ledger::sealed::Keys;

use crate::domain::participant::Participant;

/// Carries out what is owed.
pub struct Passing {
    pub participants: CommandHandler<Participant>,
    pub keys: Keys,
}

impl Dispatch for Passing {
    fn dispatch<'a>(&'a self, owed: &'a Outbound) -> BoxFuture<'a, Result<(), DispatchError>> {
        Box::pin(async move {
            match owed.target.as_str() {
                erasures::TARGET => {
                    erasures::destroy_key(&self.keys, &self.participants, owed).await
                }
                unknown => Err(DispatchError::Failed(format!("nobody does {unknown}").into())),
            }
        })
    }
}
