//! What comes of a stage of a round: what juries settled jointly, how they voted, the lock, and who goes on.
//!
//! absent → open → locked → advanced (after a preliminary only)
//!
//! Invariants: it opens when every field that has entries has a frozen jury and enough judges for each of them;
//! a jury agrees on a joint score only where sheets are too far apart, and votes only where nothing else tells
//! entries apart; it is locked when every sheet is signed and nothing is open; what follows from the lock
//! follows from the ranking whose hash it recorded.

mod opening;
mod rejection;
#[cfg(test)]
mod scenarios;
mod standing;

use std::collections::BTreeSet;

use chrono::NaiveDate;
use ledger::Decider;
use serde::{Deserialize, Serialize};

use crate::domain::codes::{EntryCode, FieldCode};
use crate::domain::ranking::{Ranking, Scores, Votes};
use crate::domain::ruleset::rules::{Advance, StageRules, TieBreak};
use crate::domain::score_sheet::{self, CriterionScore};
use crate::domain::{CitedFile, RoundId, Stage};

pub use opening::{FieldJury, Readiness, opening_blockers};
pub use rejection::Rejection;
pub use standing::Standing;

/// An entry that the stage judges, and the sheets of the judges whose assignments stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Docket {
    pub code: EntryCode,
    pub field: FieldCode,
    pub sheets: Vec<Sheet>,
}

/// A sheet, as it is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    pub state: score_sheet::State,
    /// Nothing before it is handed in.
    pub scores: Option<Scores>,
    /// How often it was opened again.
    pub reopened: u32,
}

/// How a stage was judged, in numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Numbers {
    /// Handed in, each judge's once.
    pub sheets: u32,
    /// How often one of them was opened again.
    pub reopened: u32,
    /// Of how many entries the jury settled jointly.
    pub settled_jointly: u32,
}

/// What the ruleset says of a stage, and in which version.
#[derive(Debug, Clone, PartialEq)]
pub struct Terms {
    pub version: u32,
    pub stage: StageRules,
    pub tie_breaks: Vec<TieBreak>,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    Open {
        round: RoundId,
        opened_on: NaiveDate,
        readiness: Readiness,
        terms: Box<Terms>,
    },
    /// A session of the jury: all present agree.
    RecordJoint {
        docket: Docket,
        scores: Vec<CriterionScore>,
        present: BTreeSet<String>,
        /// Of the jury of the entry's field.
        members: BTreeSet<String>,
        agreed_on: NaiveDate,
        minutes: CitedFile,
        terms: Box<Terms>,
    },
    /// The secret vote of a jury.
    RecordTieVote {
        field: FieldCode,
        dockets: Vec<Docket>,
        votes: Votes,
        /// How many are in the jury.
        members: u32,
        voted_on: NaiveDate,
        minutes: CitedFile,
        terms: Box<Terms>,
    },
    Close {
        closed_on: NaiveDate,
        dockets: Vec<Docket>,
        terms: Box<Terms>,
    },
    /// Whom the cut takes, but those who are not in the round any more.
    Advance {
        advanced_on: NaiveDate,
        dockets: Vec<Docket>,
        terms: Box<Terms>,
        cut: Advance,
        excluded: BTreeSet<EntryCode>,
    },
    /// Of an act that changes who scores what.
    ConfirmNotLocked,
}

/// Stored for ever: variants and fields may be added, never renamed or removed.
#[derive(
    Debug, Clone, PartialEq, Serialize, Deserialize, strum::IntoStaticStr, strum::VariantNames,
)]
#[serde(tag = "type", content = "data", rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Event {
    Opened {
        round: RoundId,
        stage: Stage,
        opened_on: NaiveDate,
    },
    /// It stands in the place of the sheets, which stay on record.
    JointScoreRecorded {
        code: EntryCode,
        scores: Vec<CriterionScore>,
        present: BTreeSet<String>,
        agreed_on: NaiveDate,
        minutes: CitedFile,
    },
    TieVoteRecorded {
        field: FieldCode,
        votes: Votes,
        voted_on: NaiveDate,
        minutes: CitedFile,
    },
    Locked {
        closed_on: NaiveDate,
        rules_version: u32,
        /// Those that were judged: later ones may leave the round, and the ranking stays what it was.
        entries: BTreeSet<EntryCode>,
        /// Of the ranking, which is computed at need.
        ranking_sha256: String,
        /// None in those that did not keep them yet.
        #[serde(default)]
        numbers: Option<Numbers>,
    },
    Advanced {
        advanced_on: NaiveDate,
        entries: Vec<EntryCode>,
    },
}

#[derive(Debug, Clone, PartialEq, Default)]
pub enum StageResult {
    #[default]
    Absent,
    Open(Standing),
    Locked(Lock),
    Advanced {
        lock: Lock,
        advanced_on: NaiveDate,
        entries: BTreeSet<EntryCode>,
    },
}

/// What a stage was locked with.
#[derive(Debug, Clone, PartialEq)]
pub struct Lock {
    standing: Standing,
    closed_on: NaiveDate,
    judged: BTreeSet<EntryCode>,
    ranking_sha256: String,
    numbers: Option<Numbers>,
}

impl Decider for StageResult {
    const CATEGORY: &'static str = "stage_result";
    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;

    fn decide(&self, command: Command) -> Result<Vec<Event>, Rejection> {
        match command {
            Command::Open { round, opened_on, readiness, terms } => {
                self.may_open(&readiness, &terms)?;
                Ok(vec![Event::Opened { round, stage: terms.stage.stage, opened_on }])
            }
            Command::RecordJoint {
                docket,
                scores,
                present,
                members,
                agreed_on,
                minutes,
                terms,
            } => {
                self.open()?;
                standing::may_be_joint(&docket, &scores, &terms)?;
                if !present.is_subset(&members) || present.is_empty() {
                    return Err(Rejection::PresentNotOfJury);
                }
                let code = docket.code;
                Ok(vec![Event::JointScoreRecorded { code, scores, present, agreed_on, minutes }])
            }
            Command::RecordTieVote { field, dockets, votes, members, voted_on, minutes, terms } => {
                self.open()?.may_be_voted_on(&field, &dockets, &votes, members, &terms)?;
                Ok(vec![Event::TieVoteRecorded { field, votes, voted_on, minutes }])
            }
            Command::Close { closed_on, dockets, terms } => {
                let standing = self.open()?;
                let blockers = standing.closing_blockers(&dockets, &terms);
                if !blockers.is_empty() {
                    return Err(Rejection::BlockersOpen { blockers });
                }
                let ranking_sha256 = standing.ranking(&dockets, &terms).sha256();
                Ok(vec![Event::Locked {
                    closed_on,
                    rules_version: terms.version,
                    numbers: Some(standing.numbers(&dockets)),
                    entries: dockets.into_iter().map(|it| it.code).collect(),
                    ranking_sha256,
                }])
            }
            Command::Advance { advanced_on, dockets, terms, cut, excluded } => {
                let ranking = self.may_advance()?.locked_ranking(&dockets, &terms)?;
                let entries = ranking.without(&excluded).advancing(cut);
                Ok(vec![Event::Advanced { advanced_on, entries }])
            }
            Command::ConfirmNotLocked => match self {
                Self::Absent | Self::Open(_) => Ok(Vec::new()),
                Self::Locked(_) | Self::Advanced { .. } => Err(Rejection::StageLocked),
            },
        }
    }

    fn evolve(self, event: &Event) -> Self {
        match (self, event) {
            (_, Event::Opened { .. }) => Self::Open(Standing::default()),
            (Self::Open(standing), Event::JointScoreRecorded { code, scores, .. }) => {
                Self::Open(standing.with_joint(code, scores))
            }
            (Self::Open(standing), Event::TieVoteRecorded { votes, .. }) => {
                Self::Open(standing.with_votes(votes))
            }
            (
                Self::Open(standing),
                Event::Locked { closed_on, entries, ranking_sha256, numbers, rules_version: _ },
            ) => Self::Locked(Lock {
                standing,
                closed_on: *closed_on,
                judged: entries.clone(),
                ranking_sha256: ranking_sha256.clone(),
                numbers: *numbers,
            }),
            (Self::Locked(lock), Event::Advanced { advanced_on, entries }) => {
                let entries = entries.iter().cloned().collect();
                Self::Advanced { lock, advanced_on: *advanced_on, entries }
            }
            (
                state,
                Event::JointScoreRecorded { .. }
                | Event::TieVoteRecorded { .. }
                | Event::Locked { .. }
                | Event::Advanced { .. },
            ) => state,
        }
    }
}

impl StageResult {
    /// What juries have settled; nothing before the stage opens.
    #[must_use]
    pub fn standing(&self) -> Option<&Standing> {
        match self {
            Self::Absent => None,
            Self::Open(standing) => Some(standing),
            Self::Locked(lock) | Self::Advanced { lock, .. } => Some(&lock.standing),
        }
    }

    /// What it was locked with.
    ///
    /// # Errors
    /// If it is not locked.
    pub fn lock(&self) -> Result<&Lock, Rejection> {
        match self {
            Self::Absent | Self::Open(_) => Err(Rejection::StageNotLocked),
            Self::Locked(lock) | Self::Advanced { lock, .. } => Ok(lock),
        }
    }

    /// Who was taken into the final, and when.
    #[must_use]
    pub fn advanced(&self) -> Option<(NaiveDate, &BTreeSet<EntryCode>)> {
        match self {
            Self::Absent | Self::Open(_) | Self::Locked(_) => None,
            Self::Advanced { advanced_on, entries, .. } => Some((*advanced_on, entries)),
        }
    }

    fn may_open(&self, readiness: &Readiness, terms: &Terms) -> Result<(), Rejection> {
        match self {
            Self::Absent => {}
            Self::Open(_) => return Err(Rejection::StageAlreadyOpen),
            Self::Locked(_) | Self::Advanced { .. } => return Err(Rejection::StageLocked),
        }
        let blockers = opening_blockers(readiness, &terms.stage);
        if blockers.is_empty() { Ok(()) } else { Err(Rejection::BlockersOpen { blockers }) }
    }

    fn open(&self) -> Result<&Standing, Rejection> {
        match self {
            Self::Absent => Err(Rejection::StageNotOpen),
            Self::Open(standing) => Ok(standing),
            Self::Locked(_) | Self::Advanced { .. } => Err(Rejection::StageLocked),
        }
    }

    fn may_advance(&self) -> Result<&Lock, Rejection> {
        match self {
            Self::Absent | Self::Open(_) | Self::Locked(_) => self.lock(),
            Self::Advanced { .. } => Err(Rejection::EntriesAlreadyAdvanced),
        }
    }
}

impl Lock {
    #[must_use]
    pub fn has_judged(&self, code: &EntryCode) -> bool {
        self.judged.contains(code)
    }

    #[must_use]
    pub fn closed_on(&self) -> NaiveDate {
        self.closed_on
    }

    /// How many entries it judged.
    #[must_use]
    pub fn entries(&self) -> u32 {
        u32::try_from(self.judged.len()).unwrap_or(u32::MAX)
    }

    /// None where the lock did not keep them yet.
    #[must_use]
    pub fn numbers(&self) -> Option<Numbers> {
        self.numbers
    }

    /// The ranking that was locked, computed again.
    ///
    /// # Errors
    /// If it is another one: then it is not made of what was locked.
    pub fn locked_ranking(&self, dockets: &[Docket], terms: &Terms) -> Result<Ranking, Rejection> {
        let judged = dockets.iter().filter(|it| self.judged.contains(&it.code));
        let ranking = self.standing.ranking(&judged.cloned().collect::<Vec<_>>(), terms);
        if ranking.sha256() == self.ranking_sha256 {
            Ok(ranking)
        } else {
            Err(Rejection::NotTheLockedRanking)
        }
    }
}
