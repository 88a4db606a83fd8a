//! What follows of the entries whose results are released? As of a day, as known at an instant. Nothing here knows of
//! anything before the release, of what was found of a revoked prize, or of the file that shows an application.

pub mod queries;
#[cfg(test)]
mod tests;

use contracts::awards::v1 as wire;
use ledger::{ApplyError, Decider as _, Entry as Recording, Recorded, Undecodable, View};
use prost::Message as _;
use sqlx::PgConnection;
use uuid::Uuid;

use super::released_prizes::{is_called, title};
use crate::contract;
use crate::domain::entry::Entry;
use crate::domain::follow_up::{self, FollowUp};
use crate::domain::prize_list::{self, PrizeList};

pub struct FollowUps;

/// What others may know, and what an entry is called.
#[derive(Debug)]
pub enum Heard {
    Titled { entry: Uuid, title: String },
    Released { round: Uuid, event: Box<prize_list::Event> },
    Followed { entry: Uuid, event: Box<follow_up::Event> },
}

impl View for FollowUps {
    const NAME: &'static str = "follow_ups";
    const VERSION: u32 = 2;
    const TABLES: &'static str = include_str!("../../sql/follow_ups_tables.sql");
    type Event = Heard;

    fn decode(_source: &str, entry: &Recording) -> Result<Option<Heard>, Undecodable> {
        if entry.stream.id_in(Entry::CATEGORY).is_some() {
            let titled = |(entry, event)| Some(Heard::Titled { entry, title: title(event)? });
            return Ok(entry.of::<Entry>()?.and_then(titled));
        }
        if entry.stream.id_in(FollowUp::CATEGORY).is_some() {
            let heard = entry.of::<FollowUp>()?;
            let followed = |(entry, event)| Heard::Followed { entry, event: Box::new(event) };
            return Ok(heard.map(followed));
        }
        let heard = entry.of::<PrizeList>()?;
        Ok(heard.map(|(round, event)| Heard::Released { round, event: Box::new(event) }))
    }

    async fn apply(tx: &mut PgConnection, events: &[Recorded<Heard>]) -> Result<(), ApplyError> {
        for Recorded { entry: recording, event, .. } in events {
            match event {
                Heard::Titled { entry, title } => is_called(tx, *entry, title).await?,
                Heard::Released { round, event } => {
                    released(tx, recording, *round, event).await?;
                }
                Heard::Followed { entry, event } => {
                    let mut line = Line { tx, recording, entry: *entry };
                    line.write(event).await?;
                    line.count().await?;
                }
            }
        }
        Ok(())
    }
}

/// A finalist who has won is told of twice, with that last.
async fn released(
    tx: &mut PgConnection,
    recording: &Recording,
    round: Uuid,
    event: &prize_list::Event,
) -> Result<(), ApplyError> {
    use prize_list::Event;
    let query = match event {
        Event::Released { released_on, .. } => {
            sqlx::query("INSERT INTO release VALUES ($1, $2)").bind(round).bind(released_on)
        }
        Event::FinalistReleased { entry, field, origin, .. } => {
            let query =
                "INSERT INTO released_entry (entry_id, round_id, field_code, origin_unit_id,
                                                     recorded_at)
                         VALUES ($1, $2, $3, $4, $5)";
            let query = sqlx::query(query).bind(entry.0).bind(round);
            query.bind(field.as_str()).bind(origin.0).bind(recording.recorded_at)
        }
        Event::PrizeReleased {
            prize, entry, field, origin, tier, tier_name, decided_on, ..
        }
        | Event::HonourReleased {
            honour: prize,
            entry,
            field,
            origin,
            tier,
            title: tier_name,
            decided_on,
            ..
        } => {
            let query = "INSERT INTO released_entry
                         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
                         ON CONFLICT (entry_id) DO UPDATE
                         SET revision = $3, prize_id = $6, tier_code = $7, tier_name = $8,
                             decided_on = $9, honours = $11";
            let query = sqlx::query(query).bind(entry.0).bind(round).bind(recording.revision);
            let query = query.bind(field.as_str()).bind(origin.0).bind(prize.0);
            let query = query.bind(tier.as_str()).bind(tier_name).bind(decided_on);
            let honours = matches!(event, Event::HonourReleased { .. });
            query.bind(recording.recorded_at).bind(honours)
        }
        Event::Proposed { .. }
        | Event::VotedOn { .. }
        | Event::Posted { .. }
        | Event::Decided { .. }
        | Event::SentBack { .. }
        | Event::DecisionAmended { .. }
        | Event::StageNumbersReleased { .. } => return Ok(()),
    };
    query.execute(tx).await?;
    Ok(())
}

/// One event on its way into the tables.
struct Line<'a> {
    tx: &'a mut PgConnection,
    recording: &'a Recording,
    entry: Uuid,
}

impl Line<'_> {
    async fn write(&mut self, event: &follow_up::Event) -> Result<(), ApplyError> {
        use follow_up::Event;
        let query = match event {
            Event::Nominated { contest, nominated_on, document, .. } => {
                let query = sqlx::query("INSERT INTO nomination VALUES ($1, $2, $3, $4, $5)");
                let query = query.bind(self.entry).bind(contest).bind(nominated_on);
                query.bind(contract::decision(document).encode_to_vec())
            }
            Event::NationalResultRecorded { contest, decided_on, prize, .. } => {
                let query = sqlx::query("INSERT INTO national_result VALUES ($1, $2, $3, $4, $5)");
                let query = query.bind(self.entry).bind(contest).bind(decided_on);
                query.bind(prize.as_ref().map(|it| wire::NationalPrize::from(it).encode_to_vec()))
            }
            Event::ApplicationRecorded { looked_on, applied, .. } => {
                let query = sqlx::query("INSERT INTO look VALUES ($1, $2, $3, $4, $5)");
                let query = query.bind(self.entry).bind(self.recording.revision);
                query.bind(looked_on).bind(applied)
            }
            Event::PrizeRevoked { revoked_on, decision, .. } => {
                let query = sqlx::query("INSERT INTO revocation VALUES ($1, $2, $3, $4)");
                let query = query.bind(self.entry).bind(revoked_on);
                query.bind(contract::decision(decision).encode_to_vec())
            }
        };
        query.bind(self.recording.recorded_at).execute(&mut *self.tx).await?;
        Ok(())
    }

    /// The etag moves with each event.
    async fn count(&mut self) -> Result<(), ApplyError> {
        let query = "INSERT INTO follow_up VALUES ($1, $2, $3)
                     ON CONFLICT (entry_id) DO UPDATE SET revision = $2, changed_at = $3";
        sqlx::query(query)
            .bind(self.entry)
            .bind(self.recording.revision)
            .bind(self.recording.recorded_at)
            .execute(&mut *self.tx)
            .await?;
        Ok(())
    }
}
