//! Why a command on an association is refused.

use chrono::NaiveDate;
use ledger::{Reject, RejectionKind};

use super::{DossierDocument, SuccessionKind};
use crate::domain::{AssociationId, Attendance};

#[derive(Debug, Clone, PartialEq, thiserror::Error, strum::IntoStaticStr, strum::VariantNames)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum Rejection {
    #[error("there is no such association")]
    AssociationNotFound,
    #[error("the association exists already")]
    AssociationAlreadyExists,
    #[error("an association in the state {state} does not allow this")]
    StateNotAllowed { state: &'static str, allowed: &'static [&'static str] },
    #[error("the present state began later, on {since}")]
    BeforePresentState { since: NaiveDate },
    #[error("the association was not operating on {on}")]
    AssociationNotOperating { on: NaiveDate, since: Option<NaiveDate>, ended_on: Option<NaiveDate> },
    #[error("no rules are on record for {day}")]
    NoRulesForDay { day: NaiveDate },
    #[error("{founders} founders are fewer than the {required} the law requires")]
    TooFewFounders { founders: u32, required: u32 },
    #[error("the dossier lacks documents")]
    DossierIncomplete { missing: Vec<DossierDocument> },
    #[error("the congress was due by {due_on}")]
    CongressTooLate { due_on: NaiveDate },
    #[error("too few came: {} of {}", .0.present, .0.called)]
    QuorumNotMet(Attendance),
    #[error("the term ends before it begins, or before its congress")]
    TermEndsTooEarly,
    #[error("a term lasts {years} years at most")]
    TermTooLong { years: u32 },
    #[error("the term does not begin after the one before, which began on {previous_from}")]
    TermsOverlap { previous_from: NaiveDate },
    #[error("no term is on record")]
    NoTermRunning,
    #[error("the congress is due by {due_on} already")]
    NoExtension { due_on: NaiveDate },
    #[error("the congress can be put off to {latest} at most")]
    ExtensionTooLong { latest: NaiveDate },
    #[error("the suspension ends before it begins")]
    SuspensionEndsTooEarly,
    #[error("a suspension lasts to {latest} at most")]
    SuspensionTooLong { latest: NaiveDate },
    #[error("the last day allowed is {last}")]
    NotDueYet { last: NaiveDate },
    #[error("{kind} does not have that number of associations")]
    WrongNumberOfAssociations { kind: SuccessionKind },
    #[error("the association {association_id} stands twice in the reorganisation")]
    AssociationNamedTwice { kind: SuccessionKind, association_id: AssociationId },
}

impl Reject for Rejection {
    fn kind(&self) -> RejectionKind {
        match self {
            Self::AssociationNotFound => RejectionKind::NotFound,
            Self::AssociationAlreadyExists => RejectionKind::AlreadyExists,
            Self::StateNotAllowed { .. }
            | Self::BeforePresentState { .. }
            | Self::AssociationNotOperating { .. }
            | Self::NoRulesForDay { .. }
            | Self::TooFewFounders { .. }
            | Self::CongressTooLate { .. }
            | Self::QuorumNotMet(_)
            | Self::TermTooLong { .. }
            | Self::TermsOverlap { .. }
            | Self::NoTermRunning
            | Self::NoExtension { .. }
            | Self::ExtensionTooLong { .. }
            | Self::SuspensionTooLong { .. }
            | Self::NotDueYet { .. } => RejectionKind::Precondition,
            Self::DossierIncomplete { .. }
            | Self::TermEndsTooEarly
            | Self::SuspensionEndsTooEarly
            | Self::WrongNumberOfAssociations { .. }
            | Self::AssociationNamedTwice { .. } => RejectionKind::Invalid,
        }
    }

    fn reason(&self) -> &'static str {
        self.into()
    }

    fn field(&self) -> Option<&'static str> {
        match self {
            Self::DossierIncomplete { .. } => Some("dossier"),
            Self::TermEndsTooEarly => Some("term.to"),
            Self::SuspensionEndsTooEarly => Some("until"),
            Self::WrongNumberOfAssociations { kind } | Self::AssociationNamedTwice { kind, .. } => {
                Some(match kind {
                    SuccessionKind::Merged => "successor_association_id",
                    SuccessionKind::Consolidated => "association_ids",
                    SuccessionKind::Divided => "successors",
                    SuccessionKind::Separated => "separated",
                })
            }
            Self::AssociationNotFound
            | Self::AssociationAlreadyExists
            | Self::StateNotAllowed { .. }
            | Self::BeforePresentState { .. }
            | Self::AssociationNotOperating { .. }
            | Self::NoRulesForDay { .. }
            | Self::TooFewFounders { .. }
            | Self::CongressTooLate { .. }
            | Self::QuorumNotMet(_)
            | Self::TermTooLong { .. }
            | Self::TermsOverlap { .. }
            | Self::NoTermRunning
            | Self::NoExtension { .. }
            | Self::ExtensionTooLong { .. }
            | Self::SuspensionTooLong { .. }
            | Self::NotDueYet { .. } => None,
        }
    }

    fn metadata(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::StateNotAllowed { state, allowed } => {
                vec![("state", (*state).to_owned()), ("allowed", allowed.join(","))]
            }
            Self::BeforePresentState { since } => vec![("since", since.to_string())],
            Self::AssociationNotOperating { since, ended_on, .. } => {
                let since = since.map(|day| ("since", day.to_string()));
                let ended_on = ended_on.map(|day| ("ended_on", day.to_string()));
                since.into_iter().chain(ended_on).collect()
            }
            Self::TooFewFounders { required, .. } => vec![("required", required.to_string())],
            Self::DossierIncomplete { missing } => {
                let missing: Vec<_> = missing.iter().map(ToString::to_string).collect();
                vec![("missing", missing.join(","))]
            }
            Self::CongressTooLate { due_on } | Self::NoExtension { due_on } => {
                vec![("due_on", due_on.to_string())]
            }
            Self::TermTooLong { years } => vec![("years", years.to_string())],
            Self::TermsOverlap { previous_from } => {
                vec![("previous_from", previous_from.to_string())]
            }
            Self::ExtensionTooLong { latest } | Self::SuspensionTooLong { latest } => {
                vec![("latest", latest.to_string())]
            }
            Self::NotDueYet { last } => vec![("last", last.to_string())],
            Self::AssociationNamedTwice { association_id, .. } => {
                vec![("association_id", association_id.to_string())]
            }
            Self::AssociationNotFound
            | Self::AssociationAlreadyExists
            | Self::NoRulesForDay { .. }
            | Self::QuorumNotMet(_)
            | Self::TermEndsTooEarly
            | Self::NoTermRunning
            | Self::SuspensionEndsTooEarly
            | Self::WrongNumberOfAssociations { .. } => Vec::new(),
        }
    }
}
