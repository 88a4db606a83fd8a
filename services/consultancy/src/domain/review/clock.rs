//! How much time a review has: a pure fold over what stopped the clock and what was added.
//!
//! It runs after the day on which it was started, up to and with the day of a pause, and goes on after the
//! day on which the pause ended. What is due when depends on which working days were paused and on how many
//! were added, and not on the order in which anybody did so.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use working_days::{Undeclared, WorkingDays};

/// Why the clock stands still.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PauseCause {
    WaitingForRequester,
    Suspended,
}

/// Days that do not count. Pauses of different causes may overlap.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pause {
    pub cause: PauseCause,
    /// The last day that counts.
    pub from: NaiveDate,
    /// The last day that does not; `None` while it stands still.
    pub until: Option<NaiveDate>,
    pub reason: String,
}

/// Working days that were added.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Extension {
    pub working_days: u32,
    pub agreed_on: NaiveDate,
    pub reason: String,
}

/// When it began to run, and for how long.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Term {
    pub from: NaiveDate,
    pub working_days: u32,
}

/// All that moves the days of a review.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Clock {
    /// Of the triage; `None` where there is nothing to triage, or that is over.
    pub triage: Option<Term>,
    /// Of the review itself, from the complete dossier.
    pub review: Option<Term>,
    pub pauses: Vec<Pause>,
    pub extensions: Vec<Extension>,
}

/// The last days in time, as they are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct DueDays {
    /// To say whether it is accepted.
    pub triage: Option<NaiveDate>,
    /// To deliver the report.
    pub review: Option<NaiveDate>,
}

impl Clock {
    /// The last days in time; none while it stands still.
    ///
    /// # Errors
    /// If nobody declared a year on the way.
    pub fn due_days(&self, calendar: &WorkingDays) -> Result<DueDays, Undeclared> {
        if self.stands_still() {
            return Ok(DueDays::default());
        }
        let due = |term: Option<Term>, more: u32| {
            term.map(|term| self.due_on(term, more, calendar)).transpose()
        };
        Ok(DueDays { triage: due(self.triage, 0)?, review: due(self.review, self.added())? })
    }

    #[must_use]
    pub fn stands_still(&self) -> bool {
        self.pauses.iter().any(|pause| pause.until.is_none())
    }

    #[must_use]
    pub fn is_paused_by(&self, cause: PauseCause) -> bool {
        self.pauses.iter().any(|pause| pause.cause == cause && pause.until.is_none())
    }

    #[must_use]
    pub fn pause(mut self, cause: PauseCause, from: NaiveDate, reason: String) -> Self {
        self.pauses.push(Pause { cause, from, until: None, reason });
        self
    }

    /// Ends what stands still for that cause.
    #[must_use]
    pub fn resume(mut self, cause: PauseCause, until: NaiveDate) -> Self {
        for pause in &mut self.pauses {
            if pause.cause == cause && pause.until.is_none() {
                pause.until = Some(until);
            }
        }
        self
    }

    #[must_use]
    pub fn extend(mut self, extension: Extension) -> Self {
        self.extensions.push(extension);
        self
    }

    /// Working days that were added to the review.
    fn added(&self) -> u32 {
        self.extensions.iter().map(|it| it.working_days).fold(0, u32::saturating_add)
    }

    fn due_on(
        &self,
        term: Term,
        more: u32,
        calendar: &WorkingDays,
    ) -> Result<NaiveDate, Undeclared> {
        let (mut left, mut last) = (term.working_days.saturating_add(more), term.from);
        for day in term.from.iter_days().skip(1) {
            if left == 0 {
                break;
            }
            if !self.is_paused_on(day) {
                left -= u32::from(calendar.is_working_day(day)?);
                last = day;
            }
        }
        Ok(last)
    }

    fn is_paused_on(&self, day: NaiveDate) -> bool {
        self.pauses.iter().any(|pause| pause.from < day && pause.until.is_none_or(|it| day <= it))
    }
}
