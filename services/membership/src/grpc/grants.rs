//! Answers about rights, from what every service decides by.

use chassis::caller::Caller;
use chassis::fields::{self, Fault, Fields, Page, ReadAt};
use chassis::grpc;
use chrono::DateTime;
use contracts::Rpc;
use contracts::access::v1::Kind;
use contracts::ledger::v1::{ReadInfo, SourceWatermark};
use contracts::membership::v1 as wire;
use ledger::{Decider as _, StreamName};
use rights::{Given, Known, Moment as Day, Standing, Thing, Verdict, Weighed};
use tonic::Status;
use uuid::Uuid;

use super::access::{optional_subject, subject};
use super::reading::{cut, unreadable};
use super::{DOMAIN, Membership};
use crate::contract::day;
use crate::domain::holder::Holder;
use crate::views::{Last, Moment};

const RPC: usize = 200;

const UNKNOWN_RPC: Fault = Fault::Other {
    reason: "UNKNOWN_RPC",
    english: "must be the name of an rpc: package.Service/Method",
    vietnamese: "phải là tên một lời gọi của hệ thống: package.Service/Method",
};

/// The place of a grant in a list: person, grant.
type GrantKey = (String, Uuid);

/// What is known, the moment asked about, and what the answer says about both.
struct Asked {
    known: Known,
    at: Moment,
    info: Option<ReadInfo>,
}

impl Membership {
    pub(super) async fn grants_on(
        &self,
        caller: &Caller,
        request: &wire::ListGrantsRequest,
    ) -> Result<wire::ListGrantsResponse, Status> {
        let (page, person, role, read_at) = fields::read(&DOMAIN, |fields| {
            let page = fields.page::<_, Last<GrantKey>>(request);
            let person = optional_subject(fields, "person", &request.person);
            let role = fields.optional_choice("role", request.role, |it: wire::Role| Some(it));
            let read_at = fields.read_at(request.read_at.as_ref(), &self.clock);
            Some((page?, person?, role?, read_at?))
        })?;

        let asked = self.asked(caller, &read_at, &page).await?;
        let of_person = |given: &&Given| person.as_ref().is_none_or(|it| it.0 == given.person);
        let of_role = |given: &&Given| role.is_none_or(|role| role == given.right.role);
        let given = asked.given(&page).filter(of_person).filter(of_role);
        let rows = given.take(page.size + 1).map(|given| (key(given), asked.grant(given)));
        let (grants, next_page_token) = cut(&page, asked.at, rows.collect());

        Ok(wire::ListGrantsResponse { grants, next_page_token, read_info: asked.info })
    }

    pub(super) async fn access_of(
        &self,
        caller: &Caller,
        request: &wire::CheckAccessRequest,
    ) -> Result<wire::CheckAccessResponse, Status> {
        let (person, rpc, things, read_at) = fields::read(&DOMAIN, |fields| {
            let person = subject(fields, "person", &request.person);
            let rpc = self.rpc(fields, &request.rpc);
            let things = fields.optional_message("resource", request.resource.as_ref(), thing);
            let read_at = fields.read_at(request.read_at.as_ref(), &self.clock);
            Some((person?, rpc?, Vec::from_iter(things?), read_at?))
        })?;

        let asked = self.asked_once(caller, &read_at).await?;
        let on = asked.day();
        let given = asked.known.facts.given_to(&person.0, on);
        let weighed = self.rights.policies().weigh(&asked.known.facts, given, rpc, &things, on);
        let verdicts = weighed.into_iter().map(|(given, weighed)| asked.verdict(given, weighed));
        let verdicts: Vec<_> = verdicts.collect();

        Ok(wire::CheckAccessResponse {
            allowed: verdicts.iter().any(|it| it.verdict() == wire::Verdict::Allows),
            verdicts,
            read_info: asked.info,
        })
    }

    pub(super) async fn holders_on(
        &self,
        caller: &Caller,
        request: &wire::ListHoldersRequest,
    ) -> Result<wire::ListHoldersResponse, Status> {
        let (page, rpc, things, read_at) = fields::read(&DOMAIN, |fields| {
            let page = fields.page::<_, Last<GrantKey>>(request);
            let rpc = self.rpc(fields, &request.rpc);
            let things = fields.optional_message("resource", request.resource.as_ref(), thing);
            let read_at = fields.read_at(request.read_at.as_ref(), &self.clock);
            Some((page?, rpc?, Vec::from_iter(things?), read_at?))
        })?;

        let asked = self.asked(caller, &read_at, &page).await?;
        let (facts, given) = (&asked.known.facts, asked.given(&page));
        let weighed = self.rights.policies().weigh(facts, given, rpc, &things, asked.day());
        let able = weighed.into_iter().filter(|(_, it)| it.verdict == Verdict::Allows);
        let rows = able.take(page.size + 1).map(|(given, _)| (key(given), asked.grant(given)));
        let (grants, next_page_token) = cut(&page, asked.at, rows.collect());

        Ok(wire::ListHoldersResponse { grants, next_page_token, read_info: asked.info })
    }

    fn rpc(&self, fields: &mut Fields, name: &str) -> Option<&'static Rpc> {
        let name = fields.text("rpc", name, RPC)?;
        let rpc = self.rights.policies().rpc(&name);
        if rpc.is_none() {
            fields.fault("rpc", UNKNOWN_RPC);
        }
        rpc
    }

    async fn asked_once(&self, caller: &Caller, read_at: &ReadAt) -> Result<Asked, Status> {
        let known = self.rights.known_since(&read_at.at_least, caller.deadline).await;
        let known = known.map_err(unreadable)?;
        let newest = known.watermarks.iter().filter_map(|mark| mark.recorded_at).max();
        let known_at = read_at.known_at.or(newest).unwrap_or(DateTime::UNIX_EPOCH);
        let at = Moment { as_of: read_at.as_of, known_at, present: read_at.known_at.is_none() };
        let info = Some(read_info(read_at, &known));
        Ok(Asked { known, at, info })
    }

    /// For a page of a list: all its pages show the moment of the first.
    async fn asked(
        &self,
        caller: &Caller,
        read_at: &ReadAt,
        page: &Page<Last<GrantKey>>,
    ) -> Result<Asked, Status> {
        let asked = self.asked_once(caller, read_at).await?;
        let at = page.after.as_ref().map_or(asked.at, |last| last.moment);
        Ok(Asked { at, ..asked })
    }
}

impl Asked {
    fn day(&self) -> Day {
        Day { on: self.at.as_of, known_at: Some(self.at.known_at) }
    }

    fn given<'a>(
        &'a self,
        page: &'a Page<Last<GrantKey>>,
    ) -> impl Iterator<Item = &'a Given> + use<'a> {
        let after = page.after.as_ref().map(|last| &last.key);
        self.known.facts.given_after(after, self.day())
    }

    fn grant(&self, given: &Given) -> wire::Grant {
        let (facts, on) = (&self.known.facts, self.day());
        let right = &given.right;
        let revision = facts.revision(&given.person);
        let stream = StreamName::new(Holder::CATEGORY, &given.person);
        wire::Grant {
            grant_id: given.grant.to_string(),
            person: given.person.clone(),
            right: Some(wire::Right {
                unit_id: right.unit.to_string(),
                capacity: right.capacity.clone(),
                role: right.role.into(),
                scope: Some(wire::Scope {
                    kind: right.scope.kind.into(),
                    id: right.scope.id.clone(),
                }),
                first_day: right.first_day.to_string(),
                last_day: day(right.last_day),
            }),
            decision_ref: given.decision.clone(),
            source_grant_id: given.source.map(|id| id.to_string()).unwrap_or_default(),
            revoked_from: day(facts.revoked_from(given.grant, on)),
            standing: standing(facts.standing(given, on)).into(),
            etag: if self.at.present { grpc::etag(&stream, revision) } else { String::new() },
        }
    }

    fn verdict(&self, given: &Given, weighed: Weighed) -> wire::GrantVerdict {
        let verdict = match weighed.verdict {
            Verdict::Allows => wire::Verdict::Allows,
            Verdict::NotHeld(_) => wire::Verdict::NotHeld,
            Verdict::NotOfRole => wire::Verdict::NotOfRole,
            Verdict::OutOfScope => wire::Verdict::OutOfScope,
            Verdict::Forbidden => wire::Verdict::Forbidden,
        };
        let (grant, policies) = (Some(self.grant(given)), weighed.policies);
        wire::GrantVerdict { grant, verdict: verdict.into(), policies }
    }
}

fn key(given: &Given) -> GrantKey {
    (given.person.clone(), given.grant)
}

const NOT_FOR_THE_PROVINCE: Fault = Fault::Other {
    reason: "ID_NOT_EXPECTED",
    english: "must be empty for the province",
    vietnamese: "phải để trống khi là toàn tỉnh",
};

fn thing(fields: &mut Fields, value: &wire::Scope) -> Option<Thing> {
    let kind = fields.choice("kind", value.kind, |kind: Kind| match kind {
        Kind::Unspecified => None,
        Kind::Province
        | Kind::Unit
        | Kind::Association
        | Kind::Affiliate
        | Kind::Plan
        | Kind::Programme
        | Kind::Round
        | Kind::Request
        | Kind::Person => Some(kind),
    });
    match kind? {
        Kind::Unspecified | Kind::Province => {
            let unnamed = fields.optional("id", &value.id, |_| Err(NOT_FOR_THE_PROVINCE));
            unnamed.map(|_: Option<()>| Thing::province())
        }
        Kind::Person => {
            subject(fields, "id", &value.id).map(|person| Thing::named(Kind::Person, &person.0))
        }
        kind @ (Kind::Unit
        | Kind::Association
        | Kind::Affiliate
        | Kind::Plan
        | Kind::Programme
        | Kind::Round
        | Kind::Request) => {
            fields.uuid("id", &value.id).map(|id| Thing::named(kind, &id.to_string()))
        }
    }
}

fn standing(standing: Standing) -> wire::Standing {
    match standing {
        Standing::Held => wire::Standing::Held,
        Standing::NotYet => wire::Standing::NotYet,
        Standing::Over => wire::Standing::Over,
        Standing::Revoked => wire::Standing::Revoked,
        Standing::UnitEnded => wire::Standing::UnitEnded,
        Standing::SourceEnded => wire::Standing::SourceEnded,
    }
}

fn read_info(read_at: &ReadAt, known: &Known) -> ReadInfo {
    let watermarks = known.watermarks.iter().map(|mark| SourceWatermark {
        context: mark.source.clone(),
        position: mark.position,
        recorded_at: mark.recorded_at.map(grpc::timestamp),
        chain: mark.chain.to_string(),
    });
    ReadInfo {
        read_at: Some(read_at.to_wire()),
        watermarks: watermarks.collect(),
        unreachable: known.unreachable.iter().map(ToString::to_string).collect(),
        projection_version: known.projection.clone(),
        parked_streams: known.parked,
    }
}
