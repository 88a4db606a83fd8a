//! What comes of judging: what keeps a stage, how it ranks, and which prizes are proposed? As known at each instant.
//!
//! What is said is kept event by event, and each answer is made of it by the domain itself, as commands are decided: so
//! the ranking that is shown is the one that was locked. Of entries this knows who left, and no more.

mod lines;
mod prize_lists;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use chassis::reading::Moment;
use chrono::{DateTime, Utc};
use contracts::awards::v1 as wire;
use ledger::{ApplyError, Entry as Recording, Recorded, Undecodable, View};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::domain::codes::{EntryCode, FieldCode};
use crate::domain::entry::{self, Entry};
use crate::domain::judging::Judging;
use crate::domain::jury::Jury;
use crate::domain::ranking::Ranking;
use crate::domain::round::Round;
use crate::domain::ruleset::Ruleset;
use crate::domain::score_sheet::ScoreSheet;
use crate::domain::stage_result::StageResult;
use crate::domain::{EntryId, RoundId, SheetId, Stage, StageResultId};
use crate::views::Last;

pub use prize_lists::{KnownList, find_prize_list};

pub struct Outcomes;

/// An event of judging, or an entry that leaves its round.
#[derive(Debug)]
pub enum Heard {
    Said(lines::Said),
    Left { entry: Uuid, round: RoundId },
}

impl View for Outcomes {
    const NAME: &'static str = "outcomes";
    const VERSION: u32 = 1;
    const TABLES: &'static str = include_str!("../../sql/outcomes_tables.sql");
    type Event = Heard;

    fn decode(_source: &str, entry: &Recording) -> Result<Option<Heard>, Undecodable> {
        if let Some((entry, event)) = entry.of::<Entry>()? {
            return Ok(left(&event).map(|round| Heard::Left { entry, round }));
        }
        Ok(lines::decode(entry)?.map(Heard::Said))
    }

    async fn apply(tx: &mut PgConnection, events: &[Recorded<Heard>]) -> Result<(), ApplyError> {
        for Recorded { entry: recording, event, .. } in events {
            match event {
                Heard::Said(said) => lines::keep(tx, recording, said).await?,
                Heard::Left { entry, round } => {
                    sqlx::query("INSERT INTO entry_left VALUES ($1, $2, $3)")
                        .bind(entry)
                        .bind(round.0)
                        .bind(recording.recorded_at)
                        .execute(&mut *tx)
                        .await?;
                }
            }
        }
        Ok(())
    }
}

fn left(event: &entry::Event) -> Option<RoundId> {
    use entry::Event;
    match event {
        Event::Withdrawn { round, .. } | Event::Disqualified { round, .. } => Some(*round),
        Event::Started { .. }
        | Event::Described { .. }
        | Event::AuthorsSet { .. }
        | Event::DossierSet { .. }
        | Event::ConsentRecorded { .. }
        | Event::ConsentWithdrawn { .. }
        | Event::Submitted { .. }
        | Event::Revised { .. }
        | Event::Returned { .. }
        | Event::FoundEligible { .. }
        | Event::FoundIneligible { .. }
        | Event::FoundDuplicate { .. } => None,
    }
}

/// All that a round's stages rest on; none where there is no such round, or no ruleset of it.
pub async fn judging(
    tx: &mut PgConnection,
    round: Uuid,
    known_at: DateTime<Utc>,
) -> sqlx::Result<Option<Judging>> {
    let of = RoundId(round);
    let known = lines::one::<Round>(tx, round, known_at).await?;
    let standing = known.and_then(|it| it.state().standing().ok().cloned());
    let ruleset = lines::one::<Ruleset>(tx, round, known_at).await?.map(|it| it.state());
    let in_force = ruleset.as_ref().and_then(Ruleset::in_force);
    let (Some(standing), Some((rules_version, rules))) = (standing, in_force) else {
        return Ok(None);
    };
    let juries = lines::of_round::<Jury>(tx, round, known_at).await?;
    let jury = |it: &lines::Known<Jury>| {
        let standing = it.state().of(of).ok()?.clone();
        Some((standing.field().clone(), standing))
    };
    let sheets = lines::of_round::<ScoreSheet>(tx, round, known_at).await?;
    let results = lines::of_round::<StageResult>(tx, round, known_at).await?;
    let result = |stage| {
        let id = StageResultId::of(of, stage).0;
        results.iter().find(|it| it.id == id).map(lines::Known::state).unwrap_or_default()
    };
    Ok(Some(Judging {
        of,
        round: standing,
        rules_version,
        rules: rules.clone(),
        juries: juries.iter().filter_map(jury).collect(),
        preliminary: result(Stage::Preliminary),
        last: result(Stage::Final),
        sheets: sheets.iter().map(|it| (SheetId(it.id), it.state())).collect::<BTreeMap<_, _>>(),
        left: who_left(tx, round, known_at).await?,
    }))
}

async fn who_left(
    tx: &mut PgConnection,
    round: Uuid,
    known_at: DateTime<Utc>,
) -> sqlx::Result<BTreeSet<EntryId>> {
    let query = "SELECT entry_id FROM entry_left WHERE round_id = $1 AND recorded_at <= $2";
    let left = sqlx::query_scalar(query).bind(round).bind(known_at).fetch_all(tx).await?;
    Ok(left.into_iter().map(EntryId).collect())
}

/// The rank, and the code.
pub type Key = (u32, EntryCode);

/// The ranked entries of a field, or of all, after `last`; each with the key of its row.
#[must_use]
pub fn ranked(
    ranking: &Ranking,
    field: Option<&FieldCode>,
    at: Moment,
    last: Option<&Last<Key>>,
) -> Vec<(Last<Key>, wire::RankedEntry)> {
    let placed = ranking.placed.iter().filter(|it| field.is_none_or(|field| it.field == *field));
    let keyed = placed.map(|it| (Last::new(at, (it.rank, it.code.clone())), it.into()));
    keyed.filter(|(it, _)| last.is_none_or(|last| it.key > last.key)).collect()
}
