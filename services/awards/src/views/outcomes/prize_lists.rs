//! The list of prizes of a round, the last one that was proposed.

use chrono::{DateTime, Utc};
use contracts::awards::v1 as wire;
use sqlx::PgConnection;
use uuid::Uuid;

use super::{lines, who_left};
use crate::contract::{self, number};
use crate::domain::ProgrammeId;
use crate::domain::appeals::Appeals;
use crate::domain::blocker::Blocker;
use crate::domain::prize_list::{Event, PrizeList, Proposed, Standing, State};
use crate::domain::round::Round;
use crate::domain::ruleset::Ruleset;
use crate::domain::ruleset::rules::Tier;

/// A list, as it is known.
pub struct KnownList {
    pub programme: ProgrammeId,
    pub state: State,
    pub told: wire::PrizeList,
    /// What keeps its next step, as far as the round tells.
    pub blockers: Vec<Blocker>,
}

/// The list of a round; none before one is proposed.
pub async fn find_prize_list(
    tx: &mut PgConnection,
    round: Uuid,
    known_at: DateTime<Utc>,
) -> sqlx::Result<Option<KnownList>> {
    let Some(known) = lines::one::<PrizeList>(tx, round, known_at).await? else { return Ok(None) };
    let list = known.state();
    let Ok(standing) = list.standing() else { return Ok(None) };
    let ruleset = lines::one::<Ruleset>(tx, round, known_at).await?.map(|it| it.state());
    let tiers = ruleset.as_ref().and_then(Ruleset::in_force).map(|(_, rules)| &*rules.tiers);
    let mut told = told(&known.events, tiers.unwrap_or_default());
    told.round_id = round.to_string();
    told.state = wire::PrizeListState::from(standing.state()).into();
    told.etag = known.etag();

    let left = who_left(tx, round, known_at).await?;
    let rounds = lines::one::<Round>(tx, round, known_at).await?.map(|it| it.state());
    let entries = rounds.as_ref().and_then(|round| round.standing().ok());
    let listed = entries.into_iter().flat_map(|round| round.list());
    let gone = listed.filter(|it| left.contains(&it.entry)).map(|it| it.code.clone()).collect();
    let appeals = lines::one::<Appeals>(tx, round, known_at).await?.map(|it| it.state());
    let mut blockers = if goes_on(standing) { standing.blockers(&gone) } else { Vec::new() };
    if standing.waits_for_appeals() {
        blockers.extend(appeals.and_then(|appeals| appeals.blocker()));
    }
    let (programme, state) = (standing.programme(), standing.state());
    Ok(Some(KnownList { programme, state, told, blockers }))
}

/// Whether the list itself has a next step.
fn goes_on(standing: &Standing) -> bool {
    match standing.state() {
        State::Proposed | State::Approved | State::Posted | State::Decided => true,
        State::Declined | State::SentBack | State::Released => false,
    }
}

/// What the events say of the last list.
fn told(events: &[Event], tiers: &[Tier]) -> wire::PrizeList {
    let mut told = wire::PrizeList::default();
    for event in events {
        match event {
            Event::Proposed { programme, version, prizes, proposed_on, .. } => {
                told = wire::PrizeList {
                    programme_id: programme.to_string(),
                    version: number(*version),
                    state_since: proposed_on.to_string(),
                    prizes: by_tier(prizes.iter().collect(), tiers),
                    ..wire::PrizeList::default()
                };
            }
            Event::VotedOn { vote, .. } => {
                told.vote = Some(vote.into());
                told.state_since = vote.voted_on.to_string();
            }
            Event::Posted { posted_on, posted_until } => {
                told.posted_until = posted_until.to_string();
                told.state_since = posted_on.to_string();
            }
            Event::Decided { decided_on, decision, .. } => {
                told.decision_ref = Some(contract::decision(decision));
                told.state_since = decided_on.to_string();
            }
            Event::SentBack { decided_on, decision, reason, .. } => {
                told.decision_ref = Some(contract::decision(decision));
                told.state_since = decided_on.to_string();
                told.reason.clone_from(reason);
            }
            Event::DecisionAmended { amended_on, decision, left_out, .. } => {
                let is_left_out = |it: &wire::ProposedPrize| {
                    left_out.iter().any(|gone| it.entry_code == gone.code.to_string())
                };
                told.prizes.retain(|it| !is_left_out(it));
                told.amendment_ref = Some(contract::decision(decision));
                told.state_since = amended_on.to_string();
            }
            Event::Released { released_on, .. } => told.state_since = released_on.to_string(),
            Event::StageNumbersReleased { .. }
            | Event::FinalistReleased { .. }
            | Event::PrizeReleased { .. }
            | Event::HonourReleased { .. } => {}
        }
    }
    told
}

/// The highest tier first, then by code.
fn by_tier(mut prizes: Vec<&Proposed>, tiers: &[Tier]) -> Vec<wire::ProposedPrize> {
    let place = |it: &&Proposed| tiers.iter().position(|tier| tier.code == it.tier);
    prizes.sort_by_key(|it| (place(it), it.code.clone()));
    let told = |it: &Proposed| wire::ProposedPrize {
        entry_code: it.code.to_string(),
        tier_code: it.tier.to_string(),
    };
    prizes.into_iter().map(told).collect()
}
