//! What stops the clock, starts it, and adds to it.

use chrono::NaiveDate;

use super::super::clock::{Clock, Extension, PauseCause, Term};
use super::super::filing::Filed;
use super::super::standing::AskedExtension;
use super::super::{Doing, Event, Named, Rejection, Side, Stage, Standing};
use super::MOST_DAYS;
use crate::domain::DecisionRef;

impl Standing {
    pub(super) fn ask_for_more(
        &self,
        doing: &Doing,
        missing: String,
        supply_by: Option<NaiveDate>,
    ) -> Result<Vec<Event>, Rejection> {
        self.asked_for()?;
        if !self.stage.may_ask() {
            return Err(self.not_allowed());
        }
        self.waits_for_nothing()?;
        let (on, by) = (doing.on, doing.by.clone());
        let usual = self.filing.regulation.terms.supply_working_days;
        let supply_by = match supply_by {
            Some(supply_by) => supply_by,
            None => doing.calendar.after(on, usual)?,
        };
        if supply_by <= on {
            return Err(Rejection::DueInThePast);
        }
        Ok(vec![Event::AskedForMore { on, missing, supply_by, by }])
    }

    pub(super) fn supply(
        &self,
        doing: &Doing,
        note: String,
        dossier: &[Filed],
        on_paper: bool,
    ) -> Result<Vec<Event>, Rejection> {
        if !self.is_waiting() {
            return Err(Rejection::NothingAsked);
        }
        let documents = self.file(doing, dossier, &note, on_paper)?;
        let (on, by) = (doing.on, doing.by.clone());
        let resumed = self.clock.clone().resume(PauseCause::WaitingForRequester, on);
        let due = resumed.due_days(&doing.calendar)?;
        let supplied = Event::Supplied { on, note, on_paper, due, by };
        Ok([supplied].into_iter().chain(documents).collect())
    }

    pub(super) fn confirm_dossier(&self, doing: &Doing) -> Result<Vec<Event>, Rejection> {
        self.within(&[Stage::Assigned])?;
        self.waits_for_nothing()?;
        let (on, by) = (doing.on, doing.by.clone());
        let working_days = self.agreed_days(self.working_days)?;
        let clock = Clock { review: Some(Term { from: on, working_days }), ..self.clock.clone() };
        let due = clock.due_days(&doing.calendar)?;
        Ok(vec![Event::DossierCompleted { on, working_days, due, by }])
    }

    pub(super) fn ask_extension(
        &self,
        doing: &Doing,
        working_days: u32,
        reason: String,
    ) -> Result<Vec<Event>, Rejection> {
        self.asked_for()?;
        self.may_be_extended(working_days)?;
        if self.asked_extension.is_some() {
            return Err(Rejection::ExtensionOpen);
        }
        let (on, by, side) = (doing.on, doing.by.clone(), doing.side());
        Ok(vec![Event::ExtensionAsked { on, side, working_days, reason, by }])
    }

    /// By the side that has not asked.
    pub(super) fn answer_extension(
        &self,
        doing: &Doing,
        agrees: bool,
        note: Option<String>,
    ) -> Result<Vec<Event>, Rejection> {
        let asked = self.asked_extension.as_ref().filter(|asked| asked.side != doing.side());
        let AskedExtension { working_days, reason, .. } =
            asked.ok_or(Rejection::NoExtensionOpen)?.clone();
        self.may_be_extended(working_days)?;
        if !agrees {
            let (on, by) = (doing.on, doing.by.clone());
            return Ok(vec![Event::ExtensionRefused { on, note, by }]);
        }
        self.extended(doing, working_days, reason, note, None)
    }

    /// What both sides agreed to on paper, or the authority where there is no other side. It takes the place
    /// of what one of them had asked for.
    pub(super) fn extend(
        &self,
        doing: &Doing,
        working_days: u32,
        reason: String,
        decision: DecisionRef,
    ) -> Result<Vec<Event>, Rejection> {
        self.may_be_extended(working_days)?;
        self.extended(doing, working_days, reason, None, Some(decision))
    }

    fn extended(
        &self,
        doing: &Doing,
        working_days: u32,
        reason: String,
        note: Option<String>,
        decision: Option<DecisionRef>,
    ) -> Result<Vec<Event>, Rejection> {
        let (on, by) = (doing.on, doing.by.clone());
        let extension = Extension { working_days, agreed_on: on, reason: reason.clone() };
        let due = self.clock.clone().extend(extension).due_days(&doing.calendar)?;
        Ok(vec![Event::Extended { on, working_days, reason, note, decision, due, by }])
    }

    fn may_be_extended(&self, working_days: u32) -> Result<(), Rejection> {
        if !self.stage.is_timed() {
            return Err(self.not_allowed());
        }
        if working_days > MOST_DAYS {
            return Err(Rejection::TooManyDays { most: MOST_DAYS });
        }
        Ok(())
    }

    pub(super) fn resume(&self, doing: &Doing) -> Result<Vec<Event>, Rejection> {
        if self.stage.is_over() {
            return Err(self.not_allowed());
        }
        if !self.is_suspended() {
            return Err(Rejection::NotSuspended);
        }
        let (on, by) = (doing.on, doing.by.clone());
        let resumed = self.clock.clone().resume(PauseCause::Suspended, on);
        let due = resumed.due_days(&doing.calendar)?;
        Ok(vec![Event::Resumed { on, due, by }])
    }
}

impl Doing {
    fn side(&self) -> Side {
        match self.of {
            Named::Union(_) => Side::Union,
            Named::Requester(_) => Side::Requester,
        }
    }
}
