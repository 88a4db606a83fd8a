//! Master keys: wrap the keys of persons, and are kept elsewhere than those.

use std::fmt;
use std::str::FromStr;

use futures::future::BoxFuture;
use uuid::Uuid;
use zeroize::Zeroizing;

use super::cipher::{Secret, decrypt, encrypt};

/// A person's key under a master key.
#[derive(Clone, PartialEq, Eq)]
pub struct Wrapped {
    /// Which master key.
    pub master: String,
    pub bytes: Vec<u8>,
}

#[derive(Debug, thiserror::Error)]
pub enum MasterError {
    #[error("there is no master key {id}")]
    Unknown { id: String },
    #[error("the key of {subject} was not wrapped by the master key {id}, or was changed")]
    Tampered { subject: Uuid, id: String },
    /// Whoever keeps the master keys does not answer.
    #[error("the master keys are not available")]
    Unavailable(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// Whoever has the master keys: this process ([`Keyring`]), or a key management service.
pub trait MasterKeys: Send + Sync + 'static {
    /// The one that wraps from now on.
    fn current(&self) -> BoxFuture<'_, Result<String, MasterError>>;

    /// Wraps by the current one.
    fn wrap<'a>(
        &'a self,
        subject: Uuid,
        key: &'a [u8; 32],
    ) -> BoxFuture<'a, Result<Wrapped, MasterError>>;

    fn unwrap<'a>(
        &'a self,
        subject: Uuid,
        wrapped: &'a Wrapped,
    ) -> BoxFuture<'a, Result<Zeroizing<[u8; 32]>, MasterError>>;

    /// Wraps by the current one what another one wraps.
    fn rewrap<'a>(
        &'a self,
        subject: Uuid,
        wrapped: &'a Wrapped,
    ) -> BoxFuture<'a, Result<Wrapped, MasterError>> {
        Box::pin(async move {
            let key = self.unwrap(subject, wrapped).await?;
            self.wrap(subject, &key).await
        })
    }
}

/// Master keys that this process holds: a line `ID HEX` for each, the first one wraps.
#[derive(Clone)]
pub struct Keyring {
    keys: Vec<(String, Secret)>,
}

impl fmt::Debug for Keyring {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.keys.iter().map(|(id, _)| id)).finish()
    }
}

/// Does not repeat what was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: a line for each key: its id, a space, 64 hexadecimal digits; no id twice")]
pub struct MalformedKeyring {
    line: usize,
}

impl FromStr for Keyring {
    type Err = MalformedKeyring;

    fn from_str(text: &str) -> Result<Self, MalformedKeyring> {
        let mut keys: Vec<(String, Secret)> = Vec::new();
        for (line, content) in (1..).zip(text.lines()) {
            let key = content.split_once(' ').and_then(|(id, key)| {
                let decoded = Zeroizing::new(hex::decode(key.trim()).ok()?);
                let key = Zeroizing::new(<[u8; 32]>::try_from(decoded.as_slice()).ok()?);
                let is_new = !id.is_empty() && keys.iter().all(|(other, _)| other != id);
                is_new.then(|| (id.to_owned(), key))
            });
            keys.push(key.ok_or(MalformedKeyring { line })?);
        }
        if keys.is_empty() { Err(MalformedKeyring { line: 1 }) } else { Ok(Self { keys }) }
    }
}

fn bound_to(subject: Uuid, id: &str) -> Vec<u8> {
    [b"person key", subject.as_bytes().as_slice(), id.as_bytes()].concat()
}

impl MasterKeys for Keyring {
    fn current(&self) -> BoxFuture<'_, Result<String, MasterError>> {
        Box::pin(async { Ok(self.keys[0].0.clone()) })
    }

    fn wrap<'a>(
        &'a self,
        subject: Uuid,
        key: &'a [u8; 32],
    ) -> BoxFuture<'a, Result<Wrapped, MasterError>> {
        let (id, master) = &self.keys[0];
        let bytes = encrypt(master, &bound_to(subject, id), key);
        Box::pin(async move { Ok(Wrapped { master: id.clone(), bytes }) })
    }

    fn unwrap<'a>(
        &'a self,
        subject: Uuid,
        wrapped: &'a Wrapped,
    ) -> BoxFuture<'a, Result<Zeroizing<[u8; 32]>, MasterError>> {
        Box::pin(async move {
            let id = || wrapped.master.clone();
            let master = self.keys.iter().find(|(id, _)| *id == wrapped.master);
            let (_, master) = master.ok_or_else(|| MasterError::Unknown { id: id() })?;
            let plain = decrypt(master, &bound_to(subject, &wrapped.master), &wrapped.bytes);
            let plain = plain.and_then(|plain| <[u8; 32]>::try_from(plain.as_slice()).ok());
            plain.map(Zeroizing::new).ok_or_else(|| MasterError::Tampered { subject, id: id() })
        })
    }
}
