//! What is lodged, and what later acts on an appeal are judged by.

use std::collections::BTreeSet;

use chrono::{Days, NaiveDate};

use super::{Event, Ground, Reason, Rejection, State};
use crate::domain::codes::EntryCode;
use crate::domain::round::Whose;
use crate::domain::{AppealId, CitedFile, ParticipantId};

/// A letter, and all that it is taken in by.
#[derive(Debug, Clone, PartialEq)]
pub struct Lodging {
    pub appeal: AppealId,
    pub whose: Whose,
    pub ground: Ground,
    pub about: Option<EntryCode>,
    pub appellant: ParticipantId,
    pub letter: CitedFile,
    pub evidence: Vec<CitedFile>,
    pub lodged_on: NaiveDate,
    /// The codes of the list of eligible entries.
    pub listed: BTreeSet<EntryCode>,
    /// The last day of the posting that it came after the beginning of; none before the first one.
    pub posted_until: Option<NaiveDate>,
    /// Calendar days, if the ruleset sets any.
    pub answer_days: Option<u32>,
}

impl Lodging {
    pub(super) fn lodged(self) -> Result<Event, Rejection> {
        let posted_until = self.posted_until.ok_or(Rejection::BeforePosting)?;
        self.is_about_something()?;
        let files = self.evidence.iter().chain([&self.letter]);
        let once: BTreeSet<_> = files.map(|file| file.evidence).collect();
        if once.len() <= self.evidence.len() {
            return Err(Rejection::EvidenceTwice);
        }
        let due = |days: u32| self.lodged_on.checked_add_days(Days::new(days.into()));
        Ok(Event::Lodged {
            appeal: self.appeal,
            whose: self.whose,
            ground: self.ground,
            answer_due: self.answer_days.map(|days| due(days).unwrap_or(NaiveDate::MAX)),
            about: self.about,
            appellant: self.appellant,
            letter: self.letter,
            evidence: self.evidence,
            lodged_on: self.lodged_on,
            posted_until,
        })
    }

    fn is_about_something(&self) -> Result<(), Rejection> {
        match (&self.about, self.ground) {
            (Some(code), Ground::Procedure | Ground::Eligibility | Ground::Ownership) => {
                match self.listed.contains(code) {
                    true => Ok(()),
                    false => Err(Rejection::UnknownCode { code: code.clone() }),
                }
            }
            (None, Ground::Eligibility | Ground::Ownership) => Err(Rejection::EntryCodeMissing),
            (None, Ground::Procedure) => Ok(()),
        }
    }
}

/// An appeal, as it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Standing {
    ground: Ground,
    appellant: ParticipantId,
    with_evidence: bool,
    lodged_on: NaiveDate,
    posted_until: NaiveDate,
    illustrative: bool,
    state: State,
    /// Nothing follows earlier.
    since: NaiveDate,
}

impl Standing {
    /// Only a letter begins one.
    pub(super) fn begun(event: &Event) -> Option<Self> {
        match event {
            Event::Lodged {
                whose, ground, appellant, evidence, lodged_on, posted_until, ..
            } => Some(Self {
                ground: *ground,
                appellant: *appellant,
                with_evidence: !evidence.is_empty(),
                lodged_on: *lodged_on,
                posted_until: *posted_until,
                illustrative: whose.illustrative,
                state: State::Lodged,
                since: *lodged_on,
            }),
            Event::Admitted { .. }
            | Event::Rejected { .. }
            | Event::Upheld { .. }
            | Event::Dismissed { .. } => None,
        }
    }

    #[must_use]
    pub fn appellant(&self) -> ParticipantId {
        self.appellant
    }

    #[must_use]
    pub fn state(&self) -> State {
        self.state
    }

    pub(super) fn is_illustrative(&self) -> bool {
        self.illustrative
    }

    pub(super) fn moved(&mut self, state: State, since: NaiveDate) {
        (self.state, self.since) = (state, since);
    }

    pub(super) fn after(&self, state: State, on: NaiveDate) -> Result<&Self, Rejection> {
        if self.state != state {
            return Err(Rejection::StateNotAllowed { state: self.state });
        }
        if on < self.since {
            return Err(Rejection::BeforeAppeal { since: self.since });
        }
        Ok(self)
    }

    /// In time, and by an author of an entry of the round, or by anybody with evidence on ownership.
    pub(super) fn may_be_examined(&self, by_author: bool) -> Result<(), Rejection> {
        if self.is_late() {
            return Err(Rejection::AppealLate { posted_until: self.posted_until });
        }
        match (self.ground, by_author) {
            (Ground::Procedure | Ground::Eligibility | Ground::Ownership, true) => Ok(()),
            (Ground::Ownership, false) if self.with_evidence => Ok(()),
            (Ground::Ownership, false) => Err(Rejection::NoEvidence),
            (Ground::Procedure | Ground::Eligibility, false) => Err(Rejection::NoStanding),
        }
    }

    /// Who may appeal, and what shows something, is looked at by people; on which day a letter came is not.
    pub(super) fn may_be_rejected(&self, reason: Reason) -> Result<(), Rejection> {
        match reason {
            Reason::Late if !self.is_late() => {
                Err(Rejection::AppealInTime { posted_until: self.posted_until })
            }
            Reason::Late | Reason::NoStanding | Reason::NoEvidence => Ok(()),
        }
    }

    fn is_late(&self) -> bool {
        self.lodged_on > self.posted_until
    }
}
