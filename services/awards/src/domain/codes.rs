//! Codes: of what a ruleset names, and of entries whose judges know nothing else of them.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// The longest code of a ruleset.
const LENGTH: usize = 16;

/// The text is no such code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("it is no code")]
pub struct NotACode;

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident),+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = NotACode;

            fn from_str(text: &str) -> Result<Self, NotACode> {
                if is_code(text) { Ok(Self(text.to_owned())) } else { Err(NotACode) }
            }
        }

        impl TryFrom<String> for $name {
            type Error = NotACode;

            fn try_from(text: String) -> Result<Self, NotACode> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(code: $name) -> Self {
                code.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    )+};
}

codes!(
    /// Lĩnh vực.
    FieldCode,
    /// Điều kiện hợp lệ.
    ClauseCode,
    /// Thành phần hồ sơ.
    PartCode,
    /// Tiêu chí.
    CriterionCode,
    /// Giải.
    TierCode
);

/// Capitals and digits, with hyphens and underscores inside.
fn is_code(text: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit();
    let bytes = text.as_bytes();
    let ends =
        bytes.first().is_some_and(|it| plain(*it)) && bytes.last().is_some_and(|it| plain(*it));
    ends && bytes.len() <= LENGTH && bytes.iter().all(|it| plain(*it) || matches!(it, b'-' | b'_'))
}

/// Letters and digits that are not taken for one another (Crockford's base 32).
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const CODE_LENGTH: usize = 8;

/// What judges call an entry of a blind stage by (mã phách): drawn by the service, and nothing follows from
/// it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct EntryCode(String);

impl EntryCode {
    /// The code of 40 random bits.
    #[must_use]
    pub fn of(random: [u8; 5]) -> Self {
        let bits = random.iter().fold(0_u64, |bits, byte| bits << 8 | u64::from(*byte));
        let digit = |place: usize| {
            let index = usize::try_from(bits >> (5 * place) & 31).unwrap_or_default();
            char::from(ALPHABET.get(index).copied().unwrap_or(b'0'))
        };
        Self((0..CODE_LENGTH).rev().map(digit).collect())
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for EntryCode {
    type Err = NotACode;

    fn from_str(text: &str) -> Result<Self, NotACode> {
        let is_code = text.len() == CODE_LENGTH && text.bytes().all(|it| ALPHABET.contains(&it));
        if is_code { Ok(Self(text.to_owned())) } else { Err(NotACode) }
    }
}

impl TryFrom<String> for EntryCode {
    type Error = NotACode;

    fn try_from(text: String) -> Result<Self, NotACode> {
        text.parse()
    }
}

impl From<EntryCode> for String {
    fn from(code: EntryCode) -> Self {
        code.0
    }
}

impl fmt::Display for EntryCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_of_capitals_and_digits() {
        for code in ["C1", "F-1", "D_10", "7"] {
            assert_eq!(code.parse::<FieldCode>().map(|it| it.to_string()), Ok(code.to_owned()));
        }
        for text in ["", "c1", "-C", "C-", "C 1", "Đ1", "ABCDEFGHIJKLMNOPQ"] {
            assert_eq!(text.parse::<FieldCode>(), Err(NotACode), "{text}");
        }
    }

    #[test]
    fn the_code_of_an_entry_holds_all_of_its_bits() {
        assert_eq!(EntryCode::of([0; 5]).as_str(), "00000000");
        assert_eq!(EntryCode::of([0xff; 5]).as_str(), "ZZZZZZZZ");
        assert_eq!(EntryCode::of([0, 0, 0, 0, 33]).as_str(), "00000011");
        assert_eq!(EntryCode::of([0x08, 0, 0, 0, 0]).as_str(), "10000000");
    }

    #[test]
    fn the_code_of_an_entry_has_no_letter_that_is_taken_for_another_one() {
        for text in ["0000000I", "0000000O", "0000000u", "0000000", "000000000"] {
            assert_eq!(text.parse::<EntryCode>(), Err(NotACode), "{text}");
        }
    }
}
