//! Who followed whom in 2025, as the commands of the directory can record it.

use chrono::NaiveDate;
use contracts::membership::v1::UnitSuccessionKind;
use contracts::reporting::v1::Basis;
use serde::Deserialize;

use super::contract_names;
use super::{Certainty, Decision, UnitCode};

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Succession {
    pub kind: SuccessionKind,
    pub from: Vec<UnitCode>,
    /// Empty if nobody follows.
    pub to: Vec<UnitCode>,
    /// First day of the new order: what “ends 28/02/2025” is followed from 01/03/2025.
    pub effective_on: NaiveDate,
    pub date_certainty: DateCertainty,
    pub predecessor_ends: bool,
    /// Whether the sources tell it, or it follows from what they tell.
    #[serde(deserialize_with = "contract_names::basis")]
    pub basis: Basis,
    pub certainty: Vec<Certainty>,
    /// None where the sources name no decision.
    pub decision_ref: Option<Decision>,
    pub note: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum SuccessionKind {
    /// Sáp nhập: A + B → B.
    MergedInto,
    /// Hợp nhất: A + B → C.
    Consolidated,
    /// Chia: A → B + C.
    Divided,
    /// Tách: A → A + B.
    Separated,
    /// Chuyển giao chức năng.
    FunctionTransferred,
    /// Ended, and nobody follows: a command of its own for each.
    Abolished,
}

impl SuccessionKind {
    /// What `RecordUnitSuccession` calls it; none for what `AbolishUnit` records.
    pub fn in_contract(self) -> Option<UnitSuccessionKind> {
        match self {
            Self::MergedInto => Some(UnitSuccessionKind::MergedInto),
            Self::Consolidated => Some(UnitSuccessionKind::Consolidated),
            Self::Divided => Some(UnitSuccessionKind::Divided),
            Self::Separated => Some(UnitSuccessionKind::Separated),
            Self::FunctionTransferred => Some(UnitSuccessionKind::FunctionTransferred),
            Self::Abolished => None,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum DateCertainty {
    Exact,
    /// The sources name a span of time; the day was chosen in it.
    Approximate,
}

#[cfg(test)]
mod tests {
    use std::collections::{HashMap, HashSet};

    use super::super::ReviewedFiles;
    use super::*;

    #[test]
    fn each_kind_has_its_number_of_sides_and_ends_whom_it_should() {
        for succession in ReviewedFiles::read().unwrap().successions {
            let (from, to) = (succession.from.len(), succession.to.len());
            let suits = match succession.kind {
                SuccessionKind::MergedInto => from >= 1 && to == 1 && succession.predecessor_ends,
                SuccessionKind::Consolidated => from >= 2 && to == 1 && succession.predecessor_ends,
                SuccessionKind::Divided => from == 1 && to >= 2 && succession.predecessor_ends,
                SuccessionKind::Separated => from == 1 && to >= 1 && !succession.predecessor_ends,
                SuccessionKind::FunctionTransferred => from == 1 && to >= 1,
                SuccessionKind::Abolished => from >= 1 && to == 0 && succession.predecessor_ends,
            };
            assert!(suits, "{:?} of {:?}", succession.kind, succession.from);
            assert_eq!(succession.kind.in_contract().is_none(), to == 0);
            assert!(!succession.certainty.is_empty(), "{:?}", succession.from);
            assert_ne!(succession.basis, Basis::AssignedLater, "{:?}", succession.from);
        }
    }

    #[test]
    fn successions_can_be_recorded_in_order_and_never_come_back() {
        let files = ReviewedFiles::read().unwrap();
        let mut ended: HashMap<UnitCode, NaiveDate> = HashMap::new();
        let mut earlier = NaiveDate::MIN;
        for succession in &files.successions {
            let on = succession.effective_on;
            assert!(earlier <= on, "{:?} is out of order", succession.from);
            earlier = on;
            let sides: HashSet<_> = succession.from.iter().chain(&succession.to).collect();
            assert_eq!(
                sides.len(),
                succession.from.len() + succession.to.len(),
                "{:?}",
                succession.from
            );
            for code in sides {
                let unit = files.find_unit(code).unwrap_or_else(|| panic!("no unit {code}"));
                assert!(unit.established_on <= on, "{code} does not exist yet");
                assert!(!ended.contains_key(code), "{code} has ended already");
            }
            if succession.predecessor_ends {
                ended.extend(succession.from.iter().map(|code| (code.clone(), on)));
            }
        }
        for succession in &files.successions {
            let kept = succession
                .to
                .iter()
                .all(|code| ended.get(code).is_none_or(|end| *end > succession.effective_on));
            assert!(kept, "a successor of {:?} ends on the day it takes over", succession.from);
        }
    }

    #[test]
    fn a_unit_comes_after_every_unit_it_is_under_and_is_under_none_that_has_ended() {
        let files = ReviewedFiles::read().unwrap();
        let ends = ends(&files);
        let mut seen = HashSet::new();
        for unit in &files.units {
            for (number, under) in unit.parents.iter().enumerate() {
                let Some(code) = &under.unit else { continue };
                assert!(seen.contains(code), "{} comes before its parent {code}", unit.code);
                let parent = files.find_unit(code).unwrap();
                assert!(parent.established_on <= under.from, "{} under {code}", unit.code);
                let until = unit.parents.get(number + 1).map(|next| next.from);
                let until = until.or(ends.get(&unit.code).copied()).unwrap_or(NaiveDate::MAX);
                let parent_ends = ends.get(code).copied().unwrap_or(NaiveDate::MAX);
                assert!(until <= parent_ends, "{} is left under {code}", unit.code);
            }
            assert!(seen.insert(&unit.code));
        }
    }

    #[test]
    fn the_boards_became_one_and_then_that_of_the_city() {
        let files = ReviewedFiles::read().unwrap();
        let mut follower = "HD.BTG".to_owned();
        let mut days = Vec::new();
        while let Some(next) =
            files.successions.iter().find(|s| s.from.iter().any(|c| c.as_str() == follower))
        {
            days.push(next.effective_on.to_string());
            follower = next.to[0].to_string();
        }
        assert_eq!(follower, "HP.BTGDV");
        assert_eq!(days, ["2025-03-01", "2025-07-01"]);
    }

    #[test]
    fn what_is_only_known_as_early_2025_or_2025_says_so() {
        let files = ReviewedFiles::read().unwrap();
        let approximate: Vec<_> = files
            .successions
            .iter()
            .filter(|succession| succession.date_certainty == DateCertainty::Approximate)
            .map(|succession| succession.from[0].as_str())
            .collect();
        assert_eq!(approximate, ["HD.BCSD-UBND", "HD.DD-HDND", "HD.DD-LHH", "HD.LHH"]);
    }

    fn ends(files: &ReviewedFiles) -> HashMap<UnitCode, NaiveDate> {
        let ending = files.successions.iter().filter(|succession| succession.predecessor_ends);
        ending.flat_map(|s| s.from.iter().map(|code| (code.clone(), s.effective_on))).collect()
    }
}
