//! What an association is called, where it works, and on what.

use chrono::{Datelike as _, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::domain::{Name, UnitId};

/// Where an association works (phạm vi hoạt động).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Scope {
    Province,
    District,
    Commune,
}

/// The six top fields of the Vietnamese science and technology classification.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ScienceField {
    NaturalSciences,
    EngineeringAndTechnology,
    MedicalAndPharmaceuticalSciences,
    AgriculturalSciences,
    SocialSciences,
    Humanities,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Profile {
    pub name: Name,
    #[serde(flatten)]
    pub work: Work,
    /// Hội quần chúng: open to everybody, and so large that it hides the specialist ones in a total.
    #[serde(default)]
    pub mass: bool,
}

/// Where an association works, and on what.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Work {
    pub scope: Scope,
    pub territory: UnitId,
    pub science_field: ScienceField,
    /// Lĩnh vực hoạt động chính, in its own words.
    pub main_field: String,
}

impl Profile {
    /// Whether this work, and this being a mass association where it is stated, are no change.
    pub(super) fn has(&self, work: &Work, mass: Option<bool>) -> bool {
        self.work == *work && mass.is_none_or(|mass| mass == self.mass)
    }
}

impl Work {
    /// Two associations of one territory clash if this is the same: a new association's main field
    /// must not duplicate another's in the same scope (Decree 126/2024/NĐ-CP).
    #[must_use]
    pub fn main_field_key(&self) -> String {
        format!("{}/{}", self.territory, plain(&self.main_field))
    }

    /// Two associations of one territory clash if this is the same (Decree 126/2024/NĐ-CP).
    #[must_use]
    pub fn name_key(&self, name: &Name) -> String {
        format!("{}/{}", self.territory, plain(&name.full))
    }
}

/// What remains of a text when case, punctuation and spacing do not count. Diacritics do.
fn plain(text: &str) -> String {
    let lower: String = text.chars().flat_map(char::to_lowercase).collect();
    let words = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ")
}

/// A term of office between two congresses (nhiệm kỳ), first and last day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Term {
    pub from: NaiveDate,
    pub to: NaiveDate,
}

impl Term {
    /// Whether it lasts at most so many years.
    #[must_use]
    pub fn is_within(self, years: u32) -> bool {
        let Some(end) = i32::try_from(years).ok().and_then(|n| self.from.year().checked_add(n))
        else {
            return true;
        };
        // A term from 29 February has no such day to end on: 28 February is its anniversary.
        let anniversary = self.from.with_year(end).or_else(|| NaiveDate::from_ymd_opt(end, 2, 28));
        anniversary.is_none_or(|day| self.to <= day)
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn day(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).unwrap()
    }

    #[test]
    fn names_clash_whatever_their_case_punctuation_and_spacing() {
        assert_eq!(plain("Hội  Chăn nuôi – Thú y"), plain("HỘI CHĂN NUÔI - THÚ Y"));
        assert_ne!(plain("Hội Cầu đường"), plain("Hội Câu đường"));
    }

    #[test]
    fn names_clash_within_one_territory_only() {
        let work = |territory| Work {
            scope: Scope::Province,
            territory: UnitId(Uuid::from_u128(territory)),
            science_field: ScienceField::Humanities,
            main_field: "Lịch sử".into(),
        };
        let name = Name { full: "Hội Khoa học Lịch sử".into(), short: None };
        assert_ne!(work(1).name_key(&name), work(2).name_key(&name));
        assert_ne!(work(1).main_field_key(), work(2).main_field_key());
    }

    #[test]
    fn names_and_fields_clash_by_their_words() {
        let work = |main_field: &str| Work {
            scope: Scope::Province,
            territory: UnitId(Uuid::from_u128(1)),
            science_field: ScienceField::Humanities,
            main_field: main_field.into(),
        };
        let name = |full: &str| Name { full: full.into(), short: None };
        assert_eq!(work("Lịch sử").main_field_key(), work("LỊCH  SỬ.").main_field_key());
        let key = |full| work("Lịch sử").name_key(&name(full));
        assert_eq!(key("Hội Lịch sử"), key("hội lịch-sử"));
    }

    #[test]
    fn a_term_may_end_on_its_anniversary_and_not_later() {
        let term = |to| Term { from: day(2022, 11, 30), to };
        assert!(term(day(2027, 11, 30)).is_within(5));
        assert!(!term(day(2027, 12, 1)).is_within(5));
        let leap = |to| Term { from: day(2020, 2, 29), to };
        assert!(leap(day(2025, 2, 28)).is_within(5));
        assert!(!leap(day(2025, 3, 1)).is_within(5));
    }
}
