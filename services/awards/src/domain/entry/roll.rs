//! The entries of a round, as far as its list of eligible ones and its ruleset rest on them.

use chrono::NaiveDate;

use super::State;
use crate::domain::EntryId;
use crate::domain::codes::{EntryCode, FieldCode};
use crate::domain::round::Listed;
use crate::domain::ruleset::Entered;

/// How far an entry of the round is.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    pub entry: EntryId,
    pub state: State,
    pub field: FieldCode,
    /// Of one that was returned.
    pub complete_until: Option<NaiveDate>,
}

/// All of them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Roll(pub Vec<Line>);

impl Roll {
    /// Those that wait for the secretariat, or have time left to be completed. Whoever let that time pass is not on the
    /// list, and keeps nobody else from it.
    #[must_use]
    pub fn unscreened(&self, today: NaiveDate) -> Vec<EntryId> {
        let waits = |line: &&Line| match line.state {
            State::Submitted => true,
            State::Returned => line.complete_until.is_none_or(|until| until >= today),
            State::Draft
            | State::Eligible
            | State::Ineligible
            | State::Duplicate
            | State::Withdrawn
            | State::Disqualified => false,
        };
        self.0.iter().filter(waits).map(|line| line.entry).collect()
    }

    /// How many codes their list takes.
    #[must_use]
    pub fn eligible(&self) -> usize {
        self.eligible_lines().count()
    }

    /// The list of the eligible ones, each with one of the codes; in the order of the codes, which says nothing of an
    /// entry. Short of codes it is short of entries.
    #[must_use]
    pub fn list(&self, codes: Vec<EntryCode>) -> Vec<Listed> {
        let listed = |(line, code): (&Line, _)| Listed {
            entry: line.entry,
            field: line.field.clone(),
            code,
        };
        let mut list: Vec<_> = self.eligible_lines().zip(codes).map(listed).collect();
        list.sort_by(|a, b| a.code.cmp(&b.code));
        list
    }

    /// What an amendment of the ruleset has to heed.
    #[must_use]
    pub fn entered(&self) -> Entered {
        let handed_in = self.0.iter().filter(|line| line.state.is_handed_in());
        let concerned =
            self.0.iter().filter(|line| line.state.is_handed_in() || line.state == State::Draft);
        let mut fields: Vec<_> = concerned.map(|line| line.field.clone()).collect();
        fields.sort();
        fields.dedup();
        Entered { entries: handed_in.map(|line| line.entry).collect(), fields }
    }

    fn eligible_lines(&self) -> impl Iterator<Item = &Line> {
        self.0.iter().filter(|line| line.state == State::Eligible)
    }
}

#[cfg(test)]
mod tests {
    use strum::IntoEnumIterator as _;
    use uuid::Uuid;

    use super::*;
    use crate::domain::samples::day;

    fn id(number: u128) -> EntryId {
        EntryId(Uuid::from_u128(number))
    }

    /// One of each state in the order of the states, the returned one with a day.
    fn roll(complete_until: &str) -> Roll {
        let line = |(number, state): (u128, State)| Line {
            entry: id(number),
            state,
            field: format!("F{number}").parse().unwrap(),
            complete_until: (state == State::Returned).then(|| day(complete_until)),
        };
        Roll((1..).zip(State::iter()).map(line).collect())
    }

    #[test]
    fn a_returned_entry_is_waited_for_until_its_day_is_over() {
        let unscreened = |until| roll(until).unscreened(day("2026-07-10"));
        assert_eq!(unscreened("2026-07-10"), [id(2), id(3)]);
        assert_eq!(unscreened("2026-07-09"), [id(2)]);
    }

    #[test]
    fn only_eligible_entries_are_listed_by_the_order_of_their_codes() {
        let roll = Roll([roll("2026-07-10").0, roll("2026-07-10").0].concat());
        let codes = [[2; 5], [1; 5]].map(EntryCode::of);
        let listed = roll.list(codes.to_vec());
        assert_eq!(roll.eligible(), 2);
        assert!(listed.iter().all(|it| it.entry == id(4) && it.field.as_str() == "F4"));
        assert_eq!(
            listed.into_iter().map(|it| it.code).collect::<Vec<_>>(),
            [[1; 5], [2; 5]].map(EntryCode::of)
        );
    }

    #[test]
    fn an_amendment_heeds_what_is_handed_in_and_the_fields_of_drafts() {
        let Entered { entries, fields } = roll("2026-07-10").entered();
        assert_eq!(entries, [2, 3, 4, 5, 6].map(id));
        let fields: Vec<_> = fields.iter().map(FieldCode::as_str).collect();
        assert_eq!(fields, ["F1", "F2", "F3", "F4", "F5", "F6"]);
    }
}
