//! The questions about juries.

use chassis::caller::Caller;
use chassis::fields::{self, Page};
use contracts::PagedRequest;
use contracts::awards::v1 as wire;
use contracts::ledger::v1::{ReadAt, ReadInfo};
use tonic::Status;
use uuid::Uuid;

use super::Juries;
use crate::domain::codes::FieldCode;
use crate::domain::jury::Rejection;
use crate::domain::{JuryId, RoundId};
use crate::grpc::judging_fields::stage;
use crate::grpc::{DOMAIN, shown, unreadable};
use crate::views::Last;
use crate::views::juries::queries::{Which, find_draw, list_assignments, list_juries, own};
use crate::views::score_sheets::queries::list_jury_entries;

/// A page of juries: with the token of the next, and up to where it is true.
type Paged<T> = (Vec<T>, String, ReadInfo);

impl Juries {
    pub(super) async fn one(
        &self,
        caller: &Caller,
        request: &wire::GetJuryRequest,
    ) -> Result<wire::GetJuryResponse, Status> {
        let (round, jury, read_at) = fields::read(&DOMAIN, |fields| {
            let round = fields.uuid("round_id", &request.round_id);
            let jury = fields.uuid("jury_id", &request.jury_id);
            let read_at = fields.read_at(request.read_at.as_ref(), &self.contest.clock);
            Some((round?, jury?, read_at?))
        })?;
        let mut reading = DOMAIN.read(&self.known, caller, &read_at).await?;
        let which = Which { round, jury: Some(jury), of: None, after: None, limit: 1 };
        let found = list_juries(&mut reading.snapshot.tx, which, reading.at.known_at).await;
        let found = found.map_err(unreadable)?.pop();
        let jury = Some(found.ok_or_else(|| DOMAIN.no_such("jury", jury))?);
        Ok(wire::GetJuryResponse { jury, read_info: Some(reading.info) })
    }

    /// The juries of a round, or of a judge in it.
    pub(super) async fn page<R: PagedRequest>(
        &self,
        caller: &Caller,
        request: &R,
        (round, read_at): (&str, Option<&ReadAt>),
        of: Option<&str>,
    ) -> Result<Paged<wire::Jury>, Status> {
        let (page, round, read_at) = fields::read(&DOMAIN, |fields| {
            let page: Option<Page<Last<String>>> = fields.page(request);
            let round = fields.uuid("round_id", round);
            let read_at = fields.read_at(read_at, &self.contest.clock);
            Some((page?, round?, read_at?))
        })?;
        let mut reading = DOMAIN.read(&self.known, caller, &read_at).await?;
        let at = shown(page.after.as_ref(), &reading);
        let after = page.after.as_ref().map(|last| last.key.as_str());
        let which = Which { round, jury: None, of, after, limit: page.fetch() };
        let juries = list_juries(&mut reading.snapshot.tx, which, at.known_at).await;
        let keyed = |jury: wire::Jury| (Last::new(at, jury.field_code.clone()), jury);
        let (juries, next) = page.cut(juries.map_err(unreadable)?.into_iter().map(keyed).collect());
        Ok((juries, next, reading.info))
    }

    pub(super) async fn own(
        &self,
        caller: &Caller,
        request: &wire::ListOwnJuriesRequest,
    ) -> Result<wire::ListOwnJuriesResponse, Status> {
        let of = (&*request.round_id, request.read_at.as_ref());
        let (juries, next_page_token, info) =
            self.page(caller, request, of, Some(&caller.person)).await?;
        let juries = juries.into_iter().filter_map(|jury| own(jury, &caller.person)).collect();
        let read_info = Some(info);
        Ok(wire::ListOwnJuriesResponse { juries, next_page_token, read_info })
    }

    pub(super) async fn assignments(
        &self,
        caller: &Caller,
        request: &wire::ListAssignmentsRequest,
    ) -> Result<wire::ListAssignmentsResponse, Status> {
        let (page, round, jury, stage, read_at) = fields::read(&DOMAIN, |fields| {
            let page: Option<Page<Last<(String, String)>>> = fields.page(request);
            let round = fields.uuid("round_id", &request.round_id);
            let jury = fields.uuid("jury_id", &request.jury_id);
            let stage = stage(fields, request.stage);
            let read_at = fields.read_at(request.read_at.as_ref(), &self.contest.clock);
            Some((page?, round?, jury?, stage?, read_at?))
        })?;
        let mut reading = DOMAIN.read(&self.known, caller, &read_at).await?;
        let at = shown(page.after.as_ref(), &reading);
        let after = page.after.as_ref().map(|last| &last.key);
        let (of, tx) = ((round, jury, stage.into()), &mut reading.snapshot.tx);
        let found = list_assignments(tx, of, at.known_at, after, page.fetch()).await;
        let keyed =
            |it: wire::Assignment| (Last::new(at, (it.judge.clone(), it.entry_code.clone())), it);
        let (assignments, next_page_token) =
            page.cut(found.map_err(unreadable)?.into_iter().map(keyed).collect());
        let read_info = Some(reading.info);
        Ok(wire::ListAssignmentsResponse { assignments, next_page_token, read_info })
    }

    pub(super) async fn draw(
        &self,
        caller: &Caller,
        request: &wire::GetDrawRequest,
    ) -> Result<wire::GetDrawResponse, Status> {
        let (round, jury, stage, read_at) = fields::read(&DOMAIN, |fields| {
            let round = fields.uuid("round_id", &request.round_id);
            let jury = fields.uuid("jury_id", &request.jury_id);
            let stage = stage(fields, request.stage);
            let read_at = fields.read_at(request.read_at.as_ref(), &self.contest.clock);
            Some((round?, jury?, stage?, read_at?))
        })?;
        let mut reading = DOMAIN.read(&self.known, caller, &read_at).await?;
        let (of, known_at) = ((round, jury, stage.into()), reading.at.known_at);
        let found = find_draw(&mut reading.snapshot.tx, of, known_at).await.map_err(unreadable)?;
        let draw = Some(found.ok_or_else(|| DOMAIN.no_such("draw", jury))?);
        Ok(wire::GetDrawResponse { draw, read_info: Some(reading.info) })
    }

    pub(super) async fn entries(
        &self,
        caller: &Caller,
        request: &wire::ListJuryEntriesRequest,
    ) -> Result<wire::ListJuryEntriesResponse, Status> {
        let (page, round, jury, read_at) = fields::read(&DOMAIN, |fields| {
            let page: Option<Page<Last<String>>> = fields.page(request);
            let round = fields.uuid("round_id", &request.round_id);
            let jury = fields.uuid("jury_id", &request.jury_id);
            let read_at = fields.read_at(request.read_at.as_ref(), &self.contest.clock);
            Some((page?, round?, jury?, read_at?))
        })?;
        let field = self.field_of(caller, round, jury).await?;
        let mut reading = DOMAIN.read(&self.sheets, caller, &read_at).await?;
        let at = shown(page.after.as_ref(), &reading);
        let after = page.after.as_ref().map(|last| last.key.as_str());
        let (of, tx) = ((round, &field), &mut reading.snapshot.tx);
        let found = list_jury_entries(tx, of, at.known_at, after, page.fetch()).await;
        let keyed = |it: wire::JuryEntry| (Last::new(at, it.entry_code.clone()), it);
        let (entries, next_page_token) =
            page.cut(found.map_err(unreadable)?.into_iter().map(keyed).collect());
        let read_info = Some(reading.info);
        Ok(wire::ListJuryEntriesResponse { entries, next_page_token, read_info })
    }

    /// The field of a jury that the caller is a member of; the ledger itself says so.
    async fn field_of(
        &self,
        caller: &Caller,
        round: Uuid,
        jury: Uuid,
    ) -> Result<FieldCode, Status> {
        let jury = DOMAIN.loaded(&self.contest.juries, JuryId(jury)).await?;
        let standing = jury.of(RoundId(round)).ok();
        let own = standing.filter(|it| it.members().contains_key(&caller.person));
        own.map(|it| it.field().clone()).ok_or_else(|| DOMAIN.rejected(Rejection::JuryNotFound))
    }
}
