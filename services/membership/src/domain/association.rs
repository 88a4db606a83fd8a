//! An association (hội) in its legal life, by Decree 126/2024/NĐ-CP. Whether it is in the Union is
//! another matter (`union_membership`).
//!
//! absent → founding committee → preparing → permitted → congress held → active ⇄ suspended;
//! active, suspended → merged | split | dissolving → dissolved; before it is active also → closed.
//! One that existed before this register begins active, and so does one that comes out of others.
//!
//! Invariants: what ended does nothing any more; states follow each other in order of their days; one
//! term runs at a time; what the law asks comes with the command, and the event names its version.

mod decisions;
mod events;
mod legal_rules;
mod profile;
mod rejection;
mod reorganisation;
mod stage;

#[cfg(test)]
mod scenarios;

use std::collections::BTreeSet;

use chrono::NaiveDate;
use ledger::Decider;
use serde::{Deserialize, Serialize};

use crate::domain::{Act, Attendance, DecisionRef, EvidenceRef, Name};
pub use events::Event;
pub use legal_rules::{DossierDocument, LegalRules, MinimumFounders};
pub use profile::{Profile, ScienceField, Scope, Term, Work};
pub use rejection::Rejection;
pub use reorganisation::{Sides, SuccessionKind};

#[derive(Debug, Clone, PartialEq, strum::IntoStaticStr)]
pub enum Command {
    ProposeFounding {
        profile: Profile,
        illustrative: bool,
        occurred_on: NaiveDate,
    },
    RejectFounding {
        act: Act,
        reason: String,
    },
    RecogniseFoundingCommittee {
        act: Act,
    },
    PermitEstablishment {
        act: Act,
        permit: Permit,
        rules: LegalRules,
    },
    ExtendFoundingCongress {
        act: Act,
        extended_to: NaiveDate,
        rules: LegalRules,
    },
    RecordFoundingCongress {
        occurred_on: NaiveDate,
        congress: Congress,
        rules: LegalRules,
    },
    /// Sent by the scheduler.
    LapsePermission {
        occurred_on: NaiveDate,
    },
    ApproveCharter {
        act: Act,
    },
    /// Enters one that existed before this register.
    Register {
        profile: Profile,
        term: Option<Term>,
        illustrative: bool,
        occurred_on: NaiveDate,
        decision: Option<DecisionRef>,
    },
    RecordTermCongress {
        act: Act,
        congress: Congress,
        extraordinary: bool,
        rules: LegalRules,
    },
    ExtendTermCongress {
        act: Act,
        extended_to: NaiveDate,
        rules: LegalRules,
    },
    /// Sent by the scheduler.
    FlagCongressOverdue {
        occurred_on: NaiveDate,
    },
    Suspend {
        act: Act,
        until: NaiveDate,
        reason: String,
        rules: LegalRules,
    },
    Resume {
        act: Act,
    },
    /// Sent by the scheduler.
    FlagSuspensionExpired {
        occurred_on: NaiveDate,
    },
    Rename {
        act: Act,
        name: Name,
    },
    ChangeCharter {
        act: Act,
    },
    ChangeScope {
        act: Act,
        work: Work,
        /// Whether it is a mass association from then on; `None`: as it was.
        mass: Option<bool>,
    },
    /// This association is a predecessor.
    Hand {
        act: Act,
        sides: Sides,
    },
    /// This association goes on with what another one was.
    Absorb {
        act: Act,
        sides: Sides,
    },
    /// This association comes out of others.
    Form {
        act: Act,
        sides: Sides,
        profile: Profile,
        term: Option<Term>,
        illustrative: bool,
    },
    StartDissolution {
        act: Act,
        ground: DissolutionGround,
    },
    CompleteDissolution {
        act: Act,
        settlement: EvidenceRef,
    },
    /// Asks whether it is active, and was so on that day.
    VouchActive {
        on: NaiveDate,
    },
    /// Asks whether it was active or suspended on that day.
    VouchOperating {
        on: NaiveDate,
    },
}

/// What was handed in for the permission.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Permit {
    /// Organisations and citizens that registered as founders.
    pub founders: u32,
    /// Trụ sở.
    pub seat: String,
    pub dossier: BTreeSet<DossierDocument>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Congress {
    pub attendance: Attendance,
    /// The term it opens.
    pub term: Term,
    pub minutes: EvidenceRef,
}

/// Its own will, or a ground of article 30.2 of Decree 126/2024/NĐ-CP.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum DissolutionGround {
    Voluntary,
    UnlawfulActivity,
    CongressWithoutPermission,
    NoCongressAfterExtension,
    NoReportForTwoYears,
    SuspensionNotCured,
    BoardIgnoredMembers,
    TooFewMembers,
}

#[derive(Debug, Clone, PartialEq, Default)]
pub enum Association {
    #[default]
    Absent,
    Known {
        stage: Stage,
        facts: Facts,
    },
}

/// Where it stands.
#[derive(Debug, Clone, Copy, PartialEq, strum::IntoStaticStr)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum Stage {
    FoundingCommittee,
    Preparing,
    Permitted { congress_due_on: NaiveDate, first_due_on: NaiveDate },
    CongressHeld,
    Active,
    Suspended { until: NaiveDate, expiry_flagged: bool },
    Dissolving { ground: DissolutionGround },
    Dissolved,
    Merged,
    Split,
    Closed,
}

/// What decisions need to know besides.
#[derive(Debug, Clone, PartialEq)]
pub struct Facts {
    profile: Profile,
    illustrative: bool,
    /// The day its present stage began.
    since: NaiveDate,
    /// First day on which it was active.
    active_since: Option<NaiveDate>,
    ended_on: Option<NaiveDate>,
    term: Option<Term>,
    congress_due_on: Option<NaiveDate>,
    overdue_flagged: bool,
}

/// What time will ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Due {
    /// The first day on which it can be done.
    pub on: NaiveDate,
    pub what: Overdue,
}

/// What happens when a legal deadline has passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Overdue {
    Permission,
    Congress,
    Suspension,
}

impl Overdue {
    #[must_use]
    pub fn command(self, occurred_on: NaiveDate) -> Command {
        match self {
            Self::Permission => Command::LapsePermission { occurred_on },
            Self::Congress => Command::FlagCongressOverdue { occurred_on },
            Self::Suspension => Command::FlagSuspensionExpired { occurred_on },
        }
    }
}

impl Association {
    /// What time will ask for, as things stand.
    #[must_use]
    pub fn due(&self) -> Option<Due> {
        let Self::Known { stage, facts } = self else { return None };
        let (last, what) = match stage {
            Stage::Permitted { congress_due_on, .. } => (*congress_due_on, Overdue::Permission),
            Stage::Suspended { until, expiry_flagged: false } => (*until, Overdue::Suspension),
            Stage::Active if !facts.overdue_flagged => (facts.congress_due_on?, Overdue::Congress),
            Stage::FoundingCommittee
            | Stage::Preparing
            | Stage::CongressHeld
            | Stage::Active
            | Stage::Suspended { .. }
            | Stage::Dissolving { .. }
            | Stage::Dissolved
            | Stage::Merged
            | Stage::Split
            | Stage::Closed => return None,
        };
        Some(Due { on: last.succ_opt()?, what })
    }

    /// What it is called and does; `None` if there is no such association.
    #[must_use]
    pub fn profile(&self) -> Option<&Profile> {
        match self {
            Self::Absent => None,
            Self::Known { facts, .. } => Some(&facts.profile),
        }
    }
}

impl Decider for Association {
    const CATEGORY: &'static str = "association";
    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;

    fn decide(&self, command: Command) -> Result<Vec<Event>, Rejection> {
        match self {
            Self::Absent => decisions::begin(command),
            Self::Known { stage, facts } => decisions::go_on(*stage, facts, command),
        }
    }

    fn evolve(self, event: &Event) -> Self {
        match self {
            Self::Absent => events::beginning(event),
            Self::Known { stage, facts } => events::continuation(stage, facts, event),
        }
    }
}
