//! Reports that were made on paper: each is entered as a whole, with what became of it on which days.
//!
//! Nothing of it is judged anew: what its receivers let pass on paper has passed. It is said in the events by
//! which reports are made here, so whoever reads reports reads these too; their days are those of the
//! paper, and who acts is who enters it. A report that is entered again is told anew, and what was entered before
//! stays in the ledger.

use chrono::NaiveDate;

use super::content::Objection;
use super::figures::Prefill;
use super::{Act, Event, Rejection, Stage, Standing};
use crate::domain::SectionCode;
use crate::domain::record::content::{Evidence, check_pieces};

type Decided = Result<Vec<Event>, Rejection>;

#[derive(Debug, Clone, PartialEq)]
pub struct Paper {
    /// The document itself, and what belongs to it.
    pub evidence: Vec<Evidence>,
    pub texts: Vec<(SectionCode, String)>,
    /// In the order in which it happened.
    pub course: Vec<Step>,
}

/// What became of it on a day.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    pub on: NaiveDate,
    pub what: What,
}

#[derive(Debug, Clone, PartialEq)]
pub enum What {
    HandedIn,
    Returned {
        objections: Vec<Objection>,
        due_on: NaiveDate,
    },
    /// By the next receiver on the route.
    Approved,
}

impl Standing {
    pub(super) fn take_from_paper(&self, paper: Paper, prefill: Prefill, act: Act) -> Decided {
        self.may_be_entered_on(act.on)?;
        let Paper { evidence, texts, course } = paper;
        if evidence.is_empty() {
            return Err(Rejection::PaperWithoutEvidence);
        }
        check_pieces(&evidence)?;
        let Some(first) = course.first() else { return Err(Rejection::NothingHandedIn) };
        if let Some(later) = course.iter().find(|step| step.on > act.on) {
            return Err(Rejection::DayNotReached { on: later.on });
        }

        let done = |on| Act { on, ..act.clone() };
        let mut told = Told { standing: self.clone(), events: Vec::new() };
        told.tell(Event::TakenFromPaper { evidence, act: act.clone() });
        told.tell(Event::Started { prefill, act: done(first.on) });
        let written = done(first.on);
        for (section, text) in texts {
            if !self.has_section(&section) {
                return Err(Rejection::SectionNotInReport { code: section });
            }
            told.tell(Event::SectionSaved { section, text, act: written.clone() });
        }
        let mut not_before = self.obligation.window.first;
        for (number, Step { on, what }) in (1..).zip(course) {
            if on < not_before {
                return Err(Rejection::CourseOutOfOrder { step: number });
            }
            not_before = on;
            let stood = &told.standing;
            let event = stood.step(what, done(on))?;
            told.tell(event.ok_or(Rejection::CourseOutOfOrder { step: number })?);
        }
        if self.period_locked && told.standing.is_approved_by_all() {
            let locked = told.standing.locked(act.on);
            told.tell(locked);
        }
        Ok(told.events)
    }

    /// After the lock under an exception only, as a report that is written; what is locked needs a correction.
    fn may_be_entered_on(&self, day: NaiveDate) -> Result<(), Rejection> {
        if !self.obligation.on_paper {
            return Err(Rejection::ReportNotOnPaper);
        }
        if matches!(self.stage, Stage::Locked | Stage::Excused) {
            return Err(Rejection::StateNotAllowed { state: self.stage });
        }
        if self.period_locked && self.version == 1 && day > self.open_until {
            return Err(Rejection::PeriodLocked { open_until: self.open_until });
        }
        Ok(())
    }

    /// `None` for what cannot happen to a report that stands like this.
    fn step(&self, what: What, act: Act) -> Result<Option<Event>, Rejection> {
        let waits_for = match self.stage {
            Stage::Submitted | Stage::Approved => self.obligation.route.get(self.approved_by.len()),
            Stage::Expected
            | Stage::Draft
            | Stage::InReview
            | Stage::Returned
            | Stage::Locked
            | Stage::Excused => None,
        };
        let is_with_unit = matches!(self.stage, Stage::Draft | Stage::Returned);
        Ok(match (what, waits_for) {
            (What::HandedIn, Some(_) | None) if is_with_unit => {
                Some(self.handed_in(Vec::new(), act))
            }
            (What::Returned { objections, due_on }, Some(receiver)) => {
                self.may_come_back(&objections, due_on, act.on)?;
                Some(Event::Returned { level: receiver.level, objections, due_on, act })
            }
            (What::Approved, Some(receiver)) => {
                let (_, sha256) = self.snapshot();
                Some(Event::Approved { level: receiver.level, sha256, act })
            }
            (What::HandedIn | What::Returned { .. } | What::Approved, Some(_) | None) => None,
        })
    }
}

/// What has been told of a report, and how it stands by that.
struct Told {
    standing: Standing,
    events: Vec<Event>,
}

impl Told {
    fn tell(&mut self, event: Event) {
        self.standing = self.standing.clone().take_in(&event);
        self.events.push(event);
    }
}
