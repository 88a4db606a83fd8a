//! The units of the directory, and the bodies that the plan names in the plural.

use std::fmt;

use chrono::NaiveDate;
use contracts::membership::v1::UnitKind;
use serde::Deserialize;

use super::contract_names;
use super::{GroupCode, UnitCode};

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Unit {
    pub code: UnitCode,
    #[serde(deserialize_with = "contract_names::unit_kind")]
    pub kind: UnitKind,
    /// `hai-duong` or `hai-phong`; none for the centre.
    pub province: Option<GroupCode>,
    /// Only of a commune-level Party committee.
    pub commune_kind: Option<CommuneKind>,
    /// The province that its territory was in before 01/7/2025, if another.
    pub old_province: Option<GroupCode>,
    /// In the order of their first days; the first is that of the unit.
    pub names: Vec<UnitName>,
    /// In the order of their first days.
    pub parents: Vec<UnitParent>,
    /// The first day, as far as `since_basis` says.
    pub established_on: NaiveDate,
    pub since_basis: SinceBasis,
    pub certainty: Vec<Certainty>,
    /// Whether the plan went to it to be carried out, or it leads an item.
    pub reporting_unit: bool,
    pub note: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UnitName {
    pub full: String,
    pub short: String,
    pub valid_from: NaiveDate,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UnitParent {
    /// None: not under any unit from that day on, as far as is known.
    pub unit: Option<UnitCode>,
    pub from: NaiveDate,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum CommuneKind {
    /// Phường.
    Ward,
    /// Xã.
    Commune,
}

/// What a first day means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum SinceBasis {
    /// The sources name it.
    Stated,
    /// The unit was there on that day; since when is not known.
    KnownSince,
    /// The sources name a span of time; the day was chosen in it.
    Approximate,
}

/// How sure a statement is: a tag of the domain study.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub enum Certainty {
    /// `S`: stated in the plan.
    Plan,
    /// `F18`: source 18 of the study.
    Source(u8),
    /// `K-h`, `K-m`, `K-l`: own knowledge.
    KnownHigh,
    KnownMedium,
    KnownLow,
    /// `D`: a decision of the system's design.
    Design,
}

/// A tag that the domain study does not have.
#[derive(Debug, thiserror::Error)]
#[error("“{tag}” is no tag of certainty")]
pub struct NoSuchTag {
    tag: String,
}

impl TryFrom<String> for Certainty {
    type Error = NoSuchTag;

    fn try_from(tag: String) -> Result<Self, NoSuchTag> {
        match tag.as_str() {
            "S" => Ok(Self::Plan),
            "K-h" => Ok(Self::KnownHigh),
            "K-m" => Ok(Self::KnownMedium),
            "K-l" => Ok(Self::KnownLow),
            "D" => Ok(Self::Design),
            other => match other.strip_prefix('F').and_then(|number| number.parse().ok()) {
                Some(number @ 1..=60) => Ok(Self::Source(number)),
                Some(_) | None => Err(NoSuchTag { tag }),
            },
        }
    }
}

impl fmt::Display for Certainty {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Plan => f.write_str("S"),
            Self::Source(number) => write!(f, "F{number}"),
            Self::KnownHigh => f.write_str("K-h"),
            Self::KnownMedium => f.write_str("K-m"),
            Self::KnownLow => f.write_str("K-l"),
            Self::Design => f.write_str("D"),
        }
    }
}

/// Bodies that the plan names in the plural.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Group {
    pub code: GroupCode,
    /// In the plan's words, in Vietnamese.
    pub name_vi: String,
    pub resolution: GroupResolution,
    /// Whether `units` are all that are meant.
    pub complete: bool,
    /// Those known to be meant, in 2021.
    pub units: Vec<UnitCode>,
}

/// How one learns who belongs to a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum GroupResolution {
    /// They are listed.
    Listed,
    /// The member associations of the Union on the date.
    UnionMembers,
    /// Persons or bodies that the directory does not hold.
    Open,
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::super::ReviewedFiles;
    use super::*;

    fn units() -> Vec<Unit> {
        ReviewedFiles::read().unwrap().units
    }

    #[test]
    fn no_two_units_share_a_code() {
        let units = units();
        let codes: HashSet<_> = units.iter().map(|unit| &unit.code).collect();
        assert_eq!(codes.len(), units.len());
        assert_eq!(units.len(), 145);
    }

    #[test]
    fn there_are_12_district_and_64_commune_committees_21_of_them_of_wards() {
        let units = units();
        let of = |kind| units.iter().filter(|unit| unit.kind == kind).count();
        assert_eq!(of(UnitKind::DistrictPartyCommittee), 12);
        assert_eq!(of(UnitKind::CommunePartyCommittee), 64);
        let districts = units.iter().filter(|unit| unit.kind == UnitKind::DistrictPartyCommittee);
        let first_words: Vec<_> =
            districts.map(|unit| unit.names[0].full.split_once(" ủy ").unwrap().0).collect();
        let count = |word| first_words.iter().filter(|first| **first == word).count();
        assert_eq!((count("Thành"), count("Thị"), count("Huyện")), (2, 1, 9));
        let of = |kind| units.iter().filter(|unit| unit.commune_kind == Some(kind)).count();
        assert_eq!((of(CommuneKind::Ward), of(CommuneKind::Commune)), (21, 43));
        for unit in &units {
            let commune = unit.kind == UnitKind::CommunePartyCommittee;
            assert_eq!(unit.commune_kind.is_some(), commune, "{}", unit.code);
            assert_eq!(unit.old_province.is_some(), commune, "{}", unit.code);
        }
    }

    #[test]
    fn near_twins_stay_apart() {
        let named =
            |full: &str| units().into_iter().find(|unit| unit.names[0].full == full).unwrap().code;
        assert_ne!(named("Đảng ủy xã Cẩm Giang"), named("Đảng ủy xã Cẩm Giàng"));
    }

    #[test]
    fn names_and_parents_follow_each_other_from_the_first_day_on() {
        for unit in units() {
            assert_eq!(unit.names[0].valid_from, unit.established_on, "{}", unit.code);
            assert!(unit.names.is_sorted_by(|a, b| a.valid_from < b.valid_from), "{}", unit.code);
            assert!(unit.parents.is_sorted_by(|a, b| a.from < b.from), "{}", unit.code);
            if let Some(first) = unit.parents.first() {
                assert_eq!(first.from, unit.established_on, "{}", unit.code);
                assert!(first.unit.is_some(), "{}", unit.code);
            }
            assert!(!unit.certainty.is_empty(), "{}", unit.code);
            for name in &unit.names {
                assert!(!name.full.is_empty() && name.full.chars().count() <= 300, "{}", unit.code);
            }
        }
    }

    #[test]
    fn groups_list_units_or_say_why_not() {
        let groups = ReviewedFiles::read().unwrap().groups;
        let codes: HashSet<_> = groups.iter().map(|group| &group.code).collect();
        assert_eq!(codes.len(), groups.len());
        for group in &groups {
            let listed = group.resolution == GroupResolution::Listed;
            assert_eq!(listed, !group.units.is_empty(), "{}", group.code);
            assert!(listed || !group.complete, "{}", group.code);
        }
    }

    #[test]
    fn a_tag_that_the_study_does_not_have_is_refused() {
        for tag in ["S", "F1", "F60", "K-h", "K-m", "K-l", "D"] {
            assert_eq!(Certainty::try_from(tag.to_owned()).unwrap().to_string(), tag);
        }
        for tag in ["", "s", "F", "F0", "F61", "K", "K-x"] {
            assert!(Certainty::try_from(tag.to_owned()).is_err(), "{tag}");
        }
    }
}
