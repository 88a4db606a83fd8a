//! `AssociationFoundingService`: from the idea to the approved charter.

use std::collections::BTreeSet;

use chassis::fields;
use contracts::membership::v1 as wire;
use ledger::Decider as _;
use tonic::{Request, Response, Status};
use wire::association_founding_service_server::AssociationFoundingService;

use super::facts::{Facts as _, MOST, MOST_PEOPLE, WORDS, profile};
use super::{DOMAIN, Membership, not_done};
use crate::domain::association::{Association, Command, Congress, Permit, Profile};

#[tonic::async_trait]
impl AssociationFoundingService for Membership {
    async fn propose_founding(
        &self,
        request: Request<wire::ProposeFoundingRequest>,
    ) -> Result<Response<wire::ProposeFoundingResponse>, Status> {
        let (caller, request) = self.access.admit(request).await?;
        let today = self.today();
        let (id, profile, occurred_on, asked) = fields::read(&DOMAIN, |fields| {
            let id = fields.association("association_id", &request.association_id);
            let asked = fields.asked(&caller, &request, Association::CATEGORY, id);
            let profile = profile!(fields, request);
            let occurred_on = fields.past_date("occurred_on", &request.occurred_on, today);
            Some((id?, profile?, occurred_on?, asked?))
        })?;

        let illustrative = request.illustrative;
        let begin =
            Command::ProposeFounding { profile: profile.clone(), illustrative, occurred_on };
        let steps = self.begin(id, begin, &profile, occurred_on)?;
        let receipt = self.act(asked, steps).await?;

        Ok(Response::new(wire::ProposeFoundingResponse { receipt }))
    }

    async fn reject_founding(
        &self,
        request: Request<wire::RejectFoundingRequest>,
    ) -> Result<Response<wire::RejectFoundingResponse>, Status> {
        let (caller, request) = self.access.admit(request).await?;
        let today = self.today();
        let (id, command, asked) = fields::read(&DOMAIN, |fields| {
            let id = fields.association("association_id", &request.association_id);
            let asked = fields.asked(&caller, &request, Association::CATEGORY, id);
            let act = fields.act(&request.occurred_on, request.decision_ref.as_ref(), today);
            let reason = fields.long_text("reason", &request.reason, WORDS);
            Some((id?, Command::RejectFounding { act: act?, reason: reason? }, asked?))
        })?;

        let steps = self.end(id, command).await.map_err(not_done)?;
        let receipt = self.act(asked, steps).await?;

        Ok(Response::new(wire::RejectFoundingResponse { receipt }))
    }

    async fn recognise_founding_committee(
        &self,
        request: Request<wire::RecogniseFoundingCommitteeRequest>,
    ) -> Result<Response<wire::RecogniseFoundingCommitteeResponse>, Status> {
        let (caller, request) = self.access.admit(request).await?;
        let today = self.today();
        let (id, command, asked) = fields::read(&DOMAIN, |fields| {
            let id = fields.association("association_id", &request.association_id);
            let asked = fields.asked(&caller, &request, Association::CATEGORY, id);
            let act = fields.act(&request.occurred_on, request.decision_ref.as_ref(), today);
            Some((id?, Command::RecogniseFoundingCommittee { act: act? }, asked?))
        })?;

        let receipt = self.act(asked, vec![self.associations.step(id, command)]).await?;

        Ok(Response::new(wire::RecogniseFoundingCommitteeResponse { receipt }))
    }

    async fn permit_establishment(
        &self,
        request: Request<wire::PermitEstablishmentRequest>,
    ) -> Result<Response<wire::PermitEstablishmentResponse>, Status> {
        let (caller, request) = self.access.admit(request).await?;
        let today = self.today();
        let (id, act, permit, asked) = fields::read(&DOMAIN, |fields| {
            let id = fields.association("association_id", &request.association_id);
            let asked = fields.asked(&caller, &request, Association::CATEGORY, id);
            let act = fields.act(&request.occurred_on, request.decision_ref.as_ref(), today);
            let founders = fields.count("founders", request.founders, MOST_PEOPLE);
            let seat = fields.text("seat", &request.seat, WORDS);
            let dossier = fields
                .each("dossier", &request.dossier, MOST, |fields, paper| fields.chosen("", *paper));
            let dossier = BTreeSet::from_iter(dossier?);
            let permit = Permit { founders: founders?, seat: seat?, dossier };
            Some((id?, act?, permit, asked?))
        })?;

        let rules = self.law(act.occurred_on)?;
        let command = Command::PermitEstablishment { act, permit, rules };
        let receipt = self.act(asked, vec![self.associations.step(id, command)]).await?;

        Ok(Response::new(wire::PermitEstablishmentResponse { receipt }))
    }

    async fn extend_founding_congress(
        &self,
        request: Request<wire::ExtendFoundingCongressRequest>,
    ) -> Result<Response<wire::ExtendFoundingCongressResponse>, Status> {
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
        let command = Command::ExtendFoundingCongress { act, extended_to, rules };
        let receipt = self.act(asked, vec![self.associations.step(id, command)]).await?;

        Ok(Response::new(wire::ExtendFoundingCongressResponse { receipt }))
    }

    async fn record_founding_congress(
        &self,
        request: Request<wire::RecordFoundingCongressRequest>,
    ) -> Result<Response<wire::RecordFoundingCongressResponse>, Status> {
        let (caller, request) = self.access.admit(request).await?;
        let today = self.today();
        let (id, occurred_on, congress, asked) = fields::read(&DOMAIN, |fields| {
            let id = fields.association("association_id", &request.association_id);
            let asked = fields.asked(&caller, &request, Association::CATEGORY, id);
            let occurred_on = fields.past_date("occurred_on", &request.occurred_on, today);
            let attendance = fields.attendance(request.attendance.as_ref());
            let term = fields.term(request.term.as_ref());
            let minutes = fields.evidence("minutes", request.minutes.as_ref(), today);
            let congress = Congress { attendance: attendance?, term: term?, minutes: minutes? };
            Some((id?, occurred_on?, congress, asked?))
        })?;

        let rules = self.law(occurred_on)?;
        let command = Command::RecordFoundingCongress { occurred_on, congress, rules };
        let receipt = self.act(asked, vec![self.associations.step(id, command)]).await?;

        Ok(Response::new(wire::RecordFoundingCongressResponse { receipt }))
    }

    async fn approve_charter(
        &self,
        request: Request<wire::ApproveCharterRequest>,
    ) -> Result<Response<wire::ApproveCharterResponse>, Status> {
        let (caller, request) = self.access.admit(request).await?;
        let today = self.today();
        let (id, command, asked) = fields::read(&DOMAIN, |fields| {
            let id = fields.association("association_id", &request.association_id);
            let asked = fields.asked(&caller, &request, Association::CATEGORY, id);
            let act = fields.act(&request.occurred_on, request.decision_ref.as_ref(), today);
            Some((id?, Command::ApproveCharter { act: act? }, asked?))
        })?;

        let receipt = self.act(asked, vec![self.associations.step(id, command)]).await?;

        Ok(Response::new(wire::ApproveCharterResponse { receipt }))
    }
}
