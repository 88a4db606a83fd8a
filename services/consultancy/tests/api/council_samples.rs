//! What the tests do with experts: two work without a council, and what they say becomes a report.

use contracts::access::v1::Kind;
use contracts::consultancy::v1::*;
use contracts::ledger::v1::CommandReceipt;
use contracts::membership::v1::Role;
use tonic::{Response, Status};
use tonic_types::StatusExt as _;

use crate::receipt;
use crate::samples::{TODAY, fresh};
use crate::world::{HEAD, OFFICE, UNION, World, after, eventually};

pub const FIRST_EXPERT: &str = "nguoi-mau-11";
pub const SECOND_EXPERT: &str = "nguoi-mau-12";

/// Of the scheme in this version, and to the one question.
pub fn opinion(document: &str, document_version: i32) -> OpinionContent {
    OpinionContent {
        sections: vec![OpinionSection {
            document_id: document.into(),
            document_version,
            section: "Chương II".into(),
            stance: Stance::AgreesWithChanges.into(),
            text: "Cần nêu rõ nguồn lực".into(),
        }],
        answers: vec![QuestionAnswer { number: 1, text: "Có, nếu đủ nguồn lực".into() }],
        conclusion: "Đồng ý có điều kiện".into(),
    }
}

pub fn first_version(opinion: &String) -> OpinionLink {
    OpinionLink { opinion_id: opinion.clone(), version: 1 }
}

/// Something is said under each part but other opinions.
pub fn report(links: &[OpinionLink], recommendations: &[String]) -> ReportContent {
    let parts = (1..=10).filter(|part| *part != i32::from(ReportPart::OtherOpinions));
    let statement = |part| Statement {
        statement_id: fresh(),
        part,
        text: "Đề án cần thiết".into(),
        opinions: links.to_vec(),
    };
    let recommend = |(id, number): (&String, i32)| RecommendationText {
        recommendation_id: id.clone(),
        number,
        r#type: RecommendationType::Amend.into(),
        priority: Priority::High.into(),
        addressee_unit_id: String::new(),
        clause: "Điều 5".into(),
        text: "Bổ sung nguồn lực".into(),
        wished_text: String::new(),
    };
    ReportContent {
        statements: parts.map(statement).collect(),
        recommendations: recommendations.iter().zip(1..).map(recommend).collect(),
    }
}

impl World {
    pub async fn invites(
        &self,
        review: &str,
        etag: String,
        expert: &str,
        invitation_id: String,
    ) -> Result<Response<InviteExpertResponse>, Status> {
        let invite = InviteExpertRequest {
            review_id: review.into(),
            etag,
            request_id: fresh(),
            validate_only: false,
            unit_id: UNION.to_string(),
            invitation_id,
            expert: expert.into(),
            role: CouncilRole::IndependentExpert.into(),
            invited_on: TODAY.into(),
            answer_by: String::new(),
            opinion_by: String::new(),
            follows_invitation_id: String::new(),
        };
        self.councils(OFFICE).await.invite_expert(invite).await
    }

    /// Two experts are to work on it, and this one is asked.
    pub async fn invited(&self, review: &str, expert: &str) -> (CommandReceipt, String) {
        let compose = ComposeCouncilRequest {
            review_id: review.into(),
            request_id: fresh(),
            validate_only: false,
            unit_id: UNION.to_string(),
            form: CouncilForm::IndependentExperts.into(),
            size: 0,
        };
        let receipt = receipt!(self.councils(OFFICE).await.compose_council(compose));
        let invitation = fresh();
        let receipt = receipt!(self.invites(review, receipt.etag, expert, invitation.clone()));
        self.may_advise(expert, Role::CouncilMember, review).await;
        (receipt, invitation)
    }

    pub async fn may_advise(&self, person: &str, role: Role, review: &str) {
        self.grants(person, role, (Kind::Request, review)).await;
        let get = GetOwnInvitationRequest { review_id: review.into(), read_at: None };
        let heard = async || self.councils(person).await.get_own_invitation(get.clone()).await;
        // Who has no right on a request is not told that there is one.
        let is_in = |answer: &Result<_, Status>| match answer {
            Ok(_) => true,
            Err(status) => {
                let details = status.get_error_details();
                details.resource_info().is_some_and(|it| it.resource_type == "invitation")
            }
        };
        let _ = eventually("the right is known", heard, is_in).await;
    }

    async fn accepts(
        &self,
        review: &str,
        etag: String,
        (expert, invitation): (&str, String),
    ) -> CommandReceipt {
        let accept = AcceptInvitationRequest {
            review_id: review.into(),
            etag,
            request_id: fresh(),
            validate_only: false,
            invitation_id: invitation,
            pledges: true,
            conflicts: Vec::new(),
        };
        receipt!(self.councils(expert).await.accept_invitation(accept))
    }

    /// Both are in, and the review is opened: of the council.
    pub async fn opened(&self, review: &str) -> CommandReceipt {
        let (receipt, first) = self.invited(review, FIRST_EXPERT).await;
        let receipt = self.accepts(review, receipt.etag, (FIRST_EXPERT, first)).await;
        let second = fresh();
        let receipt = receipt!(self.invites(review, receipt.etag, SECOND_EXPERT, second.clone()));
        self.may_advise(SECOND_EXPERT, Role::CouncilMember, review).await;
        let receipt = self.accepts(review, receipt.etag, (SECOND_EXPERT, second)).await;
        let form = FormCouncilRequest {
            review_id: review.into(),
            etag: receipt.etag,
            request_id: fresh(),
            validate_only: false,
            unit_id: UNION.to_string(),
            formed_on: TODAY.into(),
        };
        let receipt = receipt!(self.councils(OFFICE).await.form_council(form));
        let open = OpenReviewRequest {
            review_id: review.into(),
            etag: receipt.etag,
            request_id: fresh(),
            validate_only: false,
            unit_id: UNION.to_string(),
            opened_on: TODAY.into(),
        };
        receipt!(self.councils(OFFICE).await.open_review(open))
    }

    async fn own_invitation(&self, review: &str, council: &CommandReceipt, expert: &str) -> String {
        let get = GetOwnInvitationRequest { review_id: review.into(), read_at: after(council) };
        let own = self.councils(expert).await.get_own_invitation(get).await.unwrap();
        own.into_inner().invitation.unwrap().invitation_id
    }

    pub async fn opens_dossier(
        &self,
        review: &str,
        council: CommandReceipt,
        expert: &str,
    ) -> CommandReceipt {
        let open = OpenDossierRequest {
            review_id: review.into(),
            invitation_id: self.own_invitation(review, &council, expert).await,
            etag: council.etag,
            request_id: fresh(),
            validate_only: false,
        };
        receipt!(self.councils(expert).await.open_dossier(open))
    }

    /// Both open the dossier and hand in: the ids of their opinions.
    pub async fn spoken(&self, review: &str, mut council: CommandReceipt) -> Vec<String> {
        let mut opinions = Vec::new();
        for expert in [FIRST_EXPERT, SECOND_EXPERT] {
            council.etag = self.council_etag(review, &council).await;
            council = self.opens_dossier(review, council, expert).await;
            let get =
                GetOwnInvitationRequest { review_id: review.into(), read_at: after(&council) };
            let own = self.councils(expert).await.get_own_invitation(get).await.unwrap();
            let own = own.into_inner();
            let invitation_id = own.invitation.unwrap().invitation_id;
            let begin = BeginOpinionRequest {
                review_id: review.into(),
                request_id: fresh(),
                validate_only: false,
                invitation_id: invitation_id.clone(),
                content: Some(opinion(&own.documents[0].document_id, 1)),
            };
            let begun = receipt!(self.opinions(expert).await.begin_opinion(begin));
            let submit = SubmitOpinionRequest {
                review_id: review.into(),
                etag: begun.etag,
                request_id: fresh(),
                validate_only: false,
                invitation_id: invitation_id.clone(),
            };
            council = receipt!(self.opinions(expert).await.submit_opinion(submit));
            opinions.push(invitation_id);
        }
        opinions
    }

    pub async fn council_etag(&self, review: &str, receipt: &CommandReceipt) -> String {
        let (review_id, unit_id) = (review.to_owned(), UNION.to_string());
        let get = GetCouncilRequest { review_id, unit_id, read_at: after(receipt) };
        let told = self.councils(OFFICE).await.get_council(get).await.unwrap();
        told.into_inner().council.unwrap().etag
    }

    pub async fn synthesis(&self, review: &str) -> CommandReceipt {
        let start = StartSynthesisRequest {
            review_id: review.into(),
            request_id: fresh(),
            validate_only: false,
            unit_id: UNION.to_string(),
            started_on: TODAY.into(),
        };
        receipt!(self.reports(OFFICE).await.start_synthesis(start))
    }

    /// A report on these opinions, which the head of the Union approved.
    pub async fn approved(
        &self,
        review: &str,
        opinions: &[String],
        recommendations: &[String],
    ) -> CommandReceipt {
        let get = GetReportRequest {
            review_id: review.into(),
            unit_id: UNION.to_string(),
            read_at: None,
        };
        let begun = async || self.reports(OFFICE).await.get_report(get.clone()).await;
        let begun = eventually("the report is begun", begun, Result::is_ok).await.unwrap();
        let links: Vec<_> = opinions.iter().map(first_version).collect();
        let save = SaveReportRequest {
            review_id: review.into(),
            etag: begun.into_inner().report.unwrap().etag,
            request_id: fresh(),
            validate_only: false,
            unit_id: UNION.to_string(),
            content: Some(report(&links, recommendations)),
        };
        let mut office = self.reports(OFFICE).await;
        let saved = receipt!(office.save_report(save));
        let submit = SubmitReportRequest {
            review_id: review.into(),
            etag: saved.etag,
            request_id: fresh(),
            validate_only: false,
            unit_id: UNION.to_string(),
            submitted_on: TODAY.into(),
        };
        let submitted = receipt!(office.submit_report(submit));
        let approve = ApproveReportRequest {
            review_id: review.into(),
            etag: submitted.etag,
            request_id: fresh(),
            validate_only: false,
            unit_id: UNION.to_string(),
            approved_on: TODAY.into(),
        };
        receipt!(self.reports(HEAD).await.approve_report(approve))
    }

    pub async fn delivered(&self, review: &str, approved: CommandReceipt) -> CommandReceipt {
        let deliver = DeliverReportRequest {
            review_id: review.into(),
            etag: approved.etag,
            request_id: fresh(),
            validate_only: false,
            unit_id: UNION.to_string(),
            delivered_on: TODAY.into(),
            answer_by: String::new(),
            receipt: Some(self.keeps(OFFICE, UNION).await),
        };
        receipt!(self.reports(OFFICE).await.deliver_report(deliver))
    }
}
