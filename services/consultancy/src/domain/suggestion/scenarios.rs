//! Who is suggested, rule by rule.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};

use super::*;
use crate::domain::InvitationId;
use crate::domain::council::Role;
use crate::domain::samples::{COMMITTEE, DEPARTMENT, day};

fn review(n: u128) -> ReviewId {
    ReviewId(Uuid::from_u128(n))
}

/// For review 1, in education, of the department.
fn wanted() -> Wanted {
    let (field, requester) = (Field::EducationTraining, DEPARTMENT);
    Wanted { review: review(1), field, requester, on: day("2026-06-01"), conflict_years: 3 }
}

fn seat(n: u128, state: SeatState, since: &str) -> Seat {
    Seat {
        invitation: InvitationId(Uuid::from_u128(n)),
        expert: format!("sub-expert-{n}"),
        expert_key: Uuid::from_u128(n),
        role: Role::Reviewer,
        state,
        since: day(since),
        invited_on: day("2026-01-01"),
        answer_by: day("2026-01-06"),
        opinion_by: None,
        follows: None,
        conflicts: Vec::new(),
        reason: None,
        opened_on: None,
        retracted: false,
    }
}

fn tied(n: u128, kind: ConflictKind, last_on: Option<&str>) -> Seat {
    let conflicts = vec![Conflict { kind, last_on: last_on.map(day), note: None }];
    Seat { conflicts, ..seat(n, SeatState::Done, "2026-02-01") }
}

/// Another review, in education, of the department, over already.
fn past(n: u128, seats: Vec<Seat>) -> Served {
    let (field, requester) = (Field::EducationTraining, DEPARTMENT);
    Served { review: review(n), field, requester, with_experts: false, seats }
}

fn open(n: u128, seats: Vec<Seat>) -> Served {
    Served { with_experts: true, ..past(n, seats) }
}

fn experts(reviews: &[Served]) -> Vec<String> {
    suggest(&wanted(), reviews).into_iter().map(|it| it.expert).collect()
}

fn extent(reviews: u32, last_on: &str) -> Extent {
    Extent { reviews, last_on: Some(day(last_on)) }
}

const NOTHING: (Ground, Extent) = (Ground::PresentLoad, Extent { reviews: 0, last_on: None });

#[test]
fn who_served_most_in_the_field_comes_first_with_the_grounds_for_it() {
    let done = |n, on| seat(n, SeatState::Done, on);
    let elsewhere = Served { field: Field::Health, ..past(4, vec![done(3, "2026-05-01")]) };
    let reviews = [
        past(2, vec![done(1, "2026-02-01"), done(2, "2026-02-01")]),
        past(3, vec![seat(2, SeatState::Considered, "2026-03-01")]),
        elsewhere,
    ];
    let suggested = suggest(&wanted(), &reviews);
    let told: Vec<_> = suggested.iter().map(|it| (&*it.expert, it.grounds.clone())).collect();
    let grounds = |ground, extent| BTreeMap::from([NOTHING, (ground, extent)]);
    assert_eq!(
        told,
        [
            ("sub-expert-2", grounds(Ground::ServedInField, extent(2, "2026-03-01"))),
            ("sub-expert-1", grounds(Ground::ServedInField, extent(1, "2026-02-01"))),
            ("sub-expert-3", grounds(Ground::ServedElsewhere, extent(1, "2026-05-01"))),
        ]
    );
}

#[test]
fn of_who_served_alike_in_the_field_the_one_who_served_more_elsewhere_comes_first() {
    let done = |n| seat(n, SeatState::Done, "2026-02-01");
    let elsewhere = |n, seats| Served { field: Field::Health, ..past(n, seats) };
    let reviews = [
        past(2, vec![done(1), done(2), done(3)]),
        elsewhere(3, vec![done(2), done(3)]),
        elsewhere(4, vec![done(3)]),
    ];
    assert_eq!(experts(&reviews), ["sub-expert-3", "sub-expert-2", "sub-expert-1"]);
}

#[test]
fn of_who_are_alike_in_all_the_key_decides_and_not_the_name() {
    let done = |n: u128, key| {
        let expert_key = Uuid::from_u128(key);
        Seat { expert_key, ..seat(n, SeatState::Done, "2026-02-01") }
    };
    let reviews = [past(2, vec![done(1, 9), done(2, 8)])];
    assert_eq!(experts(&reviews), ["sub-expert-2", "sub-expert-1"]);
}

#[test]
fn a_ground_tells_its_latest_day_in_whatever_order_reviews_are_read() {
    let done = |n, on| past(n, vec![seat(1, SeatState::Done, on)]);
    let suggested = suggest(&wanted(), &[done(2, "2026-03-01"), done(3, "2026-02-01")]);
    assert_eq!(suggested[0].grounds[&Ground::ServedInField], extent(2, "2026-03-01"));
}

#[test]
fn who_has_less_to_do_now_comes_first() {
    let done = |n| seat(n, SeatState::Done, "2026-02-01");
    for state in [SeatState::Invited, SeatState::Accepted, SeatState::Delivered] {
        let busy = |with_experts| {
            let seats = vec![seat(1, state, "2026-05-01")];
            [past(2, vec![done(1), done(2)]), Served { with_experts, ..past(3, seats) }]
        };
        assert_eq!(experts(&busy(true)), ["sub-expert-2", "sub-expert-1"]);
        let [first, _] = &suggest(&wanted(), &busy(false))[..] else { panic!("two experts") };
        assert_eq!(first.expert, "sub-expert-1", "what is over is no load");
    }
    let reviews = [open(2, vec![seat(1, SeatState::Accepted, "2026-05-01")])];
    let load = suggest(&wanted(), &reviews)[0].grounds[&Ground::PresentLoad];
    assert_eq!(load, extent(1, "2026-05-01"));
}

#[test]
fn who_was_silent_or_declined_comes_later() {
    let done = |n| seat(n, SeatState::Done, "2026-02-01");
    let reviews = [
        past(2, vec![done(1), done(2), done(3)]),
        past(3, vec![seat(1, SeatState::Dismissed, "2026-03-01")]),
        past(4, vec![seat(2, SeatState::Declined, "2026-03-01")]),
    ];
    assert_eq!(experts(&reviews), ["sub-expert-3", "sub-expert-2", "sub-expert-1"]);
    let suggested = suggest(&wanted(), &reviews);
    assert_eq!(suggested[1].grounds[&Ground::DeclinedBefore], extent(1, "2026-03-01"));
    assert_eq!(suggested[2].grounds[&Ground::DismissedBefore], extent(1, "2026-03-01"));
}

#[test]
fn nobody_is_suggested_whom_the_council_has_or_has_lost() {
    for state in [
        SeatState::Invited,
        SeatState::Accepted,
        SeatState::Delivered,
        SeatState::Considered,
        SeatState::Done,
        SeatState::Recused(ConflictKind::Other),
        SeatState::Dismissed,
    ] {
        assert_eq!(experts(&[open(1, vec![seat(1, state, "2026-05-01")])]), [""; 0], "{state:?}");
    }
    for state in [SeatState::Declined, SeatState::Withdrawn] {
        let asked = seat(1, state, "2026-05-01");
        assert_eq!(experts(&[open(1, vec![asked.clone()])]), ["sub-expert-1"], "{state:?}");
        let tie = Conflict { kind: ConflictKind::Drafter, last_on: None, note: None };
        let barred = Seat { conflicts: vec![tie], ..asked };
        assert_eq!(experts(&[open(1, vec![barred.clone()])]), [""; 0], "{state:?}");
        let over = Conflict { last_on: Some(day("2023-06-01")), ..barred.conflicts[0].clone() };
        let free = Seat { conflicts: vec![over], ..barred };
        assert_eq!(experts(&[open(1, vec![free])]), ["sub-expert-1"], "{state:?}");
    }
}

#[test]
fn who_is_tied_to_the_requester_comes_last_while_the_tie_bars() {
    let done = |n| seat(n, SeatState::Done, "2026-02-01");
    let is_tied = |served: Served| {
        let reviews = [served, past(9, vec![done(1), done(1), done(2)])];
        let suggested = suggest(&wanted(), &reviews);
        let first = suggested.iter().find(|it| it.expert == "sub-expert-1").unwrap();
        let tie = first.grounds.get(&Ground::TiedToRequester);
        let is_tied = tie.is_some();
        assert!(tie.is_none_or(|tie| tie.last_on != Some(day("2026-01-01"))), "not when invited");
        assert_eq!(suggested.last().unwrap().expert == "sub-expert-1", is_tied);
        is_tied
    };
    use ConflictKind::{Drafter, KinOfHead, StaffOfRequester};
    let with = |kind, last_on| past(2, vec![tied(1, kind, last_on)]);
    assert!(is_tied(with(StaffOfRequester, None)));
    assert!(is_tied(with(KinOfHead, Some("2023-06-02"))));
    assert!(!is_tied(with(KinOfHead, Some("2023-06-01"))), "three years have passed");
    assert!(!is_tied(with(Drafter, None)), "a tie to another scheme");
    let of_another = Served { requester: COMMITTEE, ..with(StaffOfRequester, None) };
    assert!(!is_tied(of_another));
    let recused = |on| past(2, vec![seat(1, SeatState::Recused(StaffOfRequester), on)]);
    assert!(is_tied(recused("2026-03-01")));
    assert!(!is_tied(recused("2023-03-01")));
}

#[test]
fn nothing_rests_on_an_opinion_that_was_taken_back() {
    let retracted = Seat { retracted: true, ..seat(1, SeatState::Considered, "2026-02-01") };
    let suggested = suggest(&wanted(), &[past(2, vec![retracted])]);
    assert_eq!(suggested[0].grounds, BTreeMap::from([NOTHING]));
}

fn any_state() -> impl Strategy<Value = SeatState> {
    select(vec![
        SeatState::Invited,
        SeatState::Accepted,
        SeatState::Delivered,
        SeatState::Considered,
        SeatState::Done,
        SeatState::Declined,
        SeatState::Withdrawn,
        SeatState::Recused(ConflictKind::StaffOfRequester),
        SeatState::Dismissed,
    ])
}

fn any_review() -> impl Strategy<Value = Served> {
    (1..5_u128, any::<bool>(), vec((1..5_u128, any_state()), 0..6)).prop_map(
        |(n, with_experts, seats)| {
            let seats = seats.into_iter().map(|(n, state)| seat(n, state, "2026-02-01"));
            Served { with_experts, ..past(n, seats.collect()) }
        },
    )
}

proptest! {
    /// Whatever was recorded: nobody twice, nobody whom the review has or must not have, nobody who was never invited, and
    /// each with present load as a ground; the order in which reviews are read makes no difference.
    #[test]
    fn only_those_who_may_be_asked_are_suggested(
        reviews in vec(any_review(), 0..6), turn in any::<Index>(),
    ) {
        let suggested = suggest(&wanted(), &reviews);
        let names: BTreeSet<_> = suggested.iter().map(|it| &it.expert).collect();
        prop_assert_eq!(names.len(), suggested.len());
        let seats = || reviews.iter().flat_map(|it| it.seats.iter().map(move |seat| (it.review, seat)));
        for suggestion in &suggested {
            let of = |(_, seat): &(ReviewId, &Seat)| seat.expert == suggestion.expert;
            prop_assert!(seats().any(|it| of(&it)));
            let open = [SeatState::Declined, SeatState::Withdrawn];
            let mut here = seats().filter(of).filter(|(review, _)| *review == wanted().review);
            prop_assert!(here.all(|(_, seat)| open.contains(&seat.state)));
            prop_assert!(suggestion.grounds.contains_key(&Ground::PresentLoad));
        }
        let mut turned = reviews.clone();
        turned.rotate_left(if reviews.is_empty() { 0 } else { turn.index(reviews.len()) });
        prop_assert_eq!(suggest(&wanted(), &turned), suggested);
    }
}
