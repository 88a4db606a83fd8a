//! What a round is judged by: its phase, its days, and the list of eligible entries.

use std::collections::BTreeSet;

use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

use super::{Due, Event, Listed, Passing, Plan, Rejection, Schedule, Whose};
use crate::domain::programme::Family;
use crate::domain::{DecisionRef, EntryId, ProgrammeId, Stage, UnitId};

/// Where a round stands.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    strum::Display,
    strum::EnumIter,
)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum Phase {
    Planned,
    RulesIssued,
    Launched,
    Open,
    ClosedForEntry,
    Checking,
    Preliminary,
    Final,
    Ranked,
    Posted,
    Decided,
    Awarded,
    Closed,
    Cancelled,
}

/// What later acts are judged by.
#[derive(Debug, Clone, PartialEq)]
pub struct Standing {
    whose: Whose,
    family: Family,
    schedule: Schedule,
    phase: Phase,
    /// The last step: nothing follows earlier.
    since: NaiveDate,
    /// Whether the sheets of the preliminary are locked.
    preliminary_closed: bool,
    /// Empty before it is published.
    list: Vec<Listed>,
    /// The first and the last day of each posting, in their order.
    postings: Vec<(NaiveDate, NaiveDate)>,
}

/// A day far enough away stays where it is.
fn days_after(day: NaiveDate, days: u32) -> NaiveDate {
    day.checked_add_days(Days::new(days.into())).unwrap_or(NaiveDate::MAX)
}

impl Standing {
    pub(super) fn new(plan: &Plan) -> Self {
        Self {
            whose: plan.whose,
            family: plan.family,
            schedule: plan.schedule,
            phase: Phase::Planned,
            since: plan.planned_on,
            preliminary_closed: false,
            list: Vec::new(),
            postings: Vec::new(),
        }
    }

    #[must_use]
    pub fn whose(&self) -> Whose {
        self.whose
    }

    /// Of its programme.
    #[must_use]
    pub fn family(&self) -> Family {
        self.family
    }

    #[must_use]
    pub fn schedule(&self) -> Schedule {
        self.schedule
    }

    #[must_use]
    pub fn phase(&self) -> Phase {
        self.phase
    }

    /// The eligible entries; none before their list is published.
    #[must_use]
    pub fn list(&self) -> &[Listed] {
        &self.list
    }

    /// Whether something was posted, be it still or not.
    pub(super) fn was_posted(&self) -> bool {
        !self.postings.is_empty()
    }

    /// The last day of the posting that began last by that day; none before the first one.
    #[must_use]
    pub fn posted_until(&self, on: NaiveDate) -> Option<NaiveDate> {
        let begun = self.postings.iter().rfind(|(posted_on, _)| *posted_on <= on);
        begun.map(|(_, posted_until)| *posted_until)
    }

    pub(super) fn hear(mut self, event: &Event) -> Self {
        match event {
            Event::Planned(plan) => Self::new(plan),
            Event::Rescheduled { schedule, .. } => Self { schedule: *schedule, ..self },
            Event::RulesIssued { issued_on } => self.moved(Phase::RulesIssued, *issued_on),
            Event::Launched { launched_on, .. } => self.moved(Phase::Launched, *launched_on),
            Event::EntriesExtended { entries_until, .. } => {
                self.schedule.entries_until = *entries_until;
                self
            }
            Event::EntriesOpened { on } => self.moved(Phase::Open, *on),
            Event::EntriesClosed { on } => self.moved(Phase::ClosedForEntry, *on),
            Event::CheckingBegun { on } => self.moved(Phase::Checking, *on),
            Event::EligibleListPublished { list, published_on, .. } => {
                self.list.clone_from(list);
                self.moved(Phase::Checking, *published_on)
            }
            Event::StageOpened { stage, opened_on } => match stage {
                Stage::Preliminary => self.moved(Phase::Preliminary, *opened_on),
                Stage::Final => self.moved(Phase::Final, *opened_on),
            },
            Event::StageClosed { stage, closed_on } => match stage {
                Stage::Preliminary => {
                    self.preliminary_closed = true;
                    self.moved(Phase::Preliminary, *closed_on)
                }
                Stage::Final => self.moved(Phase::Ranked, *closed_on),
            },
            Event::Posted { posted_on, posted_until, .. } => {
                self.postings.push((*posted_on, *posted_until));
                self.moved(Phase::Posted, *posted_on)
            }
            Event::TakenDown { taken_down_on } => self.moved(Phase::Ranked, *taken_down_on),
            Event::Decided { decided_on } => self.moved(Phase::Decided, *decided_on),
            Event::Released { released_on } => self.moved(Phase::Awarded, *released_on),
            Event::Closed { closed_on } => self.moved(Phase::Closed, *closed_on),
            Event::Cancelled { cancelled_on, .. } => self.moved(Phase::Cancelled, *cancelled_on),
        }
    }

    fn moved(self, phase: Phase, since: NaiveDate) -> Self {
        Self { phase, since, ..self }
    }

    /// Rights are over units: a round is not to be reached under the name of another one.
    pub(super) fn of(&self, unit: UnitId) -> Result<&Self, Rejection> {
        if unit == self.whose.organiser { Ok(self) } else { Err(Rejection::RoundNotFound) }
    }

    pub(super) fn in_phase(&self, phases: &[Phase]) -> Result<&Self, Rejection> {
        if phases.contains(&self.phase) {
            Ok(self)
        } else {
            Err(Rejection::StateNotAllowed { phase: self.phase })
        }
    }

    /// Its ruleset is not issued.
    pub(super) fn without_rules(&self) -> Result<&Self, Rejection> {
        match self.phase {
            Phase::Planned => Ok(self),
            Phase::Cancelled => Err(Rejection::StateNotAllowed { phase: self.phase }),
            Phase::RulesIssued
            | Phase::Launched
            | Phase::Open
            | Phase::ClosedForEntry
            | Phase::Checking
            | Phase::Preliminary
            | Phase::Final
            | Phase::Ranked
            | Phase::Posted
            | Phase::Decided
            | Phase::Awarded
            | Phase::Closed => Err(Rejection::RulesetAlreadyIssued),
        }
    }

    pub(super) fn before_judging(&self) -> Result<&Self, Rejection> {
        match self.phase < Phase::Preliminary {
            true => Ok(self),
            false => Err(Rejection::StateNotAllowed { phase: self.phase }),
        }
    }

    pub(super) fn before_decision(&self) -> Result<&Self, Rejection> {
        match self.phase < Phase::Decided {
            true => Ok(self),
            false => Err(Rejection::StateNotAllowed { phase: self.phase }),
        }
    }

    pub(super) fn after(&self, day: NaiveDate) -> Result<(), Rejection> {
        if day < self.since {
            return Err(Rejection::BeforeRound { since: self.since });
        }
        Ok(())
    }

    pub(super) fn reschedule(
        &self,
        schedule: Schedule,
        today: NaiveDate,
        decision: DecisionRef,
    ) -> Result<Vec<Event>, Rejection> {
        self.in_phase(&[Phase::Planned, Phase::RulesIssued, Phase::Launched])?;
        schedule.check()?;
        if schedule.entries_until < today {
            return Err(Rejection::ScheduleInThePast);
        }
        let rescheduled_on = Some(today);
        Ok(vec![Event::Rescheduled { schedule, decision, rescheduled_on }])
    }

    pub(super) fn launch(&self, launched_on: NaiveDate) -> Result<Vec<Event>, Rejection> {
        self.in_phase(&[Phase::RulesIssued])?.after(launched_on)?;
        Ok(vec![Event::Launched { whose: self.whose, launched_on }])
    }

    pub(super) fn extend(
        &self,
        entries_until: NaiveDate,
        today: NaiveDate,
        reason: String,
    ) -> Result<Vec<Event>, Rejection> {
        self.in_phase(&[Phase::Launched, Phase::Open])?;
        if entries_until <= self.schedule.entries_until || entries_until < today {
            return Err(Rejection::NotLater);
        }
        Ok(vec![Event::EntriesExtended { entries_until, extended_on: today, reason }])
    }

    pub(super) fn next_due(&self) -> Option<Due> {
        let Schedule { entries_from, entries_until, grace_days } = self.schedule;
        let over = days_after(entries_until, 1);
        match self.phase {
            // Whoever launches late opens with it.
            Phase::Launched => {
                Some(Due { on: entries_from.max(self.since), what: Passing::OpenEntries })
            }
            Phase::Open => Some(Due { on: over.max(self.since), what: Passing::CloseEntries }),
            Phase::ClosedForEntry => {
                let on = days_after(over, grace_days).max(self.since);
                Some(Due { on, what: Passing::BeginChecking })
            }
            Phase::Planned
            | Phase::RulesIssued
            | Phase::Checking
            | Phase::Preliminary
            | Phase::Final
            | Phase::Ranked
            | Phase::Posted
            | Phase::Decided
            | Phase::Awarded
            | Phase::Closed
            | Phase::Cancelled => None,
        }
    }

    pub(super) fn may_publish(
        &self,
        list: &[Listed],
        unscreened: &[EntryId],
        published_on: NaiveDate,
    ) -> Result<(), Rejection> {
        self.in_phase(&[Phase::Checking])?.screening()?.after(published_on)?;
        if !unscreened.is_empty() {
            return Err(Rejection::BlockersOpen { unscreened: unscreened.to_vec() });
        }
        if list.is_empty() {
            return Err(Rejection::NothingEligible);
        }
        let codes: BTreeSet<_> = list.iter().map(|listed| &listed.code).collect();
        if codes.len() < list.len() {
            return Err(Rejection::EntryCodeTwice);
        }
        Ok(())
    }

    pub(super) fn open(
        &self,
        stage: Stage,
        opened_on: NaiveDate,
        with_preliminary: bool,
    ) -> Result<Vec<Event>, Rejection> {
        let before = match (stage, with_preliminary) {
            (Stage::Preliminary, true) | (Stage::Final, false) => Phase::Checking,
            (Stage::Final, true) => Phase::Preliminary,
            (Stage::Preliminary, false) => return Err(Rejection::NoSuchStage),
        };
        self.in_phase(&[before])?.after(opened_on)?;
        if self.list.is_empty() {
            return Err(Rejection::EligibleListMissing);
        }
        if before == Phase::Preliminary && !self.preliminary_closed {
            return Err(Rejection::StateNotAllowed { phase: self.phase });
        }
        Ok(vec![Event::StageOpened { stage, opened_on }])
    }

    pub(super) fn stage_open(&self, stage: Stage) -> Result<&Self, Rejection> {
        let phase = match stage {
            Stage::Preliminary => Phase::Preliminary,
            Stage::Final => Phase::Final,
        };
        let locked = stage == Stage::Preliminary && self.preliminary_closed
            || self.phase > phase && self.phase != Phase::Cancelled;
        if locked {
            return Err(Rejection::StageLocked);
        }
        if self.phase == phase { Ok(self) } else { Err(Rejection::StageNotOpen) }
    }

    pub(super) fn decide(
        &self,
        of: ProgrammeId,
        decided_on: NaiveDate,
    ) -> Result<Vec<Event>, Rejection> {
        if of != self.whose.programme {
            return Err(Rejection::RoundNotFound);
        }
        self.in_phase(&[Phase::Posted])?.after(decided_on)?;
        Ok(vec![Event::Decided { decided_on }])
    }
}
