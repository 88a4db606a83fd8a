//! How the experts work: with the papers, in rounds, in meetings.

use chrono::NaiveDate;
use working_days::WorkingDays;

use super::events::OpinionDue;
use super::seat::{Claim, Seat, SeatState};
use super::{Event, Form, Rejection, Role, Stage, Standing};
use crate::domain::{InvitationId, Officer};

type Decided = Result<Vec<Event>, Rejection>;

impl Standing {
    /// The members get the dossier; a day that was given to one holds, if it is still to come.
    pub(super) fn open(&self, on: NaiveDate, calendar: &WorkingDays, by: Officer) -> Decided {
        self.is_in(&[Stage::Formed])?.is_whole()?;
        let usual = calendar.after(on, self.rules.invitation.opinion_working_days)?;
        let due = self.due(|seat| seat.opinion_by.filter(|own| *own >= on).unwrap_or(usual));
        Ok(vec![Event::Opened { round: 1, on, due, reason: None, by }])
    }

    pub(super) fn open_round(
        &self,
        on: NaiveDate,
        opinion_by: Option<NaiveDate>,
        reason: String,
        calendar: &WorkingDays,
        by: Officer,
    ) -> Decided {
        self.is_in(&[Stage::InReview])?;
        let opinion_by = match opinion_by {
            Some(opinion_by) => opinion_by,
            None => calendar.after(on, self.rules.invitation.opinion_working_days)?,
        };
        if opinion_by < on {
            return Err(Rejection::DueInThePast { field: "opinion_by" });
        }
        let (round, due) = (self.round.saturating_add(1), self.due(|_| opinion_by));
        Ok(vec![Event::Opened { round, on, due, reason: Some(reason), by }])
    }

    /// The days of all who are in, and of those who have not answered yet.
    fn due(&self, opinion_by: impl Fn(&Seat) -> NaiveDate) -> Vec<OpinionDue> {
        let asked = self.taken().filter(|seat| seat.state != SeatState::Done);
        let due =
            |seat: &Seat| OpinionDue { invitation: seat.invitation, opinion_by: opinion_by(seat) };
        asked.map(due).collect()
    }

    pub(super) fn open_dossier(&self, seat: &Seat, on: NaiveDate) -> Decided {
        seat.meets(Claim::IsIn)?;
        self.is_in(&[Stage::InReview])?;
        if seat.opened_on.is_some() {
            return Ok(Vec::new());
        }
        Ok(vec![Event::DossierOpened { invitation: seat.invitation, on }])
    }

    /// Again where it was returned, or in another round.
    pub(super) fn deliver(&self, seat: &Seat, on: NaiveDate) -> Decided {
        seat.meets(Claim::HasOpened)?;
        self.is_in(&[Stage::InReview])?;
        Ok(vec![Event::OpinionDelivered { invitation: seat.invitation, on }])
    }

    pub(super) fn may_convene(
        &self,
        planned_on: NaiveDate,
        calendar: &WorkingDays,
    ) -> Result<(), Rejection> {
        self.meets()?;
        let papers = self.rules.meeting.papers_working_days;
        let opened_on = self.opened_on.unwrap_or(planned_on);
        let earliest = calendar.after(opened_on, papers)?;
        if planned_on < earliest {
            return Err(Rejection::PapersTooLate { earliest });
        }
        Ok(())
    }

    /// Enough members are there, led by who may lead, and with reviewers among them.
    pub(super) fn makes_a_meeting(
        &self,
        present: &[InvitationId],
        chaired_by: InvitationId,
    ) -> Result<(), Rejection> {
        self.meets()?;
        let mut there = Vec::with_capacity(present.len());
        for invitation in present {
            let seat = self.members().find(|seat| seat.invitation == *invitation);
            let seat = seat.ok_or(Rejection::NotAMember { invitation: *invitation })?;
            if there.iter().any(|it: &&Seat| it.invitation == seat.invitation) {
                return Err(Rejection::NotAMember { invitation: *invitation });
            }
            there.push(seat);
        }
        let (terms, count) = (self.rules.meeting, there.len());
        let needed = needed(self.size, terms.quorum_numerator, terms.quorum_denominator);
        if u64::try_from(count).unwrap_or(u64::MAX) < needed {
            return Err(Rejection::NoQuorum { present: count, needed });
        }
        let led = there.iter().any(|seat| seat.invitation == chaired_by && seat.role.leads());
        if !led {
            return Err(Rejection::NoChair);
        }
        let reviewers = there.iter().filter(|seat| seat.role == Role::Reviewer).count();
        if reviewers < usize::try_from(terms.quorum_reviewers).unwrap_or(usize::MAX) {
            return Err(Rejection::NoReviewer);
        }
        Ok(())
    }

    /// Every seat has spoken, or the chair does not wait for the rest; and a council has met.
    ///
    /// # Errors
    /// If they have not, or are not at work.
    pub fn has_spoken(&self, waived: bool) -> Result<(), Rejection> {
        self.is_in(&[Stage::InReview])?;
        let count = self.seat_count().saturating_sub(self.spoken());
        if count > 0 && !waived {
            return Err(Rejection::OpinionsMissing { count });
        }
        match self.form {
            Form::Council if self.meetings.is_empty() => Err(Rejection::MeetingMissing),
            Form::Council | Form::IndependentExperts => Ok(()),
        }
    }

    /// Seats whose opinion stands.
    fn spoken(&self) -> usize {
        self.members().filter(|seat| seat.has_spoken()).count()
    }

    fn meets(&self) -> Result<(), Rejection> {
        self.is_in(&[Stage::InReview])?;
        match self.form {
            Form::Council => Ok(()),
            Form::IndependentExperts => Err(Rejection::NoCouncil),
        }
    }
}

/// The least whole number that is not below the share.
fn needed(size: u32, numerator: u32, denominator: u32) -> u64 {
    (u64::from(size) * u64::from(numerator)).div_ceil(u64::from(denominator.max(1)))
}
