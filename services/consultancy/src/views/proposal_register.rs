//! Which proposals has the Union made, and what became of each? As known at each instant.

pub mod queries;
mod telling;

use ledger::{ApplyError, Entry, Recorded, Undecodable, View};
use prost::Message as _;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::domain::proposal::{Event, Proposal};

pub struct ProposalRegister;

impl View for ProposalRegister {
    const NAME: &'static str = "proposal_register";
    const VERSION: u32 = 1;
    const TABLES: &'static str = include_str!("../../sql/proposal_register_tables.sql");
    type Event = (Uuid, Event);

    fn decode(_source: &str, entry: &Entry) -> Result<Option<Self::Event>, Undecodable> {
        entry.of::<Proposal>()
    }

    async fn apply(
        tx: &mut PgConnection,
        events: &[Recorded<Self::Event>],
    ) -> Result<(), ApplyError> {
        for Recorded { entry, event: (proposal, event), .. } in events {
            let text = serde_json::to_string(event).expect("events are plain data");
            sqlx::query("INSERT INTO proposal_history VALUES ($1, $2, $3)")
                .bind(proposal)
                .bind(entry.revision)
                .bind(text)
                .execute(&mut *tx)
                .await?;
            if let Event::Drafted { union, on, .. } = event {
                sqlx::query("INSERT INTO proposal VALUES ($1, $2, $3)")
                    .bind(proposal)
                    .bind(union.0)
                    .bind(on)
                    .execute(&mut *tx)
                    .await?;
            }
            let said = telling::proposal(&proposal.to_string(), &history(tx, *proposal).await?);
            sqlx::query("INSERT INTO proposal_line VALUES ($1, $2, $3, $4, $5)")
                .bind(proposal)
                .bind(entry.revision)
                .bind(entry.recorded_at)
                .bind(said.state)
                .bind(said.encode_to_vec())
                .execute(&mut *tx)
                .await?;
        }
        Ok(())
    }
}

async fn history(tx: &mut PgConnection, proposal: Uuid) -> Result<Vec<Event>, ApplyError> {
    let query = "SELECT event FROM proposal_history WHERE proposal_id = $1 ORDER BY revision";
    let rows: Vec<String> = sqlx::query_scalar(query).bind(proposal).fetch_all(tx).await?;
    let events = rows.iter().map(|event| serde_json::from_str(event)).collect();
    Result::map_err(events, |error: serde_json::Error| ApplyError::Unfitting(error.into()))
}
