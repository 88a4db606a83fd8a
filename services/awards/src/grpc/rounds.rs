//! `RoundService`.

mod acts;
mod asking;
mod roll;

use std::sync::Arc;

use chassis::caller::Caller;
use chassis::fields::{self, Fields};
use chrono::NaiveDate;
use contracts::CommandRequest;
use contracts::awards::v1 as wire;
use contracts::awards::v1::round_service_server::RoundService;
use contracts::ledger::v1::CommandReceipt;
use ledger::Decider as _;
use ledger::view::Reader;
use tonic::{Request, Response, Status};

use super::DOMAIN;
use super::contest::Contest;
use crate::domain::RoundId;
use crate::domain::round::{Command, Round};
use crate::views::round_register::RoundRegister;

pub(super) use roll::whole_roll;

pub(super) struct Rounds {
    pub(super) contest: Arc<Contest>,
    pub(super) known: Reader<RoundRegister>,
}

impl Rounds {
    /// Carries out one command on the round that the request names; `read` gets today's date.
    async fn change<R: CommandRequest>(
        &self,
        caller: &Caller,
        request: &R,
        round_id: &str,
        read: impl FnOnce(&mut Fields, &R, NaiveDate) -> Option<Command> + Send,
    ) -> Result<Option<CommandReceipt>, Status> {
        let today = self.contest.clock.today();
        let (id, command, asked) = fields::read(&DOMAIN, |fields| {
            let id = fields.uuid("round_id", round_id).map(RoundId);
            let asked = fields.asked(caller, request, Round::CATEGORY, id);
            let command = read(fields, request, today);
            Some((id?, command?, asked?))
        })?;
        DOMAIN.act(&self.contest.ledger, asked, vec![self.contest.rounds.step(id, command)]).await
    }
}

/// An rpc that is one command on the round it names.
macro_rules! changes {
    ($self:ident, $request:ident, $read:expr => $answer:ident) => {{
        let (caller, request) = $self.contest.access.admit($request).await?;
        let receipt = $self.change(&caller, &request, &request.round_id, $read).await?;
        Ok(Response::new(wire::$answer { receipt }))
    }};
}

/// An rpc that is carried out or answered elsewhere.
macro_rules! hands_over {
    ($self:ident, $request:ident, $to:ident) => {{
        let (caller, request) = $self.contest.access.admit($request).await?;
        $self.$to(&caller, &request).await.map(Response::new)
    }};
}

#[tonic::async_trait]
impl RoundService for Rounds {
    async fn plan_round(
        &self,
        request: Request<wire::PlanRoundRequest>,
    ) -> Result<Response<wire::PlanRoundResponse>, Status> {
        hands_over!(self, request, plan)
    }

    async fn reschedule_round(
        &self,
        request: Request<wire::RescheduleRoundRequest>,
    ) -> Result<Response<wire::RescheduleRoundResponse>, Status> {
        changes!(self, request, acts::reschedule => RescheduleRoundResponse)
    }

    async fn issue_ruleset(
        &self,
        request: Request<wire::IssueRulesetRequest>,
    ) -> Result<Response<wire::IssueRulesetResponse>, Status> {
        hands_over!(self, request, issue)
    }

    async fn amend_ruleset(
        &self,
        request: Request<wire::AmendRulesetRequest>,
    ) -> Result<Response<wire::AmendRulesetResponse>, Status> {
        hands_over!(self, request, amend)
    }

    async fn launch_round(
        &self,
        request: Request<wire::LaunchRoundRequest>,
    ) -> Result<Response<wire::LaunchRoundResponse>, Status> {
        changes!(self, request, acts::launch => LaunchRoundResponse)
    }

    async fn extend_entries(
        &self,
        request: Request<wire::ExtendEntriesRequest>,
    ) -> Result<Response<wire::ExtendEntriesResponse>, Status> {
        changes!(self, request, acts::extend => ExtendEntriesResponse)
    }

    async fn publish_eligible_list(
        &self,
        request: Request<wire::PublishEligibleListRequest>,
    ) -> Result<Response<wire::PublishEligibleListResponse>, Status> {
        hands_over!(self, request, publish_list)
    }

    async fn cancel_round(
        &self,
        request: Request<wire::CancelRoundRequest>,
    ) -> Result<Response<wire::CancelRoundResponse>, Status> {
        changes!(self, request, acts::cancel => CancelRoundResponse)
    }

    async fn close_round(
        &self,
        request: Request<wire::CloseRoundRequest>,
    ) -> Result<Response<wire::CloseRoundResponse>, Status> {
        changes!(self, request, acts::close => CloseRoundResponse)
    }

    async fn get_round(
        &self,
        request: Request<wire::GetRoundRequest>,
    ) -> Result<Response<wire::GetRoundResponse>, Status> {
        hands_over!(self, request, one)
    }

    async fn list_rounds(
        &self,
        request: Request<wire::ListRoundsRequest>,
    ) -> Result<Response<wire::ListRoundsResponse>, Status> {
        hands_over!(self, request, several)
    }

    async fn get_ruleset(
        &self,
        request: Request<wire::GetRulesetRequest>,
    ) -> Result<Response<wire::GetRulesetResponse>, Status> {
        hands_over!(self, request, ruleset)
    }

    async fn list_affected_entries(
        &self,
        request: Request<wire::ListAffectedEntriesRequest>,
    ) -> Result<Response<wire::ListAffectedEntriesResponse>, Status> {
        hands_over!(self, request, affected)
    }

    async fn get_round_desk(
        &self,
        request: Request<wire::GetRoundDeskRequest>,
    ) -> Result<Response<wire::GetRoundDeskResponse>, Status> {
        hands_over!(self, request, desk)
    }
}
