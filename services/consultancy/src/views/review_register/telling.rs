//! A review as its Union sees it, told from all that happened to it.

use contracts::consultancy::v1 as wire;

use crate::contract::{asked, count, date, decision, document_version};
use crate::domain::review::clock::{Clock, Extension, Pause};
use crate::domain::review::dossier::{Document, Dossier};
use crate::domain::review::{Event, Stage, Standing};

pub(super) fn review(id: &str, standing: &Standing, history: &[Event]) -> wire::Review {
    let filing = &standing.filing;
    let told = history.iter().fold(Told::default(), Told::hear);
    wire::Review {
        review_id: id.to_owned(),
        unit_id: filing.union.to_string(),
        requester_unit_id: filing.requester.to_string(),
        origin: wire::ReviewOrigin::from(filing.origin).into(),
        terms: Some(asked(&filing.asked)),
        documents: documents(&standing.dossier),
        state: state(standing.stage).into(),
        state_since: told.stage_since,
        received_on: filing.received_on.to_string(),
        triage_due_on: date(standing.due.triage),
        clock: Some(clock(standing)),
        supply_by: date(standing.supply_by),
        open_extension: open_extension(standing),
        assignment_ref: told.assignment,
        executing_unit_id: told.executing,
        officer: told.officer,
        reason: told.reason,
        round: count(standing.round),
        delivered_on: told.delivered_on,
        illustrative: filing.illustrative,
        etag: String::new(),
    }
}

/// What later acts are not judged by, and readers ask for.
#[derive(Default)]
struct Told {
    stage_since: String,
    assignment: Option<wire::DecisionRef>,
    executing: String,
    officer: String,
    reason: String,
    delivered_on: String,
}

impl Told {
    fn hear(self, event: &Event) -> Self {
        match event {
            Event::Filed { filing, .. } => {
                Self { stage_since: filing.received_on.to_string(), ..self }
            }
            Event::OfficerAssigned { officer, .. } => Self { officer: officer.clone(), ..self },
            Event::Authorised { on, decision: decided, .. } => {
                Self { assignment: decision(Some(decided)), stage_since: on.to_string(), ..self }
            }
            Event::AssignmentAgreed { on, decision: decided, executing, .. } => Self {
                assignment: decision(Some(decided)),
                executing: executing.map(|unit| unit.to_string()).unwrap_or_default(),
                stage_since: on.to_string(),
                ..self
            },
            Event::Refused { on, reason, .. }
            | Event::Declined { on, reason, .. }
            | Event::Withdrawn { on, reason, .. }
            | Event::Cancelled { on, reason, .. } => {
                Self { reason: reason.clone(), stage_since: on.to_string(), ..self }
            }
            Event::Delivered { on, .. } => {
                Self { delivered_on: on.to_string(), stage_since: on.to_string(), ..self }
            }
            Event::Accepted { on, .. }
            | Event::DossierCompleted { on, .. }
            | Event::Lapsed { on }
            | Event::CouncilFormed { on, .. }
            | Event::Opened { on, .. }
            | Event::SynthesisStarted { on, .. }
            | Event::ReportSubmitted { on, .. }
            | Event::ReportReturned { on, .. }
            | Event::ReportApproved { on, .. }
            | Event::Closed { on, .. } => Self { stage_since: on.to_string(), ..self },
            Event::AskedForMore { .. }
            | Event::Supplied { .. }
            | Event::DocumentFiled { .. }
            | Event::ExtensionAsked { .. }
            | Event::ExtensionRefused { .. }
            | Event::Extended { .. }
            | Event::Suspended { .. }
            | Event::Resumed { .. } => self,
        }
    }
}

pub(crate) fn documents(dossier: &Dossier) -> Vec<wire::ReviewDocument> {
    let document = |document: &Document| wire::ReviewDocument {
        document_id: document.document.to_string(),
        kind: wire::DocumentKind::from(document.kind).into(),
        title: document.title.clone(),
        versions: (1..)
            .zip(&document.versions)
            .map(|(number, version)| document_version(number, version))
            .collect(),
    };
    dossier.documents().iter().map(document).collect()
}

pub(super) fn clock(standing: &Standing) -> wire::ReviewClock {
    let Clock { review, pauses, extensions, .. } = &standing.clock;
    let working_days = review.map(|term| term.working_days).or(standing.working_days);
    wire::ReviewClock {
        complete_on: date(review.map(|term| term.from)),
        working_days: count(working_days.unwrap_or_default()),
        pauses: pauses.iter().map(pause).collect(),
        extensions: extensions.iter().map(extension).collect(),
        due_on: date(standing.due.review),
    }
}

pub(crate) fn pause(pause: &Pause) -> wire::ClockPause {
    wire::ClockPause {
        cause: wire::PauseCause::from(pause.cause).into(),
        from: pause.from.to_string(),
        until: date(pause.until),
        reason: pause.reason.clone(),
    }
}

pub(crate) fn extension(extension: &Extension) -> wire::ClockExtension {
    wire::ClockExtension {
        working_days: count(extension.working_days),
        agreed_on: extension.agreed_on.to_string(),
        reason: extension.reason.clone(),
    }
}

pub(super) fn open_extension(standing: &Standing) -> Option<wire::OpenExtension> {
    standing.asked_extension.as_ref().map(|asked| wire::OpenExtension {
        asked_by: wire::ExtensionSide::from(asked.side).into(),
        working_days: count(asked.working_days),
        asked_on: asked.on.to_string(),
        reason: asked.reason.clone(),
    })
}

pub(crate) fn state(stage: Stage) -> wire::ReviewState {
    match stage {
        Stage::Proposed => wire::ReviewState::Proposed,
        Stage::Refused => wire::ReviewState::Refused,
        Stage::Received => wire::ReviewState::Received,
        Stage::Accepted => wire::ReviewState::Accepted,
        Stage::Declined => wire::ReviewState::Declined,
        Stage::Assigned => wire::ReviewState::Assigned,
        Stage::DossierComplete => wire::ReviewState::DossierComplete,
        Stage::CouncilFormed => wire::ReviewState::CouncilFormed,
        Stage::InReview => wire::ReviewState::InReview,
        Stage::Synthesis => wire::ReviewState::Synthesis,
        Stage::ReportDrafted => wire::ReviewState::ReportDrafted,
        Stage::ReportApproved => wire::ReviewState::ReportApproved,
        Stage::Delivered => wire::ReviewState::Delivered,
        Stage::Closed => wire::ReviewState::Closed,
        Stage::Withdrawn => wire::ReviewState::Withdrawn,
        Stage::Cancelled => wire::ReviewState::Cancelled,
        Stage::Lapsed => wire::ReviewState::Lapsed,
    }
}
