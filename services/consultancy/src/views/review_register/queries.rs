//! The questions about reviews.

use chassis::reading::{Moment, etag, message};
use chrono::{DateTime, NaiveDate, Utc};
use contracts::consultancy::v1 as wire;
use ledger::{Decider as _, StreamName};
use serde::{Deserialize, Serialize};
use sqlx::postgres::PgRow;
use sqlx::{PgConnection, Row as _};
use uuid::Uuid;

use crate::domain::review::Review;

/// A statement on reviews as they were known: all find the same columns, as `told` reads them.
macro_rules! of_told_reviews {
    ($which:literal) => {
        concat!(
            include_str!("../../../sql/told_reviews.sql"),
            include_str!(concat!("../../../sql/", $which)),
        )
    };
}

/// In whose name it is asked: nothing of anybody else's reviews is found.
#[derive(Debug, Clone, Copy)]
pub enum Whose {
    Union(Uuid),
    Requester(Uuid),
}

/// Which reviews of a Union.
#[derive(Debug, Clone, Copy, Default)]
pub struct Filter {
    pub requester: Option<Uuid>,
    pub state: Option<wire::ReviewState>,
    pub field: Option<wire::ReviewField>,
    pub origin: Option<wire::ReviewOrigin>,
}

/// Where a page of reviews ended, and the moment that all its pages show.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Last {
    pub as_of: NaiveDate,
    pub known_at: DateTime<Utc>,
    pub received_on: NaiveDate,
    pub review: Uuid,
}

/// Where a page of the docket ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LastLine {
    pub as_of: NaiveDate,
    pub known_at: DateTime<Utc>,
    /// `None` among those that have no day.
    pub due_on: Option<NaiveDate>,
    pub review: Uuid,
}

/// A review, to its Union, to its requester, and on the docket.
#[derive(Debug, Clone)]
pub struct Told {
    pub review: wire::Review,
    pub own: wire::OwnReview,
    pub line: wire::DocketLine,
}

impl Whose {
    pub(in crate::views) fn units(self) -> (Option<Uuid>, Option<Uuid>) {
        match self {
            Self::Union(unit) => (Some(unit), None),
            Self::Requester(unit) => (None, Some(unit)),
        }
    }
}

/// A review as it is known, whenever it came in.
pub async fn find_review(
    tx: &mut PgConnection,
    id: Uuid,
    whose: Whose,
    at: Moment,
) -> sqlx::Result<Option<Told>> {
    let (union, requester) = whose.units();
    let row = sqlx::query(of_told_reviews!("find_review.sql"))
        .bind(at.known_at)
        .bind(id)
        .bind(union)
        .bind(requester)
        .fetch_optional(tx)
        .await?;
    row.as_ref().map(|row| told(row, at)).transpose()
}

/// The reviews that had come in by the day, the latest first, after `last`, at most `limit`; each with the key
/// of its row.
pub async fn list_reviews(
    tx: &mut PgConnection,
    whose: Whose,
    filter: Filter,
    at: Moment,
    last: Option<&Last>,
    limit: i64,
) -> sqlx::Result<Vec<(Last, Told)>> {
    let (union, requester) = whose.units();
    let rows = sqlx::query(of_told_reviews!("list_reviews.sql"))
        .bind(at.known_at)
        .bind(at.as_of)
        .bind(union)
        .bind(requester.or(filter.requester))
        .bind(filter.state.map(i32::from))
        .bind(filter.field.map(i32::from))
        .bind(filter.origin.map(i32::from))
        .bind(last.map(|last| last.received_on))
        .bind(last.map(|last| last.review))
        .bind(limit)
        .fetch_all(tx)
        .await?;
    let keyed = |row: &PgRow| {
        let Moment { as_of, known_at } = at;
        let (review, received_on) = (row.try_get(0)?, row.try_get(7)?);
        Ok((Last { as_of, known_at, received_on, review }, told(row, at)?))
    };
    rows.iter().map(keyed).collect()
}

/// The open reviews of a Union: what is due first at the head, what has no day at the end.
pub async fn list_docket(
    tx: &mut PgConnection,
    union: Uuid,
    (officer, actor): (Option<&str>, Option<wire::DocketActor>),
    at: Moment,
    last: Option<&LastLine>,
    limit: i64,
) -> sqlx::Result<Vec<(LastLine, wire::DocketLine)>> {
    let rows = sqlx::query(of_told_reviews!("list_docket.sql"))
        .bind(at.known_at)
        .bind(at.as_of)
        .bind(union)
        .bind(officer)
        .bind(actor.map(i32::from))
        .bind(last.is_some())
        .bind(last.and_then(|last| last.due_on))
        .bind(last.map(|last| last.review))
        .bind(limit)
        .fetch_all(tx)
        .await?;
    let keyed = |row: &PgRow| {
        let Moment { as_of, known_at } = at;
        let (review, due_on) = (row.try_get(0)?, row.try_get(5)?);
        Ok((LastLine { as_of, known_at, due_on, review }, told(row, at)?.line))
    };
    rows.iter().map(keyed).collect()
}

/// From the columns of all statements.
fn told(row: &PgRow, at: Moment) -> sqlx::Result<Told> {
    let id: Uuid = row.try_get(0)?;
    let etag = etag(&StreamName::new(Review::CATEGORY, id), row.try_get(6)?);
    let review = wire::Review { etag: etag.clone(), ..message(row, 1)? };
    let own: wire::OwnReview = message(row, 2)?;
    let own = without_what_has_passed(wire::OwnReview { etag, ..own }, at.as_of);
    let due_on: Option<NaiveDate> = row.try_get(5)?;
    let line = wire::DocketLine {
        review_id: id.to_string(),
        title: review.terms.as_ref().map(|terms| terms.title.clone()).unwrap_or_default(),
        requester_unit_id: review.requester_unit_id.clone(),
        officer: review.officer.clone(),
        state: review.state,
        next_actor: row.try_get(3)?,
        next_action: row.try_get(4)?,
        next_due_on: crate::contract::date(due_on),
        overdue: due_on.is_some_and(|due_on| due_on < at.as_of),
        due_on: review.clock.as_ref().map(|clock| clock.due_on.clone()).unwrap_or_default(),
        counts: Some(message(row, 8)?),
    };
    Ok(Told { review, own, line })
}

/// That the Union is late, its own officers tell.
fn without_what_has_passed(own: wire::OwnReview, as_of: NaiveDate) -> wire::OwnReview {
    let is_over = |day: &str| day.parse().is_ok_and(|day: NaiveDate| day < as_of);
    let clock = own.clock.map(|clock| {
        let due_on = if is_over(&clock.due_on) { String::new() } else { clock.due_on };
        wire::ReviewClock { due_on, ..clock }
    });
    wire::OwnReview { clock, ..own }
}
