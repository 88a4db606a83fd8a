//! What the services about rounds share: their aggregates. An act on what belongs to a round holds the round where it
//! is, by a step on it.

mod assigning;
mod judging;

use std::sync::Arc;

use chassis::access::Access;
use chassis::caller::Caller;
use chassis::clock::Clock;
use chassis::grpc::internal;
use futures::future::{BoxFuture, ready};
use ledger::{CommandError, CommandHandler, Decider as _, Ledger, Part, Reject, Step, StreamName};
use ring::rand::{SecureRandom as _, SystemRandom};
use tonic::Status;

use super::DOMAIN;
use crate::domain::appeals::Appeals;
use crate::domain::entry::Entry;
use crate::domain::follow_up::FollowUp;
use crate::domain::jury::Jury;
use crate::domain::participant::Participant;
use crate::domain::prize_list::PrizeList;
use crate::domain::programme::Programme;
use crate::domain::round::{self, Condition, Round, Schedule, Whose};
use crate::domain::ruleset::rules::Rules;
use crate::domain::ruleset::{self, Ruleset};
use crate::domain::score_sheet::ScoreSheet;
use crate::domain::stage_result::StageResult;
use crate::domain::{EntryId, Officer, RoundId, UnitId};
use crate::published;

pub(super) use assigning::{Locks, known};

/// What they all need.
pub(super) struct Contest {
    pub(super) ledger: Ledger,
    pub(super) programmes: CommandHandler<Programme>,
    pub(super) rounds: CommandHandler<Round>,
    pub(super) rulesets: CommandHandler<Ruleset>,
    pub(super) participants: CommandHandler<Participant>,
    pub(super) entries: CommandHandler<Entry>,
    pub(super) juries: CommandHandler<Jury>,
    pub(super) sheets: CommandHandler<ScoreSheet>,
    pub(super) stage_results: CommandHandler<StageResult>,
    pub(super) prize_lists: CommandHandler<PrizeList>,
    pub(super) follow_ups: CommandHandler<FollowUp>,
    pub(super) appeals: CommandHandler<Appeals>,
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
            follow_ups: CommandHandler::new(ledger.clone(), published::follow_up),
            appeals: CommandHandler::new(ledger.clone(), published::appeals),
            evidence: evidence::Register::new(ledger.clone()),
            ledger,
            clock,
            access,
        })
    }
}

/// A round and the ruleset that holds, as an act on an entry finds them.
pub(super) struct Setting {
    pub(super) whose: Whose,
    pub(super) schedule: Schedule,
    pub(super) version: u32,
    pub(super) rules: Rules,
}

impl Contest {
    pub(super) async fn round(&self, id: RoundId) -> Result<Round, Status> {
        DOMAIN.loaded(&self.rounds, id).await
    }

    /// None where there is no such round, or its ruleset is not issued: then nobody has entered it.
    pub(super) async fn setting(&self, id: RoundId) -> Result<Option<Setting>, Status> {
        let (round, ruleset) = (self.round(id).await?, DOMAIN.loaded(&self.rulesets, id).await?);
        let (Ok(standing), Some((version, rules))) = (round.standing(), ruleset.in_force()) else {
            return Ok(None);
        };
        let (whose, schedule, rules) = (standing.whose(), standing.schedule(), rules.clone());
        Ok(Some(Setting { whose, schedule, version, rules }))
    }

    /// How a round stands that there is.
    pub(super) async fn planned(&self, id: RoundId) -> Result<round::Standing, Status> {
        let round = self.round(id).await?;
        round.standing().cloned().map_err(|rejection| DOMAIN.rejected(rejection))
    }

    /// The version of its ruleset that holds, and what it says.
    pub(super) async fn rules(&self, id: RoundId) -> Result<(u32, Rules), Status> {
        let ruleset = DOMAIN.loaded(&self.rulesets, id).await?;
        let in_force = ruleset.in_force().map(|(version, rules)| (version, rules.clone()));
        in_force.ok_or_else(|| DOMAIN.rejected(ruleset::Rejection::RulesetNotIssued))
    }

    /// Holds a round where it stands.
    pub(super) fn held(&self, round: RoundId, condition: Condition) -> Box<dyn Step> {
        self.rounds.step(round, round::Command::Confirm(condition))
    }

    /// Holds the version of the ruleset by which is decided.
    pub(super) fn held_rules(&self, round: RoundId, version: u32) -> Box<dyn Step> {
        self.rulesets.step(round, ruleset::Command::Confirm { version })
    }
}

/// The service's own randomness: no request has a field for any.
pub(super) fn random<const N: usize>() -> Result<[u8; N], Status> {
    let mut bytes = [0; N];
    SystemRandom::new().fill(&mut bytes).map_err(|error| internal(&DOMAIN, &error))?;
    Ok(bytes)
}

pub(super) fn officer(caller: &Caller) -> Officer {
    Officer { person: caller.person.clone(), unit: UnitId(caller.unit) }
}

/// What is found refused of an entry before its act begins, as the act's only step: what was carried out already is
/// answered as it was, whatever has happened since.
pub(super) struct Refused<R> {
    pub(super) entry: EntryId,
    pub(super) rejection: R,
}

impl<R: Reject + Clone> Step for Refused<R> {
    fn stream(&self) -> StreamName {
        StreamName::new(Entry::CATEGORY, self.entry)
    }

    fn decide<'a>(&'a self, _: &'a Ledger) -> BoxFuture<'a, Result<Part, CommandError>> {
        Box::pin(ready(Err(CommandError::Rejected(Box::new(self.rejection.clone())))))
    }
}
