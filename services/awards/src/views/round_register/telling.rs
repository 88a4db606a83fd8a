//! What each event makes of the line before it.

use chassis::clock::day_of;
use chrono::{DateTime, NaiveDate, Utc};
use contracts::awards::v1 as wire;
use uuid::Uuid;

use crate::contract::{decision, number};
use crate::domain::entry::State;
use crate::domain::round::{Phase, Plan, Schedule};
use crate::domain::{Stage, entry, round, ruleset};

/// A round, from a day on.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct RoundLine {
    /// Without the grace, the ruleset and the etags.
    pub(super) round: wire::Round,
    pub(super) grace_days: i32,
    pub(super) valid_from: NaiveDate,
}

/// How far an entry is, from a day on.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct EntryLine {
    pub(super) round: Uuid,
    pub(super) valid_from: NaiveDate,
    /// Number of the contract's enum.
    pub(super) state: i32,
    pub(super) field: String,
    /// It was handed in under; 0 before it was.
    pub(super) ruleset_version: i32,
    /// Of one that was returned.
    pub(super) complete_until: Option<NaiveDate>,
}

impl RoundLine {
    pub(super) fn planned(id: Uuid, plan: &Plan) -> Self {
        let round = wire::Round {
            round_id: id.to_string(),
            programme_id: plan.whose.programme.to_string(),
            organiser_unit_id: plan.whose.organiser.to_string(),
            number: number(plan.number),
            title: plan.title.clone(),
            schedule: Some(plan.schedule.into()),
            phase: wire::RoundPhase::Planned.into(),
            phase_since: plan.planned_on.to_string(),
            decision_ref: Some(decision(&plan.decision)),
            illustrative: plan.whose.illustrative,
            ..Default::default()
        };
        let grace_days = number(plan.schedule.grace_days);
        Self { round, grace_days, valid_from: plan.planned_on }
    }

    pub(super) fn hear(self, event: &round::Event, recorded_at: DateTime<Utc>) -> Self {
        use round::Event;
        match event {
            // Nothing comes before it.
            Event::Planned(_) => self,
            // It says no day: other days hold from when they are known.
            Event::Rescheduled { schedule, .. } => self.scheduled(schedule).on(day_of(recorded_at)),
            Event::RulesIssued { issued_on } => self.enters(Phase::RulesIssued, *issued_on),
            Event::Launched { launched_on, .. } => self.enters(Phase::Launched, *launched_on),
            Event::EntriesExtended { entries_until, extended_on, .. } => {
                self.extended(*entries_until).on(*extended_on)
            }
            Event::EntriesOpened { on } => self.enters(Phase::Open, *on),
            Event::EntriesClosed { on } => self.enters(Phase::ClosedForEntry, *on),
            Event::CheckingBegun { on } => self.enters(Phase::Checking, *on),
            Event::EligibleListPublished { published_on, .. } => self.on(*published_on),
            Event::StageOpened { stage, opened_on } => match stage {
                Stage::Preliminary => self.enters(Phase::Preliminary, *opened_on),
                Stage::Final => self.enters(Phase::Final, *opened_on),
            },
            Event::StageClosed { stage, closed_on } => match stage {
                Stage::Preliminary => self.on(*closed_on),
                Stage::Final => self.enters(Phase::Ranked, *closed_on),
            },
            Event::Posted { posted_on, posted_until, .. } => {
                self.posted(posted_until.to_string()).enters(Phase::Posted, *posted_on)
            }
            Event::TakenDown { taken_down_on } => {
                self.posted(String::new()).enters(Phase::Ranked, *taken_down_on)
            }
            Event::Decided { decided_on } => self.enters(Phase::Decided, *decided_on),
            Event::Released { released_on } => self.enters(Phase::Awarded, *released_on),
            Event::Closed { closed_on } => self.enters(Phase::Closed, *closed_on),
            Event::Cancelled { cancelled_on, .. } => self.enters(Phase::Cancelled, *cancelled_on),
        }
    }

    fn on(self, day: NaiveDate) -> Self {
        Self { valid_from: self.valid_from.max(day), ..self }
    }

    fn enters(mut self, phase: Phase, on: NaiveDate) -> Self {
        self.round.phase = wire::RoundPhase::from(phase).into();
        self.round.phase_since = on.to_string();
        self.on(on)
    }

    fn scheduled(mut self, schedule: &Schedule) -> Self {
        self.round.schedule = Some((*schedule).into());
        Self { grace_days: number(schedule.grace_days), ..self }
    }

    fn extended(mut self, entries_until: NaiveDate) -> Self {
        if let Some(schedule) = &mut self.round.schedule {
            schedule.entries_until = entries_until.to_string();
        }
        self
    }

    fn posted(mut self, posted_until: String) -> Self {
        self.round.posted_until = posted_until;
        self
    }
}

/// A version of a ruleset, and its first day.
pub(super) fn ruleset(id: Uuid, event: &ruleset::Event) -> (wire::RulesetVersion, NaiveDate) {
    use ruleset::Event;
    let round_id = id.to_string();
    match event {
        Event::Issued { rules, issued_on, decision: issued_by } => {
            let version = wire::RulesetVersion {
                round_id,
                version: 1,
                ruleset: Some(rules.as_ref().into()),
                effective_on: issued_on.to_string(),
                decision_ref: Some(decision(issued_by)),
                reason: String::new(),
                affected_entries: 0,
            };
            (version, *issued_on)
        }
        Event::Amended { version, rules, amended_on, reason, decision: amended_by, affected } => {
            let version = wire::RulesetVersion {
                round_id,
                version: number(*version),
                ruleset: Some(rules.as_ref().into()),
                effective_on: amended_on.to_string(),
                decision_ref: Some(decision(amended_by)),
                reason: reason.clone(),
                affected_entries: number(affected.len()),
            };
            (version, *amended_on)
        }
    }
}

impl EntryLine {
    /// The first line of an entry; none of any other.
    pub(super) fn started(event: &entry::Event) -> Option<Self> {
        use entry::Event;
        match event {
            Event::Started { round, description, started_on, .. } => Some(Self {
                round: round.0,
                valid_from: *started_on,
                state: wire::EntryState::Draft.into(),
                field: description.field.to_string(),
                ruleset_version: 0,
                complete_until: None,
            }),
            Event::Described { .. }
            | Event::AuthorsSet { .. }
            | Event::DossierSet { .. }
            | Event::ConsentRecorded { .. }
            | Event::ConsentWithdrawn { .. }
            | Event::Submitted { .. }
            | Event::Revised { .. }
            | Event::Withdrawn { .. }
            | Event::Returned { .. }
            | Event::FoundEligible { .. }
            | Event::FoundIneligible { .. }
            | Event::FoundDuplicate { .. }
            | Event::Disqualified { .. } => None,
        }
    }

    /// None where nothing is said of it that is kept here.
    pub(super) fn hear(mut self, event: &entry::Event) -> Option<Self> {
        use entry::Event;
        match event {
            Event::Described { description } => {
                self.field = description.field.to_string();
                Some(self)
            }
            Event::Submitted { counted, submitted_on, receipt } => {
                self.field = counted.field.to_string();
                self.ruleset_version = number(receipt.ruleset_version);
                Some(self.enters(State::Submitted, *submitted_on))
            }
            Event::Revised { revised_on } => Some(self.enters(State::Draft, *revised_on)),
            Event::Withdrawn { withdrawn_on, .. } => {
                Some(self.enters(State::Withdrawn, *withdrawn_on))
            }
            Event::Returned { complete_until, returned_on, .. } => {
                let returned = self.enters(State::Returned, *returned_on);
                Some(Self { complete_until: Some(*complete_until), ..returned })
            }
            Event::FoundEligible { screened_on, .. } => {
                Some(self.enters(State::Eligible, *screened_on))
            }
            Event::FoundIneligible { screened_on, .. } => {
                Some(self.enters(State::Ineligible, *screened_on))
            }
            Event::FoundDuplicate { marked_on, .. } => {
                Some(self.enters(State::Duplicate, *marked_on))
            }
            Event::Disqualified { decided_on, .. } => {
                Some(self.enters(State::Disqualified, *decided_on))
            }
            Event::Started { .. }
            | Event::AuthorsSet { .. }
            | Event::DossierSet { .. }
            | Event::ConsentRecorded { .. }
            | Event::ConsentWithdrawn { .. } => None,
        }
    }

    fn enters(self, state: State, on: NaiveDate) -> Self {
        let state = wire::EntryState::from(state).into();
        Self { state, valid_from: self.valid_from.max(on), complete_until: None, ..self }
    }
}
