//! How the answers stand: what waits, and what became of the rest.

use chrono::NaiveDate;

use super::{Answer, AnswerKind, Asked, Event, Rejection, Tally};
use crate::domain::report::content::Recommendation;
use crate::domain::{Officer, RecommendationId, UnitId, day_after};

type Decided = Result<Vec<Event>, Rejection>;

/// Where a recommendation stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    Waiting,
    /// Its silence was recorded.
    Unanswered,
    Answered(AnswerKind),
}

#[derive(Debug, Clone, PartialEq)]
pub struct Standing {
    pub asked: Asked,
    pub closed: bool,
    /// In the order of the recommendations.
    states: Vec<State>,
}

impl Standing {
    pub(super) fn new(asked: &Asked) -> Self {
        let states = vec![State::Waiting; asked.recommendations.len()];
        Self { asked: asked.clone(), closed: false, states }
    }

    /// The recommendations, each with its state.
    pub fn each(&self) -> impl Iterator<Item = (&Recommendation, State)> {
        self.asked.recommendations.iter().zip(self.states.iter().copied())
    }

    /// What became of them; what waits is in none of the numbers.
    #[must_use]
    pub fn tally(&self) -> Tally {
        let mut tally = Tally::default();
        for state in &self.states {
            match state {
                State::Waiting => {}
                State::Unanswered => tally.silent += 1,
                State::Answered(AnswerKind::Accepted) => tally.accepted += 1,
                State::Answered(AnswerKind::Partly) => tally.partly += 1,
                State::Answered(AnswerKind::Rejected) => tally.rejected += 1,
            }
        }
        tally
    }

    pub(super) fn answer(
        &self,
        answer: Box<Answer>,
        on: NaiveDate,
        by: Officer,
        unit: UnitId,
    ) -> Decided {
        let asked = &self.asked;
        if unit != asked.requester && unit != asked.union {
            return Err(Rejection::ResponseNotFound);
        }
        self.is_open()?;
        let found = self.each().find(|(it, _)| it.id == answer.recommendation);
        let (recommendation, state) = found.ok_or(Rejection::RecommendationNotFound)?;
        match state {
            State::Waiting | State::Unanswered => {}
            State::Answered(_) => return Err(Rejection::RecommendationAnswered),
        }
        if answer.kind != AnswerKind::Accepted && answer.reason.is_none() {
            return Err(Rejection::ReasonMissing);
        }
        if on < asked.delivered_on {
            return Err(Rejection::BeforeDelivery { earliest: asked.delivered_on });
        }
        let (kind, late) = (recommendation.kind, on > asked.answer_by);
        Ok(vec![Event::Answered { answer, kind, late, on, by }])
    }

    /// The day on which silence is recorded; `None` where nothing waits.
    pub(super) fn silent_on(&self) -> Option<NaiveDate> {
        let waits = !self.closed && self.states.contains(&State::Waiting);
        waits.then(|| day_after(self.asked.answer_by))
    }

    pub(super) fn record_silence(&self, on: NaiveDate) -> Decided {
        if self.silent_on() != Some(on) {
            return Err(Rejection::NotDue);
        }
        Ok(vec![Event::SilenceRecorded { recommendations: self.waiting().collect(), on }])
    }

    pub(super) fn close(&self, on: NaiveDate, by: Officer) -> Decided {
        self.is_open()?;
        let count = self.waiting().count();
        if count > 0 {
            return Err(Rejection::RecommendationsWaiting { count });
        }
        Ok(vec![Event::Closed { tally: self.tally(), on, by }])
    }

    fn waiting(&self) -> impl Iterator<Item = RecommendationId> {
        self.each().filter(|(_, state)| *state == State::Waiting).map(|(it, _)| it.id)
    }

    fn is_open(&self) -> Result<(), Rejection> {
        if self.closed { Err(Rejection::StateNotAllowed) } else { Ok(()) }
    }

    pub(super) fn after(mut self, event: &Event) -> Self {
        match event {
            Event::Asked { .. } => {}
            Event::Answered { answer, .. } => {
                self.set(&[answer.recommendation], State::Answered(answer.kind));
            }
            Event::SilenceRecorded { recommendations, .. } => {
                self.set(recommendations, State::Unanswered);
            }
            Event::Closed { .. } => self.closed = true,
        }
        self
    }

    fn set(&mut self, ids: &[RecommendationId], to: State) {
        for (recommendation, state) in self.asked.recommendations.iter().zip(&mut self.states) {
            if ids.contains(&recommendation.id) {
                *state = to;
            }
        }
    }
}
