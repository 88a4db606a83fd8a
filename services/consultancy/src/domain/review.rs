//! A review (tư vấn, phản biện, giám định xã hội): from the request to the requester's last answer.
//!
//! requested: absent → received → accepted → assigned → dossier complete; received → declined or lapsed
//!
//! self-initiated: absent → proposed → assigned or refused
//!
//! dossier complete → council formed → in review → synthesis → report drafted → report approved → delivered
//! → closed; synthesis → in review (another round); report drafted → synthesis; any before delivered →
//! withdrawn or cancelled
//!
//! Invariants: nothing that is a state secret comes in; what is judged by numbers is judged by the regulation
//! of the day on which it came in; what the clock gives does not depend on the order of pauses and
//! extensions ([`clock`]); an extension was agreed to by both sides; nothing is asked of a requester, or
//! done by one, in a review of the Union's own; nothing goes on while it is suspended; nothing is accepted,
//! completed or delivered while the requester is to supply something; nothing happens before what happened
//! last, nor after the end. What experts, report and answers ask of it are acts over its stream and theirs.

pub mod clock;
mod deciding;
pub mod dossier;
mod events;
pub mod filing;
mod rejection;
#[cfg(test)]
mod scenarios;
mod stage;
mod standing;

use std::collections::BTreeMap;

use chrono::NaiveDate;
use ledger::Decider;
use working_days::WorkingDays;

use self::filing::{Filed, Filing};
use crate::domain::kinds::{AssignmentKind, DeclineReason};
use crate::domain::{DecisionRef, DocumentId, Officer, UnitId};

pub use events::{Delivery, Event, Side, Tally};
pub use rejection::Rejection;
pub use stage::Stage;
pub use standing::Standing;

/// Under whose name a review is reached: rights are over units.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Named {
    Union(UnitId),
    Requester(UnitId),
}

#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    File {
        filing: Box<Filing>,
        dossier: Vec<Filed>,
        calendar: WorkingDays,
        by: Officer,
    },
    /// Of that unit, on that day.
    Do {
        of: Named,
        on: NaiveDate,
        by: Officer,
        calendar: WorkingDays,
        act: Act,
    },
    /// The requester supplied nothing until the day before.
    Lapse {
        on: NaiveDate,
    },
    /// Records nothing, and holds it where it is: for acts on what belongs to it.
    Confirm {
        /// `None` for experts, whose right is on the review itself.
        of: Option<Named>,
        stages: &'static [Stage],
    },
    /// The same for an expert, with the papers as they were read.
    ConfirmPapers {
        /// The newest version of each document.
        newest: BTreeMap<DocumentId, u32>,
        stages: &'static [Stage],
    },
}

/// What is done to a review.
#[derive(Debug, Clone, PartialEq)]
pub enum Act {
    /// Working days as the regulation says where none are given, here and in `Accept`.
    Authorise {
        working_days: Option<u32>,
        decision: DecisionRef,
    },
    Refuse {
        reason: String,
    },
    AssignOfficer {
        officer: String,
    },
    Accept {
        working_days: Option<u32>,
    },
    Decline {
        code: DeclineReason,
        reason: String,
    },
    /// Until when the regulation says where no day is given.
    AskForMore {
        missing: String,
        supply_by: Option<NaiveDate>,
    },
    Supply {
        note: String,
        dossier: Vec<Filed>,
        on_paper: bool,
    },
    AgreeAssignment {
        kind: AssignmentKind,
        decision: DecisionRef,
        executing: Option<UnitId>,
    },
    ConfirmDossier,
    FileDocument {
        filed: Box<Filed>,
        reason: String,
        on_paper: bool,
    },
    /// By the side in whose name it is done.
    AskExtension {
        working_days: u32,
        reason: String,
    },
    AnswerExtension {
        agrees: bool,
        note: Option<String>,
    },
    /// Agreed on paper.
    Extend {
        working_days: u32,
        reason: String,
        decision: DecisionRef,
    },
    Suspend {
        reason: String,
    },
    Resume,
    Withdraw {
        reason: String,
    },
    Cancel {
        reason: String,
    },
    FormCouncil {
        independent: bool,
        members: u32,
    },
    /// Also another round.
    Open,
    StartSynthesis,
    SubmitReport,
    ReturnReport,
    ApproveReport {
        sha256: String,
    },
    Deliver {
        sha256: String,
        recommendations: u32,
        answer_by: NaiveDate,
    },
    Close {
        tally: Tally,
    },
}

#[derive(Debug, Clone, PartialEq, Default)]
pub enum Review {
    #[default]
    Absent,
    There(Box<Standing>),
}

impl Decider for Review {
    const CATEGORY: &'static str = "review";
    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;

    fn decide(&self, command: Command) -> Result<Vec<Event>, Rejection> {
        match (self, command) {
            (Self::Absent, Command::File { filing, dossier, calendar, by }) => {
                filing.check(&dossier, &calendar)?;
                let due = Standing::clock_of(&filing).due_days(&calendar)?;
                Ok(vec![Event::Filed { filing, dossier, due, by }])
            }
            (Self::There(_), Command::File { .. }) => Err(Rejection::ReviewAlreadyFiled),
            (Self::There(standing), Command::Do { of, on, by, calendar, act }) => {
                standing.of(of)?.decide(&Doing { of, on, by, calendar }, act)
            }
            (Self::There(standing), Command::Lapse { on }) => {
                if standing.lapses_on() != Some(on) {
                    return Err(Rejection::NotDue);
                }
                Ok(vec![Event::Lapsed { on }])
            }
            (Self::There(standing), Command::Confirm { of, stages }) => {
                of.map_or(Ok(standing), |of| standing.of(of).map(|_| standing))?.goes_on()?;
                standing.within(stages)?;
                Ok(Vec::new())
            }
            (Self::There(standing), Command::ConfirmPapers { newest, stages }) => {
                standing.goes_on()?;
                standing.within(stages)?;
                if standing.dossier.newest_versions() != newest {
                    return Err(Rejection::DossierChanged);
                }
                Ok(Vec::new())
            }
            (
                Self::Absent,
                Command::Do { .. }
                | Command::Lapse { .. }
                | Command::Confirm { .. }
                | Command::ConfirmPapers { .. },
            ) => Err(Rejection::ReviewNotFound),
        }
    }

    fn evolve(self, event: &Event) -> Self {
        match (self, event) {
            (_, Event::Filed { filing, dossier, due, .. }) => {
                Self::There(Box::new(Standing::new(filing, dossier, *due)))
            }
            (Self::Absent, _later) => Self::Absent,
            (Self::There(standing), later) => Self::There(Box::new(standing.after(later))),
        }
    }
}

/// In whose name, when, by whom, and in which working days.
struct Doing {
    of: Named,
    on: NaiveDate,
    by: Officer,
    calendar: WorkingDays,
}

impl Review {
    /// The day on which time lets it lapse; `None` while it does not.
    #[must_use]
    pub fn lapses_on(&self) -> Option<NaiveDate> {
        self.standing().and_then(Standing::lapses_on)
    }

    /// How it stands; `None` before it is filed.
    #[must_use]
    pub fn standing(&self) -> Option<&Standing> {
        match self {
            Self::Absent => None,
            Self::There(standing) => Some(standing),
        }
    }
}
