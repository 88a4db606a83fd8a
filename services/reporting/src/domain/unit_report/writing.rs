//! What a unit does with its report: it is written in the open time, and while it is with the unit.

use chrono::NaiveDate;
use uuid::Uuid;

use super::content::{Adjustment, Content, snapshot};
use super::figures::Prefill;
use super::received::{self, Received};
use super::{Act, Event, Rejection, Stage, Standing};
use crate::domain::{SectionCode, UnitId};

type Decided = Result<Vec<Event>, Rejection>;

impl Standing {
    pub(super) fn start(&self, prefill: Prefill, act: Act) -> Decided {
        self.is_in(&[Stage::Expected])?.is_open_on(act.on)?;
        Ok(vec![Event::Started { prefill, act }])
    }

    pub(super) fn save_section(&self, section: SectionCode, text: String, act: Act) -> Decided {
        let content = &self.writable_on(act.on)?.content;
        if !self.has_section(&section) {
            return Err(Rejection::SectionNotInReport { code: section });
        }
        if content.texts.get(&section) == Some(&text) {
            return Ok(Vec::new());
        }
        Ok(vec![Event::SectionSaved { section, text, act }])
    }

    pub(super) fn refresh_prefill(&self, prefill: Prefill, act: Act) -> Decided {
        self.writable_on(act.on)?;
        Ok(vec![Event::PrefillRefreshed { prefill, act }])
    }

    pub(super) fn comment(&self, figure: String, text: String, act: Act) -> Decided {
        self.writable_on(act.on)?.content.has_figure(&figure)?;
        Ok(vec![Event::Commented { figure, text, act }])
    }

    pub(super) fn adjust(&self, adjustment: Adjustment, act: Act) -> Decided {
        self.writable_on(act.on)?.content.can_take(&adjustment)?;
        Ok(vec![Event::Adjusted { adjustment, act }])
    }

    pub(super) fn withdraw_adjustment(&self, id: Uuid, act: Act) -> Decided {
        let adjustments = &self.writable_on(act.on)?.content.adjustments;
        if !adjustments.iter().any(|known| known.id == id) {
            return Err(Rejection::AdjustmentNotFound);
        }
        Ok(vec![Event::AdjustmentWithdrawn { id, act }])
    }

    pub(super) fn submit(&self, received: &[Received], act: Act) -> Decided {
        self.writable_on(act.on)?.content.is_whole(&self.obligation)?;
        Ok(vec![self.handed_in(received::missing(received)?, act)])
    }

    /// A correction is asked for when the report has been in time or late, once for all.
    pub(super) fn handed_in(&self, missing: Vec<UnitId>, act: Act) -> Event {
        let late = self.late || (self.version == 1 && act.on > self.due_on);
        let content = Content { missing: missing.clone(), ..self.content.clone() };
        let (_, sha256) = snapshot(&self.obligation, self.version, &content);
        Event::Submitted { version: self.version, late, sha256, missing, act }
    }

    pub(super) fn recall(&self, act: Act) -> Decided {
        self.is_in(&[Stage::Submitted])?.is_open_on(act.on)?;
        Ok(vec![Event::Recalled { act }])
    }

    pub(super) fn has_section(&self, code: &SectionCode) -> bool {
        self.obligation.sections.iter().any(|section| section.code == *code)
    }

    /// What is on paper is not done here.
    pub(super) fn is_in(&self, stages: &[Stage]) -> Result<&Self, Rejection> {
        if self.obligation.on_paper {
            return Err(Rejection::ReportOnPaper);
        }
        self.stands_in(stages)
    }

    pub(super) fn stands_in(&self, stages: &[Stage]) -> Result<&Self, Rejection> {
        if stages.contains(&self.stage) {
            return Ok(self);
        }
        Err(Rejection::StateNotAllowed { state: self.stage })
    }

    fn writable_on(&self, day: NaiveDate) -> Result<&Self, Rejection> {
        self.is_in(&[Stage::Draft, Stage::Returned])?.is_open_on(day)
    }

    /// A correction is written when there is need of it.
    fn is_open_on(&self, day: NaiveDate) -> Result<&Self, Rejection> {
        if self.version > 1 || day <= self.open_until {
            return Ok(self);
        }
        Err(Rejection::PeriodLocked { open_until: self.open_until })
    }
}
