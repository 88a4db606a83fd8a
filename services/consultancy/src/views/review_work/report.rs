//! The questions about reports and recommendations.

use chrono::{DateTime, NaiveDate, Utc};
use contracts::consultancy::v1 as wire;
use sqlx::PgConnection;
use uuid::Uuid;

use super::{one, review_of};
use crate::contract::date;
use crate::domain::RecommendationId;
use crate::domain::report::Report;
use crate::domain::response::{AnswerKind, Asked, Event, Response, State};
use crate::views::review_register::queries::Whose;
use crate::views::review_register::telling::{extension, pause};

/// The report on a review of a Union, as it is known.
pub async fn find_report(
    tx: &mut PgConnection,
    review: Uuid,
    union: Uuid,
    known_at: DateTime<Utc>,
) -> sqlx::Result<Option<wire::ReviewReport>> {
    if review_of(tx, review, union, known_at).await?.is_none() {
        return Ok(None);
    }
    let Some(known) = one::<Report>(tx, review, known_at).await? else { return Ok(None) };
    let state = known.state();
    let Some(standing) = state.standing() else { return Ok(None) };
    let (attached, delivery) = (&standing.attached, standing.delivery.as_ref());
    Ok(Some(wire::ReviewReport {
        review_id: review.to_string(),
        state: wire::ReportState::from(standing.stage).into(),
        state_since: standing.since.to_string(),
        content: standing.content.as_ref().map(Into::into),
        dissents: attached.dissents.clone(),
        pauses: attached.pauses.iter().map(pause).collect(),
        extensions: attached.extensions.iter().map(extension).collect(),
        opinions_waived: standing.waiver.is_some(),
        waived_reason: standing.waiver.clone().unwrap_or_default(),
        sha256: standing.sha256.clone().unwrap_or_default(),
        returned_reason: standing.returned_reason.clone().unwrap_or_default(),
        receipt: delivery.map(|it| (&it.receipt).into()),
        delivered_on: date(delivery.map(|it| it.delivered_on)),
        acknowledged_on: date(delivery.and_then(|it| it.acknowledged_on)),
        etag: known.etag(),
    }))
}

/// What a requester was given; `None` before, and to whom it was not.
pub async fn find_delivered(
    tx: &mut PgConnection,
    review: Uuid,
    requester: Uuid,
    known_at: DateTime<Utc>,
) -> sqlx::Result<Option<wire::DeliveredReport>> {
    let Some(known) = one::<Report>(tx, review, known_at).await? else { return Ok(None) };
    let Some(asked) = one::<Response>(tx, review, known_at).await? else { return Ok(None) };
    let (state, response) = (known.state(), asked.state());
    let is_theirs = response.standing().is_some_and(|it| it.asked.requester.0 == requester);
    let Some(standing) = state.standing().filter(|_| is_theirs) else { return Ok(None) };
    let (Some(delivery), Some((text, sha256))) = (&standing.delivery, standing.snapshot()) else {
        return Ok(None);
    };
    Ok(Some(wire::DeliveredReport {
        review_id: review.to_string(),
        delivered_on: delivery.delivered_on.to_string(),
        answer_by: delivery.answer_by.to_string(),
        sha256,
        text,
        report_etag: known.etag(),
    }))
}

/// The recommendations of a review by number, each with what became of it; `None` where there are none of theirs.
pub async fn recommendations(
    tx: &mut PgConnection,
    review: Uuid,
    whose: Whose,
    known_at: DateTime<Utc>,
) -> sqlx::Result<Option<Vec<(Uuid, wire::Recommendation)>>> {
    let Some(known) = one::<Response>(tx, review, known_at).await? else { return Ok(None) };
    let state = known.state();
    let is_theirs = |asked: &Asked| match whose {
        Whose::Union(union) => asked.union.0 == union,
        Whose::Requester(requester) => asked.requester.0 == requester,
    };
    let Some(standing) = state.standing().filter(|it| is_theirs(&it.asked)) else {
        return Ok(None);
    };
    let each = standing.each().map(|(recommendation, state)| {
        let became = known
            .events
            .iter()
            .fold(Became::default(), |became, event| became.after(recommendation.id, event));
        let (kind, answer) = match state {
            State::Waiting => (wire::RecommendationState::Waiting, None),
            State::Unanswered => (wire::RecommendationState::Unanswered, None),
            State::Answered(answer) => (wire::RecommendationState::Answered, Some(answer)),
        };
        let told = wire::Recommendation {
            review_id: review.to_string(),
            text: Some(recommendation.into()),
            state: kind.into(),
            answer_by: standing.asked.answer_by.to_string(),
            answer: answer.map_or(0, |it: AnswerKind| wire::AnswerKind::from(it).into()),
            reason: became.reason,
            answered_on: date(became.answered_on),
            late: became.late,
            silent_on: date(became.silent_on),
            etag: known.etag(),
        };
        (recommendation.id.0, told)
    });
    Ok(Some(each.collect()))
}

/// What became of one recommendation.
#[derive(Default)]
struct Became {
    reason: String,
    answered_on: Option<NaiveDate>,
    late: bool,
    silent_on: Option<NaiveDate>,
}

impl Became {
    fn after(self, id: RecommendationId, event: &Event) -> Self {
        match event {
            Event::Answered { answer, late, on, .. } if answer.recommendation == id => Self {
                reason: answer.reason.clone().unwrap_or_default(),
                answered_on: Some(*on),
                late: *late,
                ..self
            },
            Event::SilenceRecorded { recommendations, on } if recommendations.contains(&id) => {
                Self { silent_on: Some(*on), ..self }
            }
            Event::Asked { .. }
            | Event::Answered { .. }
            | Event::SilenceRecorded { .. }
            | Event::Closed { .. } => self,
        }
    }
}
