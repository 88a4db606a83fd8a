//! The experts of a review: a council (hội đồng) of odd size with roles, or independent experts (chuyên gia độc
//! lập). Who is asked, who is in, and who may see the papers.
//!
//! absent → composed → formed → in review (round 1, 2, …)
//!
//! an invitation: invited → accepted → delivered → considered → done; invited → declined, withdrawn or recused;
//! accepted → declined, dismissed or recused; delivered → accepted or recused
//!
//! Invariants: no more are in than there are seats, and no role that is held by one is held by two; ties to the
//! scheme are declared before any paper is seen; who has a conflict, or was dismissed, is out and is not asked
//! again; papers are open to those who are in, and to nobody else, and from the event that ends it on to
//! nobody; a new invitation has days of its own. An act on the review's stream goes with those that move it.

pub mod conflict;
mod events;
mod inviting;
mod rejection;
#[cfg(test)]
mod scenarios;
pub mod seat;
mod standing;
mod working;

use chrono::NaiveDate;
use ledger::Decider;
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use working_days::WorkingDays;

use self::conflict::{Conflict, ConflictKind};
use super::regulation::terms::{CouncilTerms, InvitationTerms, MeetingTerms, Terms};
use super::{InvitationId, MeetingId, Officer, review};

pub use events::Event;
pub use rejection::Rejection;
pub use seat::{Claim, Role, Seat, SeatState};
pub use standing::{Stage, Standing};

/// How the experts work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Form {
    /// In a council of odd size, with roles, that meets.
    Council,
    /// Each by themselves, for small tasks.
    IndependentExperts,
}

/// What the regulation by which the review is judged says about its experts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rules {
    pub council: CouncilTerms,
    pub meeting: MeetingTerms,
    pub invitation: InvitationTerms,
}

impl From<&Terms> for Rules {
    fn from(terms: &Terms) -> Self {
        Self { council: terms.council, meeting: terms.meeting, invitation: terms.invitation }
    }
}

/// Whom to ask for what, until when. Days as the regulation says where none are given.
#[derive(Debug, Clone, PartialEq)]
pub struct Letter {
    pub invitation: InvitationId,
    /// The subject of their tokens.
    pub expert: String,
    /// By which others know the expert.
    pub expert_key: Uuid,
    pub role: Role,
    pub answer_by: Option<NaiveDate>,
    pub opinion_by: Option<NaiveDate>,
    /// The ended one that it is sent in place of.
    pub follows: Option<InvitationId>,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    Compose {
        form: Form,
        /// As the regulation says where none is given.
        size: Option<u32>,
        rules: Rules,
        on: NaiveDate,
        by: Officer,
    },
    Invite {
        letter: Box<Letter>,
        on: NaiveDate,
        calendar: WorkingDays,
        by: Officer,
    },
    /// By the Union's office.
    Manage {
        invitation: InvitationId,
        on: NaiveDate,
        by: Officer,
        act: Managing,
    },
    /// By the expert, whom the token names.
    Answer {
        invitation: InvitationId,
        expert: String,
        on: NaiveDate,
        act: Answering,
    },
    Form {
        on: NaiveDate,
        by: Officer,
    },
    /// The first round.
    Open {
        on: NaiveDate,
        calendar: WorkingDays,
        by: Officer,
    },
    OpenRound {
        on: NaiveDate,
        opinion_by: Option<NaiveDate>,
        reason: String,
        calendar: WorkingDays,
        by: Officer,
    },
    /// Records nothing, and holds the expert where they are: for acts on what belongs to the review.
    Confirm {
        invitation: InvitationId,
        expert: String,
        claim: Claim,
    },
    /// Records nothing: the members have the papers long enough before the meeting.
    ConfirmConvening {
        planned_on: NaiveDate,
        calendar: WorkingDays,
    },
    /// So many members, and such ones, were a meeting; with the meeting's own event.
    Meet {
        meeting: MeetingId,
        present: Vec<InvitationId>,
        chaired_by: InvitationId,
        on: NaiveDate,
    },
    /// Records nothing: each who is in has handed in an opinion that stands, or the chair does not wait for it; and
    /// a council has met.
    ConfirmOpinions {
        waived: bool,
    },
}

/// What the Union's office does about one who was invited.
#[derive(Debug, Clone, PartialEq)]
pub enum Managing {
    Withdraw {
        reason: String,
    },
    Recuse {
        kind: ConflictKind,
        reason: String,
    },
    Dismiss {
        reason: String,
    },
    Extend {
        opinion_by: NaiveDate,
        reason: String,
    },
    Thank,
    /// The opinion is too thin: with the opinion's own return.
    ReturnOpinion,
    /// With the opinion's own event.
    ConsiderOpinion,
}

impl Managing {
    /// Whether an expert who is in is out by it, before the opinion was done.
    #[must_use]
    pub fn ends(&self) -> bool {
        match self {
            Self::Recuse { .. } | Self::Dismiss { .. } => true,
            Self::Withdraw { .. }
            | Self::Extend { .. }
            | Self::Thank
            | Self::ReturnOpinion
            | Self::ConsiderOpinion => false,
        }
    }
}

/// What one who was invited does.
#[derive(Debug, Clone, PartialEq)]
pub enum Answering {
    Accept {
        /// To be independent, objective and discreet.
        pledges: bool,
        conflicts: Vec<Conflict>,
    },
    Decline {
        reason: String,
    },
    RetractAcceptance {
        reason: String,
    },
    DeclareConflict {
        conflict: Conflict,
    },
    OpenDossier,
    /// With the opinion's own submission.
    DeliverOpinion,
    /// With the opinion's own retraction.
    RetractOpinion,
}

#[derive(Debug, Clone, PartialEq, Default)]
pub enum Council {
    #[default]
    Absent,
    There(Box<Standing>),
}

impl Decider for Council {
    const CATEGORY: &'static str = "council";
    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;

    fn decide(&self, command: Command) -> Result<Vec<Event>, Rejection> {
        match (self, command) {
            (Self::Absent, Command::Compose { form, size, rules, on, by }) => {
                let size = rules.size(form, size)?;
                Ok(vec![Event::Composed { form, size, rules, on, by }])
            }
            (Self::There(_), Command::Compose { .. }) => Err(Rejection::CouncilAlreadyComposed),
            (Self::There(standing), command) => standing.decide(command),
            (
                Self::Absent,
                Command::Invite { .. }
                | Command::Manage { .. }
                | Command::Form { .. }
                | Command::Open { .. }
                | Command::OpenRound { .. }
                | Command::ConfirmConvening { .. }
                | Command::Meet { .. }
                | Command::ConfirmOpinions { .. },
            ) => Err(Rejection::CouncilNotFound),
            // An expert is not told what there is beside their own invitation.
            (Self::Absent, Command::Answer { .. } | Command::Confirm { .. }) => {
                Err(Rejection::NotAssigned)
            }
        }
    }

    fn evolve(self, event: &Event) -> Self {
        match (self, event) {
            (_, Event::Composed { form, size, rules, .. }) => {
                Self::There(Box::new(Standing::new(*form, *size, *rules)))
            }
            (Self::Absent, _later) => Self::Absent,
            (Self::There(standing), later) => Self::There(Box::new(standing.after(later))),
        }
    }
}

impl Council {
    /// How it stands; `None` before it is composed.
    #[must_use]
    pub fn standing(&self) -> Option<&Standing> {
        match self {
            Self::Absent => None,
            Self::There(standing) => Some(standing),
        }
    }

    /// The invitation of an expert.
    ///
    /// # Errors
    /// If it is of another one, or there is no council: it is not to be reached.
    pub fn own_seat(&self, invitation: InvitationId, expert: &str) -> Result<&Seat, Rejection> {
        self.standing().ok_or(Rejection::NotAssigned)?.own_seat(invitation, expert)
    }

    /// Who only reads is judged by their newest invitation, while the review is in this stage.
    ///
    /// # Errors
    /// If it does not allow that, or there is none, or the review is over: nobody works on it any more.
    pub fn admits(
        &self,
        expert: &str,
        claim: Claim,
        review: review::Stage,
    ) -> Result<(), Rejection> {
        let seat = self.standing().and_then(|it| it.seat_of(expert));
        let seat = seat.filter(|_| !review.is_over());
        seat.ok_or(Rejection::NotAssigned)?.meets(claim)
    }
}
