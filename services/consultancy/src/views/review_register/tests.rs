//! What is told of a review, to whom, and whose turn it is.

use contracts::consultancy::v1::{DocketAction, DocketActor, OwnReviewState, ReviewState};
use prost::Message as _;

use super::*;

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
    let history = history(types);
    let state = Review::replay(&history);
    let standing = state.standing().unwrap();
    let review = telling::review("r", standing, &history);
    (review, own_telling::review("r", standing, &history), turn::of(standing))
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
