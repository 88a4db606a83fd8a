//! What became of a review, step by step.

use chrono::NaiveDate;
use contracts::consultancy::v1 as proto;

use super::super::command::Command;
use super::{Course, decision, id, union};
use crate::data::ReviewStep;
use crate::offices::Office;

/// An act of the Union or the authority on the review itself, on a day, with the fields that only it has.
macro_rules! act {
    ($course:expr, $asks:literal, $request:ident { $day:ident: $on:expr $(, $field:ident: $value:expr)* }) => {{
        let on: NaiveDate = *$on;
        let request = proto::$request {
            review_id: id($course.review),
            unit_id: union(),
            $day: on.to_string(),
            $($field: $value,)*
            ..Default::default()
        };
        vec![$course.of("review", $asks, on, &request)]
    }};
}

/// Where the sample officer's tokens come from.
const KEEPING: &str = "hoitu.consultancy.v1.ReviewRequestService/AssignOfficer";

impl Course<'_> {
    pub(super) fn became(&self, step: &ReviewStep) -> Vec<Command> {
        match step {
            ReviewStep::Refused { reason, on } => act!(
                self,
                "refused",
                RefuseReviewRequest { refused_on: on, reason: reason.clone() }
            ),
            ReviewStep::MoreAsked { missing, on } => act!(
                self,
                "asked for more",
                AskForMoreRequest { asked_on: on, missing: missing.clone() }
            ),
            ReviewStep::Accepted { on } => {
                act!(self, "accepted", AcceptRequestRequest { accepted_on: on })
            }
            ReviewStep::Declined { reason_code, reason, on } => act!(
                self,
                "declined",
                DeclineRequestRequest {
                    declined_on: on,
                    reason_code: (*reason_code).into(),
                    reason: reason.clone()
                }
            ),
            ReviewStep::OfficerAssigned { on } => vec![self.officer_assigned(*on)],
            ReviewStep::Assigned { on } => act!(
                self,
                "assigned",
                AgreeAssignmentRequest {
                    agreed_on: on,
                    kind: proto::AssignmentKind::WrittenAssignment.into(),
                    decision_ref: decision(*on)
                }
            ),
            ReviewStep::DossierComplete { on } => {
                act!(self, "completed", ConfirmDossierRequest { complete_on: on })
            }
            ReviewStep::Suspended { reason, on } => act!(
                self,
                "suspended",
                SuspendReviewRequest { suspended_on: on, reason: reason.clone() }
            ),
            ReviewStep::Resumed { on } => {
                act!(self, "resumed", ResumeReviewRequest { resumed_on: on })
            }
            ReviewStep::Extended { working_days, reason, on } => act!(
                self,
                "extended",
                RegisterExtensionRequest {
                    agreed_on: on,
                    working_days: *working_days,
                    reason: reason.clone(),
                    decision_ref: decision(*on)
                }
            ),
            ReviewStep::CouncilFormed { invited_on, on } => self.council_formed(*invited_on, *on),
            ReviewStep::Opened { on } => self.opened(*on),
            ReviewStep::MeetingHeld { convened_on, votes_for, votes_against, on } => {
                self.meeting_held(*convened_on, (*votes_for, *votes_against), *on)
            }
            ReviewStep::SynthesisStarted { on } => vec![self.synthesis_started(*on)],
            ReviewStep::ReportSubmitted { on } => self.report_submitted(*on),
            ReviewStep::ReportApproved { on } => vec![self.report_approved(*on)],
            ReviewStep::Delivered { on } => self.delivered(*on),
            ReviewStep::Answered { number, answer, reason, on } => {
                self.answered(*number, *answer, reason.as_deref(), *on)
            }
            ReviewStep::Closed { on } => vec![self.closed(*on)],
        }
    }

    fn officer_assigned(&self, on: NaiveDate) -> Command {
        let request = proto::AssignOfficerRequest {
            review_id: id(self.review),
            unit_id: union(),
            officer: Office::of(KEEPING).person(),
            ..Default::default()
        };
        self.of("review", "given to an officer", on, &request)
    }
}
