//! Which appeals are there in a round, how does each stand, and by when is it to be answered? As of a day, as known at an
//! instant. Who appeals is a participant's id here, and no more.

pub mod queries;
#[cfg(test)]
mod tests;

use chassis::reading::message;
use chrono::NaiveDate;
use contracts::awards::v1 as wire;
use ledger::{ApplyError, Entry as Recording, Recorded, Undecodable, View};
use prost::Message as _;
use sqlx::{PgConnection, Row as _};
use uuid::Uuid;

use crate::contract;
use crate::domain::appeals::{Appeals as Register, Event, State};
use crate::domain::{AppealId, DecisionRef};

pub struct Appeals;

impl View for Appeals {
    const NAME: &'static str = "appeals";
    const VERSION: u32 = 1;
    const TABLES: &'static str = include_str!("../../sql/appeals_tables.sql");
    type Event = (Uuid, Event);

    fn decode(_source: &str, entry: &Recording) -> Result<Option<Self::Event>, Undecodable> {
        entry.of::<Register>()
    }

    async fn apply(
        tx: &mut PgConnection,
        events: &[Recorded<Self::Event>],
    ) -> Result<(), ApplyError> {
        for Recorded { entry, event: (round, event), .. } in events {
            let (AppealId(appeal), state, on) = happened(event);
            let line = match lodged(*round, event) {
                Some(line) => line,
                None => last(tx, *round, appeal).await?,
            };
            line.hear(event, state, on).write(tx, (*round, appeal), entry).await?;
        }
        Ok(())
    }
}

/// Of which appeal, how it stands then, and since when.
fn happened(event: &Event) -> (AppealId, State, NaiveDate) {
    match event {
        Event::Lodged { appeal, lodged_on, .. } => (*appeal, State::Lodged, *lodged_on),
        Event::Admitted { appeal, admitted_on } => (*appeal, State::Admitted, *admitted_on),
        Event::Rejected { appeal, rejected_on, .. } => (*appeal, State::Rejected, *rejected_on),
        Event::Upheld { appeal, upheld_on, .. } => (*appeal, State::Upheld, *upheld_on),
        Event::Dismissed { appeal, dismissed_on, .. } => (*appeal, State::Dismissed, *dismissed_on),
    }
}

/// What is told of an appeal after an event.
struct Line {
    said: wire::Appeal,
    valid_from: NaiveDate,
    lodged_on: NaiveDate,
    answer_due: Option<NaiveDate>,
    is_open: bool,
}

/// Only a letter begins one.
fn lodged(round: Uuid, event: &Event) -> Option<Line> {
    match event {
        Event::Lodged {
            appeal,
            whose,
            ground,
            about,
            appellant,
            letter,
            evidence,
            lodged_on,
            posted_until,
            answer_due,
        } => Some(Line {
            said: wire::Appeal {
                appeal_id: appeal.to_string(),
                round_id: round.to_string(),
                ground: wire::AppealGround::from(*ground).into(),
                entry_code: about.as_ref().map(ToString::to_string).unwrap_or_default(),
                appellant_id: appellant.to_string(),
                letter: Some(letter.into()),
                evidence: evidence.iter().map(Into::into).collect(),
                lodged_on: lodged_on.to_string(),
                posted_until: posted_until.to_string(),
                answer_due_on: answer_due.map(|due| due.to_string()).unwrap_or_default(),
                illustrative: whose.illustrative,
                ..wire::Appeal::default()
            },
            valid_from: *lodged_on,
            lodged_on: *lodged_on,
            answer_due: *answer_due,
            is_open: true,
        }),
        Event::Admitted { .. }
        | Event::Rejected { .. }
        | Event::Upheld { .. }
        | Event::Dismissed { .. } => None,
    }
}

/// What was told of it before this event.
async fn last(tx: &mut PgConnection, round: Uuid, appeal: Uuid) -> Result<Line, ApplyError> {
    let query = "SELECT said, valid_from, lodged_on, answer_due_on, is_open FROM appeal_line
                 WHERE round_id = $1 AND appeal_id = $2 ORDER BY revision DESC LIMIT 1";
    let row = sqlx::query(query).bind(round).bind(appeal).fetch_one(tx).await?;
    Ok(Line {
        said: message(&row, 0)?,
        valid_from: row.try_get(1)?,
        lodged_on: row.try_get(2)?,
        answer_due: row.try_get(3)?,
        is_open: row.try_get(4)?,
    })
}

impl Line {
    fn hear(mut self, event: &Event, state: State, on: NaiveDate) -> Self {
        self.said.state = wire::AppealState::from(state).into();
        self.said.state_since = on.to_string();
        (self.valid_from, self.is_open) = (on, state.is_open());
        match event {
            Event::Rejected { reason, answer, .. } => {
                self.said.rejection_reason = wire::AppealRejectionReason::from(*reason).into();
                self.answered(answer)
            }
            Event::Upheld { answer, .. } | Event::Dismissed { answer, .. } => self.answered(answer),
            Event::Lodged { .. } | Event::Admitted { .. } => self,
        }
    }

    fn answered(mut self, answer: &DecisionRef) -> Self {
        self.said.answer_ref = Some(contract::decision(answer));
        self
    }

    async fn write(
        self,
        tx: &mut PgConnection,
        (round, appeal): (Uuid, Uuid),
        entry: &Recording,
    ) -> Result<(), ApplyError> {
        sqlx::query("INSERT INTO appeal_line VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)")
            .bind(round)
            .bind(entry.revision)
            .bind(appeal)
            .bind(entry.recorded_at)
            .bind(self.valid_from)
            .bind(self.lodged_on)
            .bind(self.answer_due)
            .bind(self.is_open)
            .bind(self.said.encode_to_vec())
            .execute(tx)
            .await?;
        Ok(())
    }
}
