//! Codes: what the files call things, and how each is formed.

use std::fmt;

use serde::Deserialize;

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident, $form:path;)+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
        #[serde(try_from = "String")]
        pub struct $name(String);

        impl $name {
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl TryFrom<String> for $name {
            type Error = Malformed;

            fn try_from(code: String) -> Result<Self, Malformed> {
                if $form(&code) { Ok(Self(code)) } else { Err(Malformed { code }) }
            }
        }
    )+};
}

codes! {
    /// As the contract has it: `HD.BTG`.
    UnitCode, is_upper;
    /// `cap-uy-cac-cap`.
    GroupCode, is_slug;
    /// `hoi-tin-hoc`.
    AssociationCode, is_slug;
    PlanCode, is_slug;
    /// Of a sample round or its programme: `TTNND-14`.
    ContestCode, is_upper;
    /// `ban-tin-2026-1`.
    RecordCode, is_slug;
    /// `II` or `II.4`.
    SectionCode, is_section;
    /// `I.3` or `II.4.b`.
    ItemCode, is_item;
    /// `II.4.b/3`.
    IndicatorCode, is_indicator;
}

/// A code that is not formed as it should be.
#[derive(Debug, thiserror::Error)]
#[error("the code “{code}” is malformed")]
pub struct Malformed {
    code: String,
}

fn is_upper(code: &str) -> bool {
    (2..=32).contains(&code.len())
        && code
            .bytes()
            .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'.' || b == b'-')
}

fn is_slug(code: &str) -> bool {
    code.split('-').all(|word| {
        !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
    })
}

fn is_section(code: &str) -> bool {
    match code.split_once('.') {
        None => is_part(code),
        Some((part, number)) => is_part(part) && is_number(number),
    }
}

fn is_item(code: &str) -> bool {
    let mut steps = code.split('.');
    steps.next().is_some_and(is_part)
        && steps.next().is_some_and(is_number)
        && steps.next().is_none_or(|letter| matches!(letter.as_bytes(), [b'a'..=b'z']))
        && steps.next().is_none()
}

fn is_indicator(code: &str) -> bool {
    code.split_once('/').is_some_and(|(item, number)| is_item(item) && is_number(number))
}

fn is_part(part: &str) -> bool {
    matches!(part, "I" | "II" | "III")
}

fn is_number(number: &str) -> bool {
    number.parse::<u8>().is_ok_and(|n| n > 0 && n.to_string() == number)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holds<T: TryFrom<String>>(code: &str) -> bool {
        T::try_from(code.to_owned()).is_ok()
    }

    #[test]
    fn codes_are_formed_as_they_should_be() {
        assert!(holds::<UnitCode>("HD.BTG") && holds::<UnitCode>("HD"));
        for code in ["", "H", "hd.btg", "HD BTG", "HD.ĐU", &"H".repeat(33)] {
            assert!(!holds::<UnitCode>(code), "{code}");
        }
        assert!(holds::<GroupCode>("cap-uy-cac-cap"));
        for code in ["", "-", "cap--uy", "Cap-uy", "cấp-ủy"] {
            assert!(!holds::<GroupCode>(code), "{code}");
        }
        assert!(holds::<SectionCode>("II") && holds::<SectionCode>("II.4"));
        assert!(holds::<ItemCode>("I.3") && holds::<ItemCode>("II.4.b"));
        assert!(holds::<IndicatorCode>("I.3/2") && holds::<IndicatorCode>("II.4.b/3"));
        for code in ["IV.1", "II", "II.0", "II.04", "II.4.", "II.4.bb", "II.4.b.1", "II.4.b/3"] {
            assert!(!holds::<ItemCode>(code), "{code}");
        }
        for code in ["II.4.b", "II.4.b/", "II.4.b/0", "II/1"] {
            assert!(!holds::<IndicatorCode>(code), "{code}");
        }
    }
}
