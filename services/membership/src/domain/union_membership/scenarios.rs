//! What a Union membership does, rule by rule.

use ledger::scenario::Scenario;
use uuid::Uuid;

use super::*;

mod properties;

const UNION: UnitId = UnitId(Uuid::from_u128(50));
const NEIGHBOUR: UnitId = UnitId(Uuid::from_u128(51));

fn day(n: u64) -> NaiveDate {
    NaiveDate::from_ymd_opt(2025, 1, 1).unwrap() + Days::new(n)
}

fn decision() -> DecisionRef {
    DecisionRef { number_symbol: "232/QĐ-LHH".into(), issued_on: day(0), issuer_unit_id: UNION }
}

fn act(on: u64) -> Act {
    Act { occurred_on: day(on), decision: decision() }
}

fn evidence() -> EvidenceRef {
    EvidenceRef {
        number_symbol: "1/ĐĐN".into(),
        issued_on: day(0),
        issuer_id: Uuid::from_u128(1),
        file_sha256: None,
    }
}

fn rules() -> UnionRules {
    let half = MoreThan { parts: 1, of: 2 };
    UnionRules {
        version: "2025".into(),
        board_quorum: half,
        board_majority: half,
        grace_days: 30,
        unbroken_gap_days: 90,
    }
}

fn given(history: impl IntoIterator<Item = Event>) -> Scenario<UnionMembership> {
    Scenario::given(history)
}

fn applied(on: u64) -> Event {
    Event::Applied { union: UNION, occurred_on: day(on), application: evidence() }
}

fn withdrawn(on: u64) -> Event {
    Event::Withdrawn { union: UNION, occurred_on: day(on) }
}

fn rejected(on: u64) -> Event {
    Event::Rejected { union: UNION, act: act(on), reason: "ngoài lĩnh vực".into() }
}

fn approved(on: u64) -> Event {
    Event::Approved { union: UNION, act: act(on), vote: None, rules_version: None }
}

fn suspended(on: u64) -> Event {
    let (until, reason) = (day(100), "không báo cáo".into());
    Event::Suspended { union: UNION, act: act(on), until, reason }
}

fn lapsed(on: u64) -> Event {
    Event::Lapsed {
        union: UNION,
        occurred_on: day(on),
        ground: LapseGround::Dues,
        due_on: day(10),
        rules_version: rules().version,
    }
}

fn left(on: u64) -> Event {
    let reason = "theo nguyện vọng".into();
    Event::Left { union: UNION, occurred_on: day(on), decision: None, reason }
}

fn expelled(on: u64) -> Event {
    Event::Expelled { union: UNION, act: act(on), reason: "vi phạm điều lệ".into() }
}

fn ended(on: u64) -> Event {
    Event::EndedWithAssociation { union: UNION, act: act(on) }
}

fn corrected(fact: Fact, from: u64, to: u64) -> Event {
    Event::Corrected {
        union: UNION,
        fact,
        recorded_before: day(from),
        corrected_to: day(to),
        source: evidence(),
        reason: "ghi nhầm".into(),
    }
}

fn apply(on: u64) -> Command {
    Command::Apply { union: UNION, occurred_on: day(on), application: evidence() }
}

fn approve(on: u64) -> Command {
    Command::Approve { act: act(on), vote: None }
}

fn lapse(on: u64) -> Command {
    let (ground, due_on) = (LapseGround::Dues, day(10));
    Command::Lapse { occurred_on: day(on), ground, due_on, rules: rules() }
}

fn renew(on: u64) -> Command {
    Command::Renew { occurred_on: day(on), decision: None, rules: rules() }
}

fn leave(on: u64) -> Command {
    let reason = "theo nguyện vọng".into();
    Command::Leave { occurred_on: day(on), decision: None, reason }
}

fn correct(fact: Fact, to: u64) -> Command {
    let (source, reason) = (evidence(), "ghi nhầm".into());
    Command::Correct { fact, corrected_to: day(to), source, reason }
}

/// One of each command but `Apply`, `Correct` and `EndWithAssociation`, which have scenarios of their own.
fn one_of_each(on: u64) -> Vec<Command> {
    let (act, occurred_on) = (act(on), day(on));
    vec![
        Command::RequestMore { occurred_on, wanted: "điều lệ".into() },
        Command::Withdraw { occurred_on },
        Command::Reject { act: act.clone(), reason: "ngoài lĩnh vực".into() },
        approve(on),
        Command::Suspend { act: act.clone(), until: day(100), reason: "không báo cáo".into() },
        Command::Reinstate { occurred_on, decision: None },
        lapse(on),
        renew(on),
        leave(on),
        Command::Expel { act: act.clone(), reason: "vi phạm điều lệ".into() },
        Command::Transfer { act, to: NEIGHBOUR },
    ]
}

#[test]
fn an_application_begins_it() {
    given([]).when(apply(1)).then([applied(1)]);
}

#[test]
fn nothing_happens_before_an_application() {
    for command in one_of_each(50).into_iter().chain([correct(Fact::AdmittedOn, 1)]) {
        given([]).when(command).then_rejected(Rejection::UnionMembershipNotFound);
    }
}

/// The table, row by row: each standing carries out what it allows, and refuses all else.
#[test]
fn each_standing_allows_its_commands_and_no_others() {
    let member = [applied(1), approved(2)];
    let and = |event: Event| [member.to_vec(), vec![event]].concat();
    let table: [(Vec<Event>, &[usize]); 9] = [
        (vec![applied(1)], &[0, 1, 2, 3]),
        (vec![applied(1), withdrawn(2)], &[]),
        (vec![applied(1), rejected(2)], &[]),
        (member.to_vec(), &[4, 6, 8, 9, 10]),
        (and(suspended(3)), &[5, 8, 9, 10]),
        (and(lapsed(41)), &[7, 8, 9, 10]),
        (and(left(3)), &[]),
        (and(expelled(3)), &[]),
        (and(ended(3)), &[]),
    ];
    for (history, allowed) in table {
        let membership = UnionMembership::replay(&history);
        let UnionMembership::Known(Facts { standing, .. }) = &membership else { unreachable!() };
        for (index, command) in one_of_each(50).into_iter().enumerate() {
            let name: &'static str = (&command).into();
            let named = standing.allowed().contains(&name);
            assert_eq!(named, allowed.contains(&index), "{name} in {standing:?}");
            match membership.decide(command) {
                Ok(events) => assert!(named && !events.is_empty(), "{name} in {standing:?}"),
                Err(rejection) => {
                    assert!(!named, "{name} in {standing:?}");
                    assert_eq!(rejection, standing.refuses(), "{name} in {standing:?}");
                }
            }
        }
    }
}

#[test]
fn nobody_applies_twice_or_as_a_member() {
    given([applied(1)]).when(apply(2)).then_rejected(Rejection::AlreadyApplied);
    let member = [applied(1), approved(2)];
    given(member.clone()).when(apply(3)).then_rejected(Rejection::AlreadyAMember);
    for event in [suspended(3), lapsed(41)] {
        given([member.to_vec(), vec![event]].concat())
            .when(apply(50))
            .then_rejected(Rejection::AlreadyAMember);
    }
}

#[test]
fn an_application_may_follow_on_any_end_but_the_associations_own() {
    let member = |event| [applied(1), approved(2), event];
    given([applied(1), withdrawn(2)]).when(apply(3)).then([applied(3)]);
    given([applied(1), rejected(2)]).when(apply(3)).then([applied(3)]);
    given(member(left(3))).when(apply(4)).then([applied(4)]);
    given(member(expelled(3))).when(apply(4)).then([applied(4)]);
    given(member(left(3)))
        .when(apply(2))
        .then_rejected(Rejection::BeforePresentState { since: day(3) });
    given(member(ended(3))).when(apply(4)).then_rejected(Standing::EndedWithAssociation.refuses());
}

#[test]
fn an_application_is_answered() {
    let open = || given([applied(1)]);
    let wanted = || "điều lệ".to_owned();
    open()
        .when(Command::RequestMore { occurred_on: day(2), wanted: wanted() })
        .then([Event::MoreRequested { union: UNION, occurred_on: day(2), wanted: wanted() }]);
    open().when(Command::Withdraw { occurred_on: day(2) }).then([withdrawn(2)]);
    let reason = "ngoài lĩnh vực".into();
    open().when(Command::Reject { act: act(2), reason }).then([rejected(2)]);
    open().when(approve(2)).then([approved(2)]);
    open().when(approve(1)).then([approved(1)]);
    open().when(approve(0)).then_rejected(Rejection::BeforePresentState { since: day(1) });
}

#[test]
fn a_vote_needs_a_quorum_and_a_majority() {
    let vote = |entitled, present, in_favour| BoardVote { entitled, present, in_favour };
    let by = |rules, vote| {
        given([applied(1)]).when(Command::Approve { act: act(2), vote: Some((vote, rules)) })
    };
    let when = |vote| by(rules(), vote);
    let approved = |vote| {
        let rules_version = Some("2025".into());
        Event::Approved { union: UNION, act: act(2), vote: Some(vote), rules_version }
    };
    let good = vote(35, 18, 10);
    when(good).then([approved(good)]);
    let all = vote(18, 18, 18);
    when(all).then([approved(all)]);
    let few = vote(36, 18, 18);
    when(few).then_rejected(Rejection::QuorumNotMet { vote: few });
    let split = vote(35, 18, 9);
    when(split).then_rejected(Rejection::NoMajority { vote: split });
    for wrong in [vote(10, 11, 11), vote(10, 9, 10)] {
        when(wrong).then_rejected(Rejection::VoteDoesNotAddUp);
    }

    let two_thirds = MoreThan { parts: 2, of: 3 };
    let strict = || UnionRules { board_quorum: two_thirds, board_majority: two_thirds, ..rules() };
    let (few, split, good) = (vote(30, 20, 20), vote(30, 21, 14), vote(30, 21, 15));
    by(strict(), few).then_rejected(Rejection::QuorumNotMet { vote: few });
    by(strict(), split).then_rejected(Rejection::NoMajority { vote: split });
    by(strict(), good).then([approved(good)]);
}

#[test]
fn a_member_is_suspended_and_reinstated() {
    let member = [applied(1), approved(2)];
    let suspend =
        |until| Command::Suspend {
            act: act(3), until: day(until), reason: "không báo cáo".into()
        };
    given(member.clone()).when(suspend(100)).then([suspended(3)]);
    let one_day = Event::Suspended {
        union: UNION,
        act: act(3),
        until: day(3),
        reason: "không báo cáo".into(),
    };
    given(member.clone()).when(suspend(3)).then([one_day]);
    given(member).when(suspend(2)).then_rejected(Rejection::SuspensionEndsTooEarly);
    let reinstated =
        Event::Reinstated { union: UNION, occurred_on: day(9), decision: Some(decision()) };
    given([applied(1), approved(2), suspended(3)])
        .when(Command::Reinstate { occurred_on: day(9), decision: Some(decision()) })
        .then([reinstated]);
}

#[test]
fn a_membership_lapses_after_the_days_of_grace() {
    let open = || given([applied(1), approved(2)]);
    open().when(lapse(40)).then_rejected(Rejection::GracePeriodRunning { until: day(40) });
    open().when(lapse(41)).then([lapsed(41)]);
}

#[test]
fn a_short_gap_leaves_the_membership_unbroken() {
    let renewed = |on, continuous| Event::Renewed {
        union: UNION,
        occurred_on: day(on),
        decision: None,
        continuous,
        rules_version: rules().version,
    };
    let open = || given([applied(1), approved(2), lapsed(41)]);
    open().when(renew(131)).then([renewed(131, true)]);
    open().when(renew(132)).then([renewed(132, false)]);
}

#[test]
fn a_member_leaves_or_is_expelled() {
    let open = || given([applied(1), approved(2)]);
    open().when(leave(3)).then([left(3)]);
    let expel = Command::Expel { act: act(3), reason: "vi phạm điều lệ".into() };
    open().when(expel).then([expelled(3)]);
}

#[test]
fn a_transfer_keeps_the_standing_in_the_other_union() {
    let transfer = |on, to| Command::Transfer { act: act(on), to };
    let transferred = Event::Transferred { from: UNION, to: NEIGHBOUR, act: act(3) };
    let member = [applied(1), approved(2)];
    given(member.clone()).when(transfer(3, NEIGHBOUR)).then([transferred.clone()]);
    given(member).when(transfer(3, UNION)).then_rejected(Rejection::AlreadyInThatUnion);
    given([applied(1), approved(2), transferred.clone()])
        .when(transfer(4, NEIGHBOUR))
        .then_rejected(Rejection::AlreadyInThatUnion);
    let left = |union| Event::Left {
        union,
        occurred_on: day(4),
        decision: None,
        reason: "theo nguyện vọng".into(),
    };
    given([applied(1), approved(2), transferred]).when(leave(4)).then([left(NEIGHBOUR)]);
}

#[test]
fn it_ends_with_the_association() {
    let end = || Command::EndWithAssociation { act: act(50) };
    given([]).when(end()).then([]);
    given([applied(1)]).when(end()).then([withdrawn(50)]);
    given([applied(1), approved(2)]).when(end()).then([ended(50)]);
    given([applied(1), approved(2), suspended(3)]).when(end()).then([ended(50)]);
    given([applied(1), approved(2), lapsed(41)]).when(end()).then([ended(50)]);
    for over in [left(3), expelled(3), ended(3)] {
        given([applied(1), approved(2), over]).when(end()).then([]);
    }
    given([applied(1), rejected(2)]).when(end()).then([]);
    given([applied(1), approved(51)])
        .when(end())
        .then_rejected(Rejection::BeforePresentState { since: day(51) });
}

#[test]
fn a_recorded_day_is_put_right_between_its_neighbours() {
    let over = [applied(5), approved(10), suspended(15), left(20)];
    let admitted = |to| correct(Fact::AdmittedOn, to);
    let end = |to| correct(Fact::EndedOn, to);
    given(over.clone()).when(admitted(15)).then([corrected(Fact::AdmittedOn, 10, 15)]);
    given(over.clone()).when(admitted(5)).then([corrected(Fact::AdmittedOn, 10, 5)]);
    given(over.clone()).when(admitted(10)).then([]);
    given(over.clone()).when(end(15)).then([corrected(Fact::EndedOn, 20, 15)]);
    given(over.clone()).when(end(90)).then([corrected(Fact::EndedOn, 20, 90)]);
    let out_of_order = |earliest: u64, latest: Option<u64>| Rejection::CorrectionOutOfOrder {
        earliest: day(earliest),
        latest: latest.map(day),
    };
    given(over.clone()).when(admitted(4)).then_rejected(out_of_order(5, Some(15)));
    given(over.clone()).when(admitted(16)).then_rejected(out_of_order(5, Some(15)));
    given(over.clone()).when(end(14)).then_rejected(out_of_order(15, None));
    let then_corrected = [over.to_vec(), vec![corrected(Fact::AdmittedOn, 10, 12)]].concat();
    given(then_corrected).when(admitted(12)).then([]);
}

#[test]
fn only_what_is_on_record_can_be_put_right() {
    let nothing = |fact| Rejection::NothingToCorrect { fact };
    for history in [vec![applied(1)], vec![applied(1), rejected(2)]] {
        given(history).when(correct(Fact::AdmittedOn, 3)).then_rejected(nothing(Fact::AdmittedOn));
    }
    given([applied(1), approved(2)])
        .when(correct(Fact::EndedOn, 3))
        .then_rejected(nothing(Fact::EndedOn));
}

/// `golden.jsonl` holds one line for each shape that was ever stored. Lines are only ever added.
#[test]
fn the_past_still_reads() {
    let golden: Vec<Event> = include_str!("golden.jsonl")
        .lines()
        .map(|line| serde_json::from_str(line).expect("every stored shape decodes"))
        .collect();
    let stored = serde_json::to_string(&golden).unwrap();
    for name in <Event as strum::VariantNames>::VARIANTS {
        assert!(stored.contains(&format!(r#""type":"{name}""#)), "no golden line for {name}");
    }
}
