//! `UnionMembershipService`: whether an association is in the Union.

use chassis::fields::{self, Fields};
use chrono::NaiveDate;
use contracts::membership::v1 as wire;
use ledger::{Decider as _, Step};
use tonic::{Request, Response, Status};
use wire::union_membership_service_server::UnionMembershipService;

use super::facts::{Facts as _, MOST_PEOPLE, WORDS};
use super::{DOMAIN, Membership};
use crate::domain::union_membership::{BoardVote, Command, Rejection, UnionMembership, UnionRules};
use crate::domain::{AssociationId, UnitId, association, unit};

#[tonic::async_trait]
impl UnionMembershipService for Membership {
    async fn apply_for_union_membership(
        &self,
        request: Request<wire::ApplyForUnionMembershipRequest>,
    ) -> Result<Response<wire::ApplyForUnionMembershipResponse>, Status> {
        let (caller, request) = self.access.admit(request).await?;
        let today = self.today();
        let (id, union, occurred_on, application, asked) = fields::read(&DOMAIN, |fields| {
            let id = fields.association("association_id", &request.association_id);
            let asked = fields.asked(&caller, &request, UnionMembership::CATEGORY, id);
            let union = fields.unit("union_unit_id", &request.union_unit_id);
            let occurred_on = fields.past_date("occurred_on", &request.occurred_on, today);
            let application = fields.evidence("application", request.application.as_ref(), today);
            Some((id?, union?, occurred_on?, application?, asked?))
        })?;

        let command = Command::Apply { union, occurred_on, application };
        let steps = vec![
            self.union_memberships.step(id, command),
            self.vouch_active(id, occurred_on),
            self.vouch_for_union(union, occurred_on, "union_unit_id"),
        ];
        let receipt = self.act(asked, steps).await?;

        Ok(Response::new(wire::ApplyForUnionMembershipResponse { receipt }))
    }

    async fn request_more_from_applicant(
        &self,
        request: Request<wire::RequestMoreFromApplicantRequest>,
    ) -> Result<Response<wire::RequestMoreFromApplicantResponse>, Status> {
        let (caller, request) = self.access.admit(request).await?;
        let today = self.today();
        let (id, command, asked) = fields::read(&DOMAIN, |fields| {
            let id = fields.association("association_id", &request.association_id);
            let asked = fields.asked(&caller, &request, UnionMembership::CATEGORY, id);
            let occurred_on = fields.past_date("occurred_on", &request.occurred_on, today);
            let wanted = fields.long_text("wanted", &request.wanted, WORDS);
            let (occurred_on, wanted) = (occurred_on?, wanted?);
            Some((id?, Command::RequestMore { occurred_on, wanted }, asked?))
        })?;

        let receipt = self.act(asked, vec![self.union_memberships.step(id, command)]).await?;

        Ok(Response::new(wire::RequestMoreFromApplicantResponse { receipt }))
    }

    async fn withdraw_application(
        &self,
        request: Request<wire::WithdrawApplicationRequest>,
    ) -> Result<Response<wire::WithdrawApplicationResponse>, Status> {
        let (caller, request) = self.access.admit(request).await?;
        let today = self.today();
        let (id, command, asked) = fields::read(&DOMAIN, |fields| {
            let id = fields.association("association_id", &request.association_id);
            let asked = fields.asked(&caller, &request, UnionMembership::CATEGORY, id);
            let occurred_on = fields.past_date("occurred_on", &request.occurred_on, today);
            Some((id?, Command::Withdraw { occurred_on: occurred_on? }, asked?))
        })?;

        let receipt = self.act(asked, vec![self.union_memberships.step(id, command)]).await?;

        Ok(Response::new(wire::WithdrawApplicationResponse { receipt }))
    }

    async fn reject_application(
        &self,
        request: Request<wire::RejectApplicationRequest>,
    ) -> Result<Response<wire::RejectApplicationResponse>, Status> {
        let (caller, request) = self.access.admit(request).await?;
        let today = self.today();
        let (id, command, asked) = fields::read(&DOMAIN, |fields| {
            let id = fields.association("association_id", &request.association_id);
            let asked = fields.asked(&caller, &request, UnionMembership::CATEGORY, id);
            let act = fields.act(&request.occurred_on, request.decision_ref.as_ref(), today);
            let reason = fields.long_text("reason", &request.reason, WORDS);
            Some((id?, Command::Reject { act: act?, reason: reason? }, asked?))
        })?;

        let receipt = self.act(asked, vec![self.union_memberships.step(id, command)]).await?;

        Ok(Response::new(wire::RejectApplicationResponse { receipt }))
    }

    async fn approve_application(
        &self,
        request: Request<wire::ApproveApplicationRequest>,
    ) -> Result<Response<wire::ApproveApplicationResponse>, Status> {
        let (caller, request) = self.access.admit(request).await?;
        let today = self.today();
        let (id, act, vote, asked) = fields::read(&DOMAIN, |fields| {
            let id = fields.association("association_id", &request.association_id);
            let asked = fields.asked(&caller, &request, UnionMembership::CATEGORY, id);
            let act = fields.act(&request.occurred_on, request.decision_ref.as_ref(), today);
            let vote = fields.optional_message("vote", request.vote.as_ref(), board_vote);
            Some((id?, act?, vote?, asked?))
        })?;

        let vouch = self.vouch_active(id, act.occurred_on);
        let vote = match vote {
            Some(vote) => Some((vote, self.union_rules(act.occurred_on)?)),
            None => None,
        };
        let command = Command::Approve { act, vote };
        let steps = vec![self.union_memberships.step(id, command), vouch];
        let receipt = self.act(asked, steps).await?;

        Ok(Response::new(wire::ApproveApplicationResponse { receipt }))
    }

    async fn suspend_union_membership(
        &self,
        request: Request<wire::SuspendUnionMembershipRequest>,
    ) -> Result<Response<wire::SuspendUnionMembershipResponse>, Status> {
        let (caller, request) = self.access.admit(request).await?;
        let today = self.today();
        let (id, command, asked) = fields::read(&DOMAIN, |fields| {
            let id = fields.association("association_id", &request.association_id);
            let asked = fields.asked(&caller, &request, UnionMembership::CATEGORY, id);
            let act = fields.act(&request.occurred_on, request.decision_ref.as_ref(), today);
            let until = fields.date("until", &request.until);
            let reason = fields.long_text("reason", &request.reason, WORDS);
            let (act, until, reason) = (act?, until?, reason?);
            Some((id?, Command::Suspend { act, until, reason }, asked?))
        })?;

        let receipt = self.act(asked, vec![self.union_memberships.step(id, command)]).await?;

        Ok(Response::new(wire::SuspendUnionMembershipResponse { receipt }))
    }

    async fn reinstate_union_membership(
        &self,
        request: Request<wire::ReinstateUnionMembershipRequest>,
    ) -> Result<Response<wire::ReinstateUnionMembershipResponse>, Status> {
        let (caller, request) = self.access.admit(request).await?;
        let today = self.today();
        let (id, command, asked) = fields::read(&DOMAIN, |fields| {
            let id = fields.association("association_id", &request.association_id);
            let asked = fields.asked(&caller, &request, UnionMembership::CATEGORY, id);
            let occurred_on = fields.past_date("occurred_on", &request.occurred_on, today);
            let decision = fields.optional_decision(request.decision_ref.as_ref(), today);
            let (occurred_on, decision) = (occurred_on?, decision?);
            Some((id?, Command::Reinstate { occurred_on, decision }, asked?))
        })?;

        let receipt = self.act(asked, vec![self.union_memberships.step(id, command)]).await?;

        Ok(Response::new(wire::ReinstateUnionMembershipResponse { receipt }))
    }

    async fn lapse_union_membership(
        &self,
        request: Request<wire::LapseUnionMembershipRequest>,
    ) -> Result<Response<wire::LapseUnionMembershipResponse>, Status> {
        let (caller, request) = self.access.admit(request).await?;
        let today = self.today();
        let (id, occurred_on, ground, due_on, asked) = fields::read(&DOMAIN, |fields| {
            let id = fields.association("association_id", &request.association_id);
            let asked = fields.asked(&caller, &request, UnionMembership::CATEGORY, id);
            let occurred_on = fields.past_date("occurred_on", &request.occurred_on, today);
            let ground = fields.chosen("ground", request.ground);
            let due_on = fields.past_date("due_on", &request.due_on, today);
            Some((id?, occurred_on?, ground?, due_on?, asked?))
        })?;

        let rules = self.union_rules(occurred_on)?;
        let command = Command::Lapse { occurred_on, ground, due_on, rules };
        let receipt = self.act(asked, vec![self.union_memberships.step(id, command)]).await?;

        Ok(Response::new(wire::LapseUnionMembershipResponse { receipt }))
    }

    async fn renew_union_membership(
        &self,
        request: Request<wire::RenewUnionMembershipRequest>,
    ) -> Result<Response<wire::RenewUnionMembershipResponse>, Status> {
        let (caller, request) = self.access.admit(request).await?;
        let today = self.today();
        let (id, occurred_on, decision, asked) = fields::read(&DOMAIN, |fields| {
            let id = fields.association("association_id", &request.association_id);
            let asked = fields.asked(&caller, &request, UnionMembership::CATEGORY, id);
            let occurred_on = fields.past_date("occurred_on", &request.occurred_on, today);
            let decision = fields.optional_decision(request.decision_ref.as_ref(), today);
            Some((id?, occurred_on?, decision?, asked?))
        })?;

        let rules = self.union_rules(occurred_on)?;
        let command = Command::Renew { occurred_on, decision, rules };
        let receipt = self.act(asked, vec![self.union_memberships.step(id, command)]).await?;

        Ok(Response::new(wire::RenewUnionMembershipResponse { receipt }))
    }

    async fn leave_union(
        &self,
        request: Request<wire::LeaveUnionRequest>,
    ) -> Result<Response<wire::LeaveUnionResponse>, Status> {
        let (caller, request) = self.access.admit(request).await?;
        let today = self.today();
        let (id, command, asked) = fields::read(&DOMAIN, |fields| {
            let id = fields.association("association_id", &request.association_id);
            let asked = fields.asked(&caller, &request, UnionMembership::CATEGORY, id);
            let occurred_on = fields.past_date("occurred_on", &request.occurred_on, today);
            let decision = fields.optional_decision(request.decision_ref.as_ref(), today);
            let reason = fields.long_text("reason", &request.reason, WORDS);
            let (occurred_on, decision, reason) = (occurred_on?, decision?, reason?);
            Some((id?, Command::Leave { occurred_on, decision, reason }, asked?))
        })?;

        let receipt = self.act(asked, vec![self.union_memberships.step(id, command)]).await?;

        Ok(Response::new(wire::LeaveUnionResponse { receipt }))
    }

    async fn expel_from_union(
        &self,
        request: Request<wire::ExpelFromUnionRequest>,
    ) -> Result<Response<wire::ExpelFromUnionResponse>, Status> {
        let (caller, request) = self.access.admit(request).await?;
        let today = self.today();
        let (id, command, asked) = fields::read(&DOMAIN, |fields| {
            let id = fields.association("association_id", &request.association_id);
            let asked = fields.asked(&caller, &request, UnionMembership::CATEGORY, id);
            let act = fields.act(&request.occurred_on, request.decision_ref.as_ref(), today);
            let reason = fields.long_text("reason", &request.reason, WORDS);
            Some((id?, Command::Expel { act: act?, reason: reason? }, asked?))
        })?;

        let receipt = self.act(asked, vec![self.union_memberships.step(id, command)]).await?;

        Ok(Response::new(wire::ExpelFromUnionResponse { receipt }))
    }

    async fn transfer_union_membership(
        &self,
        request: Request<wire::TransferUnionMembershipRequest>,
    ) -> Result<Response<wire::TransferUnionMembershipResponse>, Status> {
        let (caller, request) = self.access.admit(request).await?;
        let today = self.today();
        let (id, act, to, asked) = fields::read(&DOMAIN, |fields| {
            let id = fields.association("association_id", &request.association_id);
            let asked = fields.asked(&caller, &request, UnionMembership::CATEGORY, id);
            let act = fields.act(&request.occurred_on, request.decision_ref.as_ref(), today);
            let to = fields.unit("to_union_unit_id", &request.to_union_unit_id);
            Some((id?, act?, to?, asked?))
        })?;

        let vouch = self.vouch_for_union(to, act.occurred_on, "to_union_unit_id");
        let command = Command::Transfer { act, to };
        let steps = vec![self.union_memberships.step(id, command), vouch];
        let receipt = self.act(asked, steps).await?;

        Ok(Response::new(wire::TransferUnionMembershipResponse { receipt }))
    }

    async fn correct_union_membership(
        &self,
        request: Request<wire::CorrectUnionMembershipRequest>,
    ) -> Result<Response<wire::CorrectUnionMembershipResponse>, Status> {
        let (caller, request) = self.access.admit(request).await?;
        let today = self.today();
        let (id, command, asked) = fields::read(&DOMAIN, |fields| {
            let id = fields.association("association_id", &request.association_id);
            let asked = fields.asked(&caller, &request, UnionMembership::CATEGORY, id);
            let fact = fields.chosen("fact", request.fact);
            let corrected_to = fields.past_date("corrected_to", &request.corrected_to, today);
            let source = fields.evidence("source", request.source.as_ref(), today);
            let reason = fields.long_text("reason", &request.reason, WORDS);
            let (fact, corrected_to) = (fact?, corrected_to?);
            let (source, reason) = (source?, reason?);
            Some((id?, Command::Correct { fact, corrected_to, source, reason }, asked?))
        })?;

        let receipt = self.act(asked, vec![self.union_memberships.step(id, command)]).await?;

        Ok(Response::new(wire::CorrectUnionMembershipResponse { receipt }))
    }

    async fn get_union_membership(
        &self,
        request: Request<wire::GetUnionMembershipRequest>,
    ) -> Result<Response<wire::GetUnionMembershipResponse>, Status> {
        let (caller, request) = self.access.admit(request).await?;
        self.membership(&caller, &request).await.map(Response::new)
    }

    async fn list_union_memberships(
        &self,
        request: Request<wire::ListUnionMembershipsRequest>,
    ) -> Result<Response<wire::ListUnionMembershipsResponse>, Status> {
        let (caller, request) = self.access.admit(request).await?;
        self.memberships_on(&caller, &request).await.map(Response::new)
    }
}

impl Membership {
    fn union_rules(&self, day: NaiveDate) -> Result<UnionRules, Status> {
        let rules = self.rules.unions.on(day).cloned();
        rules.ok_or_else(|| DOMAIN.rejected(Rejection::NoUnionRulesForDay { day }))
    }

    fn vouch_active(&self, id: AssociationId, on: NaiveDate) -> Box<dyn Step> {
        self.associations.step(id, association::Command::VouchActive { on })
    }

    pub(super) fn vouch_for_union(
        &self,
        union: UnitId,
        on: NaiveDate,
        field: &'static str,
    ) -> Box<dyn Step> {
        self.units.step(union, unit::Command::VouchAsUnion { on, field })
    }
}

fn board_vote(fields: &mut Fields, vote: &wire::BoardVote) -> Option<BoardVote> {
    let entitled = fields.count("entitled", vote.entitled, MOST_PEOPLE);
    let present = fields.count("present", vote.present, MOST_PEOPLE);
    let in_favour = fields.count("in_favour", vote.in_favour, MOST_PEOPLE);
    Some(BoardVote { entitled: entitled?, present: present?, in_favour: in_favour? })
}
