//! The questions about councils, and the bytes of the papers.

use chassis::caller::Caller;
use chassis::fields;
use contracts::consultancy::v1 as wire;
use futures::stream::{self, BoxStream};
use futures::{StreamExt as _, TryStreamExt as _};
use tonic::Status;

use super::Councils;
use crate::contract::document_version;
use crate::domain::council::Claim;
use crate::domain::{DocumentId, ReviewId};
use crate::grpc::reviews::no_document;
use crate::grpc::work::{Page, cut, moment};
use crate::grpc::{DOMAIN, unreadable};
use crate::views::review_work::experts::find_council;
use crate::views::review_work::papers::find_own_invitation;
use crate::views::review_work::suggestions::suggestions;

impl Councils {
    pub(super) async fn one(
        &self,
        caller: &Caller,
        request: &wire::GetCouncilRequest,
    ) -> Result<wire::GetCouncilResponse, Status> {
        let (id, union, read_at) = fields::read(&DOMAIN, |fields| {
            let id = fields.uuid("review_id", &request.review_id);
            let union = fields.uuid("unit_id", &request.unit_id);
            let read_at = fields.read_at(request.read_at.as_ref(), &self.0.clock);
            Some((id?, union?, read_at?))
        })?;
        let mut reading = DOMAIN.read(&self.0.register, caller, &read_at).await?;
        let (tx, known_at) = (&mut reading.snapshot.tx, reading.at.known_at);
        let found = find_council(tx, id, union, known_at).await.map_err(unreadable)?;
        let council = Some(found.ok_or_else(|| DOMAIN.no_such("council", id))?);
        let read_info = Some(reading.info);
        Ok(wire::GetCouncilResponse { council, read_info })
    }

    pub(super) async fn suggested(
        &self,
        caller: &Caller,
        request: &wire::SuggestExpertsRequest,
    ) -> Result<wire::SuggestExpertsResponse, Status> {
        let (page, id, union, read_at) = fields::read(&DOMAIN, |fields| {
            let page: Option<Page> = fields.page(request);
            let id = fields.uuid("review_id", &request.review_id);
            let union = fields.uuid("unit_id", &request.unit_id);
            let read_at = fields.read_at(request.read_at.as_ref(), &self.0.clock);
            Some((page?, id?, union?, read_at?))
        })?;
        let mut reading = DOMAIN.read(&self.0.register, caller, &read_at).await?;
        let at = moment(&page, reading.at);
        let found = suggestions(&mut reading.snapshot.tx, id, union, at).await;
        let found = found.map_err(unreadable)?.ok_or_else(|| DOMAIN.no_such("review", id))?;
        let (suggestions, next_page_token) = cut(&page, at, found);
        let read_info = Some(reading.info);
        Ok(wire::SuggestExpertsResponse { suggestions, next_page_token, read_info })
    }

    pub(super) async fn own(
        &self,
        caller: &Caller,
        request: &wire::GetOwnInvitationRequest,
    ) -> Result<wire::GetOwnInvitationResponse, Status> {
        let (id, read_at) = fields::read(&DOMAIN, |fields| {
            let id = fields.uuid("review_id", &request.review_id);
            let read_at = fields.read_at(request.read_at.as_ref(), &self.0.clock);
            Some((id?, read_at?))
        })?;
        let mut reading = DOMAIN.read(&self.0.register, caller, &read_at).await?;
        let (tx, known_at) = (&mut reading.snapshot.tx, reading.at.known_at);
        let found = find_own_invitation(tx, id, &caller.person, known_at).await;
        let found = found.map_err(unreadable)?.ok_or_else(|| DOMAIN.no_such("invitation", id))?;
        Ok(wire::GetOwnInvitationResponse { read_info: Some(reading.info), ..found })
    }

    /// Who may read is decided by the ledger itself, so that access ends with the assignment.
    pub(super) async fn paper(
        &self,
        caller: &Caller,
        request: &wire::ReadPaperRequest,
    ) -> Result<BoxStream<'static, Result<wire::ReadPaperResponse, Status>>, Status> {
        let (id, document, offset) = fields::read(&DOMAIN, |fields| {
            let id = fields.uuid("review_id", &request.review_id).map(ReviewId);
            let document = fields.uuid("document_id", &request.document_id).map(DocumentId);
            let offset = fields.number("offset", request.offset, 0..=i64::MAX);
            Some((id?, document?, offset?))
        })?;
        let standing = self.0.read_by(caller, id, Claim::HasOpened).await?;
        let found = standing.dossier.find(document);
        let newest = found.and_then(|it| it.newest().map(|version| (it.version_count(), version)));
        let (number, version) = newest.ok_or_else(|| Status::from(no_document(document)))?;

        let bytes = self.0.bytes(caller, version, offset).await?;
        let version = Some(document_version(number, version));
        let first = wire::ReadPaperResponse { version, ..Default::default() };
        let rest = bytes.map_ok(|data| wire::ReadPaperResponse { version: None, data });
        Ok(stream::once(async move { Ok(first) }).chain(rest).boxed())
    }
}
