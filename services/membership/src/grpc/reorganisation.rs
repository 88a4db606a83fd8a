//! `AssociationReorganisationService`: associations out of associations, all of them or none.

use chassis::fields::{self, Fields};
use contracts::membership::v1 as wire;
use ledger::{Decider as _, Step};
use tonic::{Request, Response, Status};
use wire::association_reorganisation_service_server::AssociationReorganisationService;

use super::claims::Claims;
use super::facts::{Facts as _, MOST, profile};
use super::{DOMAIN, Membership, not_done};
use crate::domain::association::{Association, Command, Profile, Sides, SuccessionKind, Term};
use crate::domain::{Act, AssociationId};

#[tonic::async_trait]
impl AssociationReorganisationService for Membership {
    async fn merge_association(
        &self,
        request: Request<wire::MergeAssociationRequest>,
    ) -> Result<Response<wire::MergeAssociationResponse>, Status> {
        let (caller, request) = self.access.admit(request).await?;
        let today = self.today();
        let (id, successor, act, asked) = fields::read(&DOMAIN, |fields| {
            let id = fields.association("association_id", &request.association_id);
            let asked = fields.asked(&caller, &request, Association::CATEGORY, id);
            let successor = &request.successor_association_id;
            let successor = fields.association("successor_association_id", successor);
            let act = fields.act(&request.occurred_on, request.decision_ref.as_ref(), today);
            Some((id?, successor?, act?, asked?))
        })?;
        let sides = Sides::new(SuccessionKind::Merged, vec![id], vec![successor]);
        let sides = sides.map_err(|rejection| DOMAIN.rejected(rejection))?;

        let mut steps = self.reorganise(&act, &sides, &[]).await?;
        steps.push(self.associations.step(successor, Command::Absorb { act, sides }));
        let receipt = self.act(asked, steps).await?;

        Ok(Response::new(wire::MergeAssociationResponse { receipt }))
    }

    async fn consolidate_associations(
        &self,
        request: Request<wire::ConsolidateAssociationsRequest>,
    ) -> Result<Response<wire::ConsolidateAssociationsResponse>, Status> {
        let (caller, request) = self.access.admit(request).await?;
        let today = self.today();
        let (ids, successor, act, asked) = fields::read(&DOMAIN, |fields| {
            let ids = fields.ids("association_ids", &request.association_ids);
            let ids: Option<Vec<_>> = ids.map(|ids| ids.into_iter().map(AssociationId).collect());
            let first = ids.as_ref().and_then(|ids| ids.first().copied());
            let asked = fields.asked(&caller, &request, Association::CATEGORY, first);
            let successor = fields.message("successor", request.successor.as_ref(), newcomer);
            let act = fields.act(&request.occurred_on, request.decision_ref.as_ref(), today);
            Some((ids?, successor?, act?, asked?))
        })?;
        let sides = Sides::new(SuccessionKind::Consolidated, ids, vec![successor.id]);
        let sides = sides.map_err(|rejection| DOMAIN.rejected(rejection))?;

        let steps = self.reorganise(&act, &sides, &[successor]).await?;
        let receipt = self.act(asked, steps).await?;

        Ok(Response::new(wire::ConsolidateAssociationsResponse { receipt }))
    }

    async fn divide_association(
        &self,
        request: Request<wire::DivideAssociationRequest>,
    ) -> Result<Response<wire::DivideAssociationResponse>, Status> {
        let (caller, request) = self.access.admit(request).await?;
        let today = self.today();
        let (id, newcomers, act, asked) = fields::read(&DOMAIN, |fields| {
            let id = fields.association("association_id", &request.association_id);
            let asked = fields.asked(&caller, &request, Association::CATEGORY, id);
            let newcomers = fields.each("successors", &request.successors, MOST, newcomer);
            let act = fields.act(&request.occurred_on, request.decision_ref.as_ref(), today);
            Some((id?, newcomers?, act?, asked?))
        })?;
        let successors = newcomers.iter().map(|newcomer| newcomer.id).collect();
        let sides = Sides::new(SuccessionKind::Divided, vec![id], successors)
            .map_err(|rejection| DOMAIN.rejected(rejection))?;

        let steps = self.reorganise(&act, &sides, &newcomers).await?;
        let receipt = self.act(asked, steps).await?;

        Ok(Response::new(wire::DivideAssociationResponse { receipt }))
    }

    async fn separate_association(
        &self,
        request: Request<wire::SeparateAssociationRequest>,
    ) -> Result<Response<wire::SeparateAssociationResponse>, Status> {
        let (caller, request) = self.access.admit(request).await?;
        let today = self.today();
        let (id, newcomers, act, asked) = fields::read(&DOMAIN, |fields| {
            let id = fields.association("association_id", &request.association_id);
            let asked = fields.asked(&caller, &request, Association::CATEGORY, id);
            let newcomers = fields.each("separated", &request.separated, MOST, newcomer);
            let act = fields.act(&request.occurred_on, request.decision_ref.as_ref(), today);
            Some((id?, newcomers?, act?, asked?))
        })?;
        let separated = newcomers.iter().map(|newcomer| newcomer.id).collect();
        let sides = Sides::new(SuccessionKind::Separated, vec![id], separated)
            .map_err(|rejection| DOMAIN.rejected(rejection))?;

        let steps = self.reorganise(&act, &sides, &newcomers).await?;
        let receipt = self.act(asked, steps).await?;

        Ok(Response::new(wire::SeparateAssociationResponse { receipt }))
    }
}

/// An association that comes out of others.
struct Newcomer {
    id: AssociationId,
    profile: Profile,
    term: Option<Term>,
    illustrative: bool,
}

fn newcomer(fields: &mut Fields, new: &wire::NewAssociation) -> Option<Newcomer> {
    let id = fields.association("association_id", &new.association_id);
    let profile = profile!(fields, new);
    let term = fields.optional_term(new.term.as_ref());
    Some(Newcomer { id: id?, profile: profile?, term: term?, illustrative: new.illustrative })
}

impl Membership {
    /// Everybody's part, the first predecessor's first: names and fields of those that end go to those
    /// that begin where they want them, and become free where not; their Union membership ends.
    async fn reorganise(
        &self,
        act: &Act,
        sides: &Sides,
        newcomers: &[Newcomer],
    ) -> Result<Vec<Box<dyn Step>>, Status> {
        let mut claims = Claims::default();
        let mut steps = Vec::new();
        let mut leaving = Vec::new();
        for id in sides.predecessors() {
            let hand = Command::Hand { act: act.clone(), sides: sides.clone() };
            let (step, profile) = self.looked_at(*id, hand).await.map_err(not_done)?;
            steps.push(step);
            if sides.kind().predecessors_end() {
                leaving.push(self.leave_with(*id, act));
                claims = profile.iter().fold(claims, |claims, profile| claims.had(*id, profile));
            }
        }
        for Newcomer { id, profile, term, illustrative } in newcomers {
            claims = claims.has(*id, profile).map_err(|rejection| DOMAIN.rejected(rejection))?;
            let form = Command::Form {
                act: act.clone(),
                sides: sides.clone(),
                profile: profile.clone(),
                term: *term,
                illustrative: *illustrative,
            };
            steps.push(self.associations.step(id, form));
        }
        steps.extend(leaving);
        steps.extend(claims.steps(&self.ledger));
        let territories = newcomers.iter().map(|newcomer| newcomer.profile.work.territory);
        steps.extend(self.vouch_for_territories(territories, act.occurred_on));
        Ok(steps)
    }
}
