//! How a council stands: who was invited, and what later acts are judged by.

use chrono::NaiveDate;

use super::events::OpinionDue;
use super::seat::{Seat, SeatState};
use super::{Command, Event, Form, Rejection, Role, Rules};
use crate::domain::{InvitationId, MeetingId};

/// How far a council is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::IntoStaticStr)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum Stage {
    Composed,
    Formed,
    InReview,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Standing {
    pub form: Form,
    pub size: u32,
    pub rules: Rules,
    pub stage: Stage,
    /// Rounds of review that were opened.
    pub round: u32,
    /// When the members got the dossier.
    pub opened_on: Option<NaiveDate>,
    /// Those that were held.
    pub meetings: Vec<MeetingId>,
    seats: Vec<Seat>,
}

impl Standing {
    pub(super) fn new(form: Form, size: u32, rules: Rules) -> Self {
        let (stage, round) = (Stage::Composed, 0);
        let (meetings, seats) = (Vec::new(), Vec::new());
        Self { form, size, rules, stage, round, opened_on: None, meetings, seats }
    }

    /// All that were ever invited, in order.
    #[must_use]
    pub fn seats(&self) -> &[Seat] {
        &self.seats
    }

    #[must_use]
    pub fn seat(&self, invitation: InvitationId) -> Option<&Seat> {
        self.seats.iter().find(|seat| seat.invitation == invitation)
    }

    /// The newest invitation of an expert.
    #[must_use]
    pub fn seat_of(&self, expert: &str) -> Option<&Seat> {
        self.seats.iter().rfind(|seat| seat.expert == expert)
    }

    /// Those whose seat is not free: asked, in, or done.
    pub(super) fn taken(&self) -> impl Iterator<Item = &Seat> {
        self.seats.iter().filter(|seat| !seat.state.is_vacated())
    }

    /// Those who have accepted, and are not out.
    pub(super) fn members(&self) -> impl Iterator<Item = &Seat> {
        self.taken().filter(|seat| seat.state != SeatState::Invited)
    }

    pub(super) fn count(&self, role: Role) -> usize {
        self.members().filter(|seat| seat.role == role).count()
    }

    pub(super) fn decide(&self, command: Command) -> Result<Vec<Event>, Rejection> {
        match command {
            Command::Compose { .. } => Err(Rejection::CouncilAlreadyComposed),
            Command::Invite { letter, on, calendar, by } => self.invite(*letter, on, &calendar, by),
            Command::Manage { invitation, on, by, act } => {
                let seat = self.seat(invitation).ok_or(Rejection::InvitationNotFound)?;
                not_before(seat, on)?;
                Self::manage(seat, on, by, act)
            }
            Command::Answer { invitation, expert, on, act } => {
                let seat = self.own_seat(invitation, &expert)?;
                not_before(seat, on)?;
                self.answer(seat, on, act)
            }
            Command::Form { on, by } => {
                self.is_in(&[Stage::Composed])?.is_whole()?;
                Ok(vec![Event::Formed { on, by }])
            }
            Command::Open { on, calendar, by } => self.open(on, &calendar, by),
            Command::OpenRound { on, opinion_by, reason, calendar, by } => {
                self.open_round(on, opinion_by, reason, &calendar, by)
            }
            Command::Confirm { invitation, expert, claim } => {
                // Who is not in is not told how far the council is.
                self.own_seat(invitation, &expert)?.meets(claim)?;
                self.is_in(&[Stage::InReview])?;
                Ok(Vec::new())
            }
            Command::ConfirmConvening { planned_on, calendar } => {
                self.may_convene(planned_on, &calendar).map(|()| Vec::new())
            }
            Command::Meet { meeting, present, chaired_by, on } => {
                self.makes_a_meeting(&present, chaired_by)?;
                Ok(vec![Event::Met { meeting, on }])
            }
            Command::ConfirmOpinions { waived } => self.has_spoken(waived).map(|()| Vec::new()),
        }
    }

    /// The invitation of an expert.
    ///
    /// # Errors
    /// If it is of another one: it is not to be reached.
    pub fn own_seat(&self, invitation: InvitationId, expert: &str) -> Result<&Seat, Rejection> {
        let own = self.seat(invitation).filter(|seat| seat.expert == expert);
        own.ok_or(Rejection::NotAssigned)
    }

    pub(super) fn is_in(&self, stages: &[Stage]) -> Result<&Self, Rejection> {
        if stages.contains(&self.stage) {
            return Ok(self);
        }
        Err(Rejection::StateNotAllowed { state: self.stage.into() })
    }

    pub(super) fn after(mut self, event: &Event) -> Self {
        match event {
            Event::Composed { .. } => {}
            Event::Invited { .. } => self.seats.extend(asked(event)),
            Event::Formed { .. } => self.stage = Stage::Formed,
            Event::Opened { round, on, due, .. } => {
                (self.stage, self.round) = (Stage::InReview, *round);
                self.opened_on = self.opened_on.or(Some(*on));
                for OpinionDue { invitation, opinion_by } in due {
                    self.change(*invitation, |seat| seat.opinion_by = Some(*opinion_by));
                }
            }
            Event::Accepted { invitation, conflicts, .. }
            | Event::Recused { invitation, conflicts, .. } => {
                self.change(*invitation, |seat| seat.conflicts.extend_from_slice(conflicts));
            }
            Event::ConflictDeclared { invitation, conflict, .. } => {
                self.change(*invitation, |seat| seat.conflicts.push(conflict.clone()));
            }
            Event::Met { meeting, .. } => self.meetings.push(*meeting),
            Event::DossierOpened { invitation, on } => {
                self.change(*invitation, |seat| seat.opened_on = Some(*on));
            }
            Event::OpinionExtended { invitation, opinion_by, .. } => {
                self.change(*invitation, |seat| seat.opinion_by = Some(*opinion_by));
            }
            Event::OpinionRetracted { invitation, .. } => {
                self.change(*invitation, |seat| seat.retracted = true);
            }
            Event::Withdrawn { .. }
            | Event::Declined { .. }
            | Event::AcceptanceRetracted { .. }
            | Event::Dismissed { .. }
            | Event::OpinionDelivered { .. }
            | Event::OpinionReturned { .. }
            | Event::OpinionConsidered { .. }
            | Event::Thanked { .. } => {}
        }
        if let Some(Move { invitation, to, on, reason }) = Move::by(event) {
            self.change(invitation, |seat| {
                (seat.state, seat.since) = (to, on);
                seat.reason = reason.cloned();
            });
        }
        self
    }

    fn change(&mut self, invitation: InvitationId, change: impl FnOnce(&mut Seat)) {
        if let Some(seat) = self.seats.iter_mut().find(|seat| seat.invitation == invitation) {
            change(seat);
        }
    }
}

/// Where an event takes an invitation.
struct Move<'a> {
    invitation: InvitationId,
    to: SeatState,
    on: NaiveDate,
    reason: Option<&'a String>,
}

impl<'a> Move<'a> {
    fn by(event: &'a Event) -> Option<Self> {
        let (invitation, to, on, reason) = match event {
            Event::Accepted { invitation, on, .. }
            | Event::OpinionReturned { invitation, on, .. } => {
                (invitation, SeatState::Accepted, on, None)
            }
            Event::OpinionDelivered { invitation, on } => {
                (invitation, SeatState::Delivered, on, None)
            }
            Event::OpinionConsidered { invitation, on, .. } => {
                (invitation, SeatState::Considered, on, None)
            }
            Event::Thanked { invitation, on, .. } => (invitation, SeatState::Done, on, None),
            Event::Declined { invitation, on, reason }
            | Event::AcceptanceRetracted { invitation, on, reason } => {
                (invitation, SeatState::Declined, on, Some(reason))
            }
            Event::Withdrawn { invitation, on, reason, .. } => {
                (invitation, SeatState::Withdrawn, on, Some(reason))
            }
            Event::Recused { invitation, kind, on, reason, .. } => {
                (invitation, SeatState::Recused(*kind), on, reason.as_ref())
            }
            Event::Dismissed { invitation, on, reason, .. } => {
                (invitation, SeatState::Dismissed, on, Some(reason))
            }
            Event::Composed { .. }
            | Event::Invited { .. }
            | Event::ConflictDeclared { .. }
            | Event::OpinionExtended { .. }
            | Event::Formed { .. }
            | Event::Opened { .. }
            | Event::DossierOpened { .. }
            | Event::Met { .. }
            | Event::OpinionRetracted { .. } => return None,
        };
        Some(Self { invitation: *invitation, to, on: *on, reason })
    }
}

/// Who was invited; nobody by another event.
fn asked(event: &Event) -> Option<Seat> {
    let Event::Invited {
        invitation,
        expert,
        expert_key,
        role,
        on,
        answer_by,
        opinion_by,
        follows,
        ..
    } = event
    else {
        return None;
    };
    Some(Seat {
        invitation: *invitation,
        expert: expert.clone(),
        expert_key: *expert_key,
        role: *role,
        state: SeatState::Invited,
        since: *on,
        invited_on: *on,
        answer_by: *answer_by,
        opinion_by: *opinion_by,
        follows: *follows,
        conflicts: Vec::new(),
        reason: None,
        opened_on: None,
        retracted: false,
    })
}

/// What an invitation has come to does not happen to it before that.
fn not_before(seat: &Seat, on: NaiveDate) -> Result<(), Rejection> {
    if on < seat.since {
        return Err(Rejection::BeforeInvitation { earliest: seat.since });
    }
    Ok(())
}
