//! An entry (hồ sơ dự thi): what is entered, by whom, and whether it is eligible.
//!
//! absent → draft → submitted → eligible or ineligible, or a duplicate; submitted ⇄ draft until the last day;
//! submitted → returned → submitted; withdrawn from any of draft, submitted, returned and eligible; eligible →
//! disqualified
//!
//! Invariants: shares of authors sum up to the whole; nothing is handed in without what its ruleset requires, nor
//! without the consents that children need; what was handed in does not change; nobody screens what they hold or
//! are related to; for whoever does not hold it there is none. The stream ends here: nothing of judging is
//! ever recorded on it. That the round takes entries, that the version of the ruleset holds and that files and
//! participants are there, their streams confirm in the same act.

pub mod content;
mod rejection;
pub mod roll;
#[cfg(test)]
mod scenarios;
mod screening;
mod standing;
mod submitting;

use chrono::NaiveDate;
use ledger::Decider;
use serde::{Deserialize, Serialize};

use self::content::{Author, Consent, ConsentParty, Description, DossierFile};
use crate::domain::codes::{ClauseCode, FieldCode};
use crate::domain::ruleset::rules::Rules;
use crate::domain::{
    DecisionRef, EntryId, Holder, Officer, ParticipantId, ProgrammeId, RoundId, UnitId,
};

pub use rejection::{Blocker, Rejection};
pub use screening::Verdict;
pub use standing::{Standing, State};
pub use submitting::{Born, Receipt, Submission};

/// What a command is about, and who gives it.
#[derive(Debug, Clone, PartialEq)]
pub struct Act {
    pub entry: EntryId,
    /// As the request names it: an entry of another round is not there.
    pub round: RoundId,
    pub by: Officer,
}

/// How an entry is begun.
#[derive(Debug, Clone, PartialEq)]
pub struct Start {
    pub programme: ProgrammeId,
    /// The unit acted for holds it, and not the person.
    pub on_paper: bool,
    pub description: Description,
    pub rules: Rules,
    pub started_on: NaiveDate,
    pub illustrative: bool,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    Start {
        act: Act,
        start: Box<Start>,
    },
    Describe {
        act: Act,
        description: Box<Description>,
        rules: Box<Rules>,
    },
    SetAuthors {
        act: Act,
        authors: Vec<Author>,
        advisers: Vec<ParticipantId>,
        rules: Box<Rules>,
    },
    SetDossier {
        act: Act,
        dossier: Vec<DossierFile>,
        rules: Box<Rules>,
    },
    RecordConsent {
        act: Act,
        consent: Consent,
    },
    WithdrawConsent {
        act: Act,
        participant: ParticipantId,
        party: ConsentParty,
        withdrawn_on: NaiveDate,
    },
    Submit {
        act: Act,
        submission: Box<Submission>,
    },
    Revise {
        act: Act,
        revised_on: NaiveDate,
    },
    Withdraw {
        act: Act,
        withdrawn_on: NaiveDate,
        reason: String,
    },
    /// By the secretariat.
    Screen {
        act: Act,
        verdict: Verdict,
    },
    /// Of the act that marks another entry as its duplicate.
    ConfirmHandedIn {
        round: RoundId,
    },
    /// Of an act that rests on what was read of it: it still is so.
    ConfirmAs {
        state: State,
        field: FieldCode,
    },
}

/// What screening says of a clause.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Check {
    pub clause: ClauseCode,
    pub met: bool,
    pub note: Option<String>,
}

/// Of which round, for others who count.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counted {
    pub round: RoundId,
    pub programme: ProgrammeId,
    pub field: FieldCode,
    /// The unit it comes from.
    pub origin: UnitId,
    /// Sample data, and no real fact.
    pub illustrative: bool,
}

/// Stored for ever: variants and fields may be added, never renamed or removed.
#[derive(
    Debug, Clone, PartialEq, Serialize, Deserialize, strum::IntoStaticStr, strum::VariantNames,
)]
#[serde(tag = "type", content = "data", rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Event {
    Started {
        round: RoundId,
        programme: ProgrammeId,
        holder: Holder,
        description: Box<Description>,
        started_on: NaiveDate,
        illustrative: bool,
    },
    Described {
        description: Box<Description>,
    },
    AuthorsSet {
        authors: Vec<Author>,
        advisers: Vec<ParticipantId>,
    },
    DossierSet {
        dossier: Vec<DossierFile>,
    },
    ConsentRecorded {
        consent: Consent,
    },
    ConsentWithdrawn {
        participant: ParticipantId,
        party: ConsentParty,
        withdrawn_on: NaiveDate,
    },
    Submitted {
        #[serde(flatten)]
        counted: Counted,
        /// Of one on paper its postmark.
        submitted_on: NaiveDate,
        receipt: Receipt,
    },
    Revised {
        revised_on: NaiveDate,
    },
    Withdrawn {
        round: RoundId,
        withdrawn_on: NaiveDate,
        reason: String,
        /// Others had heard of it.
        was_handed_in: bool,
    },
    Returned {
        clauses: Vec<ClauseCode>,
        reason: String,
        complete_until: NaiveDate,
        returned_on: NaiveDate,
    },
    FoundEligible {
        round: RoundId,
        ruleset_version: u32,
        checks: Vec<Check>,
        screened_on: NaiveDate,
    },
    FoundIneligible {
        round: RoundId,
        ruleset_version: u32,
        checks: Vec<Check>,
        screened_on: NaiveDate,
    },
    FoundDuplicate {
        round: RoundId,
        of: EntryId,
        marked_on: NaiveDate,
    },
    Disqualified {
        round: RoundId,
        finding: String,
        heard_on: NaiveDate,
        decided_on: NaiveDate,
        decision: DecisionRef,
    },
}

#[derive(Debug, Clone, PartialEq, Default)]
pub enum Entry {
    #[default]
    Absent,
    Entered(Box<Standing>),
}

impl Decider for Entry {
    const CATEGORY: &'static str = "entry";
    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;

    fn decide(&self, command: Command) -> Result<Vec<Event>, Rejection> {
        match command {
            Command::Start { act, start } => self.start(act, *start),
            Command::Describe { act, description, rules } => {
                self.written_by(&act)?;
                description.check(&rules)?;
                Ok(vec![Event::Described { description }])
            }
            Command::SetAuthors { act, authors, advisers, rules } => {
                self.written_by(&act)?;
                content::check_authors(&authors, &advisers, &rules)?;
                Ok(vec![Event::AuthorsSet { authors, advisers }])
            }
            Command::SetDossier { act, dossier, rules } => {
                self.written_by(&act)?;
                content::check_dossier(&dossier, &rules)?;
                Ok(vec![Event::DossierSet { dossier }])
            }
            Command::RecordConsent { act, consent } => {
                self.written_by(&act)?.may_record(&consent)?;
                Ok(vec![Event::ConsentRecorded { consent }])
            }
            Command::WithdrawConsent { act, participant, party, withdrawn_on } => {
                self.held_by(&act)?.withdraw_consent(participant, party, withdrawn_on)
            }
            Command::Submit { act, submission } => {
                self.held_by(&act)?.submit(act.entry, &submission)
            }
            Command::Revise { act, revised_on } => {
                self.held_by(&act)?.in_state(&[State::Submitted])?;
                Ok(vec![Event::Revised { revised_on }])
            }
            Command::Withdraw { act, withdrawn_on, reason } => {
                self.held_by(&act)?.withdraw(withdrawn_on, reason)
            }
            Command::Screen { act, verdict } => self.screened_by(&act)?.screen(act.entry, verdict),
            Command::ConfirmHandedIn { round } => {
                self.of(round)?.handed_in()?;
                Ok(Vec::new())
            }
            Command::ConfirmAs { state, field } => {
                let is_so = |it: &Standing| it.state() == state && it.description().field == field;
                match self.standing().is_some_and(is_so) {
                    true => Ok(Vec::new()),
                    false => Err(Rejection::EntryChanged),
                }
            }
        }
    }

    fn evolve(self, event: &Event) -> Self {
        match (self, event) {
            (Self::Absent, event) => match Standing::begun(event) {
                Some(standing) => Self::Entered(Box::new(standing)),
                None => Self::Absent,
            },
            (Self::Entered(standing), event) => Self::Entered(Box::new(standing.hear(event))),
        }
    }
}

impl Entry {
    /// What later acts are judged by; none where there is no such entry.
    #[must_use]
    pub fn standing(&self) -> Option<&Standing> {
        match self {
            Self::Absent => None,
            Self::Entered(standing) => Some(standing),
        }
    }

    fn start(&self, act: Act, start: Start) -> Result<Vec<Event>, Rejection> {
        if let Self::Entered(_) = self {
            return Err(Rejection::EntryAlreadyStarted);
        }
        let Start { programme, on_paper, description, rules, started_on, illustrative } = start;
        description.check(&rules)?;
        let Act { round, by, .. } = act;
        let holder = if on_paper { Holder::Office(by.unit) } else { Holder::Person(by.person) };
        let description = Box::new(description);
        Ok(vec![Event::Started { round, programme, holder, description, started_on, illustrative }])
    }

    fn of(&self, round: RoundId) -> Result<&Standing, Rejection> {
        let standing = self.standing().filter(|standing| standing.round() == round);
        standing.ok_or(Rejection::EntryNotFound)
    }

    /// Whoever does not hold it is not told that it is there.
    fn held_by(&self, act: &Act) -> Result<&Standing, Rejection> {
        let standing = self.of(act.round)?;
        if standing.holder().is(&act.by) { Ok(standing) } else { Err(Rejection::EntryNotFound) }
    }

    fn written_by(&self, act: &Act) -> Result<&Standing, Rejection> {
        self.held_by(act)?.in_state(&[State::Draft, State::Returned])
    }

    fn screened_by(&self, act: &Act) -> Result<&Standing, Rejection> {
        let standing = self.of(act.round)?.handed_in()?;
        if standing.is_of(&act.by) { Err(Rejection::OwnEntry) } else { Ok(standing) }
    }
}
