//! Whoever wraps: the key management service where there is one, else the keys of this process. Keys of this
//! process that wrapped before go on opening that, until all is wrapped anew.

use futures::future::BoxFuture;
use ledger::sealed::{Keyring, MasterError, MasterKeys, Wrapped};
use uuid::Uuid;
use zeroize::Zeroizing;

use super::transit::Transit;

/// At least one of the two.
pub struct Masters {
    pub transit: Option<Transit>,
    pub ring: Option<Keyring>,
}

impl Masters {
    fn wrapping(&self) -> Result<&dyn MasterKeys, MasterError> {
        match (&self.transit, &self.ring) {
            (Some(transit), _) => Ok(transit),
            (None, Some(ring)) => Ok(ring),
            (None, None) => Err(MasterError::Unknown { id: "none".to_owned() }),
        }
    }

    fn of(&self, wrapped: &Wrapped) -> Result<&dyn MasterKeys, MasterError> {
        match (&self.transit, &self.ring) {
            (Some(transit), _) if Transit::wrapped(&wrapped.master) => Ok(transit),
            (_, Some(ring)) => Ok(ring),
            (_, None) => Err(MasterError::Unknown { id: wrapped.master.clone() }),
        }
    }
}

impl MasterKeys for Masters {
    fn current(&self) -> BoxFuture<'_, Result<String, MasterError>> {
        Box::pin(async { self.wrapping()?.current().await })
    }

    fn wrap<'a>(
        &'a self,
        subject: Uuid,
        key: &'a [u8; 32],
    ) -> BoxFuture<'a, Result<Wrapped, MasterError>> {
        Box::pin(async move { self.wrapping()?.wrap(subject, key).await })
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
            if let Some(transit) = &self.transit
                && Transit::wrapped(&wrapped.master)
            {
                return transit.rewrap(subject, wrapped).await;
            }
            let key = self.unwrap(subject, wrapped).await?;
            self.wrap(subject, &key).await
        })
    }
}
