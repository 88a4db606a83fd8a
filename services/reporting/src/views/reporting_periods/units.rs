//! The units of membership's directory: of which kind each is, from when to when it exists, and who followed it.

use chrono::NaiveDate;
use contracts::membership::v1 as membership;
use ledger::{ApplyError, Entry};
use prost::Message as _;
use sqlx::PgConnection;
use uuid::Uuid;

/// What an event tells of a unit's existence.
pub enum UnitTold {
    Established {
        unit: Uuid,
        kind: String,
        on: NaiveDate,
    },
    Ended {
        unit: Uuid,
        on: NaiveDate,
    },
    /// It ended, and these took its place.
    Followed {
        unit: Uuid,
        by: Vec<Uuid>,
        on: NaiveDate,
    },
}

/// Why an event was not understood.
#[derive(Debug, thiserror::Error)]
pub(super) enum NotUnderstood {
    #[error("decoding the published bytes")]
    Decode(#[from] prost::DecodeError),
    #[error("the field {0} does not hold what its contract says")]
    Field(&'static str),
}

/// What an entry of membership's ledger tells; `None` where it is about something else.
pub(super) fn hear(entry: &Entry) -> Result<Option<UnitTold>, NotUnderstood> {
    let Some(bytes) = &entry.published else { return Ok(None) };
    let bytes = &**bytes;
    Ok(match entry.event_type.as_str() {
        "UnitEstablished" => {
            let event = membership::UnitEstablished::decode(bytes)?;
            let name = event.kind().as_str_name().strip_prefix("UNIT_KIND_");
            let kind = name.filter(|_| event.kind() != membership::UnitKind::Unspecified);
            let kind = kind.ok_or(NotUnderstood::Field("kind"))?.to_owned();
            let (unit, on) = (id(&event.unit_id)?, day(&event.occurred_on)?);
            Some(UnitTold::Established { unit, kind, on })
        }
        "UnitAbolished" => {
            let event = membership::UnitAbolished::decode(bytes)?;
            Some(UnitTold::Ended { unit: id(&event.unit_id)?, on: day(&event.occurred_on)? })
        }
        "UnitSucceeded" => {
            let event = membership::UnitSucceeded::decode(bytes)?;
            let (unit, on) = (id(&event.unit_id)?, day(&event.occurred_on)?);
            let by = event.successors.iter().map(|it| id(&it.unit_id)).collect::<Result<_, _>>()?;
            event.predecessor_ends.then_some(UnitTold::Followed { unit, by, on })
        }
        _ => None,
    })
}

fn id(text: &str) -> Result<Uuid, NotUnderstood> {
    Uuid::try_parse(text).map_err(|_| NotUnderstood::Field("unit_id"))
}

fn day(text: &str) -> Result<NaiveDate, NotUnderstood> {
    text.parse().map_err(|_| NotUnderstood::Field("occurred_on"))
}

impl UnitTold {
    pub(super) async fn write(
        &self,
        tx: &mut PgConnection,
        entry: &Entry,
    ) -> Result<(), ApplyError> {
        match self {
            Self::Established { unit, kind, on } => {
                sqlx::query("INSERT INTO unit VALUES ($1, $2, $3)")
                    .bind(unit)
                    .bind(kind)
                    .bind(on)
                    .execute(tx)
                    .await?;
            }
            Self::Ended { unit, on } => end(tx, entry, *unit, *on).await?,
            Self::Followed { unit, by, on } => {
                end(tx, entry, *unit, *on).await?;
                for successor in by {
                    sqlx::query("INSERT INTO unit_succession VALUES ($1, $2, $3, $4)")
                        .bind(unit)
                        .bind(entry.position)
                        .bind(successor)
                        .bind(on)
                        .execute(&mut *tx)
                        .await?;
                }
            }
        }
        Ok(())
    }
}

async fn end(
    tx: &mut PgConnection,
    entry: &Entry,
    unit: Uuid,
    on: NaiveDate,
) -> Result<(), ApplyError> {
    sqlx::query("INSERT INTO unit_end VALUES ($1, $2, $3, $4)")
        .bind(unit)
        .bind(entry.position)
        .bind(on)
        .bind(entry.recorded_at)
        .execute(tx)
        .await?;
    Ok(())
}
