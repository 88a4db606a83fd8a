//! What follows a release: whether an entry goes on to the national contest and what it gets there, whether it is
//! applied, and whether its prize is taken back. One stream per entry.
//!
//! the prize, where there is one, stands → is revoked; a nomination awaits its result → has it
//!
//! Invariants: nothing is recorded of an entry before its results are released; it is nominated once to each
//! national contest, and each nomination has one result; looks at its application never go back in time; a prize
//! is revoked once, and nothing follows that but results that are still awaited.

mod rejection;
#[cfg(test)]
mod scenarios;

use std::collections::BTreeMap;

use chrono::NaiveDate;
use ledger::Decider;
use serde::{Deserialize, Serialize};

use crate::domain::prize_list::{ReleasedEntry, Won};
use crate::domain::{CitedFile, DecisionRef, Officer, PrizeId, ProgrammeId, RoundId, UnitId};

pub use rejection::Rejection;

/// An entry of a round, as others are told of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Of {
    pub round: RoundId,
    pub programme: ProgrammeId,
    /// The unit it comes from.
    pub origin: UnitId,
    /// Sample data, and no real fact.
    pub illustrative: bool,
}

/// A prize of a national contest.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NationalPrize {
    /// As printed.
    pub name: String,
    pub decision: DecisionRef,
}

/// An act on an entry, and what the release told of it: that never changes, so it is not held.
#[derive(Debug, Clone, PartialEq)]
pub struct Command {
    pub round: RoundId,
    pub released: ReleasedEntry,
    pub act: Act,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Act {
    Nominate {
        /// As printed.
        contest: String,
        nominated_on: NaiveDate,
        document: DecisionRef,
    },
    RecordNationalResult {
        contest: String,
        decided_on: NaiveDate,
        /// None where it got none.
        prize: Option<NationalPrize>,
    },
    RecordApplication {
        looked_on: NaiveDate,
        applied: bool,
        evidence: CitedFile,
    },
    RevokePrize {
        of: ProgrammeId,
        by: Officer,
        revoked_on: NaiveDate,
        finding: String,
        decision: DecisionRef,
    },
}

/// Stored for ever: variants and fields may be added, never renamed or removed.
#[derive(
    Debug, Clone, PartialEq, Serialize, Deserialize, strum::IntoStaticStr, strum::VariantNames,
)]
#[serde(tag = "type", content = "data", rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Event {
    Nominated {
        #[serde(flatten)]
        of: Of,
        contest: String,
        nominated_on: NaiveDate,
        document: DecisionRef,
    },
    NationalResultRecorded {
        #[serde(flatten)]
        of: Of,
        contest: String,
        decided_on: NaiveDate,
        prize: Option<NationalPrize>,
    },
    ApplicationRecorded {
        #[serde(flatten)]
        of: Of,
        prize: PrizeId,
        looked_on: NaiveDate,
        applied: bool,
        evidence: CitedFile,
    },
    PrizeRevoked {
        #[serde(flatten)]
        of: Of,
        prize: PrizeId,
        by: Officer,
        revoked_on: NaiveDate,
        finding: String,
        decision: DecisionRef,
    },
}

/// A nomination to a national contest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Nomination {
    nominated_on: NaiveDate,
    has_result: bool,
}

#[derive(Debug, Clone, PartialEq, Default)]
pub struct FollowUp {
    /// By the name of the contest.
    nominations: BTreeMap<String, Nomination>,
    last_look: Option<NaiveDate>,
    revoked_on: Option<NaiveDate>,
}

impl Decider for FollowUp {
    const CATEGORY: &'static str = "follow_up";
    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;

    fn decide(&self, command: Command) -> Result<Vec<Event>, Rejection> {
        let Command { round, released, act } = command;
        let ReleasedEntry { programme, origin, illustrative, .. } = released;
        let of = Of { round, programme, origin, illustrative };
        match act {
            Act::Nominate { contest, nominated_on, document } => {
                self.not_revoked()?;
                not_before_release(nominated_on, &released)?;
                if self.nominations.contains_key(&contest) {
                    return Err(Rejection::AlreadyNominated { contest });
                }
                Ok(vec![Event::Nominated { of, contest, nominated_on, document }])
            }
            Act::RecordNationalResult { contest, decided_on, prize } => {
                self.awaits_result(&contest, decided_on)?;
                Ok(vec![Event::NationalResultRecorded { of, contest, decided_on, prize }])
            }
            Act::RecordApplication { looked_on, applied, evidence } => {
                let Some(Won::Prize(prize)) = released.won else { return Err(Rejection::NoPrize) };
                self.not_revoked()?;
                not_before_release(looked_on, &released)?;
                self.not_before_last_look(looked_on)?;
                Ok(vec![Event::ApplicationRecorded { of, prize, looked_on, applied, evidence }])
            }
            Act::RevokePrize { of: decided_for, by, revoked_on, finding, decision } => {
                if decided_for != programme {
                    return Err(Rejection::EntryNotReleased);
                }
                let Some(Won::Prize(prize) | Won::Honour(prize)) = released.won else {
                    return Err(Rejection::NoPrize);
                };
                self.not_revoked()?;
                not_before_release(revoked_on, &released)?;
                Ok(vec![Event::PrizeRevoked { of, prize, by, revoked_on, finding, decision }])
            }
        }
    }

    fn evolve(mut self, event: &Event) -> Self {
        match event {
            Event::Nominated { contest, nominated_on, .. } => {
                let nomination = Nomination { nominated_on: *nominated_on, has_result: false };
                self.nominations.insert(contest.clone(), nomination);
            }
            Event::NationalResultRecorded { contest, .. } => {
                if let Some(nomination) = self.nominations.get_mut(contest) {
                    nomination.has_result = true;
                }
            }
            Event::ApplicationRecorded { looked_on, .. } => self.last_look = Some(*looked_on),
            Event::PrizeRevoked { revoked_on, .. } => self.revoked_on = Some(*revoked_on),
        }
        self
    }
}

impl FollowUp {
    fn not_revoked(&self) -> Result<(), Rejection> {
        match self.revoked_on {
            Some(revoked_on) => Err(Rejection::PrizeRevoked { revoked_on }),
            None => Ok(()),
        }
    }

    fn awaits_result(&self, contest: &str, decided_on: NaiveDate) -> Result<(), Rejection> {
        match self.nominations.get(contest) {
            None => Err(Rejection::NotNominated { contest: contest.to_owned() }),
            Some(Nomination { has_result: true, .. }) => {
                Err(Rejection::ResultAlreadyRecorded { contest: contest.to_owned() })
            }
            Some(Nomination { nominated_on, .. }) if decided_on < *nominated_on => {
                Err(Rejection::BeforeNomination { nominated_on: *nominated_on })
            }
            Some(_) => Ok(()),
        }
    }

    fn not_before_last_look(&self, looked_on: NaiveDate) -> Result<(), Rejection> {
        match self.last_look {
            Some(last) if looked_on < last => Err(Rejection::BeforeLastLook { looked_on: last }),
            Some(_) | None => Ok(()),
        }
    }
}

fn not_before_release(on: NaiveDate, released: &ReleasedEntry) -> Result<(), Rejection> {
    let released_on = released.released_on;
    if on < released_on { Err(Rejection::BeforeRelease { released_on }) } else { Ok(()) }
}
