//! Rounds: planned, ruled, launched; opened and closed by time; their list of eligible entries; their end.

use awards::domain::round;
use contracts::awards::v1::*;
use contracts::ledger::v1::ReadAt;
use ledger::CommandHandler;
use prost::Message as _;
use servers::bad_input::GOOD_ID;
use tonic::Code;

use crate::receipt;
use crate::requests::{after, fresh};
use crate::round_samples::{
    amend, decision, define, issue, launch, plan, publish, ruleset, schedule,
};
use crate::world::{SECRETARY, World, eventually, refusal, told};

#[tokio::test]
async fn a_round_gets_from_its_plan_to_its_launch() {
    let world = World::new().await;
    let define = define();
    receipt!(world.programmes().await.define_programme(define.clone()));
    let mut rounds = world.rounds().await;
    let plan = plan(&define.programme_id, 14);
    let tried = PlanRoundRequest { validate_only: true, ..plan.clone() };
    receipt!(rounds.plan_round(tried));
    let planned = receipt!(rounds.plan_round(plan.clone()));
    let again = receipt!(rounds.plan_round(plan.clone()));
    assert_eq!((again.token, again.repeated_request), (planned.token.clone(), true));
    let expected = Round {
        round_id: plan.round_id.clone(),
        programme_id: define.programme_id.clone(),
        organiser_unit_id: GOOD_ID.into(),
        number: 14,
        title: plan.title.clone(),
        schedule: Some(RoundSchedule { grace_days: 0, ..schedule() }),
        phase: RoundPhase::Planned.into(),
        phase_since: "2026-10-01".into(),
        ruleset_version: 0,
        posted_until: String::new(),
        decision_ref: decision(),
        illustrative: true,
        etag: planned.etag.clone(),
        ruleset_etag: String::new(),
    };
    assert_eq!(world.round(&plan.round_id, &planned).await, expected, "a sample's is a sample");

    let later = RoundSchedule { entries_until: "2027-02-01".into(), ..schedule() };
    let reschedule = RescheduleRoundRequest {
        round_id: plan.round_id.clone(),
        etag: planned.etag,
        request_id: fresh(),
        validate_only: false,
        organiser_unit_id: GOOD_ID.into(),
        schedule: Some(later),
        decision_ref: decision(),
    };
    let receipt = receipt!(rounds.reschedule_round(reschedule));
    let receipt = receipt!(rounds.issue_ruleset(issue(&plan.round_id, &receipt.etag)));
    world.has_secretary(&plan.round_id).await;
    let mut secretary = world.rounds_of(SECRETARY).await;
    let receipt = receipt!(secretary.launch_round(launch(&plan.round_id, &receipt.etag)));
    let extend = ExtendEntriesRequest {
        round_id: plan.round_id.clone(),
        etag: receipt.etag.clone(),
        request_id: fresh(),
        validate_only: false,
        entries_until: "2027-02-15".into(),
        reason: "Bão lụt".into(),
    };
    let receipt = receipt!(secretary.extend_entries(extend));
    let round = world.round(&plan.round_id, &receipt).await;
    assert_eq!((round.phase(), &*round.phase_since), (RoundPhase::Launched, "2026-11-20"));
    assert_eq!(round.schedule.unwrap().entries_until, "2027-02-15");
    assert_eq!((round.ruleset_version, &round.etag), (1, &receipt.etag));

    let list = |phase: RoundPhase| ListRoundsRequest {
        read_at: after(&receipt),
        phase: phase.into(),
        programme_id: define.programme_id.clone(),
        ..ListRoundsRequest::default()
    };
    for (phase, count) in [(RoundPhase::Launched, 1), (RoundPhase::Planned, 0)] {
        let found = rounds.list_rounds(list(phase)).await.unwrap().into_inner();
        assert_eq!(found.rounds.len(), count, "{phase:?}");
    }
}

#[tokio::test]
async fn time_opens_and_closes_a_round_and_begins_its_checking() {
    let world = World::new().await;
    let (round, receipt) = world.launched().await;
    let days = [
        ("2026-11-30T16:59:00Z", RoundPhase::Launched, "2026-11-20"),
        ("2026-11-30T17:01:00Z", RoundPhase::Open, "2026-12-01"),
        ("2027-01-15T16:59:00Z", RoundPhase::Open, "2026-12-01"),
        ("2027-01-15T17:01:00Z", RoundPhase::ClosedForEntry, "2027-01-16"),
        ("2027-01-20T16:59:00Z", RoundPhase::ClosedForEntry, "2027-01-16"),
        ("2027-01-20T17:01:00Z", RoundPhase::Checking, "2027-01-21"),
    ];
    for (now, phase, since) in days {
        world.is_now(now);
        let look = async || {
            let round = world.round(&round, &receipt).await;
            (round.phase(), round.phase_since)
        };
        eventually(now, look, |seen| *seen == (phase, since.to_owned())).await;
    }
}

#[tokio::test]
async fn who_was_away_for_a_year_does_all_that_has_passed_in_its_order() {
    let world = World::new().await;
    let (round, receipt) = world.launched().await;
    world.is_now("2027-11-24T03:00:00Z");
    let look = async || world.round(&round, &receipt).await;
    let is_checked = |round: &Round| round.phase() == RoundPhase::Checking;
    let known = eventually("it is checked", look, is_checked).await;
    assert_eq!(known.phase_since, "2027-01-21");
    let as_of = |day: &str| Some(ReadAt { as_of: day.into(), ..ReadAt::default() });
    for (day, phase) in [
        ("2026-11-30", RoundPhase::Launched),
        ("2027-01-15", RoundPhase::Open),
        ("2027-01-16", RoundPhase::ClosedForEntry),
    ] {
        let get = GetRoundRequest { round_id: round.clone(), read_at: as_of(day) };
        let told = world.rounds().await.get_round(get).await.unwrap().into_inner().round.unwrap();
        assert_eq!(told.phase(), phase, "{day}");
    }
}

#[tokio::test]
async fn a_plan_that_does_not_hold_is_refused() {
    let world = World::new().await;
    let define = define();
    receipt!(world.programmes().await.define_programme(define.clone()));
    let mut rounds = world.rounds().await;
    let good = plan(&define.programme_id, 1);
    let wrong = |change: fn(&mut PlanRoundRequest)| {
        let mut request = plan(&define.programme_id, 1);
        change(&mut request);
        request
    };
    let backwards = |it: &mut PlanRoundRequest| {
        it.schedule.as_mut().unwrap().entries_until = "2026-11-30".into();
    };
    for (request, code, reason) in [
        (wrong(backwards), Code::InvalidArgument, "SCHEDULE_OUT_OF_ORDER"),
        (wrong(|it| it.programme_id = fresh()), Code::NotFound, "PROGRAMME_NOT_FOUND"),
        (
            wrong(|it| it.planned_on = "2025-12-31".into()),
            Code::FailedPrecondition,
            "BEFORE_PROGRAMME",
        ),
        (wrong(|it| it.planned_on = "2026-11-25".into()), Code::InvalidArgument, "FIELD_INVALID"),
    ] {
        assert_eq!(refusal(rounds.plan_round(request).await), (code, reason.to_owned()));
    }
    receipt!(rounds.plan_round(good.clone()));
    let twice = PlanRoundRequest { request_id: fresh(), number: 2, ..good };
    let twice = rounds.plan_round(twice).await;
    assert_eq!(refusal(twice), (Code::AlreadyExists, "ROUND_ALREADY_PLANNED".into()));
    let taken = rounds.plan_round(plan(&define.programme_id, 1)).await;
    assert_eq!(refusal(taken), (Code::FailedPrecondition, "ROUND_NUMBER_TAKEN".into()));
}

#[tokio::test]
async fn an_act_out_of_turn_is_refused() {
    let world = World::new().await;
    let (round, receipt) = world.with_rules().await;
    let (mut rounds, mut secretary) = (world.rounds().await, world.rounds_of(SECRETARY).await);
    let again = rounds.issue_ruleset(issue(&round, &receipt.etag)).await;
    assert_eq!(refusal(again), (Code::AlreadyExists, "RULESET_ALREADY_ISSUED".into()));
    let stale = secretary.launch_round(launch(&round, &receipt.etag.replace("-2\"", "-1\""))).await;
    assert_eq!(refusal(stale), (Code::Aborted, "ETAG_MISMATCH".into()));
    let early =
        LaunchRoundRequest { launched_on: "2026-10-09".into(), ..launch(&round, &receipt.etag) };
    let early = secretary.launch_round(early).await;
    assert_eq!(refusal(early), (Code::FailedPrecondition, "BEFORE_ROUND".into()));
    let close = CloseRoundRequest {
        round_id: round.clone(),
        etag: receipt.etag.clone(),
        request_id: fresh(),
        validate_only: false,
        closed_on: "2026-11-24".into(),
    };
    let close = secretary.close_round(close).await;
    assert_eq!(refusal(close), (Code::FailedPrecondition, "STATE_NOT_ALLOWED".into()));
    let extend = ExtendEntriesRequest {
        round_id: round.clone(),
        etag: receipt.etag.clone(),
        request_id: fresh(),
        validate_only: false,
        entries_until: "2027-01-15".into(),
        reason: "Bão lụt".into(),
    };
    let too_soon = secretary.extend_entries(extend.clone()).await;
    assert_eq!(refusal(too_soon), (Code::FailedPrecondition, "STATE_NOT_ALLOWED".into()));
    let launched = receipt!(secretary.launch_round(launch(&round, &receipt.etag)));
    let not_later = ExtendEntriesRequest { etag: launched.etag.clone(), ..extend };
    let not_later = secretary.extend_entries(not_later).await;
    assert_eq!(refusal(not_later), (Code::InvalidArgument, "NOT_LATER".into()));
    let by_office = rounds.launch_round(launch(&round, &launched.etag)).await;
    assert_eq!(refusal(by_office), (Code::PermissionDenied, "NO_PERMISSION".into()));
}

#[tokio::test]
async fn a_round_is_not_reached_under_the_name_of_another_unit() {
    let world = World::new().await;
    let (round, receipt) = world.with_rules().await;
    let elsewhere = "00000000-0000-0000-0000-0000000000e1";
    let mut they = world.rounds_of_unit(elsewhere).await;
    let etag = world.round(&round, &receipt).await.ruleset_etag;
    let theirs = AmendRulesetRequest {
        organiser_unit_id: elsewhere.into(),
        ..amend(&round, &etag, ruleset())
    };
    let refused = they.amend_ruleset(theirs).await;
    assert_eq!(refusal(refused), (Code::NotFound, "ROUND_NOT_FOUND".into()));
    let cancel = CancelRoundRequest {
        round_id: round,
        etag: receipt.etag,
        request_id: fresh(),
        validate_only: false,
        organiser_unit_id: elsewhere.into(),
        cancelled_on: "2026-11-24".into(),
        reason: "Không đủ hồ sơ".into(),
        decision_ref: decision(),
    };
    let refused = they.cancel_round(cancel.clone()).await;
    assert_eq!(refusal(refused), (Code::NotFound, "ROUND_NOT_FOUND".into()));
    let ours = CancelRoundRequest { organiser_unit_id: GOOD_ID.into(), ..cancel };
    let receipt = receipt!(world.rounds().await.cancel_round(ours.clone()));
    let told = world.round(&ours.round_id, &receipt).await;
    assert_eq!((told.phase(), &*told.phase_since), (RoundPhase::Cancelled, "2026-11-24"));
}

#[tokio::test]
async fn the_list_of_eligible_entries_is_published_once_when_all_are_screened() {
    let world = World::new().await;
    let (round, receipt) = world.launched().await;
    let eligible = ["started", "submitted", "found_eligible"];
    let first = world.has_entry(&round, 1, &eligible).await;
    let second = world.has_entry(&round, 2, &eligible).await;
    let waiting = world.has_entry(&round, 3, &eligible[..2]).await;
    let mut secretary = world.rounds_of(SECRETARY).await;
    let early = PublishEligibleListRequest {
        published_on: "2026-11-24".into(),
        ..publish(&round, &receipt.etag)
    };
    let early = secretary.publish_eligible_list(early).await;
    assert_eq!(refusal(early), (Code::FailedPrecondition, "STATE_NOT_ALLOWED".into()));

    world.is_now("2027-01-25T03:00:00Z");
    let look = async || world.round(&round, &receipt).await;
    let known = eventually("it is checked", look, |it| it.phase() == RoundPhase::Checking).await;
    let mut secretary = world.rounds_of(SECRETARY).await;
    let ask = publish(&round, &known.etag);
    let refused = secretary.publish_eligible_list(ask.clone()).await.unwrap_err();
    let (reason, metadata) = told(&refused);
    assert_eq!(reason, "BLOCKERS_OPEN");
    assert_eq!(metadata["blockers"], "ENTRIES_NOT_SCREENED/ELIGIBLE_LIST/1");
    assert_eq!(metadata["entry_ids"], waiting.to_string());

    world.happens(&round, waiting, &["found_ineligible"]).await;
    let published = receipt!(secretary.publish_eligible_list(ask.clone()));
    let again = receipt!(secretary.publish_eligible_list(ask));
    assert_eq!((&again.token, again.repeated_request), (&published.token, true));
    let twice = secretary.publish_eligible_list(publish(&round, &published.etag)).await;
    assert_eq!(refusal(twice), (Code::FailedPrecondition, "ELIGIBLE_LIST_PUBLISHED".into()));

    let rounds = CommandHandler::<round::Round>::new(world.ledger.clone(), |_, _| None);
    let (state, _) = rounds.load(&round).await.unwrap();
    let list = state.standing().unwrap().list();
    let mut entries: Vec<_> = list.iter().map(|it| it.entry.0).collect();
    entries.sort();
    assert_eq!(entries, [first, second]);
    assert_ne!(list[0].code, list[1].code);
    let told = world.last_published().await;
    let said = EligibleListPublished::decode(&*told.1).unwrap();
    assert_eq!((&*told.0, said.eligible), ("EligibleListPublished", 2));
    let said = String::from_utf8_lossy(&told.1).into_owned();
    for secret in list.iter().flat_map(|it| [it.code.to_string(), it.entry.to_string()]) {
        assert!(!said.contains(&secret), "{secret}");
    }
}

#[tokio::test]
async fn a_round_without_an_eligible_entry_publishes_no_list() {
    let world = World::new().await;
    let (round, receipt) = world.launched().await;
    // Its time to be completed is over.
    world.has_entry(&round, 1, &["started", "submitted", "returned"]).await;
    world.is_now("2027-01-25T03:00:00Z");
    let look = async || world.round(&round, &receipt).await;
    let known = eventually("it is checked", look, |it| it.phase() == RoundPhase::Checking).await;
    let mut secretary = world.rounds_of(SECRETARY).await;
    let refused = secretary.publish_eligible_list(publish(&round, &known.etag)).await;
    assert_eq!(refusal(refused), (Code::FailedPrecondition, "NOTHING_ELIGIBLE".into()));
}

#[tokio::test]
async fn a_round_is_closed_when_its_prizes_are_awarded() {
    let world = World::new().await;
    let (round, receipt) = world.launched().await;
    let day = |text: &str| text.parse().unwrap();
    let id = round.parse().unwrap();
    let released = round::Event::Released { released_on: day("2026-11-22") };
    world.was::<round::Round>(id, |_, _| None, &[released]).await;
    let known = async || world.round(&round, &receipt).await;
    let known = eventually("it is awarded", known, |it| it.phase() == RoundPhase::Awarded).await;
    let close = CloseRoundRequest {
        round_id: round.clone(),
        etag: known.etag,
        request_id: fresh(),
        validate_only: false,
        closed_on: "2026-11-24".into(),
    };
    let receipt = receipt!(world.rounds_of(SECRETARY).await.close_round(close));
    assert_eq!(world.round(&round, &receipt).await.phase(), RoundPhase::Closed);
}
