//! What the register answers about other days and earlier knowledge.

use contracts::membership::v1::AssociationState as State;
use sqlx::PgConnection;

use super::{AssociationRegister, find_association, list_associations};
use crate::domain::association::{
    Association, Congress, Event, Profile, ScienceField, Scope, Term, Work,
};
use crate::domain::{AssociationId, Attendance, Name, UnitId};
use crate::views::told::{act, day, evidence, id, of, told};

fn name(full: &str) -> Name {
    Name { full: full.into(), short: None }
}

fn work(main_field: &str) -> Work {
    Work {
        scope: Scope::Province,
        territory: UnitId(id(9)),
        science_field: ScienceField::Humanities,
        main_field: main_field.into(),
    }
}

fn term(from: u64, to: u64) -> Term {
    Term { from: day(from), to: day(to) }
}

/// Active from day 0.
fn registered(full: &str, main_field: &str, term: Option<Term>) -> Event {
    Event::Registered {
        profile: Profile { name: name(full), work: work(main_field), mass: false },
        term,
        illustrative: true,
        occurred_on: day(0),
        decision: None,
    }
}

fn suspended(on: u64) -> Event {
    let (until, reason, rules_version) = (day(on + 90), String::new(), String::new());
    Event::Suspended { act: act(on), until, reason, rules_version }
}

#[tokio::test]
async fn each_answer_is_of_its_day_and_of_what_was_known() {
    let (_database, mut tx) = told::<AssociationRegister, Association>(vec![
        (1, registered("A", "Lịch sử", None)),
        (1, Event::Renamed { act: act(5), name: name("B") }),
        (1, Event::Renamed { act: act(5), name: name("C") }),
        (1, Event::ScopeChanged { act: act(5), work: work("Khảo cổ"), mass: Some(true) }),
        (1, Event::ScopeChanged { act: act(5), work: work("Bảo tàng"), mass: None }),
        (1, Event::Merged { act: act(9), successor: AssociationId(id(2)) }),
    ])
    .await;
    let expected = [
        ((0, 0), None),
        ((0, 6), Some(("A", "Lịch sử", false, State::Active, 0))),
        ((9, 1), Some(("A", "Lịch sử", false, State::Active, 0))),
        ((9, 2), Some(("B", "Lịch sử", false, State::Active, 0))),
        ((9, 3), Some(("C", "Lịch sử", false, State::Active, 0))),
        ((9, 4), Some(("C", "Khảo cổ", true, State::Active, 0))),
        ((9, 5), Some(("C", "Bảo tàng", true, State::Active, 0))),
        ((4, 6), Some(("A", "Lịch sử", false, State::Active, 0))),
        ((8, 6), Some(("C", "Bảo tàng", true, State::Active, 0))),
        ((9, 6), Some(("C", "Bảo tàng", true, State::Merged, 1))),
    ];
    for ((as_of, known), expected) in expected {
        let found = find_association(&mut tx, id(1), of(as_of, known)).await.unwrap();
        let seen = found.as_ref().map(|it| {
            let (name, field) = (it.full_name.as_str(), it.main_field.as_str());
            (name, field, it.mass_association, it.state(), it.successor_association_ids.len())
        });
        assert_eq!(seen, expected, "of day {as_of}, known at {known}");
    }
}

#[tokio::test]
async fn of_two_words_about_one_day_the_later_counts() {
    let scope = |field, mass| Event::ScopeChanged { act: act(5), work: work(field), mass };
    let (_database, mut tx) = told::<AssociationRegister, Association>(vec![
        (1, registered("A", "Lịch sử", None)),
        (1, suspended(5)),
        (1, Event::Resumed { act: act(5) }),
        (1, scope("Khảo cổ", Some(true))),
        (1, scope("Bảo tàng", Some(false))),
    ])
    .await;
    let expected = [
        (2, State::Suspended, "Lịch sử", false),
        (3, State::Active, "Lịch sử", false),
        (4, State::Active, "Khảo cổ", true),
        (5, State::Active, "Bảo tàng", false),
    ];
    for (known, state, field, mass) in expected {
        let found = find_association(&mut tx, id(1), of(5, known)).await.unwrap().unwrap();
        let seen = (found.state(), found.main_field.as_str(), found.mass_association);
        assert_eq!(seen, (state, field, mass), "known at {known}");
    }
}

#[tokio::test]
async fn a_deadline_moves_within_the_term_that_runs() {
    let congress = Congress {
        attendance: Attendance { called: 9, present: 9 },
        term: term(50, 150),
        minutes: evidence(),
    };
    let rules_version = String::new;
    let extended = |to| Event::CongressExtended {
        act: act(60),
        extended_to: day(to),
        rules_version: rules_version(),
    };
    let (_database, mut tx) = told::<AssociationRegister, Association>(vec![
        (1, registered("A", "Lịch sử", Some(term(0, 100)))),
        (
            1,
            Event::TermCongressHeld {
                act: act(50),
                congress,
                extraordinary: true,
                rules_version: rules_version(),
            },
        ),
        (2, registered("B", "Khảo cổ", Some(term(0, 200)))),
        (1, extended(160)),
        (1, extended(170)),
        (1, Event::CongressOverdueFlagged { occurred_on: day(171), due_on: day(170) }),
    ])
    .await;
    let expected = [
        ((171, 1), (0, 100, false)),
        ((49, 6), (0, 100, false)),
        ((50, 6), (50, 150, false)),
        ((171, 3), (50, 150, false)),
        ((171, 4), (50, 160, false)),
        ((60, 6), (50, 170, false)),
        ((171, 5), (50, 170, false)),
        ((170, 6), (50, 170, false)),
        ((171, 6), (50, 170, true)),
    ];
    for ((as_of, known), (from, due, overdue)) in expected {
        let found = find_association(&mut tx, id(1), of(as_of, known)).await.unwrap().unwrap();
        let seen = (found.term.unwrap().from, found.congress_due_on, found.congress_overdue);
        let expected = (day(from).to_string(), day(due).to_string(), overdue);
        assert_eq!(seen, expected, "of day {as_of}, known at {known}");
    }
}

#[tokio::test]
async fn nothing_is_told_of_one_that_is_true_of_another() {
    let mass = Some(true);
    let (_database, mut tx) = told::<AssociationRegister, Association>(vec![
        (2, registered("A", "Khảo cổ", Some(term(0, 100)))),
        (1, registered("B", "Lịch sử", None)),
        (2, Event::ScopeChanged { act: act(5), work: work("Bảo tàng"), mass }),
        (2, Event::Merged { act: act(5), successor: AssociationId(id(3)) }),
    ])
    .await;
    let found = find_association(&mut tx, id(1), of(5, 4)).await.unwrap().unwrap();
    let seen = (found.full_name.as_str(), found.main_field.as_str(), found.state());
    assert_eq!(seen, ("B", "Lịch sử", State::Active));
    assert_eq!((found.term, found.congress_due_on.as_str()), (None, ""));
    assert!(!found.mass_association);
    assert!(found.successor_association_ids.is_empty());
}

async fn listed(
    tx: &mut PgConnection,
    state: Option<State>,
    as_of: u64,
) -> Vec<(String, String, u128)> {
    let (mut seen, mut after) = (Vec::new(), None);
    loop {
        let state = state.map(i32::from);
        let page = list_associations(tx, state, after.as_ref(), 1, of(as_of, 9)).await;
        let Some((key, association)) = page.unwrap().pop() else { return seen };
        seen.push((key.0.clone(), association.main_field, key.1.as_u128()));
        after = Some(key);
        assert!(seen.len() <= 3, "{seen:?}");
    }
}

#[tokio::test]
async fn a_list_is_of_those_that_stood_so_on_the_day_and_goes_on_after_the_last_name() {
    let (_database, mut tx) = told::<AssociationRegister, Association>(vec![
        (3, registered("A", "Lịch sử", None)),
        (1, registered("B", "Khảo cổ", None)),
        (2, registered("B", "Bảo tàng", None)),
        (1, suspended(5)),
    ])
    .await;
    let line = |(name, field, id): (&str, &str, u128)| (name.to_owned(), field.to_owned(), id);
    let [a, b, other_b] =
        [("A", "Lịch sử", 3), ("B", "Khảo cổ", 1), ("B", "Bảo tàng", 2)].map(line);
    let all = [a.clone(), b.clone(), other_b.clone()];
    assert_eq!(listed(&mut tx, None, 5).await, all);
    assert_eq!(listed(&mut tx, Some(State::Active), 4).await, all);
    assert_eq!(listed(&mut tx, Some(State::Active), 5).await, [a, other_b]);
    assert_eq!(listed(&mut tx, Some(State::Suspended), 5).await, [b]);
}
