//! What a ruleset does, rule by rule.

use ledger::scenario::{Scenario, assert_reads};
use strum::VariantNames as _;
use uuid::Uuid;

use super::rules::{Advance, Aggregation, Quota, Share, TieBreak};
use super::*;
use crate::domain::samples::{day, decision, rules};

const ENTRY: EntryId = EntryId(Uuid::from_u128(0xE1));
const OTHER: EntryId = EntryId(Uuid::from_u128(0xE2));

fn issue(rules: Rules) -> Command {
    let (rules, issued_on) = (Box::new(rules), day("2025-10-10"));
    Command::Issue { rules, issued_on, decision: decision(1) }
}

fn issued() -> Event {
    let (rules, issued_on) = (Box::new(rules()), day("2025-10-10"));
    Event::Issued { rules, issued_on, decision: decision(1) }
}

/// Of the samples, with something else in it.
fn with(change: impl FnOnce(&mut Rules)) -> Rules {
    let mut rules = rules();
    change(&mut rules);
    rules
}

fn longer_posting() -> Rules {
    with(|rules| rules.posting_days = 20)
}

fn amend(rules: Rules, amended_on: &str) -> Command {
    let fields = vec!["F1".parse().unwrap()];
    Command::Amend {
        rules: Box::new(rules),
        amended_on: day(amended_on),
        reason: "Ban Tổ chức kéo dài niêm yết".to_owned(),
        decision: decision(2),
        entered: Entered { entries: vec![ENTRY, OTHER], fields },
    }
}

fn amended(version: u32, affected: Vec<EntryId>) -> Event {
    Event::Amended {
        version,
        rules: Box::new(longer_posting()),
        amended_on: day("2026-02-01"),
        reason: "Ban Tổ chức kéo dài niêm yết".to_owned(),
        decision: decision(2),
        affected,
    }
}

#[test]
fn a_ruleset_is_issued_once() {
    Scenario::<Ruleset>::given([]).when(issue(rules())).then([issued()]);
    Scenario::<Ruleset>::given([issued()])
        .when(issue(rules()))
        .then_rejected(Rejection::RulesetAlreadyIssued);
}

#[test]
fn an_amendment_is_the_next_version_and_lists_the_entries_it_affects() {
    Scenario::<Ruleset>::given([issued()])
        .when(amend(longer_posting(), "2026-02-01"))
        .then([amended(2, vec![ENTRY, OTHER])]);
    Scenario::<Ruleset>::given([issued(), amended(2, Vec::new())])
        .when(amend(longer_posting(), "2026-02-01"))
        .then([amended(3, vec![ENTRY, OTHER])]);
}

#[test]
fn nothing_is_amended_before_it_holds() {
    Scenario::<Ruleset>::given([])
        .when(amend(longer_posting(), "2026-02-01"))
        .then_rejected(Rejection::RulesetNotIssued);
    Scenario::<Ruleset>::given([issued()])
        .when(amend(longer_posting(), "2025-10-09"))
        .then_rejected(Rejection::BeforeRuleset { since: day("2025-10-10") });
}

#[test]
fn a_field_that_has_entries_stays() {
    let without = with(|rules| rules.fields.retain(|field| field.code.as_str() != "F1"));
    Scenario::<Ruleset>::given([issued()])
        .when(amend(without, "2026-02-01"))
        .then_rejected(Rejection::UnknownCode { code: "F1".to_owned() });
}

#[test]
fn what_rests_on_a_version_is_refused_under_another_one() {
    let confirm = |version| Command::Confirm { version };
    let history = || [issued(), amended(2, Vec::new())];
    Scenario::<Ruleset>::given(history()).when(confirm(2)).then([]);
    Scenario::<Ruleset>::given(history())
        .when(confirm(1))
        .then_rejected(Rejection::RulesetChanged { version: 2 });
    Scenario::<Ruleset>::given([]).when(confirm(1)).then_rejected(Rejection::RulesetNotIssued);
}

#[test]
fn an_amendment_holds_together_too() {
    let wrong = with(|rules| rules.advance = None);
    Scenario::<Ruleset>::given([issued()])
        .when(amend(wrong, "2026-02-01"))
        .then_rejected(Rejection::AdvanceRuleMissing);
}

#[track_caller]
fn refused(change: impl FnOnce(&mut Rules), expected: Rejection) {
    Scenario::<Ruleset>::given([]).when(issue(with(change))).then_rejected(expected);
}

#[test]
fn no_code_is_there_twice() {
    let twice = |code: &str| Rejection::CodeTwice { code: code.to_owned() };
    refused(|rules| rules.fields[1].code = "F1".parse().unwrap(), twice("F1"));
    refused(|rules| rules.clauses[1].code = "E1".parse().unwrap(), twice("E1"));
    refused(|rules| rules.dossier_parts[1].code = "D1".parse().unwrap(), twice("D1"));
    refused(|rules| rules.tiers[1].code = "T1".parse().unwrap(), twice("T1"));
    refused(|rules| rules.stages[0].criteria[1].code = "C1".parse().unwrap(), twice("C1"));
}

#[test]
fn what_is_named_is_there() {
    let unknown = |code: &str| Rejection::UnknownCode { code: code.to_owned() };
    let elsewhere = TieBreak::HigherCriterion("C9".parse().unwrap());
    refused(|rules| rules.tie_breaks[0] = elsewhere, unknown("C9"));
    refused(|rules| rules.quotas[0].tier = "T9".parse().unwrap(), unknown("T9"));
    refused(|rules| rules.quotas[0].field = Some("F9".parse().unwrap()), unknown("F9"));
}

#[test]
fn there_are_a_preliminary_and_a_final_or_a_final_only() {
    refused(|rules| rules.stages.reverse(), Rejection::StagesOutOfOrder);
    refused(|rules| rules.stages.clear(), Rejection::StagesOutOfOrder);
    refused(|rules| rules.stages.truncate(1), Rejection::StagesOutOfOrder);
    refused(|rules| rules.advance = None, Rejection::AdvanceRuleMissing);
    let final_only = |rules: &mut Rules| {
        rules.stages.remove(0);
        rules.advance = None;
    };
    let one_stage = with(final_only);
    let expected = Event::Issued {
        rules: Box::new(one_stage.clone()),
        issued_on: day("2025-10-10"),
        decision: decision(1),
    };
    Scenario::<Ruleset>::given([]).when(issue(one_stage)).then([expected]);
    let advance = |rules: &mut Rules| {
        final_only(rules);
        rules.advance = Some(Advance::First(10));
    };
    refused(advance, Rejection::AdvanceRuleWithoutFinal);
}

#[test]
fn criteria_sum_up_to_a_hundred_in_whole_steps() {
    let of = |stage: usize| move |rules: &mut Rules| rules.stages[stage].criteria.truncate(3);
    let not_hundred = |stage| Rejection::CriteriaNotHundred { stage };
    refused(of(0), not_hundred(Stage::Preliminary));
    refused(of(1), not_hundred(Stage::Final));
    let more = |rules: &mut Rules| rules.stages[0].criteria[0].most = "41".parse().unwrap();
    refused(more, not_hundred(Stage::Preliminary));
    let not_in_steps = || Rejection::NotInSteps { stage: Stage::Preliminary };
    refused(|rules| rules.stages[0].step = "7".parse().unwrap(), not_in_steps());
    refused(|rules| rules.stages[0].step = "0".parse().unwrap(), not_in_steps());
    let worthless = |rules: &mut Rules| {
        rules.stages[0].criteria[0].most = "50".parse().unwrap();
        rules.stages[0].criteria[3].most = "0".parse().unwrap();
    };
    refused(worthless, not_in_steps());
}

#[test]
fn judges_are_odd_and_sheets_are_enough_to_drop_some() {
    let stage = Stage::Preliminary;
    for judges in [0, 2, 4] {
        let change = |rules: &mut Rules| rules.stages[0].judges_per_entry = judges;
        refused(change, Rejection::JudgesNotOdd { stage });
    }
    let drop = |from_sheets| {
        move |rules: &mut Rules| {
            rules.stages[0].aggregation = Aggregation::DropHighLow { from_sheets };
        }
    };
    refused(drop(2), Rejection::DropWithoutSheets { stage });
    assert_eq!(with(drop(3)).check(), Ok(()));
}

#[test]
fn ages_are_in_order_and_a_child_has_a_guardian() {
    refused(|rules| rules.authors.oldest = Some(5), Rejection::AgesOutOfOrder);
    refused(|rules| rules.authors.child_consents_from = Some(19), Rejection::AgesOutOfOrder);
    refused(|rules| rules.authors.guardian_consents_below = None, Rejection::AgesOutOfOrder);
}

#[test]
fn a_higher_prize_needs_no_fewer_points() {
    refused(|rules| rules.tiers.reverse(), Rejection::TiersOutOfOrder);
}

#[test]
fn places_are_said_once_for_a_field_and_once_for_the_round() {
    let places = |field: Option<&str>| Quota {
        tier: "T1".parse().unwrap(),
        field: field.map(|field| field.parse().unwrap()),
        places: 1,
    };
    let twice = || Rejection::QuotaTwice { tier: "T1".parse().unwrap() };
    refused(|rules| rules.quotas.push(places(None)), twice());
    refused(|rules| rules.quotas.extend([places(Some("F1")), places(Some("F1"))]), twice());
    assert_eq!(with(|rules| rules.quotas.push(places(Some("F1")))).check(), Ok(()));
}

#[test]
fn a_share_is_some_of_the_whole() {
    for (numerator, denominator) in [(0, 3), (4, 3), (1, 0)] {
        let share = Share { numerator, denominator };
        refused(|rules| rules.committee.quorum = share, Rejection::ShareOverWhole);
        refused(|rules| rules.committee.approval = share, Rejection::ShareOverWhole);
    }
    let two_thirds = Share { numerator: 2, denominator: 3 };
    assert!(two_thirds.is_reached_by(6, 9));
    assert!(!two_thirds.is_reached_by(5, 9));
    assert!(!two_thirds.is_reached_by(6, 10));
}

#[test]
fn the_past_still_reads() {
    assert_reads::<Event>(include_str!("golden.jsonl"), Event::VARIANTS);
}
