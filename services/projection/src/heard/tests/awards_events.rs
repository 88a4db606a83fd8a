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
fn an_honour_is_told_with_how_many_it_honours_and_may_be_taken_back() {
    let conferred = awards::HonourConferred {
        round_id: ONE.to_owned(),
        occurred_on: ON.to_owned(),
        honour_id: TWO.to_owned(),
        entry_id: ONE.to_owned(),
        origin_unit_id: TWO.to_owned(),
        persons: 2,
        title: "Trí thức tiêu biểu".to_owned(),
        ..Default::default()
    };
    let expected = HonourConferred {
        honour: id(2),
        entry: EntryId(id(1)),
        round: RoundId(id(1)),
        origin_unit: UnitId(id(2)),
        persons: 2,
        title: "Trí thức tiêu biểu".to_owned(),
        illustrative: false,
    };
    let facts = told(AWARDS, "HonourConferred", &conferred).facts;
    assert_eq!(facts, [Told::Contest(ContestTold::HonourConferred(expected))]);

    let revoked = awards::PrizeRevoked {
        prize_id: TWO.to_owned(),
        occurred_on: ON.to_owned(),
        illustrative: true,
        ..Default::default()
    };
    let facts = told(AWARDS, "PrizeRevoked", &revoked).facts;
    let expected = PrizeRevoked { prize: id(2), illustrative: true };
    assert_eq!(facts, [Told::Contest(ContestTold::PrizeRevoked(expected))]);
}

#[test]
fn judging_is_told_in_numbers() {
    let judged = awards::StageJudged {
        round_id: ONE.to_owned(),
        occurred_on: ON.to_owned(),
        organiser_unit_id: TWO.to_owned(),
        entries: 103,
        sheets: 309,
        reopened: 4,
        settled_jointly: 7,
        ..Default::default()
    };
    let expected = StageJudged {
        round: RoundId(id(1)),
        organiser: UnitId(id(2)),
        entries: 103,
        sheets: 309,
        reopened: 4,
        settled_jointly: 7,
        illustrative: false,
    };
    let facts = told(AWARDS, "StageJudged", &judged).facts;
    assert_eq!(facts, [Told::Contest(ContestTold::StageJudged(expected))]);
}

#[test]
fn an_appeal_is_lodged_with_an_organiser_and_answered_in_one_of_three_ways() {
    let stepped = |step, organiser| {
        let (appeal, round, illustrative) = (id(1), RoundId(id(2)), false);
        let told = AppealStepped { appeal, round, organiser, step, illustrative };
        [Told::Contest(ContestTold::AppealStepped(told))]
    };
    let lodged = awards::AppealLodged {
        appeal_id: ONE.to_owned(),
        occurred_on: ON.to_owned(),
        round_id: TWO.to_owned(),
        organiser_unit_id: TWO.to_owned(),
        ..Default::default()
    };
    let facts = told(AWARDS, "AppealLodged", &lodged).facts;
    assert_eq!(facts, stepped(AppealStep::Lodged, Some(UnitId(id(2)))));

    let resolved = |outcome: awards::AppealOutcome| awards::AppealResolved {
        appeal_id: ONE.to_owned(),
        occurred_on: ON.to_owned(),
        round_id: TWO.to_owned(),
        outcome: outcome.into(),
        illustrative: false,
    };
    for (outcome, step) in [
        (awards::AppealOutcome::Rejected, AppealStep::Rejected),
        (awards::AppealOutcome::Upheld, AppealStep::Upheld),
        (awards::AppealOutcome::Dismissed, AppealStep::Dismissed),
    ] {
        let facts = told(AWARDS, "AppealResolved", &resolved(outcome)).facts;
        assert_eq!(facts, stepped(step, None));
    }
    let unknown = resolved(awards::AppealOutcome::Unspecified);
    assert!(refused(AWARDS, "AppealResolved", &unknown).contains("outcome"));
}

#[test]
fn what_follows_a_prize_is_told_of_the_unit_that_it_comes_from() {
    let (round, origin_unit) = (RoundId(id(1)), UnitId(id(2)));
    let national = |step, name: &str| {
        let (entry, name) = (EntryId(id(2)), name.to_owned());
        let illustrative = false;
        let told = NationalStepped { entry, round, origin_unit, step, name, illustrative };
        [Told::Contest(ContestTold::NationalStepped(told))]
    };
    let nominated = awards::EntryNominatedToNational {
        round_id: ONE.to_owned(),
        occurred_on: ON.to_owned(),
        entry_id: TWO.to_owned(),
        origin_unit_id: TWO.to_owned(),
        contest: "Toàn quốc lần thứ 18".to_owned(),
        ..Default::default()
    };
    let facts = told(AWARDS, "EntryNominatedToNational", &nominated).facts;
    assert_eq!(facts, national(NationalStep::Nominated, "Toàn quốc lần thứ 18"));
    let prized = awards::NationalPrizeRecorded {
        round_id: ONE.to_owned(),
        occurred_on: ON.to_owned(),
        entry_id: TWO.to_owned(),
        origin_unit_id: TWO.to_owned(),
        prize_name: "Giải Ba".to_owned(),
        ..Default::default()
    };
    let facts = told(AWARDS, "NationalPrizeRecorded", &prized).facts;
    assert_eq!(facts, national(NationalStep::Prized, "Giải Ba"));

    let seen = awards::ApplicationFollowUpRecorded {
        round_id: ONE.to_owned(),
        occurred_on: ON.to_owned(),
        prize_id: TWO.to_owned(),
        origin_unit_id: TWO.to_owned(),
        applied: true,
        ..Default::default()
    };
    let illustrative = false;
    let expected =
        ApplicationSeen { prize: id(2), round, origin_unit, applied: true, illustrative };
    let facts = told(AWARDS, "ApplicationFollowUpRecorded", &seen).facts;
    assert_eq!(facts, [Told::Contest(ContestTold::ApplicationSeen(expected))]);
}

#[test]
fn what_is_not_public_yet_tells_nothing() {
    assert_eq!(understand(AWARDS, "StageClosed", &[]).unwrap(), None);
    assert_eq!(understand(AWARDS, "ParticipantErased", &[]).unwrap(), None);
}
