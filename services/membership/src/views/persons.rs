//! Read model: who a person is, sealed, and how far the erasure of it is. An erased person's lines lose
//! what they held, also those about earlier states of knowledge.

use chrono::{DateTime, NaiveDate, Utc};
use contracts::membership::v1 as wire;
use ledger::sealed::Sealed;
use ledger::view::{ApplyError, Recorded, Undecodable, View};
use ledger::{Entry, Revision};
use serde::{Deserialize, Serialize};
use sqlx::{PgConnection, Row as _};
use uuid::Uuid;
use wire::{ErasureState, ErasureStep};

use super::{Moment, document, stored};
use crate::contract::{Choice as _, day};
use crate::domain::person::{Basis, Details, Event, Officer, Person, RefusalGround};

pub struct Persons;

impl View for Persons {
    const NAME: &'static str = "persons";
    /// Raise it to build the tables anew from the first event.
    const VERSION: u32 = 2;
    const TABLES: &'static str = include_str!("../../sql/persons.sql");
    type Event = (Uuid, Event);

    fn decode(_: &str, entry: &Entry) -> Result<Option<Self::Event>, Undecodable> {
        entry.of::<Person>()
    }

    async fn apply(
        tx: &mut PgConnection,
        events: &[Recorded<Self::Event>],
    ) -> Result<(), ApplyError> {
        for Recorded { entry, event: (id, event), .. } in events {
            let mut line = line_at(tx, *id, None).await?.map(|(line, _)| line).unwrap_or_default();
            line.hear(event);
            if matches!(event, Event::Erased { .. }) {
                let forget = "UPDATE person SET details = NULL WHERE person_id = $1";
                sqlx::query(forget).bind(id).execute(&mut *tx).await?;
            }
            sqlx::query("INSERT INTO person VALUES ($1, $2, $3, $4, $5, $6)")
                .bind(id)
                .bind(entry.revision)
                .bind(entry.recorded_at)
                .bind(line.details.map(|details| details.to_string()))
                .bind(stored(line.erasure.as_ref()))
                .bind(line.erasure.as_ref().and_then(Erasure::waiting_since))
                .execute(&mut *tx)
                .await?;
        }
        Ok(())
    }
}

/// What was known of a person after an event.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Line {
    pub details: Option<Sealed<Details>>,
    pub erasure: Option<Erasure>,
    pub etag: String,
}

/// The last erasure that was requested.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Erasure {
    state: State,
    requested_by: Officer,
    basis: Basis,
    requested_on: NaiveDate,
    decided_on: Option<NaiveDate>,
    ground: Option<RefusalGround>,
    key_destroyed_at: Option<DateTime<Utc>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
enum State {
    Requested,
    Refused,
    Erased,
    KeyDestroyed,
}

impl Line {
    fn hear(&mut self, event: &Event) {
        match event {
            Event::Registered { details, .. } | Event::Corrected { details, .. } => {
                self.details = Some(details.clone());
            }
            Event::ErasureRequested { by, basis, occurred_on } => {
                self.erasure = Some(Erasure {
                    state: State::Requested,
                    requested_by: by.clone(),
                    basis: *basis,
                    requested_on: *occurred_on,
                    decided_on: None,
                    ground: None,
                    key_destroyed_at: None,
                });
            }
            Event::ErasureRefused { ground, occurred_on } => self.goes_on(|erasure| {
                erasure.state = State::Refused;
                erasure.decided_on = Some(*occurred_on);
                erasure.ground = Some(*ground);
            }),
            Event::Erased { occurred_on, .. } => {
                self.details = None;
                self.goes_on(|erasure| {
                    erasure.state = State::Erased;
                    erasure.decided_on = Some(*occurred_on);
                });
            }
            Event::KeyDestroyed { at } => self.goes_on(|erasure| {
                erasure.state = State::KeyDestroyed;
                erasure.key_destroyed_at = Some(*at);
            }),
        }
    }

    fn goes_on(&mut self, change: impl FnOnce(&mut Erasure)) {
        if let Some(erasure) = &mut self.erasure {
            change(erasure);
        }
    }
}

impl Erasure {
    fn waiting_since(&self) -> Option<NaiveDate> {
        match self.state {
            State::Requested => Some(self.requested_on),
            State::Refused | State::Erased | State::KeyDestroyed => None,
        }
    }

    /// What an officer may do about it while it waits.
    fn steps_of(&self, officer: &Officer) -> Vec<i32> {
        let refuse = ErasureStep::Refuse.into();
        match officer.may_confirm(&self.requested_by) {
            true => vec![ErasureStep::Confirm.into(), refuse],
            false => vec![refuse],
        }
    }
}

impl From<Erasure> for wire::Erasure {
    fn from(erasure: Erasure) -> Self {
        let state = match erasure.state {
            State::Requested => ErasureState::Requested,
            State::Refused => ErasureState::Refused,
            State::Erased => ErasureState::Erased,
            State::KeyDestroyed => ErasureState::KeyDestroyed,
        };
        Self {
            state: state.into(),
            basis: erasure.basis.to_wire(),
            requested_on: erasure.requested_on.to_string(),
            decided_on: day(erasure.decided_on),
            refusal_ground: erasure.ground.map(|ground| ground.to_wire()).unwrap_or_default(),
            key_destroyed_at: erasure.key_destroyed_at.map(chassis::grpc::timestamp),
        }
    }
}

/// The person as it was known at the moment.
pub async fn find_person(
    tx: &mut PgConnection,
    id: Uuid,
    at: Moment,
) -> sqlx::Result<Option<Line>> {
    let Some((mut line, revision)) = line_at(tx, id, Some(at.known_at)).await? else {
        return Ok(None);
    };
    line.etag = at.etag::<Person>(id, revision);
    Ok(Some(line))
}

/// The place of an erasure in the list.
pub type WaitingKey = (NaiveDate, Uuid);

/// The erasures that waited at the moment, the oldest first, and what the officer may do about each.
pub async fn list_erasures(
    tx: &mut PgConnection,
    officer: &Officer,
    after: Option<WaitingKey>,
    limit: i64,
    at: Moment,
) -> sqlx::Result<Vec<(WaitingKey, wire::WaitingErasure)>> {
    let rows = sqlx::query(include_str!("../../sql/list_erasures.sql"))
        .bind(at.known_at)
        .bind(after.map(|(since, _)| since))
        .bind(after.map(|(_, id)| id))
        .bind(limit)
        .fetch_all(tx)
        .await?;
    let mut erasures = Vec::new();
    for row in rows {
        let id: Uuid = row.try_get("person_id")?;
        let Some(erasure) = document::<Erasure>(row.try_get("erasure")?)? else { continue };
        let waiting = wire::WaitingErasure {
            person_id: id.to_string(),
            basis: erasure.basis.to_wire(),
            requested_on: erasure.requested_on.to_string(),
            steps: erasure.steps_of(officer),
            requested_by: erasure.requested_by.0,
            etag: at.etag::<Person>(id, row.try_get("last_revision")?),
        };
        erasures.push(((row.try_get("waiting_since")?, id), waiting));
    }
    Ok(erasures)
}

/// The last line that was known then, and the revision of the last of all.
async fn line_at(
    tx: &mut PgConnection,
    id: Uuid,
    known_at: Option<DateTime<Utc>>,
) -> sqlx::Result<Option<(Line, Revision)>> {
    let row = sqlx::query(include_str!("../../sql/find_person.sql"))
        .bind(id)
        .bind(known_at)
        .fetch_optional(tx)
        .await?;
    let Some(row) = row else { return Ok(None) };
    let details: Option<String> = row.try_get("details")?;
    let details = details.map(|text| text.parse()).transpose();
    let details = details.map_err(|error| sqlx::Error::Decode(Box::new(error)))?;
    let erasure = document(row.try_get("erasure")?)?;
    let line = Line { details, erasure, etag: String::new() };
    Ok(Some((line, row.try_get("last_revision")?)))
}
