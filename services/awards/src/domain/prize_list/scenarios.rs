//! What a list of prizes does, rule by rule.

mod appealed;
mod choosing;
mod honours;
mod properties;
mod releasing;

use ledger::scenario::{Scenario, assert_reads};
use strum::VariantNames as _;
use uuid::Uuid;

use super::*;
use crate::domain::Stage;
use crate::domain::blocker::{Blocker, BlockerKind};
use crate::domain::programme::Family;
use crate::domain::ranking::Judged;
use crate::domain::samples::judging::{PROGRAMME, ROUND, code, field, judged, stage_rules};
use crate::domain::samples::{AUTHORITY, ORGANISER, SCHOOL, day, decision, file, officer, rules};

const ELSEWHERE: ProgrammeId = ProgrammeId(Uuid::from_u128(0xA9));

fn prize(number: u8, tier: &str) -> Proposed {
    Proposed { code: code(number), tier: tier.parse().unwrap() }
}

fn entries() -> Vec<Judged> {
    vec![
        judged(1, "F1", &[95; 3]),
        judged(2, "F1", &[85; 3]),
        judged(3, "F2", &[84; 3]),
        judged(4, "F2", &[59; 3]),
    ]
}

fn ranking(entries: &[Judged]) -> Ranking {
    Ranking::of(entries, &stage_rules(Stage::Final), &rules().tie_breaks, &[])
}

fn propose_under(rules: Rules, prizes: &[Proposed]) -> Command {
    Command::Propose {
        round: ROUND,
        programme: PROGRAMME,
        prizes: prizes.to_vec(),
        proposed_on: day("2026-09-01"),
        ranking: ranking(&entries()),
        rules: Box::new(rules),
        rules_version: 1,
        first: false,
    }
}

fn propose(prizes: &[Proposed]) -> Command {
    propose_under(rules(), prizes)
}

fn two() -> [Proposed; 2] {
    [prize(1, "T1"), prize(2, "T2")]
}

fn proposed(version: u32, prizes: &[Proposed]) -> Event {
    Event::Proposed {
        round: ROUND,
        programme: PROGRAMME,
        version,
        prizes: prizes.iter().cloned().collect(),
        proposed_on: day("2026-09-01"),
        rules_version: 1,
    }
}

fn counted(in_favour: u32, against: u32, blank: u32) -> Vote {
    let (voted_on, minutes) = (day("2026-09-02"), file(3));
    Vote { present: in_favour + against + blank, in_favour, against, blank, voted_on, minutes }
}

fn gone(numbers: &[u8]) -> BTreeSet<EntryCode> {
    numbers.iter().map(|number| code(*number)).collect()
}

fn vote(vote: Vote) -> Command {
    Command::Vote { vote, committee: rules().committee, excluded: gone(&[]) }
}

fn voted(in_favour: u32, against: u32, approved: bool) -> Event {
    Event::VotedOn { vote: counted(in_favour, against, 0), approved }
}

fn post(excluded: &[u8]) -> Command {
    let excluded = gone(excluded);
    Command::Post { posted_on: day("2026-09-03"), posting_days: 15, excluded }
}

fn posted() -> Event {
    Event::Posted { posted_on: day("2026-09-03"), posted_until: day("2026-09-17") }
}

fn decide(of: ProgrammeId, on: &str, excluded: &[u8]) -> Command {
    let by = officer("chủ tịch", AUTHORITY);
    let (decided_on, excluded) = (day(on), gone(excluded));
    Command::Decide { of, by, decided_on, decision: decision(9), excluded }
}

fn decided() -> Event {
    let by = officer("chủ tịch", AUTHORITY);
    let (decided_on, decision) = (day("2026-09-18"), decision(9));
    Event::Decided { programme: PROGRAMME, by, decided_on, decision }
}

fn send_back(of: ProgrammeId, on: &str) -> Command {
    Command::SendBack {
        of,
        by: officer("chủ tịch", AUTHORITY),
        decided_on: day(on),
        decision: decision(9),
        reason: "có khiếu nại về quyền tác giả".to_owned(),
    }
}

fn sent_back() -> Event {
    Event::SentBack {
        by: officer("chủ tịch", AUTHORITY),
        decided_on: day("2026-09-10"),
        decision: decision(9),
        reason: "có khiếu nại về quyền tác giả".to_owned(),
    }
}

fn approved() -> Vec<Event> {
    vec![proposed(1, &two()), voted(6, 3, true)]
}

fn on_the_wall() -> Vec<Event> {
    [approved(), vec![posted()]].concat()
}

#[track_caller]
fn not_allowed(history: Vec<Event>, command: Command, state: State) {
    Scenario::<PrizeList>::given(history)
        .when(command)
        .then_rejected(Rejection::StateNotAllowed { state });
}

#[test]
fn a_list_is_proposed_once_and_again_after_it_failed() {
    Scenario::<PrizeList>::given([]).when(propose(&two())).then([proposed(1, &two())]);
    not_allowed(vec![proposed(1, &two())], propose(&two()), State::Proposed);
    not_allowed(approved(), propose(&two()), State::Approved);
    not_allowed(on_the_wall(), propose(&two()), State::Posted);
    let mut later = propose(&two());
    if let Command::Propose { proposed_on, .. } = &mut later {
        *proposed_on = day("2026-09-11");
    }
    let mut again = proposed(2, &two());
    if let Event::Proposed { proposed_on, .. } = &mut again {
        *proposed_on = day("2026-09-11");
    }
    let declined = vec![proposed(1, &two()), voted(5, 4, false)];
    for history in [declined, [on_the_wall(), vec![sent_back()]].concat()] {
        Scenario::<PrizeList>::given(history).when(later.clone()).then([again.clone()]);
    }
    not_allowed([on_the_wall(), vec![decided()]].concat(), later.clone(), State::Decided);
    let over = [on_the_wall(), vec![decided(), released(3)]].concat();
    not_allowed(over, later, State::Released);
}

#[test]
fn whoever_knows_of_no_list_proposes_none_after_it() {
    let mut first = propose(&two());
    if let Command::Propose { first, .. } = &mut first {
        *first = true;
    }
    Scenario::<PrizeList>::given([]).when(first.clone()).then([proposed(1, &two())]);
    let declined = vec![proposed(1, &two()), voted(5, 4, false)];
    not_allowed(declined, first, State::Declined);
}

#[test]
fn no_step_is_before_the_one_that_it_follows() {
    let refused = |history, command, since| {
        Scenario::<PrizeList>::given(history)
            .when(command)
            .then_rejected(Rejection::BeforePrizeList { since: day(since) });
    };
    let declined = vec![proposed(1, &two()), voted(5, 4, false)];
    refused(declined, propose(&two()), "2026-09-02");
    let excluded = gone(&[]);
    let early = Command::Post { posted_on: day("2026-09-01"), posting_days: 15, excluded };
    refused(approved(), early, "2026-09-02");
    refused(on_the_wall(), send_back(PROGRAMME, "2026-09-02"), "2026-09-03");
    let mut early = release(&[1, 2, 3], true);
    if let Command::Release(release) = &mut early {
        release.released_on = day("2026-09-17");
    }
    refused([on_the_wall(), vec![decided()]].concat(), early, "2026-09-18");
}

#[test]
fn a_list_that_names_who_left_is_followed_by_another_one() {
    let history = [proposed(1, &[prize(9, "T1")]), voted(6, 3, true)];
    let mut later = propose(&two());
    if let Command::Propose { proposed_on, .. } = &mut later {
        *proposed_on = day("2026-09-02");
    }
    let mut again = proposed(2, &two());
    if let Event::Proposed { proposed_on, .. } = &mut again {
        *proposed_on = day("2026-09-02");
    }
    Scenario::<PrizeList>::given(history.clone()).when(later.clone()).then([again]);
    not_allowed([history.into(), vec![posted()]].concat(), later, State::Posted);
}

#[test]
fn two_thirds_of_the_committee_approve() {
    let outcome = |in_favour, against| {
        Scenario::<PrizeList>::given([proposed(1, &two())])
            .when(vote(counted(in_favour, against, 0)))
    };
    outcome(6, 0).then([voted(6, 0, true)]);
    outcome(6, 3).then([voted(6, 3, true)]);
    outcome(5, 1).then([voted(5, 1, false)]);
    outcome(5, 0).then_rejected(Rejection::NoQuorum);
}

#[test]
fn votes_are_of_members_who_were_there() {
    let refused = |vote_of, rejection| {
        Scenario::<PrizeList>::given([proposed(1, &two())])
            .when(vote(vote_of))
            .then_rejected(rejection);
    };
    for present in [8, 10] {
        refused(Vote { present, ..counted(6, 3, 0) }, Rejection::VotesDoNotAddUp);
    }
    refused(counted(6, 3, 1), Rejection::TooManyMembers { members: 9 });
    let early = Vote { voted_on: day("2026-08-31"), ..counted(6, 3, 0) };
    refused(early, Rejection::BeforePrizeList { since: day("2026-09-01") });
    Scenario::<PrizeList>::given([])
        .when(vote(counted(6, 3, 0)))
        .then_rejected(Rejection::PrizeListNotFound);
    not_allowed(approved(), vote(counted(6, 3, 0)), State::Approved);
}

#[test]
fn it_is_posted_for_the_days_of_the_ruleset_the_first_one_counted() {
    Scenario::<PrizeList>::given(approved()).when(post(&[])).then([posted()]);
    not_allowed(vec![proposed(1, &two())], post(&[]), State::Proposed);
    not_allowed(vec![proposed(1, &two()), voted(5, 4, false)], post(&[]), State::Declined);
}

#[test]
fn the_authority_decides_when_the_posting_is_over() {
    let when = |command| Scenario::<PrizeList>::given(on_the_wall()).when(command);
    when(decide(PROGRAMME, "2026-09-18", &[])).then([decided()]);
    let until = day("2026-09-17");
    when(decide(PROGRAMME, "2026-09-17", &[])).then_rejected(Rejection::PostingNotOver { until });
    when(decide(ELSEWHERE, "2026-09-18", &[])).then_rejected(Rejection::PrizeListNotFound);
    not_allowed(approved(), decide(PROGRAMME, "2026-09-18", &[]), State::Approved);
}

#[test]
fn the_authority_sends_back_what_is_posted() {
    Scenario::<PrizeList>::given(on_the_wall())
        .when(send_back(PROGRAMME, "2026-09-10"))
        .then([sent_back()]);
    Scenario::<PrizeList>::given(on_the_wall())
        .when(send_back(ELSEWHERE, "2026-09-10"))
        .then_rejected(Rejection::PrizeListNotFound);
    not_allowed(approved(), send_back(PROGRAMME, "2026-09-10"), State::Approved);
}

#[test]
fn who_left_the_round_keeps_every_step_but_a_refusal() {
    let kept = |history, command| {
        let (kind, subject) = (BlockerKind::EntriesExcluded, "PRIZE_LIST".to_owned());
        let blockers = vec![Blocker { kind, subject, count: 1 }];
        Scenario::<PrizeList>::given(history)
            .when(command)
            .then_rejected(Rejection::BlockersOpen { blockers });
    };
    let ballot = |in_favour, against| {
        let (vote, excluded) = (counted(in_favour, against, 0), gone(&[2]));
        Command::Vote { vote, committee: rules().committee, excluded }
    };
    kept(vec![proposed(1, &two())], ballot(6, 3));
    kept(approved(), post(&[2]));
    kept(on_the_wall(), decide(PROGRAMME, "2026-09-18", &[2]));
    Scenario::<PrizeList>::given([proposed(1, &two())])
        .when(ballot(5, 4))
        .then([voted(5, 4, false)]);
}

fn release_of(numbers: &[u8], advanced: bool) -> Release {
    let finalist = |number: &u8| {
        let entry = EntryId(Uuid::from_u128(u128::from(*number)));
        (code(*number), Finalist { entry, field: field("F1"), origin: SCHOOL, persons: 2 })
    };
    Release {
        round: ROUND,
        family: Family::YouthContest,
        organiser: ORGANISER,
        released_on: day("2026-09-20"),
        advanced_on: advanced.then(|| day("2026-08-01")),
        stages: Vec::new(),
        finalists: numbers.iter().map(finalist).collect(),
        tiers: rules().tiers,
        illustrative: true,
    }
}

fn release(numbers: &[u8], advanced: bool) -> Command {
    Command::Release(Box::new(release_of(numbers, advanced)))
}

fn released(finalists: u32) -> Event {
    Event::Released {
        programme: PROGRAMME,
        finalists,
        prizes: 2,
        released_on: day("2026-09-20"),
        illustrative: true,
    }
}

#[test]
fn the_past_still_reads() {
    assert_reads::<Event>(include_str!("golden.jsonl"), Event::VARIANTS);
}
