//! Answers about associations, their Union membership and headcounts, and about affiliates.

use chassis::caller::Caller;
use chassis::fields;
use contracts::membership::v1 as wire;
use tonic::Status;
use wire::{AffiliateKind, AssociationState, UnionMembershipState};

use super::reading::{self, Reading, cut, unreadable};
use super::{DOMAIN, Membership};
use crate::views::Last;
use crate::views::affiliates::{self, NameKey, list_affiliates};
use crate::views::association_register::{find_association, list_associations};
use crate::views::declared_headcounts::{list_declarations, revision_of};
use crate::views::union_roll::{self, find_membership, list_memberships};

impl Membership {
    pub(super) async fn association(
        &self,
        caller: &Caller,
        request: &wire::GetAssociationRequest,
    ) -> Result<wire::GetAssociationResponse, Status> {
        let (id, read_at) = fields::read(&DOMAIN, |fields| {
            let id = fields.uuid("association_id", &request.association_id);
            let read_at = fields.read_at(request.read_at.as_ref(), &self.clock);
            Some((id?, read_at?))
        })?;

        let reader = &self.readers.association_register;
        let Reading { mut snapshot, at, info } = reading::begin(reader, caller, &read_at).await?;
        let found = find_association(&mut snapshot.tx, id, at).await.map_err(unreadable)?;
        let association = found.ok_or_else(|| DOMAIN.no_such("association", id))?;

        Ok(wire::GetAssociationResponse { association: Some(association), read_info: info })
    }

    pub(super) async fn associations_on(
        &self,
        caller: &Caller,
        request: &wire::ListAssociationsRequest,
    ) -> Result<wire::ListAssociationsResponse, Status> {
        let (page, state, read_at) = fields::read(&DOMAIN, |fields| {
            let page = fields.page(request);
            let state =
                fields.optional_choice("state", request.state, |it: AssociationState| Some(it));
            let read_at = fields.read_at(request.read_at.as_ref(), &self.clock);
            Some((page?, state?.map(i32::from), read_at?))
        })?;

        let reader = &self.readers.association_register;
        let Reading { mut snapshot, at, info } =
            reading::begin_page(reader, caller, &read_at, &page).await?;
        let after = page.after.as_ref().map(|last| &last.key);
        let rows = list_associations(&mut snapshot.tx, state, after, page.fetch(), at).await;
        let (associations, next_page_token) = cut(&page, at, rows.map_err(unreadable)?);

        Ok(wire::ListAssociationsResponse { associations, next_page_token, read_info: info })
    }

    pub(super) async fn membership(
        &self,
        caller: &Caller,
        request: &wire::GetUnionMembershipRequest,
    ) -> Result<wire::GetUnionMembershipResponse, Status> {
        let (id, read_at) = fields::read(&DOMAIN, |fields| {
            let id = fields.uuid("association_id", &request.association_id);
            let read_at = fields.read_at(request.read_at.as_ref(), &self.clock);
            Some((id?, read_at?))
        })?;

        let reader = &self.readers.union_roll;
        let Reading { mut snapshot, at, info } = reading::begin(reader, caller, &read_at).await?;
        let found = find_membership(&mut snapshot.tx, id, at).await.map_err(unreadable)?;
        let membership = found.ok_or_else(|| DOMAIN.no_such("union_membership", id))?;

        let union_membership = Some(membership);
        Ok(wire::GetUnionMembershipResponse { union_membership, read_info: info })
    }

    pub(super) async fn memberships_on(
        &self,
        caller: &Caller,
        request: &wire::ListUnionMembershipsRequest,
    ) -> Result<wire::ListUnionMembershipsResponse, Status> {
        let (page, state, union, read_at) = fields::read(&DOMAIN, |fields| {
            let page = fields.page(request);
            let state =
                fields.optional_choice("state", request.state, |it: UnionMembershipState| Some(it));
            let union = fields.optional_uuid("union_unit_id", &request.union_unit_id);
            let read_at = fields.read_at(request.read_at.as_ref(), &self.clock);
            Some((page?, state?.map(i32::from), union?, read_at?))
        })?;

        let reader = &self.readers.union_roll;
        let Reading { mut snapshot, at, info } =
            reading::begin_page(reader, caller, &read_at, &page).await?;
        let after = page.after.as_ref().map(|last| last.key);
        let limit = page.fetch();
        let asked = union_roll::Asked { association: None, state, union, after, limit };
        let rows = list_memberships(&mut snapshot.tx, &asked, at).await.map_err(unreadable)?;
        let (union_memberships, next_page_token) = cut(&page, at, rows);

        let read_info = info;
        Ok(wire::ListUnionMembershipsResponse { union_memberships, next_page_token, read_info })
    }

    pub(super) async fn declarations(
        &self,
        caller: &Caller,
        request: &wire::ListHeadcountDeclarationsRequest,
    ) -> Result<wire::ListHeadcountDeclarationsResponse, Status> {
        let (page, association, read_at) = fields::read(&DOMAIN, |fields| {
            let page = fields.page(request);
            let association = fields.optional_uuid("association_id", &request.association_id);
            let read_at = fields.read_at(request.read_at.as_ref(), &self.clock);
            Some((page?, association?, read_at?))
        })?;

        let reader = &self.readers.declared_headcounts;
        let Reading { mut snapshot, at, info } =
            reading::begin_page(reader, caller, &read_at, &page).await?;
        let tx = &mut snapshot.tx;
        let after = page.after.as_ref().map(|last| last.key);
        let rows = list_declarations(tx, association, after, page.fetch(), at).await;
        let (headcount_declarations, next_page_token) = cut(&page, at, rows.map_err(unreadable)?);
        let etag = match association {
            Some(association) => revision_of(tx, association, at).await.map_err(unreadable)?,
            None => String::new(),
        };

        let read_info = info;
        Ok(wire::ListHeadcountDeclarationsResponse {
            headcount_declarations,
            next_page_token,
            read_info,
            etag,
        })
    }

    pub(super) async fn affiliates_on(
        &self,
        caller: &Caller,
        request: &wire::ListAffiliatesRequest,
    ) -> Result<wire::ListAffiliatesResponse, Status> {
        let (page, kind, union, read_at) = fields::read(&DOMAIN, |fields| {
            let page = fields.page::<_, Last<NameKey>>(request);
            let kind = fields.optional_choice("kind", request.kind, |it: AffiliateKind| Some(it));
            let union = fields.optional_uuid("union_unit_id", &request.union_unit_id);
            let read_at = fields.read_at(request.read_at.as_ref(), &self.clock);
            Some((page?, kind?.map(i32::from), union?, read_at?))
        })?;

        let reader = &self.readers.affiliates;
        let Reading { mut snapshot, at, info } =
            reading::begin_page(reader, caller, &read_at, &page).await?;
        let after = page.after.as_ref().map(|last| last.key.clone());
        let asked = affiliates::Asked { kind, union, after, limit: page.fetch() };
        let rows = list_affiliates(&mut snapshot.tx, &asked, at).await.map_err(unreadable)?;
        let (affiliates, next_page_token) = cut(&page, at, rows);

        Ok(wire::ListAffiliatesResponse { affiliates, next_page_token, read_info: info })
    }
}
