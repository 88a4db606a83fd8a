//! How a review stands: what later acts are judged by.

use chrono::NaiveDate;

use super::clock::{Clock, DueDays, Extension, PauseCause, Term};
use super::dossier::Dossier;
use super::filing::{Filed, Filing, Origin};
use super::{Event, Named, Rejection, Side, Stage};
use crate::domain::{UnitId, day_after};

#[derive(Debug, Clone, PartialEq)]
pub struct Standing {
    pub filing: Filing,
    pub dossier: Dossier,
    pub stage: Stage,
    /// The last thing that happened to it: nothing follows earlier.
    pub since: NaiveDate,
    pub clock: Clock,
    /// As the last event that moved the clock gave them.
    pub due: DueDays,
    /// Working days that it was accepted for; `None` before.
    pub working_days: Option<u32>,
    /// Until when the requester is to supply something.
    pub supply_by: Option<NaiveDate>,
    /// What one side waits for an answer to.
    pub asked_extension: Option<AskedExtension>,
    /// Rounds of review that were opened.
    pub round: u32,
    /// Of the report that was approved.
    pub sha256: Option<String>,
    /// The last day to answer its recommendations.
    pub answer_by: Option<NaiveDate>,
}

/// An extension that one side has asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AskedExtension {
    pub on: NaiveDate,
    pub side: Side,
    pub working_days: u32,
    pub reason: String,
}

impl Standing {
    pub(super) fn clock_of(filing: &Filing) -> Clock {
        let triage = (filing.origin == Origin::Requested).then_some(Term {
            from: filing.received_on,
            working_days: filing.regulation.terms.triage_working_days,
        });
        Clock { triage, ..Clock::default() }
    }

    pub(super) fn new(filing: &Filing, dossier: &[Filed], due: DueDays) -> Self {
        let received_on = filing.received_on;
        let stage = match filing.origin {
            Origin::Requested => Stage::Received,
            Origin::SelfInitiated => Stage::Proposed,
        };
        Self {
            stage,
            since: received_on,
            clock: Self::clock_of(filing),
            due,
            dossier: dossier
                .iter()
                .fold(Dossier::default(), |it, filed| it.with(filed, received_on)),
            filing: filing.clone(),
            working_days: None,
            supply_by: None,
            asked_extension: None,
            round: 0,
            sha256: None,
            answer_by: None,
        }
    }

    /// It is not to be reached under the name of another unit.
    pub(super) fn of(&self, named: Named) -> Result<&Self, Rejection> {
        let is_so = match named {
            Named::Union(unit) => unit == self.filing.union,
            Named::Requester(unit) => unit == self.filing.requester,
        };
        if is_so { Ok(self) } else { Err(Rejection::ReviewNotFound) }
    }

    /// The requester may say what it thinks of the review: from its delivery on, also when it is closed.
    ///
    /// # Errors
    /// If it was not delivered to this unit, or the unit did not ask for it.
    pub fn may_be_rated(&self, requester: UnitId) -> Result<(), Rejection> {
        self.of(Named::Requester(requester))?.asked_for()?;
        self.within(Stage::IN_HAND)
    }

    /// Neither over nor suspended.
    pub(super) fn goes_on(&self) -> Result<(), Rejection> {
        if self.stage.is_over() {
            return Err(self.not_allowed());
        }
        if self.is_suspended() {
            return Err(Rejection::ReviewSuspended);
        }
        Ok(())
    }

    pub(super) fn within(&self, stages: &[Stage]) -> Result<(), Rejection> {
        if self.stage.is_one_of(stages) { Ok(()) } else { Err(self.not_allowed()) }
    }

    pub(super) fn not_allowed(&self) -> Rejection {
        Rejection::StateNotAllowed { stage: self.stage }
    }

    #[must_use]
    pub fn is_suspended(&self) -> bool {
        self.clock.is_paused_by(PauseCause::Suspended)
    }

    #[must_use]
    pub fn is_waiting(&self) -> bool {
        self.clock.is_paused_by(PauseCause::WaitingForRequester)
    }

    /// The day on which a request lapses that nobody has accepted: after the last one to supply what was
    /// missing. A suspended one waits.
    pub(super) fn lapses_on(&self) -> Option<NaiveDate> {
        let lapses = self.stage == Stage::Received && self.is_waiting() && !self.is_suspended();
        self.supply_by.filter(|_| lapses).map(day_after)
    }

    pub(super) fn after(self, event: &Event) -> Self {
        match event {
            Event::Filed { .. } | Event::OfficerAssigned { .. } => self,
            Event::Authorised { on, working_days, .. } => {
                Self { working_days: Some(*working_days), ..self }.moved(*on, Stage::Assigned)
            }
            Event::Accepted { on, working_days, .. } => {
                let clock = Clock { triage: None, ..self.clock.clone() };
                let due = DueDays { triage: None, ..self.due };
                let accepted = Self { working_days: Some(*working_days), clock, due, ..self };
                accepted.moved(*on, Stage::Accepted)
            }
            Event::AssignmentAgreed { on, .. } => self.moved(*on, Stage::Assigned),
            Event::DossierCompleted { on, working_days, due, .. } => {
                let review = Some(Term { from: *on, working_days: *working_days });
                let clock = Clock { review, ..self.clock.clone() };
                Self { clock, due: *due, ..self }.moved(*on, Stage::DossierComplete)
            }
            Event::Opened { on, round, .. } => {
                Self { round: *round, ..self }.moved(*on, Stage::InReview)
            }
            Event::ReportApproved { on, sha256, .. } => {
                let sha256 = Some(sha256.clone());
                Self { sha256, ..self }.moved(*on, Stage::ReportApproved)
            }
            Event::Delivered { on, delivery, .. } => {
                let answer_by = Some(delivery.answer_by);
                Self { asked_extension: None, answer_by, ..self }.moved(*on, Stage::Delivered)
            }
            Event::CouncilFormed { on, .. } => self.moved(*on, Stage::CouncilFormed),
            Event::SynthesisStarted { on, .. } | Event::ReportReturned { on, .. } => {
                self.moved(*on, Stage::Synthesis)
            }
            Event::ReportSubmitted { on, .. } => self.moved(*on, Stage::ReportDrafted),
            Event::Refused { on, .. } => self.moved(*on, Stage::Refused),
            Event::Declined { on, .. } => self.moved(*on, Stage::Declined),
            Event::Withdrawn { on, .. } => self.moved(*on, Stage::Withdrawn),
            Event::Cancelled { on, .. } => self.moved(*on, Stage::Cancelled),
            Event::Lapsed { on } => self.moved(*on, Stage::Lapsed),
            Event::Closed { on, .. } => self.moved(*on, Stage::Closed),
            Event::AskedForMore { .. }
            | Event::Supplied { .. }
            | Event::DocumentFiled { .. }
            | Event::ExtensionAsked { .. }
            | Event::ExtensionRefused { .. }
            | Event::Extended { .. }
            | Event::Suspended { .. }
            | Event::Resumed { .. } => self.after_aside(event),
        }
    }

    /// What does not change its stage.
    fn after_aside(self, event: &Event) -> Self {
        let (clock, stage) = (self.clock.clone(), self.stage);
        match event {
            Event::AskedForMore { on, missing, supply_by, .. } => {
                let clock = clock.pause(PauseCause::WaitingForRequester, *on, missing.clone());
                let (due, supply_by) = (DueDays::default(), Some(*supply_by));
                Self { clock, due, supply_by, ..self }.moved(*on, stage)
            }
            Event::Supplied { on, due, .. } => {
                let clock = clock.resume(PauseCause::WaitingForRequester, *on);
                Self { clock, due: *due, supply_by: None, ..self }.moved(*on, stage)
            }
            Event::DocumentFiled { on, filed, .. } => {
                let dossier = self.dossier.clone().with(filed, *on);
                Self { dossier, ..self }.moved(*on, stage)
            }
            Event::ExtensionAsked { on, side, working_days, reason, .. } => {
                let (on, side, working_days) = (*on, *side, *working_days);
                let asked = AskedExtension { on, side, working_days, reason: reason.clone() };
                Self { asked_extension: Some(asked), ..self }.moved(on, stage)
            }
            Event::ExtensionRefused { on, .. } => {
                Self { asked_extension: None, ..self }.moved(*on, stage)
            }
            Event::Extended { on, working_days, reason, due, .. } => {
                let (working_days, reason) = (*working_days, reason.clone());
                let clock = clock.extend(Extension { working_days, agreed_on: *on, reason });
                Self { clock, due: *due, asked_extension: None, ..self }.moved(*on, stage)
            }
            Event::Suspended { on, reason, .. } => {
                let clock = clock.pause(PauseCause::Suspended, *on, reason.clone());
                Self { clock, due: DueDays::default(), ..self }.moved(*on, stage)
            }
            Event::Resumed { on, due, .. } => {
                let clock = clock.resume(PauseCause::Suspended, *on);
                Self { clock, due: *due, ..self }.moved(*on, stage)
            }
            Event::Filed { .. }
            | Event::Authorised { .. }
            | Event::Refused { .. }
            | Event::OfficerAssigned { .. }
            | Event::Accepted { .. }
            | Event::Declined { .. }
            | Event::AssignmentAgreed { .. }
            | Event::DossierCompleted { .. }
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
            | Event::Closed { .. } => self,
        }
    }

    fn moved(self, since: NaiveDate, stage: Stage) -> Self {
        Self { since, stage, ..self }
    }
}
