//! `CouncilService`: who is asked, who is in, and who may see the papers. Its questions are answered in `asking`.

mod asking;

use std::sync::Arc;

use chassis::caller::Caller;
use chassis::fields::Fields;
use chrono::NaiveDate;
use contracts::CommandRequest;
use contracts::consultancy::v1 as wire;
use contracts::consultancy::v1::council_service_server::CouncilService;
use contracts::ledger::v1::CommandReceipt;
use futures::stream::BoxStream;
use ledger::{Decider as _, Step};
use tonic::{Request, Response, Status};

use super::DOMAIN;
use super::request_fields::reason;
use super::work::{Expert, OfficeNames, Resource, Work};
use super::work_fields::{conflict, conflicts, letter};
use crate::contract;
use crate::domain::council::{Answering, Command, Council, Form, Managing, Rules};
use crate::domain::opinion;
use crate::domain::review::{self, Stage};
use crate::domain::{InvitationId, OpinionId, RegulationId};

pub(super) struct Councils(pub(super) Arc<Work>);

/// An rpc of the office about one who was invited, on a day that it tells.
macro_rules! managed {
    ($self:ident, $request:ident, $day:ident, $stages:expr, $read:expr => $answer:ident) => {{
        let (caller, request) = $self.0.access.admit($request).await?;
        let names =
            (&*request.review_id, &*request.unit_id, Some((stringify!($day), &*request.$day)));
        let invitation = &*request.invitation_id;
        let receipt = $self
            .manage(&caller, &request, names, invitation, $stages, |fields| $read(fields, &request))
            .await?;
        Ok(Response::new(wire::$answer { receipt }))
    }};
}

/// An rpc of an expert about the own invitation.
macro_rules! answered {
    ($self:ident, $request:ident, $stages:expr, $read:expr => $answer:ident) => {{
        let (caller, request) = $self.0.access.admit($request).await?;
        let names = (&*request.review_id, &*request.invitation_id);
        let receipt = $self
            .answer(&caller, &request, names, $stages, |fields| $read(fields, &request))
            .await?;
        Ok(Response::new(wire::$answer { receipt }))
    }};
}

impl Councils {
    async fn manage<R: CommandRequest>(
        &self,
        caller: &Caller,
        request: &R,
        names: OfficeNames<'_>,
        invitation: &str,
        stages: &'static [Stage],
        read: impl FnOnce(&mut Fields) -> Option<Managing> + Send,
    ) -> Result<Option<CommandReceipt>, Status> {
        let read = |fields: &mut Fields| {
            let invitation = fields.uuid("invitation_id", invitation).map(InvitationId);
            let managing = read(fields);
            Some((None, (invitation?, managing?)))
        };
        let said = self.0.office(caller, request, names, Council::CATEGORY, read).await?;
        let (doing, (invitation, managing)) = said;
        let voids = managing.ends();
        let (on, by) = (doing.on, doing.by.clone());
        let manage = Command::Manage { invitation, on, by, act: managing };
        let mut steps = vec![self.0.councils.step(doing.review, manage)];
        steps.extend(voids.then(|| self.voided(invitation, on)));
        steps.push(self.0.of_union(doing.review, doing.union, stages));
        DOMAIN.act(&self.0.ledger, doing.asked, steps).await
    }

    async fn answer<R: CommandRequest>(
        &self,
        caller: &Caller,
        request: &R,
        names: (&str, &str),
        stages: &'static [Stage],
        read: impl FnOnce(&mut Fields) -> Option<Answering> + Send,
    ) -> Result<Option<CommandReceipt>, Status> {
        let of = |review, _| Resource(Council::CATEGORY, Some(review));
        let (doing, answering) = self.0.expert(caller, request, names, of, read)?;
        let voids = self.ends(&doing, &answering).await?;
        let (invitation, on) = (doing.invitation, doing.on);
        let answer = Command::Answer { invitation, expert: doing.person, on, act: answering };
        let mut steps = vec![self.0.councils.step(doing.review, answer)];
        steps.extend(voids.then(|| self.voided(invitation, on)));
        steps.push(self.0.held(doing.review, stages));
        DOMAIN.act(&self.0.ledger, doing.asked, steps).await
    }

    /// Whether the expert is out with it: then whatever was written rests nothing.
    async fn ends(&self, doing: &Expert, answering: &Answering) -> Result<bool, Status> {
        let council = DOMAIN.loaded(&self.0.councils, doing.review).await?;
        Ok(council.standing().is_some_and(|it| it.ends_by(answering, doing.on)))
    }

    fn voided(&self, invitation: InvitationId, on: NaiveDate) -> Box<dyn Step> {
        self.0.opinions.step(OpinionId::of(invitation), opinion::Command::Void { on })
    }
}

#[tonic::async_trait]
impl CouncilService for Councils {
    async fn compose_council(
        &self,
        request: Request<wire::ComposeCouncilRequest>,
    ) -> Result<Response<wire::ComposeCouncilResponse>, Status> {
        let (caller, request) = self.0.access.admit(request).await?;
        let names = (&*request.review_id, &*request.unit_id, None);
        let read = |fields: &mut Fields| {
            let form = fields.choice("form", request.form, contract::council_form);
            let size = fields.count("size", request.size, u32::MAX);
            Some((None, (form?, size.map(|size| (size > 0).then_some(size))?)))
        };
        let said = self.0.office(&caller, &request, names, Council::CATEGORY, read).await?;
        let (doing, (form, size)) = said;
        let review = self.0.review_of(doing.review, doing.union).await?;
        let rules = Rules::from(&*review.filing.regulation.terms);
        let compose = Command::Compose { form, size, rules, on: doing.on, by: doing.by };
        let steps = vec![
            self.0.councils.step(doing.review, compose),
            self.0.of_union(doing.review, doing.union, Stage::PLANNING),
        ];
        let receipt = DOMAIN.act(&self.0.ledger, doing.asked, steps).await?;
        Ok(Response::new(wire::ComposeCouncilResponse { receipt }))
    }

    async fn invite_expert(
        &self,
        request: Request<wire::InviteExpertRequest>,
    ) -> Result<Response<wire::InviteExpertResponse>, Status> {
        let (caller, request) = self.0.access.admit(request).await?;
        let day = Some(("invited_on", &*request.invited_on));
        let names = (&*request.review_id, &*request.unit_id, day);
        let read = |fields: &mut Fields| letter(fields, &request).map(|letter| (None, letter));
        let said = self.0.office(&caller, &request, names, Council::CATEGORY, read).await?;
        let (doing, mut letter) = said;
        let regulation = DOMAIN.loaded(&self.0.regulations, RegulationId::of(doing.union)).await?;
        let key = regulation.expert_key(&letter.expert);
        let missing = || DOMAIN.rejected(review::Rejection::RegulationMissing);
        letter.expert_key = key.ok_or_else(missing)?;
        let (letter, on, by) = (Box::new(letter), doing.on, doing.by);
        let invite = Command::Invite { letter, on, calendar: doing.calendar, by };
        let steps = vec![
            self.0.councils.step(doing.review, invite),
            self.0.of_union(doing.review, doing.union, Stage::WITH_EXPERTS),
        ];
        let receipt = DOMAIN.act(&self.0.ledger, doing.asked, steps).await?;
        Ok(Response::new(wire::InviteExpertResponse { receipt }))
    }

    async fn withdraw_invitation(
        &self,
        request: Request<wire::WithdrawInvitationRequest>,
    ) -> Result<Response<wire::WithdrawInvitationResponse>, Status> {
        let read = |fields: &mut Fields, request: &wire::WithdrawInvitationRequest| {
            reason(fields, &request.reason).map(|reason| Managing::Withdraw { reason })
        };
        managed!(self, request, withdrawn_on, Stage::WITH_EXPERTS, read => WithdrawInvitationResponse)
    }

    async fn accept_invitation(
        &self,
        request: Request<wire::AcceptInvitationRequest>,
    ) -> Result<Response<wire::AcceptInvitationResponse>, Status> {
        let read = |fields: &mut Fields, request: &wire::AcceptInvitationRequest| {
            let conflicts = conflicts(fields, &request.conflicts)?;
            Some(Answering::Accept { pledges: request.pledges, conflicts })
        };
        answered!(self, request, Stage::WITH_EXPERTS, read => AcceptInvitationResponse)
    }

    async fn decline_invitation(
        &self,
        request: Request<wire::DeclineInvitationRequest>,
    ) -> Result<Response<wire::DeclineInvitationResponse>, Status> {
        let read = |fields: &mut Fields, request: &wire::DeclineInvitationRequest| {
            reason(fields, &request.reason).map(|reason| Answering::Decline { reason })
        };
        answered!(self, request, Stage::WITH_EXPERTS, read => DeclineInvitationResponse)
    }

    async fn retract_acceptance(
        &self,
        request: Request<wire::RetractAcceptanceRequest>,
    ) -> Result<Response<wire::RetractAcceptanceResponse>, Status> {
        let read = |fields: &mut Fields, request: &wire::RetractAcceptanceRequest| {
            reason(fields, &request.reason).map(|reason| Answering::RetractAcceptance { reason })
        };
        answered!(self, request, Stage::WITH_EXPERTS, read => RetractAcceptanceResponse)
    }

    async fn declare_conflict(
        &self,
        request: Request<wire::DeclareConflictRequest>,
    ) -> Result<Response<wire::DeclareConflictResponse>, Status> {
        let read = |fields: &mut Fields, request: &wire::DeclareConflictRequest| {
            let conflict = fields.message("conflict", request.conflict.as_ref(), conflict)?;
            Some(Answering::DeclareConflict { conflict })
        };
        answered!(self, request, Stage::WITH_EXPERTS, read => DeclareConflictResponse)
    }

    async fn recuse_expert(
        &self,
        request: Request<wire::RecuseExpertRequest>,
    ) -> Result<Response<wire::RecuseExpertResponse>, Status> {
        let read = |fields: &mut Fields, request: &wire::RecuseExpertRequest| {
            let kind = fields.choice("kind", request.kind, contract::conflict_kind);
            let reason = reason(fields, &request.reason);
            Some(Managing::Recuse { kind: kind?, reason: reason? })
        };
        managed!(self, request, recused_on, Stage::WITH_EXPERTS, read => RecuseExpertResponse)
    }

    async fn dismiss_expert(
        &self,
        request: Request<wire::DismissExpertRequest>,
    ) -> Result<Response<wire::DismissExpertResponse>, Status> {
        let read = |fields: &mut Fields, request: &wire::DismissExpertRequest| {
            reason(fields, &request.reason).map(|reason| Managing::Dismiss { reason })
        };
        managed!(self, request, dismissed_on, Stage::WITH_EXPERTS, read => DismissExpertResponse)
    }

    async fn extend_opinion(
        &self,
        request: Request<wire::ExtendOpinionRequest>,
    ) -> Result<Response<wire::ExtendOpinionResponse>, Status> {
        let (caller, request) = self.0.access.admit(request).await?;
        let names = (&*request.review_id, &*request.unit_id, None);
        let read = |fields: &mut Fields| {
            let opinion_by = fields.date("opinion_by", &request.opinion_by);
            let reason = reason(fields, &request.reason);
            Some(Managing::Extend { opinion_by: opinion_by?, reason: reason? })
        };
        let invitation = &request.invitation_id;
        let receipt =
            self.manage(&caller, &request, names, invitation, Stage::WITH_EXPERTS, read).await?;
        Ok(Response::new(wire::ExtendOpinionResponse { receipt }))
    }

    async fn thank_expert(
        &self,
        request: Request<wire::ThankExpertRequest>,
    ) -> Result<Response<wire::ThankExpertResponse>, Status> {
        let read = |_: &mut Fields, _: &wire::ThankExpertRequest| Some(Managing::Thank);
        managed!(self, request, thanked_on, Stage::THANKING, read => ThankExpertResponse)
    }

    async fn form_council(
        &self,
        request: Request<wire::FormCouncilRequest>,
    ) -> Result<Response<wire::FormCouncilResponse>, Status> {
        let (caller, request) = self.0.access.admit(request).await?;
        let day = Some(("formed_on", &*request.formed_on));
        let names = (&*request.review_id, &*request.unit_id, day);
        let nothing = |_: &mut Fields| Some((None, ()));
        let said = self.0.office(&caller, &request, names, Council::CATEGORY, nothing).await?;
        let (doing, ()) = said;
        let council = self.0.council(doing.review).await?;
        let independent = council.form == Form::IndependentExperts;
        let members = council.size;
        let form = Command::Form { on: doing.on, by: doing.by.clone() };
        let steps = vec![
            self.0.councils.step(doing.review, form),
            self.0.moved(&doing, review::Act::FormCouncil { independent, members }),
        ];
        let receipt = DOMAIN.act(&self.0.ledger, doing.asked, steps).await?;
        Ok(Response::new(wire::FormCouncilResponse { receipt }))
    }

    async fn open_review(
        &self,
        request: Request<wire::OpenReviewRequest>,
    ) -> Result<Response<wire::OpenReviewResponse>, Status> {
        let (caller, request) = self.0.access.admit(request).await?;
        let day = Some(("opened_on", &*request.opened_on));
        let names = (&*request.review_id, &*request.unit_id, day);
        let nothing = |_: &mut Fields| Some((None, ()));
        let said = self.0.office(&caller, &request, names, Council::CATEGORY, nothing).await?;
        let (doing, ()) = said;
        let (on, calendar, by) = (doing.on, doing.calendar.clone(), doing.by.clone());
        let steps = vec![
            self.0.councils.step(doing.review, Command::Open { on, calendar, by }),
            self.0.moved(&doing, review::Act::Open),
        ];
        let receipt = DOMAIN.act(&self.0.ledger, doing.asked, steps).await?;
        Ok(Response::new(wire::OpenReviewResponse { receipt }))
    }

    async fn open_round(
        &self,
        request: Request<wire::OpenRoundRequest>,
    ) -> Result<Response<wire::OpenRoundResponse>, Status> {
        let (caller, request) = self.0.access.admit(request).await?;
        let day = Some(("opened_on", &*request.opened_on));
        let names = (&*request.review_id, &*request.unit_id, day);
        let read = |fields: &mut Fields| {
            let opinion_by = fields.optional_date("opinion_by", &request.opinion_by);
            let reason = reason(fields, &request.reason);
            Some((None, (opinion_by?, reason?)))
        };
        let said = self.0.office(&caller, &request, names, Council::CATEGORY, read).await?;
        let (doing, (opinion_by, reason)) = said;
        let (on, calendar, by) = (doing.on, doing.calendar.clone(), doing.by.clone());
        let open = Command::OpenRound { on, opinion_by, reason, calendar, by };
        let steps =
            vec![self.0.councils.step(doing.review, open), self.0.moved(&doing, review::Act::Open)];
        let receipt = DOMAIN.act(&self.0.ledger, doing.asked, steps).await?;
        Ok(Response::new(wire::OpenRoundResponse { receipt }))
    }

    async fn open_dossier(
        &self,
        request: Request<wire::OpenDossierRequest>,
    ) -> Result<Response<wire::OpenDossierResponse>, Status> {
        let read = |_: &mut Fields, _: &wire::OpenDossierRequest| Some(Answering::OpenDossier);
        answered!(self, request, Stage::READING, read => OpenDossierResponse)
    }

    type ReadPaperStream = BoxStream<'static, Result<wire::ReadPaperResponse, Status>>;

    async fn read_paper(
        &self,
        request: Request<wire::ReadPaperRequest>,
    ) -> Result<Response<Self::ReadPaperStream>, Status> {
        let (caller, request) = self.0.access.admit(request).await?;
        self.paper(&caller, &request).await.map(Response::new)
    }

    async fn get_council(
        &self,
        request: Request<wire::GetCouncilRequest>,
    ) -> Result<Response<wire::GetCouncilResponse>, Status> {
        let (caller, request) = self.0.access.admit(request).await?;
        self.one(&caller, &request).await.map(Response::new)
    }

    async fn suggest_experts(
        &self,
        request: Request<wire::SuggestExpertsRequest>,
    ) -> Result<Response<wire::SuggestExpertsResponse>, Status> {
        let (caller, request) = self.0.access.admit(request).await?;
        self.suggested(&caller, &request).await.map(Response::new)
    }

    async fn get_own_invitation(
        &self,
        request: Request<wire::GetOwnInvitationRequest>,
    ) -> Result<Response<wire::GetOwnInvitationResponse>, Status> {
        let (caller, request) = self.0.access.admit(request).await?;
        self.own(&caller, &request).await.map(Response::new)
    }
}
