//! What the services about rounds share: their aggregates. An act on what belongs to a round holds the round where it
//! is, by a step on it.

mod judging;

use std::sync::Arc;

use chassis::access::Access;
use chassis::clock::Clock;
use chassis::grpc;
use ledger::{CommandHandler, Decider, Ledger};
use serde::Serialize;
use serde::de::DeserializeOwned;
use tonic::Status;

use super::DOMAIN;
use crate::domain::entry::Entry;
use crate::domain::jury::Jury;
use crate::domain::participant::Participant;
use crate::domain::prize_list::PrizeList;
use crate::domain::programme::Programme;
use crate::domain::round::Round;
use crate::domain::ruleset::Ruleset;
use crate::domain::score_sheet::ScoreSheet;
use crate::domain::stage_result::StageResult;
use crate::published;

/// What they all need.
pub(super) struct Contest {
    pub(super) ledger: Ledger,
    pub(super) programmes: CommandHandler<Programme>,
    pub(super) rounds: CommandHandler<Round>,
    pub(super) rulesets: CommandHandler<Ruleset>,
    #[expect(dead_code, reason = "its services follow")]
    pub(super) participants: CommandHandler<Participant>,
    pub(super) entries: CommandHandler<Entry>,
    pub(super) juries: CommandHandler<Jury>,
    pub(super) sheets: CommandHandler<ScoreSheet>,
    pub(super) stage_results: CommandHandler<StageResult>,
    pub(super) prize_lists: CommandHandler<PrizeList>,
    pub(super) evidence: evidence::Register,
    pub(super) clock: Clock,
    pub(super) access: Access,
}

impl Contest {
    pub(super) fn new(ledger: Ledger, clock: Clock, access: Access) -> Arc<Self> {
        Arc::new(Self {
            programmes: CommandHandler::new(ledger.clone(), published::programme),
            rounds: CommandHandler::new(ledger.clone(), published::round),
            rulesets: CommandHandler::new(ledger.clone(), published::ruleset),
            participants: CommandHandler::new(ledger.clone(), published::participant),
            entries: CommandHandler::new(ledger.clone(), published::entry),
            juries: CommandHandler::new(ledger.clone(), published::jury),
            sheets: CommandHandler::new(ledger.clone(), published::score_sheet),
            stage_results: CommandHandler::new(ledger.clone(), published::stage_result),
            prize_lists: CommandHandler::new(ledger.clone(), published::prize_list),
            evidence: evidence::Register::new(ledger.clone()),
            ledger,
            clock,
            access,
        })
    }
}

/// An aggregate as it stands.
pub(super) async fn loaded<D>(
    handler: &CommandHandler<D>,
    id: impl std::fmt::Display,
) -> Result<D, Status>
where
    D: Decider + Send + 'static,
    D::Event: Serialize + DeserializeOwned + Send + Sync,
    for<'e> &'e D::Event: Into<&'static str>,
    D::Command: Clone + Send + Sync + 'static,
{
    let (state, _) = handler.load(id).await.map_err(|error| grpc::status(&DOMAIN, error))?;
    Ok(state)
}
