//! Tokens and the keys they are checked with: whoever is believed has shown a signature, and claims that
//! say what they must.
//!
//! An input begins with a letter: `T` a token as it is; `P` or `S` a line with a header and the claims, to be
//! signed by the issuer or by a service; `K` a key set.

use chassis::caller::Kind;
use chassis::token::check_keys;
use serde_json::{Value, json};

use crate::house::{self, AUDIENCE, CLIENT, House, ISSUER, NOW};
use crate::signer::Signer;

/// Clocks may differ by this, a person's token and a service's may last that long.
const LEEWAY: i64 = 60;
const LONGEST: [i64; 2] = [3600, 300];

pub fn try_out(input: &[u8]) {
    let Some((sort, rest)) = input.split_first() else { return };
    house::within(|house| match sort {
        b'T' => token(house, &String::from_utf8_lossy(rest)),
        b'P' => claims(house, &house.issuer, rest),
        b'S' => claims(house, &house.projection, rest),
        b'K' => drop(check_keys(rest)),
        _ => {}
    });
}

fn token(house: &House, token: &str) {
    if let Ok(bearer) = house.block_on(house.verifier.verify(token)) {
        let signer = match bearer.kind {
            Kind::Person => &house.issuer,
            Kind::Service => &house.projection,
        };
        assert!(signer.has_signed(token), "believed without a signature: {token}");
    }
}

fn claims(house: &House, signer: &Signer, input: &[u8]) {
    let line = input.iter().position(|byte| *byte == b'\n').unwrap_or(input.len());
    let (header, claims) = input.split_at(line);
    let claims = claims.get(1..).unwrap_or_default();
    let token = signer.token(header, claims);
    let Ok(bearer) = house.block_on(house.verifier.verify(&token)) else { return };
    let said: Value = serde_json::from_slice(claims).expect("what is believed is JSON");
    let text = |name: &str| said[name].as_str().unwrap_or_default();
    let number = |name: &str| said[name].as_i64().expect("an instant is a number");
    let (issuer, audience, longest) = match bearer.kind {
        Kind::Person => (ISSUER, AUDIENCE, LONGEST[0]),
        Kind::Service => ("projection", "membership", LONGEST[1]),
    };
    assert_eq!(signer.kid, issuer, "signed by another than who must");
    let for_whom = &said["aud"];
    let named = for_whom.as_array().is_some_and(|several| several.contains(&json!(audience)));
    assert!(for_whom == audience || named, "for another: {for_whom}");
    assert_eq!(text("iss"), issuer);
    let (issued, ends) = (number("iat"), number("exp"));
    assert!((1..=longest).contains(&ends.saturating_sub(issued)), "it lasts too long");
    assert!(issued <= NOW + LEEWAY && ends > NOW - LEEWAY, "it is not its time");
    match bearer.kind {
        Kind::Person => {
            let programs = [text("azp"), text("client_id")];
            assert!(programs.contains(&CLIENT), "issued to none of our programs");
            assert_eq!(bearer.claims.sub, text("sub"));
            assert!(
                !bearer.claims.sub.starts_with("service:"),
                "a person is called like a service"
            );
            assert!(
                !bearer.claims.sub.trim().is_empty() && !bearer.claims.capacity.trim().is_empty()
            );
        }
        Kind::Service => assert_eq!(bearer.claims.sub, "service:projection"),
    }
}

pub fn seeds() -> Vec<Vec<u8>> {
    let person = json!({
        "iss": ISSUER, "aud": [AUDIENCE, "other"], "azp": CLIENT, "sub": "sub-1", "capacity": "office",
        "unit": servers::bad_input::GOOD_ID, "iat": NOW, "nbf": NOW, "exp": NOW + 600,
    });
    let service = json!({
        "iss": "projection", "aud": "membership", "sub": "projection", "iat": NOW, "exp": NOW + 60,
    });
    let rsa = json!({ "keys": [
        { "kty": "RSA", "kid": "r", "use": "sig", "alg": "RS256", "n": "q".repeat(342), "e": "AQAB" },
        { "kty": "EC", "kid": "e", "crv": "P-256", "x": "q".repeat(43), "y": "q".repeat(43) },
        { "kty": "oct", "k": "c2VjcmV0" },
    ]});
    house::within(|house| {
        let (issuer, projection) = (&house.issuer, &house.projection);
        let of_person = format!("P{}\n{person}", issuer.header("at+jwt"));
        let of_service = format!("S{}\n{service}", projection.header("service+jwt"));
        let whole = format!("T{}", house.token());
        let keys = format!("K{}", issuer.key_set());
        [of_person, of_service, whole, keys, format!("K{rsa}")].map(String::into_bytes).into()
    })
}
