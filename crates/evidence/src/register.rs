//! Which files does a unit keep, and where do their bytes lie? As of a day, as known at an instant.

use chrono::{DateTime, NaiveDate, Utc};
use contracts::evidence::v1 as wire;
use ledger::{ApplyError, Decider as _, Entry, Recorded, Revision, StreamName, Undecodable, View};
use serde::{Deserialize, Serialize};
use sqlx::postgres::PgRow;
use sqlx::{PgConnection, Row as _};
use uuid::Uuid;

use crate::domain::content::{self, Content, Place};
use crate::domain::evidence::{self, Evidence};
use crate::domain::{EvidenceId, UnitId};

pub struct EvidenceRegister;

/// An event of one of the two aggregates.
#[derive(Debug)]
pub enum Heard {
    Evidence(Uuid, evidence::Event),
    Content(String, content::Event),
}

impl View for EvidenceRegister {
    const NAME: &'static str = "evidence_register";
    const VERSION: u32 = 1;
    const TABLES: &'static str = include_str!("../sql/evidence_register_tables.sql");
    type Event = Heard;

    fn decode(_source: &str, entry: &Entry) -> Result<Option<Heard>, Undecodable> {
        if let Some(sha256) = entry.stream.id_in(Content::CATEGORY) {
            return Ok(Some(Heard::Content(sha256.to_owned(), entry.stored()?)));
        }
        let Some(id) = entry.stream.id_in(Evidence::CATEGORY) else { return Ok(None) };
        let id = Uuid::try_parse(id).map_err(Undecodable::new)?;
        Ok(Some(Heard::Evidence(id, entry.stored()?)))
    }

    async fn apply(tx: &mut PgConnection, events: &[Recorded<Heard>]) -> Result<(), ApplyError> {
        for Recorded { entry, event, .. } in events {
            match event {
                Heard::Evidence(id, event) => apply(tx, *id, event, entry).await?,
                Heard::Content(sha256, content::Event::Kept { place }) => {
                    let kept = "INSERT INTO content (sha256, unit_id, evidence_id)
                                VALUES ($1, $2, $3)";
                    let Place { unit, evidence } = place;
                    let kept = sqlx::query(kept).bind(sha256).bind(unit.0).bind(evidence.0);
                    kept.execute(&mut *tx).await?;
                }
            }
        }
        Ok(())
    }
}

async fn apply(
    tx: &mut PgConnection,
    id: Uuid,
    event: &evidence::Event,
    entry: &Entry,
) -> Result<(), ApplyError> {
    use evidence::Event;
    let statement = match event {
        Event::Stored { unit, file, stored_on } => sqlx::query(
            "INSERT INTO evidence (evidence_id, unit_id, media_type, byte_size, sha256, stored_on,
                                   position, recorded_at, revision, changed_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $8)",
        )
        .bind(id)
        .bind(unit.0)
        .bind(file.media_type.name())
        .bind(i64::try_from(file.byte_size).unwrap_or(i64::MAX))
        .bind(file.sha256.to_string())
        .bind(stored_on)
        .bind(entry.position)
        .bind(entry.recorded_at)
        .bind(entry.revision),
        Event::Withdrawn { unit: _, reason, withdrawn_on } => sqlx::query(
            "UPDATE evidence
             SET withdrawn_on = $2, withdrawal_reason = $3, withdrawn_at = $4, revision = $5, changed_at = $4
             WHERE evidence_id = $1",
        )
        .bind(id)
        .bind(withdrawn_on)
        .bind(i32::from(wire::WithdrawalReason::from(*reason)))
        .bind(entry.recorded_at)
        .bind(entry.revision),
        // It never was.
        Event::Abandoned => return Ok(()),
    };
    statement.execute(tx).await?;
    Ok(())
}

/// What a question is about: a business date, as it was known at an instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Moment {
    pub(crate) as_of: NaiveDate,
    pub(crate) known_at: DateTime<Utc>,
}

/// Where a page ended, and the moment that all its pages show.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Last {
    pub(crate) as_of: NaiveDate,
    pub(crate) known_at: DateTime<Utc>,
    position: i64,
}

/// Which evidence of a unit.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Filter {
    pub(crate) unit: UnitId,
    pub(crate) evidence: Option<EvidenceId>,
    pub(crate) state: Option<wire::EvidenceState>,
}

/// What was stored by the day, after `last`, at most `limit`; each with the key of its row.
pub(crate) async fn list_evidence(
    tx: &mut PgConnection,
    filter: Filter,
    at: Moment,
    last: Option<&Last>,
    limit: i64,
) -> sqlx::Result<Vec<(Last, wire::Evidence)>> {
    let rows = sqlx::query(include_str!("../sql/list_evidence.sql"))
        .bind(filter.unit.0)
        .bind(at.known_at)
        .bind(at.as_of)
        .bind(filter.evidence.map(|id| id.0))
        .bind(filter.state.map(|state| state == wire::EvidenceState::Withdrawn))
        .bind(last.map(|last| last.position))
        .bind(limit)
        .fetch_all(tx)
        .await?;
    let keyed = |row: &PgRow| {
        let Moment { as_of, known_at } = at;
        let last = Last { as_of, known_at, position: row.try_get(0)? };
        Ok((last, evidence(filter.unit, row)?))
    };
    rows.iter().map(keyed).collect()
}

fn evidence(unit: UnitId, row: &PgRow) -> sqlx::Result<wire::Evidence> {
    let id: Uuid = row.try_get(1)?;
    let withdrawn_on: Option<NaiveDate> = row.try_get(6)?;
    let state = match withdrawn_on {
        Some(_) => wire::EvidenceState::Withdrawn,
        None => wire::EvidenceState::Stored,
    };
    let revision: Option<Revision> = row.try_get(8)?;
    let etag = |revision| chassis::grpc::etag(&StreamName::new(Evidence::CATEGORY, id), revision);
    Ok(wire::Evidence {
        evidence_id: id.to_string(),
        unit_id: unit.to_string(),
        media_type: row.try_get(2)?,
        byte_size: row.try_get(3)?,
        sha256: row.try_get(4)?,
        state: state.into(),
        stored_on: row.try_get::<NaiveDate, _>(5)?.to_string(),
        withdrawn_on: withdrawn_on.map(|day| day.to_string()).unwrap_or_default(),
        withdrawal_reason: row.try_get::<Option<i32>, _>(7)?.unwrap_or_default(),
        etag: revision.map(etag).unwrap_or_default(),
    })
}

/// Where bytes are kept.
pub(crate) async fn find_place(tx: &mut PgConnection, sha256: &str) -> sqlx::Result<Option<Place>> {
    let place = "SELECT unit_id, evidence_id FROM content WHERE sha256 = $1";
    let place = sqlx::query_as(place).bind(sha256).fetch_optional(tx).await?;
    Ok(place.map(|(unit, evidence)| Place { unit: UnitId(unit), evidence: EvidenceId(evidence) }))
}
