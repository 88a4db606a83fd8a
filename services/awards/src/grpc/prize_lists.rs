//! `PrizeListService`: from the proposal to the release. Each act holds the list and the round; a decision and the
//! release hold the entries too, so that nobody gets a prize who has just left. Whoever left comes back no more, so an
//! amended decision holds none.

mod asking;
mod deciding;

use std::collections::BTreeSet;
use std::sync::Arc;

use chassis::caller::Caller;
use chassis::fields::{self, Fields};
use chrono::NaiveDate;
use contracts::CommandRequest;
use contracts::awards::v1 as wire;
use contracts::awards::v1::prize_list_service_server::PrizeListService;
use ledger::view::Reader;
use ledger::{Asked, Decider as _, Step};
use tonic::{Request, Response, Status};

use super::DOMAIN;
use super::contest::Contest;
use super::request_fields::{ENTRIES, code, file};
use crate::domain::appeals;
use crate::domain::codes::EntryCode;
use crate::domain::prize_list::{self, Command, PrizeList, Proposed, Vote, posted_until};
use crate::domain::ranking::Ranking;
use crate::domain::round::{self, Condition, Listed, Round};
use crate::domain::ruleset::rules::Rules;
use crate::domain::{RoundId, Stage};
use crate::views::outcomes::Outcomes;
use crate::views::released_prizes::ReleasedPrizes;

/// More members than a committee has.
const MEMBERS: u32 = 1_000;

pub(super) struct PrizeLists {
    pub(super) contest: Arc<Contest>,
    pub(super) outcomes: Reader<Outcomes>,
    pub(super) released: Reader<ReleasedPrizes>,
}

/// A list, and all that its next step rests on.
struct Known {
    round: round::Standing,
    rules: Rules,
    /// Of the list's prizes, those of entries that are not in the round any more.
    excluded: BTreeSet<EntryCode>,
    /// The entries of its prizes.
    entries: Vec<Listed>,
}

fn proposed(fields: &mut Fields, said: &[wire::ProposedPrize]) -> Option<Vec<Proposed>> {
    fields.each("prizes", said, ENTRIES, |fields, said| {
        let code = code(fields, "entry_code", &said.entry_code);
        let tier = self::code(fields, "tier_code", &said.tier_code);
        Some(Proposed { code: code?, tier: tier? })
    })
}

fn vote(fields: &mut Fields, said: &wire::CommitteeVote, today: NaiveDate) -> Option<Vote> {
    let present = fields.count("present", said.present, MEMBERS);
    let in_favour = fields.count("in_favour", said.in_favour, MEMBERS);
    let against = fields.count("against", said.against, MEMBERS);
    let blank = fields.count("blank", said.blank, MEMBERS);
    let voted_on = fields.past_date("voted_on", &said.voted_on, today);
    let minutes = file(fields, "minutes", said.minutes.as_ref());
    let (present, in_favour, against) = (present?, in_favour?, against?);
    Some(Vote {
        present,
        in_favour,
        against,
        blank: blank?,
        voted_on: voted_on?,
        minutes: minutes?,
    })
}

impl PrizeLists {
    fn asked<R: CommandRequest, T>(
        &self,
        caller: &Caller,
        request: &R,
        round: &str,
        read: impl FnOnce(&mut Fields, NaiveDate) -> Option<T>,
    ) -> Result<(RoundId, T, Asked), Status> {
        let today = self.contest.clock.today();
        fields::read(&DOMAIN, |fields| {
            let round = fields.uuid("round_id", round).map(RoundId);
            let asked = fields.asked(caller, request, PrizeList::CATEGORY, round);
            let said = read(fields, today);
            Some((round?, said?, asked?))
        })
    }

    async fn known(&self, id: RoundId) -> Result<Known, Status> {
        let list: PrizeList = DOMAIN.loaded(&self.contest.prize_lists, id).await?;
        let standing = list.standing().map_err(|rejection| DOMAIN.rejected(rejection))?;
        let round = self.contest.standing(id).await?;
        let ruleset = DOMAIN.loaded(&self.contest.rulesets, id).await?;
        let missing = || DOMAIN.rejected(prize_list::Rejection::PrizeListNotFound);
        let (_, rules) = ruleset.in_force().ok_or_else(missing)?;
        let prizes = standing.prizes().iter().map(|it| it.code.clone()).collect();
        let excluded = self.contest.excluded(round.list(), &prizes).await?;
        let entries = round.list().iter().filter(|it| prizes.contains(&it.code));
        let entries = entries.cloned().collect();
        Ok(Known { rules: rules.clone(), excluded, entries, round })
    }

    /// Of an act that waits for all appeals, and holds that none is lodged meanwhile.
    fn none_open(&self, id: RoundId) -> Box<dyn Step> {
        self.contest.appeals.step(id, appeals::Command::ConfirmNoneOpen)
    }

    fn list(&self, id: RoundId, command: Command) -> Box<dyn Step> {
        self.contest.prize_lists.step(id, command)
    }

    fn round(&self, id: RoundId, command: round::Command) -> Box<dyn Step> {
        self.contest.rounds.step(id, command)
    }
}

#[tonic::async_trait]
impl PrizeListService for PrizeLists {
    async fn propose_prizes(
        &self,
        request: Request<wire::ProposePrizesRequest>,
    ) -> Result<Response<wire::ProposePrizesResponse>, Status> {
        let (caller, request) = self.contest.access.admit(request).await?;
        let today = self.contest.clock.today();
        // Whoever knows of no list has nothing but the round's etag.
        let first = request.etag.starts_with(&format!("\"{}-", Round::CATEGORY));
        let of = if first { Round::CATEGORY } else { PrizeList::CATEGORY };
        let (round, prizes, proposed_on, asked) = fields::read(&DOMAIN, |fields| {
            let round = fields.uuid("round_id", &request.round_id).map(RoundId);
            let asked = fields.asked(&caller, &request, of, round);
            let prizes = proposed(fields, &request.prizes);
            let on = fields.past_date("proposed_on", &request.proposed_on, today);
            Some((round?, prizes?, on?, asked?))
        })?;

        let judging = self.contest.judging(round, Some(Stage::Final)).await?;
        let held = self.contest.held(round, Condition::Ranked);
        let ranking = match judging.last.lock() {
            Ok(_) => judging.ranking(Stage::Final).map_err(|it| DOMAIN.rejected(it))?,
            // Then the round is not ranked either, and refuses.
            Err(_) => Ranking::default(),
        };
        let propose = Command::Propose {
            round,
            programme: judging.round.whose().programme,
            prizes,
            proposed_on,
            ranking: ranking.without(&judging.excluded()),
            rules_version: judging.rules_version,
            rules: Box::new(judging.rules),
            first,
        };
        let list = self.list(round, propose);
        let steps = if first { vec![held, list] } else { vec![list, held] };
        let receipt = DOMAIN.act(&self.contest.ledger, asked, steps).await?;

        Ok(Response::new(wire::ProposePrizesResponse { receipt }))
    }

    async fn record_committee_vote(
        &self,
        request: Request<wire::RecordCommitteeVoteRequest>,
    ) -> Result<Response<wire::RecordCommitteeVoteResponse>, Status> {
        let (caller, request) = self.contest.access.admit(request).await?;
        let read = |fields: &mut Fields, today| {
            let said = request.vote.as_ref();
            fields.message("vote", said, |fields, said| vote(fields, said, today))
        };
        let (id, vote, asked) = self.asked(&caller, &request, &request.round_id, read)?;

        let Known { round, rules, excluded, .. } = self.known(id).await?;
        let shown = self.contest.shown(round.whose().organiser, std::iter::once(&vote.minutes));
        let committee = rules.committee;
        let mut steps = vec![
            self.list(id, Command::Vote { vote, committee, excluded }),
            self.contest.held(id, Condition::Ranked),
        ];
        steps.extend(shown);
        let receipt = DOMAIN.act(&self.contest.ledger, asked, steps).await?;

        Ok(Response::new(wire::RecordCommitteeVoteResponse { receipt }))
    }

    async fn post_prizes(
        &self,
        request: Request<wire::PostPrizesRequest>,
    ) -> Result<Response<wire::PostPrizesResponse>, Status> {
        let (caller, request) = self.contest.access.admit(request).await?;
        let read =
            |fields: &mut Fields, today| fields.past_date("posted_on", &request.posted_on, today);
        let (id, posted_on, asked) = self.asked(&caller, &request, &request.round_id, read)?;

        let Known { rules: Rules { posting_days, .. }, excluded, .. } = self.known(id).await?;
        let posted_until = posted_until(posted_on, posting_days);
        let steps = vec![
            self.list(id, Command::Post { posted_on, posting_days, excluded }),
            self.round(id, round::Command::Post { posted_on, posted_until }),
        ];
        let receipt = DOMAIN.act(&self.contest.ledger, asked, steps).await?;

        Ok(Response::new(wire::PostPrizesResponse { receipt }))
    }

    async fn decide_prizes(
        &self,
        request: Request<wire::DecidePrizesRequest>,
    ) -> Result<Response<wire::DecidePrizesResponse>, Status> {
        let (caller, request) = self.contest.access.admit(request).await?;
        self.decide(&caller, &request).await.map(Response::new)
    }

    async fn amend_prize_decision(
        &self,
        request: Request<wire::AmendPrizeDecisionRequest>,
    ) -> Result<Response<wire::AmendPrizeDecisionResponse>, Status> {
        let (caller, request) = self.contest.access.admit(request).await?;
        self.amend(&caller, &request).await.map(Response::new)
    }

    async fn release_results(
        &self,
        request: Request<wire::ReleaseResultsRequest>,
    ) -> Result<Response<wire::ReleaseResultsResponse>, Status> {
        let (caller, request) = self.contest.access.admit(request).await?;
        self.release(&caller, &request).await.map(Response::new)
    }

    async fn get_prize_list(
        &self,
        request: Request<wire::GetPrizeListRequest>,
    ) -> Result<Response<wire::GetPrizeListResponse>, Status> {
        let (caller, request) = self.contest.access.admit(request).await?;
        self.one(&caller, &request).await.map(Response::new)
    }

    async fn get_submitted_prize_list(
        &self,
        request: Request<wire::GetSubmittedPrizeListRequest>,
    ) -> Result<Response<wire::GetSubmittedPrizeListResponse>, Status> {
        let (caller, request) = self.contest.access.admit(request).await?;
        self.submitted(&caller, &request).await.map(Response::new)
    }

    async fn list_released_prizes(
        &self,
        request: Request<wire::ListReleasedPrizesRequest>,
    ) -> Result<Response<wire::ListReleasedPrizesResponse>, Status> {
        let (caller, request) = self.contest.access.admit(request).await?;
        self.all_released(&caller, &request).await.map(Response::new)
    }
}
