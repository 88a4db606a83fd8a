//! The events of a round's judging, line by line, and the streams that they are of.

use chassis::reading::etag;
use chrono::{DateTime, Utc};
use ledger::{Decider, Entry, Revision, StreamName, Undecodable};
use serde::de::DeserializeOwned;
use sqlx::{PgConnection, Row as _};
use uuid::Uuid;

use crate::domain::RoundId;
use crate::domain::appeals::Appeals;
use crate::domain::jury::{self, Jury};
use crate::domain::prize_list::PrizeList;
use crate::domain::round::Round;
use crate::domain::ruleset::Ruleset;
use crate::domain::score_sheet::{self, ScoreSheet};
use crate::domain::stage_result::{self, StageResult};

/// An event that fits its aggregate, as it was recorded.
#[derive(Debug)]
pub struct Said {
    category: &'static str,
    id: Uuid,
    /// Where it says so, or the stream has the round's id; `None` for a later one of the same stream.
    round: Option<Uuid>,
    event: String,
}

/// An event of a round, or of what judges it; `None` for others.
pub(super) fn decode(entry: &Entry) -> Result<Option<Said>, Undecodable> {
    let named = [
        said::<Round>(entry, |id, _| Some(id))?,
        said::<Ruleset>(entry, |id, _| Some(id))?,
        said::<PrizeList>(entry, |id, _| Some(id))?,
        said::<Appeals>(entry, |id, _| Some(id))?,
        said::<Jury>(entry, |_, event| formed_for(event))?,
        said::<ScoreSheet>(entry, |_, event| begun_for(event))?,
        said::<StageResult>(entry, |_, event| opened_for(event))?,
    ];
    Ok(named.into_iter().flatten().next())
}

fn said<D>(
    entry: &Entry,
    round: impl FnOnce(Uuid, &D::Event) -> Option<Uuid>,
) -> Result<Option<Said>, Undecodable>
where
    D: Decider,
    D::Event: DeserializeOwned,
{
    let Some((id, event)) = entry.of::<D>()? else { return Ok(None) };
    let private = entry.private.as_ref();
    let data = private.map(|private| private.data.clone()).unwrap_or_default();
    Ok(Some(Said { category: D::CATEGORY, id, round: round(id, &event), event: data }))
}

fn formed_for(event: &jury::Event) -> Option<Uuid> {
    use jury::Event;
    match event {
        Event::Formed { round: RoundId(round), .. } => Some(*round),
        Event::JudgeAdded { .. }
        | Event::JudgeRemoved { .. }
        | Event::ConflictsDeclared { .. }
        | Event::ConflictRecorded { .. }
        | Event::Frozen { .. }
        | Event::Drawn { .. }
        | Event::Assigned { .. }
        | Event::Recused { .. } => None,
    }
}

fn begun_for(event: &score_sheet::Event) -> Option<Uuid> {
    use score_sheet::Event;
    match event {
        Event::DraftSaved { of, .. } => Some(of.round.0),
        Event::Submitted { .. } | Event::Signed { .. } | Event::Reopened { .. } => None,
    }
}

fn opened_for(event: &stage_result::Event) -> Option<Uuid> {
    use stage_result::Event;
    match event {
        Event::Opened { round: RoundId(round), .. } => Some(*round),
        Event::JointScoreRecorded { .. }
        | Event::TieVoteRecorded { .. }
        | Event::Locked { .. }
        | Event::Advanced { .. } => None,
    }
}

pub(super) async fn keep(tx: &mut PgConnection, entry: &Entry, said: &Said) -> sqlx::Result<()> {
    let Said { category, id, round, event } = said;
    let query = "INSERT INTO line
                 SELECT $1, $2, $3, coalesce($4, (SELECT round_id FROM line
                                                 WHERE category = $1 AND id = $2 LIMIT 1)),
                        $5, $6";
    sqlx::query(query)
        .bind(category)
        .bind(id)
        .bind(entry.revision)
        .bind(round)
        .bind(event)
        .bind(entry.recorded_at)
        .execute(tx)
        .await?;
    Ok(())
}

/// What is known of one stream.
pub(super) struct Known<D: Decider> {
    pub(super) id: Uuid,
    pub(super) events: Vec<D::Event>,
    /// `None` where more has happened since.
    revision: Option<Revision>,
}

impl<D: Decider> Known<D> {
    pub(super) fn state(&self) -> D {
        D::replay(&self.events)
    }

    pub(super) fn etag(&self) -> String {
        etag(&StreamName::new(D::CATEGORY, self.id), self.revision)
    }
}

/// The streams of a kind that are about a round.
pub(super) async fn of_round<D>(
    tx: &mut PgConnection,
    round: Uuid,
    known_at: DateTime<Utc>,
) -> sqlx::Result<Vec<Known<D>>>
where
    D: Decider,
    D::Event: DeserializeOwned,
{
    let query = "SELECT id, revision, event, recorded_at <= $3 FROM line
                 WHERE round_id = $1 AND category = $2
                 ORDER BY id, revision";
    let rows = sqlx::query(query).bind(round).bind(D::CATEGORY).bind(known_at);
    let mut known: Vec<Known<D>> = Vec::new();
    for row in &rows.fetch_all(tx).await? {
        let (id, revision): (Uuid, Revision) = (row.try_get(0)?, row.try_get(1)?);
        if known.last().is_none_or(|last| last.id != id) {
            known.push(Known { id, events: Vec::new(), revision: None });
        }
        let Some(last) = known.last_mut() else { continue };
        if row.try_get(3)? {
            let event = serde_json::from_str(row.try_get(2)?);
            last.events.push(event.map_err(|error| sqlx::Error::Decode(error.into()))?);
            last.revision = Some(revision);
        } else {
            last.revision = None;
        }
    }
    known.retain(|stream| !stream.events.is_empty());
    Ok(known)
}

/// The stream that has the round's id; `None` where nothing is known of it.
pub(super) async fn one<D>(
    tx: &mut PgConnection,
    round: Uuid,
    known_at: DateTime<Utc>,
) -> sqlx::Result<Option<Known<D>>>
where
    D: Decider,
    D::Event: DeserializeOwned,
{
    Ok(of_round::<D>(tx, round, known_at).await?.into_iter().next())
}
