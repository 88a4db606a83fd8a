//! `AffiliateService`: affiliated units, collective members and clubs of the Union.

use chassis::fields;
use contracts::membership::v1 as wire;
use ledger::Decider as _;
use tonic::{Request, Response, Status};
use wire::affiliate_service_server::AffiliateService;

use super::facts::{Facts as _, NAME};
use super::{DOMAIN, Membership};
use crate::domain::AffiliateId;
use crate::domain::affiliate::{Affiliate, Command, Profile};

#[tonic::async_trait]
impl AffiliateService for Membership {
    async fn begin_affiliation(
        &self,
        request: Request<wire::BeginAffiliationRequest>,
    ) -> Result<Response<wire::BeginAffiliationResponse>, Status> {
        let (caller, request) = self.access.admit(request).await?;
        let today = self.today();
        let (id, profile, occurred_on, decision, asked) = fields::read(&DOMAIN, |fields| {
            let id = fields.uuid("affiliate_id", &request.affiliate_id).map(AffiliateId);
            let asked = fields.asked(&caller, &request, Affiliate::CATEGORY, id);
            let union = fields.unit("union_unit_id", &request.union_unit_id);
            let kind = fields.chosen("kind", request.kind);
            let name = fields.text("name", &request.name, NAME);
            let occurred_on = fields.past_date("occurred_on", &request.occurred_on, today);
            let decision = fields.optional_decision(request.decision_ref.as_ref(), today);
            let illustrative = request.illustrative;
            let profile = Profile { union: union?, name: name?, kind: kind?, illustrative };
            Some((id?, profile, occurred_on?, decision?, asked?))
        })?;

        let union = self.vouch_for_union(profile.union, occurred_on, "union_unit_id");
        let command = Command::Begin { profile, occurred_on, decision };
        let receipt = self.act(asked, vec![self.affiliates.step(id, command), union]).await?;

        Ok(Response::new(wire::BeginAffiliationResponse { receipt }))
    }

    async fn end_affiliation(
        &self,
        request: Request<wire::EndAffiliationRequest>,
    ) -> Result<Response<wire::EndAffiliationResponse>, Status> {
        let (caller, request) = self.access.admit(request).await?;
        let today = self.today();
        let (id, command, asked) = fields::read(&DOMAIN, |fields| {
            let id = fields.uuid("affiliate_id", &request.affiliate_id).map(AffiliateId);
            let asked = fields.asked(&caller, &request, Affiliate::CATEGORY, id);
            let occurred_on = fields.past_date("occurred_on", &request.occurred_on, today);
            let decision = fields.optional_decision(request.decision_ref.as_ref(), today);
            let (occurred_on, decision) = (occurred_on?, decision?);
            Some((id?, Command::End { occurred_on, decision }, asked?))
        })?;

        let receipt = self.act(asked, vec![self.affiliates.step(id, command)]).await?;

        Ok(Response::new(wire::EndAffiliationResponse { receipt }))
    }

    async fn list_affiliates(
        &self,
        request: Request<wire::ListAffiliatesRequest>,
    ) -> Result<Response<wire::ListAffiliatesResponse>, Status> {
        let (caller, request) = self.access.admit(request).await?;
        self.affiliates_on(&caller, &request).await.map(Response::new)
    }
}
