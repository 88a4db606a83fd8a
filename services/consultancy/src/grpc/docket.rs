//! `DocketService`.

use std::sync::Arc;

use chassis::fields;
use chassis::reading::Moment;
use contracts::consultancy::v1 as wire;
use contracts::consultancy::v1::docket_service_server::DocketService;
use tonic::{Request, Response, Status};

use super::request_fields::WORD;
use super::work::Work;
use super::{DOMAIN, unreadable};
use crate::views::review_register::queries::{LastLine, Whose, find_review, list_docket};

pub(super) struct Docket(pub(super) Arc<Work>);

#[tonic::async_trait]
impl DocketService for Docket {
    async fn get_docket(
        &self,
        request: Request<wire::GetDocketRequest>,
    ) -> Result<Response<wire::GetDocketResponse>, Status> {
        let (caller, request) = self.0.access.admit(request).await?;
        let (id, union, read_at) = fields::read(&DOMAIN, |fields| {
            let id = fields.uuid("review_id", &request.review_id);
            let union = fields.uuid("unit_id", &request.unit_id);
            let read_at = fields.read_at(request.read_at.as_ref(), &self.0.clock);
            Some((id?, union?, read_at?))
        })?;

        let mut reading = DOMAIN.read(&self.0.register, &caller, &read_at).await?;
        let whose = Whose::Union(union);
        let found = find_review(&mut reading.snapshot.tx, id, whose, reading.at).await;
        let told = found.map_err(unreadable)?.ok_or_else(|| DOMAIN.no_such("review", id))?;

        let (line, read_info) = (Some(told.line), Some(reading.info));
        Ok(Response::new(wire::GetDocketResponse { line, read_info }))
    }

    async fn list_docket(
        &self,
        request: Request<wire::ListDocketRequest>,
    ) -> Result<Response<wire::ListDocketResponse>, Status> {
        let (caller, request) = self.0.access.admit(request).await?;
        let (page, union, officer, actor, read_at) = fields::read(&DOMAIN, |fields| {
            let page = fields.page(&request);
            let union = fields.uuid("unit_id", &request.unit_id);
            let officer = fields.optional_text("officer", &request.officer, WORD);
            let actor = fields.optional_choice("next_actor", request.next_actor, Some);
            let read_at = fields.read_at(request.read_at.as_ref(), &self.0.clock);
            Some((page?, union?, officer?, actor?, read_at?))
        })?;

        let mut reading = DOMAIN.read(&self.0.register, &caller, &read_at).await?;
        let last: Option<&LastLine> = page.after.as_ref();
        let at =
            last.map_or(reading.at, |last| Moment { as_of: last.as_of, known_at: last.known_at });
        let tx = &mut reading.snapshot.tx;
        let only = (officer.as_deref(), actor);
        let rows = list_docket(tx, union, only, at, last, page.fetch()).await;
        let (lines, next_page_token) = page.cut(rows.map_err(unreadable)?);

        let read_info = Some(reading.info);
        Ok(Response::new(wire::ListDocketResponse { lines, next_page_token, read_info }))
    }
}
