//! Who is asked, who is in, and who is out again.

use chrono::NaiveDate;
use working_days::WorkingDays;

use super::conflict::{Conflict, ConflictKind};
use super::seat::{Seat, SeatState};
use super::{Answering, Event, Form, Letter, Managing, Rejection, Rules, Stage, Standing};
use crate::domain::Officer;

type Decided = Result<Vec<Event>, Rejection>;

impl Rules {
    /// How many there are to be; a council is odd, so that it comes to a majority.
    pub(super) fn size(&self, form: Form, asked: Option<u32>) -> Result<u32, Rejection> {
        let terms = self.council;
        let (least, usual, most) = match form {
            Form::Council => (terms.least_members, terms.usual_members, terms.most_members),
            Form::IndependentExperts => {
                let least = terms.least_independent_experts;
                (least, least, terms.most_members.max(least))
            }
        };
        let size = asked.unwrap_or(usual);
        if !(least..=most).contains(&size) {
            return Err(Rejection::CouncilSizeOutOfRange { least, most });
        }
        if form == Form::Council && size.is_multiple_of(2) {
            return Err(Rejection::CouncilSizeEven);
        }
        Ok(size)
    }
}

impl Standing {
    pub(super) fn invite(
        &self,
        letter: Letter,
        on: NaiveDate,
        calendar: &WorkingDays,
        by: Officer,
    ) -> Decided {
        self.may_invite(&letter)?;
        let terms = self.rules.invitation;
        let answer_by = match letter.answer_by {
            Some(answer_by) => answer_by,
            None => calendar.after(on, terms.answer_working_days)?,
        };
        let usual = match self.stage {
            Stage::InReview => Some(calendar.after(on, terms.opinion_working_days)?),
            Stage::Composed | Stage::Formed => None,
        };
        let opinion_by = letter.opinion_by.or(usual);
        if answer_by < on {
            return Err(Rejection::DueInThePast { field: "answer_by" });
        }
        if opinion_by.is_some_and(|opinion_by| opinion_by < answer_by) {
            return Err(Rejection::DueInThePast { field: "opinion_by" });
        }
        let Letter { invitation, expert, expert_key, role, follows, .. } = letter;
        Ok(vec![Event::Invited {
            invitation,
            expert,
            expert_key,
            role,
            on,
            answer_by,
            opinion_by,
            follows,
            by,
        }])
    }

    fn may_invite(&self, letter: &Letter) -> Result<(), Rejection> {
        if self.seat(letter.invitation).is_some() {
            return Err(Rejection::InvitationAlreadySent);
        }
        if !letter.role.is_of(self.form) {
            return Err(Rejection::RoleNotOfForm);
        }
        if let Some(follows) = letter.follows {
            let before = self.seat(follows).ok_or(Rejection::InvitationNotFound)?;
            if !before.state.is_vacated() {
                return Err(Rejection::StateNotAllowed { state: before.state.into() });
            }
        }
        for seat in self.seats().iter().filter(|seat| seat.expert == letter.expert) {
            match seat.state {
                SeatState::Declined | SeatState::Withdrawn => {}
                SeatState::Recused(kind) => return Err(Rejection::ConflictOfInterest { kind }),
                SeatState::Dismissed => return Err(Rejection::ExpertDismissed),
                SeatState::Invited
                | SeatState::Accepted
                | SeatState::Delivered
                | SeatState::Considered
                | SeatState::Done => return Err(Rejection::ExpertAlreadyInvited),
            }
        }
        let role_is_held = self.taken().any(|seat| seat.role == letter.role);
        let full = self.taken().count() >= self.seat_count();
        if full || (letter.role.is_single() && role_is_held) {
            return Err(Rejection::NoSeatLeft);
        }
        Ok(())
    }

    pub(super) fn seat_count(&self) -> usize {
        usize::try_from(self.size).unwrap_or(usize::MAX)
    }

    /// All seats are taken by who may take them.
    pub(super) fn is_whole(&self) -> Result<(), Rejection> {
        use super::Role::{Chair, Reviewer, Secretary};
        let (members, size) = (self.members().count(), self.seat_count());
        if members < size {
            return Err(Rejection::SeatsEmpty { count: size - members });
        }
        if self.form == Form::IndependentExperts {
            return Ok(());
        }
        if self.count(Chair) == 0 {
            return Err(Rejection::ChairMissing);
        }
        if self.count(Secretary) == 0 {
            return Err(Rejection::SecretaryMissing);
        }
        let needed = self.rules.council.least_reviewers;
        if self.count(Reviewer) < usize::try_from(needed).unwrap_or(usize::MAX) {
            return Err(Rejection::ReviewersMissing { needed });
        }
        Ok(())
    }

    pub(super) fn manage(seat: &Seat, on: NaiveDate, by: Officer, act: Managing) -> Decided {
        let invitation = seat.invitation;
        match act {
            Managing::Withdraw { reason } => {
                seat.is_one_of(&[SeatState::Invited])?;
                Ok(vec![Event::Withdrawn { invitation, on, reason, by }])
            }
            Managing::Recuse { kind, reason } => {
                seat.is_one_of(&[SeatState::Accepted, SeatState::Delivered])?;
                let (conflicts, reason, was_in) = (Vec::new(), Some(reason), true);
                let by = Some(by);
                Ok(vec![Event::Recused { invitation, kind, conflicts, reason, was_in, on, by }])
            }
            Managing::Dismiss { reason } => {
                seat.is_one_of(&[SeatState::Accepted])?;
                if seat.opinion_by.is_none_or(|opinion_by| on <= opinion_by) {
                    return Err(Rejection::OpinionNotOverdue);
                }
                Ok(vec![Event::Dismissed { invitation, on, reason, by }])
            }
            Managing::Extend { opinion_by, reason } => {
                seat.is_one_of(&[SeatState::Accepted])?;
                if opinion_by < on || seat.opinion_by.is_some_and(|present| opinion_by <= present) {
                    return Err(Rejection::DueInThePast { field: "opinion_by" });
                }
                Ok(vec![Event::OpinionExtended { invitation, on, opinion_by, reason, by }])
            }
            Managing::Thank => {
                seat.is_one_of(&[SeatState::Considered])?;
                Ok(vec![Event::Thanked { invitation, on, by }])
            }
            Managing::ReturnOpinion => {
                seat.is_one_of(&[SeatState::Delivered])?;
                Ok(vec![Event::OpinionReturned { invitation, on, by }])
            }
            Managing::ConsiderOpinion => {
                seat.is_one_of(&[SeatState::Delivered])?;
                Ok(vec![Event::OpinionConsidered { invitation, on, by }])
            }
        }
    }

    pub(super) fn answer(&self, seat: &Seat, on: NaiveDate, act: Answering) -> Decided {
        let invitation = seat.invitation;
        match act {
            Answering::Accept { pledges, conflicts } => {
                seat.is_one_of(&[SeatState::Invited])?;
                if !pledges {
                    return Err(Rejection::PledgeMissing);
                }
                if let Some(kind) = self.barred_by(&conflicts, on) {
                    return Ok(vec![declared(seat, kind, conflicts, on)]);
                }
                let (role, expert_key) = (seat.role, seat.expert_key);
                Ok(vec![Event::Accepted { invitation, role, expert_key, conflicts, on }])
            }
            Answering::Decline { reason } => {
                seat.is_one_of(&[SeatState::Invited])?;
                Ok(vec![Event::Declined { invitation, on, reason }])
            }
            Answering::RetractAcceptance { reason } => {
                seat.is_one_of(&[SeatState::Accepted])?;
                Ok(vec![Event::AcceptanceRetracted { invitation, on, reason }])
            }
            Answering::DeclareConflict { conflict } => {
                seat.is_one_of(&[SeatState::Accepted, SeatState::Delivered])?;
                match self.barred_by(std::slice::from_ref(&conflict), on) {
                    Some(kind) => Ok(vec![declared(seat, kind, vec![conflict], on)]),
                    None => Ok(vec![Event::ConflictDeclared { invitation, conflict, on }]),
                }
            }
            Answering::OpenDossier => self.open_dossier(seat, on),
            Answering::DeliverOpinion => self.deliver(seat, on),
            Answering::RetractOpinion => {
                seat.is_one_of(&[SeatState::Delivered, SeatState::Considered])?;
                Ok(vec![Event::OpinionRetracted { invitation, on }])
            }
        }
    }

    /// Whether an expert who is in is out by it.
    #[must_use]
    pub fn ends_by(&self, act: &Answering, on: NaiveDate) -> bool {
        match act {
            Answering::RetractAcceptance { .. } => true,
            Answering::DeclareConflict { conflict } => {
                self.barred_by(std::slice::from_ref(conflict), on).is_some()
            }
            Answering::Accept { .. }
            | Answering::Decline { .. }
            | Answering::OpenDossier
            | Answering::DeliverOpinion
            | Answering::RetractOpinion => false,
        }
    }

    /// The first of the ties that makes the expert no judge on that day.
    fn barred_by(&self, conflicts: &[Conflict], on: NaiveDate) -> Option<ConflictKind> {
        let years = self.rules.council.conflict_years;
        conflicts.iter().find(|conflict| conflict.bars(on, years)).map(|conflict| conflict.kind)
    }
}

/// The expert said it.
fn declared(seat: &Seat, kind: ConflictKind, conflicts: Vec<Conflict>, on: NaiveDate) -> Event {
    let (invitation, was_in) = (seat.invitation, seat.state.is_in());
    Event::Recused { invitation, kind, conflicts, reason: None, was_in, on, by: None }
}
