//! What is done with a report by those who receive it, and by the lock of its period.

use chrono::NaiveDate;

use super::content::{About, Objection};
use super::{Act, Event, Receiver, Rejection, Stage, Standing};
use crate::domain::record::Officer;

type Decided = Result<Vec<Event>, Rejection>;

impl Standing {
    pub(super) fn begin_review(&self, act: Act) -> Decided {
        let waits = self.is_in(&[Stage::Submitted, Stage::Approved])?;
        let Receiver { level, .. } = waits.turn_of(&act.by)?;
        Ok(vec![Event::ReviewBegun { level, act }])
    }

    pub(super) fn give_back(
        &self,
        objections: Vec<Objection>,
        due_on: NaiveDate,
        act: Act,
    ) -> Decided {
        let Receiver { level, .. } = self.is_in(&[Stage::InReview])?.turn_of(&act.by)?;
        self.may_come_back(&objections, due_on, act.on)?;
        Ok(vec![Event::Returned { level, objections, due_on, act }])
    }

    /// For a reason in a part that it has, and with time for that.
    pub(super) fn may_come_back(
        &self,
        objections: &[Objection],
        due_on: NaiveDate,
        on: NaiveDate,
    ) -> Result<(), Rejection> {
        if objections.is_empty() {
            return Err(Rejection::NothingObjected);
        }
        for Objection { about, .. } in objections {
            match about {
                About::Section(code) if self.has_section(code) => {}
                About::Section(code) => {
                    return Err(Rejection::SectionNotInReport { code: code.clone() });
                }
                About::Figure(identifier) => self.content.has_figure(identifier)?,
            }
        }
        if due_on < on {
            return Err(Rejection::DueInThePast);
        }
        Ok(())
    }

    /// The last approval of a report whose period has been locked locks it.
    pub(super) fn approve(&self, act: Act) -> Decided {
        let Receiver { level, .. } = self.is_in(&[Stage::InReview])?.turn_of(&act.by)?;
        if self.approved_by.contains(&act.by.person) {
            return Err(Rejection::ApprovedAlready);
        }
        let ((_, sha256), on) = (self.snapshot(), act.on);
        let approved = Event::Approved { level, sha256, act };
        let is_last = self.approved_by.len() + 1 == self.obligation.route.len();
        let locked = (is_last && self.period_locked).then(|| self.locked(on));
        Ok([approved].into_iter().chain(locked).collect())
    }

    /// By the level that gave it, or by one above; a report that the next level looks at is in review.
    pub(super) fn revoke_approval(&self, reason: String, act: Act) -> Decided {
        let given = self.is_in(&[Stage::Approved])?.obligation.route.iter();
        let mut from_there = given.skip(self.approved_by.len().saturating_sub(1));
        let level = self.approved_level();
        self.may_review(&act.by)?;
        if !from_there.any(|receiver| receiver.unit == act.by.unit) {
            return Err(Rejection::NotReceiver { level });
        }
        Ok(vec![Event::ApprovalRevoked { level, reason, act }])
    }

    /// By the last level of the route.
    pub(super) fn open_correction(&self, reason: String, act: Act) -> Decided {
        let last = self.stands_in(&[Stage::Locked])?.obligation.route.last();
        self.may_review(&act.by)?;
        match last {
            Some(receiver) if receiver.unit == act.by.unit => {
                Ok(vec![Event::CorrectionOpened { version: self.version + 1, reason, act }])
            }
            Some(_) | None => Err(Rejection::NotReceiver { level: self.approved_level() }),
        }
    }

    pub(super) fn close(&self, on: NaiveDate) -> Vec<Event> {
        match self.stage {
            Stage::Locked => Vec::new(),
            Stage::Approved if self.is_approved_by_all() => vec![self.locked(on)],
            Stage::Expected | Stage::Draft | Stage::Returned if !self.period_locked => {
                vec![Event::NotReceived { on }]
            }
            Stage::Submitted | Stage::InReview | Stage::Approved if !self.period_locked => {
                vec![Event::Overtaken { on }]
            }
            Stage::Expected
            | Stage::Draft
            | Stage::Submitted
            | Stage::InReview
            | Stage::Returned
            | Stage::Approved => Vec::new(),
        }
    }

    /// What is locked needs a correction, and an exception does not open it.
    pub(super) fn reopen(&self, until: NaiveDate) -> Vec<Event> {
        let opens = self.stage != Stage::Locked && until > self.open_until;
        Vec::from_iter(opens.then_some(Event::Reopened { until }))
    }

    pub(super) fn is_approved_by_all(&self) -> bool {
        self.approved_by.len() == self.obligation.route.len()
    }

    pub(super) fn locked(&self, on: NaiveDate) -> Event {
        let (_, sha256) = self.snapshot();
        Event::Locked { version: self.version, sha256, on }
    }

    /// Who is next on the route, if they are.
    fn turn_of(&self, by: &Officer) -> Result<Receiver, Rejection> {
        let Some(next) = self.obligation.route.get(self.approved_by.len()) else {
            return Err(Rejection::StateNotAllowed { state: self.stage });
        };
        self.may_review(by)?;
        if next.unit != by.unit {
            return Err(Rejection::NotReceiver { level: next.level });
        }
        Ok(*next)
    }

    fn may_review(&self, by: &Officer) -> Result<(), Rejection> {
        if self.authors.contains(&by.person) {
            return Err(Rejection::OwnReport);
        }
        if by.unit == self.obligation.unit {
            return Err(Rejection::ReportOfOwnUnit);
        }
        Ok(())
    }
}
