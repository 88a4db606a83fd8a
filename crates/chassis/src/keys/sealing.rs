//! What handlers do with who a person is: it comes in clear, is sealed before it is decided about, and opened for the
//! answer.

use std::sync::Arc;

use ledger::sealed::{Keys, KeysError, Opened, PersonKey, Place, Sealed};
use ledger::{Asked, Reject, StreamName};
use serde::Serialize;
use serde::de::DeserializeOwned;
use tonic::Status;
use uuid::Uuid;

use crate::grpc::{self, Domain};

/// The one sealed value of a person's stream.
const DETAILS: &str = "details";

/// The stream of one person, whose details are sealed under a key of the same id.
#[derive(Debug, Clone)]
pub struct PersonStream {
    domain: Domain,
    stream: StreamName,
    person: Uuid,
}

impl PersonStream {
    #[must_use]
    pub fn new(domain: Domain, category: &str, person: Uuid) -> Self {
        Self { domain, stream: StreamName::new(category, person), person }
    }

    fn place(&self) -> Place<'_> {
        Place { context: self.domain.context, stream: &self.stream, field: DETAILS }
    }

    /// The key for somebody who becomes known. A dry run makes none.
    ///
    /// # Errors
    /// If the person is erased, or the keys are away.
    pub async fn new_key(
        &self,
        keys: &Keys,
        asked: &Asked,
        erased: impl Reject,
    ) -> Result<Arc<PersonKey>, Status> {
        if asked.validate_only {
            return Ok(Arc::new(PersonKey::throwaway(self.person)));
        }
        keys.obtain(self.person).await.map_err(|error| no_key(&self.domain, &error, erased))
    }

    /// The key of somebody who may be known; `None` where nobody ever was.
    ///
    /// # Errors
    /// If the person is erased, or the keys are away.
    pub async fn key(
        &self,
        keys: &Keys,
        erased: impl Reject,
    ) -> Result<Option<Arc<PersonKey>>, Status> {
        keys.find(self.person).await.map_err(|error| no_key(&self.domain, &error, erased))
    }

    /// The details sealed, and a fingerprint of the request that says nothing about them.
    #[must_use]
    pub fn seal<T: Serialize>(
        &self,
        key: &PersonKey,
        details: &T,
        asked: Asked,
    ) -> (Sealed<T>, Asked) {
        let fingerprint = key.fingerprint(&asked.fingerprint);
        (key.seal(&self.place(), details), Asked { fingerprint, ..asked })
    }

    /// What a reader sees of the details; `None` where the key is not to be had now.
    ///
    /// # Errors
    /// If they do not open though the key is there.
    pub async fn open<T: DeserializeOwned>(
        &self,
        keys: &Keys,
        sealed: &Sealed<T>,
    ) -> Result<Option<Opened<T>>, Status> {
        grpc::opened(&self.domain, keys.open(&self.place(), sealed).await)
    }

    /// The same for an act, which does not go on without.
    ///
    /// # Errors
    /// If the keys are away, or the details do not open.
    pub async fn opened<T: DeserializeOwned>(
        &self,
        keys: &Keys,
        sealed: &Sealed<T>,
    ) -> Result<Opened<T>, Status> {
        let opened = keys.open(&self.place(), sealed).await;
        opened.map_err(|error| grpc::keys_status(&self.domain, &error))
    }
}

/// Why there is no key to seal with: whoever it was of is erased, or the keys are away.
fn no_key(domain: &Domain, error: &KeysError, erased: impl Reject) -> Status {
    match error {
        KeysError::Destroyed { .. } => domain.rejected(erased),
        KeysError::Store(_) | KeysError::Master(_) | KeysError::Open { .. } => {
            grpc::keys_status(domain, error)
        }
    }
}
