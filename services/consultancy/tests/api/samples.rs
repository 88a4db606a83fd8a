//! What the tests ask for: a regulation, a request with its dossier, and each act on it.

use std::sync::atomic::{AtomicU32, Ordering};

use contracts::consultancy::v1::*;
use contracts::evidence::v1::{BeginUploadRequest, SendBytesRequest, StoreEvidenceRequest};
use contracts::ledger::v1::CommandReceipt;
use futures::stream;
use ledger::Digest;
use uuid::Uuid;

use crate::world::{DEPARTMENT, HEAD, OFFICE, REQUESTER, UNION, World, after};

pub const TEXT: &str = "Dự thảo đề án mẫu.\n";
pub const TODAY: &str = "2026-11-24";

/// An id that no other request of the tests has.
pub fn fresh() -> String {
    static LAST: AtomicU32 = AtomicU32::new(0x1000);
    Uuid::from_u128(LAST.fetch_add(1, Ordering::Relaxed).into()).to_string()
}

#[macro_export]
macro_rules! receipt {
    ($call:expr) => {
        $call.await.unwrap().into_inner().receipt.unwrap()
    };
}

pub fn decision() -> Option<DecisionRef> {
    Some(DecisionRef {
        number_symbol: "05-QĐ/LHH".into(),
        issued_on: "2026-01-02".into(),
        issuer_unit_id: UNION.to_string(),
    })
}

pub fn regulation() -> IssueRegulationRequest {
    let days = |scheme_kind| ReviewDays { scheme_kind, working_days: 20 };
    let terms = RegulationTerms {
        triage_working_days: 5,
        review_days: (1..=5).map(days).collect(),
        least_review_working_days: 10,
        supply_working_days: 10,
        answer_days: 30,
        proposal_answer_days: 45,
        council: Some(CouncilTerms {
            least_members: 5,
            usual_members: 7,
            most_members: 11,
            least_reviewers: 2,
            least_independent_experts: 2,
            conflict_years: 3,
        }),
        meeting: Some(MeetingTerms {
            quorum_numerator: 2,
            quorum_denominator: 3,
            quorum_reviewers: 1,
            papers_working_days: 7,
            comments_working_days: 1,
        }),
        invitation: Some(InvitationTerms { answer_working_days: 3, opinion_working_days: 10 }),
    };
    IssueRegulationRequest {
        unit_id: UNION.to_string(),
        request_id: fresh(),
        validate_only: false,
        effective_on: "2026-01-02".into(),
        terms: Some(terms),
        decision_ref: decision(),
    }
}

pub fn terms() -> ReviewTerms {
    ReviewTerms {
        kind: ReviewKind::CriticalReview.into(),
        scheme_kind: SchemeKind::Policy.into(),
        field: ReviewField::ScienceTechnology.into(),
        classification: Classification::Internal.into(),
        title: "Đề án mẫu về khoa học và công nghệ".into(),
        purpose: "Hoàn thiện dự thảo".into(),
        questions: vec!["Mục tiêu có khả thi không?".into()],
        legal_basis: "Quyết định 14/2014/QĐ-TTg".into(),
        wished_on: String::new(),
        budget_note: String::new(),
    }
}

impl World {
    /// The Union has its regulation.
    pub async fn regulated() -> Self {
        let world = Self::new().await;
        receipt!(world.regulations(HEAD).await.issue_regulation(regulation()));
        world
    }

    /// A unit keeps a file, and may cite it.
    pub async fn keeps(&self, person: &str, unit: Uuid) -> CitedFile {
        self.keeps_text(person, unit, TEXT).await
    }

    /// A file that says this.
    pub async fn keeps_text(&self, person: &str, unit: Uuid, text: &'static str) -> CitedFile {
        let (unit_id, evidence_id) = (unit.to_string(), fresh());
        let sha256 = Digest::of(text.as_bytes()).to_string();
        let mut client = self.evidence(person).await;
        let announced = BeginUploadRequest {
            unit_id: unit_id.clone(),
            evidence_id: evidence_id.clone(),
            media_type: "text/plain".into(),
            byte_size: text.len().try_into().unwrap(),
            sha256: sha256.clone(),
        };
        client.begin_upload(announced).await.unwrap();
        let (unit, id) = (unit_id.clone(), evidence_id.clone());
        let data = text.as_bytes().into();
        let bytes = SendBytesRequest { unit_id: unit, evidence_id: id, offset: 0, data };
        client.send_bytes(stream::iter([bytes])).await.unwrap();
        let (request_id, id) = (fresh(), evidence_id.clone());
        let store =
            StoreEvidenceRequest { unit_id, evidence_id: id, request_id, validate_only: false };
        client.store_evidence(store).await.unwrap();
        CitedFile { evidence_id, sha256 }
    }

    /// A request with the scheme itself.
    pub async fn request(&self) -> FileRequestRequest {
        let scheme = DocumentToFile {
            document_id: fresh(),
            kind: DocumentKind::Scheme.into(),
            title: "Dự thảo đề án mẫu".into(),
            file: Some(self.keeps(REQUESTER, DEPARTMENT).await),
        };
        FileRequestRequest {
            review_id: fresh(),
            request_id: fresh(),
            validate_only: false,
            requester_unit_id: DEPARTMENT.to_string(),
            unit_id: UNION.to_string(),
            terms: Some(terms()),
            documents: vec![scheme],
            illustrative: true,
        }
    }

    /// A request that was filed today: its id.
    pub async fn filed(&self) -> (String, CommandReceipt) {
        let request = self.request().await;
        let review = request.review_id.clone();
        (review, receipt!(self.reviews(REQUESTER).await.file_request(request)))
    }

    /// The same, accepted, assigned, and with a complete dossier today.
    pub async fn running(&self) -> (String, CommandReceipt) {
        let (review, receipt) = self.filed().await;
        let mut office = self.reviews(OFFICE).await;
        let accept = AcceptRequestRequest {
            review_id: review.clone(),
            etag: receipt.etag,
            request_id: fresh(),
            validate_only: false,
            unit_id: UNION.to_string(),
            accepted_on: TODAY.into(),
            working_days: 0,
        };
        let receipt = receipt!(office.accept_request(accept));
        let agree = AgreeAssignmentRequest {
            review_id: review.clone(),
            etag: receipt.etag,
            request_id: fresh(),
            validate_only: false,
            unit_id: UNION.to_string(),
            agreed_on: TODAY.into(),
            kind: AssignmentKind::Contract.into(),
            decision_ref: decision(),
            executing_unit_id: String::new(),
        };
        let receipt = receipt!(office.agree_assignment(agree));
        let confirm = ConfirmDossierRequest {
            review_id: review.clone(),
            etag: receipt.etag,
            request_id: fresh(),
            validate_only: false,
            unit_id: UNION.to_string(),
            complete_on: TODAY.into(),
        };
        (review, receipt!(office.confirm_dossier(confirm)))
    }

    pub async fn asks_for_more(&self, review: &str, receipt: CommandReceipt) -> CommandReceipt {
        let ask = AskForMoreRequest {
            review_id: review.into(),
            etag: receipt.etag,
            request_id: fresh(),
            validate_only: false,
            unit_id: UNION.to_string(),
            asked_on: TODAY.into(),
            missing: "Thiếu số liệu tài chính".into(),
            supply_by: String::new(),
        };
        receipt!(self.reviews(OFFICE).await.ask_for_more(ask))
    }

    pub async fn supplies(&self, review: &str, receipt: CommandReceipt) -> CommandReceipt {
        let supply = SupplyMoreRequest {
            review_id: review.into(),
            etag: receipt.etag,
            request_id: fresh(),
            validate_only: false,
            requester_unit_id: DEPARTMENT.to_string(),
            documents: Vec::new(),
            note: "Đã bổ sung".into(),
        };
        receipt!(self.reviews(REQUESTER).await.supply_more(supply))
    }

    /// As the Union sees it.
    pub async fn review(&self, review: &str, receipt: &CommandReceipt) -> Review {
        let (review_id, unit_id) = (review.to_owned(), UNION.to_string());
        let get = GetReviewRequest { review_id, unit_id, read_at: after(receipt) };
        let answer = self.reviews(OFFICE).await.get_review(get).await;
        answer.unwrap().into_inner().review.unwrap()
    }

    /// As its requester sees it.
    pub async fn own_review(&self, review: &str, receipt: &CommandReceipt) -> OwnReview {
        let (review_id, requester_unit_id) = (review.to_owned(), DEPARTMENT.to_string());
        let get = GetOwnReviewRequest { review_id, requester_unit_id, read_at: after(receipt) };
        let answer = self.reviews(REQUESTER).await.get_own_review(get).await;
        answer.unwrap().into_inner().review.unwrap()
    }
}
