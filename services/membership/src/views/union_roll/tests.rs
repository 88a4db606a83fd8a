//! Where a membership stood: on which day, to one who knows how much.

use chrono::NaiveDate;
use contracts::membership::v1::UnionMembershipState as State;
use sqlx::PgConnection;

use super::{Asked, UnionRoll, find_membership, list_memberships};
use crate::domain::UnitId;
use crate::domain::union_membership::{Event, Fact, UnionMembership};
use crate::views::told::{act, day, evidence, id, of, told};

const UNION: u128 = 9;
const OTHER: u128 = 8;

/// An association that comes before the one that is asked about.
const NEIGHBOUR: u128 = 0;

fn union() -> UnitId {
    UnitId(id(UNION))
}

fn applied(to: u128, on: u64) -> Event {
    Event::Applied { union: UnitId(id(to)), occurred_on: day(on), application: evidence() }
}

fn approved(on: u64) -> Event {
    Event::Approved { union: union(), act: act(on), vote: None, rules_version: None }
}

fn suspended(on: u64) -> Event {
    let (until, reason) = (day(on + 90), String::new());
    Event::Suspended { union: union(), act: act(on), until, reason }
}

fn left(on: u64) -> Event {
    let reason = "tự nguyện".into();
    Event::Left { union: union(), occurred_on: day(on), decision: None, reason }
}

fn corrected(fact: Fact, recorded_before: u64, to: u64) -> Event {
    Event::Corrected {
        union: union(),
        fact,
        recorded_before: day(recorded_before),
        corrected_to: day(to),
        source: evidence(),
        reason: "ghi nhầm".into(),
    }
}

/// State, since when, and the day of admission.
type Standing<Day> = Option<(State, Day, Option<Day>)>;

async fn standing(tx: &mut PgConnection, (as_of, known): (u64, i64)) -> Standing<NaiveDate> {
    let found = find_membership(tx, id(1), of(as_of, known)).await.unwrap()?;
    let admitted_on = found.admitted_on.parse().ok();
    Some((found.state(), found.state_since.parse().unwrap(), admitted_on))
}

async fn stood<const N: usize>(
    events: Vec<(u128, Event)>,
    expected: [((u64, i64), Standing<u64>); N],
) {
    let (_database, mut tx) = told::<UnionRoll, UnionMembership>(events).await;
    for (moment, expected) in expected {
        let expected = expected.map(|(state, since, on)| (state, day(since), on.map(day)));
        assert_eq!(standing(&mut tx, moment).await, expected, "of day and known at {moment:?}");
    }
}

#[tokio::test]
async fn each_answer_is_of_its_day_and_of_what_was_known() {
    let events = vec![(1, applied(UNION, 1)), (1, approved(10)), (1, suspended(10))];
    stood(
        events,
        [
            ((0, 3), None),
            ((1, 0), None),
            ((1, 3), Some((State::Applied, 1, None))),
            ((10, 1), Some((State::Applied, 1, None))),
            ((9, 3), Some((State::Applied, 1, None))),
            ((10, 2), Some((State::Active, 10, Some(10)))),
            ((10, 3), Some((State::Suspended, 10, Some(10)))),
        ],
    )
    .await;
}

#[tokio::test]
async fn a_corrected_admission_began_on_another_day_for_those_who_know() {
    let events = vec![
        (1, applied(UNION, 1)),
        (1, approved(10)),
        (1, suspended(20)),
        (1, corrected(Fact::AdmittedOn, 10, 8)),
        (1, corrected(Fact::AdmittedOn, 8, 9)),
    ];
    stood(
        events,
        [
            ((9, 3), Some((State::Applied, 1, None))),
            ((10, 3), Some((State::Active, 10, Some(10)))),
            ((20, 3), Some((State::Suspended, 20, Some(10)))),
            ((7, 4), Some((State::Applied, 1, None))),
            ((8, 4), Some((State::Active, 8, Some(8)))),
            ((20, 4), Some((State::Suspended, 20, Some(8)))),
            ((1, 5), Some((State::Applied, 1, None))),
            ((8, 5), Some((State::Applied, 1, None))),
            ((9, 5), Some((State::Active, 9, Some(9)))),
            ((19, 5), Some((State::Active, 9, Some(9)))),
            ((20, 5), Some((State::Suspended, 20, Some(9)))),
        ],
    )
    .await;
}

#[tokio::test]
async fn a_corrected_admission_is_the_last_one() {
    let events = vec![
        (1, applied(UNION, 1)),
        (1, approved(10)),
        (1, left(20)),
        (1, applied(UNION, 30)),
        (1, approved(40)),
        (NEIGHBOUR, applied(OTHER, 2)),
        (1, corrected(Fact::AdmittedOn, 40, 38)),
    ];
    stood(
        events,
        [
            ((10, 7), Some((State::Active, 10, Some(10)))),
            ((20, 7), Some((State::Left, 20, Some(10)))),
            ((37, 7), Some((State::Applied, 30, None))),
            ((38, 7), Some((State::Active, 38, Some(38)))),
            ((38, 6), Some((State::Applied, 30, None))),
        ],
    )
    .await;
}

#[tokio::test]
async fn a_corrected_end_came_on_another_day_for_those_who_know() {
    let events = vec![
        (1, applied(UNION, 1)),
        (1, approved(10)),
        (1, left(30)),
        (NEIGHBOUR, applied(OTHER, 2)),
        (1, corrected(Fact::EndedOn, 30, 28)),
        (1, corrected(Fact::EndedOn, 28, 29)),
    ];
    stood(
        events,
        [
            ((1, 6), Some((State::Applied, 1, None))),
            ((29, 3), Some((State::Active, 10, Some(10)))),
            ((30, 3), Some((State::Left, 30, Some(10)))),
            ((28, 5), Some((State::Left, 28, Some(10)))),
            ((28, 6), Some((State::Active, 10, Some(10)))),
            ((29, 6), Some((State::Left, 29, Some(10)))),
        ],
    )
    .await;
}

#[tokio::test]
async fn what_follows_a_correction_goes_on_from_it() {
    let events = vec![
        (1, applied(UNION, 1)),
        (1, approved(10)),
        (1, corrected(Fact::AdmittedOn, 10, 8)),
        (NEIGHBOUR, applied(OTHER, 2)),
        (1, suspended(20)),
    ];
    stood(events, [((20, 5), Some((State::Suspended, 20, Some(8))))]).await;
}

#[tokio::test]
async fn a_list_is_of_a_union_and_a_state_of_the_day_and_goes_on_after_the_last() {
    let transferred = Event::Transferred { from: union(), to: UnitId(id(OTHER)), act: act(20) };
    let (_database, mut tx) = told::<UnionRoll, UnionMembership>(vec![
        (3, applied(UNION, 1)),
        (2, applied(UNION, 1)),
        (2, approved(10)),
        (1, applied(OTHER, 1)),
        (2, transferred),
    ])
    .await;
    let active = Some(State::Active.into());
    let (here, there) = (Some(id(UNION)), Some(id(OTHER)));
    let expected = [
        (19, None, None, vec![1, 2, 3]),
        (19, active, None, vec![2]),
        (19, None, here, vec![2, 3]),
        (19, active, there, vec![]),
        (20, None, here, vec![3]),
        (20, active, there, vec![2]),
    ];
    for (as_of, state, union, expected) in expected {
        let mut asked = Asked { state, union, limit: 1, ..Asked::default() };
        let mut seen = Vec::new();
        while let Some((association, _)) =
            list_memberships(&mut tx, &asked, of(as_of, 5)).await.unwrap().pop()
        {
            seen.push(association.as_u128());
            asked.after = Some(association);
            assert!(seen.len() <= 3, "{seen:?}");
        }
        assert_eq!(seen, expected, "{state:?} {union:?} of day {as_of}");
    }
}
