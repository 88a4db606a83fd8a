//! An issuer whose key everybody can see: so that a token's claims, and not only its text, can be anything.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::signature::{Ed25519KeyPair, KeyPair as _};
use serde_json::json;

/// Signs whatever it is given.
pub struct Signer {
    pair: Ed25519KeyPair,
    pub kid: &'static str,
}

impl Signer {
    /// The same keys in every process, so that kept inputs stay what they are.
    pub fn new(kid: &'static str) -> Self {
        let seed = ledger::Digest::of(kid.as_bytes());
        let pair = Ed25519KeyPair::from_seed_unchecked(seed.as_slice());
        Self { pair: pair.expect("any 32 bytes are a seed"), kid }
    }

    /// What it publishes.
    pub fn key_set(&self) -> String {
        let x = URL_SAFE_NO_PAD.encode(self.pair.public_key());
        let key = json!({
            "kty": "OKP", "crv": "Ed25519", "use": "sig", "alg": "EdDSA", "kid": self.kid, "x": x,
        });
        json!({ "keys": [key] }).to_string()
    }

    pub fn token(&self, header: &[u8], claims: &[u8]) -> String {
        let (header, claims) = (URL_SAFE_NO_PAD.encode(header), URL_SAFE_NO_PAD.encode(claims));
        let signed = format!("{header}.{claims}");
        let signature = URL_SAFE_NO_PAD.encode(self.pair.sign(signed.as_bytes()));
        format!("{signed}.{signature}")
    }

    pub fn header(&self, typ: &str) -> String {
        json!({ "typ": typ, "alg": "EdDSA", "kid": self.kid }).to_string()
    }

    /// Whether the token has the signature that this signer gives it.
    pub fn has_signed(&self, token: &str) -> bool {
        let Some((signed, signature)) = token.rsplit_once('.') else { return false };
        let signature = URL_SAFE_NO_PAD.decode(signature).unwrap_or_default();
        self.pair.sign(signed.as_bytes()).as_ref() == signature
    }
}
