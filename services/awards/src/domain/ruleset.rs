//! A ruleset (thể lệ) of a round: what it is held by, in versions.
//!
//! absent → issued as version 1 → amended as version 2, 3, …
//!
//! Invariants: what is issued holds together; it changes by a decision only, in a new version that lists the
//! entries which were handed in under earlier ones; a field that has entries stays. Whether the round still
//! lets it be amended is confirmed by the round in the same act.

pub mod rules;
#[cfg(test)]
mod scenarios;

use chrono::NaiveDate;
use ledger::{Decider, Reject, RejectionKind};
use serde::{Deserialize, Serialize};

use self::rules::Rules;
use crate::domain::codes::{FieldCode, TierCode};
use crate::domain::{DecisionRef, EntryId, Stage};

#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    Issue {
        rules: Box<Rules>,
        issued_on: NaiveDate,
        decision: DecisionRef,
    },
    Amend {
        rules: Box<Rules>,
        amended_on: NaiveDate,
        reason: String,
        decision: DecisionRef,
        entered: Entered,
    },
    /// Of an act that rests on it: that this version holds.
    Confirm {
        version: u32,
    },
}

/// What is known of a round's entries when its ruleset is amended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entered {
    /// Handed in, and neither taken back nor excluded.
    pub entries: Vec<EntryId>,
    /// In which they and the drafts are.
    pub fields: Vec<FieldCode>,
}

/// Stored for ever: variants and fields may be added, never renamed or removed.
#[derive(
    Debug, Clone, PartialEq, Serialize, Deserialize, strum::IntoStaticStr, strum::VariantNames,
)]
#[serde(tag = "type", content = "data", rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Event {
    Issued {
        rules: Box<Rules>,
        issued_on: NaiveDate,
        decision: DecisionRef,
    },
    Amended {
        version: u32,
        rules: Box<Rules>,
        amended_on: NaiveDate,
        reason: String,
        decision: DecisionRef,
        /// Handed in under earlier versions.
        affected: Vec<EntryId>,
    },
}

#[derive(Debug, Clone, PartialEq, thiserror::Error, strum::IntoStaticStr, strum::VariantNames)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum Rejection {
    #[error("the round has no ruleset")]
    RulesetNotIssued,
    #[error("the round has a ruleset already")]
    RulesetAlreadyIssued,
    #[error("version {version} of the ruleset holds")]
    RulesetChanged { version: u32 },
    #[error("the version before holds from {since} on")]
    BeforeRuleset { since: NaiveDate },
    #[error("the code {code} is there twice")]
    CodeTwice { code: String },
    #[error("there is no {code}")]
    UnknownCode { code: String },
    #[error("there are a preliminary and a final, or a final only")]
    StagesOutOfOrder,
    #[error("nothing says who goes on to the final")]
    AdvanceRuleMissing,
    #[error("with one stage nobody goes on to a final")]
    AdvanceRuleWithoutFinal,
    #[error("the criteria of a stage do not sum up to 100")]
    CriteriaNotHundred { stage: Stage },
    #[error("the most points of a criterion are no whole number of steps")]
    NotInSteps { stage: Stage },
    #[error("the number of judges of an entry is not odd")]
    JudgesNotOdd { stage: Stage },
    #[error("with fewer than three sheets none can be dropped")]
    DropWithoutSheets { stage: Stage },
    #[error("the ages are not in order")]
    AgesOutOfOrder,
    #[error("a higher prize needs fewer points than a lower one")]
    TiersOutOfOrder,
    #[error("the places of {tier} are said twice")]
    QuotaTwice { tier: TierCode },
    #[error("a share is more than the whole, or nothing")]
    ShareOverWhole,
}

#[derive(Debug, Clone, PartialEq, Default)]
pub enum Ruleset {
    #[default]
    Absent,
    Issued {
        version: u32,
        rules: Box<Rules>,
        since: NaiveDate,
    },
}

impl Decider for Ruleset {
    const CATEGORY: &'static str = "ruleset";
    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;

    fn decide(&self, command: Command) -> Result<Vec<Event>, Rejection> {
        match (self, command) {
            (Self::Absent, Command::Issue { rules, issued_on, decision }) => {
                rules.check()?;
                Ok(vec![Event::Issued { rules, issued_on, decision }])
            }
            (Self::Issued { .. }, Command::Issue { .. }) => Err(Rejection::RulesetAlreadyIssued),

            (
                Self::Issued { version, since, .. },
                Command::Amend { rules, amended_on, reason, decision, entered },
            ) => {
                if amended_on < *since {
                    return Err(Rejection::BeforeRuleset { since: *since });
                }
                rules.check()?;
                entered.keep_their_fields(&rules)?;
                let (version, affected) = (version + 1, entered.entries);
                Ok(vec![Event::Amended { version, rules, amended_on, reason, decision, affected }])
            }

            (Self::Issued { version, .. }, Command::Confirm { version: of }) if of == *version => {
                Ok(Vec::new())
            }
            (Self::Issued { version, .. }, Command::Confirm { .. }) => {
                Err(Rejection::RulesetChanged { version: *version })
            }

            (Self::Absent, Command::Amend { .. } | Command::Confirm { .. }) => {
                Err(Rejection::RulesetNotIssued)
            }
        }
    }

    fn evolve(self, event: &Event) -> Self {
        match event {
            Event::Issued { rules, issued_on, .. } => {
                Self::Issued { version: 1, rules: rules.clone(), since: *issued_on }
            }
            Event::Amended { version, rules, amended_on, .. } => {
                Self::Issued { version: *version, rules: rules.clone(), since: *amended_on }
            }
        }
    }
}

impl Ruleset {
    /// The version that holds, and what it says.
    #[must_use]
    pub fn in_force(&self) -> Option<(u32, &Rules)> {
        match self {
            Self::Absent => None,
            Self::Issued { version, rules, .. } => Some((*version, rules.as_ref())),
        }
    }
}

impl Entered {
    fn keep_their_fields(&self, rules: &Rules) -> Result<(), Rejection> {
        match self.fields.iter().find(|field| !rules.has_field(field)) {
            Some(field) => Err(Rejection::UnknownCode { code: field.to_string() }),
            None => Ok(()),
        }
    }
}

impl Reject for Rejection {
    fn kind(&self) -> RejectionKind {
        match self {
            Self::RulesetNotIssued | Self::RulesetChanged { .. } | Self::BeforeRuleset { .. } => {
                RejectionKind::Precondition
            }
            Self::RulesetAlreadyIssued => RejectionKind::AlreadyExists,
            Self::CodeTwice { .. }
            | Self::UnknownCode { .. }
            | Self::StagesOutOfOrder
            | Self::AdvanceRuleMissing
            | Self::AdvanceRuleWithoutFinal
            | Self::CriteriaNotHundred { .. }
            | Self::NotInSteps { .. }
            | Self::JudgesNotOdd { .. }
            | Self::DropWithoutSheets { .. }
            | Self::AgesOutOfOrder
            | Self::TiersOutOfOrder
            | Self::QuotaTwice { .. }
            | Self::ShareOverWhole => RejectionKind::Invalid,
        }
    }

    fn reason(&self) -> &'static str {
        self.into()
    }

    fn field(&self) -> Option<&'static str> {
        (self.kind() == RejectionKind::Invalid).then_some("ruleset")
    }

    fn metadata(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::RulesetChanged { version } => vec![("version", version.to_string())],
            Self::BeforeRuleset { since } => vec![("since", since.to_string())],
            Self::CodeTwice { code } | Self::UnknownCode { code } => vec![("code", code.clone())],
            Self::CriteriaNotHundred { stage }
            | Self::NotInSteps { stage }
            | Self::JudgesNotOdd { stage }
            | Self::DropWithoutSheets { stage } => vec![("stage", stage.to_string())],
            Self::QuotaTwice { tier } => vec![("tier", tier.to_string())],
            Self::RulesetNotIssued
            | Self::RulesetAlreadyIssued
            | Self::StagesOutOfOrder
            | Self::AdvanceRuleMissing
            | Self::AdvanceRuleWithoutFinal
            | Self::AgesOutOfOrder
            | Self::TiersOutOfOrder
            | Self::ShareOverWhole => Vec::new(),
        }
    }
}
