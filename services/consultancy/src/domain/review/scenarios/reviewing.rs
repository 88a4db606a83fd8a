//! What the council, the report and the answers ask of the review.

use super::*;

const HASH: &str = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

/// One step of the course after the other, each with its event.
pub(super) fn course() -> Vec<(Act, Event)> {
    let by = office;
    let on = |text: &str| day(text);
    let delivery = Delivery {
        union: UNION,
        requester: DEPARTMENT,
        kind: Kind::CriticalReview,
        field: Field::ScienceTechnology,
        due_on: day("2026-04-06"),
        sha256: HASH.into(),
        recommendations: 3,
        answer_by: day("2026-05-01"),
    };
    let tally = Tally { accepted: 1, partly: 1, rejected: 0, silent: 1 };
    let on_11 = on("2026-03-11");
    vec![
        (
            Act::FormCouncil { independent: false, members: 7 },
            Event::CouncilFormed { on: on("2026-03-10"), independent: false, members: 7, by: by() },
        ),
        (Act::Open, Event::Opened { on: on_11, round: 1, by: by() }),
        (Act::StartSynthesis, Event::SynthesisStarted { on: on("2026-03-25"), by: by() }),
        (Act::Open, Event::Opened { on: on("2026-03-26"), round: 2, by: by() }),
        (Act::StartSynthesis, Event::SynthesisStarted { on: on("2026-03-27"), by: by() }),
        (Act::SubmitReport, Event::ReportSubmitted { on: on("2026-03-28"), by: by() }),
        (Act::ReturnReport, Event::ReportReturned { on: on("2026-03-29"), by: by() }),
        (Act::SubmitReport, Event::ReportSubmitted { on: on("2026-03-30"), by: by() }),
        (
            Act::ApproveReport { sha256: HASH.into() },
            Event::ReportApproved { on: on("2026-03-31"), sha256: HASH.into(), by: by() },
        ),
        (
            Act::Deliver { sha256: HASH.into(), recommendations: 3, answer_by: day("2026-05-01") },
            Event::Delivered { on: on("2026-04-01"), delivery, by: by() },
        ),
        (Act::Close { tally }, Event::Closed { on: on("2026-05-04"), tally, by: by() }),
    ]
}

const DAYS: [&str; 11] = [
    "2026-03-10",
    "2026-03-11",
    "2026-03-25",
    "2026-03-26",
    "2026-03-27",
    "2026-03-28",
    "2026-03-29",
    "2026-03-30",
    "2026-03-31",
    "2026-04-01",
    "2026-05-04",
];

pub(super) fn until(steps: usize) -> Vec<Event> {
    let events = course().into_iter().take(steps).map(|(_, event)| event);
    [filed(), accepted(), assigned(), completed()].into_iter().chain(events).collect()
}

#[test]
fn the_report_goes_its_course_step_by_step() {
    for (n, (act, event)) in course().into_iter().enumerate() {
        given(until(n)).when(union(DAYS[n], act)).then([event]);
    }
}

/// Each act in every stage: allowed where its course has it, refused with the stage everywhere else.
#[test]
fn no_step_is_taken_out_of_its_stage() {
    use Stage::{
        CouncilFormed, Delivered, DossierComplete, InReview, ReportApproved, ReportDrafted,
        Synthesis,
    };
    let acts: Vec<(Act, &[Stage])> = vec![
        (Act::FormCouncil { independent: true, members: 2 }, &[DossierComplete]),
        (Act::Open, &[CouncilFormed, Synthesis]),
        (Act::StartSynthesis, &[InReview]),
        (Act::SubmitReport, &[Synthesis]),
        (Act::ReturnReport, &[ReportDrafted]),
        (Act::ApproveReport { sha256: HASH.into() }, &[ReportDrafted]),
        (
            Act::Deliver { sha256: HASH.into(), recommendations: 3, answer_by: day("2026-07-01") },
            &[ReportApproved],
        ),
        (Act::Close { tally: Tally::default() }, &[Delivered]),
    ];
    for steps in 0..=DAYS.len() {
        let state = Review::replay(&until(steps));
        let stage = state.standing().unwrap().stage;
        for (act, allowed) in &acts {
            let decided = state.decide(union("2026-06-01", act.clone()));
            match decided {
                Ok(_) => assert!(allowed.contains(&stage), "{act:?} in {stage}"),
                Err(refused) => {
                    assert!(!allowed.contains(&stage), "{act:?} in {stage}: {refused}");
                    assert_eq!(refused, in_stage(stage));
                }
            }
        }
    }
}

#[test]
fn what_is_delivered_is_what_was_approved_while_nothing_is_missing() {
    let deliver = |sha256: &str, answer_by: &str| {
        let (sha256, answer_by) = (sha256.to_owned(), day(answer_by));
        union("2026-04-01", Act::Deliver { sha256, recommendations: 3, answer_by })
    };
    given(until(9))
        .when(deliver(&"0".repeat(64), "2026-05-01"))
        .then_rejected(Rejection::NotTheApprovedReport);
    given(until(9)).when(deliver(HASH, "2026-04-01")).then_rejected(Rejection::AnswerDueInThePast);
    let mut waiting = until(3);
    waiting.push(asked_for_more("2026-03-25"));
    waiting.extend(course().into_iter().skip(5).take(4).map(|(_, event)| event));
    given(waiting).when(deliver(HASH, "2026-05-01")).then_rejected(Rejection::WaitingForRequester);
}

#[test]
fn a_requester_has_the_days_of_the_regulation_to_answer() {
    let (filing, on) = (filing(Origin::Requested), day("2026-04-01"));
    assert_eq!(filing.answer_by(on, None), day("2026-05-01"));
    assert_eq!(filing.answer_by(on, Some(day("2026-04-10"))), day("2026-04-10"));
}

#[test]
fn a_confirmation_records_nothing_and_holds_its_stage() {
    let confirm = |stages| Command::Confirm { of: None, stages };
    given(until(2)).when(confirm(&[Stage::InReview, Stage::Synthesis])).then([]);
    given(until(1)).when(confirm(&[Stage::InReview])).then_rejected(in_stage(Stage::CouncilFormed));
    given(until(11)).when(confirm(&[Stage::Closed])).then_rejected(in_stage(Stage::Closed));
    given([]).when(confirm(&[Stage::InReview])).then_rejected(Rejection::ReviewNotFound);
    let named = Command::Confirm { of: Some(Named::Union(UNION)), stages: &[Stage::InReview] };
    given(until(2)).when(named).then([]);
}

/// What an expert says is judged by the papers that were read: another version or document, and it is refused.
#[test]
fn papers_are_held_in_the_versions_that_were_read() {
    let read = Review::replay(&until(2)).standing().unwrap().dossier.newest_versions();
    assert_eq!(read.values().copied().collect::<Vec<_>>(), [1, 1]);
    let confirm = |stages| Command::ConfirmPapers { newest: read.clone(), stages };
    let filed = |document_id, version| {
        let filed = document(document_id, 21, DocumentKind::Scheme);
        let (on, reason) = (day("2026-03-12"), "Bản chỉnh lý".into());
        let event =
            Event::DocumentFiled { on, filed, version, reason, on_paper: false, by: requester() };
        until(2).into_iter().chain([event])
    };
    given(until(2)).when(confirm(&[Stage::InReview])).then([]);
    given(filed(1, 2)).when(confirm(&[Stage::InReview])).then_rejected(Rejection::DossierChanged);
    given(filed(9, 1)).when(confirm(&[Stage::InReview])).then_rejected(Rejection::DossierChanged);
    given(until(2)).when(confirm(&[Stage::Synthesis])).then_rejected(in_stage(Stage::InReview));
    given([]).when(confirm(&[Stage::InReview])).then_rejected(Rejection::ReviewNotFound);
    let suspended =
        Event::Suspended { on: day("2026-03-12"), reason: "Chờ".into(), by: office() };
    given(until(2).into_iter().chain([suspended]))
        .when(confirm(&[Stage::InReview]))
        .then_rejected(Rejection::ReviewSuspended);
}
