//! What the services about rounds share: their aggregates. An act on what belongs to a round holds the round where it
//! is, by a step on it.

use std::sync::Arc;

use chassis::access::Access;
use chassis::clock::Clock;
use ledger::{CommandHandler, Ledger};

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
    #[expect(dead_code, reason = "its services follow")]
    pub(super) entries: CommandHandler<Entry>,
    #[expect(dead_code, reason = "its services follow")]
    pub(super) juries: CommandHandler<Jury>,
    #[expect(dead_code, reason = "its services follow")]
    pub(super) sheets: CommandHandler<ScoreSheet>,
    #[expect(dead_code, reason = "its services follow")]
    pub(super) stage_results: CommandHandler<StageResult>,
    #[expect(dead_code, reason = "its services follow")]
    pub(super) prize_lists: CommandHandler<PrizeList>,
    #[expect(dead_code, reason = "its services follow")]
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
