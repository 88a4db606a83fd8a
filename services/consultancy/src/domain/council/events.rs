//! What happens to councils.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::conflict::{Conflict, ConflictKind};
use super::{Form, Role, Rules};
use crate::domain::{InvitationId, MeetingId, Officer};

/// The last day for the opinion of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpinionDue {
    pub invitation: InvitationId,
    pub opinion_by: NaiveDate,
}

/// Stored for ever: variants and fields may be added, never renamed or removed. What an expert did names the
/// invitation, and that names the expert.
#[derive(
    Debug, Clone, PartialEq, Serialize, Deserialize, strum::IntoStaticStr, strum::VariantNames,
)]
#[serde(tag = "type", content = "data", rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Event {
    Composed {
        form: Form,
        size: u32,
        rules: Rules,
        on: NaiveDate,
        by: Officer,
    },
    Invited {
        invitation: InvitationId,
        /// The subject of their tokens.
        expert: String,
        expert_key: Uuid,
        role: Role,
        on: NaiveDate,
        answer_by: NaiveDate,
        /// `None` where the opening of the review gives it.
        opinion_by: Option<NaiveDate>,
        follows: Option<InvitationId>,
        by: Officer,
    },
    Withdrawn {
        invitation: InvitationId,
        on: NaiveDate,
        reason: String,
        by: Officer,
    },
    /// With the pledge.
    Accepted {
        invitation: InvitationId,
        role: Role,
        expert_key: Uuid,
        conflicts: Vec<Conflict>,
        on: NaiveDate,
    },
    Declined {
        invitation: InvitationId,
        on: NaiveDate,
        reason: String,
    },
    AcceptanceRetracted {
        invitation: InvitationId,
        on: NaiveDate,
        reason: String,
    },
    /// A tie that bars nobody.
    ConflictDeclared {
        invitation: InvitationId,
        conflict: Conflict,
        on: NaiveDate,
    },
    /// By what the expert declared, or by what the Union learnt.
    Recused {
        invitation: InvitationId,
        kind: ConflictKind,
        conflicts: Vec<Conflict>,
        reason: Option<String>,
        /// They had accepted.
        was_in: bool,
        on: NaiveDate,
        /// `None` where the expert declared it.
        by: Option<Officer>,
    },
    Dismissed {
        invitation: InvitationId,
        on: NaiveDate,
        reason: String,
        by: Officer,
    },
    OpinionExtended {
        invitation: InvitationId,
        on: NaiveDate,
        opinion_by: NaiveDate,
        reason: String,
        by: Officer,
    },
    Formed {
        on: NaiveDate,
        by: Officer,
    },
    Opened {
        round: u32,
        on: NaiveDate,
        due: Vec<OpinionDue>,
        /// Why there is another round.
        reason: Option<String>,
        by: Officer,
    },
    /// For the first time.
    DossierOpened {
        invitation: InvitationId,
        on: NaiveDate,
    },
    Met {
        meeting: MeetingId,
        on: NaiveDate,
    },
    OpinionDelivered {
        invitation: InvitationId,
        on: NaiveDate,
    },
    OpinionReturned {
        invitation: InvitationId,
        on: NaiveDate,
        by: Officer,
    },
    OpinionRetracted {
        invitation: InvitationId,
        on: NaiveDate,
    },
    OpinionConsidered {
        invitation: InvitationId,
        on: NaiveDate,
        by: Officer,
    },
    Thanked {
        invitation: InvitationId,
        on: NaiveDate,
        by: Officer,
    },
}
