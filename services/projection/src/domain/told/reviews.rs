//! Facts about reviews and proposals.

use uuid::Uuid;

use super::{PROVINCE, Told, UNION, day};
use crate::domain::facts::{Fact, UnitId};
use crate::domain::review::*;

pub const KIND: ReviewKind = ReviewKind::CriticalReview;
pub const FIELD: ReviewField = ReviewField::EducationTraining;

pub fn review(n: u128) -> ReviewId {
    ReviewId(Uuid::from_u128(500 + n))
}

pub fn proposal(n: u128) -> ProposalId {
    ProposalId(Uuid::from_u128(600 + n))
}

impl Told {
    pub fn asked(&mut self, review: ReviewId, origin: ReviewOrigin, on: &str) -> i64 {
        self.asked_of(review, UNION, PROVINCE, (origin, on))
    }

    /// A unit asks the Union, or the Union proposes it to the unit.
    pub fn asked_by(
        &mut self,
        review: ReviewId,
        requester: UnitId,
        came: ReviewOrigin,
        on: &str,
    ) -> i64 {
        self.asked_of(review, UNION, requester, (came, on))
    }

    pub fn asked_of(
        &mut self,
        review: ReviewId,
        union: UnitId,
        requester: UnitId,
        (came, on): (ReviewOrigin, &str),
    ) -> i64 {
        let origin = self.origin("ReviewRequestSubmitted", on);
        let (kind, illustrative) = (KIND, true);
        let what = ReviewAsked { review, union, requester, kind, origin: came, illustrative };
        self.facts.reviews_asked.push(Fact { origin, what });
        self.last
    }

    /// Its answers are due on a day, if it has recommendations.
    pub fn delivered(
        &mut self,
        review: ReviewId,
        (on, due_on): (&str, &str),
        answer_by: Option<&str>,
    ) -> i64 {
        let origin = self.origin("ReportDelivered", on);
        let what = ReportDelivered {
            review,
            union: UNION,
            kind: KIND,
            field: FIELD,
            due_on: day(due_on),
            answer_by: answer_by.map(day),
        };
        self.facts.reports_delivered.push(Fact { origin, what });
        self.last
    }

    pub fn closed(&mut self, review: ReviewId, answered: bool, on: &str) -> i64 {
        let origin = self.origin("ReviewClosed", on);
        self.facts.reviews_closed.push(Fact { origin, what: ReviewClosed { review, answered } });
        self.last
    }

    pub fn answered(&mut self, review: ReviewId, uptake: Uptake, on: &str) -> i64 {
        let origin = self.origin("RequesterResponded", on);
        let what = RecommendationAnswered { review, recommendation: origin.event_id, uptake };
        self.facts.recommendations_answered.push(Fact { origin, what });
        self.last
    }

    pub fn assigned(&mut self, review: ReviewId, expert: u128, on: &str) -> i64 {
        let origin = self.origin("ExpertAssigned", on);
        let what = ExpertAssigned { review, expert: Uuid::from_u128(expert) };
        self.facts.experts_assigned.push(Fact { origin, what });
        self.last
    }

    pub fn sent(&mut self, proposal: ProposalId, on: &str) -> i64 {
        let origin = self.origin("ProposalSubmitted", on);
        let theme = "Cơ chế đãi ngộ trí thức".to_owned();
        let what = ProposalSent { proposal, union: UNION, theme, field: FIELD, illustrative: true };
        self.facts.proposals_sent.push(Fact { origin, what });
        self.last
    }

    /// Without an uptake the Union takes it back.
    pub fn ended(&mut self, proposal: ProposalId, uptake: Option<Uptake>, on: &str) -> i64 {
        let origin = self.origin("ProposalAnswered", on);
        self.facts.proposals_ended.push(Fact { origin, what: ProposalEnded { proposal, uptake } });
        self.last
    }

    pub fn rated(&mut self, review: ReviewId, score: i64, on: &str) -> i64 {
        let origin = self.origin("QualityRated", on);
        let what = QualityRated { review, union: UNION, score };
        self.facts.ratings.push(Fact { origin, what });
        self.last
    }

    /// A workshop was held, is said to have been another one, or is none.
    pub fn workshop(&mut self, workshop: u128, held: Option<WorkshopKind>, on: &str) -> i64 {
        let origin = self.origin("WorkshopHeld", on);
        let workshop = WorkshopId(Uuid::from_u128(700 + workshop));
        let what = WorkshopStated { workshop, union: UNION, held, illustrative: false };
        self.facts.workshops.push(Fact { origin, what });
        self.last
    }
}
