//! Who may be proposed for which prize.

use super::*;
use crate::domain::ruleset::rules::Quota;

#[track_caller]
fn refused(prizes: &[Proposed], rejection: Rejection) {
    Scenario::<PrizeList>::given([]).when(propose(prizes)).then_rejected(rejection);
}

#[track_caller]
fn accepted(rules: Rules, prizes: &[Proposed]) {
    Scenario::<PrizeList>::given([]).when(propose_under(rules, prizes)).then([proposed(1, prizes)]);
}

#[test]
fn no_first_prize_is_an_ordinary_outcome_and_none_at_all_too() {
    accepted(rules(), &[prize(1, "T2"), prize(2, "T3"), prize(3, "T3")]);
    accepted(rules(), &[]);
}

#[test]
fn a_prize_has_a_tier_and_an_entry_of_the_final_once() {
    refused(&[prize(1, "T9")], Rejection::UnknownCode { code: "T9".to_owned() });
    refused(&[prize(9, "T1")], Rejection::NotAFinalist { code: code(9) });
    refused(&[prize(1, "T1"), prize(1, "T2")], Rejection::EntryTwice { code: code(1) });
}

#[test]
fn a_prize_has_its_points() {
    let tier = |text: &str| text.parse().unwrap();
    let below = |number, text| Rejection::BelowThreshold { code: code(number), tier: tier(text) };
    refused(&[prize(1, "T1"), prize(2, "T1")], below(2, "T1"));
    let all = [prize(1, "T4"), prize(2, "T4"), prize(3, "T4"), prize(4, "T4")];
    refused(&all, below(4, "T4"));
    let mut exactly = rules();
    exactly.tiers[0].least = Some("95".parse().unwrap());
    accepted(exactly, &[prize(1, "T1")]);
}

#[test]
fn places_are_ceilings_of_the_round_and_of_a_field() {
    let with = |places, field: Option<&str>| {
        let field = field.map(|field| field.parse().unwrap());
        let quotas = vec![Quota { tier: "T2".parse().unwrap(), field, places }];
        Rules { quotas, ..rules() }
    };
    let exceeded = |places| Rejection::QuotaExceeded { tier: "T2".parse().unwrap(), places };
    let three = [prize(1, "T2"), prize(2, "T2"), prize(3, "T2")];
    let outcome = |rules| Scenario::<PrizeList>::given([]).when(propose_under(rules, &three));
    outcome(with(2, None)).then_rejected(exceeded(2));
    outcome(with(3, None)).then([proposed(1, &three)]);
    outcome(with(1, Some("F1"))).then_rejected(exceeded(1));
    outcome(with(1, Some("F2"))).then([proposed(1, &three)]);
}

#[test]
fn a_tier_without_places_is_given_to_nobody() {
    let rules = Rules { quotas: Vec::new(), ..rules() };
    Scenario::<PrizeList>::given([])
        .when(propose_under(rules, &[prize(1, "T1")]))
        .then_rejected(Rejection::QuotaExceeded { tier: "T1".parse().unwrap(), places: 0 });
}

#[test]
fn nobody_is_passed_over() {
    refused(&[prize(2, "T2")], Rejection::OutOfRank { code: code(2) });
    refused(&[prize(1, "T3"), prize(2, "T2")], Rejection::OutOfRank { code: code(2) });
    refused(&[prize(1, "T1"), prize(3, "T2")], Rejection::OutOfRank { code: code(3) });
}

#[test]
fn where_places_are_by_field_each_field_has_its_own_order() {
    let quota = |field: &str| Quota {
        tier: "T2".parse().unwrap(),
        field: Some(field.parse().unwrap()),
        places: 1,
    };
    let rules = || Rules { quotas: vec![quota("F1"), quota("F2")], ..rules() };
    accepted(rules(), &[prize(1, "T2"), prize(3, "T2")]);
    Scenario::<PrizeList>::given([])
        .when(propose_under(rules(), &[prize(2, "T2"), prize(3, "T2")]))
        .then_rejected(Rejection::OutOfRank { code: code(2) });
}

#[test]
fn who_is_level_may_be_given_different_prizes_where_places_are_scarce() {
    let level = [judged(1, "F1", &[95; 3]), judged(2, "F1", &[95; 3])];
    let mut command = propose(&two());
    if let Command::Propose { ranking, .. } = &mut command {
        *ranking = super::ranking(&level);
    }
    Scenario::<PrizeList>::given([]).when(command).then([proposed(1, &two())]);
}
