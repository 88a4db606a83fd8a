//! The questions about one report.

use chassis::reading::etag;
use chrono::{DateTime, NaiveDate, Utc};
use contracts::reporting::v1 as wire;
use ledger::{Decider as _, Revision, StreamName};
use sqlx::{PgConnection, Row as _};
use uuid::Uuid;

use crate::contract::{each, version};
use crate::domain::unit_report::{Event, Stage, UnitReport};

/// A report as it is known.
pub async fn find_report(
    tx: &mut PgConnection,
    id: Uuid,
    known_at: DateTime<Utc>,
) -> sqlx::Result<Option<wire::UnitReport>> {
    let Known { events, revision } = known(tx, id, known_at).await?;
    let UnitReport::Owed(standing) = UnitReport::replay(&events) else { return Ok(None) };
    let came_back = standing.stage == Stage::Returned;
    let objections = came_back.then(|| last_objections(&events)).flatten().unwrap_or_default();
    let since = events.iter().rev().find_map(moved_on);
    Ok(Some(wire::UnitReport {
        report_id: id.to_string(),
        state_since: crate::contract::date(since),
        objections,
        excuse: excuse(&events).unwrap_or_default(),
        locked_versions: locked_versions(&events).into_iter().map(|(locked, _)| locked).collect(),
        etag: etag(&StreamName::new(UnitReport::CATEGORY, id), revision),
        ..(&*standing).into()
    }))
}

/// A locked version and its text.
pub async fn find_locked(
    tx: &mut PgConnection,
    id: Uuid,
    version: i32,
    known_at: DateTime<Utc>,
) -> sqlx::Result<Option<(wire::LockedVersion, String)>> {
    let Known { events, .. } = known(tx, id, known_at).await?;
    let found = locked_versions(&events).into_iter().find(|(locked, _)| locked.version == version);
    Ok(found.and_then(|(locked, until)| match UnitReport::replay(&events[..until]) {
        UnitReport::Absent => None,
        UnitReport::Owed(standing) => Some((locked, standing.snapshot().0)),
    }))
}

/// What is known of a report.
struct Known {
    events: Vec<Event>,
    /// `None` where more has happened since.
    revision: Option<Revision>,
}

async fn known(tx: &mut PgConnection, id: Uuid, known_at: DateTime<Utc>) -> sqlx::Result<Known> {
    let rows = sqlx::query(
        "SELECT event, revision, recorded_at <= $2 FROM line WHERE report_id = $1 ORDER BY revision",
    );
    let rows = rows.bind(id).bind(known_at).fetch_all(tx).await?;
    let (mut events, mut revision) = (Vec::with_capacity(rows.len()), None);
    for row in &rows {
        if !row.try_get::<bool, _>(2)? {
            revision = None;
            break;
        }
        let event: &str = row.try_get(0)?;
        events
            .push(serde_json::from_str(event).map_err(|error| sqlx::Error::Decode(error.into()))?);
        revision = Some(row.try_get(1)?);
    }
    Ok(Known { events, revision })
}

/// With how many events it was locked.
fn locked_versions(events: &[Event]) -> Vec<(wire::LockedVersion, usize)> {
    let mut because = String::new();
    let mut locked = Vec::new();
    for (event, until) in events.iter().zip(1..) {
        match event {
            Event::CorrectionOpened { reason, .. } => because.clone_from(reason),
            Event::Locked { version: number, sha256, on } => {
                let (version, locked_on) = (version(*number), on.to_string());
                let (sha256, reason) = (sha256.clone(), because.clone());
                locked.push((wire::LockedVersion { version, locked_on, sha256, reason }, until));
            }
            Event::Expected { .. }
            | Event::TakenFromPaper { .. }
            | Event::Started { .. }
            | Event::SectionSaved { .. }
            | Event::PrefillRefreshed { .. }
            | Event::Commented { .. }
            | Event::Adjusted { .. }
            | Event::AdjustmentWithdrawn { .. }
            | Event::Submitted { .. }
            | Event::Recalled { .. }
            | Event::ReviewBegun { .. }
            | Event::Returned { .. }
            | Event::Approved { .. }
            | Event::ApprovalRevoked { .. }
            | Event::NotReceived { .. }
            | Event::Overtaken { .. }
            | Event::Reopened { .. }
            | Event::Excused { .. } => {}
        }
    }
    locked
}

fn last_objections(events: &[Event]) -> Option<Vec<wire::ReportObjection>> {
    events.iter().rev().find_map(|event| {
        if let Event::Returned { objections, .. } = event { Some(each(objections)) } else { None }
    })
}

fn excuse(events: &[Event]) -> Option<String> {
    let Some(Event::Excused { reason, .. }) = events.last() else { return None };
    Some(reason.clone())
}

/// When an event led to another state.
fn moved_on(event: &Event) -> Option<NaiveDate> {
    match event {
        Event::Expected { obligation } => Some(obligation.expected_on),
        Event::Started { act, .. }
        | Event::Submitted { act, .. }
        | Event::Recalled { act }
        | Event::ReviewBegun { act, .. }
        | Event::Returned { act, .. }
        | Event::Approved { act, .. }
        | Event::ApprovalRevoked { act, .. }
        | Event::Excused { act, .. }
        | Event::CorrectionOpened { act, .. } => Some(act.on),
        Event::Locked { on, .. } => Some(*on),
        Event::TakenFromPaper { .. }
        | Event::SectionSaved { .. }
        | Event::PrefillRefreshed { .. }
        | Event::Commented { .. }
        | Event::Adjusted { .. }
        | Event::AdjustmentWithdrawn { .. }
        | Event::NotReceived { .. }
        | Event::Overtaken { .. }
        | Event::Reopened { .. } => None,
    }
}
