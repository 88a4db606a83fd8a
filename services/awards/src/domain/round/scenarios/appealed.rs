//! When a round takes letters, and whoever writes them.

use super::*;

fn takes(lodged_on: &str, posted_until: Option<&str>) -> Command {
    let (lodged_on, posted_until) = (day(lodged_on), posted_until.map(day));
    Command::Confirm(Condition::TakesAppeals { lodged_on, posted_until })
}

fn taken_down() -> Event {
    Event::TakenDown { taken_down_on: day("2026-08-25") }
}

fn posted_again() -> Event {
    let (posted_on, posted_until) = (day("2026-08-26"), day("2026-09-09"));
    Event::Posted { whose: whose(), posted_on, posted_until }
}

#[test]
fn letters_are_taken_from_a_posting_on_until_the_results_are_released() {
    only_in(&[Phase::Posted, Phase::Decided], &takes("2026-08-20", Some("2026-09-03")));
    let down = [history(Phase::Posted), vec![taken_down()]].concat();
    Scenario::<Round>::given(down).when(takes("2026-08-20", Some("2026-09-03"))).then([]);
}

#[test]
fn a_letter_answers_to_the_posting_that_had_begun() {
    let twice = [history(Phase::Posted), vec![taken_down(), posted_again()]].concat();
    let round = Round::replay(&twice);
    let until = |on: &str| round.standing().unwrap().posted_until(day(on));
    assert_eq!(until("2026-08-19"), None);
    assert_eq!(until("2026-08-20"), Some(day("2026-09-03")));
    assert_eq!(until("2026-08-25"), Some(day("2026-09-03")));
    assert_eq!(until("2026-08-26"), Some(day("2026-09-09")));
    assert_eq!(until("2026-12-31"), Some(day("2026-09-09")));
    Scenario::<Round>::given(twice.clone()).when(takes("2026-08-26", Some("2026-09-09"))).then([]);
    Scenario::<Round>::given(twice)
        .when(takes("2026-08-26", Some("2026-09-03")))
        .then_rejected(Rejection::StateNotAllowed { phase: Phase::Posted });
}

#[test]
fn whoever_takes_part_in_no_entry_becomes_known_on_paper_when_letters_are_taken() {
    let takes = |on_paper| Command::Confirm(Condition::TakesParticipants { on_paper });
    let before: Vec<_> = Phase::iter().filter(|phase| *phase < Phase::Preliminary).collect();
    only_in(&before, &takes(false));
    let on_paper = [before, vec![Phase::Posted, Phase::Decided]].concat();
    only_in(&on_paper, &takes(true));
    let down = [history(Phase::Posted), vec![taken_down()]].concat();
    Scenario::<Round>::given(down).when(takes(true)).then([]);
}
