//! The jury of a field of a round (hội đồng giám khảo): its members, their conflicts, and who scores what.
//!
//! absent → formed → frozen
//!
//! Invariants: it is frozen once, when everybody has said with what there is a conflict and there are enough judges
//! and one chair; nothing is assigned before that; nobody is assigned what conflicts, by lot or by hand, and an
//! assignment ends when a conflict becomes known; who comes after that comes by exception, and for all.
//! An assignment is recorded here and nowhere else: a sheet counts as long as it stands.

mod known;
mod rejection;
#[cfg(test)]
mod scenarios;
mod standing;

use std::collections::BTreeSet;

use chrono::NaiveDate;
use ledger::Decider;
use serde::{Deserialize, Serialize};

use crate::domain::codes::{EntryCode, FieldCode};
use crate::domain::draw::{Draw, Pair};
use crate::domain::{DecisionRef, RoundId, Stage, UnitId};

pub use known::known_conflicts;
pub use rejection::Rejection;
pub use standing::{Member, Standing};

/// What part a member has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Part {
    /// Trưởng ban; scores too.
    Chair,
    Member,
}

/// Whom a decision names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Named {
    /// Subject of their tokens.
    pub judge: String,
    /// The one the judge works in.
    pub unit: UnitId,
    pub part: Part,
}

/// Why somebody must not score an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, strum::Display)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum ConflictKind {
    Author,
    Kin,
    SameUnit,
    Adviser,
    Dispute,
    Paid,
    Other,
}

/// That somebody must not score an entry, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conflict {
    #[serde(flatten)]
    pub pair: Pair,
    pub kind: ConflictKind,
}

/// What a jury is asked for, in the name of a round: a jury of another one is none.
#[derive(Debug, Clone, PartialEq)]
pub struct Command {
    pub of: RoundId,
    pub ask: Ask,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Ask {
    Form {
        field: FieldCode,
        /// Whether the ruleset has it.
        field_exists: bool,
        members: Vec<Named>,
        /// So many judges a stage of the ruleset wants for an entry.
        least: u32,
        decision: DecisionRef,
    },
    Add {
        member: Named,
        /// Why it is after the freeze.
        exception: Option<String>,
        /// What is known from units and persons.
        known: Vec<Conflict>,
        locked: BTreeSet<Stage>,
        decision: DecisionRef,
    },
    Remove {
        judge: String,
        reason: String,
    },
    /// All that the judge has to declare, among the eligible entries of the field.
    Declare {
        judge: String,
        conflicts: Vec<(EntryCode, ConflictKind)>,
        entries: BTreeSet<EntryCode>,
        locked: BTreeSet<Stage>,
    },
    Record {
        conflict: Conflict,
        locked: BTreeSet<Stage>,
    },
    Freeze {
        frozen_on: NaiveDate,
        least: u32,
    },
    /// The draw comes without judges and conflicts: those of the jury are put in, and what is known from
    /// units and persons.
    Draw {
        draw: Box<Draw>,
        known: Vec<Conflict>,
        locked: BTreeSet<Stage>,
    },
    Assign {
        stage: Stage,
        pair: Pair,
        /// Those that the stage judges.
        entries: BTreeSet<EntryCode>,
        known: Vec<Conflict>,
        reason: String,
    },
    /// The judge withdraws, or is withdrawn: from the entry, in whatever stage is open.
    Recuse {
        stage: Stage,
        pair: Pair,
        kind: ConflictKind,
        locked: BTreeSet<Stage>,
    },
    /// Of an act on a sheet: the assignment stands, and the judge has declared conflicts.
    ConfirmAssigned {
        stage: Stage,
        pair: Pair,
    },
    /// Of an act of the chair's.
    ConfirmChair {
        judge: String,
    },
    /// Of the act that opens or closes a stage: these and no others stand.
    ConfirmAssignments {
        stage: Stage,
        pairs: BTreeSet<Pair>,
    },
}

/// Stored for ever: variants and fields may be added, never renamed or removed.
#[derive(
    Debug, Clone, PartialEq, Serialize, Deserialize, strum::IntoStaticStr, strum::VariantNames,
)]
#[serde(tag = "type", content = "data", rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Event {
    Formed {
        round: RoundId,
        field: FieldCode,
        members: Vec<Named>,
        decision: DecisionRef,
    },
    JudgeAdded {
        #[serde(flatten)]
        member: Named,
        /// Why it was after the freeze.
        exception: Option<String>,
        decision: DecisionRef,
    },
    JudgeRemoved {
        judge: String,
        reason: String,
    },
    /// Also where there is none.
    ConflictsDeclared {
        judge: String,
        conflicts: Vec<Conflict>,
    },
    /// By the secretariat, or known from units and persons.
    ConflictRecorded {
        #[serde(flatten)]
        conflict: Conflict,
    },
    Frozen {
        frozen_on: NaiveDate,
    },
    Drawn {
        draw: Box<Draw>,
        outcome: BTreeSet<Pair>,
    },
    Assigned {
        stage: Stage,
        #[serde(flatten)]
        pair: Pair,
        reason: String,
    },
    Recused {
        stage: Stage,
        #[serde(flatten)]
        pair: Pair,
        kind: ConflictKind,
    },
}

#[derive(Debug, Clone, PartialEq, Default)]
pub enum Jury {
    #[default]
    Absent,
    Formed(Box<Standing>),
}

impl Decider for Jury {
    const CATEGORY: &'static str = "jury";
    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;

    fn decide(&self, Command { of, ask }: Command) -> Result<Vec<Event>, Rejection> {
        match ask {
            Ask::Form { field, field_exists, members, least, decision } => {
                self.may_be_formed(&field, field_exists, &members, least)?;
                Ok(vec![Event::Formed { round: of, field, members, decision }])
            }
            Ask::Add { member, exception, known, locked, decision } => {
                let standing = self.of(of)?;
                let exception = standing.may_come(&member, exception)?;
                let mut events = standing.for_all(&member, &known, &locked);
                events.insert(0, Event::JudgeAdded { member, exception, decision });
                Ok(events)
            }
            Ask::Remove { judge, reason } => {
                self.of(of)?.thawed()?.member(&judge)?;
                Ok(vec![Event::JudgeRemoved { judge, reason }])
            }
            Ask::Declare { judge, conflicts, entries, locked } => {
                self.of(of)?.declare(judge, conflicts, &entries, &locked)
            }
            Ask::Record { conflict, locked } => self.of(of)?.record(conflict, &locked),
            Ask::Freeze { frozen_on, least } => {
                self.of(of)?.thawed()?.may_be_frozen(least)?;
                Ok(vec![Event::Frozen { frozen_on }])
            }
            Ask::Draw { draw, known, locked } => self.of(of)?.frozen()?.draw(*draw, known, &locked),
            Ask::Assign { stage, pair, entries, known, reason } => {
                if !entries.contains(&pair.code) {
                    return Err(Rejection::UnknownCode { code: pair.code.to_string() });
                }
                self.of(of)?.frozen()?.may_be_assigned(stage, &pair, &known)?;
                Ok(vec![Event::Assigned { stage, pair, reason }])
            }
            Ask::Recuse { stage, pair, kind, locked } => {
                let standing = self.of(of)?;
                standing.assignment(stage, &pair)?;
                Ok(standing.ended(&Conflict { pair, kind }, &locked))
            }
            Ask::ConfirmAssigned { stage, pair } => {
                let standing = self.of(of)?;
                // Who does not score an entry has no sheet of it.
                standing.assignment(stage, &pair).map_err(|_| Rejection::SheetNotFound)?;
                standing.has_declared(&pair.judge)?;
                Ok(Vec::new())
            }
            Ask::ConfirmChair { judge } => {
                self.of(of)?.led_by(&judge)?;
                Ok(Vec::new())
            }
            Ask::ConfirmAssignments { stage, pairs } => {
                let standing = self.of(of)?;
                if standing.assigned(stage) != pairs {
                    return Err(Rejection::AssignmentsChanged);
                }
                Ok(Vec::new())
            }
        }
    }

    fn evolve(self, event: &Event) -> Self {
        match (self, event) {
            (_, Event::Formed { round, field, members, .. }) => {
                Self::Formed(Box::new(Standing::new(*round, field.clone(), members)))
            }
            (Self::Formed(standing), event) => Self::Formed(Box::new(standing.hear(event))),
            (
                Self::Absent,
                Event::JudgeAdded { .. }
                | Event::JudgeRemoved { .. }
                | Event::ConflictsDeclared { .. }
                | Event::ConflictRecorded { .. }
                | Event::Frozen { .. }
                | Event::Drawn { .. }
                | Event::Assigned { .. }
                | Event::Recused { .. },
            ) => Self::Absent,
        }
    }
}

impl Jury {
    /// Who is in it and who scores what, for an act in the name of a round.
    ///
    /// # Errors
    /// If there is no such jury, or it is one of another round.
    pub fn of(&self, round: RoundId) -> Result<&Standing, Rejection> {
        match self {
            Self::Formed(standing) if standing.round() == round => Ok(standing),
            Self::Absent | Self::Formed(_) => Err(Rejection::JuryNotFound),
        }
    }

    fn may_be_formed(
        &self,
        field: &FieldCode,
        field_exists: bool,
        members: &[Named],
        least: u32,
    ) -> Result<(), Rejection> {
        match self {
            Self::Formed(_) => return Err(Rejection::JuryAlreadyFormed),
            Self::Absent => {}
        }
        if !field_exists {
            return Err(Rejection::UnknownCode { code: field.to_string() });
        }
        let judges: BTreeSet<_> = members.iter().map(|it| &it.judge).collect();
        if judges.len() < members.len() {
            return Err(Rejection::JudgeTwice);
        }
        if members.iter().filter(|it| it.part == Part::Chair).count() != 1 {
            return Err(Rejection::NotOneChair);
        }
        if u32::try_from(members.len()).is_ok_and(|count| count < least) {
            return Err(Rejection::TooFewJudges { least });
        }
        Ok(())
    }
}
