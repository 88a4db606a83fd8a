//! An exact decimal number, 0 or more: `95.5`. There is no float in this context.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// At most so many places behind the point.
const PLACES: usize = 4;
/// At most so many digits before it.
const DIGITS: usize = 14;

/// In its shortest form: `95.50` and `95.5` are one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Decimal {
    /// The number times 10 to the power of `places`.
    scaled: i64,
    places: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a number has at most 14 digits before the point and 4 behind it")]
pub struct NotADecimal;

impl FromStr for Decimal {
    type Err = NotADecimal;

    fn from_str(text: &str) -> Result<Self, NotADecimal> {
        let (whole, behind) = text.split_once('.').unwrap_or((text, ""));
        let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        let behind_is_left_out = !text.contains('.');
        let plain = (1..=DIGITS).contains(&whole.len())
            && (behind_is_left_out || (1..=PLACES).contains(&behind.len()))
            && digits(whole)
            && digits(behind);
        if !plain {
            return Err(NotADecimal);
        }
        let behind = behind.trim_end_matches('0');
        let scaled = format!("{whole}{behind}").parse().map_err(|_| NotADecimal)?;
        let places = u32::try_from(behind.len()).map_err(|_| NotADecimal)?;
        Ok(Self { scaled, places })
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unit = 10_i64.pow(self.places);
        let (whole, behind) = (self.scaled / unit, self.scaled % unit);
        match self.places as usize {
            0 => write!(f, "{whole}"),
            places => write!(f, "{whole}.{behind:0places$}"),
        }
    }
}

impl TryFrom<String> for Decimal {
    type Error = NotADecimal;

    fn try_from(text: String) -> Result<Self, NotADecimal> {
        text.parse()
    }
}

impl From<Decimal> for String {
    fn from(decimal: Decimal) -> Self {
        decimal.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_decimal_is_told_in_its_shortest_form() {
        for (said, told) in [
            ("0", "0"),
            ("0.05", "0.05"),
            ("95.50", "95.5"),
            ("007", "7"),
            ("12.0000", "12"),
            ("99999999999999.9999", "99999999999999.9999"),
        ] {
            assert_eq!(said.parse::<Decimal>().unwrap().to_string(), told);
        }
        assert_eq!("95.50".parse::<Decimal>(), "95.5".parse());
    }

    #[test]
    fn nothing_else_is_a_decimal() {
        for text in
            ["", ".", "1.", ".5", "-1", "+1", "1,5", "1e3", "1.00001", "100000000000000", "١"]
        {
            assert_eq!(text.parse::<Decimal>(), Err(NotADecimal), "{text}");
        }
    }
}
