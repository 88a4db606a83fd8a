//! `UnitService`, the commands. Its queries are in `directory`.

use std::iter;

use chassis::fields::{self, Fault};
use chassis::grpc;
use chrono::NaiveDate;
use contracts::membership::v1 as wire;
use ledger::{Asked, CommandError, Decider as _, Receipt, Step, reservation};
use tonic::{Request, Response, Status};
use wire::unit_service_server::UnitService;

use super::facts::{Facts as _, MOST};
use super::pinned::{Held, Pinned};
use super::{DOMAIN, Membership, not_done};
use crate::domain::unit::{Command, Lineage, Parent, Proposed, Succession, Successor, Unit};
use crate::domain::{DecisionRef, UnitId};

/// How often the units above are looked up when they keep changing.
const LOOKS: u32 = 8;

/// So that all parts of a succession together stay a `u32`.
const MOST_PARTS: u32 = 10_000_000;

const NOT_A_CODE: Fault = Fault::Other {
    reason: "NOT_A_UNIT_CODE",
    english: "must have 2 to 32 upper-case letters, digits, `.` and `-`, a letter first",
    vietnamese: "phải gồm 2 đến 32 chữ in hoa, chữ số, dấu chấm, gạch nối; bắt đầu bằng chữ",
};

#[tonic::async_trait]
impl UnitService for Membership {
    async fn establish_unit(
        &self,
        request: Request<wire::EstablishUnitRequest>,
    ) -> Result<Response<wire::EstablishUnitResponse>, Status> {
        let (caller, request) = self.access.admit(request).await?;
        let today = self.today();
        let (unit, code, kind, name, parent, occurred_on, decision, asked) =
            fields::read(&DOMAIN, |fields| {
                let unit = fields.unit("unit_id", &request.unit_id);
                let asked = fields.asked(&caller, &request, Unit::CATEGORY, unit);
                let code = fields.optional("code", &request.code, unit_code);
                let code = fields.required("code", code);
                let kind = fields.chosen("kind", request.kind);
                let name = fields.name(&request.full_name, &request.short_name);
                let parent = fields.optional_unit("parent_unit_id", &request.parent_unit_id);
                let occurred_on = fields.date("occurred_on", &request.occurred_on);
                let decision = fields.optional_decision(request.decision_ref.as_ref(), today);
                Some((unit?, code?, kind?, name?, parent?, occurred_on?, decision?, asked?))
            })?;
        let parent = parent
            .map(|parent| Parent::new(unit, parent))
            .transpose()
            .map_err(|rejection| DOMAIN.rejected(rejection))?;

        let holder = unit.to_string();
        let code_is_free =
            reservation::reserve(&self.ledger, "unit_code", &code, holder, "UNIT_CODE_TAKEN");
        let command = Command::Establish { code, kind, name, parent, occurred_on, decision };
        let mut steps = vec![self.units.step(unit, command), code_is_free];
        steps.extend(self.vouch_for_parent(parent, occurred_on));
        let receipt = self.act(asked, steps).await?;

        Ok(Response::new(wire::EstablishUnitResponse { receipt }))
    }

    async fn rename_unit(
        &self,
        request: Request<wire::RenameUnitRequest>,
    ) -> Result<Response<wire::RenameUnitResponse>, Status> {
        let (caller, request) = self.access.admit(request).await?;
        let today = self.today();
        let (unit, command, asked) = fields::read(&DOMAIN, |fields| {
            let unit = fields.unit("unit_id", &request.unit_id);
            let asked = fields.asked(&caller, &request, Unit::CATEGORY, unit);
            let name = fields.name(&request.full_name, &request.short_name);
            let occurred_on = fields.date("occurred_on", &request.occurred_on);
            let decision = fields.optional_decision(request.decision_ref.as_ref(), today);
            let (name, occurred_on, decision) = (name?, occurred_on?, decision?);
            Some((unit?, Command::Rename { name, occurred_on, decision }, asked?))
        })?;

        let receipt = self.act(asked, vec![self.units.step(unit, command)]).await?;

        Ok(Response::new(wire::RenameUnitResponse { receipt }))
    }

    async fn reparent_unit(
        &self,
        request: Request<wire::ReparentUnitRequest>,
    ) -> Result<Response<wire::ReparentUnitResponse>, Status> {
        let (caller, request) = self.access.admit(request).await?;
        let today = self.today();
        let (unit, parent, occurred_on, decision, asked) = fields::read(&DOMAIN, |fields| {
            let unit = fields.unit("unit_id", &request.unit_id);
            let asked = fields.asked(&caller, &request, Unit::CATEGORY, unit);
            let parent = fields.optional_unit("parent_unit_id", &request.parent_unit_id);
            let occurred_on = fields.date("occurred_on", &request.occurred_on);
            let decision = fields.optional_decision(request.decision_ref.as_ref(), today);
            Some((unit?, parent?, occurred_on?, decision?, asked?))
        })?;
        let parent = parent
            .map(|parent| Parent::new(unit, parent))
            .transpose()
            .map_err(|rejection| DOMAIN.rejected(rejection))?;

        let receipt = self.reparent(asked, unit, parent, occurred_on, decision).await;
        let receipt = receipt.map_err(not_done)?;

        Ok(Response::new(wire::ReparentUnitResponse {
            receipt: Some(grpc::receipt(DOMAIN.context, receipt)),
        }))
    }

    async fn abolish_unit(
        &self,
        request: Request<wire::AbolishUnitRequest>,
    ) -> Result<Response<wire::AbolishUnitResponse>, Status> {
        let (caller, request) = self.access.admit(request).await?;
        let today = self.today();
        let (unit, command, asked) = fields::read(&DOMAIN, |fields| {
            let unit = fields.unit("unit_id", &request.unit_id);
            let asked = fields.asked(&caller, &request, Unit::CATEGORY, unit);
            let occurred_on = fields.date("occurred_on", &request.occurred_on);
            let decision = fields.optional_decision(request.decision_ref.as_ref(), today);
            let (occurred_on, decision) = (occurred_on?, decision?);
            Some((unit?, Command::Abolish { occurred_on, decision }, asked?))
        })?;

        let receipt = self.act(asked, vec![self.units.step(unit, command)]).await?;

        Ok(Response::new(wire::AbolishUnitResponse { receipt }))
    }

    async fn record_unit_succession(
        &self,
        request: Request<wire::RecordUnitSuccessionRequest>,
    ) -> Result<Response<wire::RecordUnitSuccessionResponse>, Status> {
        let (caller, request) = self.access.admit(request).await?;
        let today = self.today();
        let (proposed, asked) = fields::read(&DOMAIN, |fields| {
            let predecessors = fields.ids("predecessor_unit_ids", &request.predecessor_unit_ids);
            let predecessors: Option<Vec<_>> =
                predecessors.map(|ids| ids.into_iter().map(UnitId).collect());
            let first = predecessors.as_ref().and_then(|ids| ids.first().copied());
            let asked = fields.asked(&caller, &request, Unit::CATEGORY, first);
            let kind = fields.chosen("kind", request.kind);
            let successors =
                fields.each("successors", &request.successors, MOST, |fields, successor| {
                    let unit_id = fields.unit("unit_id", &successor.unit_id);
                    let parts = fields.count("parts", successor.parts, MOST_PARTS);
                    Some(Successor { unit_id: unit_id?, parts: parts? })
                });
            let occurred_on = fields.date("occurred_on", &request.occurred_on);
            let decision = fields.optional_decision(request.decision_ref.as_ref(), today);
            let retained = fields.count("retained_parts", request.retained_parts, MOST_PARTS);
            let proposed = Proposed {
                kind: kind?,
                predecessors: predecessors?,
                successors: successors?,
                retained_parts: retained?,
                predecessor_ends: request.predecessor_ends,
                occurred_on: occurred_on?,
                decision: decision?,
            };
            Some((proposed, asked?))
        })?;
        let succession =
            Succession::new(proposed).map_err(|rejection| DOMAIN.rejected(rejection))?;

        let receipt = self.act(asked, self.hand_over(&succession)).await?;

        Ok(Response::new(wire::RecordUnitSuccessionResponse { receipt }))
    }

    async fn get_unit(
        &self,
        request: Request<wire::GetUnitRequest>,
    ) -> Result<Response<wire::GetUnitResponse>, Status> {
        let (caller, request) = self.access.admit(request).await?;
        self.unit(&caller, &request).await.map(Response::new)
    }

    async fn list_units(
        &self,
        request: Request<wire::ListUnitsRequest>,
    ) -> Result<Response<wire::ListUnitsResponse>, Status> {
        let (caller, request) = self.access.admit(request).await?;
        self.units_on(&caller, &request).await.map(Response::new)
    }

    async fn list_unit_successions(
        &self,
        request: Request<wire::ListUnitSuccessionsRequest>,
    ) -> Result<Response<wire::ListUnitSuccessionsResponse>, Status> {
        let (caller, request) = self.access.admit(request).await?;
        self.successions(&caller, &request).await.map(Response::new)
    }
}

impl Membership {
    /// The parent must exist on the day.
    fn vouch_for_parent(&self, parent: Option<Parent>, on: NaiveDate) -> Option<Box<dyn Step>> {
        let vouch = Command::Vouch { on, field: "parent_unit_id" };
        parent.map(|parent| self.units.step(parent.id(), vouch))
    }

    /// A unit comes under another, or under none, as the units above stand; again if they have changed
    /// before it was recorded.
    async fn reparent(
        &self,
        asked: Asked,
        unit: UnitId,
        parent: Option<Parent>,
        occurred_on: NaiveDate,
        decision: Option<DecisionRef>,
    ) -> Result<Receipt, CommandError> {
        let mut looks = 1;
        loop {
            let (lineage, held) = self.looked_up_from(unit, parent, occurred_on).await?;
            let decision = decision.clone();
            let command = Command::Reparent { parent, lineage, occurred_on, decision };
            let steps = iter::once(self.units.step(unit, command)).chain(held).collect();
            match self.ledger.act(asked.clone(), steps).await {
                Err(CommandError::Contended { .. }) if looks < LOOKS => looks += 1,
                outcome => return outcome,
            }
        }
    }

    /// Who is above a parent from a day on, and the steps that hold them all as they stand: two units
    /// that come under each other at once cannot both be right.
    async fn looked_up_from(
        &self,
        child: UnitId,
        parent: Option<Parent>,
        on: NaiveDate,
    ) -> Result<(Lineage, Vec<Box<dyn Step>>), CommandError> {
        let (mut lineage, mut held) = (Lineage::default(), Vec::new());
        let mut open: Vec<_> = parent.iter().map(|parent| parent.id()).collect();
        while let Some(id) = open.pop() {
            if id == child || lineage.knows(id) {
                continue;
            }
            let (unit, revision) = self.units.load(id).await?;
            open.extend(lineage.learn(id, &unit, on));
            let step: Box<dyn Step> = match self.vouch_for_parent(parent, on) {
                Some(step) if held.is_empty() => Box::new(Pinned { step, revision }),
                Some(_) | None => Box::new(Held { units: self.units.clone(), id, revision }),
            };
            held.push(step);
        }
        Ok((lineage, held))
    }

    /// Everybody's part in a succession, the first predecessor's first.
    fn hand_over(&self, succession: &Succession) -> Vec<Box<dyn Step>> {
        let from = succession.predecessors().iter().map(|unit| {
            self.units.step(unit, Command::HandOver { succession: succession.clone() })
        });
        let to = succession.successors().iter().map(|successor| {
            let command = Command::TakeOver { succession: succession.clone() };
            self.units.step(successor.unit_id, command)
        });
        from.chain(to).collect()
    }
}

fn unit_code(text: &str) -> Result<String, Fault> {
    let fits = (2..=32).contains(&text.len())
        && text.starts_with(|first: char| first.is_ascii_uppercase())
        && text.bytes().all(|byte| matches!(byte, b'A'..=b'Z' | b'0'..=b'9' | b'.' | b'-'));
    if fits { Ok(text.to_owned()) } else { Err(NOT_A_CODE) }
}
