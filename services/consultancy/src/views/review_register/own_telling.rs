//! A review as its requester sees it: how it stands between the two of them. Nothing that only the Union's office,
//! its leaders or its experts do shows here, not even by its day.

use chrono::NaiveDate;
use contracts::consultancy::v1 as wire;

use super::telling::{clock, documents, open_extension};
use crate::contract::{asked, date};
use crate::domain::review::{Event, Stage, Standing};

pub(super) fn review(id: &str, standing: &Standing, history: &[Event]) -> wire::OwnReview {
    let filing = &standing.filing;
    let told = history.iter().fold(Told::default(), Told::hear);
    wire::OwnReview {
        review_id: id.to_owned(),
        unit_id: filing.union.to_string(),
        requester_unit_id: filing.requester.to_string(),
        origin: wire::ReviewOrigin::from(filing.origin).into(),
        terms: Some(asked(&filing.asked)),
        documents: documents(&standing.dossier),
        state: state(standing).into(),
        state_since: date(told.since),
        received_on: filing.received_on.to_string(),
        clock: Some(clock(standing)),
        supply_by: date(standing.supply_by),
        missing: if standing.is_waiting() { told.missing } else { String::new() },
        open_extension: open_extension(standing),
        reason: told.reason,
        delivered_on: date(told.delivered_on),
        answer_by: date(standing.answer_by),
        illustrative: filing.illustrative,
        etag: String::new(),
    }
}

/// What was said to the requester, and by it.
#[derive(Default)]
struct Told {
    since: Option<NaiveDate>,
    missing: String,
    reason: String,
    delivered_on: Option<NaiveDate>,
}

impl Told {
    fn hear(self, event: &Event) -> Self {
        match event {
            Event::Filed { filing, .. } => Self { since: Some(filing.received_on), ..self },
            Event::AskedForMore { on, missing, .. } => {
                Self { since: Some(*on), missing: missing.clone(), ..self }
            }
            Event::Authorised { on, .. }
            | Event::Accepted { on, .. }
            | Event::Supplied { on, .. }
            | Event::Lapsed { on }
            | Event::Closed { on, .. } => Self { since: Some(*on), ..self },
            Event::Refused { on, reason, .. }
            | Event::Declined { on, reason, .. }
            | Event::Withdrawn { on, reason, .. }
            | Event::Cancelled { on, reason, .. } => {
                Self { since: Some(*on), reason: reason.clone(), ..self }
            }
            Event::Delivered { on, .. } => {
                Self { since: Some(*on), delivered_on: Some(*on), ..self }
            }
            Event::OfficerAssigned { .. }
            | Event::AssignmentAgreed { .. }
            | Event::DossierCompleted { .. }
            | Event::DocumentFiled { .. }
            | Event::ExtensionAsked { .. }
            | Event::ExtensionRefused { .. }
            | Event::Extended { .. }
            | Event::Suspended { .. }
            | Event::Resumed { .. }
            | Event::CouncilFormed { .. }
            | Event::Opened { .. }
            | Event::SynthesisStarted { .. }
            | Event::ReportSubmitted { .. }
            | Event::ReportReturned { .. }
            | Event::ReportApproved { .. } => self,
        }
    }
}

fn state(standing: &Standing) -> wire::OwnReviewState {
    if standing.is_waiting() && !standing.stage.is_over() {
        return wire::OwnReviewState::YoursToSupply;
    }
    match standing.stage {
        Stage::Proposed => wire::OwnReviewState::Proposed,
        Stage::Received => wire::OwnReviewState::Received,
        Stage::Accepted
        | Stage::Assigned
        | Stage::DossierComplete
        | Stage::CouncilFormed
        | Stage::InReview
        | Stage::Synthesis
        | Stage::ReportDrafted
        | Stage::ReportApproved => wire::OwnReviewState::UnderWay,
        Stage::Delivered => wire::OwnReviewState::YoursToAnswer,
        Stage::Closed => wire::OwnReviewState::Done,
        Stage::Refused | Stage::Declined | Stage::Withdrawn | Stage::Cancelled | Stage::Lapsed => {
            wire::OwnReviewState::NotDone
        }
    }
}
