//! What was asked of the experts of a review, what did they say, and what came of it? As known at each instant, from the
//! lines that [`super::review_register`] keeps.
//!
//! Each is what its events make of it, as the aggregate itself reads them: so what is shown is what was decided
//! on, and what is delivered is what was hashed, to the letter.

pub mod experts;
pub mod papers;
pub mod report;
pub mod suggestions;

use chassis::reading::etag;
use chrono::{DateTime, Utc};
use ledger::{Decider, Entry, Revision, StreamName, Undecodable};
use serde::de::DeserializeOwned;
use sqlx::{PgConnection, Row as _};
use uuid::Uuid;

use crate::domain::council::Council;
use crate::domain::meeting::{self, Meeting};
use crate::domain::opinion::{self, Opinion};
use crate::domain::report::Report;
use crate::domain::response::Response;
use crate::domain::review::Review;

/// An event that fits its aggregate, as it was recorded.
#[derive(Debug)]
pub struct Heard {
    pub(super) category: &'static str,
    id: Uuid,
    /// Where it says so, or the stream is the review's own; `None` for a later one of the same stream.
    review: Option<Uuid>,
    event: String,
}

/// Of a stream that has the review's id.
fn heard<D>(entry: &Entry) -> Result<Option<Heard>, Undecodable>
where
    D: Decider,
    D::Event: DeserializeOwned,
{
    heard_of::<D>(entry, |id, _| Some(id))
}

fn heard_of<D>(
    entry: &Entry,
    review: impl FnOnce(Uuid, &D::Event) -> Option<Uuid>,
) -> Result<Option<Heard>, Undecodable>
where
    D: Decider,
    D::Event: DeserializeOwned,
{
    let Some((id, event)) = entry.of::<D>()? else { return Ok(None) };
    let private = entry.private.as_ref();
    let data = private.map(|private| private.data.clone()).unwrap_or_default();
    Ok(Some(Heard { category: D::CATEGORY, id, review: review(id, &event), event: data }))
}

/// An event of a review, or of what belongs to it; `None` for others.
pub(super) fn decode(entry: &Entry) -> Result<Option<Heard>, Undecodable> {
    let named = [
        heard::<Review>(entry)?,
        heard::<Council>(entry)?,
        heard_of::<Opinion>(entry, |_, event| begun_for(event))?,
        heard_of::<Meeting>(entry, |_, event| convened_for(event))?,
        heard::<Report>(entry)?,
        heard::<Response>(entry)?,
    ];
    Ok(named.into_iter().flatten().next())
}

/// Keeps an event, and tells the review that it belongs to.
pub(super) async fn keep(
    tx: &mut PgConnection,
    entry: &Entry,
    Heard { category, id, review, event }: &Heard,
) -> sqlx::Result<Uuid> {
    let query = "INSERT INTO line
                 SELECT $1, $2, $3, coalesce($4, (SELECT review_id FROM line
                                                 WHERE category = $1 AND id = $2 LIMIT 1)),
                        $5, $6
                 RETURNING review_id";
    sqlx::query_scalar(query)
        .bind(category)
        .bind(id)
        .bind(entry.revision)
        .bind(review)
        .bind(event)
        .bind(entry.recorded_at)
        .fetch_one(tx)
        .await
}

fn begun_for(event: &opinion::Event) -> Option<Uuid> {
    use opinion::Event;
    match event {
        Event::Begun { review, .. } => Some(review.0),
        Event::Saved { .. }
        | Event::Submitted { .. }
        | Event::Reaffirmed { .. }
        | Event::Retracted { .. }
        | Event::Returned { .. }
        | Event::Considered { .. }
        | Event::Voided { .. } => None,
    }
}

fn convened_for(event: &meeting::Event) -> Option<Uuid> {
    use meeting::Event;
    match event {
        Event::Convened { review, .. }
        | Event::Held { review, .. }
        | Event::DissentRecorded { review, .. } => Some(review.0),
        Event::Cancelled { .. } => None,
    }
}

/// What is known of one stream.
pub(super) struct Known<D: Decider> {
    id: Uuid,
    pub(super) events: Vec<D::Event>,
    /// `None` where more has happened since.
    revision: Option<Revision>,
}

impl<D: Decider> Known<D> {
    pub(super) fn state(&self) -> D {
        D::replay(&self.events)
    }

    fn etag(&self) -> String {
        etag(&StreamName::new(D::CATEGORY, self.id), self.revision)
    }
}

/// The streams of a kind that belong to a review, the first one first.
pub(super) async fn of_review<D>(
    tx: &mut PgConnection,
    review: Uuid,
    known_at: DateTime<Utc>,
) -> sqlx::Result<Vec<Known<D>>>
where
    D: Decider,
    D::Event: DeserializeOwned,
{
    let query = "SELECT id, revision, event, recorded_at <= $3 FROM line
                 WHERE review_id = $1 AND category = $2
                 ORDER BY min(recorded_at) OVER (PARTITION BY id), id, revision";
    let rows = sqlx::query(query).bind(review).bind(D::CATEGORY).bind(known_at);
    let mut known: Vec<Known<D>> = Vec::new();
    for row in &rows.fetch_all(tx).await? {
        let (id, revision): (Uuid, Revision) = (row.try_get(0)?, row.try_get(1)?);
        if known.last().is_none_or(|last| last.id != id) {
            known.push(Known { id, events: Vec::new(), revision: None });
        }
        let Some(last) = known.last_mut() else { continue };
        if row.try_get(3)? {
            let event: &str = row.try_get(2)?;
            let event = serde_json::from_str(event);
            last.events.push(event.map_err(|error| sqlx::Error::Decode(error.into()))?);
            last.revision = Some(revision);
        } else {
            last.revision = None;
        }
    }
    known.retain(|stream| !stream.events.is_empty());
    Ok(known)
}

/// The stream that has the review's id; `None` where nothing is known of it.
pub(super) async fn one<D>(
    tx: &mut PgConnection,
    review: Uuid,
    known_at: DateTime<Utc>,
) -> sqlx::Result<Option<Known<D>>>
where
    D: Decider,
    D::Event: DeserializeOwned,
{
    Ok(of_review(tx, review, known_at).await?.into_iter().next())
}

/// How a review of a Union stands; `None` where it has no such review.
async fn review_of(
    tx: &mut PgConnection,
    review: Uuid,
    union: Uuid,
    known_at: DateTime<Utc>,
) -> sqlx::Result<Option<Review>> {
    let known = one::<Review>(tx, review, known_at).await?;
    let is_of = |it: &Review| it.standing().is_some_and(|it| it.filing.union.0 == union);
    Ok(known.map(|it| it.state()).filter(is_of))
}
