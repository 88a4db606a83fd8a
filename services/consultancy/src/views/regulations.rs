//! By which terms are reviews judged? As of a day, as known at an instant.

use chassis::reading::{Moment, etag, message};
use contracts::consultancy::v1 as wire;
use ledger::{ApplyError, Decider as _, Entry, Recorded, Revision, StreamName, Undecodable, View};
use prost::Message as _;
use sqlx::{PgConnection, Row as _};
use uuid::Uuid;

use crate::contract::{count, decision};
use crate::domain::regulation::{Event, Regulation};

pub struct Regulations;

impl View for Regulations {
    const NAME: &'static str = "regulations";
    const VERSION: u32 = 1;
    const TABLES: &'static str = include_str!("../../sql/regulations_tables.sql");
    type Event = (Uuid, Event);

    fn decode(_source: &str, entry: &Entry) -> Result<Option<Self::Event>, Undecodable> {
        entry.of::<Regulation>()
    }

    async fn apply(
        tx: &mut PgConnection,
        events: &[Recorded<Self::Event>],
    ) -> Result<(), ApplyError> {
        for Recorded { entry, event: (_, event), .. } in events {
            let (union, version, effective_on, terms, decided) = match event {
                Event::Issued { union, effective_on, terms, decision, secret: _ } => {
                    (union, 1, effective_on, terms, decision)
                }
                Event::Revised { union, version, effective_on, terms, decision } => {
                    (union, *version, effective_on, terms, decision)
                }
            };
            let said = wire::Regulation {
                unit_id: union.to_string(),
                version: count(version),
                effective_on: effective_on.to_string(),
                terms: Some((&**terms).into()),
                decision_ref: decision(Some(decided)),
                etag: String::new(),
            };
            sqlx::query("INSERT INTO regulation_version VALUES ($1, $2, $3, $4, $5, $6)")
                .bind(union.0)
                .bind(said.version)
                .bind(effective_on)
                .bind(said.encode_to_vec())
                .bind(entry.recorded_at)
                .bind(entry.revision)
                .execute(&mut *tx)
                .await?;
        }
        Ok(())
    }
}

/// The version that held on the day, as it is known.
pub async fn find_regulation(
    tx: &mut PgConnection,
    unit: Uuid,
    at: Moment,
) -> sqlx::Result<Option<wire::Regulation>> {
    let row = sqlx::query(
        "SELECT said,
                (SELECT max(revision) FROM regulation_version
                 WHERE unit_id = $1
                 HAVING bool_and(recorded_at <= $3))
         FROM regulation_version
         WHERE unit_id = $1 AND effective_on <= $2 AND recorded_at <= $3
         ORDER BY version DESC LIMIT 1",
    );
    let row = row.bind(unit).bind(at.as_of).bind(at.known_at).fetch_optional(tx).await?;
    let told = |row: &sqlx::postgres::PgRow| {
        let revision: Option<Revision> = row.try_get(1)?;
        let etag = etag(&StreamName::new(Regulation::CATEGORY, unit), revision);
        Ok(wire::Regulation { etag, ..message(row, 0)? })
    };
    row.as_ref().map(told).transpose()
}
