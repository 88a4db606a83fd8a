//! The questions about proposals.

use chassis::reading::{Moment, etag, message};
use chrono::{DateTime, NaiveDate, Utc};
use contracts::consultancy::v1 as wire;
use ledger::{Decider as _, StreamName};
use serde::{Deserialize, Serialize};
use sqlx::postgres::PgRow;
use sqlx::{PgConnection, Row as _};
use uuid::Uuid;

use crate::domain::proposal::Proposal;
use crate::views::LAST_DAY;

/// Which proposals of a Union.
#[derive(Debug, Clone, Copy, Default)]
pub struct Filter {
    pub proposal: Option<Uuid>,
    pub state: Option<wire::ProposalState>,
}

/// Where a page of proposals ended, and the moment that all its pages show.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Last {
    pub as_of: NaiveDate,
    pub known_at: DateTime<Utc>,
    pub drafted_on: NaiveDate,
    pub proposal: Uuid,
}

/// The proposals that a Union had begun by the day, the latest first, after `last`, at most `limit`; each with
/// the key of its row.
pub async fn list_proposals(
    tx: &mut PgConnection,
    union: Uuid,
    filter: Filter,
    at: Moment,
    last: Option<&Last>,
    limit: i64,
) -> sqlx::Result<Vec<(Last, wire::Proposal)>> {
    let rows = sqlx::query(include_str!("../../../sql/list_proposals.sql"))
        .bind(at.known_at)
        .bind(at.as_of)
        .bind(union)
        .bind(filter.proposal)
        .bind(filter.state.map(i32::from))
        .bind(last.map(|last| last.drafted_on))
        .bind(last.map(|last| last.proposal))
        .bind(limit)
        .fetch_all(tx)
        .await?;
    let keyed = |row: &PgRow| {
        let Moment { as_of, known_at } = at;
        let (proposal, drafted_on): (Uuid, _) = (row.try_get(0)?, row.try_get(3)?);
        let etag = etag(&StreamName::new(Proposal::CATEGORY, proposal), row.try_get(2)?);
        let said = wire::Proposal { etag, ..message(row, 1)? };
        Ok((Last { as_of, known_at, drafted_on, proposal }, said))
    };
    rows.iter().map(keyed).collect()
}

/// A proposal as it is known, whenever it was begun.
pub async fn find_proposal(
    tx: &mut PgConnection,
    id: Uuid,
    union: Uuid,
    at: Moment,
) -> sqlx::Result<Option<wire::Proposal>> {
    let filter = Filter { proposal: Some(id), state: None };
    let at = Moment { as_of: LAST_DAY, ..at };
    let found = list_proposals(tx, union, filter, at, None, 1).await?;
    Ok(found.into_iter().next().map(|(_, proposal)| proposal))
}
