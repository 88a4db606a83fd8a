//! What was decided a moment ago: the same is decided again for as long as nothing that decisions rest on
//! has changed, and that is the facts and the day.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chassis::access::Decision;
use chrono::NaiveDate;
use contracts::Rpc;
use uuid::Uuid;

use crate::facts::{Facts, Thing};
use crate::weighing::Who;

/// So many decisions are kept; then all are dropped.
const KEPT: usize = 4096;

/// Cases about more things are decided anew each time.
const MOST_THINGS: usize = 8;

/// All of a call that a decision depends on.
#[derive(PartialEq, Eq, Hash)]
pub(crate) struct Case {
    name: Box<str>,
    /// The unit and the capacity that a person acts in; `None`: a service, in its own name.
    acting: Option<(Uuid, Box<str>)>,
    rpc: &'static str,
    /// `None`: something is named by what can be nobody's name.
    pub(crate) things: Option<Vec<Thing>>,
}

impl Case {
    pub(crate) fn new(who: Who<'_>, rpc: &'static Rpc, things: Option<Vec<Thing>>) -> Self {
        let (name, acting) = match who {
            Who::Person { person, unit, capacity } => (person, Some((unit, capacity.into()))),
            Who::Service(name) => (name, None),
        };
        Self { name: name.into(), acting, rpc: rpc.name, things }
    }

    fn is_small(&self) -> bool {
        self.things.as_ref().is_none_or(|things| things.len() <= MOST_THINGS)
    }
}

/// Decisions by the same facts on the same day.
#[derive(Default)]
pub(crate) struct Precedents(Mutex<Kept>);

#[derive(Default)]
struct Kept {
    by: Option<(Arc<Facts>, NaiveDate)>,
    decisions: HashMap<Case, Decision>,
}

impl Kept {
    fn is_by(&self, facts: &Arc<Facts>, day: NaiveDate) -> bool {
        self.by.as_ref().is_some_and(|(by, on)| Arc::ptr_eq(by, facts) && *on == day)
    }
}

impl Precedents {
    pub(crate) fn find(&self, facts: &Arc<Facts>, day: NaiveDate, case: &Case) -> Option<Decision> {
        let kept = self.kept();
        kept.is_by(facts, day).then(|| kept.decisions.get(case).copied()).flatten()
    }

    pub(crate) fn keep(&self, facts: &Arc<Facts>, day: NaiveDate, case: Case, decision: Decision) {
        let mut kept = self.kept();
        if !kept.is_by(facts, day) || kept.decisions.len() >= KEPT {
            *kept = Kept { by: Some((facts.clone(), day)), ..Kept::default() };
        }
        if case.is_small() {
            kept.decisions.insert(case, decision);
        }
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use contracts::RPCS;
    use contracts::access::v1::Kind;

    use super::*;

    const OFFICER: Who<'_> =
        Who::Person { person: "officer", unit: Uuid::from_u128(1), capacity: "chuyên viên" };

    fn about(ids: impl IntoIterator<Item = u128>) -> Option<Vec<Thing>> {
        Some(ids.into_iter().map(|id| Thing::unit(Uuid::from_u128(id))).collect())
    }

    fn day(day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, day).unwrap()
    }

    fn cases() -> Vec<Case> {
        let (unit, capacity) = (Uuid::from_u128(1), "chuyên viên");
        let somebody = Who::Person { person: "somebody", unit, capacity };
        let elsewhere = Who::Person { person: "officer", unit: Uuid::from_u128(2), capacity };
        let otherwise = Who::Person { person: "officer", unit, capacity: "chuyên gia" };
        let service = Who::Service("officer");
        let person = Thing { kind: Kind::Person, id: Uuid::from_u128(1).to_string() };
        vec![
            Case::new(OFFICER, &RPCS[0], about([1])),
            Case::new(somebody, &RPCS[0], about([1])),
            Case::new(service, &RPCS[0], about([1])),
            Case::new(elsewhere, &RPCS[0], about([1])),
            Case::new(otherwise, &RPCS[0], about([1])),
            Case::new(OFFICER, &RPCS[1], about([1])),
            Case::new(OFFICER, &RPCS[0], about([2])),
            Case::new(OFFICER, &RPCS[0], about([1, 2])),
            Case::new(OFFICER, &RPCS[0], about([])),
            Case::new(OFFICER, &RPCS[0], Some(vec![person])),
            Case::new(OFFICER, &RPCS[0], None),
        ]
    }

    #[test]
    fn one_case_is_no_precedent_for_another() {
        let (facts, precedents) = (Arc::new(Facts::default()), Precedents::default());
        for case in cases() {
            assert_eq!(precedents.find(&facts, day(1), &case), None);
            precedents.keep(&facts, day(1), case, Decision::Allowed);
        }
        for case in cases() {
            assert_eq!(precedents.find(&facts, day(1), &case), Some(Decision::Allowed));
        }
    }

    #[test]
    fn other_facts_and_another_day_are_decided_anew() {
        let (facts, precedents) = (Arc::new(Facts::default()), Precedents::default());
        let case = || Case::new(OFFICER, &RPCS[0], about([1]));
        precedents.keep(&facts, day(1), case(), Decision::Allowed);
        let newer = Arc::new(Facts::default());
        assert_eq!(precedents.find(&newer, day(1), &case()), None);
        assert_eq!(precedents.find(&facts, day(2), &case()), None);
        precedents.keep(&newer, day(1), case(), Decision::MayNot);
        assert_eq!(precedents.find(&newer, day(1), &case()), Some(Decision::MayNot));
        assert_eq!(precedents.find(&facts, day(1), &case()), None);
    }

    #[test]
    fn what_is_kept_is_bounded() {
        let (facts, precedents) = (Arc::new(Facts::default()), Precedents::default());
        for id in 0..=KEPT as u128 {
            let case = Case::new(OFFICER, &RPCS[0], about([id]));
            precedents.keep(&facts, day(1), case, Decision::Allowed);
        }
        assert_eq!(precedents.kept().decisions.len(), 1);
        let many = || Case::new(OFFICER, &RPCS[0], about(0..=MOST_THINGS as u128));
        precedents.keep(&facts, day(1), many(), Decision::Allowed);
        assert_eq!(precedents.find(&facts, day(1), &many()), None);
    }
}
