//! From the first stage to the end.

use super::*;

fn open(stage: Stage, with_preliminary: bool) -> Command {
    Command::OpenStage { stage, opened_on: day("2026-12-31"), with_preliminary }
}

fn close(stage: Stage) -> Command {
    Command::CloseStage { stage, closed_on: day("2026-12-31") }
}

fn with_list() -> Vec<Event> {
    history(Phase::Checking).into_iter().chain([eligible_list()]).collect()
}

fn preliminary_closed() -> Vec<Event> {
    let closed = stage_closed(Stage::Preliminary, "2026-08-01");
    history(Phase::Preliminary).into_iter().chain([closed]).collect()
}

#[test]
fn the_preliminary_is_opened_with_the_list_and_the_final_after_it() {
    let opened = |stage| [stage_opened(stage, "2026-12-31")];
    Scenario::<Round>::given(with_list())
        .when(open(Stage::Preliminary, true))
        .then(opened(Stage::Preliminary));
    Scenario::<Round>::given(preliminary_closed())
        .when(open(Stage::Final, true))
        .then(opened(Stage::Final));
    let judged = |phase| Rejection::StateNotAllowed { phase };
    Scenario::<Round>::given(history(Phase::Preliminary))
        .when(open(Stage::Final, true))
        .then_rejected(judged(Phase::Preliminary));
    Scenario::<Round>::given(with_list())
        .when(open(Stage::Final, true))
        .then_rejected(judged(Phase::Checking));
    Scenario::<Round>::given(preliminary_closed())
        .when(open(Stage::Preliminary, true))
        .then_rejected(judged(Phase::Preliminary));
}

#[test]
fn a_round_with_one_stage_has_a_final_only() {
    Scenario::<Round>::given(with_list())
        .when(open(Stage::Final, false))
        .then([stage_opened(Stage::Final, "2026-12-31")]);
    Scenario::<Round>::given(with_list())
        .when(open(Stage::Preliminary, false))
        .then_rejected(Rejection::NoSuchStage);
}

#[test]
fn no_stage_is_opened_before_the_list_is_published() {
    for (stage, with_preliminary) in [(Stage::Preliminary, true), (Stage::Final, false)] {
        Scenario::<Round>::given(history(Phase::Checking))
            .when(open(stage, with_preliminary))
            .then_rejected(Rejection::EligibleListMissing);
    }
}

#[test]
fn a_stage_is_open_until_it_is_locked() {
    let confirm = |stage| Command::Confirm(Condition::StageOpen(stage));
    let told = |phase, stage| Round::replay(&history(phase)).decide(confirm(stage));
    assert_eq!(told(Phase::Preliminary, Stage::Preliminary), Ok(Vec::new()));
    assert_eq!(told(Phase::Final, Stage::Final), Ok(Vec::new()));
    assert_eq!(told(Phase::Checking, Stage::Preliminary), Err(Rejection::StageNotOpen));
    assert_eq!(told(Phase::Preliminary, Stage::Final), Err(Rejection::StageNotOpen));
    assert_eq!(told(Phase::Cancelled, Stage::Final), Err(Rejection::StageNotOpen));
    assert_eq!(told(Phase::Final, Stage::Preliminary), Err(Rejection::StageLocked));
    assert_eq!(told(Phase::Ranked, Stage::Final), Err(Rejection::StageLocked));
    let closed = Round::replay(&preliminary_closed());
    assert_eq!(closed.decide(confirm(Stage::Preliminary)), Err(Rejection::StageLocked));
}

#[test]
fn a_stage_is_closed_once_and_the_final_makes_the_ranking() {
    Scenario::<Round>::given(history(Phase::Preliminary))
        .when(close(Stage::Preliminary))
        .then([stage_closed(Stage::Preliminary, "2026-12-31")]);
    Scenario::<Round>::given(preliminary_closed())
        .when(close(Stage::Preliminary))
        .then_rejected(Rejection::StageLocked);
    only_in(&[Phase::Final], &close(Stage::Final));
    let early = Command::CloseStage { stage: Stage::Final, closed_on: day("2026-08-04") };
    Scenario::<Round>::given(history(Phase::Final))
        .when(early)
        .then_rejected(Rejection::BeforeRound { since: day("2026-08-05") });
}

#[test]
fn what_is_ranked_is_posted_decided_released_and_closed() {
    let (posted_on, posted_until) = (day("2026-08-20"), day("2026-09-03"));
    let post = Command::Post { posted_on, posted_until };
    Scenario::<Round>::given(history(Phase::Ranked)).when(post.clone()).then([posted()]);
    only_in(&[Phase::Ranked], &post);
    only_in(&[Phase::Ranked], &Command::Confirm(Condition::Ranked));
    only_in(&[Phase::Posted], &Command::TakeDown { taken_down_on: day("2026-12-31") });
    only_in(&[Phase::Posted], &Command::Decide { of: PROGRAMME, decided_on: day("2026-12-31") });
    only_in(&[Phase::Decided], &Command::Release { released_on: day("2026-12-31") });
    only_in(&[Phase::Awarded], &Command::Close { closed_on: day("2026-12-31") });
}

#[test]
fn what_was_sent_back_is_posted_again() {
    let down = Event::TakenDown { taken_down_on: day("2026-08-25") };
    let again = Command::Post { posted_on: day("2026-08-26"), posted_until: day("2026-09-09") };
    let expected = Event::Posted {
        whose: whose(),
        posted_on: day("2026-08-26"),
        posted_until: day("2026-09-09"),
    };
    Scenario::<Round>::given(history(Phase::Posted).into_iter().chain([down]))
        .when(again)
        .then([expected]);
}

#[test]
fn an_authority_of_another_programme_decides_nothing() {
    let of = ProgrammeId(Uuid::from_u128(0xA2));
    Scenario::<Round>::given(history(Phase::Posted))
        .when(Command::Decide { of, decided_on: day("2026-12-31") })
        .then_rejected(Rejection::RoundNotFound);
}

#[test]
fn a_round_is_cancelled_until_the_authority_has_decided() {
    let before: Vec<_> = Phase::iter().filter(|phase| *phase < Phase::Decided).collect();
    only_in(&before, &cancel(ORGANISER));
    only_in(&before, &Command::Confirm(Condition::BeforeDecision));
    Scenario::<Round>::given(history(Phase::Final)).when(cancel(ORGANISER)).then([cancelled()]);
}

#[test]
fn the_list_stays_with_its_codes() {
    let round = Round::replay(&history(Phase::Closed));
    assert_eq!(round.standing().map(Standing::list), Ok(&*list()));
    let before = Round::replay(&history(Phase::Checking));
    assert_eq!(before.standing().map(Standing::list), Ok([].as_slice()));
}
