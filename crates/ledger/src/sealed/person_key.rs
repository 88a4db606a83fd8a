//! A person's key: seals, opens, and makes fingerprints that nobody can guess back.

use std::fmt;

use ring::hmac;
use serde::Serialize;
use serde::de::DeserializeOwned;
use uuid::Uuid;
use zeroize::Zeroizing;

use super::cipher::{Secret, decrypt, encrypt, random};
use super::{Place, Sealed};
use crate::recorded::Digest;

/// Plain values are filled up to a multiple of this: a name's length tells of whom it is.
const BLOCK: usize = 128;

/// Why a sealed value does not open though its person's key is there. Says nothing of its content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum OpenError {
    #[error("a sealed value was changed, or stands where it was not sealed")]
    Tampered,
    #[error("a sealed value holds something else than its type says")]
    Unfitting,
}

/// 256 random bits of one person, from which a key for each purpose is derived.
pub struct PersonKey {
    subject: Uuid,
    secret: Secret,
}

impl fmt::Debug for PersonKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PersonKey({})", self.subject)
    }
}

impl PersonKey {
    pub(super) fn new(subject: Uuid, secret: Secret) -> Self {
        Self { subject, secret }
    }

    /// A key that is kept nowhere: for a dry run.
    #[must_use]
    pub fn throwaway(subject: Uuid) -> Self {
        Self::new(subject, Zeroizing::new(random()))
    }

    #[must_use]
    pub fn seal<T: Serialize>(&self, place: &Place<'_>, value: &T) -> Sealed<T> {
        // Room for what is usual, so that the text is not moved and left behind in freed memory.
        let mut plain = Zeroizing::new(Vec::with_capacity(8 * BLOCK));
        serde_json::to_writer(&mut *plain, value).expect(
            "personal values are plain data: their serialisation has nothing that can fail",
        );
        let padded = plain.len().next_multiple_of(BLOCK);
        plain.resize(padded, b' ');
        let bound_to = place.bound_to(self.subject);
        Sealed::new(self.subject, encrypt(&self.derived(b"seal"), &bound_to, &plain))
    }

    pub fn open<T: DeserializeOwned>(
        &self,
        place: &Place<'_>,
        sealed: &Sealed<T>,
    ) -> Result<T, OpenError> {
        let bound_to = place.bound_to(sealed.subject);
        let plain = decrypt(&self.derived(b"seal"), &bound_to, &sealed.bytes);
        let plain = plain.ok_or(OpenError::Tampered)?;
        serde_json::from_slice(&plain).map_err(|_| OpenError::Unfitting)
    }

    /// For a request with personal values: its bare digest could be guessed, this one cannot, and means
    /// nothing when the key is destroyed.
    #[must_use]
    pub fn fingerprint(&self, request: &Digest) -> Digest {
        let tag = self.tag(&[b"fingerprint", request.as_slice()].concat());
        Digest::from_slice(tag.as_ref()).expect("HMAC-SHA-256 gives 32 bytes")
    }

    fn derived(&self, purpose: &[u8]) -> Secret {
        let mut key = Zeroizing::new([0; 32]);
        key.copy_from_slice(self.tag(purpose).as_ref());
        key
    }

    fn tag(&self, message: &[u8]) -> hmac::Tag {
        hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, &*self.secret), message)
    }
}
