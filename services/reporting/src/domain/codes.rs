//! How the parts of a plan are named: sections `II` and `II.4`, items `I.3` and `II.4.b`, indicators
//! `II.4.b/3`.
//!
//! A part is a Roman numeral, a number, and in subsections a Latin letter (a, b, c, d, …; no đ). Codes
//! read from the ledger are taken as they are; only [`parse`](ItemCode::parse) checks them.

use serde::{Deserialize, Serialize};

const LAST_ROMAN: u8 = 39;
const LAST_NUMBER: u8 = 99;

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident),+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }
    )+};
}

codes!(
    /// Of a heading: `II`, or `II.4` for one below it.
    SectionCode,
    /// Of an item: `I.3` directly in a section, `II.4.b` in a subsection.
    ItemCode,
    /// Of an indicator: its item's code, `/`, and a number.
    IndicatorCode
);

impl SectionCode {
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        let depth = depth(code)?;
        (depth < 3).then(|| Self(code.to_owned()))
    }

    /// The section this one is in; `None` at the top.
    #[must_use]
    pub fn parent(&self) -> Option<Self> {
        self.0.rsplit_once('.').map(|(parent, _)| Self(parent.to_owned()))
    }

    /// Its rank in the order of the text, among sections and items.
    #[must_use]
    pub fn rank(&self) -> i32 {
        rank(&self.0)
    }
}

impl ItemCode {
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        let depth = depth(code)?;
        (depth > 1).then(|| Self(code.to_owned()))
    }

    /// The section whose heading it stands under.
    #[must_use]
    pub fn section(&self) -> SectionCode {
        SectionCode(self.0.rsplit_once('.').map_or("", |(section, _)| section).to_owned())
    }

    /// Its rank in the order of the text: `II.4.b` comes before `II.10.a`, and `IX` after `V`.
    #[must_use]
    pub fn rank(&self) -> i32 {
        rank(&self.0)
    }
}

impl IndicatorCode {
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        let (item, number) = code.split_once('/')?;
        ItemCode::parse(item)?;
        number_in(number)?;
        Some(Self(code.to_owned()))
    }

    /// The item it measures.
    #[must_use]
    pub fn item(&self) -> ItemCode {
        ItemCode(self.0.split_once('/').map_or("", |(item, _)| item).to_owned())
    }

    /// Its rank in the order of the plan.
    #[must_use]
    pub fn rank(&self) -> i32 {
        let (item, number) = self.0.split_once('/').unwrap_or((&self.0, ""));
        rank(item) * 100 + i32::from(number_in(number).unwrap_or_default())
    }
}

/// How many segments a well-formed code has.
fn depth(code: &str) -> Option<usize> {
    let mut segments = code.split('.');
    roman_in(segments.next()?)?;
    let Some(number) = segments.next() else { return Some(1) };
    number_in(number)?;
    let Some(letter) = segments.next() else { return Some(2) };
    letter_in(letter)?;
    segments.next().is_none().then_some(3)
}

fn rank(code: &str) -> i32 {
    let mut segments = code.split('.');
    let roman = segments.next().and_then(roman_in).unwrap_or_default();
    let number = segments.next().and_then(number_in).unwrap_or_default();
    let letter = segments.next().and_then(letter_in).unwrap_or_default();
    (i32::from(roman) * 100 + i32::from(number)) * 100 + i32::from(letter)
}

fn roman_in(segment: &str) -> Option<u8> {
    (1..=LAST_ROMAN).find(|number| roman(*number) == segment)
}

fn roman(number: u8) -> String {
    const UNITS: [&str; 10] = ["", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX"];
    "X".repeat(usize::from(number / 10)) + UNITS[usize::from(number % 10)]
}

fn number_in(segment: &str) -> Option<u8> {
    let plain = segment.bytes().all(|byte| byte.is_ascii_digit()) && !segment.starts_with('0');
    let number = plain.then(|| segment.parse().ok()).flatten()?;
    (1..=LAST_NUMBER).contains(&number).then_some(number)
}

fn letter_in(segment: &str) -> Option<u8> {
    match segment.as_bytes() {
        [letter @ b'a'..=b'z'] => Some(letter - b'a' + 1),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_codes_of_the_real_plan_are_well_formed() {
        for code in ["I.1", "I.3", "II.1.a", "II.5.g", "III.5", "XXXIX.99.z"] {
            assert_eq!(ItemCode::parse(code).unwrap().as_str(), code);
        }
        for code in ["I", "II", "II.4", "III"] {
            assert_eq!(SectionCode::parse(code).unwrap().as_str(), code);
        }
        for code in ["I.1/1", "II.5.e/7", "II.4.b/99"] {
            assert_eq!(IndicatorCode::parse(code).unwrap().as_str(), code);
        }
    }

    #[test]
    fn anything_else_is_no_code() {
        for code in [
            "", "II", "II.", ".4", "II.0", "II.04", "II.+4", "II.100", "II.256", "II.4.", "II.4.đ",
            "II.4.B", "II.4.ab", "II.4.b.1", "IIII.4", "ii.4", "XL.1", "IC.1", "2.4.b", "II.4.b ",
            "II/4", "II.4.b/1", "Ⅱ.4", "II.٤",
        ] {
            assert_eq!(ItemCode::parse(code), None, "{code}");
        }
        for code in ["", "II.4.b", "II.", "i"] {
            assert_eq!(SectionCode::parse(code), None, "{code}");
        }
        for code in ["", "II.4.b", "II.4.b/", "II.4.b/0", "II.4.b/100", "II/1", "II.4.b/1/1"] {
            assert_eq!(IndicatorCode::parse(code), None, "{code}");
        }
    }

    #[test]
    fn an_item_stands_under_the_heading_its_code_names() {
        assert_eq!(ItemCode::parse("II.4.b").unwrap().section().as_str(), "II.4");
        assert_eq!(ItemCode::parse("I.3").unwrap().section().as_str(), "I");
        assert_eq!(SectionCode::parse("II.4").unwrap().parent(), SectionCode::parse("II"));
        assert_eq!(SectionCode::parse("II").unwrap().parent(), None);
        assert_eq!(IndicatorCode::parse("II.4.b/3").unwrap().item().as_str(), "II.4.b");
    }

    #[test]
    fn ranks_follow_the_text_and_not_the_alphabet() {
        let in_order = ["I.1", "I.3", "II.4.b", "II.4.c", "II.10.a", "V.1", "IX.1", "X.1"];
        let ranks = in_order.map(|code| ItemCode::parse(code).unwrap().rank());
        assert!(ranks.is_sorted_by(|a, b| a < b), "{ranks:?}");
        let in_order = ["I.1/1", "II.4.b/9", "II.4.b/10", "II.4.c/1"];
        let ranks = in_order.map(|code| IndicatorCode::parse(code).unwrap().rank());
        assert!(ranks.is_sorted_by(|a, b| a < b), "{ranks:?}");
    }
}
