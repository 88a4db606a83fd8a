//! What is told of a review, to whom, and whose turn it is.

use contracts::consultancy::v1::{DocketAction, DocketActor, OwnReviewState, ReviewState};
use ledger::Decider;
use prost::Message as _;

use super::counting::Work;
use super::turn::Turn;
use super::*;
use crate::domain::council::Council;
use crate::domain::report::Report;
use crate::domain::report::content::Recommendation;
use crate::domain::response::{self, Response, State};

fn golden() -> Vec<Event> {
    let lines = include_str!("../../domain/review/golden.jsonl").lines();
    lines.map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// The first golden event of each of these types, in this order.
fn history(types: &[&str]) -> Vec<Event> {
    let golden = golden();
    let first = |name: &&str| {
        let found = golden.iter().find(|event| <&'static str>::from(*event) == *name);
        found.unwrap_or_else(|| panic!("no golden line for {name}")).clone()
    };
    types.iter().map(first).collect()
}

fn told(types: &[&str]) -> (wire::Review, wire::OwnReview, Turn) {
    told_with(types, &Work::default())
}

/// With what belongs to it.
fn told_with(types: &[&str], work: &Work) -> (wire::Review, wire::OwnReview, Turn) {
    let history = history(types);
    let state = Review::replay(&history);
    let standing = state.standing().unwrap();
    let review = telling::review("r", standing, &history);
    (review, own_telling::review("r", standing, &history), turn::of(standing, work))
}

const RUNNING: [&str; 4] = ["filed", "accepted", "assignment_agreed", "dossier_completed"];

fn running(then: &[&'static str]) -> Vec<&'static str> {
    RUNNING.into_iter().chain(then.iter().copied()).collect()
}

#[test]
fn the_docket_says_whose_turn_it_is() {
    use DocketAction as Action;
    use DocketActor as Actor;
    let to_report = ["council_formed", "opened", "synthesis_started", "report_submitted"];
    let approved = [&to_report[..], &["report_approved"]].concat();
    let delivered = [&approved[..], &["delivered"]].concat();
    let closed = [&delivered[..], &["closed"]].concat();
    let rows: Vec<(Vec<&str>, Actor, Action, &str)> = vec![
        (vec!["filed"], Actor::UnionOffice, Action::Triage, "2026-03-09"),
        (vec!["filed", "asked_for_more"], Actor::Requester, Action::Supply, "2026-03-26"),
        (vec!["filed", "accepted"], Actor::UnionOffice, Action::AgreeAssignment, ""),
        (
            vec!["filed", "accepted", "assignment_agreed"],
            Actor::UnionOffice,
            Action::CompleteDossier,
            "",
        ),
        (running(&[]), Actor::UnionOffice, Action::InviteExperts, "2026-04-06"),
        (running(&["suspended"]), Actor::UnionOffice, Action::Resume, ""),
        (running(&["extension_asked"]), Actor::Requester, Action::AnswerExtension, "2026-04-06"),
        (running(&to_report[..2]), Actor::Experts, Action::WriteOpinions, "2026-04-06"),
        (running(&to_report), Actor::UnionLeaders, Action::ApproveReport, "2026-04-06"),
        (running(&approved), Actor::UnionOffice, Action::DeliverReport, "2026-04-06"),
        (running(&delivered), Actor::Requester, Action::AnswerRecommendations, "2026-05-01"),
        (running(&closed), Actor::Unspecified, Action::Unspecified, ""),
    ];
    for (types, actor, action, due_on) in rows {
        let (_, _, turn) = told(&types);
        assert_eq!((turn.actor, turn.action), (actor, action), "{types:?}");
        assert_eq!(crate::contract::date(turn.due_on), due_on, "{types:?}");
    }
}

/// The first golden event of each of these types, on a stream of its own.
fn stream<D: Decider>(stored: &str, types: &[&str]) -> D
where
    D::Event: serde::de::DeserializeOwned,
{
    let first = |name: &&str| {
        let is_it = |line: &&str| line.contains(&format!(r#""type":"{name}""#));
        serde_json::from_str(stored.lines().find(is_it).unwrap()).unwrap()
    };
    D::replay(&types.iter().map(first).collect::<Vec<_>>())
}

#[test]
fn it_is_the_offices_turn_when_experts_or_the_requester_have_done_their_part() {
    let turn = |types: &[&str], work: &Work| {
        let (_, _, turn) = told_with(types, work);
        (turn.actor, turn.action)
    };
    let council = include_str!("../../domain/council/golden.jsonl");
    let report = include_str!("../../domain/report/golden.jsonl");
    let in_review = running(&["council_formed", "opened"]);
    let waiting = (DocketActor::Experts, DocketAction::WriteOpinions);
    let council = stream::<Council>(council, &["composed", "opened", "met"]);
    let mut work = Work { council, ..Work::default() };
    assert_eq!(turn(&in_review, &work), waiting);
    work.report = stream::<Report>(report, &["opinions_waived"]);
    assert_eq!(turn(&in_review, &work), (DocketActor::UnionOffice, DocketAction::Synthesise));

    let stored = include_str!("../../domain/response/golden.jsonl");
    let to_answer = ["report_submitted", "report_approved", "delivered"];
    let delivered = [&in_review[..], &["synthesis_started"], &to_answer[..]].concat();
    let waiting = (DocketActor::Requester, DocketAction::AnswerRecommendations);
    for some in [&["asked"][..], &["asked", "answered", "silence_recorded"]] {
        work.response = stream::<Response>(stored, some);
        assert_eq!(turn(&delivered, &work), waiting);
    }
    let waits = |(it, state): (&Recommendation, State)| (state == State::Waiting).then_some(it.id);
    let rest = work.response.standing().unwrap().each().filter_map(waits).collect();
    let (recommendations, on) = (rest, "2026-05-02".parse().unwrap());
    work.response = work.response.evolve(&response::Event::SilenceRecorded { recommendations, on });
    assert_eq!(turn(&delivered, &work), (DocketActor::UnionOffice, DocketAction::Close));
}

/// Every event that is the Union's own affair leaves what the requester reads as it was.
#[test]
fn a_requester_never_sees_what_happens_inside() {
    let inside = ["council_formed", "opened", "synthesis_started", "report_submitted"];
    let returned =
        [&inside[..], &["report_returned", "report_submitted", "report_approved"]].concat();
    let (_, before, _) = told(&RUNNING);
    for n in 1..=returned.len() {
        let (review, own, _) = told(&running(&returned[..n]));
        assert_eq!(own, before, "{:?}", &returned[..n]);
        assert_ne!(review.state(), ReviewState::DossierComplete);
    }
    let (_, unassigned, _) = told(&["filed"]);
    let (review, own, _) = told(&["filed", "officer_assigned"]);
    assert_eq!((&*review.officer, own), ("sub-officer", unassigned));
}

#[test]
fn a_requester_sees_what_is_its_own() {
    let (_, own, _) = told(&["filed", "asked_for_more"]);
    assert_eq!(own.state(), OwnReviewState::YoursToSupply);
    assert_eq!((&*own.missing, &*own.supply_by), ("Thiếu số liệu tài chính", "2026-03-26"));
    let (_, own, _) = told(&["filed", "asked_for_more", "supplied"]);
    assert_eq!(own.state(), OwnReviewState::Received);
    assert_eq!((&*own.missing, &*own.supply_by), ("", ""));
    assert_eq!(own.clock.unwrap().pauses[0].until, "2026-03-18");
    let (review, own, _) = told(&running(&["extension_asked"]));
    assert_eq!(own.open_extension.as_ref().unwrap().asked_on, "2026-03-12");
    assert_eq!(review.open_extension, own.open_extension);
    let (_, own, _) = told(&["filed", "declined"]);
    assert_eq!((own.state(), &*own.reason), (OwnReviewState::NotDone, "Không thuộc phạm vi"));
}

#[test]
fn no_triage_day_and_no_officer_is_in_the_bytes_of_what_a_requester_gets() {
    let (review, own, _) = told(&["filed", "officer_assigned"]);
    assert_eq!(review.triage_due_on, "2026-03-09");
    let own = String::from_utf8_lossy(&own.encode_to_vec()).into_owned();
    assert!(!own.contains("2026-03-09") && !own.contains("sub-officer"), "{own}");
}
