//! The questions about sheets.

use std::collections::{BTreeMap, BTreeSet};

use chassis::reading::{etag, message};
use chrono::{DateTime, Utc};
use contracts::awards::v1 as wire;
use ledger::{Decider as _, StreamName};
use sqlx::postgres::PgRow;
use sqlx::{PgConnection, Row as _};
use uuid::Uuid;

use crate::contract;
use crate::domain::codes::{EntryCode, FieldCode, PartCode};
use crate::domain::ranking::Scores;
use crate::domain::score_sheet::ScoreSheet;
use crate::domain::stage_result::{Docket, Sheet};
use crate::domain::{RoundId, Stage, StageResultId};

/// Which sheets of a round.
#[derive(Debug, Clone, Copy)]
pub struct Which<'a> {
    pub round: Uuid,
    /// This one only.
    pub sheet: Option<Uuid>,
    pub stage: Option<Stage>,
    pub field: Option<&'a FieldCode>,
    /// Those of this judge only.
    pub judge: Option<&'a str>,
    pub state: Option<wire::SheetState>,
    /// Behind this code and judge.
    pub after: Option<&'a (String, String)>,
    pub limit: i64,
}

impl Which<'_> {
    #[must_use]
    pub fn all(round: Uuid) -> Self {
        Self {
            round,
            sheet: None,
            stage: None,
            field: None,
            judge: None,
            state: None,
            after: None,
            limit: i64::MAX,
        }
    }
}

/// Sheets, by code and judge, with all that they say, and the parts of the dossier that are shown to judges.
pub async fn list_sheets(
    tx: &mut PgConnection,
    which: Which<'_>,
    shown: &[PartCode],
    known_at: DateTime<Utc>,
) -> sqlx::Result<Vec<wire::SheetOfJudge>> {
    let rows = sqlx::query(include_str!("../../../sql/list_sheets.sql"))
        .bind(known_at)
        .bind(which.round)
        .bind(which.sheet)
        .bind(which.stage.map(|stage| i32::from(wire::Stage::from(stage))))
        .bind(which.field.map(FieldCode::as_str))
        .bind(which.judge)
        .bind(which.state.map(i32::from))
        .bind(which.after.map(|(code, _)| code))
        .bind(which.after.map(|(_, judge)| judge))
        .bind(which.limit)
        .fetch_all(&mut *tx)
        .await?;
    let entries: BTreeSet<Uuid> =
        rows.iter().map(|row| row.try_get(11)).collect::<sqlx::Result<_>>()?;
    let files = files(tx, entries, shown, known_at).await?;
    let sheet = |row: &PgRow| {
        let entry: Uuid = row.try_get(11)?;
        let files = files.get(&entry).cloned().unwrap_or_default();
        Ok(wire::SheetOfJudge { judge: row.try_get(5)?, sheet: Some(sheet(row, files)?) })
    };
    rows.iter().map(sheet).collect()
}

/// From fourteen columns.
fn sheet(row: &PgRow, files: Vec<wire::ShownFile>) -> sqlx::Result<wire::ScoreSheet> {
    let (id, round): (Uuid, Uuid) = (row.try_get(0)?, row.try_get(1)?);
    Ok(wire::ScoreSheet {
        sheet_id: id.to_string(),
        round_id: round.to_string(),
        stage: row.try_get(2)?,
        entry_code: row.try_get(3)?,
        entry_title: row.try_get(12)?,
        entry_summary: row.try_get(13)?,
        field_code: row.try_get(4)?,
        scores: message::<wire::ScoreSheet>(row, 8)?.scores,
        state: row.try_get(6)?,
        version: row.try_get(7)?,
        reopened_reason: row.try_get(9)?,
        files,
        etag: etag(&StreamName::new(ScoreSheet::CATEGORY, id), row.try_get(10)?),
    })
}

/// By entry; nothing of who keeps them.
async fn files(
    tx: &mut PgConnection,
    entries: BTreeSet<Uuid>,
    shown: &[PartCode],
    known_at: DateTime<Utc>,
) -> sqlx::Result<BTreeMap<Uuid, Vec<wire::ShownFile>>> {
    let entries: Vec<_> = entries.into_iter().collect();
    let shown: Vec<_> = shown.iter().map(PartCode::as_str).collect();
    let rows = sqlx::query(include_str!("../../../sql/files_shown.sql"));
    let rows = rows.bind(known_at).bind(entries).bind(shown).fetch_all(tx).await?;
    let mut files: BTreeMap<Uuid, Vec<wire::ShownFile>> = BTreeMap::new();
    for row in &rows {
        let file = wire::ShownFile {
            part_code: row.try_get(1)?,
            media_type: row.try_get(2)?,
            byte_size: row.try_get(3)?,
            sha256: row.try_get(4)?,
        };
        files.entry(row.try_get(0)?).or_default().push(file);
    }
    Ok(files)
}

/// What a field may have to score, by code, behind this one, at most `limit`. Who leaves the round stays in it: an
/// entry is withdrawn under its own name, and a code that goes at that moment would be told with it.
pub async fn list_jury_entries(
    tx: &mut PgConnection,
    (round, field): (Uuid, &FieldCode),
    known_at: DateTime<Utc>,
    after: Option<&str>,
    limit: i64,
) -> sqlx::Result<Vec<wire::JuryEntry>> {
    let rows = sqlx::query(include_str!("../../../sql/list_jury_entries.sql"))
        .bind(known_at)
        .bind(round)
        .bind(field.as_str())
        .bind(after)
        .bind(limit)
        .fetch_all(tx)
        .await?;
    let entry = |row: &PgRow| {
        let (entry_code, title, summary) = (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
        Ok(wire::JuryEntry { entry_code, title, summary })
    };
    rows.iter().map(entry).collect()
}

/// Whether the sheets of a stage were locked.
pub async fn is_locked(
    tx: &mut PgConnection,
    round: Uuid,
    stage: Stage,
    known_at: DateTime<Utc>,
) -> sqlx::Result<bool> {
    let query = "SELECT coalesce(locked_at <= $2, false) FROM stage_result WHERE result_id = $1";
    let result = StageResultId::of(RoundId(round), stage);
    let locked = sqlx::query_scalar(query).bind(result.0).bind(known_at).fetch_optional(tx);
    Ok(locked.await?.unwrap_or(false))
}

/// Which entries of a stage the jury has settled jointly.
pub async fn settled(
    tx: &mut PgConnection,
    round: Uuid,
    stage: Stage,
    known_at: DateTime<Utc>,
) -> sqlx::Result<BTreeSet<String>> {
    let query = "SELECT entry_code FROM joint_score WHERE result_id = $1 AND recorded_at <= $2";
    let result = StageResultId::of(RoundId(round), stage);
    let codes: Vec<String> =
        sqlx::query_scalar(query).bind(result.0).bind(known_at).fetch_all(tx).await?;
    Ok(codes.into_iter().collect())
}

/// The sheets that count in a stage of a field, by code.
pub async fn dockets(
    tx: &mut PgConnection,
    round: Uuid,
    (stage, field): (Stage, &FieldCode),
    known_at: DateTime<Utc>,
) -> sqlx::Result<Vec<Docket>> {
    let query = "SELECT s.entry_code, l.state, l.scores
                 FROM sheet s
                 CROSS JOIN LATERAL (
                     SELECT state, scores FROM sheet_line
                     WHERE sheet_id = s.sheet_id AND recorded_at <= $1
                     ORDER BY position DESC LIMIT 1
                 ) AS l
                 WHERE s.round_id = $2 AND s.stage = $3 AND s.field_code = $4
                 ORDER BY s.entry_code, s.judge";
    let rows = sqlx::query(query)
        .bind(known_at)
        .bind(round)
        .bind(i32::from(wire::Stage::from(stage)))
        .bind(field.as_str())
        .fetch_all(tx)
        .await?;
    let mut dockets: Vec<Docket> = Vec::new();
    for row in &rows {
        let Some(sheet) = counted(row)? else { continue };
        let code: EntryCode = read(row.try_get(0)?)?;
        match dockets.last_mut().filter(|docket| docket.code == code) {
            Some(docket) => docket.sheets.push(sheet),
            None => dockets.push(Docket { code, field: field.clone(), sheets: vec![sheet] }),
        }
    }
    Ok(dockets)
}

/// A sheet, if it counts.
fn counted(row: &PgRow) -> sqlx::Result<Option<Sheet>> {
    let state: i32 = row.try_get(1)?;
    let state = wire::SheetState::try_from(state).ok().and_then(contract::sheet_state);
    let Some(state) = state else { return Ok(None) };
    let wire::ScoreSheet { scores: said, version, .. } = message(row, 2)?;
    let reopened = state.reopened(u32::try_from(version).unwrap_or_default());
    let said = said.iter().map(|it| Ok((read(&it.criterion_code)?, read(&it.points)?)));
    let said: Scores = said.collect::<sqlx::Result<_>>()?;
    Ok(Some(Sheet { state, scores: state.is_handed_in().then_some(said), reopened }))
}

fn read<T: std::str::FromStr>(text: &str) -> sqlx::Result<T>
where
    T::Err: std::error::Error + Send + Sync + 'static,
{
    text.parse().map_err(|error: T::Err| sqlx::Error::Decode(error.into()))
}
