//! Screening, by the secretariat.

use super::*;

fn by_secretary() -> Act {
    act_by(secretary())
}

fn screen_by(act: Act, checks: Vec<Check>) -> Command {
    let (rules, screened_on) = (Box::new(rules()), day("2026-07-08"));
    let verdict = Verdict::Check { rules, ruleset_version: 1, checks, screened_on };
    Command::Screen { act, verdict }
}

fn screen(checks: Vec<Check>) -> Command {
    screen_by(by_secretary(), checks)
}

fn send_back(act: Act, clauses: Vec<ClauseCode>, until: &str) -> Command {
    let reason = "Thiếu xác nhận của đơn vị".to_owned();
    let verdict = Verdict::Return {
        rules: Box::new(rules()),
        clauses,
        reason,
        complete_until: day(until),
        today: day("2026-06-20"),
    };
    Command::Screen { act, verdict }
}

fn e2() -> Vec<ClauseCode> {
    vec!["E2".parse().unwrap()]
}

fn mark(act: Act, of: EntryId) -> Command {
    let verdict = Verdict::Duplicate { of, marked_on: day("2026-07-08") };
    Command::Screen { act, verdict }
}

fn disqualify(act: Act, heard_on: &str) -> Command {
    let verdict = Verdict::Disqualify {
        finding: "Đã đạt giải cùng cấp".to_owned(),
        heard_on: day(heard_on),
        decided_on: day("2026-07-14"),
        decision: decision(5),
    };
    Command::Screen { act, verdict }
}

#[test]
fn it_is_eligible_if_all_clauses_are_met() {
    let met = || vec![check("E1", true), check("E2", true)];
    only_in(&[State::Submitted], &screen(met()));
    let submitted = history(State::Submitted);
    Scenario::<Entry>::given(submitted.clone()).when(screen(met())).then([eligible()]);
    Scenario::<Entry>::given(submitted)
        .when(screen(vec![check("E1", true), check("E2", false)]))
        .then([ineligible()]);
}

#[test]
fn each_clause_is_said_once_and_none_is_left_out() {
    let refused = |checks, why| {
        Scenario::<Entry>::given(history(State::Submitted)).when(screen(checks)).then_rejected(why);
    };
    let clause = |code: &str| code.parse::<ClauseCode>().unwrap();
    let met = |code: &str| check(code, true);
    refused(vec![met("E1")], Rejection::ClauseMissing { clause: clause("E2") });
    refused(vec![], Rejection::ClauseMissing { clause: clause("E1") });
    let twice = vec![met("E1"), met("E1"), met("E2")];
    refused(twice, Rejection::ClauseTwice { clause: clause("E1") });
    let unknown = vec![met("E1"), met("E2"), met("E9")];
    refused(unknown, Rejection::UnknownCode { code: "E9".to_owned() });
}

#[test]
fn it_comes_back_for_clauses_and_with_a_day() {
    only_in(&[State::Submitted], &send_back(by_secretary(), e2(), "2026-07-10"));
    let refused = |clauses, until, why| {
        Scenario::<Entry>::given(history(State::Submitted))
            .when(send_back(by_secretary(), clauses, until))
            .then_rejected(why);
    };
    Scenario::<Entry>::given(history(State::Submitted))
        .when(send_back(by_secretary(), e2(), "2026-07-10"))
        .then([returned()]);
    refused(vec![], "2026-07-10", Rejection::NothingObjected);
    let unknown = vec!["E9".parse().unwrap()];
    refused(unknown, "2026-07-10", Rejection::UnknownCode { code: "E9".to_owned() });
    refused(e2(), "2026-06-19", Rejection::DueInThePast);
}

#[test]
fn what_was_handed_in_twice_is_a_duplicate_of_another_one() {
    only_in(&[State::Submitted], &mark(by_secretary(), OTHER));
    let submitted = history(State::Submitted);
    Scenario::<Entry>::given(submitted.clone())
        .when(mark(by_secretary(), OTHER))
        .then([duplicate()]);
    Scenario::<Entry>::given(submitted)
        .when(mark(by_secretary(), ENTRY))
        .then_rejected(Rejection::DuplicateOfItself);
}

#[test]
fn the_other_one_of_a_duplicate_was_handed_in_in_the_same_round() {
    let confirm = |round| Command::ConfirmHandedIn { round };
    Scenario::<Entry>::given(history(State::Eligible)).when(confirm(ROUND)).then([]);
    let elsewhere = RoundId(Uuid::from_u128(0xA9));
    for (history, round) in
        [(history(State::Eligible), elsewhere), (history(State::Draft), ROUND), (Vec::new(), ROUND)]
    {
        Scenario::<Entry>::given(history)
            .when(confirm(round))
            .then_rejected(Rejection::EntryNotFound);
    }
}

#[test]
fn whoever_rests_on_an_entry_is_refused_where_it_has_changed() {
    let confirm = |state, of: &str| Command::ConfirmAs { state, field: of.parse().unwrap() };
    let as_submitted = || confirm(State::Submitted, "F1");
    Scenario::<Entry>::given(history(State::Submitted)).when(as_submitted()).then([]);
    for (history, command) in [
        (history(State::Draft), as_submitted()),
        (history(State::Withdrawn), as_submitted()),
        (history(State::Submitted), confirm(State::Submitted, "F2")),
        (Vec::new(), confirm(State::Draft, "F1")),
    ] {
        Scenario::<Entry>::given(history).when(command).then_rejected(Rejection::EntryChanged);
    }
}

#[test]
fn an_eligible_one_is_excluded_after_its_holder_was_heard() {
    let command = |heard_on| disqualify(by_secretary(), heard_on);
    only_in(&[State::Eligible], &command("2026-07-12"));
    Scenario::<Entry>::given(history(State::Eligible))
        .when(command("2026-07-12"))
        .then([disqualified()]);
    Scenario::<Entry>::given(history(State::Eligible))
        .when(command("2026-07-15"))
        .then_rejected(Rejection::HeardAfterDecision);
}

#[test]
fn nobody_screens_what_they_hold_or_are_related_to() {
    for by in [entrant(), officer("teacher-1", ORGANISER)] {
        let act = || act_by(by.clone());
        for command in [
            screen_by(act(), vec![check("E1", true), check("E2", true)]),
            send_back(act(), e2(), "2026-07-10"),
            mark(act(), OTHER),
            disqualify(act(), "2026-07-12"),
        ] {
            Scenario::<Entry>::given(history(State::Submitted))
                .when(command)
                .then_rejected(Rejection::OwnEntry);
        }
    }
}

#[test]
fn the_secretariat_screens_what_it_entered_from_paper() {
    let mut history = history(State::Submitted);
    history[0] = started_by(Holder::Office(ORGANISER));
    Scenario::<Entry>::given(history)
        .when(screen(vec![check("E1", true), check("E2", true)]))
        .then([eligible()]);
}

#[test]
fn for_the_secretariat_there_is_none_that_was_never_handed_in() {
    for command in [
        screen(vec![check("E1", true), check("E2", true)]),
        send_back(by_secretary(), e2(), "2026-07-10"),
        mark(by_secretary(), OTHER),
        disqualify(by_secretary(), "2026-07-12"),
    ] {
        Scenario::<Entry>::given(complete()).when(command).then_rejected(Rejection::EntryNotFound);
    }
}
