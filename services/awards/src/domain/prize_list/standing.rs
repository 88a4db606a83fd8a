//! What later acts on a list of prizes are judged by.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::{Event, Proposed, Rejection, ReleasedEntry, State, Won};
use crate::domain::blocker::{Blocker, BlockerKind};
use crate::domain::codes::EntryCode;
use crate::domain::{DecisionRef, EntryId, ProgrammeId, UnitId};

/// A list, as it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Standing {
    pub(super) programme: ProgrammeId,
    pub(super) version: u32,
    pub(super) prizes: BTreeSet<Proposed>,
    pub(super) state: State,
    /// Nothing follows earlier.
    since: NaiveDate,
    posted_until: Option<NaiveDate>,
    pub(super) decided: Option<(NaiveDate, DecisionRef)>,
    /// Never changes once there is anything.
    released: BTreeMap<EntryId, ReleasedEntry>,
}

impl Standing {
    pub(super) fn new(
        programme: ProgrammeId,
        version: u32,
        prizes: BTreeSet<Proposed>,
        proposed_on: NaiveDate,
    ) -> Self {
        let (state, since) = (State::Proposed, proposed_on);
        let (posted_until, decided, released) = (None, None, BTreeMap::new());
        Self { programme, version, prizes, state, since, posted_until, decided, released }
    }

    #[must_use]
    pub fn programme(&self) -> ProgrammeId {
        self.programme
    }

    #[must_use]
    pub fn state(&self) -> State {
        self.state
    }

    #[must_use]
    pub fn prizes(&self) -> &BTreeSet<Proposed> {
        &self.prizes
    }

    /// What the release told of an entry; none of one that it did not name, nor before it.
    #[must_use]
    pub fn released(&self, entry: EntryId) -> Option<&ReleasedEntry> {
        self.released.get(&entry)
    }

    /// What keeps the next step, as far as the round tells.
    #[must_use]
    pub fn blockers(&self, excluded: &BTreeSet<EntryCode>) -> Vec<Blocker> {
        let gone = self.of_those_who_left(excluded).len();
        Blocker::counted(BlockerKind::EntriesExcluded, "PRIZE_LIST", gone).into_iter().collect()
    }

    pub(super) fn of_those_who_left(&self, excluded: &BTreeSet<EntryCode>) -> BTreeSet<Proposed> {
        self.prizes.iter().filter(|it| excluded.contains(&it.code)).cloned().collect()
    }

    /// Whether its next step is one that no appeal may be open at: the decision, or the release.
    #[must_use]
    pub fn waits_for_appeals(&self) -> bool {
        match self.state {
            State::Posted | State::Decided => true,
            State::Proposed
            | State::Approved
            | State::Declined
            | State::SentBack
            | State::Released => false,
        }
    }

    pub(super) fn all_in_the_round(&self, excluded: &BTreeSet<EntryCode>) -> Result<(), Rejection> {
        let blockers = self.blockers(excluded);
        if blockers.is_empty() { Ok(()) } else { Err(Rejection::BlockersOpen { blockers }) }
    }

    pub(super) fn after(&self, state: State, on: NaiveDate) -> Result<&Self, Rejection> {
        if self.state != state {
            return Err(Rejection::StateNotAllowed { state: self.state });
        }
        if on < self.since {
            return Err(Rejection::BeforePrizeList { since: self.since });
        }
        Ok(self)
    }

    pub(super) fn posted_before(&self, on: NaiveDate) -> Result<(), Rejection> {
        match self.posted_until {
            Some(until) if on <= until => Err(Rejection::PostingNotOver { until }),
            Some(_) | None => Ok(()),
        }
    }

    pub(super) fn hear(mut self, event: &Event) -> Self {
        let (state, since) = match event {
            Event::VotedOn { vote, approved: true } => (State::Approved, vote.voted_on),
            Event::VotedOn { vote, approved: false } => (State::Declined, vote.voted_on),
            Event::Posted { posted_on, posted_until } => {
                self.posted_until = Some(*posted_until);
                (State::Posted, *posted_on)
            }
            Event::Decided { decided_on, decision, .. } => {
                self.decided = Some((*decided_on, decision.clone()));
                (State::Decided, *decided_on)
            }
            Event::SentBack { decided_on, .. } => (State::SentBack, *decided_on),
            Event::DecisionAmended { amended_on, left_out, .. } => {
                self.prizes.retain(|it| !left_out.contains(it));
                (State::Decided, *amended_on)
            }
            Event::Released { released_on, .. } => (State::Released, *released_on),
            Event::FinalistReleased { entry, origin, illustrative, .. } => {
                self.tell(*entry, *origin, None, *illustrative);
                (self.state, self.since)
            }
            Event::PrizeReleased { entry, origin, prize, illustrative, .. } => {
                self.tell(*entry, *origin, Some(Won::Prize(*prize)), *illustrative);
                (self.state, self.since)
            }
            Event::HonourReleased { entry, origin, honour, illustrative, .. } => {
                self.tell(*entry, *origin, Some(Won::Honour(*honour)), *illustrative);
                (self.state, self.since)
            }
            Event::Proposed { .. } | Event::StageNumbersReleased { .. } => (self.state, self.since),
        };
        (self.state, self.since) = (state, since);
        self
    }

    /// A finalist who has won is told of twice, with that last; all on the day of the release.
    fn tell(&mut self, entry: EntryId, origin: UnitId, won: Option<Won>, illustrative: bool) {
        let (programme, released_on) = (self.programme, self.since);
        let told = ReleasedEntry { programme, origin, won, released_on, illustrative };
        self.released.insert(entry, told);
    }
}
