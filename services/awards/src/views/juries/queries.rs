//! The questions about juries.

use std::collections::BTreeMap;

use chassis::reading::{etag, message};
use chrono::{DateTime, NaiveDate, Utc};
use contracts::awards::v1 as wire;
use ledger::{Decider as _, StreamName};
use sqlx::postgres::PgRow;
use sqlx::{PgConnection, Row as _};
use uuid::Uuid;

use crate::domain::jury::Jury;

/// Which juries of a round.
#[derive(Debug, Clone, Copy)]
pub struct Which<'a> {
    pub round: Uuid,
    /// This one only.
    pub jury: Option<Uuid>,
    /// Those of this judge only.
    pub of: Option<&'a str>,
    /// Behind this field.
    pub after: Option<&'a str>,
    pub limit: i64,
}

/// The juries of a round, by field.
pub async fn list_juries(
    tx: &mut PgConnection,
    which: Which<'_>,
    known_at: DateTime<Utc>,
) -> sqlx::Result<Vec<wire::Jury>> {
    let rows = sqlx::query(include_str!("../../../sql/list_juries.sql"))
        .bind(known_at)
        .bind(which.round)
        .bind(which.jury)
        .bind(which.of)
        .bind(which.after)
        .bind(which.limit)
        .fetch_all(&mut *tx)
        .await?;
    let ids: Vec<Uuid> = rows.iter().map(|row| row.try_get(0)).collect::<sqlx::Result<_>>()?;
    let mut members = members(tx, &ids, known_at).await?;
    rows.iter().map(|row| jury(row, &mut members)).collect()
}

/// From six columns.
fn jury(
    row: &PgRow,
    members: &mut BTreeMap<Uuid, Vec<wire::JuryMember>>,
) -> sqlx::Result<wire::Jury> {
    let (id, round): (Uuid, Uuid) = (row.try_get(0)?, row.try_get(1)?);
    let frozen_on: Option<NaiveDate> = row.try_get(4)?;
    Ok(wire::Jury {
        jury_id: id.to_string(),
        round_id: round.to_string(),
        field_code: row.try_get(2)?,
        members: members.remove(&id).unwrap_or_default(),
        frozen: frozen_on.is_some(),
        frozen_on: frozen_on.map(|day| day.to_string()).unwrap_or_default(),
        decision_ref: Some(message(row, 3)?),
        etag: etag(&StreamName::new(Jury::CATEGORY, id), row.try_get(5)?),
    })
}

/// Who is in them, by judge.
async fn members(
    tx: &mut PgConnection,
    juries: &[Uuid],
    known_at: DateTime<Utc>,
) -> sqlx::Result<BTreeMap<Uuid, Vec<wire::JuryMember>>> {
    let query =
        "SELECT jury_id, judge, unit_id, part, coalesce(declared_at <= $2, false), by_exception
                 FROM jury_member
                 WHERE jury_id = ANY($1) AND recorded_at <= $2 AND (removed_at > $2) IS NOT FALSE
                 ORDER BY judge";
    let rows = sqlx::query(query).bind(juries).bind(known_at).fetch_all(tx).await?;
    let mut members: BTreeMap<Uuid, Vec<wire::JuryMember>> = BTreeMap::new();
    for row in &rows {
        let unit: Uuid = row.try_get(2)?;
        let member = wire::JuryMember {
            judge: row.try_get(1)?,
            unit_id: unit.to_string(),
            part: row.try_get(3)?,
            conflicts_declared: row.try_get(4)?,
            by_exception: row.try_get(5)?,
        };
        members.entry(row.try_get(0)?).or_default().push(member);
    }
    Ok(members)
}

/// Who scores what in a stage of a field, by judge and code, after `last`, at most `limit`.
pub async fn list_assignments(
    tx: &mut PgConnection,
    (round, jury, stage): (Uuid, Uuid, wire::Stage),
    known_at: DateTime<Utc>,
    last: Option<&(String, String)>,
    limit: i64,
) -> sqlx::Result<Vec<wire::Assignment>> {
    let rows = sqlx::query(include_str!("../../../sql/list_assignments.sql"))
        .bind(known_at)
        .bind(round)
        .bind(jury)
        .bind(i32::from(stage))
        .bind(last.map(|(judge, _)| judge))
        .bind(last.map(|(_, code)| code))
        .bind(limit)
        .fetch_all(tx)
        .await?;
    let assignment = |row: &PgRow| {
        Ok(wire::Assignment {
            judge: row.try_get(0)?,
            entry_code: row.try_get(1)?,
            stage: stage.into(),
            method: row.try_get(2)?,
            recused: row.try_get(3)?,
        })
    };
    rows.iter().map(assignment).collect()
}

/// The draw of a stage of a field.
pub async fn find_draw(
    tx: &mut PgConnection,
    (round, jury, stage): (Uuid, Uuid, wire::Stage),
    known_at: DateTime<Utc>,
) -> sqlx::Result<Option<wire::Draw>> {
    let query = "SELECT draw FROM draw JOIN jury USING (jury_id)
                 WHERE round_id = $1 AND jury_id = $2 AND stage = $3 AND draw.recorded_at <= $4";
    let row = sqlx::query(query).bind(round).bind(jury).bind(i32::from(stage)).bind(known_at);
    row.fetch_optional(tx).await?.map(|row| message(&row, 0)).transpose()
}

/// A jury as one of its members knows it.
pub fn own(jury: wire::Jury, judge: &str) -> Option<wire::OwnJury> {
    let member = jury.members.into_iter().find(|it| it.judge == judge)?;
    Some(wire::OwnJury {
        jury_id: jury.jury_id,
        field_code: jury.field_code,
        part: member.part,
        conflicts_declared: member.conflicts_declared,
        frozen: jury.frozen,
        etag: jury.etag,
    })
}
