//! The life of an association that operates.

use super::*;

fn hold(on: u64, congress: Congress) -> Command {
    Command::RecordTermCongress { act: act(on), congress, extraordinary: false, rules: rules() }
}

fn held(on: u64, congress: Congress) -> Event {
    let rules_version = rules().version;
    Event::TermCongressHeld { act: act(on), congress, extraordinary: false, rules_version }
}

fn extend(to: u64) -> Command {
    Command::ExtendTermCongress { act: act(990), extended_to: day(to), rules: rules() }
}

fn extended(to: u64) -> Event {
    Event::CongressExtended { act: act(990), extended_to: day(to), rules_version: rules().version }
}

fn overdue() -> Event {
    Event::CongressOverdueFlagged { occurred_on: day(1001), due_on: day(1000) }
}

fn name(full: &str) -> Name {
    Name { full: full.into(), short: None }
}

fn rescope(on: u64, work: &Work, mass: Option<bool>) -> Command {
    Command::ChangeScope { act: act(on), work: work.clone(), mass }
}

fn rescoped(on: u64, work: &Work, mass: Option<bool>) -> Event {
    Event::ScopeChanged { act: act(on), work: work.clone(), mass }
}

fn without_term() -> Vec<Event> {
    vec![Event::Registered {
        profile: profile(),
        term: None,
        illustrative: false,
        occurred_on: day(0),
        decision: None,
    }]
}

#[test]
fn a_congress_opens_the_next_term() {
    let next = congress(1001, 2000);
    Scenario::<Association>::given(active()).when(hold(995, next.clone())).then([held(995, next)]);
    let overlapping = congress(3, 1500);
    Scenario::<Association>::given(active())
        .when(hold(995, overlapping))
        .then_rejected(Rejection::TermsOverlap { previous_from: day(3) });
    Scenario::<Association>::given(without_term())
        .when(hold(995, congress(3, 1500)))
        .then([held(995, congress(3, 1500))]);
}

#[test]
fn a_term_congress_is_checked_like_the_first() {
    let attendance = Attendance { called: 100, present: 50 };
    Scenario::<Association>::given(active())
        .when(hold(995, Congress { attendance, ..congress(1001, 2000) }))
        .then_rejected(Rejection::QuorumNotMet(attendance));
    Scenario::<Association>::given(active())
        .when(hold(995, congress(1001, 1001 + 5 * 366)))
        .then_rejected(Rejection::TermTooLong { years: 5 });
    for (from, to) in [(900, 995), (1001, 1001)] {
        Scenario::<Association>::given(active())
            .when(hold(995, congress(from, to)))
            .then_rejected(Rejection::TermEndsTooEarly);
    }
    let attendance = Attendance { called: 100, present: 100 };
    let full = Congress { attendance, ..congress(1001, 2000) };
    Scenario::<Association>::given(active()).when(hold(995, full.clone())).then([held(995, full)]);
}

#[test]
fn the_term_congress_can_be_put_off_within_the_law() {
    let given = Scenario::<Association>::given;
    given(active()).when(extend(1365)).then([extended(1365)]);
    given(active()).when(extend(1000)).then_rejected(Rejection::NoExtension { due_on: day(1000) });
    given([active(), vec![extended(1200)]].concat())
        .when(extend(1200))
        .then_rejected(Rejection::NoExtension { due_on: day(1200) });
    given([active(), vec![extended(1200)]].concat())
        .when(extend(1366))
        .then_rejected(Rejection::ExtensionTooLong { latest: day(1365) });
    given(without_term()).when(extend(1100)).then_rejected(Rejection::NoTermRunning);
}

#[test]
fn a_limit_that_no_source_states_is_not_checked() {
    let rules = LegalRules { term_extension_at_most_days: None, ..rules() };
    Scenario::<Association>::given(active())
        .when(Command::ExtendTermCongress { act: act(990), extended_to: day(9000), rules })
        .then([extended(9000)]);
}

#[test]
fn an_overdue_congress_is_flagged_once() {
    let flag = |on| Command::FlagCongressOverdue { occurred_on: day(on) };
    let given = Scenario::<Association>::given;
    given(active()).when(flag(1000)).then_rejected(Rejection::NotDueYet { last: day(1000) });
    given(active()).when(flag(1001)).then([overdue()]);
    given([active(), vec![overdue()]].concat()).when(flag(1002)).then([]);
    given([active(), vec![extended(1200)]].concat())
        .when(flag(1001))
        .then_rejected(Rejection::NotDueYet { last: day(1200) });
    let again = Event::CongressOverdueFlagged { occurred_on: day(1201), due_on: day(1200) };
    given([active(), vec![overdue(), extended(1200)]].concat()).when(flag(1201)).then([again]);
    given(without_term()).when(flag(1001)).then_rejected(Rejection::NoTermRunning);
}

#[test]
fn a_suspension_has_an_end_within_the_law() {
    let given = Scenario::<Association>::given;
    given(active()).when(suspend(40)).then([suspension()]);
    let one_day = Event::Suspended {
        act: act(10),
        until: day(10),
        reason: "không báo cáo".into(),
        rules_version: rules().version,
    };
    given(active()).when(suspend(10)).then([one_day]);
    given(active()).when(suspend(9)).then_rejected(Rejection::SuspensionEndsTooEarly);
    given(active())
        .when(suspend(191))
        .then_rejected(Rejection::SuspensionTooLong { latest: day(190) });
}

#[test]
fn a_suspension_is_lifted_or_flagged_as_expired() {
    let given = Scenario::<Association>::given;
    let flag = |on| Command::FlagSuspensionExpired { occurred_on: day(on) };
    let expired = Event::SuspensionExpiredUncured { occurred_on: day(41) };
    given(suspended())
        .when(Command::Resume { act: act(20) })
        .then([Event::Resumed { act: act(20) }]);
    given(suspended()).when(flag(40)).then_rejected(Rejection::NotDueYet { last: day(40) });
    given(suspended()).when(flag(41)).then([expired.clone()]);
    given([suspended(), vec![expired]].concat()).when(flag(42)).then([]);
}

#[test]
fn nothing_moves_on_before_a_suspension_was_lifted() {
    let resumed = Event::Resumed { act: act(20) };
    let again =
        |on| Command::StartDissolution { act: act(on), ground: DissolutionGround::Voluntary };
    let given = || Scenario::<Association>::given([suspended(), vec![resumed.clone()]].concat());
    given().when(again(19)).then_rejected(Rejection::BeforePresentState { since: day(20) });
    let ground = DissolutionGround::Voluntary;
    given().when(again(20)).then([Event::DissolutionStarted { act: act(20), ground }]);
}

#[test]
fn a_new_name_is_recorded_and_the_present_one_is_no_news() {
    let rename = |full| Command::Rename { act: act(9), name: name(full) };
    Scenario::<Association>::given(active())
        .when(rename("Hội B"))
        .then([Event::Renamed { act: act(9), name: name("Hội B") }]);
    Scenario::<Association>::given(active()).when(rename("Hội Cơ khí tỉnh Hải Dương")).then([]);
    let renamed = Event::Renamed { act: act(9), name: name("Hội B") };
    Scenario::<Association>::given([active(), vec![renamed]].concat())
        .when(rename("Hội B"))
        .then([]);
}

#[test]
fn a_charter_changes() {
    Scenario::<Association>::given(active())
        .when(Command::ChangeCharter { act: act(9) })
        .then([Event::CharterChanged { act: act(9) }]);
}

#[test]
fn its_work_changes_and_the_same_work_is_no_news() {
    let work = Work { main_field: "Tự động hóa".into(), ..profile().work };
    let change = |work: &Work| rescope(9, work, None);
    let changed = rescoped(9, &work, None);
    Scenario::<Association>::given(active()).when(change(&work)).then([changed.clone()]);
    Scenario::<Association>::given(active()).when(change(&profile().work)).then([]);
    Scenario::<Association>::given([active(), vec![changed]].concat()).when(change(&work)).then([]);
}

#[test]
fn it_becomes_a_mass_association_and_stays_one_until_that_is_stated_anew() {
    let (work, given) = (profile().work, Scenario::<Association>::given);
    let mass = rescoped(9, &work, Some(true));
    given(active()).when(rescope(9, &work, Some(true))).then([mass.clone()]);
    given(active()).when(rescope(9, &work, Some(false))).then([]);

    let after = || [active(), vec![mass.clone()]].concat();
    given(after()).when(rescope(10, &work, Some(true))).then([]);
    given(after()).when(rescope(10, &work, None)).then([]);
    given(after()).when(rescope(10, &work, Some(false))).then([rescoped(10, &work, Some(false))]);
    let other = Work { main_field: "Tự động hóa".into(), ..work.clone() };
    let moved = [after(), vec![rescoped(10, &other, None)]].concat();
    given(moved).when(rescope(11, &other, Some(true))).then([]);
}

#[test]
fn nothing_is_amended_of_a_day_on_which_it_did_not_operate() {
    Scenario::<Association>::given(active())
        .when(Command::ChangeCharter { act: act(3) })
        .then_rejected(Rejection::AssociationNotOperating {
            on: day(3),
            since: Some(day(4)),
            ended_on: None,
        });
}

#[test]
fn an_amendment_may_be_recorded_late() {
    let resumed = Event::Resumed { act: act(20) };
    Scenario::<Association>::given([suspended(), vec![resumed]].concat())
        .when(Command::ChangeCharter { act: act(5) })
        .then([Event::CharterChanged { act: act(5) }]);
}

#[test]
fn only_an_active_one_vouches_for_being_active() {
    let vouch = |on| Command::VouchActive { on: day(on) };
    let given = Scenario::<Association>::given;
    given(active()).when(vouch(4)).then([]);
    given(active()).when(vouch(3)).then_rejected(Rejection::AssociationNotOperating {
        on: day(3),
        since: Some(day(4)),
        ended_on: None,
    });
    given(suspended()).when(vouch(11)).then_rejected(Rejection::StateNotAllowed {
        state: "SUSPENDED",
        allowed: Stage::Suspended { until: day(40), expiry_flagged: false }.allowed(),
    });
}

#[test]
fn it_vouches_for_the_days_on_which_it_operated_even_after_its_end() {
    let vouch = |on| Command::VouchOperating { on: day(on) };
    let given = Scenario::<Association>::given;
    let refused = |on, ended_on: Option<u64>| Rejection::AssociationNotOperating {
        on: day(on),
        since: Some(day(4)),
        ended_on: ended_on.map(day),
    };
    given(suspended()).when(vouch(11)).then([]);
    given(dissolved()).when(vouch(29)).then([]);
    given(dissolved()).when(vouch(30)).then_rejected(refused(30, Some(30)));
    given(dissolved()).when(vouch(3)).then_rejected(refused(3, Some(30)));
    given(waiting_for_charter()).when(vouch(3)).then_rejected(Rejection::AssociationNotOperating {
        on: day(3),
        since: None,
        ended_on: None,
    });
}

#[test]
fn time_asks_for_the_congress_and_the_end_of_a_suspension() {
    let due = |history: &[Event]| Association::replay(history).due();
    let flag = |on: u64| Due { on: day(on), what: Overdue::Congress };
    assert_eq!(due(&active()), Some(flag(1001)));
    assert_eq!(due(&[active(), vec![extended(1200)]].concat()), Some(flag(1201)));
    assert_eq!(due(&[active(), vec![overdue()]].concat()), None);
    assert_eq!(due(&without_term()), None);
    let held = held(995, congress(1001, 2000));
    assert_eq!(due(&[active(), vec![overdue(), held]].concat()), Some(flag(2001)));
    let expiry = Due { on: day(41), what: Overdue::Suspension };
    assert_eq!(due(&suspended()), Some(expiry));
    let expired = Event::SuspensionExpiredUncured { occurred_on: day(41) };
    assert_eq!(due(&[suspended(), vec![expired]].concat()), None);
    assert_eq!(due(&dissolved()), None);
}
