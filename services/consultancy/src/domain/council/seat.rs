//! One who was invited, and what they may do.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::conflict::{Conflict, ConflictKind};
use super::{Form, Rejection};
use crate::domain::InvitationId;

/// What an expert does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Chủ tịch.
    Chair,
    /// Phó chủ tịch.
    DeputyChair,
    /// Ủy viên phản biện.
    Reviewer,
    /// Ủy viên.
    Member,
    /// Thư ký khoa học.
    Secretary,
    /// Chuyên gia độc lập.
    IndependentExpert,
}

impl Role {
    #[must_use]
    pub fn is_of(self, form: Form) -> bool {
        match self {
            Self::Chair | Self::DeputyChair | Self::Reviewer | Self::Member | Self::Secretary => {
                form == Form::Council
            }
            Self::IndependentExpert => form == Form::IndependentExperts,
        }
    }

    /// Held by one at a time.
    pub(super) fn is_single(self) -> bool {
        match self {
            Self::Chair | Self::DeputyChair | Self::Secretary => true,
            Self::Reviewer | Self::Member | Self::IndependentExpert => false,
        }
    }

    /// May lead a meeting, and wait for no more opinions.
    #[must_use]
    pub fn leads(self) -> bool {
        match self {
            Self::Chair | Self::DeputyChair => true,
            Self::Reviewer | Self::Member | Self::Secretary | Self::IndependentExpert => false,
        }
    }
}

/// Where an invitation stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::IntoStaticStr)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum SeatState {
    Invited,
    Accepted,
    /// The opinion is handed in.
    Delivered,
    /// The opinion has been looked at.
    Considered,
    /// Thanked.
    Done,
    Declined,
    Withdrawn,
    Recused(ConflictKind),
    Dismissed,
}

impl SeatState {
    /// The expert works on the review, and may see the papers.
    #[must_use]
    pub fn is_in(self) -> bool {
        match self {
            Self::Accepted | Self::Delivered | Self::Considered => true,
            Self::Invited
            | Self::Done
            | Self::Declined
            | Self::Withdrawn
            | Self::Recused(_)
            | Self::Dismissed => false,
        }
    }

    /// Ended without an opinion that was done: another may be invited in place of it.
    #[must_use]
    pub fn is_vacated(self) -> bool {
        match self {
            Self::Declined | Self::Withdrawn | Self::Recused(_) | Self::Dismissed => true,
            Self::Invited | Self::Accepted | Self::Delivered | Self::Considered | Self::Done => {
                false
            }
        }
    }
}

/// What an expert must be for an act.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Claim {
    /// They are in.
    IsIn,
    /// And have opened the dossier.
    HasOpened,
    /// They are in, and lead the council.
    Leads,
}

/// An invitation, and what became of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Seat {
    pub invitation: InvitationId,
    pub expert: String,
    pub expert_key: Uuid,
    pub role: Role,
    pub state: SeatState,
    pub since: NaiveDate,
    pub invited_on: NaiveDate,
    pub answer_by: NaiveDate,
    pub opinion_by: Option<NaiveDate>,
    pub follows: Option<InvitationId>,
    pub conflicts: Vec<Conflict>,
    /// Why it ended, where somebody said so.
    pub reason: Option<String>,
    /// When they first opened the dossier.
    pub opened_on: Option<NaiveDate>,
    /// The opinion was taken back: nothing rests on it.
    pub retracted: bool,
}

impl Seat {
    /// # Errors
    /// If it does not.
    pub fn meets(&self, claim: Claim) -> Result<(), Rejection> {
        if !self.state.is_in() {
            return Err(Rejection::NotAssigned);
        }
        match claim {
            Claim::IsIn => Ok(()),
            Claim::HasOpened if self.opened_on.is_some() => Ok(()),
            Claim::HasOpened => Err(Rejection::DossierNotOpened),
            Claim::Leads if self.role.leads() => Ok(()),
            Claim::Leads => Err(Rejection::NotAssigned),
        }
    }

    /// An opinion that stands is there.
    #[must_use]
    pub fn has_spoken(&self) -> bool {
        match self.state {
            SeatState::Delivered | SeatState::Considered | SeatState::Done => !self.retracted,
            SeatState::Invited
            | SeatState::Accepted
            | SeatState::Declined
            | SeatState::Withdrawn
            | SeatState::Recused(_)
            | SeatState::Dismissed => false,
        }
    }

    pub(super) fn is_one_of(&self, states: &[SeatState]) -> Result<(), Rejection> {
        if states.contains(&self.state) {
            return Ok(());
        }
        Err(Rejection::StateNotAllowed { state: self.state.into() })
    }
}
