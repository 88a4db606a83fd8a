//! Whether an association is in the Union (Liên hiệp các Hội Khoa học và Kỹ thuật): one stream for
//! each association, apart from its legal life ([`crate::domain::association`]).
//!
//! absent → applied → active ⇄ suspended; active → lapsed → active; applied → withdrawn | rejected;
//! active, suspended, lapsed → left | expelled | ended with the association. An application may follow
//! on any end but the last. A transfer to another Union keeps the state.
//!
//! Invariants: nobody becomes a member but by approval of an application; states follow each other in
//! order of their days; a recorded day is put right by a new fact, and stays between its neighbours.

mod board_vote;
mod events;
mod rejection;
#[cfg(test)]
mod scenarios;

use chrono::{Days, NaiveDate};
use ledger::Decider;
use serde::{Deserialize, Serialize};

use crate::domain::{Act, DecisionRef, EvidenceRef, MoreThan, UnitId};
pub use board_vote::BoardVote;
pub use events::Event;
pub use rejection::Rejection;

#[derive(Debug, Clone, PartialEq, strum::IntoStaticStr)]
pub enum Command {
    Apply {
        union: UnitId,
        occurred_on: NaiveDate,
        application: EvidenceRef,
    },
    RequestMore {
        occurred_on: NaiveDate,
        wanted: String,
    },
    Withdraw {
        occurred_on: NaiveDate,
    },
    Reject {
        act: Act,
        reason: String,
    },
    Approve {
        act: Act,
        /// Where one is on record, with the rules it is weighed by.
        vote: Option<(BoardVote, UnionRules)>,
    },
    Suspend {
        act: Act,
        until: NaiveDate,
        reason: String,
    },
    Reinstate {
        occurred_on: NaiveDate,
        decision: Option<DecisionRef>,
    },
    Lapse {
        occurred_on: NaiveDate,
        ground: LapseGround,
        due_on: NaiveDate,
        rules: UnionRules,
    },
    Renew {
        occurred_on: NaiveDate,
        decision: Option<DecisionRef>,
        rules: UnionRules,
    },
    Leave {
        occurred_on: NaiveDate,
        decision: Option<DecisionRef>,
        reason: String,
    },
    Expel {
        act: Act,
        reason: String,
    },
    Transfer {
        act: Act,
        to: UnitId,
    },
    Correct {
        fact: Fact,
        corrected_to: NaiveDate,
        source: EvidenceRef,
        reason: String,
    },
    /// The association itself ends; where it is no member, there is nothing to say.
    EndWithAssociation {
        act: Act,
    },
}

/// What the Union's own rules ask; they come with the command, and the event names their version.
#[derive(Debug, Clone, PartialEq)]
pub struct UnionRules {
    pub version: String,
    /// Of the board, how many must be present where an admission is voted on.
    pub board_quorum: MoreThan,
    /// Of those present, how many must be in favour.
    pub board_majority: MoreThan,
    /// Days after the due day before a membership may lapse.
    pub grace_days: u32,
    /// The longest gap after which a renewed membership counts as unbroken.
    pub unbroken_gap_days: u32,
}

/// What the association did not do in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum LapseGround {
    Dues,
    Attestation,
}

/// Which recorded day was wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Fact {
    AdmittedOn,
    EndedOn,
}

#[derive(Debug, Clone, PartialEq, Default)]
pub enum UnionMembership {
    #[default]
    Absent,
    Known(Facts),
}

/// The latest application and what became of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Facts {
    standing: Standing,
    union: UnitId,
    /// Of the application, of the admission, and of each later change; never empty.
    days: Vec<NaiveDate>,
}

/// Where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::IntoStaticStr)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum Standing {
    Applied,
    Withdrawn,
    Rejected,
    Active,
    Suspended,
    Lapsed,
    Left,
    Expelled,
    EndedWithAssociation,
}

impl Standing {
    /// The table: which commands a standing allows.
    fn allowed(self) -> &'static [&'static str] {
        match self {
            Self::Applied => &["RequestMore", "Withdraw", "Reject", "Approve"],
            Self::Withdrawn | Self::Rejected => &["Apply"],
            Self::Active => &["Suspend", "Lapse", "Leave", "Expel", "Transfer", "Correct"],
            Self::Suspended => &["Reinstate", "Leave", "Expel", "Transfer", "Correct"],
            Self::Lapsed => &["Renew", "Leave", "Expel", "Transfer", "Correct"],
            Self::Left | Self::Expelled => &["Apply", "Correct"],
            Self::EndedWithAssociation => &["Correct"],
        }
    }

    fn refuses(self) -> Rejection {
        Rejection::StateNotAllowed { state: self.into(), allowed: self.allowed() }
    }
}

impl Decider for UnionMembership {
    const CATEGORY: &'static str = "union_membership";
    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;

    fn decide(&self, command: Command) -> Result<Vec<Event>, Rejection> {
        match self {
            Self::Absent => begin(command),
            Self::Known(facts) => facts.go_on(command),
        }
    }

    fn evolve(self, event: &Event) -> Self {
        events::evolve(self, event)
    }
}

fn begin(command: Command) -> Result<Vec<Event>, Rejection> {
    match command {
        Command::Apply { union, occurred_on, application } => {
            Ok(vec![Event::Applied { union, occurred_on, application }])
        }
        Command::EndWithAssociation { .. } => Ok(Vec::new()),
        Command::RequestMore { .. }
        | Command::Withdraw { .. }
        | Command::Reject { .. }
        | Command::Approve { .. }
        | Command::Suspend { .. }
        | Command::Reinstate { .. }
        | Command::Lapse { .. }
        | Command::Renew { .. }
        | Command::Leave { .. }
        | Command::Expel { .. }
        | Command::Transfer { .. }
        | Command::Correct { .. } => Err(Rejection::UnionMembershipNotFound),
    }
}

impl Facts {
    fn go_on(&self, command: Command) -> Result<Vec<Event>, Rejection> {
        use Standing as S;
        let union = self.union;
        match (self.standing, command) {
            (S::Applied, Command::RequestMore { occurred_on, wanted }) => {
                self.then(occurred_on, Event::MoreRequested { union, occurred_on, wanted })
            }
            (S::Applied, Command::Withdraw { occurred_on }) => {
                self.then(occurred_on, Event::Withdrawn { union, occurred_on })
            }
            (S::Applied, Command::Reject { act, reason }) => {
                self.then(act.occurred_on, Event::Rejected { union, act, reason })
            }
            (S::Applied, Command::Approve { act, vote }) => self.approve(act, vote),
            (S::Active, Command::Suspend { act, until, reason }) => {
                if until < act.occurred_on {
                    return Err(Rejection::SuspensionEndsTooEarly);
                }
                self.then(act.occurred_on, Event::Suspended { union, act, until, reason })
            }
            (S::Suspended, Command::Reinstate { occurred_on, decision }) => {
                self.then(occurred_on, Event::Reinstated { union, occurred_on, decision })
            }
            (S::Active, Command::Lapse { occurred_on, ground, due_on, rules }) => {
                let event = lapse(union, occurred_on, ground, due_on, rules)?;
                self.then(occurred_on, event)
            }
            (S::Lapsed, Command::Renew { occurred_on, decision, rules }) => {
                self.then(occurred_on, self.renewal(occurred_on, decision, rules))
            }
            (
                S::Active | S::Suspended | S::Lapsed,
                Command::Leave { occurred_on, decision, reason },
            ) => self.then(occurred_on, Event::Left { union, occurred_on, decision, reason }),
            (S::Active | S::Suspended | S::Lapsed, Command::Expel { act, reason }) => {
                self.then(act.occurred_on, Event::Expelled { union, act, reason })
            }
            (S::Active | S::Suspended | S::Lapsed, Command::Transfer { act, to }) => {
                if to == union {
                    return Err(Rejection::AlreadyInThatUnion);
                }
                self.then(act.occurred_on, Event::Transferred { from: union, to, act })
            }
            (_, Command::Correct { fact, corrected_to, source, reason }) => {
                self.correct(fact, corrected_to, source, reason)
            }
            (_, Command::EndWithAssociation { act }) => self.end_with_association(act),
            (_, Command::Apply { union, occurred_on, application }) => {
                self.may_apply()?;
                self.then(occurred_on, Event::Applied { union, occurred_on, application })
            }
            (
                standing,
                Command::RequestMore { .. }
                | Command::Withdraw { .. }
                | Command::Reject { .. }
                | Command::Approve { .. }
                | Command::Suspend { .. }
                | Command::Reinstate { .. }
                | Command::Lapse { .. }
                | Command::Renew { .. }
                | Command::Leave { .. }
                | Command::Expel { .. }
                | Command::Transfer { .. },
            ) => Err(standing.refuses()),
        }
    }

    /// States follow each other in order of their days.
    fn then(&self, occurred_on: NaiveDate, event: Event) -> Result<Vec<Event>, Rejection> {
        let since = self.days.last().copied().unwrap_or_default();
        if occurred_on < since {
            return Err(Rejection::BeforePresentState { since });
        }
        Ok(vec![event])
    }

    fn may_apply(&self) -> Result<(), Rejection> {
        match self.standing {
            Standing::Applied => Err(Rejection::AlreadyApplied),
            Standing::Active | Standing::Suspended | Standing::Lapsed => {
                Err(Rejection::AlreadyAMember)
            }
            Standing::Withdrawn | Standing::Rejected | Standing::Left | Standing::Expelled => {
                Ok(())
            }
            Standing::EndedWithAssociation => Err(self.standing.refuses()),
        }
    }

    fn renewal(
        &self,
        occurred_on: NaiveDate,
        decision: Option<DecisionRef>,
        rules: UnionRules,
    ) -> Event {
        let lapsed_on = self.days.last().copied().unwrap_or_default();
        let gap = occurred_on.signed_duration_since(lapsed_on).num_days();
        Event::Renewed {
            union: self.union,
            occurred_on,
            decision,
            continuous: gap <= i64::from(rules.unbroken_gap_days),
            rules_version: rules.version,
        }
    }

    fn end_with_association(&self, act: Act) -> Result<Vec<Event>, Rejection> {
        let union = self.union;
        match self.standing {
            Standing::Applied => {
                let occurred_on = act.occurred_on;
                self.then(occurred_on, Event::Withdrawn { union, occurred_on })
            }
            Standing::Active | Standing::Suspended | Standing::Lapsed => {
                self.then(act.occurred_on, Event::EndedWithAssociation { union, act })
            }
            Standing::Withdrawn
            | Standing::Rejected
            | Standing::Left
            | Standing::Expelled
            | Standing::EndedWithAssociation => Ok(Vec::new()),
        }
    }

    /// The place of a recorded day among the days on record.
    fn place_of(&self, fact: Fact) -> Option<usize> {
        match (fact, self.standing) {
            (_, Standing::Applied | Standing::Withdrawn | Standing::Rejected) => None,
            (
                Fact::EndedOn,
                Standing::Left | Standing::Expelled | Standing::EndedWithAssociation,
            ) => self.days.len().checked_sub(1),
            (Fact::EndedOn, Standing::Active | Standing::Suspended | Standing::Lapsed) => None,
            (
                Fact::AdmittedOn,
                Standing::Active
                | Standing::Suspended
                | Standing::Lapsed
                | Standing::Left
                | Standing::Expelled
                | Standing::EndedWithAssociation,
            ) => Some(1),
        }
    }

    fn correct(
        &self,
        fact: Fact,
        corrected_to: NaiveDate,
        source: EvidenceRef,
        reason: String,
    ) -> Result<Vec<Event>, Rejection> {
        let place = self.place_of(fact).ok_or(Rejection::NothingToCorrect { fact })?;
        let recorded_before = self.days[place];
        if corrected_to == recorded_before {
            return Ok(Vec::new());
        }
        let earliest = self.days[place - 1];
        let latest = self.days.get(place + 1).copied();
        if corrected_to < earliest || latest.is_some_and(|latest| corrected_to > latest) {
            return Err(Rejection::CorrectionOutOfOrder { earliest, latest });
        }
        let union = self.union;
        Ok(vec![Event::Corrected { union, fact, recorded_before, corrected_to, source, reason }])
    }
}

fn lapse(
    union: UnitId,
    occurred_on: NaiveDate,
    ground: LapseGround,
    due_on: NaiveDate,
    rules: UnionRules,
) -> Result<Event, Rejection> {
    let until = due_on + Days::new(rules.grace_days.into());
    if occurred_on <= until {
        return Err(Rejection::GracePeriodRunning { until });
    }
    Ok(Event::Lapsed { union, occurred_on, ground, due_on, rules_version: rules.version })
}
