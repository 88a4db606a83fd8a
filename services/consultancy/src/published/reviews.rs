//! Events of reviews as others may rely on them: how they move, and their days.

use chrono::NaiveDate;
use contracts::consultancy::v1 as wire;
use ledger::Published;

use super::as_said;
use crate::contract::{count, date, decision};
use crate::domain::review::clock::PauseCause;
use crate::domain::review::filing::{Filing, Origin};
use crate::domain::review::{self, Delivery, Tally};

/// The contract's form of a review's event.
#[must_use]
pub fn review(id: &str, event: &review::Event) -> Option<Published> {
    use review::Event;
    match event {
        Event::Filed { filing, .. } => filed(id, filing),
        Event::Authorised { on, decision: decided, .. } => {
            let (review_id, occurred_on) = told(id, *on);
            let decision_ref = decision(Some(decided));
            let said = wire::SelfInitiatedReviewApproved { review_id, occurred_on, decision_ref };
            as_said("SelfInitiatedReviewApproved", &said)
        }
        Event::Accepted { on, .. } => {
            let (review_id, occurred_on) = told(id, *on);
            let said = wire::ReviewRequestAccepted { review_id, occurred_on };
            as_said("ReviewRequestAccepted", &said)
        }
        Event::Declined { on, code, .. } => {
            let (review_id, occurred_on) = told(id, *on);
            let reason_code = wire::DeclineReason::from(*code).into();
            let said = wire::ReviewRequestDeclined { review_id, occurred_on, reason_code };
            as_said("ReviewRequestDeclined", &said)
        }
        Event::AssignmentAgreed { on, kind, executing, .. } => {
            let (review_id, occurred_on) = told(id, *on);
            let said = wire::ReviewAssignmentAgreed {
                review_id,
                occurred_on,
                kind: wire::AssignmentKind::from(*kind).into(),
                executing_unit_id: executing.map(|unit| unit.to_string()).unwrap_or_default(),
            };
            as_said("ReviewAssignmentAgreed", &said)
        }
        Event::DocumentFiled { on, filed, version, .. } => {
            let (review_id, occurred_on) = told(id, *on);
            let said = wire::ReviewDocumentReplaced {
                review_id,
                occurred_on,
                document_id: filed.document.to_string(),
                version: count(*version),
                sha256: filed.file.sha256.clone(),
            };
            as_said("ReviewDocumentReplaced", &said)
        }
        // Who looks after it, and who asks for more time, is between the two sides.
        Event::OfficerAssigned { .. }
        | Event::ExtensionAsked { .. }
        | Event::ExtensionRefused { .. } => None,
        Event::AskedForMore { .. }
        | Event::Supplied { .. }
        | Event::Suspended { .. }
        | Event::Resumed { .. }
        | Event::DossierCompleted { .. }
        | Event::Extended { .. } => timing(id, event),
        Event::Refused { .. }
        | Event::Withdrawn { .. }
        | Event::Cancelled { .. }
        | Event::Lapsed { .. }
        | Event::CouncilFormed { .. }
        | Event::Opened { .. }
        | Event::SynthesisStarted { .. }
        | Event::ReportSubmitted { .. }
        | Event::ReportReturned { .. }
        | Event::ReportApproved { .. }
        | Event::Delivered { .. }
        | Event::Closed { .. } => course(id, event),
    }
}

fn told(id: &str, on: NaiveDate) -> (String, String) {
    (id.to_owned(), on.to_string())
}

fn filed(id: &str, filing: &Filing) -> Option<Published> {
    let (review_id, occurred_on) = told(id, filing.received_on);
    let (unit_id, requester_unit_id) = (filing.union.to_string(), filing.requester.to_string());
    let kind = wire::ReviewKind::from(filing.asked.kind).into();
    let scheme_kind = wire::SchemeKind::from(filing.asked.scheme_kind).into();
    let field = wire::ReviewField::from(filing.asked.field).into();
    let (illustrative, on_paper) = (filing.illustrative, filing.on_paper);
    match filing.origin {
        Origin::Requested => {
            let said = wire::ReviewRequestSubmitted {
                review_id,
                occurred_on,
                unit_id,
                requester_unit_id,
                kind,
                scheme_kind,
                field,
                illustrative,
                on_paper,
            };
            as_said("ReviewRequestSubmitted", &said)
        }
        Origin::SelfInitiated => {
            let said = wire::SelfInitiatedReviewProposed {
                review_id,
                occurred_on,
                unit_id,
                requester_unit_id,
                kind,
                scheme_kind,
                field,
                illustrative,
            };
            as_said("SelfInitiatedReviewProposed", &said)
        }
    }
}

/// What moves the clock; nothing of other events.
fn timing(id: &str, event: &review::Event) -> Option<Published> {
    use review::Event;
    match event {
        Event::AskedForMore { on, .. } => paused(id, *on, PauseCause::WaitingForRequester),
        Event::Suspended { on, .. } => paused(id, *on, PauseCause::Suspended),
        Event::Supplied { on, due, .. } | Event::Resumed { on, due, .. } => {
            let (review_id, occurred_on) = told(id, *on);
            let due_on = date(due.review);
            let said = wire::ReviewClockResumed { review_id, occurred_on, due_on };
            as_said("ReviewClockResumed", &said)
        }
        Event::DossierCompleted { on, working_days, due, .. } => {
            let (review_id, occurred_on) = told(id, *on);
            let (working_days, due_on) = (count(*working_days), date(due.review));
            let said = wire::DossierReceived { review_id, occurred_on, working_days, due_on };
            as_said("DossierReceived", &said)
        }
        Event::Extended { on, working_days, due, .. } => {
            let (review_id, occurred_on) = told(id, *on);
            let (working_days, due_on) = (count(*working_days), date(due.review));
            let said = wire::DeadlineExtended { review_id, occurred_on, working_days, due_on };
            as_said("DeadlineExtended", &said)
        }
        Event::Filed { .. }
        | Event::Authorised { .. }
        | Event::Refused { .. }
        | Event::OfficerAssigned { .. }
        | Event::Accepted { .. }
        | Event::Declined { .. }
        | Event::AssignmentAgreed { .. }
        | Event::DocumentFiled { .. }
        | Event::ExtensionAsked { .. }
        | Event::ExtensionRefused { .. }
        | Event::Withdrawn { .. }
        | Event::Cancelled { .. }
        | Event::Lapsed { .. }
        | Event::CouncilFormed { .. }
        | Event::Opened { .. }
        | Event::SynthesisStarted { .. }
        | Event::ReportSubmitted { .. }
        | Event::ReportReturned { .. }
        | Event::ReportApproved { .. }
        | Event::Delivered { .. }
        | Event::Closed { .. } => None,
    }
}

fn paused(id: &str, on: NaiveDate, cause: PauseCause) -> Option<Published> {
    let (review_id, occurred_on) = told(id, on);
    let cause = wire::PauseCause::from(cause).into();
    as_said("ReviewClockPaused", &wire::ReviewClockPaused { review_id, occurred_on, cause })
}

/// The course of the report, and how a review ends; nothing of other events. When a report is put together and
/// goes back and forth is told to nobody outside.
fn course(id: &str, event: &review::Event) -> Option<Published> {
    use review::Event;
    match event {
        Event::Refused { on, .. } => {
            let (review_id, occurred_on) = told(id, *on);
            let said = wire::SelfInitiatedReviewRefused { review_id, occurred_on };
            as_said("SelfInitiatedReviewRefused", &said)
        }
        Event::Withdrawn { on, .. } => {
            let (review_id, occurred_on) = told(id, *on);
            as_said("ReviewWithdrawn", &wire::ReviewWithdrawn { review_id, occurred_on })
        }
        Event::Cancelled { on, .. } => {
            let (review_id, occurred_on) = told(id, *on);
            as_said("ReviewCancelled", &wire::ReviewCancelled { review_id, occurred_on })
        }
        Event::Lapsed { on } => {
            let (review_id, occurred_on) = told(id, *on);
            as_said("ReviewLapsed", &wire::ReviewLapsed { review_id, occurred_on })
        }
        Event::CouncilFormed { on, independent, members, .. } => {
            let (review_id, occurred_on) = told(id, *on);
            let (independent, members) = (*independent, count(*members));
            let said = wire::ReviewCouncilFormed { review_id, occurred_on, independent, members };
            as_said("ReviewCouncilFormed", &said)
        }
        Event::Opened { on, round, .. } => {
            let (review_id, occurred_on) = told(id, *on);
            let round = count(*round);
            as_said("ReviewOpened", &wire::ReviewOpened { review_id, occurred_on, round })
        }
        Event::ReportApproved { on, sha256, .. } => {
            let ((review_id, occurred_on), sha256) = (told(id, *on), sha256.clone());
            let said = wire::ReviewReportApproved { review_id, occurred_on, sha256 };
            as_said("ReviewReportApproved", &said)
        }
        Event::Delivered { on, delivery, .. } => {
            as_said("ReportDelivered", &delivered(id, *on, delivery))
        }
        Event::Closed { on, tally, .. } => as_said("ReviewClosed", &closed(id, *on, *tally)),
        Event::SynthesisStarted { .. }
        | Event::ReportSubmitted { .. }
        | Event::ReportReturned { .. }
        | Event::Filed { .. }
        | Event::Authorised { .. }
        | Event::OfficerAssigned { .. }
        | Event::Accepted { .. }
        | Event::Declined { .. }
        | Event::AskedForMore { .. }
        | Event::Supplied { .. }
        | Event::AssignmentAgreed { .. }
        | Event::DossierCompleted { .. }
        | Event::DocumentFiled { .. }
        | Event::ExtensionAsked { .. }
        | Event::ExtensionRefused { .. }
        | Event::Extended { .. }
        | Event::Suspended { .. }
        | Event::Resumed { .. } => None,
    }
}

fn delivered(id: &str, on: NaiveDate, delivery: &Delivery) -> wire::ReportDelivered {
    let (review_id, occurred_on) = told(id, on);
    wire::ReportDelivered {
        review_id,
        occurred_on,
        unit_id: delivery.union.to_string(),
        requester_unit_id: delivery.requester.to_string(),
        field: wire::ReviewField::from(delivery.field).into(),
        kind: wire::ReviewKind::from(delivery.kind).into(),
        due_on: delivery.due_on.to_string(),
        sha256: delivery.sha256.clone(),
        recommendations: count(delivery.recommendations),
        answer_by: delivery.answer_by.to_string(),
    }
}

fn closed(id: &str, on: NaiveDate, tally: Tally) -> wire::ReviewClosed {
    let (review_id, occurred_on) = told(id, on);
    let Tally { accepted, partly, rejected, silent } = tally;
    let [accepted, partly, rejected, silent] = [accepted, partly, rejected, silent].map(count);
    wire::ReviewClosed { review_id, occurred_on, accepted, partly, rejected, silent }
}
