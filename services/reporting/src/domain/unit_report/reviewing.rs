//! What is done with a report by those who receive it, and by the lock of its period.

use chrono::NaiveDate;

use super::content::{About, Objection};
use super::{Act, Event, Rejection, Stage, Standing};

type Decided = Result<Vec<Event>, Rejection>;

impl Standing {
    pub(super) fn begin_review(&self, act: Act) -> Decided {
        let waits = self.is_in(&[Stage::Submitted, Stage::Approved])?;
        let (level, act) = waits.turn_of(act)?;
        Ok(vec![Event::ReviewBegun { level, act }])
    }

    pub(super) fn give_back(
        &self,
        objections: Vec<Objection>,
        due_on: NaiveDate,
        act: Act,
    ) -> Decided {
        let (level, act) = self.is_in(&[Stage::InReview])?.turn_of(act)?;
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
        let (level, act) = self.is_in(&[Stage::InReview])?.turn_of(act)?;
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
        self.may_review(&act)?;
        let receiver = from_there.find(|receiver| act.stands_for(receiver.unit));
        let receiver = *receiver.ok_or(Rejection::NotReceiver { level })?;
        Ok(vec![Event::ApprovalRevoked { level, reason, act: act.of_receiver(receiver) }])
    }

    /// By the last level of the route.
    pub(super) fn open_correction(&self, reason: String, act: Act) -> Decided {
        let last = self.stands_in(&[Stage::Locked])?.obligation.route.last();
        self.may_review(&act)?;
        match last {
            Some(receiver) if act.stands_for(receiver.unit) => {
                let (version, act) = (self.version + 1, act.of_receiver(*receiver));
                Ok(vec![Event::CorrectionOpened { version, reason, act }])
            }
            Some(_) | None => Err(Rejection::NotReceiver { level: self.approved_level() }),
        }
    }

    /// By whoever watches the plan; nobody lets themselves off.
    pub(super) fn excuse(&self, reason: String, act: Act) -> Decided {
        self.stands_in(&[Stage::Expected, Stage::Draft])?.may_review(&act)?;
        // Whoever watches the plan does so in nobody's place.
        let act = Act { in_place_of: Vec::new(), ..act };
        Ok(vec![Event::Excused { reason, act }])
    }

    pub(super) fn close(&self, on: NaiveDate) -> Vec<Event> {
        match self.stage {
            Stage::Locked | Stage::Excused => Vec::new(),
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

    /// What is locked needs a correction, and what is excused nothing: an exception does not open it.
    pub(super) fn reopen(&self, until: NaiveDate) -> Vec<Event> {
        let closed = matches!(self.stage, Stage::Locked | Stage::Excused);
        let opens = !closed && until > self.open_until;
        Vec::from_iter(opens.then_some(Event::Reopened { until }))
    }

    pub(super) fn is_approved_by_all(&self) -> bool {
        self.approved_by.len() == self.obligation.route.len()
    }

    pub(super) fn locked(&self, on: NaiveDate) -> Event {
        let (_, sha256) = self.snapshot();
        Event::Locked { version: self.version, sha256, on }
    }

    /// The level that is next on the route, and the act as its receiver's, if it is.
    fn turn_of(&self, act: Act) -> Result<(u32, Act), Rejection> {
        let Some(next) = self.obligation.route.get(self.approved_by.len()) else {
            return Err(Rejection::StateNotAllowed { state: self.stage });
        };
        self.may_review(&act)?;
        if !act.stands_for(next.unit) {
            return Err(Rejection::NotReceiver { level: next.level });
        }
        Ok((next.level, act.of_receiver(*next)))
    }

    fn may_review(&self, act: &Act) -> Result<(), Rejection> {
        if self.authors.contains(&act.by.person) {
            return Err(Rejection::OwnReport);
        }
        if act.stands_for(self.obligation.unit) {
            return Err(Rejection::ReportOfOwnUnit);
        }
        Ok(())
    }
}
