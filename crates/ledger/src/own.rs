//! Events of the own context, as views read them.

use serde::de::DeserializeOwned;
use uuid::Uuid;

use crate::{Decider, Entry, Undecodable};

#[derive(Debug, thiserror::Error)]
#[error("the entry came without its private part")]
struct NotOurs;

impl Entry {
    /// The event as its context stored it.
    ///
    /// # Errors
    /// If it came from another context's ledger, or is none of these.
    pub fn stored<E: DeserializeOwned>(&self) -> Result<E, Undecodable> {
        let private = self.private.as_ref().ok_or_else(|| Undecodable::new(NotOurs))?;
        serde_json::from_str(&private.data).map_err(Undecodable::new)
    }

    /// Whose stream it is in and what is stored, if that is one of this aggregate.
    ///
    /// # Errors
    /// As [`Entry::stored`], or if the stream's id is no UUID.
    pub fn of<D>(&self) -> Result<Option<(Uuid, D::Event)>, Undecodable>
    where
        D: Decider,
        D::Event: DeserializeOwned,
    {
        let Some(id) = self.stream.id_in(D::CATEGORY) else { return Ok(None) };
        let id = Uuid::try_parse(id).map_err(Undecodable::new)?;
        Ok(Some((id, self.stored()?)))
    }
}
