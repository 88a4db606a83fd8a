//! The questions about reviews: in whose name they are asked decides what is told.

use chassis::caller::Caller;
use chassis::fields::{self, Fields, ReadAt};
use chassis::grpc;
use chassis::reading::{Moment, Reading};
use contracts::consultancy::v1 as wire;
use futures::stream::{self, BoxStream};
use futures::{StreamExt as _, TryStreamExt as _};
use tonic::{Code, Status};
use uuid::Uuid;

use super::Reviews;
use crate::contract::document_version;
use crate::domain::{DocumentId, ReviewId, UnitId};
use crate::grpc::{DOMAIN, unreadable};
use crate::views::review_register::queries::{
    Filter, Last, Told, Whose, find_review, list_reviews,
};

/// More versions than a document has.
const VERSIONS: i64 = 1_000_000;

/// The pages of a list that was asked for.
type Page = chassis::fields::Page<Last>;

impl Reviews {
    pub(super) async fn one(
        &self,
        caller: &Caller,
        request: &wire::GetReviewRequest,
    ) -> Result<wire::GetReviewResponse, Status> {
        let (id, union, read_at) = fields::read(&DOMAIN, |fields| {
            let id = fields.uuid("review_id", &request.review_id);
            let union = fields.uuid("unit_id", &request.unit_id);
            let read_at = fields.read_at(request.read_at.as_ref(), &self.0.clock);
            Some((id?, union?, read_at?))
        })?;
        let (told, reading) = self.found(caller, id, Whose::Union(union), &read_at).await?;
        let (review, read_info) = (Some(told.review), Some(reading.info));
        Ok(wire::GetReviewResponse { review, read_info })
    }

    pub(super) async fn own_one(
        &self,
        caller: &Caller,
        request: &wire::GetOwnReviewRequest,
    ) -> Result<wire::GetOwnReviewResponse, Status> {
        let (id, requester, read_at) = fields::read(&DOMAIN, |fields| {
            let id = fields.uuid("review_id", &request.review_id);
            let requester = fields.uuid("requester_unit_id", &request.requester_unit_id);
            let read_at = fields.read_at(request.read_at.as_ref(), &self.0.clock);
            Some((id?, requester?, read_at?))
        })?;
        let (told, reading) = self.found(caller, id, Whose::Requester(requester), &read_at).await?;
        let (review, read_info) = (Some(told.own), Some(reading.info));
        Ok(wire::GetOwnReviewResponse { review, read_info })
    }

    async fn found(
        &self,
        caller: &Caller,
        id: Uuid,
        whose: Whose,
        read_at: &ReadAt,
    ) -> Result<(Told, Reading), Status> {
        let mut reading = DOMAIN.read(&self.0.register, caller, read_at).await?;
        let found = find_review(&mut reading.snapshot.tx, id, whose, reading.at).await;
        let told = found.map_err(unreadable)?.ok_or_else(|| DOMAIN.no_such("review", id))?;
        Ok((told, reading))
    }

    pub(super) async fn several(
        &self,
        caller: &Caller,
        request: &wire::ListReviewsRequest,
    ) -> Result<wire::ListReviewsResponse, Status> {
        let (page, union, filter, read_at) = fields::read(&DOMAIN, |fields| {
            let page = fields.page(request);
            let union = fields.uuid("unit_id", &request.unit_id);
            let filter = filter(fields, request);
            let read_at = fields.read_at(request.read_at.as_ref(), &self.0.clock);
            Some((page?, union?, filter?, read_at?))
        })?;
        let mut reading = DOMAIN.read(&self.0.register, caller, &read_at).await?;
        let told = told(&mut reading, &page, Whose::Union(union), filter).await?;
        let rows = told.into_iter().map(|(last, told)| (last, told.review)).collect();
        let (reviews, next_page_token) = page.cut(rows);
        let read_info = Some(reading.info);
        Ok(wire::ListReviewsResponse { reviews, next_page_token, read_info })
    }

    pub(super) async fn own_several(
        &self,
        caller: &Caller,
        request: &wire::ListOwnReviewsRequest,
    ) -> Result<wire::ListOwnReviewsResponse, Status> {
        let (page, requester, read_at) = fields::read(&DOMAIN, |fields| {
            let page = fields.page(request);
            let requester = fields.uuid("requester_unit_id", &request.requester_unit_id);
            let read_at = fields.read_at(request.read_at.as_ref(), &self.0.clock);
            Some((page?, requester?, read_at?))
        })?;
        let mut reading = DOMAIN.read(&self.0.register, caller, &read_at).await?;
        let whose = Whose::Requester(requester);
        let told = told(&mut reading, &page, whose, Filter::default()).await?;
        let rows = told.into_iter().map(|(last, told)| (last, told.own)).collect();
        let (reviews, next_page_token) = page.cut(rows);
        let read_info = Some(reading.info);
        Ok(wire::ListOwnReviewsResponse { reviews, next_page_token, read_info })
    }

    /// The version that the ledger says is there, and then its bytes.
    pub(super) async fn document(
        &self,
        caller: &Caller,
        request: &wire::ReadDocumentRequest,
    ) -> Result<BoxStream<'static, Result<wire::ReadDocumentResponse, Status>>, Status> {
        let (id, union, document, number, offset) = fields::read(&DOMAIN, |fields| {
            let id = fields.uuid("review_id", &request.review_id).map(ReviewId);
            let union = fields.uuid("unit_id", &request.unit_id).map(UnitId);
            let document = fields.uuid("document_id", &request.document_id).map(DocumentId);
            let number = fields.number("version", request.version, 1..=VERSIONS);
            let offset = fields.number("offset", request.offset, 0..=i64::MAX);
            Some((id?, union?, document?, u32::try_from(number?).ok()?, offset?))
        })?;
        let review = DOMAIN.loaded(&self.0.reviews, id).await?;
        let standing = review.standing().filter(|standing| standing.filing.union == union);
        let standing = standing.ok_or_else(|| DOMAIN.no_such("review", id))?;
        let found = standing.dossier.find(document).and_then(|it| it.version(number));
        let version = found.ok_or_else(|| Status::from(no_document(document)))?;

        let bytes = self.0.bytes(caller, version, offset).await?;
        let version = Some(document_version(number, version));
        let first = wire::ReadDocumentResponse { version, ..Default::default() };
        let rest = bytes.map_ok(|data| wire::ReadDocumentResponse { version: None, data });
        Ok(stream::once(async move { Ok(first) }).chain(rest).boxed())
    }
}

pub(in crate::grpc) fn no_document(document: DocumentId) -> grpc::Refusal {
    let message = "the dossier has no such version of such a document";
    let refusal = DOMAIN.refusal(Code::NotFound, "DOCUMENT_NOT_FOUND", message);
    refusal.with("document_id", document)
}

fn filter(fields: &mut Fields, request: &wire::ListReviewsRequest) -> Option<Filter> {
    let requester = fields.optional_uuid("by_requester_unit_id", &request.by_requester_unit_id);
    let state = fields.optional_choice("state", request.state, Some);
    let field = fields.optional_choice("field", request.field, Some);
    let origin = fields.optional_choice("origin", request.origin, Some);
    Some(Filter { requester: requester?, state: state?, field: field?, origin: origin? })
}

async fn told(
    reading: &mut Reading,
    page: &Page,
    whose: Whose,
    filter: Filter,
) -> Result<Vec<(Last, Told)>, Status> {
    let last = page.after.as_ref();
    let at = last.map_or(reading.at, |last| Moment { as_of: last.as_of, known_at: last.known_at });
    let tx = &mut reading.snapshot.tx;
    list_reviews(tx, whose, filter, at, last, page.fetch()).await.map_err(unreadable)
}
