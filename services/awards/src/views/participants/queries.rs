//! The questions about participants.

use chassis::reading::{Moment, etag};
use chrono::{DateTime, NaiveDate, Utc};
use contracts::awards::v1 as wire;
use ledger::sealed::Sealed;
use ledger::{Decider as _, StreamName};
use sqlx::postgres::PgRow;
use sqlx::{PgConnection, Row as _};
use uuid::Uuid;

use super::erasure;
use crate::domain::participant::{Details, Participant};
use crate::views::Last;
pub use crate::views::Whose;

/// A participant as the view knows it: without the details, which are sealed.
#[derive(Debug, Clone)]
pub struct Kept {
    pub id: Uuid,
    /// None where they are erased.
    pub details: Option<Sealed<Details>>,
    pub participant: wire::Participant,
}

/// Since when it waits, and of whom.
type Key = (NaiveDate, Uuid);

/// A participant of a round as it is known.
pub async fn find_participant(
    tx: &mut PgConnection,
    round: Uuid,
    id: Uuid,
    whose: &Whose,
    at: Moment,
) -> sqlx::Result<Option<Kept>> {
    let (person, unit) = whose.officer();
    let row = sqlx::query(include_str!("../../../sql/find_participant.sql"))
        .bind(at.known_at)
        .bind(id)
        .bind(round)
        .bind(person)
        .bind(unit)
        .fetch_optional(tx)
        .await?;
    row.as_ref().map(kept).transpose()
}

fn kept(row: &PgRow) -> sqlx::Result<Kept> {
    let (id, round): (Uuid, Uuid) = (row.try_get(0)?, row.try_get(1)?);
    let details: Option<String> = row.try_get(2)?;
    let details = details.map(|text| text.parse()).transpose();
    let details = details.map_err(|error| sqlx::Error::Decode(Box::new(error)))?;
    let key_destroyed_at: Option<DateTime<Utc>> = row.try_get(4)?;
    let participant = wire::Participant {
        participant_id: id.to_string(),
        round_id: round.to_string(),
        erasure_state: erasure(row, 3)?.into(),
        key_destroyed_at: key_destroyed_at.map(chassis::grpc::timestamp),
        etag: etag(&stream(id), row.try_get(5)?),
        ..wire::Participant::default()
    };
    Ok(Kept { id, details, participant })
}

/// The erasures that waited at the moment, the oldest first, after `last`, at most `limit`; each with the key of its
/// row.
pub async fn list_erasures(
    tx: &mut PgConnection,
    at: Moment,
    last: Option<&Last<Key>>,
    limit: i64,
) -> sqlx::Result<Vec<(Last<Key>, wire::WaitingParticipantErasure)>> {
    let rows = sqlx::query(include_str!("../../../sql/list_participant_erasures.sql"))
        .bind(at.known_at)
        .bind(last.map(|last| last.key.0))
        .bind(last.map(|last| last.key.1))
        .bind(limit)
        .fetch_all(tx)
        .await?;
    let keyed = |row: &PgRow| {
        let (participant, since): (Uuid, NaiveDate) = (row.try_get(0)?, row.try_get(1)?);
        let waiting = wire::WaitingParticipantErasure {
            participant_id: participant.to_string(),
            basis: row.try_get(2)?,
            requested_on: since.to_string(),
            requested_by: row.try_get(3)?,
            etag: etag(&stream(participant), row.try_get(4)?),
        };
        Ok((Last::new(at, (since, participant)), waiting))
    };
    rows.iter().map(keyed).collect()
}

fn stream(id: Uuid) -> StreamName {
    StreamName::new(Participant::CATEGORY, id)
}
