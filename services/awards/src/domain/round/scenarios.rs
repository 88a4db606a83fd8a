//! What a round does, rule by rule.

mod appealed;
mod judging;
mod properties;

use ledger::Reject as _;
use ledger::scenario::{Scenario, assert_reads};
use strum::{IntoEnumIterator as _, VariantNames as _};
use uuid::Uuid;

use super::*;
use crate::domain::samples::{ORGANISER, SCHOOL, day, decision};

const PROGRAMME: ProgrammeId = ProgrammeId(Uuid::from_u128(0xA1));
const ENTRY: EntryId = EntryId(Uuid::from_u128(0xE1));
const OTHER: EntryId = EntryId(Uuid::from_u128(0xE2));

fn whose() -> Whose {
    Whose { programme: PROGRAMME, organiser: ORGANISER, illustrative: true }
}

fn schedule(from: &str, until: &str, grace_days: u32) -> Schedule {
    Schedule { entries_from: day(from), entries_until: day(until), grace_days }
}

fn plan_with(schedule: Schedule) -> Box<Plan> {
    Box::new(Plan {
        whose: whose(),
        family: Family::YouthContest,
        number: 14,
        title: "Cuộc thi mẫu lần thứ 14".to_owned(),
        schedule,
        planned_on: day("2025-10-01"),
        decision: decision(1),
    })
}

fn plan() -> Box<Plan> {
    plan_with(schedule("2025-11-01", "2026-06-30", 5))
}

fn planned() -> Event {
    Event::Planned(plan())
}

fn rules_issued() -> Event {
    Event::RulesIssued { issued_on: day("2025-10-10") }
}

fn launched() -> Event {
    Event::Launched { whose: whose(), launched_on: day("2025-10-20") }
}

fn opened() -> Event {
    Event::EntriesOpened { on: day("2025-11-01") }
}

fn closed_for_entry() -> Event {
    Event::EntriesClosed { on: day("2026-07-01") }
}

fn checking() -> Event {
    Event::CheckingBegun { on: day("2026-07-06") }
}

fn listed(entry: EntryId, code: [u8; 5]) -> Listed {
    Listed { entry, field: "F1".parse().unwrap(), code: EntryCode::of(code) }
}

fn list() -> Vec<Listed> {
    vec![listed(ENTRY, [1; 5]), listed(OTHER, [2; 5])]
}

fn eligible_list() -> Event {
    let published_on = day("2026-07-10");
    Event::EligibleListPublished { list: list(), published_on, document: decision(4) }
}

fn publish(list: Vec<Listed>, unscreened: Vec<EntryId>) -> Command {
    let published_on = day("2026-07-10");
    Command::PublishEligibleList { list, unscreened, published_on, document: decision(4) }
}

fn stage_opened(stage: Stage, on: &str) -> Event {
    Event::StageOpened { stage, opened_on: day(on) }
}

fn stage_closed(stage: Stage, on: &str) -> Event {
    Event::StageClosed { stage, closed_on: day(on) }
}

fn posted() -> Event {
    let (posted_on, posted_until) = (day("2026-08-20"), day("2026-09-03"));
    Event::Posted { whose: whose(), posted_on, posted_until }
}

fn cancelled() -> Event {
    let (cancelled_on, reason) = (day("2026-12-31"), "Không đủ hồ sơ".to_owned());
    Event::Cancelled { cancelled_on, reason, decision: decision(9) }
}

/// The shortest history that leads to the phase, with the list published where there may be one.
fn history(phase: Phase) -> Vec<Event> {
    let course = [
        (Phase::Planned, vec![planned()]),
        (Phase::RulesIssued, vec![rules_issued()]),
        (Phase::Launched, vec![launched()]),
        (Phase::Open, vec![opened()]),
        (Phase::ClosedForEntry, vec![closed_for_entry()]),
        (Phase::Checking, vec![checking()]),
        (Phase::Preliminary, vec![eligible_list(), stage_opened(Stage::Preliminary, "2026-07-15")]),
        (
            Phase::Final,
            vec![
                stage_closed(Stage::Preliminary, "2026-08-01"),
                stage_opened(Stage::Final, "2026-08-05"),
            ],
        ),
        (Phase::Ranked, vec![stage_closed(Stage::Final, "2026-08-15")]),
        (Phase::Posted, vec![posted()]),
        (Phase::Decided, vec![Event::Decided { decided_on: day("2026-09-10") }]),
        (Phase::Awarded, vec![Event::Released { released_on: day("2026-09-20") }]),
        (Phase::Closed, vec![Event::Closed { closed_on: day("2026-10-01") }]),
    ];
    if phase == Phase::Cancelled {
        return vec![planned(), cancelled()];
    }
    let upto = course.into_iter().take_while(|(of, _)| *of <= phase);
    upto.flat_map(|(_, events)| events).collect()
}

/// In which phases alone a command is carried out.
#[track_caller]
fn only_in(allowed: &[Phase], command: &Command) {
    for phase in Phase::iter() {
        let round = Round::replay(&history(phase));
        assert_eq!(round.standing().map(Standing::phase), Ok(phase));
        let decided = round.decide(command.clone());
        assert_eq!(decided.is_ok(), allowed.contains(&phase), "{phase}: {decided:?}");
    }
    let nowhere = Round::default().decide(command.clone());
    assert_eq!(nowhere, Err(Rejection::RoundNotFound));
}

#[test]
fn a_round_is_planned_once_with_days_in_order() {
    Scenario::<Round>::given([]).when(Command::Plan(plan())).then([planned()]);
    Scenario::<Round>::given([planned()])
        .when(Command::Plan(plan()))
        .then_rejected(Rejection::RoundAlreadyPlanned);
    let backwards = plan_with(schedule("2026-06-30", "2026-06-29", 0));
    Scenario::<Round>::given([])
        .when(Command::Plan(backwards))
        .then_rejected(Rejection::ScheduleOutOfOrder);
}

#[test]
fn its_days_change_until_it_takes_entries() {
    let reschedule = |schedule| {
        let (today, decision) = (day("2025-10-15"), decision(2));
        Command::Reschedule { of: ORGANISER, schedule, today, decision }
    };
    let later = schedule("2025-12-01", "2026-07-15", 0);
    only_in(&[Phase::Planned, Phase::RulesIssued, Phase::Launched], &reschedule(later));
    let rescheduled_on = Some(day("2025-10-15"));
    let rescheduled = Event::Rescheduled { schedule: later, decision: decision(2), rescheduled_on };
    Scenario::<Round>::given([planned()]).when(reschedule(later)).then([rescheduled.clone()]);
    let due = Due { on: day("2025-12-01"), what: Passing::OpenEntries };
    let round = Round::replay(&[planned(), rescheduled, rules_issued(), launched()]);
    assert_eq!(round.next_due(), Some(due));
    let refused = |schedule, why| {
        Scenario::<Round>::given([planned()]).when(reschedule(schedule)).then_rejected(why);
    };
    refused(schedule("2025-12-01", "2025-11-30", 0), Rejection::ScheduleOutOfOrder);
    refused(schedule("2025-09-01", "2025-10-14", 0), Rejection::ScheduleInThePast);
}

#[test]
fn rules_are_issued_once_and_amended_until_a_stage_is_opened() {
    let issue = Command::IssueRules { of: ORGANISER, issued_on: day("2025-10-10") };
    Scenario::<Round>::given([planned()]).when(issue.clone()).then([rules_issued()]);
    for phase in Phase::iter().filter(|phase| *phase != Phase::Planned) {
        let refused = if phase == Phase::Cancelled {
            Rejection::StateNotAllowed { phase }
        } else {
            Rejection::RulesetAlreadyIssued
        };
        Scenario::<Round>::given(history(phase)).when(issue.clone()).then_rejected(refused);
    }
    let before_judging = [
        Phase::Planned,
        Phase::RulesIssued,
        Phase::Launched,
        Phase::Open,
        Phase::ClosedForEntry,
        Phase::Checking,
    ];
    only_in(&before_judging, &Command::Confirm(Condition::Amendable { of: ORGANISER }));
    only_in(&before_judging, &Command::Confirm(Condition::BeforeJudging));
}

#[test]
fn a_launched_round_opens_closes_and_is_checked_as_its_days_pass() {
    let launch = Command::Launch { launched_on: day("2025-10-20") };
    only_in(&[Phase::RulesIssued], &launch);
    let course = [
        (Phase::Launched, "2025-11-01", Passing::OpenEntries, opened()),
        (Phase::Open, "2026-07-01", Passing::CloseEntries, closed_for_entry()),
        (Phase::ClosedForEntry, "2026-07-06", Passing::BeginChecking, checking()),
    ];
    for (phase, on, what, event) in course {
        let due = Due { on: day(on), what };
        assert_eq!(Round::replay(&history(phase)).next_due(), Some(due));
        Scenario::<Round>::given(history(phase)).when(Command::Pass { due }).then([event]);
        let early = Due { on: day("2025-10-31"), what };
        Scenario::<Round>::given(history(phase))
            .when(Command::Pass { due: early })
            .then_rejected(Rejection::NotDue);
    }
    let passing = [Phase::Launched, Phase::Open, Phase::ClosedForEntry];
    for phase in Phase::iter().filter(|phase| !passing.contains(phase)) {
        assert_eq!(Round::replay(&history(phase)).next_due(), None, "{phase}");
    }
    assert_eq!(Round::default().next_due(), None);
}

#[test]
fn a_round_that_is_launched_late_opens_with_the_launch() {
    let late = Event::Launched { whose: whose(), launched_on: day("2025-11-20") };
    let due = Due { on: day("2025-11-20"), what: Passing::OpenEntries };
    let round = Round::replay(&[planned(), rules_issued(), late]);
    assert_eq!(round.next_due(), Some(due));
}

#[test]
fn the_last_day_is_put_off_and_never_brought_forward() {
    let extend = |until: &str| {
        let (today, reason) = (day("2026-06-20"), "Lũ lụt".to_owned());
        Command::Extend { entries_until: day(until), today, reason }
    };
    only_in(&[Phase::Launched, Phase::Open], &extend("2026-07-15"));
    let extended = Event::EntriesExtended {
        entries_until: day("2026-07-15"),
        extended_on: day("2026-06-20"),
        reason: "Lũ lụt".to_owned(),
    };
    let open = history(Phase::Open);
    Scenario::<Round>::given(open.clone()).when(extend("2026-07-15")).then([extended.clone()]);
    let due = Due { on: day("2026-07-16"), what: Passing::CloseEntries };
    assert_eq!(Round::replay(open.iter().chain([&extended])).next_due(), Some(due));
    for until in ["2026-06-30", "2026-06-25", "2025-12-01"] {
        Scenario::<Round>::given(open.clone())
            .when(extend(until))
            .then_rejected(Rejection::NotLater);
    }
}

#[test]
fn an_entry_is_in_time_until_the_last_day_by_the_clock_and_by_the_postmark() {
    let called =
        |on: &str| Command::Confirm(Condition::TakesEntries(Arrival::Called { on: day(on) }));
    let posted = |on: &str, through| {
        let arrival = Arrival::Posted { on: day(on), through };
        Command::Confirm(Condition::TakesEntries(arrival))
    };
    only_in(&[Phase::Open], &called("2026-06-30"));
    only_in(
        &[Phase::Open, Phase::ClosedForEntry, Phase::Checking],
        &posted("2026-06-30", ORGANISER),
    );
    let too_late = || Rejection::TooLate { until: day("2026-06-30") };
    let open = history(Phase::Open);
    Scenario::<Round>::given(open.clone()).when(called("2026-07-01")).then_rejected(too_late());
    Scenario::<Round>::given(history(Phase::ClosedForEntry))
        .when(posted("2026-07-01", ORGANISER))
        .then_rejected(too_late());
    Scenario::<Round>::given(open)
        .when(posted("2026-06-30", SCHOOL))
        .then_rejected(Rejection::NotTheOrganiser);
    Scenario::<Round>::given(history(Phase::Checking).into_iter().chain([eligible_list()]))
        .when(posted("2026-06-30", ORGANISER))
        .then_rejected(Rejection::EligibleListPublished);
}

#[test]
fn the_list_of_eligible_entries_is_published_once_when_all_are_screened() {
    only_in(&[Phase::Checking], &publish(list(), Vec::new()));
    let checked = history(Phase::Checking);
    Scenario::<Round>::given(checked.clone())
        .when(publish(list(), Vec::new()))
        .then([eligible_list()]);
    let refused = |list, unscreened, why| {
        let history = history(Phase::Checking);
        Scenario::<Round>::given(history).when(publish(list, unscreened)).then_rejected(why);
    };
    refused(list(), vec![OTHER], Rejection::BlockersOpen { unscreened: vec![OTHER] });
    refused(Vec::new(), Vec::new(), Rejection::NothingEligible);
    let twice = vec![listed(ENTRY, [1; 5]), listed(OTHER, [1; 5])];
    refused(twice, Vec::new(), Rejection::EntryCodeTwice);
    Scenario::<Round>::given(checked.into_iter().chain([eligible_list()]))
        .when(publish(list(), Vec::new()))
        .then_rejected(Rejection::EligibleListPublished);
}

#[test]
fn entries_are_screened_from_when_they_come_until_their_list_is_published() {
    let screened = [Phase::Open, Phase::ClosedForEntry, Phase::Checking];
    only_in(&screened, &Command::Confirm(Condition::Screening));
    Scenario::<Round>::given(history(Phase::Checking).into_iter().chain([eligible_list()]))
        .when(Command::Confirm(Condition::Screening))
        .then_rejected(Rejection::EligibleListPublished);
}

#[test]
fn for_another_unit_there_is_none() {
    let commands = [
        Command::Reschedule {
            of: SCHOOL,
            schedule: plan().schedule,
            today: day("2025-10-15"),
            decision: decision(2),
        },
        Command::IssueRules { of: SCHOOL, issued_on: day("2025-10-10") },
        Command::Confirm(Condition::Amendable { of: SCHOOL }),
        cancel(SCHOOL),
    ];
    for command in commands {
        Scenario::<Round>::given([planned()]).when(command).then_rejected(Rejection::RoundNotFound);
    }
}

fn cancel(of: UnitId) -> Command {
    let (cancelled_on, reason) = (day("2026-12-31"), "Không đủ hồ sơ".to_owned());
    Command::Cancel { of, cancelled_on, reason, decision: decision(9) }
}

#[test]
fn nothing_happens_before_the_step_before_it() {
    let before = |since: &str| Rejection::BeforeRound { since: day(since) };
    let early = day("2025-09-30");
    let cases = [
        (Phase::Planned, Command::IssueRules { of: ORGANISER, issued_on: early }, "2025-10-01"),
        (Phase::RulesIssued, Command::Launch { launched_on: early }, "2025-10-10"),
        (Phase::Ranked, Command::Post { posted_on: early, posted_until: early }, "2026-08-15"),
        (Phase::Posted, Command::TakeDown { taken_down_on: early }, "2026-08-20"),
        (Phase::Posted, Command::Decide { of: PROGRAMME, decided_on: early }, "2026-08-20"),
        (Phase::Decided, Command::Release { released_on: early }, "2026-09-10"),
        (Phase::Awarded, Command::Close { closed_on: early }, "2026-09-20"),
    ];
    for (phase, command, since) in cases {
        Scenario::<Round>::given(history(phase)).when(command).then_rejected(before(since));
    }
}

#[test]
fn a_refusal_counts_what_is_not_screened_and_names_the_first_ones() {
    let told = Rejection::BlockersOpen { unscreened: vec![OTHER; 30] }.metadata();
    let [("blockers", blockers), ("entry_ids", ids)] = told.as_slice() else { panic!("{told:?}") };
    assert_eq!(blockers, "ENTRIES_NOT_SCREENED/ELIGIBLE_LIST/30");
    assert_eq!(ids.split(',').count(), 20);
}

#[test]
fn the_past_still_reads() {
    assert_reads::<Event>(include_str!("golden.jsonl"), Event::VARIANTS);
}
