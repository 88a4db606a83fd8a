//! The list of prizes of a round (danh sách giải): from the proposal to the release.
//!
//! absent → proposed → approved → posted → decided → released; declined by the committee or sent back by the
//! authority, another one may be proposed; decided, it may be amended
//!
//! Invariants: places are ceilings, and nobody has to be given one; nobody gets a prize with fewer points than it
//! needs, nor before somebody who is ahead; the committee votes with the ruleset's quorum; it is decided when the
//! posting is over; an amended decision leaves out whoever left the round, and nobody else; what is released is what
//! was decided.

mod choosing;
mod rejection;
mod release;
#[cfg(test)]
mod scenarios;
mod standing;
mod voting;

use std::collections::BTreeSet;

use chrono::{Days, NaiveDate};
use ledger::Decider;
use serde::{Deserialize, Serialize};

use crate::domain::codes::{EntryCode, FieldCode, TierCode};
use crate::domain::ranking::Ranking;
use crate::domain::ruleset::rules::{Committee, Rules};
use crate::domain::stage_result::Numbers;
use crate::domain::{DecisionRef, EntryId, Officer, PrizeId, ProgrammeId, RoundId, Stage, UnitId};

pub use rejection::Rejection;
pub use release::{Finalist, Release, ReleasedEntry, StageJudged, Won};
pub use standing::Standing;
pub use voting::Vote;

/// A prize that is proposed for an entry.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Proposed {
    pub code: EntryCode,
    pub tier: TierCode,
}

/// Where a list stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::Display)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum State {
    Proposed,
    Approved,
    Declined,
    Posted,
    Decided,
    SentBack,
    Released,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    Propose {
        round: RoundId,
        programme: ProgrammeId,
        prizes: Vec<Proposed>,
        proposed_on: NaiveDate,
        /// Of the final, without those who are not in the round any more.
        ranking: Ranking,
        rules: Box<Rules>,
        rules_version: u32,
        /// Whoever proposes knows of no list before.
        first: bool,
    },
    Vote {
        vote: Vote,
        committee: Committee,
        excluded: BTreeSet<EntryCode>,
    },
    Post {
        posted_on: NaiveDate,
        /// Calendar days, the first one counted.
        posting_days: u32,
        excluded: BTreeSet<EntryCode>,
    },
    Decide {
        of: ProgrammeId,
        by: Officer,
        decided_on: NaiveDate,
        decision: DecisionRef,
        excluded: BTreeSet<EntryCode>,
    },
    SendBack {
        of: ProgrammeId,
        by: Officer,
        decided_on: NaiveDate,
        decision: DecisionRef,
        reason: String,
    },
    /// The authority leaves out whoever left the round after it had decided.
    AmendDecision {
        of: ProgrammeId,
        by: Officer,
        amended_on: NaiveDate,
        decision: DecisionRef,
        excluded: BTreeSet<EntryCode>,
    },
    /// All at once.
    Release(Box<Release>),
}

/// Stored for ever: variants and fields may be added, never renamed or removed.
#[derive(
    Debug, Clone, PartialEq, Serialize, Deserialize, strum::IntoStaticStr, strum::VariantNames,
)]
#[serde(tag = "type", content = "data", rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Event {
    Proposed {
        round: RoundId,
        programme: ProgrammeId,
        /// 1, 2, 3, …
        version: u32,
        prizes: BTreeSet<Proposed>,
        proposed_on: NaiveDate,
        rules_version: u32,
    },
    VotedOn {
        #[serde(flatten)]
        vote: Vote,
        approved: bool,
    },
    Posted {
        posted_on: NaiveDate,
        /// The last day.
        posted_until: NaiveDate,
    },
    Decided {
        programme: ProgrammeId,
        by: Officer,
        decided_on: NaiveDate,
        decision: DecisionRef,
    },
    SentBack {
        by: Officer,
        decided_on: NaiveDate,
        decision: DecisionRef,
        reason: String,
    },
    DecisionAmended {
        by: Officer,
        amended_on: NaiveDate,
        decision: DecisionRef,
        /// All of entries that left the round; the places of the others stay.
        left_out: BTreeSet<Proposed>,
    },
    Released {
        programme: ProgrammeId,
        finalists: u32,
        /// Or honours.
        prizes: u32,
        released_on: NaiveDate,
        illustrative: bool,
    },
    /// Of the same act, for each stage whose lock kept them.
    StageNumbersReleased {
        programme: ProgrammeId,
        organiser: UnitId,
        stage: Stage,
        closed_on: NaiveDate,
        entries: u32,
        #[serde(flatten)]
        numbers: Numbers,
        illustrative: bool,
    },
    /// Of the same act.
    FinalistReleased {
        programme: ProgrammeId,
        entry: EntryId,
        field: FieldCode,
        origin: UnitId,
        advanced_on: NaiveDate,
        illustrative: bool,
    },
    /// Of the same act.
    PrizeReleased {
        programme: ProgrammeId,
        prize: PrizeId,
        entry: EntryId,
        field: FieldCode,
        origin: UnitId,
        tier: TierCode,
        tier_name: String,
        decided_on: NaiveDate,
        decision: DecisionRef,
        released_on: NaiveDate,
        illustrative: bool,
    },
    /// Of the same act, in the place of a prize where the programme honours.
    HonourReleased {
        programme: ProgrammeId,
        honour: PrizeId,
        entry: EntryId,
        field: FieldCode,
        origin: UnitId,
        tier: TierCode,
        title: String,
        /// How many are honoured by it.
        persons: u32,
        decided_on: NaiveDate,
        decision: DecisionRef,
        released_on: NaiveDate,
        illustrative: bool,
    },
}

#[derive(Debug, Clone, PartialEq, Default)]
pub enum PrizeList {
    #[default]
    Absent,
    Listed(Box<Standing>),
}

impl Decider for PrizeList {
    const CATEGORY: &'static str = "prize_list";
    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;

    fn decide(&self, command: Command) -> Result<Vec<Event>, Rejection> {
        match command {
            Command::Propose {
                round,
                programme,
                prizes,
                proposed_on,
                ranking,
                rules,
                rules_version,
                first,
            } => {
                let version = self.next_version(proposed_on, &ranking, first)?;
                let prizes = choosing::chosen(prizes, &ranking, &rules)?;
                Ok(vec![Event::Proposed {
                    round,
                    programme,
                    version,
                    prizes,
                    proposed_on,
                    rules_version,
                }])
            }
            Command::Vote { vote, committee, excluded } => {
                let standing = self.standing()?.after(State::Proposed, vote.voted_on)?;
                let approved = vote.approves(committee)?;
                if approved {
                    standing.all_in_the_round(&excluded)?;
                }
                Ok(vec![Event::VotedOn { vote, approved }])
            }
            Command::Post { posted_on, posting_days, excluded } => {
                let standing = self.standing()?.after(State::Approved, posted_on)?;
                standing.all_in_the_round(&excluded)?;
                let posted_until = posted_until(posted_on, posting_days);
                Ok(vec![Event::Posted { posted_on, posted_until }])
            }
            Command::Decide { of: programme, by, decided_on, decision, excluded } => {
                let standing = self.of(programme)?.after(State::Posted, decided_on)?;
                standing.posted_before(decided_on)?;
                standing.all_in_the_round(&excluded)?;
                Ok(vec![Event::Decided { programme, by, decided_on, decision }])
            }
            Command::SendBack { of, by, decided_on, decision, reason } => {
                self.of(of)?.after(State::Posted, decided_on)?;
                Ok(vec![Event::SentBack { by, decided_on, decision, reason }])
            }
            Command::AmendDecision { of, by, amended_on, decision, excluded } => {
                let standing = self.of(of)?.after(State::Decided, amended_on)?;
                let left_out = standing.of_those_who_left(&excluded);
                if left_out.is_empty() {
                    return Err(Rejection::NothingToAmend);
                }
                Ok(vec![Event::DecisionAmended { by, amended_on, decision, left_out }])
            }
            Command::Release(release) => {
                self.standing()?.after(State::Decided, release.released_on)?.release(&release)
            }
        }
    }

    fn evolve(self, event: &Event) -> Self {
        match (self, event) {
            (_, Event::Proposed { programme, version, prizes, proposed_on, .. }) => Self::Listed(
                Box::new(Standing::new(*programme, *version, prizes.clone(), *proposed_on)),
            ),
            (Self::Listed(standing), event) => Self::Listed(Box::new(standing.hear(event))),
            (
                Self::Absent,
                Event::VotedOn { .. }
                | Event::Posted { .. }
                | Event::Decided { .. }
                | Event::SentBack { .. }
                | Event::DecisionAmended { .. }
                | Event::Released { .. }
                | Event::StageNumbersReleased { .. }
                | Event::FinalistReleased { .. }
                | Event::PrizeReleased { .. }
                | Event::HonourReleased { .. },
            ) => Self::Absent,
        }
    }
}

impl PrizeList {
    /// The list, as it stands.
    ///
    /// # Errors
    /// If none was proposed.
    pub fn standing(&self) -> Result<&Standing, Rejection> {
        match self {
            Self::Absent => Err(Rejection::PrizeListNotFound),
            Self::Listed(standing) => Ok(standing),
        }
    }

    fn of(&self, programme: ProgrammeId) -> Result<&Standing, Rejection> {
        let standing = self.standing()?;
        if standing.programme == programme {
            Ok(standing)
        } else {
            Err(Rejection::PrizeListNotFound)
        }
    }

    /// A list is followed by another one when it has failed, or when it names who left the round.
    fn next_version(
        &self,
        proposed_on: NaiveDate,
        ranking: &Ranking,
        first: bool,
    ) -> Result<u32, Rejection> {
        let standing = match self {
            Self::Absent => return Ok(1),
            Self::Listed(standing) => standing,
        };
        let names_who_left = standing.prizes.iter().any(|it| ranking.find(&it.code).is_none());
        let may_follow = match standing.state {
            State::Declined | State::SentBack => true,
            State::Proposed | State::Approved => names_who_left,
            State::Posted | State::Decided | State::Released => false,
        };
        if first || !may_follow {
            return Err(Rejection::StateNotAllowed { state: standing.state });
        }
        standing.after(standing.state, proposed_on)?;
        Ok(standing.version + 1)
    }
}

/// The last day of a posting, of which the first one counts.
#[must_use]
pub fn posted_until(posted_on: NaiveDate, posting_days: u32) -> NaiveDate {
    let days = Days::new(u64::from(posting_days.saturating_sub(1)));
    posted_on.checked_add_days(days).unwrap_or(NaiveDate::MAX)
}
