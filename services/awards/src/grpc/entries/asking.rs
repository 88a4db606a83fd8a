//! The questions about entries: whoever holds one sees it as it is, whoever screens and reads sees what was handed in.

use chassis::caller::Caller;
use chassis::fields::{self, ReadAt};
use chassis::reading::Reading;
use contracts::awards::v1 as wire;
use tonic::Status;
use uuid::Uuid;

use super::Entries;
use crate::domain::codes::FieldCode;
use crate::grpc::contest::officer;
use crate::grpc::request_fields::optional_code;
use crate::grpc::{DOMAIN, shown, unreadable};
use crate::views::Last;
use crate::views::entries::queries::{Filter, Whose, find_entry, list_entries};

type Page = chassis::fields::Page<Last<Uuid>>;

impl Entries {
    pub(super) async fn own_one(
        &self,
        caller: &Caller,
        request: &wire::GetOwnEntryRequest,
    ) -> Result<wire::GetOwnEntryResponse, Status> {
        let (round, id, read_at) = fields::read(&DOMAIN, |fields| {
            let round = fields.uuid("round_id", &request.round_id);
            let id = fields.uuid("entry_id", &request.entry_id);
            let read_at = fields.read_at(request.read_at.as_ref(), &self.contest.clock);
            Some((round?, id?, read_at?))
        })?;
        let whose = Whose::Holder(officer(caller));
        let (entry, reading) = self.found(caller, round, id, &whose, &read_at).await?;
        let (entry, read_info) = (Some(entry), Some(reading.info));
        Ok(wire::GetOwnEntryResponse { entry, read_info })
    }

    pub(in crate::grpc) async fn one(
        &self,
        caller: &Caller,
        request: &wire::GetEntryRequest,
    ) -> Result<wire::GetEntryResponse, Status> {
        let (round, id, read_at) = fields::read(&DOMAIN, |fields| {
            let round = fields.uuid("round_id", &request.round_id);
            let id = fields.uuid("entry_id", &request.entry_id);
            let read_at = fields.read_at(request.read_at.as_ref(), &self.contest.clock);
            Some((round?, id?, read_at?))
        })?;
        let (entry, reading) = self.found(caller, round, id, &Whose::Secretariat, &read_at).await?;
        let (entry, read_info) = (Some(entry), Some(reading.info));
        Ok(wire::GetEntryResponse { entry, read_info })
    }

    async fn found(
        &self,
        caller: &Caller,
        round: Uuid,
        id: Uuid,
        whose: &Whose,
        read_at: &ReadAt,
    ) -> Result<(wire::Entry, Reading), Status> {
        let mut reading = DOMAIN.read(&self.known, caller, read_at).await?;
        let found = find_entry(&mut reading.snapshot.tx, round, id, whose, reading.at).await;
        let entry = found.map_err(unreadable)?.ok_or_else(|| DOMAIN.no_such("entry", id))?;
        Ok((entry, reading))
    }

    pub(super) async fn own_several(
        &self,
        caller: &Caller,
        request: &wire::ListOwnEntriesRequest,
    ) -> Result<wire::ListOwnEntriesResponse, Status> {
        let (page, round, read_at) = fields::read(&DOMAIN, |fields| {
            let page: Option<Page> = fields.page(request);
            let round = fields.uuid("round_id", &request.round_id);
            let read_at = fields.read_at(request.read_at.as_ref(), &self.contest.clock);
            Some((page?, round?, read_at?))
        })?;
        let mut reading = DOMAIN.read(&self.known, caller, &read_at).await?;
        let whose = Whose::Holder(officer(caller));
        let filter = Filter::default();
        let rows = told(&mut reading, &page, round, &whose, &filter).await?;
        let (entries, next_page_token) = page.cut(rows);
        let read_info = Some(reading.info);
        Ok(wire::ListOwnEntriesResponse { entries, next_page_token, read_info })
    }

    pub(in crate::grpc) async fn several(
        &self,
        caller: &Caller,
        request: &wire::ListEntriesRequest,
    ) -> Result<wire::ListEntriesResponse, Status> {
        let (page, round, filter, read_at) = fields::read(&DOMAIN, |fields| {
            let page: Option<Page> = fields.page(request);
            let round = fields.uuid("round_id", &request.round_id);
            let state = fields.optional_choice("state", request.state, Some);
            let field = optional_code::<FieldCode>(fields, "field_code", &request.field_code);
            let read_at = fields.read_at(request.read_at.as_ref(), &self.contest.clock);
            let filter = Filter { state: state?, field: field? };
            Some((page?, round?, filter, read_at?))
        })?;
        let mut reading = DOMAIN.read(&self.known, caller, &read_at).await?;
        let rows = told(&mut reading, &page, round, &Whose::Secretariat, &filter).await?;
        let (entries, next_page_token) = page.cut(rows);
        let read_info = Some(reading.info);
        Ok(wire::ListEntriesResponse { entries, next_page_token, read_info })
    }
}

async fn told(
    reading: &mut Reading,
    page: &Page,
    round: Uuid,
    whose: &Whose,
    filter: &Filter,
) -> Result<Vec<(Last<Uuid>, wire::Entry)>, Status> {
    let last = page.after.as_ref();
    let at = shown(last, reading);
    let tx = &mut reading.snapshot.tx;
    list_entries(tx, round, whose, filter, at, last, page.fetch()).await.map_err(unreadable)
}
