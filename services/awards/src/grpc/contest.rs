//! What the services about rounds share: their aggregates. An act on what belongs to a round holds the round where it
//! is, by a step on it.

mod assigning;

use std::fmt::Display;
use std::sync::Arc;

use chassis::access::Access;
use chassis::clock::Clock;
use chassis::grpc::{internal, status};
use ledger::{CommandHandler, Decider, Ledger, Step};
use ring::rand::{SecureRandom as _, SystemRandom};
use serde::Serialize;
use serde::de::DeserializeOwned;
use tonic::Status;

use super::DOMAIN;
use crate::domain::RoundId;
use crate::domain::entry::Entry;
use crate::domain::jury::Jury;
use crate::domain::participant::Participant;
use crate::domain::prize_list::PrizeList;
use crate::domain::programme::Programme;
use crate::domain::round::{self, Condition, Round};
use crate::domain::ruleset::rules::Rules;
use crate::domain::ruleset::{self, Ruleset};
use crate::domain::score_sheet::ScoreSheet;
use crate::domain::stage_result::StageResult;
use crate::published;

pub(super) use assigning::{Locks, known};

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
    #[expect(dead_code, reason = "its services follow")]
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

    /// How a round stands, by the ledger itself.
    pub(super) async fn round(&self, id: RoundId) -> Result<round::Standing, Status> {
        let round = loaded(&self.rounds, id).await?;
        round.standing().cloned().map_err(|rejection| DOMAIN.rejected(rejection))
    }

    /// The version of its ruleset that holds, and what it says.
    pub(super) async fn rules(&self, id: RoundId) -> Result<(u32, Rules), Status> {
        let ruleset = loaded(&self.rulesets, id).await?;
        let in_force = ruleset.in_force().map(|(version, rules)| (version, rules.clone()));
        in_force.ok_or_else(|| DOMAIN.rejected(ruleset::Rejection::RulesetNotIssued))
    }

    /// Holds the round where this is so.
    pub(super) fn held(&self, id: RoundId, condition: Condition) -> Box<dyn Step> {
        self.rounds.step(id, round::Command::Confirm(condition))
    }

    /// Holds the version of its ruleset.
    pub(super) fn held_to(&self, id: RoundId, version: u32) -> Box<dyn Step> {
        self.rulesets.step(id, ruleset::Command::Confirm { version })
    }
}

/// An aggregate as it stands.
pub(super) async fn loaded<D>(handler: &CommandHandler<D>, id: impl Display) -> Result<D, Status>
where
    D: Decider + Send + 'static,
    D::Event: Serialize + DeserializeOwned + Send + Sync,
    for<'e> &'e D::Event: Into<&'static str>,
    D::Command: Clone + Send + Sync + 'static,
{
    let (state, _) = handler.load(id).await.map_err(|error| status(&DOMAIN, error))?;
    Ok(state)
}

/// The service's own randomness: no request has a field for any.
pub(super) fn random<const N: usize>() -> Result<[u8; N], Status> {
    let mut bytes = [0; N];
    SystemRandom::new().fill(&mut bytes).map_err(|error| internal(&DOMAIN, &error))?;
    Ok(bytes)
}
