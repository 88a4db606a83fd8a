//! `AssociationService`: the life of an association that operates, and what is asked about it.

use chassis::fields;
use contracts::membership::v1 as wire;
use ledger::Decider as _;
use tonic::{Request, Response, Status};
use wire::association_service_server::AssociationService;

use super::facts::{Facts as _, WORDS, profile};
use super::{DOMAIN, Membership, not_done};
use crate::domain::Act;
use crate::domain::association::{Association, Command, Congress, Profile};

#[tonic::async_trait]
impl AssociationService for Membership {
    async fn register_association(
        &self,
        request: Request<wire::RegisterAssociationRequest>,
    ) -> Result<Response<wire::RegisterAssociationResponse>, Status> {
        let (caller, request) = self.access.admit(request).await?;
        let today = self.today();
        let (id, profile, occurred_on, decision, term, asked) = fields::read(&DOMAIN, |fields| {
            let id = fields.association("association_id", &request.association_id);
            let asked = fields.asked(&caller, &request, Association::CATEGORY, id);
            let profile = profile!(fields, request);
            let occurred_on = fields.past_date("occurred_on", &request.occurred_on, today);
            let decision = fields.optional_decision(request.decision_ref.as_ref(), today);
            let term = fields.optional_term(request.term.as_ref());
            Some((id?, profile?, occurred_on?, decision?, term?, asked?))
        })?;

        let begin = Command::Register {
            profile: profile.clone(),
            term,
            illustrative: request.illustrative,
            occurred_on,
            decision,
        };
        let steps = self.begin(id, begin, &profile, occurred_on)?;
        let receipt = self.act(asked, steps).await?;

        Ok(Response::new(wire::RegisterAssociationResponse { receipt }))
    }

    async fn record_term_congress(
        &self,
        request: Request<wire::RecordTermCongressRequest>,
    ) -> Result<Response<wire::RecordTermCongressResponse>, Status> {
        let (caller, request) = self.access.admit(request).await?;
        let today = self.today();
        let (id, act, congress, asked) = fields::read(&DOMAIN, |fields| {
            let id = fields.association("association_id", &request.association_id);
            let asked = fields.asked(&caller, &request, Association::CATEGORY, id);
            let occurred_on = fields.past_date("occurred_on", &request.occurred_on, today);
            let permission = request.permission_ref.as_ref();
            let permission = fields.decision("permission_ref", permission, today);
            let attendance = fields.attendance(request.attendance.as_ref());
            let term = fields.term(request.term.as_ref());
            let minutes = fields.evidence("minutes", request.minutes.as_ref(), today);
            let act = Act { occurred_on: occurred_on?, decision: permission? };
            let congress = Congress { attendance: attendance?, term: term?, minutes: minutes? };
            Some((id?, act, congress, asked?))
        })?;

        let rules = self.law(act.occurred_on)?;
        let extraordinary = request.extraordinary;
        let command = Command::RecordTermCongress { act, congress, extraordinary, rules };
        let receipt = self.act(asked, vec![self.associations.step(id, command)]).await?;

        Ok(Response::new(wire::RecordTermCongressResponse { receipt }))
    }

    async fn extend_term_congress(
        &self,
        request: Request<wire::ExtendTermCongressRequest>,
    ) -> Result<Response<wire::ExtendTermCongressResponse>, Status> {
        let (caller, request) = self.access.admit(request).await?;
        let today = self.today();
        let (id, act, extended_to, asked) = fields::read(&DOMAIN, |fields| {
            let id = fields.association("association_id", &request.association_id);
            let asked = fields.asked(&caller, &request, Association::CATEGORY, id);
            let act = fields.act(&request.occurred_on, request.decision_ref.as_ref(), today);
            let extended_to = fields.date("extended_to", &request.extended_to);
            Some((id?, act?, extended_to?, asked?))
        })?;

        let rules = self.law(act.occurred_on)?;
        let command = Command::ExtendTermCongress { act, extended_to, rules };
        let receipt = self.act(asked, vec![self.associations.step(id, command)]).await?;

        Ok(Response::new(wire::ExtendTermCongressResponse { receipt }))
    }

    async fn suspend_association(
        &self,
        request: Request<wire::SuspendAssociationRequest>,
    ) -> Result<Response<wire::SuspendAssociationResponse>, Status> {
        let (caller, request) = self.access.admit(request).await?;
        let today = self.today();
        let (id, act, until, reason, asked) = fields::read(&DOMAIN, |fields| {
            let id = fields.association("association_id", &request.association_id);
            let asked = fields.asked(&caller, &request, Association::CATEGORY, id);
            let act = fields.act(&request.occurred_on, request.decision_ref.as_ref(), today);
            let until = fields.date("until", &request.until);
            let reason = fields.long_text("reason", &request.reason, WORDS);
            Some((id?, act?, until?, reason?, asked?))
        })?;

        let rules = self.law(act.occurred_on)?;
        let command = Command::Suspend { act, until, reason, rules };
        let receipt = self.act(asked, vec![self.associations.step(id, command)]).await?;

        Ok(Response::new(wire::SuspendAssociationResponse { receipt }))
    }

    async fn resume_association(
        &self,
        request: Request<wire::ResumeAssociationRequest>,
    ) -> Result<Response<wire::ResumeAssociationResponse>, Status> {
        let (caller, request) = self.access.admit(request).await?;
        let today = self.today();
        let (id, command, asked) = fields::read(&DOMAIN, |fields| {
            let id = fields.association("association_id", &request.association_id);
            let asked = fields.asked(&caller, &request, Association::CATEGORY, id);
            let act = fields.act(&request.occurred_on, request.decision_ref.as_ref(), today);
            Some((id?, Command::Resume { act: act? }, asked?))
        })?;

        let receipt = self.act(asked, vec![self.associations.step(id, command)]).await?;

        Ok(Response::new(wire::ResumeAssociationResponse { receipt }))
    }

    async fn rename_association(
        &self,
        request: Request<wire::RenameAssociationRequest>,
    ) -> Result<Response<wire::RenameAssociationResponse>, Status> {
        let (caller, request) = self.access.admit(request).await?;
        let today = self.today();
        let (id, act, name, asked) = fields::read(&DOMAIN, |fields| {
            let id = fields.association("association_id", &request.association_id);
            let asked = fields.asked(&caller, &request, Association::CATEGORY, id);
            let act = fields.act(&request.occurred_on, request.decision_ref.as_ref(), today);
            let name = fields.name(&request.full_name, &request.short_name);
            Some((id?, act?, name?, asked?))
        })?;

        let command = Command::Rename { act, name: name.clone() };
        let renamed = |profile: Profile| Profile { name, ..profile };
        let receipt = self.act(asked, self.amend(id, command, renamed).await?).await?;

        Ok(Response::new(wire::RenameAssociationResponse { receipt }))
    }

    async fn change_charter(
        &self,
        request: Request<wire::ChangeCharterRequest>,
    ) -> Result<Response<wire::ChangeCharterResponse>, Status> {
        let (caller, request) = self.access.admit(request).await?;
        let today = self.today();
        let (id, command, asked) = fields::read(&DOMAIN, |fields| {
            let id = fields.association("association_id", &request.association_id);
            let asked = fields.asked(&caller, &request, Association::CATEGORY, id);
            let act = fields.act(&request.occurred_on, request.decision_ref.as_ref(), today);
            Some((id?, Command::ChangeCharter { act: act? }, asked?))
        })?;

        let receipt = self.act(asked, vec![self.associations.step(id, command)]).await?;

        Ok(Response::new(wire::ChangeCharterResponse { receipt }))
    }

    async fn change_association_scope(
        &self,
        request: Request<wire::ChangeAssociationScopeRequest>,
    ) -> Result<Response<wire::ChangeAssociationScopeResponse>, Status> {
        let (caller, request) = self.access.admit(request).await?;
        let today = self.today();
        let (id, act, work, asked) = fields::read(&DOMAIN, |fields| {
            let id = fields.association("association_id", &request.association_id);
            let asked = fields.asked(&caller, &request, Association::CATEGORY, id);
            let act = fields.act(&request.occurred_on, request.decision_ref.as_ref(), today);
            let work = fields.work(
                request.scope,
                &request.territory_unit_id,
                request.science_field,
                &request.main_field,
            );
            Some((id?, act?, work?, asked?))
        })?;

        let territory = self.vouch_for_territories([work.territory], act.occurred_on);
        let command =
            Command::ChangeScope { act, work: work.clone(), mass: request.mass_association };
        let changed = |profile: Profile| Profile { work, ..profile };
        let mut steps = self.amend(id, command, changed).await?;
        steps.extend(territory);
        let receipt = self.act(asked, steps).await?;

        Ok(Response::new(wire::ChangeAssociationScopeResponse { receipt }))
    }

    async fn start_dissolution(
        &self,
        request: Request<wire::StartDissolutionRequest>,
    ) -> Result<Response<wire::StartDissolutionResponse>, Status> {
        let (caller, request) = self.access.admit(request).await?;
        let today = self.today();
        let (id, command, asked) = fields::read(&DOMAIN, |fields| {
            let id = fields.association("association_id", &request.association_id);
            let asked = fields.asked(&caller, &request, Association::CATEGORY, id);
            let act = fields.act(&request.occurred_on, request.decision_ref.as_ref(), today);
            let ground = fields.chosen("ground", request.ground);
            Some((id?, Command::StartDissolution { act: act?, ground: ground? }, asked?))
        })?;

        let receipt = self.act(asked, vec![self.associations.step(id, command)]).await?;

        Ok(Response::new(wire::StartDissolutionResponse { receipt }))
    }

    async fn complete_dissolution(
        &self,
        request: Request<wire::CompleteDissolutionRequest>,
    ) -> Result<Response<wire::CompleteDissolutionResponse>, Status> {
        let (caller, request) = self.access.admit(request).await?;
        let today = self.today();
        let (id, act, settlement, asked) = fields::read(&DOMAIN, |fields| {
            let id = fields.association("association_id", &request.association_id);
            let asked = fields.asked(&caller, &request, Association::CATEGORY, id);
            let act = fields.act(&request.occurred_on, request.decision_ref.as_ref(), today);
            let settlement = fields.evidence("settlement", request.settlement.as_ref(), today);
            Some((id?, act?, settlement?, asked?))
        })?;

        let leave = self.leave_with(id, &act);
        let command = Command::CompleteDissolution { act, settlement };
        let mut steps = self.end(id, command).await.map_err(not_done)?;
        steps.push(leave);
        let receipt = self.act(asked, steps).await?;

        Ok(Response::new(wire::CompleteDissolutionResponse { receipt }))
    }

    async fn get_association(
        &self,
        request: Request<wire::GetAssociationRequest>,
    ) -> Result<Response<wire::GetAssociationResponse>, Status> {
        let (caller, request) = self.access.admit(request).await?;
        self.association(&caller, &request).await.map(Response::new)
    }

    async fn list_associations(
        &self,
        request: Request<wire::ListAssociationsRequest>,
    ) -> Result<Response<wire::ListAssociationsResponse>, Status> {
        let (caller, request) = self.access.admit(request).await?;
        self.associations_on(&caller, &request).await.map(Response::new)
    }
}
