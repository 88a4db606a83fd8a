//! What consultancy publishes: nothing yet that progress is counted from.

use super::{Heard, NotUnderstood};

/// `None`: a type this version does not know.
pub(super) fn understand(event_type: &str) -> Option<Result<Option<Heard>, NotUnderstood>> {
    match event_type {
        // No figure counts reviews and proposals yet; they are registered as records.
        "ReviewRegulationIssued"
        | "ReviewRequestSubmitted"
        | "SelfInitiatedReviewProposed"
        | "SelfInitiatedReviewApproved"
        | "SelfInitiatedReviewRefused"
        | "ReviewRequestAccepted"
        | "ReviewRequestDeclined"
        | "ReviewClockPaused"
        | "ReviewClockResumed"
        | "ReviewAssignmentAgreed"
        | "DossierReceived"
        | "ReviewDocumentReplaced"
        | "DeadlineExtended"
        | "ReviewCouncilFormed"
        | "ReviewOpened"
        | "ReviewReportApproved"
        | "ReportDelivered"
        | "ReviewClosed"
        | "ReviewWithdrawn"
        | "ReviewCancelled"
        | "ReviewLapsed"
        | "ProposalSubmitted"
        | "ProposalReminded"
        | "ProposalUnanswered"
        | "ProposalAnswered"
        | "ProposalWithdrawn"
        | "ExpertAssigned"
        | "ExpertAssignmentEnded"
        | "CouncilMeetingHeld"
        | "DissentRecorded"
        | "RequesterResponded"
        | "ResponseOverdueFlagged"
        // Of files of evidence what rests on them tells.
        | "EvidenceStored"
        | "EvidenceWithdrawn" => Some(Ok(None)),
        _ => None,
    }
}
