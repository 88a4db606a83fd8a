//! From the idea to the approved charter, and the register's beginning.

use super::*;
use crate::domain::Dated;

fn permit_with(permit: Permit) -> Command {
    Command::PermitEstablishment { act: act(2), permit, rules: rules() }
}

fn hold(on: u64, congress: Congress) -> Command {
    Command::RecordFoundingCongress { occurred_on: day(on), congress, rules: rules() }
}

fn extend(to: u64) -> Command {
    Command::ExtendFoundingCongress { act: act(80), extended_to: day(to), rules: rules() }
}

fn extended(to: u64) -> Event {
    Event::CongressExtended { act: act(80), extended_to: day(to), rules_version: rules().version }
}

#[test]
fn an_association_begins_once() {
    Scenario::<Association>::given([]).when(propose()).then([proposed()]);
    let register = Command::Register {
        profile: profile(),
        term: None,
        illustrative: true,
        occurred_on: day(0),
        decision: None,
    };
    let form = Command::Form {
        act: act(0),
        sides: merger(),
        profile: profile(),
        term: None,
        illustrative: true,
    };
    for command in [propose(), register, form] {
        Scenario::<Association>::given([proposed()])
            .when(command)
            .then_rejected(Rejection::AssociationAlreadyExists);
    }
}

#[test]
fn an_absent_association_does_nothing() {
    let questions = [Command::VouchActive { on: day(0) }, Command::VouchOperating { on: day(0) }];
    for command in one_of_each().into_iter().chain(questions) {
        Scenario::<Association>::given([])
            .when(command)
            .then_rejected(Rejection::AssociationNotFound);
    }
}

#[test]
fn one_that_existed_before_the_register_is_active() {
    let term = |to| Some(Term { from: day(0), to: day(to) });
    let register = |to| Command::Register {
        profile: profile(),
        term: term(to),
        illustrative: true,
        occurred_on: day(5),
        decision: None,
    };
    let registered = Event::Registered {
        profile: profile(),
        term: term(100),
        illustrative: true,
        occurred_on: day(5),
        decision: None,
    };
    Scenario::<Association>::given([]).when(register(100)).then([registered.clone()]);
    Scenario::<Association>::given([]).when(register(5)).then_rejected(Rejection::TermEndsTooEarly);
    Scenario::<Association>::given([registered]).when(Command::VouchActive { on: day(5) }).then([]);
}

#[test]
fn a_proposal_is_recognised_or_rejected() {
    Scenario::<Association>::given([proposed()])
        .when(Command::RecogniseFoundingCommittee { act: act(1) })
        .then([recognised()]);
    Scenario::<Association>::given([proposed()])
        .when(Command::RejectFounding { act: act(1), reason: "trùng lĩnh vực".into() })
        .then([Event::FoundingRejected { act: act(1), reason: "trùng lĩnh vực".into() }]);
}

#[test]
fn nothing_happens_before_the_present_state_began() {
    Scenario::<Association>::given(preparing())
        .when(Command::PermitEstablishment { act: act(0), permit: permit(), rules: rules() })
        .then_rejected(Rejection::BeforePresentState { since: day(1) });
}

#[test]
fn the_permission_needs_the_legal_number_of_founders() {
    Scenario::<Association>::given(preparing()).when(permit_with(permit())).then([permitted()]);
    Scenario::<Association>::given(preparing())
        .when(permit_with(Permit { founders: 49, ..permit() }))
        .then_rejected(Rejection::TooFewFounders { founders: 49, required: 50 });
}

#[test]
fn each_scope_has_its_number_of_founders() {
    let MinimumFounders { province, district, commune } = rules().minimum_founders;
    for (scope, required) in
        [(Scope::Province, province), (Scope::District, district), (Scope::Commune, commune)]
    {
        let profile = Profile { work: Work { scope, ..profile().work }, ..profile() };
        let given = [
            Event::FoundingProposed { profile, illustrative: false, occurred_on: day(0) },
            recognised(),
        ];
        Scenario::<Association>::given(given)
            .when(permit_with(Permit { founders: required - 1, ..permit() }))
            .then_rejected(Rejection::TooFewFounders { founders: required - 1, required });
    }
}

#[test]
fn the_permission_needs_the_whole_dossier() {
    let dossier = BTreeSet::from([DossierDocument::Application, DossierDocument::OfficeProof]);
    Scenario::<Association>::given(preparing())
        .when(permit_with(Permit { dossier, ..permit() }))
        .then_rejected(Rejection::DossierIncomplete {
            missing: vec![DossierDocument::CharterDraft],
        });
}

#[test]
fn the_founding_congress_is_held_in_time() {
    Scenario::<Association>::given(waiting_for_congress())
        .when(hold(3, congress(3, 1000)))
        .then([founded()]);
    Scenario::<Association>::given(waiting_for_congress())
        .when(hold(93, congress(93, 1000)))
        .then_rejected(Rejection::CongressTooLate { due_on: day(92) });
    Scenario::<Association>::given([waiting_for_congress(), vec![extended(93)]].concat())
        .when(hold(93, congress(93, 1000)))
        .then([Event::FoundingCongressHeld {
            occurred_on: day(93),
            congress: congress(93, 1000),
            rules_version: rules().version,
        }]);
}

#[test]
fn more_than_half_come_to_the_founding_congress() {
    for attendance in [(100, 50), (100, 101), (0, 0)] {
        let attendance = Attendance { called: attendance.0, present: attendance.1 };
        Scenario::<Association>::given(waiting_for_congress())
            .when(hold(3, Congress { attendance, ..congress(3, 1000) }))
            .then_rejected(Rejection::QuorumNotMet(attendance));
    }
}

#[test]
fn the_charter_is_not_approved_before_the_congress_it_comes_from() {
    let given = Scenario::<Association>::given;
    given(waiting_for_charter())
        .when(Command::ApproveCharter { act: act(2) })
        .then_rejected(Rejection::BeforePresentState { since: day(3) });
    let same_day = Event::Activated { occurred_on: day(3) };
    given(waiting_for_charter())
        .when(Command::ApproveCharter { act: act(3) })
        .then([Event::CharterApproved { act: act(3) }, same_day]);
}

#[test]
fn time_asks_for_the_congress_of_a_term_that_was_entered() {
    let term = Some(Term { from: day(1), to: day(1000) });
    let (profile, decision) = (profile(), None);
    let registered =
        Event::Registered { profile, term, illustrative: false, occurred_on: day(4), decision };
    let due = Some(Due { on: day(1001), what: Overdue::Congress });
    assert_eq!(Association::replay(&[registered]).due(), due);
}

#[test]
fn the_first_term_has_its_limits() {
    let given = Scenario::<Association>::given;
    for (from, to) in [(3, 3), (5, 4), (0, 3)] {
        given(waiting_for_congress())
            .when(hold(3, congress(from, to)))
            .then_rejected(Rejection::TermEndsTooEarly);
    }
    given(waiting_for_congress())
        .when(hold(3, congress(3, 3 + 5 * 366)))
        .then_rejected(Rejection::TermTooLong { years: 5 });
}

#[test]
fn the_founding_congress_can_be_put_off_within_the_law() {
    Scenario::<Association>::given(waiting_for_congress()).when(extend(122)).then([extended(122)]);
    Scenario::<Association>::given(waiting_for_congress())
        .when(extend(92))
        .then_rejected(Rejection::NoExtension { due_on: day(92) });
    Scenario::<Association>::given([waiting_for_congress(), vec![extended(110)]].concat())
        .when(extend(123))
        .then_rejected(Rejection::ExtensionTooLong { latest: day(122) });
}

#[test]
fn the_permission_lapses_after_the_last_day() {
    let lapse = |on| Command::LapsePermission { occurred_on: day(on) };
    Scenario::<Association>::given(waiting_for_congress())
        .when(lapse(92))
        .then_rejected(Rejection::NotDueYet { last: day(92) });
    Scenario::<Association>::given(waiting_for_congress())
        .when(lapse(93))
        .then([Event::PermissionLapsed { occurred_on: day(93) }]);
    Scenario::<Association>::given([waiting_for_congress(), vec![extended(110)]].concat())
        .when(lapse(93))
        .then_rejected(Rejection::NotDueYet { last: day(110) });
}

#[test]
fn the_charter_makes_it_active() {
    Scenario::<Association>::given(waiting_for_charter())
        .when(Command::ApproveCharter { act: act(4) })
        .then(activated());
}

#[test]
fn time_asks_for_the_founding_congress() {
    let due = |history: &[Event]| Association::replay(history).due();
    assert_eq!(due(&preparing()), None);
    assert_eq!(due(&waiting_for_congress()), Some(Due { on: day(93), what: Overdue::Permission }));
    assert_eq!(due(&waiting_for_charter()), None);
}

#[test]
fn a_day_is_judged_by_the_rules_of_that_day() {
    let version = |version: &str| LegalRules { version: version.into(), ..rules() };
    let law = Dated::new(vec![(day(100), version("new")), (day(10), version("old"))]);
    let on = |n| LegalRules::on(&law, day(n));
    assert_eq!(on(9), Err(Rejection::NoRulesForDay { day: day(9) }));
    assert_eq!(on(10), Ok(version("old")));
    assert_eq!(on(99), Ok(version("old")));
    assert_eq!(on(100), Ok(version("new")));
}
