//! Whom may a Union ask to advise on a review? From all whom it ever asked.

use std::collections::BTreeMap;

use chassis::reading::Moment;
use contracts::consultancy::v1 as wire;
use ledger::Decider as _;
use sqlx::postgres::PgRow;
use sqlx::{PgConnection, Row as _};
use uuid::Uuid;

use super::review_of;
use crate::contract;
use crate::domain::council::{Council, Event};
use crate::domain::review::Stage;
use crate::domain::suggestion::{Served, Suggestion, Wanted, suggest};
use crate::domain::{ReviewId, UnitId};
use crate::views::review_register::telling::state;

/// Those who may be asked, the first one first, with keys that name nobody; `None` where the Union has no such review.
pub async fn suggestions(
    tx: &mut PgConnection,
    review: Uuid,
    union: Uuid,
    at: Moment,
) -> sqlx::Result<Option<Vec<(Uuid, wire::ExpertSuggestion)>>> {
    let Some(of) = review_of(tx, review, union, at.known_at).await? else { return Ok(None) };
    let Some(standing) = of.standing() else { return Ok(None) };
    let filing = &standing.filing;
    let wanted = Wanted {
        review: ReviewId(review),
        field: filing.asked.field,
        requester: filing.requester,
        on: at.as_of,
        conflict_years: filing.regulation.terms.council.conflict_years,
    };
    let suggested = suggest(&wanted, &served(tx, union, at).await?);
    let keyed = |it: Suggestion| (it.expert_key, wire::ExpertSuggestion::from(it));
    Ok(Some(suggested.into_iter().map(keyed).collect()))
}

/// The reviews of a Union for which anybody was invited, as they are known.
async fn served(tx: &mut PgConnection, union: Uuid, at: Moment) -> sqlx::Result<Vec<Served>> {
    let with_experts: Vec<_> =
        Stage::WITH_EXPERTS.iter().map(|stage| i32::from(state(*stage))).collect();
    let rows = sqlx::query(include_str!("../../../sql/list_invited.sql"))
        .bind(union)
        .bind(at.known_at)
        .bind(with_experts)
        .bind(Council::CATEGORY)
        .fetch_all(tx)
        .await?;
    let mut councils: BTreeMap<Uuid, (Served, Vec<Event>)> = BTreeMap::new();
    for row in &rows {
        let (review, event): (Uuid, &str) = (row.try_get(0)?, row.try_get(4)?);
        let event = serde_json::from_str(event).map_err(undecodable)?;
        match councils.get_mut(&review) {
            Some((_, events)) => events.push(event),
            None => {
                councils.insert(review, (without_seats(row)?, vec![event]));
            }
        }
    }
    let seated = |(served, events): (Served, Vec<Event>)| {
        let council = Council::replay(&events);
        let seats = council.standing().map(|it| it.seats().to_vec()).unwrap_or_default();
        Served { seats, ..served }
    };
    Ok(councils.into_values().map(seated).collect())
}

fn without_seats(row: &PgRow) -> sqlx::Result<Served> {
    let field = wire::ReviewField::try_from(row.try_get::<i32, _>(2)?).map_err(undecodable)?;
    let field = contract::field(field).ok_or_else(|| undecodable("a review without a field"))?;
    let (requester, with_experts) = (UnitId(row.try_get(1)?), row.try_get(3)?);
    let review = ReviewId(row.try_get(0)?);
    Ok(Served { review, field, requester, with_experts, seats: Vec::new() })
}

fn undecodable(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> sqlx::Error {
    sqlx::Error::Decode(error.into())
}
