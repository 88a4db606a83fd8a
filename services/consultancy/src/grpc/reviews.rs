//! `ReviewRequestService`: each rpc is one act on a review; what it says is read in `acts`, what it changes is
//! carried out in `acting`, and its questions are answered in `asking`.

mod acting;
mod acts;
mod asking;

use std::sync::Arc;

use contracts::consultancy::v1 as wire;
use contracts::consultancy::v1::review_request_service_server::ReviewRequestService;
use futures::stream::BoxStream;
use tonic::{Request, Response, Status};

use self::acting::{Office, Theirs};
pub(super) use self::asking::no_document;
use super::work::Work;
use crate::domain::review::filing::Origin;

pub(super) struct Reviews(pub(super) Arc<Work>);

/// An rpc of the Union's office: an act on a review, on a day that it tells.
macro_rules! office {
    ($self:ident, $request:ident, $day:ident, $read:expr => $answer:ident) => {{
        let (caller, request) = $self.0.access.admit($request).await?;
        let of = Office {
            review: &request.review_id,
            unit: &request.unit_id,
            day: Some((stringify!($day), &request.$day)),
        };
        let receipt = $self.by_office(&caller, &request, of, $read).await?;
        Ok(Response::new(wire::$answer { receipt }))
    }};
}

/// An rpc of the requester: an act on its review, today.
macro_rules! theirs {
    ($self:ident, $request:ident, $read:expr => $answer:ident) => {{
        let (caller, request) = $self.0.access.admit($request).await?;
        let of = Theirs { review: &request.review_id, unit: &request.requester_unit_id };
        let receipt = $self.by_requester(&caller, &request, of, $read).await?;
        Ok(Response::new(wire::$answer { receipt }))
    }};
}

/// An rpc that brings a review: asked for today by whoever files it, or recorded by the Union on a day that it tells.
macro_rules! files {
    ($self:ident, $request:ident, $origin:ident of $requester:ident $(on $day:ident)? => $answer:ident) => {{
        let (caller, request) = $self.0.access.admit($request).await?;
        let filing = acts::Filing {
            review: &request.review_id,
            union: &request.unit_id,
            requester: (stringify!($requester), &request.$requester),
            origin: Origin::$origin,
            day: [$((stringify!($day), &*request.$day))?].first().copied(),
            terms: request.terms.as_ref(),
            documents: &request.documents,
            illustrative: request.illustrative,
        };
        let receipt = $self.file(&caller, &request, filing).await?;
        Ok(Response::new(wire::$answer { receipt }))
    }};
}

#[tonic::async_trait]
impl ReviewRequestService for Reviews {
    async fn file_request(
        &self,
        request: Request<wire::FileRequestRequest>,
    ) -> Result<Response<wire::FileRequestResponse>, Status> {
        files!(self, request, Requested of requester_unit_id => FileRequestResponse)
    }

    async fn register_request(
        &self,
        request: Request<wire::RegisterRequestRequest>,
    ) -> Result<Response<wire::RegisterRequestResponse>, Status> {
        files!(self, request, Requested of requester_unit_id on received_on => RegisterRequestResponse)
    }

    async fn propose_review(
        &self,
        request: Request<wire::ProposeReviewRequest>,
    ) -> Result<Response<wire::ProposeReviewResponse>, Status> {
        files!(self, request, SelfInitiated of addressee_unit_id on proposed_on => ProposeReviewResponse)
    }

    async fn authorise_review(
        &self,
        request: Request<wire::AuthoriseReviewRequest>,
    ) -> Result<Response<wire::AuthoriseReviewResponse>, Status> {
        office!(self, request, authorised_on, acts::authorise => AuthoriseReviewResponse)
    }

    async fn refuse_review(
        &self,
        request: Request<wire::RefuseReviewRequest>,
    ) -> Result<Response<wire::RefuseReviewResponse>, Status> {
        office!(self, request, refused_on, acts::refuse => RefuseReviewResponse)
    }

    async fn assign_officer(
        &self,
        request: Request<wire::AssignOfficerRequest>,
    ) -> Result<Response<wire::AssignOfficerResponse>, Status> {
        let (caller, request) = self.0.access.admit(request).await?;
        let of = Office { review: &request.review_id, unit: &request.unit_id, day: None };
        let receipt = self.by_office(&caller, &request, of, acts::assign_officer).await?;
        Ok(Response::new(wire::AssignOfficerResponse { receipt }))
    }

    async fn accept_request(
        &self,
        request: Request<wire::AcceptRequestRequest>,
    ) -> Result<Response<wire::AcceptRequestResponse>, Status> {
        office!(self, request, accepted_on, acts::accept => AcceptRequestResponse)
    }

    async fn decline_request(
        &self,
        request: Request<wire::DeclineRequestRequest>,
    ) -> Result<Response<wire::DeclineRequestResponse>, Status> {
        office!(self, request, declined_on, acts::decline => DeclineRequestResponse)
    }

    async fn ask_for_more(
        &self,
        request: Request<wire::AskForMoreRequest>,
    ) -> Result<Response<wire::AskForMoreResponse>, Status> {
        office!(self, request, asked_on, acts::ask_for_more => AskForMoreResponse)
    }

    async fn supply_more(
        &self,
        request: Request<wire::SupplyMoreRequest>,
    ) -> Result<Response<wire::SupplyMoreResponse>, Status> {
        theirs!(self, request, acts::supply => SupplyMoreResponse)
    }

    async fn register_supply(
        &self,
        request: Request<wire::RegisterSupplyRequest>,
    ) -> Result<Response<wire::RegisterSupplyResponse>, Status> {
        office!(self, request, supplied_on, acts::register_supply => RegisterSupplyResponse)
    }

    async fn agree_assignment(
        &self,
        request: Request<wire::AgreeAssignmentRequest>,
    ) -> Result<Response<wire::AgreeAssignmentResponse>, Status> {
        office!(self, request, agreed_on, acts::agree_assignment => AgreeAssignmentResponse)
    }

    async fn confirm_dossier(
        &self,
        request: Request<wire::ConfirmDossierRequest>,
    ) -> Result<Response<wire::ConfirmDossierResponse>, Status> {
        office!(self, request, complete_on, acts::confirm_dossier => ConfirmDossierResponse)
    }

    async fn replace_document(
        &self,
        request: Request<wire::ReplaceDocumentRequest>,
    ) -> Result<Response<wire::ReplaceDocumentResponse>, Status> {
        theirs!(self, request, acts::replace_document => ReplaceDocumentResponse)
    }

    async fn register_document(
        &self,
        request: Request<wire::RegisterDocumentRequest>,
    ) -> Result<Response<wire::RegisterDocumentResponse>, Status> {
        office!(self, request, filed_on, acts::register_document => RegisterDocumentResponse)
    }

    async fn propose_extension(
        &self,
        request: Request<wire::ProposeExtensionRequest>,
    ) -> Result<Response<wire::ProposeExtensionResponse>, Status> {
        office!(self, request, proposed_on, acts::propose_extension => ProposeExtensionResponse)
    }

    async fn request_extension(
        &self,
        request: Request<wire::RequestExtensionRequest>,
    ) -> Result<Response<wire::RequestExtensionResponse>, Status> {
        theirs!(self, request, acts::request_extension => RequestExtensionResponse)
    }

    async fn answer_proposed_extension(
        &self,
        request: Request<wire::AnswerProposedExtensionRequest>,
    ) -> Result<Response<wire::AnswerProposedExtensionResponse>, Status> {
        theirs!(self, request, acts::answer_proposed => AnswerProposedExtensionResponse)
    }

    async fn answer_requested_extension(
        &self,
        request: Request<wire::AnswerRequestedExtensionRequest>,
    ) -> Result<Response<wire::AnswerRequestedExtensionResponse>, Status> {
        office!(self, request, answered_on, acts::answer_requested => AnswerRequestedExtensionResponse)
    }

    async fn register_extension(
        &self,
        request: Request<wire::RegisterExtensionRequest>,
    ) -> Result<Response<wire::RegisterExtensionResponse>, Status> {
        office!(self, request, agreed_on, acts::register_extension => RegisterExtensionResponse)
    }

    async fn suspend_review(
        &self,
        request: Request<wire::SuspendReviewRequest>,
    ) -> Result<Response<wire::SuspendReviewResponse>, Status> {
        office!(self, request, suspended_on, acts::suspend => SuspendReviewResponse)
    }

    async fn resume_review(
        &self,
        request: Request<wire::ResumeReviewRequest>,
    ) -> Result<Response<wire::ResumeReviewResponse>, Status> {
        office!(self, request, resumed_on, acts::resume => ResumeReviewResponse)
    }

    async fn withdraw_request(
        &self,
        request: Request<wire::WithdrawRequestRequest>,
    ) -> Result<Response<wire::WithdrawRequestResponse>, Status> {
        theirs!(self, request, acts::withdraw => WithdrawRequestResponse)
    }

    async fn cancel_review(
        &self,
        request: Request<wire::CancelReviewRequest>,
    ) -> Result<Response<wire::CancelReviewResponse>, Status> {
        office!(self, request, cancelled_on, acts::cancel => CancelReviewResponse)
    }

    async fn get_review(
        &self,
        request: Request<wire::GetReviewRequest>,
    ) -> Result<Response<wire::GetReviewResponse>, Status> {
        let (caller, request) = self.0.access.admit(request).await?;
        self.one(&caller, &request).await.map(Response::new)
    }

    async fn list_reviews(
        &self,
        request: Request<wire::ListReviewsRequest>,
    ) -> Result<Response<wire::ListReviewsResponse>, Status> {
        let (caller, request) = self.0.access.admit(request).await?;
        self.several(&caller, &request).await.map(Response::new)
    }

    async fn get_own_review(
        &self,
        request: Request<wire::GetOwnReviewRequest>,
    ) -> Result<Response<wire::GetOwnReviewResponse>, Status> {
        let (caller, request) = self.0.access.admit(request).await?;
        self.own_one(&caller, &request).await.map(Response::new)
    }

    async fn list_own_reviews(
        &self,
        request: Request<wire::ListOwnReviewsRequest>,
    ) -> Result<Response<wire::ListOwnReviewsResponse>, Status> {
        let (caller, request) = self.0.access.admit(request).await?;
        self.own_several(&caller, &request).await.map(Response::new)
    }

    type ReadDocumentStream = BoxStream<'static, Result<wire::ReadDocumentResponse, Status>>;

    async fn read_document(
        &self,
        request: Request<wire::ReadDocumentRequest>,
    ) -> Result<Response<Self::ReadDocumentStream>, Status> {
        let (caller, request) = self.0.access.admit(request).await?;
        self.document(&caller, &request).await.map(Response::new)
    }
}
