//! Whoever wraps: the key management service where there is one, else the keys of this process. Keys of this
//! process that wrapped before go on opening that, until all is wrapped anew.

use futures::future::BoxFuture;
use ledger::sealed::{Keyring, MasterError, MasterKeys, Wrapped};
use uuid::Uuid;
use zeroize::Zeroizing;

use super::transit::Transit;

/// Who has the master keys.
pub enum Masters {
    OfProcess(Keyring),
    OfEngine {
        engine: Box<Transit>,
        /// Those of this process from before.
        before: Option<Keyring>,
    },
}

impl Masters {
    fn wrapping(&self) -> &dyn MasterKeys {
        match self {
            Self::OfProcess(ring) => ring,
            Self::OfEngine { engine, .. } => engine.as_ref(),
        }
    }

    fn of(&self, wrapped: &Wrapped) -> Result<&dyn MasterKeys, MasterError> {
        match self {
            Self::OfEngine { engine, .. } if Transit::wrapped(&wrapped.master) => {
                Ok(engine.as_ref())
            }
            Self::OfProcess(ring) | Self::OfEngine { before: Some(ring), .. } => Ok(ring),
            Self::OfEngine { before: None, .. } => {
                Err(MasterError::Unknown { id: wrapped.master.clone() })
            }
        }
    }
}

impl MasterKeys for Masters {
    fn current(&self) -> BoxFuture<'_, Result<String, MasterError>> {
        self.wrapping().current()
    }

    fn wrap<'a>(
        &'a self,
        subject: Uuid,
        key: &'a [u8; 32],
    ) -> BoxFuture<'a, Result<Wrapped, MasterError>> {
        self.wrapping().wrap(subject, key)
    }

    fn unwrap<'a>(
        &'a self,
        subject: Uuid,
        wrapped: &'a Wrapped,
    ) -> BoxFuture<'a, Result<Zeroizing<[u8; 32]>, MasterError>> {
        Box::pin(async move { self.of(wrapped)?.unwrap(subject, wrapped).await })
    }

    /// The service rewraps what it wrapped; what comes from the keys of this process is opened here.
    fn rewrap<'a>(
        &'a self,
        subject: Uuid,
        wrapped: &'a Wrapped,
    ) -> BoxFuture<'a, Result<Wrapped, MasterError>> {
        Box::pin(async move {
            if let Self::OfEngine { engine, .. } = self
                && Transit::wrapped(&wrapped.master)
            {
                return engine.rewrap(subject, wrapped).await;
            }
            let key = self.unwrap(subject, wrapped).await?;
            self.wrap(subject, &key).await
        })
    }
}
