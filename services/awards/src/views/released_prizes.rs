//! Which prizes of a round are released, and which of them were revoked? As of a day, as known at an instant. Nothing
//! here knows of anything before the release.

pub mod queries;
#[cfg(test)]
mod tests;

use ledger::{ApplyError, Decider as _, Entry as Recording, Recorded, Undecodable, View};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::domain::entry::{self, Entry};
use crate::domain::follow_up::{self, FollowUp};
use crate::domain::prize_list::{self, PrizeList};

pub struct ReleasedPrizes;

/// What others may know, and what an entry is called.
#[derive(Debug)]
pub enum Heard {
    Titled { entry: Uuid, title: String },
    Released { round: Uuid, event: Box<prize_list::Event> },
    Followed(Box<follow_up::Event>),
}

impl View for ReleasedPrizes {
    const NAME: &'static str = "released_prizes";
    const VERSION: u32 = 2;
    const TABLES: &'static str = include_str!("../../sql/released_prizes_tables.sql");
    type Event = Heard;

    fn decode(_source: &str, entry: &Recording) -> Result<Option<Heard>, Undecodable> {
        if entry.stream.id_in(Entry::CATEGORY).is_some() {
            let titled = |(entry, event)| Some(Heard::Titled { entry, title: title(event)? });
            return Ok(entry.of::<Entry>()?.and_then(titled));
        }
        if entry.stream.id_in(FollowUp::CATEGORY).is_some() {
            let heard = entry.of::<FollowUp>()?;
            return Ok(heard.map(|(_, event)| Heard::Followed(Box::new(event))));
        }
        let heard = entry.of::<PrizeList>()?;
        Ok(heard.map(|(round, event)| Heard::Released { round, event: Box::new(event) }))
    }

    async fn apply(tx: &mut PgConnection, events: &[Recorded<Heard>]) -> Result<(), ApplyError> {
        for Recorded { entry, event, .. } in events {
            match event {
                Heard::Titled { entry, title } => is_called(tx, *entry, title).await?,
                Heard::Released { round, event } => released(tx, entry, *round, event).await?,
                Heard::Followed(event) => followed(tx, entry, event).await?,
            }
        }
        Ok(())
    }
}

/// What an entry is called from now on.
pub(super) fn title(event: entry::Event) -> Option<String> {
    use entry::Event;
    match event {
        Event::Started { description, .. } | Event::Described { description } => {
            Some(description.title)
        }
        Event::AuthorsSet { .. }
        | Event::DossierSet { .. }
        | Event::ConsentRecorded { .. }
        | Event::ConsentWithdrawn { .. }
        | Event::Submitted { .. }
        | Event::Revised { .. }
        | Event::Withdrawn { .. }
        | Event::Returned { .. }
        | Event::FoundEligible { .. }
        | Event::FoundIneligible { .. }
        | Event::FoundDuplicate { .. }
        | Event::Disqualified { .. } => None,
    }
}

/// Keeps what an entry is called, in the table of that name.
pub(super) async fn is_called(
    tx: &mut PgConnection,
    entry: Uuid,
    title: &str,
) -> Result<(), ApplyError> {
    let query = "INSERT INTO entry_title VALUES ($1, $2)
                 ON CONFLICT (entry_id) DO UPDATE SET title = $2";
    sqlx::query(query).bind(entry).bind(title).execute(tx).await?;
    Ok(())
}

async fn released(
    tx: &mut PgConnection,
    recording: &Recording,
    round: Uuid,
    event: &prize_list::Event,
) -> Result<(), ApplyError> {
    use prize_list::Event;
    match event {
        Event::PrizeReleased {
            prize, entry, field, origin, tier, tier_name, released_on, ..
        }
        | Event::HonourReleased {
            honour: prize,
            entry,
            field,
            origin,
            tier,
            title: tier_name,
            released_on,
            ..
        } => {
            sqlx::query(
                "INSERT INTO released_prize VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
            )
            .bind(prize.0)
            .bind(round)
            .bind(recording.revision)
            .bind(entry.0)
            .bind(field.as_str())
            .bind(origin.0)
            .bind(tier.as_str())
            .bind(tier_name)
            .bind(released_on)
            .bind(recording.recorded_at)
            .execute(tx)
            .await?;
            Ok(())
        }
        Event::Proposed { .. }
        | Event::VotedOn { .. }
        | Event::Posted { .. }
        | Event::Decided { .. }
        | Event::SentBack { .. }
        | Event::DecisionAmended { .. }
        | Event::Released { .. }
        | Event::StageNumbersReleased { .. }
        | Event::FinalistReleased { .. } => Ok(()),
    }
}

async fn followed(
    tx: &mut PgConnection,
    recording: &Recording,
    event: &follow_up::Event,
) -> Result<(), ApplyError> {
    use follow_up::Event;
    match event {
        Event::PrizeRevoked { prize, revoked_on, .. } => {
            sqlx::query("INSERT INTO revoked_prize VALUES ($1, $2, $3)")
                .bind(prize.0)
                .bind(revoked_on)
                .bind(recording.recorded_at)
                .execute(tx)
                .await?;
            Ok(())
        }
        Event::Nominated { .. }
        | Event::NationalResultRecorded { .. }
        | Event::ApplicationRecorded { .. } => Ok(()),
    }
}
