//! Parts in items that pass to others, because those who had them ended.
//!
//! A duty follows the function it is about, and never silently: each part that passes is named.

use chrono::NaiveDate;
use contracts::reporting::v1::{Basis, ResponsibilityRole};
use serde::Deserialize;

use super::contract_names;
use super::{Certainty, Decision, ItemCode, UnitCode};

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reassignment {
    pub from: UnitCode,
    pub to: UnitCode,
    /// First day with the other bearer.
    pub on: NaiveDate,
    /// How it is known that these parts passed on, and to whom.
    #[serde(deserialize_with = "contract_names::basis")]
    pub basis: Basis,
    /// Of the succession that it follows from.
    pub certainty: Vec<Certainty>,
    /// None where the sources name no decision.
    pub decision_ref: Option<Decision>,
    /// The remark on the basis that is recorded with each part, in Vietnamese.
    pub note: String,
    pub parts: Vec<Part>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Part {
    pub item: ItemCode,
    #[serde(deserialize_with = "contract_names::responsibility_role")]
    pub role: ResponsibilityRole,
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::super::{Bearer, ReviewedFiles};
    use super::*;

    type Held = BTreeSet<(ItemCode, i32, UnitCode)>;

    fn held_at_first(files: &ReviewedFiles) -> Held {
        let mut held = Held::new();
        for item in &files.plan.items {
            for part in &item.responsibilities {
                if let Bearer::Unit(unit) = &part.bearer {
                    held.insert((item.code.clone(), part.role.into(), unit.clone()));
                }
            }
        }
        held
    }

    #[test]
    fn a_part_passes_from_who_has_it_to_who_follows_on_the_day_of_the_succession() {
        let files = ReviewedFiles::read().unwrap();
        let mut held = held_at_first(&files);
        let mut earlier = NaiveDate::MIN;
        for row in &files.reassignments {
            assert!(earlier <= row.on, "{} is out of order", row.from);
            earlier = row.on;
            let mut successions = files.successions.iter();
            let succession = successions
                .find(|it| it.from.contains(&row.from) && it.to.contains(&row.to))
                .unwrap_or_else(|| panic!("{} did not follow {}", row.to, row.from));
            assert_eq!((row.on, &row.certainty), (succession.effective_on, &succession.certainty));
            assert!(row.decision_ref.is_some() || row.basis != Basis::AssignedLater);
            for Part { item, role } in &row.parts {
                let role = i32::from(*role);
                assert!(
                    held.remove(&(item.clone(), role, row.from.clone())),
                    "{item} {}",
                    row.from
                );
                assert!(held.insert((item.clone(), role, row.to.clone())), "{item} {}", row.to);
            }
        }
    }

    #[test]
    fn no_unit_that_ended_has_a_part_left() {
        let files = ReviewedFiles::read().unwrap();
        let mut held = held_at_first(&files);
        for row in &files.reassignments {
            for Part { item, role } in &row.parts {
                held.remove(&(item.clone(), (*role).into(), row.from.clone()));
                held.insert((item.clone(), (*role).into(), row.to.clone()));
            }
        }
        let ended: BTreeSet<_> = files
            .successions
            .iter()
            .filter(|succession| succession.predecessor_ends)
            .flat_map(|succession| &succession.from)
            .collect();
        let left: Vec<_> = held.iter().filter(|(_, _, unit)| ended.contains(unit)).collect();
        assert_eq!(left, Vec::<&(ItemCode, i32, UnitCode)>::new());
        assert!(
            held.iter()
                .any(|(item, _, unit)| item.as_str() == "II.4.b" && unit.as_str() == "HP.LHH")
        );
    }
}
