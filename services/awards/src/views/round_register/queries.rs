//! The questions about rounds.

use chassis::reading::{Moment, etag, message};
use contracts::awards::v1 as wire;
use ledger::{Decider as _, StreamName};
use sqlx::postgres::PgRow;
use sqlx::{PgConnection, Row as _};
use strum::IntoEnumIterator as _;
use uuid::Uuid;

use crate::contract::{entry_state, number};
use crate::domain::EntryId;
use crate::domain::entry::State;
use crate::domain::entry::roll::{Line, Roll};
use crate::domain::round::Round;
use crate::domain::ruleset::Ruleset;
use crate::views::Last;

/// Which rounds.
#[derive(Debug, Clone, Copy, Default)]
pub struct Filter {
    /// This one, whenever it was planned.
    pub round: Option<Uuid>,
    pub programme: Option<Uuid>,
    pub phase: Option<wire::RoundPhase>,
}

/// The programme, the number, and which it is.
type Key = (Uuid, i32, Uuid);

/// The rounds that there are on the day, by programme and number, after `last`, at most `limit`; each with the key of its
/// row.
pub async fn list_rounds(
    tx: &mut PgConnection,
    filter: Filter,
    at: Moment,
    last: Option<&Last<Key>>,
    limit: i64,
) -> sqlx::Result<Vec<(Last<Key>, wire::Round)>> {
    let keyed = |row: &PgRow| {
        let key = (row.try_get(6)?, row.try_get(7)?, row.try_get(0)?);
        Ok((Last::new(at, key), round_in(row)?))
    };
    rows(tx, filter, at, last, limit).await?.iter().map(keyed).collect()
}

/// A round on a day; before its first day as it will stand first.
pub async fn find_round(
    tx: &mut PgConnection,
    id: Uuid,
    at: Moment,
) -> sqlx::Result<Option<wire::Round>> {
    row_of(tx, id, at).await?.as_ref().map(round_in).transpose()
}

/// How many entries of a round are how far on a day, and its days with the grace; none where there is no such round.
pub async fn find_desk(
    tx: &mut PgConnection,
    id: Uuid,
    at: Moment,
) -> sqlx::Result<Option<wire::RoundDesk>> {
    let Some(row) = row_of(tx, id, at).await? else { return Ok(None) };
    let grace_days = row.try_get(2)?;
    let schedule = round_in(&row)?.schedule;
    let schedule = schedule.map(|schedule| wire::RoundSchedule { grace_days, ..schedule });
    let mut desk = wire::RoundDesk { schedule, ..Default::default() };
    let query = "SELECT state, count(*) FROM (
                     SELECT DISTINCT ON (entry_id) state FROM entry_line
                     WHERE round_id = $1 AND recorded_at <= $2 AND valid_from <= $3
                     ORDER BY entry_id, revision DESC
                 ) AS entry GROUP BY state";
    let counted = sqlx::query_as(query).bind(id).bind(at.known_at).bind(at.as_of);
    let counted: Vec<(i32, i64)> = counted.fetch_all(tx).await?;
    for (state, count) in counted {
        *counter(&mut desk, state_in(state)?) = number(count);
    }
    Ok(Some(desk))
}

fn counter(desk: &mut wire::RoundDesk, state: State) -> &mut i32 {
    match state {
        State::Draft => &mut desk.drafts,
        State::Submitted => &mut desk.submitted,
        State::Returned => &mut desk.returned,
        State::Eligible => &mut desk.eligible,
        State::Ineligible => &mut desk.ineligible,
        State::Duplicate => &mut desk.duplicates,
        State::Withdrawn => &mut desk.withdrawn,
        State::Disqualified => &mut desk.disqualified,
    }
}

/// A version of a round's ruleset; `None` asks for the one that holds on the day.
pub async fn find_ruleset(
    tx: &mut PgConnection,
    round: Uuid,
    version: Option<i32>,
    at: Moment,
) -> sqlx::Result<Option<wire::RulesetVersion>> {
    let query = "SELECT said FROM ruleset_line
                 WHERE round_id = $1 AND recorded_at <= $2
                   AND (version = $4 OR $4::integer IS NULL AND valid_from <= $3)
                 ORDER BY version DESC LIMIT 1";
    let row = sqlx::query(query).bind(round).bind(at.known_at).bind(at.as_of).bind(version);
    row.fetch_optional(tx).await?.as_ref().map(|row| message(row, 0)).transpose()
}

/// The entries that are handed in under an earlier version of the ruleset than the one that holds on the day, by id, after
/// `last`, at most `limit`; each with the key of its row.
pub async fn list_affected(
    tx: &mut PgConnection,
    round: Uuid,
    at: Moment,
    last: Option<&Last<Uuid>>,
    limit: i64,
) -> sqlx::Result<Vec<(Last<Uuid>, wire::AffectedEntry)>> {
    let handed_in = State::iter().filter(|state| state.is_handed_in());
    let handed_in: Vec<i32> = handed_in.map(|state| wire::EntryState::from(state).into()).collect();
    let rows = sqlx::query(include_str!("../../../sql/list_affected_entries.sql"))
        .bind(round)
        .bind(at.known_at)
        .bind(at.as_of)
        .bind(handed_in)
        .bind(last.map(|last| last.key))
        .bind(limit)
        .fetch_all(tx)
        .await?;
    let keyed = |row: &PgRow| {
        let entry: Uuid = row.try_get(0)?;
        let (entry_id, ruleset_version) = (entry.to_string(), row.try_get(1)?);
        let affected = wire::AffectedEntry { entry_id, ruleset_version };
        Ok((Last::new(at, entry), affected))
    };
    rows.iter().map(keyed).collect()
}

/// The entries of a round as they are last known.
pub async fn roll_of(tx: &mut PgConnection, round: Uuid) -> sqlx::Result<Roll> {
    let query = "SELECT DISTINCT ON (entry_id) entry_id, state, field, complete_until
                 FROM entry_line WHERE round_id = $1
                 ORDER BY entry_id, revision DESC";
    let rows = sqlx::query(query).bind(round).fetch_all(tx).await?;
    let line = |row: &PgRow| {
        let field: &str = row.try_get(2)?;
        Ok(Line {
            entry: EntryId(row.try_get(0)?),
            state: state_in(row.try_get(1)?)?,
            field: field.parse().map_err(|error| sqlx::Error::Decode(Box::new(error)))?,
            complete_until: row.try_get(3)?,
        })
    };
    rows.iter().map(line).collect::<sqlx::Result<_>>().map(Roll)
}

/// The number is none of a state.
#[derive(Debug, thiserror::Error)]
#[error("{0} is no state of an entry")]
struct NotAState(i32);

fn state_in(number: i32) -> sqlx::Result<State> {
    let state = wire::EntryState::try_from(number).ok().and_then(entry_state);
    state.ok_or_else(|| sqlx::Error::Decode(Box::new(NotAState(number))))
}

async fn rows(
    tx: &mut PgConnection,
    filter: Filter,
    at: Moment,
    last: Option<&Last<Key>>,
    limit: i64,
) -> sqlx::Result<Vec<PgRow>> {
    sqlx::query(include_str!("../../../sql/list_rounds.sql"))
        .bind(at.known_at)
        .bind(at.as_of)
        .bind(filter.round)
        .bind(filter.programme)
        .bind(filter.phase.map(i32::from))
        .bind(last.map(|last| last.key.0))
        .bind(last.map(|last| last.key.1))
        .bind(last.map(|last| last.key.2))
        .bind(limit)
        .fetch_all(tx)
        .await
}

async fn row_of(tx: &mut PgConnection, id: Uuid, at: Moment) -> sqlx::Result<Option<PgRow>> {
    let filter = Filter { round: Some(id), ..Filter::default() };
    Ok(rows(tx, filter, at, None, 1).await?.into_iter().next())
}

/// From six columns.
fn round_in(row: &PgRow) -> sqlx::Result<wire::Round> {
    let id: Uuid = row.try_get(0)?;
    let version: Option<i32> = row.try_get(4)?;
    Ok(wire::Round {
        ruleset_version: version.unwrap_or_default(),
        etag: etag(&StreamName::new(Round::CATEGORY, id), row.try_get(3)?),
        ruleset_etag: etag(&StreamName::new(Ruleset::CATEGORY, id), row.try_get(5)?),
        ..message(row, 1)?
    })
}
