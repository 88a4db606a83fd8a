//! `AccessService`, the commands. Its queries are in `grants`.

use chassis::fields::{self, Fault, Fields};
use contracts::access::v1::Kind;
use contracts::membership::v1 as wire;
use ledger::{Decider as _, Step, reservation};
use tonic::{Request, Response, Status};
use wire::access_service_server::AccessService;

use super::facts::Facts as _;
use super::{DOMAIN, Membership};
use crate::domain::holder::{Command, Days, Delegation, Holder, PersonId, Rejection, Right, Scope};
use crate::domain::{GrantId, UnitId};

const CAPACITY: usize = 100;
const SUBJECT: usize = 200;

const NOT_A_SUBJECT: Fault = Fault::Other {
    reason: "NOT_A_SUBJECT",
    english: "must be the subject of a person's tokens: 1 to 200 visible ASCII characters",
    vietnamese: "phải là mã người dùng trong thẻ truy cập: 1 đến 200 ký tự ASCII nhìn thấy được",
};

#[tonic::async_trait]
impl AccessService for Membership {
    async fn grant_right(
        &self,
        request: Request<wire::GrantRightRequest>,
    ) -> Result<Response<wire::GrantRightResponse>, Status> {
        let (caller, request) = self.access.admit(request).await?;
        let today = self.today();
        let (person, grant, right, decision, asked) = fields::read(&DOMAIN, |fields| {
            let grant = fields.uuid("grant_id", &request.grant_id).map(GrantId);
            let person = subject(fields, "person", &request.person);
            let asked = fields.asked(&caller, &request, Holder::CATEGORY, person.as_ref());
            let right = fields.message("right", request.right.as_ref(), proposed);
            let decision = fields.decision("decision_ref", request.decision_ref.as_ref(), today);
            Some((person?, grant?, right?, decision?, asked?))
        })?;
        let right = right.weighed().map_err(|rejection| DOMAIN.rejected(rejection))?;

        let command = Command::Grant { grant, right, decision };
        let own = self.own_grant(grant, &person);
        let receipt = self.act(asked, vec![self.holders.step(person, command), own]).await?;

        Ok(Response::new(wire::GrantRightResponse { receipt }))
    }

    async fn revoke_right(
        &self,
        request: Request<wire::RevokeRightRequest>,
    ) -> Result<Response<wire::RevokeRightResponse>, Status> {
        let (caller, request) = self.access.admit(request).await?;
        let today = self.today();
        let (person, command, asked) = fields::read(&DOMAIN, |fields| {
            let grant = fields.uuid("grant_id", &request.grant_id).map(GrantId);
            let person = subject(fields, "person", &request.person);
            let asked = fields.asked(&caller, &request, Holder::CATEGORY, person.as_ref());
            let occurred_on = fields.date("occurred_on", &request.occurred_on);
            let decision = fields.decision("decision_ref", request.decision_ref.as_ref(), today);
            let (grant, occurred_on, decision) = (grant?, occurred_on?, decision?);
            Some((person?, Command::Revoke { grant, occurred_on, decision }, asked?))
        })?;

        let receipt = self.act(asked, vec![self.holders.step(person, command)]).await?;

        Ok(Response::new(wire::RevokeRightResponse { receipt }))
    }

    async fn delegate_right(
        &self,
        request: Request<wire::DelegateRightRequest>,
    ) -> Result<Response<wire::DelegateRightResponse>, Status> {
        let (caller, request) = self.access.admit(request).await?;
        let today = self.today();
        let (person, grant, source, right, decision, asked) = fields::read(&DOMAIN, |fields| {
            let grant = fields.uuid("grant_id", &request.grant_id).map(GrantId);
            let person = subject(fields, "person", &request.person);
            let asked = fields.asked(&caller, &request, Holder::CATEGORY, person.as_ref());
            let source = fields.uuid("source_grant_id", &request.source_grant_id).map(GrantId);
            let right = fields.message("right", request.right.as_ref(), proposed);
            let decision = fields.decision("decision_ref", request.decision_ref.as_ref(), today);
            Some((person?, grant?, source?, right?, decision?, asked?))
        })?;
        let right = right.weighed().map_err(|rejection| DOMAIN.rejected(rejection))?;
        let by = PersonId(caller.person.clone());
        let delegation = Delegation::new(source, by.clone(), &person)
            .map_err(|rejection| DOMAIN.rejected(rejection))?;

        let own = self.own_grant(grant, &person);
        let delegate = Command::Delegate { source, right: right.clone() };
        let receive = Command::Receive { grant, right, delegation, decision };
        let (receive, delegate) =
            (self.holders.step(person, receive), self.holders.step(by, delegate));
        let receipt = self.act(asked, vec![receive, own, delegate]).await?;

        Ok(Response::new(wire::DelegateRightResponse { receipt }))
    }

    async fn withdraw_delegation(
        &self,
        request: Request<wire::WithdrawDelegationRequest>,
    ) -> Result<Response<wire::WithdrawDelegationResponse>, Status> {
        let (caller, request) = self.access.admit(request).await?;
        let (by, today) = (PersonId(caller.person.clone()), self.today());
        let (person, command, asked) = fields::read(&DOMAIN, |fields| {
            let grant = fields.uuid("grant_id", &request.grant_id).map(GrantId);
            let person = subject(fields, "person", &request.person);
            let asked = fields.asked(&caller, &request, Holder::CATEGORY, person.as_ref());
            let occurred_on = fields.date("occurred_on", &request.occurred_on);
            let decision = fields.decision("decision_ref", request.decision_ref.as_ref(), today);
            let (grant, occurred_on, decision) = (grant?, occurred_on?, decision?);
            Some((person?, Command::Withdraw { grant, by, today, occurred_on, decision }, asked?))
        })?;

        let receipt = self.act(asked, vec![self.holders.step(person, command)]).await?;

        Ok(Response::new(wire::WithdrawDelegationResponse { receipt }))
    }

    async fn list_grants(
        &self,
        request: Request<wire::ListGrantsRequest>,
    ) -> Result<Response<wire::ListGrantsResponse>, Status> {
        let (caller, request) = self.access.admit(request).await?;
        self.grants_on(&caller, &request).await.map(Response::new)
    }

    async fn check_access(
        &self,
        request: Request<wire::CheckAccessRequest>,
    ) -> Result<Response<wire::CheckAccessResponse>, Status> {
        let (caller, request) = self.access.admit(request).await?;
        self.access_of(&caller, &request).await.map(Response::new)
    }

    async fn list_holders(
        &self,
        request: Request<wire::ListHoldersRequest>,
    ) -> Result<Response<wire::ListHoldersResponse>, Status> {
        let (caller, request) = self.access.admit(request).await?;
        self.holders_on(&caller, &request).await.map(Response::new)
    }
}

impl Membership {
    /// The id is of no other person's grant.
    fn own_grant(&self, grant: GrantId, person: &PersonId) -> Box<dyn Step> {
        let (key, person) = (grant.to_string(), person.to_string());
        reservation::reserve(&self.ledger, "grant", &key, person, "GRANT_ALREADY_EXISTS")
    }
}

/// A right as it is asked for, before it was weighed.
struct Proposed {
    unit: UnitId,
    capacity: String,
    role: crate::domain::holder::Role,
    scope: Scope,
    days: Days,
}

impl Proposed {
    fn weighed(self) -> Result<Right, Rejection> {
        Right::new(self.unit, self.capacity, self.role, self.scope, self.days)
    }
}

fn proposed(fields: &mut Fields, value: &wire::Right) -> Option<Proposed> {
    let unit = fields.unit("unit_id", &value.unit_id);
    let capacity = fields.text("capacity", &value.capacity, CAPACITY);
    let role = fields.chosen("role", value.role);
    let scope = fields.message("scope", value.scope.as_ref(), scope);
    let first = fields.date("first_day", &value.first_day);
    let last = fields.optional_date("last_day", &value.last_day);
    Some(Proposed {
        unit: unit?,
        capacity: capacity?,
        role: role?,
        scope: scope?,
        days: Days { first: first?, last: last? },
    })
}

fn scope(fields: &mut Fields, value: &wire::Scope) -> Option<Scope> {
    let kind = fields.choice("kind", value.kind, |kind: Kind| match kind {
        Kind::Unspecified | Kind::Affiliate | Kind::Person => None,
        Kind::Province
        | Kind::Unit
        | Kind::Association
        | Kind::Plan
        | Kind::Programme
        | Kind::Round
        | Kind::Request => Some(kind),
    })?;
    if kind == Kind::Province {
        if !value.id.is_empty() {
            fields.fault("id", Fault::UnknownValue);
        }
        return Some(Scope::Province);
    }
    let id = fields.uuid("id", &value.id)?;
    match kind {
        Kind::Unit => Some(Scope::Unit(UnitId(id))),
        Kind::Association => Some(Scope::Association(id)),
        Kind::Plan => Some(Scope::Plan(id)),
        Kind::Programme => Some(Scope::Programme(id)),
        Kind::Round => Some(Scope::Round(id)),
        Kind::Request => Some(Scope::Request(id)),
        Kind::Unspecified | Kind::Province | Kind::Affiliate | Kind::Person => None,
    }
}

/// The subject of a person's tokens.
pub(super) fn subject(fields: &mut Fields, name: &str, value: &str) -> Option<PersonId> {
    let person = optional_subject(fields, name, value);
    fields.required(name, person)
}

pub(super) fn optional_subject(
    fields: &mut Fields,
    name: &str,
    value: &str,
) -> Option<Option<PersonId>> {
    fields.optional(name, value, |value| {
        let plain = value.len() <= SUBJECT && value.bytes().all(|byte| byte.is_ascii_graphic());
        if plain { Ok(PersonId(value.to_owned())) } else { Err(NOT_A_SUBJECT) }
    })
}
