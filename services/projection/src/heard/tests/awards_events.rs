//! What is understood of contests.

use contracts::awards::v1 as awards;

use super::{ON, ONE, TWO, id, refused, told};
use crate::domain::contest::*;
use crate::domain::facts::UnitId;
use crate::heard::{AWARDS, ContestTold, Told, understand};

#[test]
fn a_round_is_of_a_family_and_is_shown_by_its_organiser() {
    let planned = awards::RoundPlanned {
        round_id: ONE.to_owned(),
        occurred_on: ON.to_owned(),
        family: awards::ProgrammeFamily::YouthContest.into(),
        organiser_unit_id: TWO.to_owned(),
        title: "Lần thứ 14".to_owned(),
        ..Default::default()
    };
    let expected = RoundPlanned {
        round: RoundId(id(1)),
        family: Family::YouthContest,
        title: "Lần thứ 14".to_owned(),
        illustrative: false,
    };
    let facts = told(AWARDS, "RoundPlanned", &planned).facts;
    assert_eq!(facts, [Told::Contest(ContestTold::RoundPlanned(expected))]);
    let unknown = awards::RoundPlanned { family: 99, ..planned };
    assert!(refused(AWARDS, "RoundPlanned", &unknown).contains("family"));

    let launched = awards::RoundLaunched {
        round_id: ONE.to_owned(),
        occurred_on: ON.to_owned(),
        organiser_unit_id: TWO.to_owned(),
        illustrative: true,
        ..Default::default()
    };
    let expected = RoundShown {
        round: RoundId(id(1)),
        organiser: UnitId(id(2)),
        occasion: Occasion::Launch,
        illustrative: true,
    };
    let facts = told(AWARDS, "RoundLaunched", &launched).facts;
    assert_eq!(facts, [Told::Contest(ContestTold::RoundShown(expected))]);
}

#[test]
fn an_entry_is_excluded_whether_it_was_found_ineligible_or_disqualified() {
    let stepped = |step| {
        let (entry, round) = (EntryId(id(2)), RoundId(id(1)));
        let told = EntryStepped { entry, round, step, origin_unit: None, illustrative: false };
        [Told::Contest(ContestTold::EntryStepped(told))]
    };
    let (round_id, entry_id, occurred_on) = (ONE.to_owned(), TWO.to_owned(), ON.to_owned());
    let ineligible = awards::EntryDeclaredIneligible {
        round_id: round_id.clone(),
        entry_id: entry_id.clone(),
        occurred_on: occurred_on.clone(),
    };
    let disqualified = awards::EntryDisqualified { entry_id, occurred_on, round_id };
    let facts = told(AWARDS, "EntryDeclaredIneligible", &ineligible).facts;
    assert_eq!(facts, stepped(EntryStep::Ineligible));
    let facts = told(AWARDS, "EntryDisqualified", &disqualified).facts;
    assert_eq!(facts, stepped(EntryStep::Ineligible));
}

#[test]
fn a_prize_is_of_the_tier_that_its_ruleset_names() {
    let awarded = awards::PrizeAwarded {
        round_id: ONE.to_owned(),
        occurred_on: ON.to_owned(),
        prize_id: TWO.to_owned(),
        entry_id: ONE.to_owned(),
        origin_unit_id: TWO.to_owned(),
        tier_code: "NHAT".to_owned(),
        tier_name: "Giải Nhất".to_owned(),
        ..Default::default()
    };
    let expected = PrizeAwarded {
        prize: id(2),
        entry: EntryId(id(1)),
        round: RoundId(id(1)),
        origin_unit: UnitId(id(2)),
        tier: Tier { code: "NHAT".into(), name: "Giải Nhất".into() },
        illustrative: false,
    };
    let facts = told(AWARDS, "PrizeAwarded", &awarded).facts;
    assert_eq!(facts, [Told::Contest(ContestTold::PrizeAwarded(expected))]);
}

#[test]
fn what_is_not_public_yet_tells_nothing() {
    assert_eq!(understand(AWARDS, "StageClosed", &[]).unwrap(), None);
    assert_eq!(understand(AWARDS, "ParticipantRegistered", &[]).unwrap(), None);
}
