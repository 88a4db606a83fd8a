//! What a review does, rule by rule: how it comes in and is taken up. The clock is in `timing`, the report's
//! course in `reviewing`, whatever holds for all in `properties`.

mod properties;
mod reviewing;
mod timing;

use ledger::scenario::{Scenario, assert_reads};
use strum::VariantNames as _;
use uuid::Uuid;

use super::filing::{Asked, Origin};
use super::*;
use crate::domain::kinds::{Classification, DocumentKind, Field, Kind, SchemeKind};
use crate::domain::regulation::Version;
use crate::domain::samples::{
    COMMITTEE, DEPARTMENT, UNION, calendar, day, decision, file, office, requester, terms,
};
use crate::domain::{DocumentId, EvidenceId};

use super::clock::DueDays;

pub(super) fn asked() -> Asked {
    Asked {
        kind: Kind::CriticalReview,
        scheme_kind: SchemeKind::Policy,
        field: Field::ScienceTechnology,
        classification: Classification::Internal,
        title: "Đề án phát triển khoa học và công nghệ của tỉnh".into(),
        purpose: "Hoàn thiện dự thảo trước khi trình".into(),
        questions: vec!["Mục tiêu có khả thi không?".into()],
        legal_basis: "Quyết định 14/2014/QĐ-TTg".into(),
        wished_on: None,
        budget_note: None,
    }
}

pub(super) fn filing(origin: Origin) -> Box<Filing> {
    let effective_on = day("2026-01-02");
    Box::new(Filing {
        union: UNION,
        requester: DEPARTMENT,
        origin,
        asked: asked(),
        received_on: day("2026-03-02"),
        on_paper: false,
        regulation: Version { version: 1, effective_on, terms: Box::new(terms()) },
        illustrative: false,
    })
}

pub(super) fn document(document: u128, n: u128, kind: DocumentKind) -> Filed {
    let (document, title) = (DocumentId(Uuid::from_u128(document)), "Dự thảo đề án".into());
    Filed { document, kind, title, file: file(n), kept_by: DEPARTMENT }
}

pub(super) fn dossier() -> Vec<Filed> {
    vec![document(1, 11, DocumentKind::Scheme), document(2, 12, DocumentKind::Submission)]
}

fn file_as(change: impl FnOnce(&mut Filing, &mut Vec<Filed>)) -> Command {
    let (mut filing, mut dossier) = (filing(Origin::Requested), dossier());
    change(&mut filing, &mut dossier);
    Command::File { filing, dossier, calendar: calendar(), by: requester() }
}

pub(super) fn filed() -> Event {
    let due = DueDays { triage: Some(day("2026-03-09")), review: None };
    Event::Filed { filing: filing(Origin::Requested), dossier: dossier(), due, by: requester() }
}

pub(super) fn proposed() -> Event {
    let (filing, due) = (filing(Origin::SelfInitiated), DueDays::default());
    Event::Filed { filing, dossier: dossier(), due, by: office() }
}

pub(super) fn accepted() -> Event {
    Event::Accepted { on: day("2026-03-04"), working_days: 20, by: office() }
}

pub(super) fn assigned() -> Event {
    let (on, kind) = (day("2026-03-05"), AssignmentKind::Contract);
    Event::AssignmentAgreed { on, kind, decision: decision(), executing: None, by: office() }
}

/// Twenty working days from Monday 09/3/2026.
pub(super) fn completed() -> Event {
    let due = DueDays { triage: None, review: Some(day("2026-04-06")) };
    Event::DossierCompleted { on: day("2026-03-09"), working_days: 20, due, by: office() }
}

pub(super) fn asked_for_more(on: &str) -> Event {
    let missing = "Thiếu số liệu tài chính".into();
    Event::AskedForMore { on: day(on), missing, supply_by: day("2026-03-20"), by: office() }
}

pub(super) fn union(on: &str, act: Act) -> Command {
    let (on, by) = (day(on), office());
    Command::Do { of: Named::Union(UNION), on, by, calendar: calendar(), act }
}

pub(super) fn theirs(on: &str, act: Act) -> Command {
    let (on, by) = (day(on), requester());
    Command::Do { of: Named::Requester(DEPARTMENT), on, by, calendar: calendar(), act }
}

pub(super) fn given(history: impl IntoIterator<Item = Event>) -> Scenario<Review> {
    Scenario::given(history)
}

pub(super) fn in_stage(stage: Stage) -> Rejection {
    Rejection::StateNotAllowed { stage }
}

#[test]
fn a_request_is_filed_once_and_its_triage_begins() {
    given([]).when(file_as(|_, _| {})).then([filed()]);
    given([filed()]).when(file_as(|_, _| {})).then_rejected(Rejection::ReviewAlreadyFiled);
}

#[test]
fn what_the_union_proposes_has_no_triage() {
    let (filing, dossier) = (filing(Origin::SelfInitiated), dossier());
    given([])
        .when(Command::File { filing, dossier, calendar: calendar(), by: office() })
        .then([proposed()]);
}

#[test]
fn a_state_secret_never_comes_in() {
    for secret in
        [Classification::Secret, Classification::TopSecret, Classification::AbsoluteSecret]
    {
        given([])
            .when(file_as(|filing, _| filing.asked.classification = secret))
            .then_rejected(Rejection::StateSecret);
    }
}

#[test]
fn a_request_that_does_not_hold_together_is_refused() {
    let (document_id, evidence) = (DocumentId(Uuid::from_u128(1)), EvidenceId(Uuid::from_u128(11)));
    let earliest = day("2026-03-16");
    let rows: Vec<(Command, Rejection)> = vec![
        (file_as(|filing, _| filing.requester = UNION), Rejection::AskedOfItself),
        (file_as(|_, dossier| dossier.clear()), Rejection::SchemeMissing),
        (
            file_as(|_, dossier| dossier[1].document = document_id),
            Rejection::DocumentTwice { document: document_id },
        ),
        (file_as(|_, dossier| dossier[1].file = file(11)), Rejection::EvidenceTwice { evidence }),
        (
            file_as(|filing, _| filing.asked.wished_on = Some(day("2026-03-15"))),
            Rejection::WishedTooEarly { earliest },
        ),
        (
            file_as(|filing, _| filing.received_on = day("2028-03-02")),
            Rejection::CalendarUndeclared { year: 2028 },
        ),
    ];
    for (command, refused) in rows {
        given([]).when(command).then_rejected(refused);
    }
    let wished = file_as(|filing, _| filing.asked.wished_on = Some(earliest));
    assert!(Review::default().decide(wished).is_ok());
}

#[test]
fn it_is_accepted_with_the_days_of_the_regulation_or_others() {
    let accept = |working_days| union("2026-03-04", Act::Accept { working_days });
    given([filed()]).when(accept(None)).then([accepted()]);
    let shorter = Event::Accepted { on: day("2026-03-04"), working_days: 10, by: office() };
    given([filed()]).when(accept(Some(10))).then([shorter]);
    given([filed()]).when(accept(Some(9))).then_rejected(Rejection::TooFewDays { least: 10 });
    given([filed()])
        .when(accept(Some(1_001)))
        .then_rejected(Rejection::TooManyDays { most: 1_000 });
    given([filed(), accepted()]).when(accept(None)).then_rejected(in_stage(Stage::Accepted));
    given([proposed()]).when(accept(None)).then_rejected(in_stage(Stage::Proposed));
    given([]).when(accept(None)).then_rejected(Rejection::ReviewNotFound);
}

#[test]
fn a_declined_request_has_ended() {
    let (code, reason) = (DeclineReason::OutOfScope, "Không thuộc phạm vi".to_owned());
    let decline = || union("2026-03-04", Act::Decline { code, reason: reason.clone() });
    let on = day("2026-03-04");
    let declined = Event::Declined { on, code, reason: reason.clone(), by: office() };
    given([filed()]).when(decline()).then([declined.clone()]);
    given([filed(), asked_for_more("2026-03-03")]).when(decline()).then([declined.clone()]);
    given([filed(), declined.clone()])
        .when(union("2026-03-05", Act::Accept { working_days: None }))
        .then_rejected(in_stage(Stage::Declined));
    given([filed(), declined])
        .when(union("2026-03-05", Act::AssignOfficer { officer: "sub-officer".into() }))
        .then_rejected(in_stage(Stage::Declined));
}

#[test]
fn the_authority_authorises_or_refuses_what_the_union_proposed() {
    let on = day("2026-03-04");
    let authorise = || Act::Authorise { working_days: None, decision: decision() };
    given([proposed()]).when(union("2026-03-04", authorise())).then([Event::Authorised {
        on,
        working_days: 20,
        decision: decision(),
        by: office(),
    }]);
    let reason = "Chưa cần thiết".to_owned();
    let refuse = || Act::Refuse { reason: reason.clone() };
    let refused = Event::Refused { on, reason: reason.clone(), by: office() };
    given([proposed()]).when(union("2026-03-04", refuse())).then([refused.clone()]);
    given([proposed(), refused])
        .when(union("2026-03-05", authorise()))
        .then_rejected(in_stage(Stage::Refused));
    given([filed()])
        .when(union("2026-03-04", authorise()))
        .then_rejected(in_stage(Stage::Received));
    given([filed()]).when(union("2026-03-04", refuse())).then_rejected(in_stage(Stage::Received));
}

#[test]
fn the_dossier_of_an_assigned_review_is_confirmed_and_the_clock_runs() {
    let agree = || Act::AgreeAssignment {
        kind: AssignmentKind::Contract,
        decision: decision(),
        executing: None,
    };
    given([filed(), accepted()]).when(union("2026-03-05", agree())).then([assigned()]);
    given([filed()]).when(union("2026-03-05", agree())).then_rejected(in_stage(Stage::Received));
    given([filed(), accepted(), assigned()])
        .when(union("2026-03-09", Act::ConfirmDossier))
        .then([completed()]);
    given([filed(), accepted()])
        .when(union("2026-03-09", Act::ConfirmDossier))
        .then_rejected(in_stage(Stage::Accepted));
    given([filed(), accepted(), assigned(), asked_for_more("2026-03-06")])
        .when(union("2026-03-09", Act::ConfirmDossier))
        .then_rejected(Rejection::WaitingForRequester);
}

#[test]
fn a_document_gets_its_next_version_while_the_dossier_may_change() {
    let (on, reason) = (day("2026-03-10"), "Bản chỉnh lý".to_owned());
    let anew = |n| document(1, n, DocumentKind::Scheme);
    let replace = |n| {
        let filed = Box::new(anew(n));
        theirs("2026-03-10", Act::FileDocument { filed, reason: reason.clone(), on_paper: false })
    };
    let history = || vec![filed(), accepted(), assigned(), completed()];
    let replaced = |n, version| Event::DocumentFiled {
        on,
        filed: anew(n),
        version,
        reason: reason.clone(),
        on_paper: false,
        by: requester(),
    };
    given(history()).when(replace(21)).then([replaced(21, 2)]);
    let twice = history().into_iter().chain([replaced(21, 2)]);
    given(twice).when(replace(22)).then([replaced(22, 3)]);
    let document = DocumentId(Uuid::from_u128(1));
    given(history()).when(replace(11)).then_rejected(Rejection::DocumentUnchanged { document });
    given([filed()]).when(replace(21)).then_rejected(in_stage(Stage::Received));
}

#[test]
fn another_unit_does_not_reach_it() {
    for of in [Named::Union(COMMITTEE), Named::Requester(COMMITTEE), Named::Requester(UNION)] {
        let act = Act::Cancel { reason: "Không rõ".into() };
        let (on, by) = (day("2026-03-04"), office());
        given([filed()])
            .when(Command::Do { of, on, by, calendar: calendar(), act })
            .then_rejected(Rejection::ReviewNotFound);
        given([filed()])
            .when(Command::Confirm { of: Some(of), stages: &[Stage::Received] })
            .then_rejected(Rejection::ReviewNotFound);
    }
}

#[test]
fn an_officer_is_assigned_while_it_is_open_and_that_moves_no_day() {
    let assign = || union("2026-02-01", Act::AssignOfficer { officer: "sub-officer".into() });
    let officer = Event::OfficerAssigned { officer: "sub-officer".into(), by: office() };
    given([filed()]).when(assign()).then([officer.clone()]);
    given([filed(), officer])
        .when(union("2026-03-04", Act::Accept { working_days: None }))
        .then([accepted()]);
}

#[test]
fn the_past_still_reads() {
    assert_reads::<Event>(include_str!("golden.jsonl"), Event::VARIANTS);
}
