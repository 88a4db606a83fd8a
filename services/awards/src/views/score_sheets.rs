//! What do judges say, of what, and where does each sheet stand? As known at an instant.
//!
//! A sheet begins with the assignment, which the jury records, and ends with the lock of its stage. What judges are
//! shown of an entry is kept beside it: its title, its summary and its files. Who asks for what is decided by
//! those who ask this view: it has all scores, and none of it is told before the release but as the contract says.

pub mod queries;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use contracts::awards::v1 as wire;
use evidence::domain::evidence::{Event as FileEvent, Evidence};
use ledger::{ApplyError, Entry as Recording, Recorded, Undecodable, View};
use prost::Message as _;
use sqlx::{PgConnection, Row as _};
use uuid::Uuid;

use crate::contract;
use crate::domain::draw::Pair;
use crate::domain::entry::content::{Description, DossierFile};
use crate::domain::entry::{self, Entry};
use crate::domain::jury::{self, Jury};
use crate::domain::round::{self, Listed, Round};
use crate::domain::score_sheet::{self, ScoreSheet, State};
use crate::domain::stage_result::{self, StageResult};
use crate::domain::{RoundId, SheetId, Stage};

pub struct ScoreSheets;

/// What tells something of sheets, or of what they are about.
#[derive(Debug)]
pub enum Heard {
    Jury(Uuid, jury::Event),
    Sheet(Uuid, score_sheet::Event),
    StageResult(Uuid, stage_result::Event),
    Round(Uuid, round::Event),
    Entry(Uuid, entry::Event),
    File(Uuid, FileEvent),
}

impl View for ScoreSheets {
    const NAME: &'static str = "score_sheets";
    const VERSION: u32 = 1;
    const TABLES: &'static str = include_str!("../../sql/score_sheets_tables.sql");
    type Event = Heard;

    fn decode(_source: &str, entry: &Recording) -> Result<Option<Heard>, Undecodable> {
        let heard = [
            entry.of::<Jury>()?.map(|(id, event)| Heard::Jury(id, event)),
            entry.of::<ScoreSheet>()?.map(|(id, event)| Heard::Sheet(id, event)),
            entry.of::<StageResult>()?.map(|(id, event)| Heard::StageResult(id, event)),
            entry.of::<Round>()?.map(|(id, event)| Heard::Round(id, event)),
            entry.of::<Entry>()?.map(|(id, event)| Heard::Entry(id, event)),
            entry.of::<Evidence>()?.map(|(id, event)| Heard::File(id, event)),
        ];
        Ok(heard.into_iter().flatten().next())
    }

    async fn apply(tx: &mut PgConnection, events: &[Recorded<Heard>]) -> Result<(), ApplyError> {
        for Recorded { entry, event, .. } in events {
            let mut line = Line { tx, entry };
            match event {
                Heard::Jury(id, event) => line.jury(*id, event).await?,
                Heard::Sheet(id, event) => line.sheet(*id, event).await?,
                Heard::StageResult(id, event) => line.stage_result(*id, event).await?,
                Heard::Round(id, event) => line.round(*id, event).await?,
                Heard::Entry(id, event) => line.described(*id, event).await?,
                Heard::File(id, event) => line.file(*id, event).await?,
            }
        }
        Ok(())
    }
}

/// One event on its way into the tables.
struct Line<'a> {
    tx: &'a mut PgConnection,
    entry: &'a Recording,
}

impl Line<'_> {
    async fn jury(&mut self, id: Uuid, event: &jury::Event) -> Result<(), ApplyError> {
        use jury::Event;
        match event {
            Event::Formed { round, field, .. } => {
                sqlx::query("INSERT INTO jury VALUES ($1, $2, $3)")
                    .bind(id)
                    .bind(round.0)
                    .bind(field.as_str())
                    .execute(&mut *self.tx)
                    .await?;
                Ok(())
            }
            Event::Drawn { draw, outcome } => self.assigned(id, draw.stage, outcome).await,
            Event::Assigned { stage, pair, .. } => {
                self.assigned(id, *stage, &BTreeSet::from([pair.clone()])).await
            }
            Event::Recused { stage, pair, .. } => {
                let (round, _) = self.field_of(id).await?;
                let sheet = SheetId::of(RoundId(round), *stage, &pair.code, &pair.judge);
                self.now(sheet.0, wire::SheetState::Recused).await
            }
            Event::JudgeAdded { .. }
            | Event::JudgeRemoved { .. }
            | Event::ConflictsDeclared { .. }
            | Event::ConflictRecorded { .. }
            | Event::Frozen { .. } => Ok(()),
        }
    }

    async fn field_of(&mut self, jury: Uuid) -> Result<(Uuid, String), ApplyError> {
        let row = sqlx::query("SELECT round_id, field_code FROM jury WHERE jury_id = $1");
        let row = row.bind(jury).fetch_one(&mut *self.tx).await?;
        Ok((row.try_get(0)?, row.try_get(1)?))
    }

    /// A draw may give again what was given by hand.
    async fn assigned(
        &mut self,
        jury: Uuid,
        stage: Stage,
        pairs: &BTreeSet<Pair>,
    ) -> Result<(), ApplyError> {
        let (round, field) = self.field_of(jury).await?;
        for Pair { judge, code } in pairs {
            let sheet = SheetId::of(RoundId(round), stage, code, judge);
            let assigned = "WITH new AS (
                                INSERT INTO sheet VALUES ($1, $2, $3, $4, $5, $6)
                                ON CONFLICT DO NOTHING RETURNING sheet_id
                            )
                            INSERT INTO sheet_line
                            SELECT sheet_id, $7, $8, 0, '', '', 0, $9 FROM new";
            sqlx::query(assigned)
                .bind(sheet.0)
                .bind(round)
                .bind(&field)
                .bind(i32::from(wire::Stage::from(stage)))
                .bind(code.as_str())
                .bind(judge)
                .bind(self.entry.position)
                .bind(i32::from(wire::SheetState::Assigned))
                .bind(self.entry.recorded_at)
                .execute(&mut *self.tx)
                .await?;
        }
        Ok(())
    }

    /// It stands otherwise now, and says what it said.
    async fn now(&mut self, sheet: Uuid, state: wire::SheetState) -> Result<(), ApplyError> {
        let now = "INSERT INTO sheet_line
                   SELECT sheet_id, $2, $3, version, scores, reopened_reason, revision, $4
                   FROM sheet_line WHERE sheet_id = $1 ORDER BY position DESC LIMIT 1";
        sqlx::query(now)
            .bind(sheet)
            .bind(self.entry.position)
            .bind(i32::from(state))
            .bind(self.entry.recorded_at)
            .execute(&mut *self.tx)
            .await?;
        Ok(())
    }

    async fn sheet(&mut self, id: Uuid, event: &score_sheet::Event) -> Result<(), ApplyError> {
        use score_sheet::Event;
        let (state, version, scores, reason) = match event {
            Event::DraftSaved { scores, .. } => (State::Draft, None, Some(scores), None),
            Event::Submitted { version, scores, .. } => {
                (State::Submitted, Some(*version), Some(scores), Some(""))
            }
            Event::Signed { .. } => (State::Signed, None, None, None),
            Event::Reopened { reason, .. } => (State::Reopened, None, None, Some(reason.as_str())),
        };
        let scores = scores.map(|scores| {
            let scores = scores.iter().map(Into::into).collect();
            wire::ScoreSheet { scores, ..wire::ScoreSheet::default() }.encode_to_vec()
        });
        // What an event does not say is as it was.
        let now = "INSERT INTO sheet_line
                   SELECT sheet_id, $2, $3, coalesce($4, version), coalesce($5, scores),
                          coalesce($6, reopened_reason), $7, $8
                   FROM sheet_line WHERE sheet_id = $1 ORDER BY position DESC LIMIT 1";
        sqlx::query(now)
            .bind(id)
            .bind(self.entry.position)
            .bind(i32::from(wire::SheetState::from(state)))
            .bind(version.map(contract::number))
            .bind(scores)
            .bind(reason)
            .bind(self.entry.revision)
            .bind(self.entry.recorded_at)
            .execute(&mut *self.tx)
            .await?;
        Ok(())
    }

    async fn stage_result(
        &mut self,
        id: Uuid,
        event: &stage_result::Event,
    ) -> Result<(), ApplyError> {
        use stage_result::Event;
        match event {
            Event::Opened { round, stage, .. } => {
                sqlx::query("INSERT INTO stage_result VALUES ($1, $2, $3, NULL)")
                    .bind(id)
                    .bind(round.0)
                    .bind(i32::from(wire::Stage::from(*stage)))
                    .execute(&mut *self.tx)
                    .await?;
                Ok(())
            }
            Event::JointScoreRecorded { code, .. } => {
                sqlx::query("INSERT INTO joint_score VALUES ($1, $2, $3)")
                    .bind(id)
                    .bind(code.as_str())
                    .bind(self.entry.recorded_at)
                    .execute(&mut *self.tx)
                    .await?;
                Ok(())
            }
            Event::Locked { .. } => self.locked(id).await,
            Event::TieVoteRecorded { .. } | Event::Advanced { .. } => Ok(()),
        }
    }

    /// All sheets of the stage that count.
    async fn locked(&mut self, result: Uuid) -> Result<(), ApplyError> {
        let locked = "UPDATE stage_result SET locked_at = $2 WHERE result_id = $1";
        let locked = sqlx::query(locked).bind(result).bind(self.entry.recorded_at);
        locked.execute(&mut *self.tx).await?;
        let now = "INSERT INTO sheet_line
                   SELECT l.sheet_id, $2, $3, version, scores, reopened_reason, revision, $4
                   FROM stage_result r
                   JOIN sheet s ON s.round_id = r.round_id AND s.stage = r.stage
                   CROSS JOIN LATERAL (
                       SELECT * FROM sheet_line WHERE sheet_id = s.sheet_id
                       ORDER BY position DESC LIMIT 1
                   ) AS l
                   WHERE r.result_id = $1 AND l.state <> $5";
        sqlx::query(now)
            .bind(result)
            .bind(self.entry.position)
            .bind(i32::from(wire::SheetState::Locked))
            .bind(self.entry.recorded_at)
            .bind(i32::from(wire::SheetState::Recused))
            .execute(&mut *self.tx)
            .await?;
        Ok(())
    }

    async fn round(&mut self, id: Uuid, event: &round::Event) -> Result<(), ApplyError> {
        use round::Event;
        match event {
            Event::EligibleListPublished { list, .. } => {
                for Listed { entry, field, code } in list {
                    sqlx::query("INSERT INTO listed VALUES ($1, $2, $3, $4, $5)")
                        .bind(id)
                        .bind(code.as_str())
                        .bind(field.as_str())
                        .bind(entry.0)
                        .bind(self.entry.recorded_at)
                        .execute(&mut *self.tx)
                        .await?;
                }
                Ok(())
            }
            Event::Planned(_)
            | Event::Rescheduled { .. }
            | Event::RulesIssued { .. }
            | Event::Launched { .. }
            | Event::EntriesExtended { .. }
            | Event::EntriesOpened { .. }
            | Event::EntriesClosed { .. }
            | Event::CheckingBegun { .. }
            | Event::StageOpened { .. }
            | Event::StageClosed { .. }
            | Event::Posted { .. }
            | Event::TakenDown { .. }
            | Event::Decided { .. }
            | Event::Released { .. }
            | Event::Closed { .. }
            | Event::Cancelled { .. } => Ok(()),
        }
    }

    async fn described(&mut self, id: Uuid, event: &entry::Event) -> Result<(), ApplyError> {
        use entry::Event;
        match event {
            Event::Started { description, .. } | Event::Described { description } => {
                self.text(id, description).await
            }
            Event::DossierSet { dossier } => self.dossier(id, dossier).await,
            Event::AuthorsSet { .. }
            | Event::ConsentRecorded { .. }
            | Event::ConsentWithdrawn { .. }
            | Event::Submitted { .. }
            | Event::Revised { .. }
            | Event::Withdrawn { .. }
            | Event::Returned { .. }
            | Event::FoundEligible { .. }
            | Event::FoundIneligible { .. }
            | Event::FoundDuplicate { .. }
            | Event::Disqualified { .. } => Ok(()),
        }
    }

    async fn text(&mut self, entry: Uuid, description: &Description) -> Result<(), ApplyError> {
        sqlx::query("INSERT INTO entry_text VALUES ($1, $2, $3, $4, $5)")
            .bind(entry)
            .bind(self.entry.revision)
            .bind(&description.title)
            .bind(&description.summary)
            .bind(self.entry.recorded_at)
            .execute(&mut *self.tx)
            .await?;
        Ok(())
    }

    async fn dossier(&mut self, entry: Uuid, dossier: &[DossierFile]) -> Result<(), ApplyError> {
        let parts: Vec<_> = dossier.iter().map(|it| it.part.as_str()).collect();
        let files: Vec<_> = dossier.iter().map(|it| it.file.evidence.0).collect();
        sqlx::query("INSERT INTO entry_dossier VALUES ($1, $2, $3, $4, $5)")
            .bind(entry)
            .bind(self.entry.revision)
            .bind(&parts)
            .bind(&files)
            .bind(self.entry.recorded_at)
            .execute(&mut *self.tx)
            .await?;
        Ok(())
    }

    async fn file(&mut self, id: Uuid, event: &FileEvent) -> Result<(), ApplyError> {
        match event {
            FileEvent::Stored { file, .. } => {
                sqlx::query("INSERT INTO file VALUES ($1, $2, $3, $4, NULL)")
                    .bind(id)
                    .bind(file.media_type.name())
                    .bind(i64::try_from(file.byte_size).unwrap_or(i64::MAX))
                    .bind(file.sha256.to_string())
                    .execute(&mut *self.tx)
                    .await?;
                Ok(())
            }
            FileEvent::Withdrawn { .. } => {
                let withdrawn = "UPDATE file SET withdrawn_at = $2 WHERE evidence_id = $1";
                let withdrawn = sqlx::query(withdrawn).bind(id).bind(self.entry.recorded_at);
                withdrawn.execute(&mut *self.tx).await?;
                Ok(())
            }
            FileEvent::Abandoned => Ok(()),
        }
    }
}
