//! A round of honours, from its ruleset to the release: nothing in the machine knows of it but the last step.

use super::*;
use crate::domain::ruleset::{self, Ruleset};
use crate::domain::samples::honours::{TITLE, nominated, rules, terms};
use crate::domain::stage_result::{self, Docket, Numbers, StageResult};

fn ballots() -> Vec<Docket> {
    vec![nominated(1, 6), nominated(2, 5), nominated(3, 9)]
}

/// The council has voted in secret, and that is over.
fn voted_in_secret() -> StageResult {
    let opened = stage_result::Event::Opened {
        round: ROUND,
        stage: Stage::Final,
        opened_on: day("2026-08-05"),
    };
    let close = stage_result::Command::Close {
        closed_on: day("2026-08-15"),
        dockets: ballots(),
        terms: Box::new(terms()),
    };
    let closed = StageResult::replay(std::slice::from_ref(&opened)).decide(close).unwrap();
    StageResult::replay(&[vec![opened], closed].concat())
}

fn propose_honours(numbers: &[u8]) -> Command {
    let ranking = voted_in_secret().lock().unwrap().locked_ranking(&ballots(), &terms()).unwrap();
    Command::Propose {
        round: ROUND,
        programme: PROGRAMME,
        prizes: numbers.iter().map(|number| prize(*number, "TV")).collect(),
        proposed_on: day("2026-09-01"),
        ranking,
        rules: Box::new(rules()),
        rules_version: 1,
        first: false,
    }
}

#[test]
fn its_ruleset_holds_together() {
    let (issued_on, decision) = (day("2026-01-05"), decision(1));
    let issue = ruleset::Command::Issue { rules: Box::new(rules()), issued_on, decision };
    assert_eq!(Ruleset::default().decide(issue).map(|events| events.len()), Ok(1));
}

#[test]
fn ballots_are_not_settled_jointly_and_leave_nothing_open() {
    let result = voted_in_secret();
    let lock = result.lock().unwrap();
    let expected = Numbers { sheets: 27, reopened: 0, settled_jointly: 0 };
    assert_eq!((lock.entries(), lock.numbers()), (3, Some(expected)));
}

#[test]
fn two_thirds_of_the_council_honour() {
    let proposed = PrizeList::default().decide(propose_honours(&[1, 3]));
    assert_eq!(proposed.map(|events| events.len()), Ok(1));
    let tier = "TV".parse().unwrap();
    Scenario::<PrizeList>::given([])
        .when(propose_honours(&[1, 2, 3]))
        .then_rejected(Rejection::BelowThreshold { code: code(2), tier });
}

#[test]
fn who_is_honoured_is_told_and_no_prize() {
    let mut history = PrizeList::default().decide(propose_honours(&[1, 3])).unwrap();
    history.extend([voted(6, 3, true), posted(), decided()]);
    let release = Release {
        family: Family::IntellectualHonour,
        tiers: rules().tiers,
        ..release_of(&[1, 2, 3], false)
    };
    let told = PrizeList::replay(&history).decide(Command::Release(Box::new(release))).unwrap();
    let names: Vec<&str> = told.iter().map(Into::into).collect();
    assert_eq!(names, ["released", "honour_released", "honour_released"]);
    let titled =
        |event: &Event| matches!(event, Event::HonourReleased { title, .. } if title == TITLE);
    assert!(told[1..].iter().all(titled));
}
