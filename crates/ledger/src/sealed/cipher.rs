//! XChaCha20-Poly1305 with a random nonce in front: long enough that no two are ever the same.

use chacha20poly1305::aead::{Aead as _, KeyInit as _, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use ring::rand::{SecureRandom as _, SystemRandom};
use zeroize::Zeroizing;

const NONCE: usize = 24;

/// 256 bits that are overwritten when they are dropped.
pub(super) type Secret = Zeroizing<[u8; 32]>;

/// # Panics
/// If the operating system has no random numbers: nothing secret can be made then.
pub(super) fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    SystemRandom::new().fill(&mut bytes).expect("the operating system gives random numbers");
    bytes
}

pub(super) fn encrypt(key: &Secret, bound_to: &[u8], plain: &[u8]) -> Vec<u8> {
    let nonce = random::<NONCE>();
    let cipher = XChaCha20Poly1305::new((&**key).into());
    let sealed = cipher
        .encrypt(&XNonce::from(nonce), Payload { msg: plain, aad: bound_to })
        .expect("an event is far below what one nonce may encrypt");
    [&nonce[..], &sealed].concat()
}

/// `None` where key, binding or bytes are not those of the encryption.
pub(super) fn decrypt(key: &Secret, bound_to: &[u8], bytes: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let (nonce, sealed) = bytes.split_first_chunk::<NONCE>()?;
    let cipher = XChaCha20Poly1305::new((&**key).into());
    let payload = Payload { msg: sealed, aad: bound_to };
    cipher.decrypt(&XNonce::from(*nonce), payload).ok().map(Zeroizing::new)
}
