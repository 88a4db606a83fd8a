//! Answers about units.

use chassis::caller::Caller;
use chassis::fields::{self, Fault};
use contracts::membership::v1 as wire;
use tonic::Status;
use wire::UnitKind;

use super::reading::{self, Reading, cut, unreadable};
use super::{DOMAIN, Membership};
use crate::views::Last;
use crate::views::directory::{Asked, Named, find_unit, list_successions, list_units};

const ONE_OF_TWO: Fault = Fault::Other {
    reason: "ONE_OF_TWO",
    english: "give either the id or the code",
    vietnamese: "chỉ ghi một trong hai: mã UUID hoặc mã đơn vị",
};

impl Membership {
    pub(super) async fn unit(
        &self,
        caller: &Caller,
        request: &wire::GetUnitRequest,
    ) -> Result<wire::GetUnitResponse, Status> {
        let (named, read_at) = fields::read(&DOMAIN, |fields| {
            let id = fields.optional_uuid("unit_id", &request.unit_id);
            let code = fields.optional_text("code", &request.code, 32);
            let named = match (id?, code?) {
                (Some(id), None) => Some(Named::Id(id)),
                (None, Some(code)) => Some(Named::Code(code)),
                (Some(_), Some(_)) | (None, None) => {
                    fields.fault("unit_id", ONE_OF_TWO);
                    None
                }
            };
            let read_at = fields.read_at(request.read_at.as_ref(), &self.clock);
            Some((named?, read_at?))
        })?;

        let Reading { mut snapshot, at, info } =
            reading::begin(&self.readers.directory, caller, &read_at).await?;
        let unit = find_unit(&mut snapshot.tx, &named, at).await.map_err(unreadable)?;
        let unit = unit.ok_or_else(|| match &named {
            Named::Id(id) => DOMAIN.no_such("unit", id),
            Named::Code(code) => DOMAIN.no_such("unit", code),
        })?;

        Ok(wire::GetUnitResponse { unit: Some(unit), read_info: info })
    }

    pub(super) async fn units_on(
        &self,
        caller: &Caller,
        request: &wire::ListUnitsRequest,
    ) -> Result<wire::ListUnitsResponse, Status> {
        let (page, kind, parent, read_at) = fields::read(&DOMAIN, |fields| {
            let page = fields.page::<_, Last<String>>(request);
            let kind = fields.optional_choice("kind", request.kind, |kind: UnitKind| Some(kind));
            let parent = fields.optional_uuid("parent_unit_id", &request.parent_unit_id);
            let read_at = fields.read_at(request.read_at.as_ref(), &self.clock);
            Some((page?, kind?, parent?, read_at?))
        })?;

        let reader = &self.readers.directory;
        let Reading { mut snapshot, at, info } =
            reading::begin_page(reader, caller, &read_at, &page).await?;
        let asked = Asked {
            kind: kind.map(i32::from),
            parent,
            after: page.after.as_ref().map(|last| last.key.clone()),
            limit: page.fetch(),
        };
        let rows = list_units(&mut snapshot.tx, &asked, at).await.map_err(unreadable)?;
        let (units, next_page_token) = cut(&page, at, rows);

        Ok(wire::ListUnitsResponse { units, next_page_token, read_info: info })
    }

    pub(super) async fn successions(
        &self,
        caller: &Caller,
        request: &wire::ListUnitSuccessionsRequest,
    ) -> Result<wire::ListUnitSuccessionsResponse, Status> {
        let (page, unit, read_at) = fields::read(&DOMAIN, |fields| {
            let page = fields.page(request);
            let unit = fields.optional_uuid("unit_id", &request.unit_id);
            let read_at = fields.read_at(request.read_at.as_ref(), &self.clock);
            Some((page?, unit?, read_at?))
        })?;

        let reader = &self.readers.directory;
        let Reading { mut snapshot, at, info } =
            reading::begin_page(reader, caller, &read_at, &page).await?;
        let after = page.after.as_ref().map(|last| last.key);
        let rows = list_successions(&mut snapshot.tx, unit, after, page.fetch(), at).await;
        let (successions, next_page_token) = cut(&page, at, rows.map_err(unreadable)?);

        Ok(wire::ListUnitSuccessionsResponse { successions, next_page_token, read_info: info })
    }
}
