//! The report of a council over the wire: what was kept apart goes with it, its author does not approve it, it is
//! delivered with a receipt and its hash, and its recommendations are answered in part, late, or never.

use contracts::access::v1::Kind;
use contracts::consultancy::v1::*;
use contracts::ledger::v1::CommandReceipt;
use contracts::membership::v1::Role;
use ledger::Digest;
use tonic::{Code, Status};

use crate::act;
use crate::council_meetings::FIVE;
use crate::council_samples::{first_version, report};
use crate::panel::{Done, FIRST_MEMBER, Panel, SEATS, SECRETARY};
use crate::samples::fresh;
use crate::world::{
    DEPARTMENT, HEAD, OFFICE, REQUESTER, UNION, after, eventually, invalid, precondition, refusal,
};

const APART: &str = "Chưa đủ căn cứ về nguồn lực";

impl Panel {
    /// All have spoken and met, one keeps an opinion apart, and a report without it is written.
    async fn in_synthesis(recommendations: &[String]) -> (Self, String) {
        let mut panel = Self::in_review().await;
        for (expert, _) in SEATS {
            panel.speak(expert, 1).await;
        }
        let meeting = fresh();
        panel.convene(&meeting, "2026-12-03").await.unwrap();
        panel.world.is_now("2026-12-03T03:00:00Z");
        let minutes = panel.minutes(&meeting, &FIVE).await;
        panel.hold(minutes).await.unwrap();
        panel.dissent(&meeting, SECRETARY, APART, true).await.unwrap();
        panel.synthesise().await.unwrap();
        panel.write(recommendations, false).await.unwrap();
        (panel, meeting)
    }

    /// The requester has a report with these recommendations.
    async fn delivered(recommendations: &[String]) -> Self {
        let (mut panel, _) = Self::in_synthesis(recommendations).await;
        panel.write(recommendations, true).await.unwrap();
        panel.hand_in().await.unwrap();
        panel.approve(HEAD).await.unwrap();
        let delivery = panel.delivery("").await;
        panel.deliver(delivery).await.unwrap();
        panel
    }

    async fn report(&self) -> ReviewReport {
        let (review_id, unit_id) = (self.review.clone(), UNION.to_string());
        let get = GetReportRequest { review_id, unit_id, read_at: after(&self.last) };
        let told = self.world.reports(OFFICE).await.get_report(get).await.unwrap();
        told.into_inner().report.unwrap()
    }

    /// Writes the report on all opinions, and under other opinions if wished.
    async fn write(&mut self, recommendations: &[String], of_others: bool) -> Done {
        let links: Vec<_> = self.invitations.values().map(first_version).collect();
        let mut content = report(&links, recommendations);
        if of_others {
            let part = ReportPart::OtherOpinions.into();
            content.statements.push(Statement {
                statement_id: fresh(),
                part,
                text: "Một thành viên bảo lưu ý kiến".into(),
                opinions: vec![first_version(&self.invitation(SECRETARY))],
            });
        }
        let save = SaveReportRequest {
            review_id: self.review.clone(),
            etag: self.report().await.etag,
            request_id: fresh(),
            validate_only: false,
            unit_id: UNION.to_string(),
            content: Some(content),
        };
        act!(self, reports, OFFICE, save_report, save)
    }

    async fn hand_in(&mut self) -> Done {
        let submit = SubmitReportRequest {
            review_id: self.review.clone(),
            etag: self.report().await.etag,
            request_id: fresh(),
            validate_only: false,
            unit_id: UNION.to_string(),
            submitted_on: self.today(),
        };
        act!(self, reports, OFFICE, submit_report, submit)
    }

    async fn approve(&mut self, person: &str) -> Done {
        let approve = ApproveReportRequest {
            review_id: self.review.clone(),
            etag: self.report().await.etag,
            request_id: fresh(),
            validate_only: false,
            unit_id: UNION.to_string(),
            approved_on: self.today(),
        };
        act!(self, reports, person, approve_report, approve)
    }

    async fn delivery(&self, answer_by: &str) -> DeliverReportRequest {
        DeliverReportRequest {
            review_id: self.review.clone(),
            etag: self.report().await.etag,
            request_id: fresh(),
            validate_only: false,
            unit_id: UNION.to_string(),
            delivered_on: self.today(),
            answer_by: answer_by.into(),
            receipt: Some(self.world.keeps_text(OFFICE, UNION, "Giấy biên nhận mẫu.\n").await),
        }
    }

    async fn deliver(&mut self, delivery: DeliverReportRequest) -> Done {
        act!(self, reports, OFFICE, deliver_report, delivery)
    }

    /// What the requester was given.
    async fn given(&self) -> Result<DeliveredReport, Status> {
        let (review_id, requester_unit_id) = (self.review.clone(), DEPARTMENT.to_string());
        let read_at = after(&self.last);
        let get = GetDeliveredReportRequest { review_id, requester_unit_id, read_at };
        let told = self.world.reports(REQUESTER).await.get_delivered_report(get).await?;
        Ok(told.into_inner().report.unwrap())
    }

    async fn acknowledge(&mut self, sha256: String) -> Done {
        let acknowledge = AcknowledgeDeliveryRequest {
            review_id: self.review.clone(),
            etag: self.given().await?.report_etag,
            request_id: fresh(),
            validate_only: false,
            requester_unit_id: DEPARTMENT.to_string(),
            sha256,
        };
        act!(self, reports, REQUESTER, acknowledge_delivery, acknowledge)
    }

    async fn recommended(&self) -> Vec<Recommendation> {
        let (review_id, unit_id) = (self.review.clone(), UNION.to_string());
        let read_at = after(&self.last);
        let list = ListRecommendationsRequest { review_id, unit_id, read_at, ..Default::default() };
        let told = self.world.recommendations(OFFICE).await.list_recommendations(list).await;
        told.unwrap().into_inner().recommendations
    }

    async fn answer(&mut self, recommendation: &str, answer: AnswerKind, reason: &str) -> Done {
        let answer = AnswerRecommendationRequest {
            review_id: self.review.clone(),
            etag: self.recommended().await[0].etag.clone(),
            request_id: fresh(),
            validate_only: false,
            requester_unit_id: DEPARTMENT.to_string(),
            recommendation_id: recommendation.into(),
            answer: answer.into(),
            reason: reason.into(),
        };
        act!(self, recommendations, REQUESTER, answer_recommendation, answer)
    }

    async fn close(&mut self) -> Done {
        let close = CloseReviewRequest {
            review_id: self.review.clone(),
            etag: self.recommended().await[0].etag.clone(),
            request_id: fresh(),
            validate_only: false,
            unit_id: UNION.to_string(),
            closed_on: self.today(),
        };
        act!(self, recommendations, OFFICE, close_review, close)
    }
}

#[tokio::test]
async fn what_was_kept_apart_goes_with_the_report_and_is_not_passed_over() {
    let recommendations = [fresh()];
    let (mut panel, meeting) = Panel::in_synthesis(&recommendations).await;
    assert_eq!(refusal(panel.hand_in().await), precondition("DISSENT_PASSED_OVER"));
    panel.write(&recommendations, true).await.unwrap();
    panel.hand_in().await.unwrap();
    let told = panel.report().await;
    assert_eq!((told.state(), told.dissents), (ReportState::Submitted, vec![APART.to_owned()]));
    let too_late = panel.dissent(&meeting, FIRST_MEMBER, "Cũng vậy", true).await;
    assert_eq!(refusal(too_late), precondition("STATE_NOT_ALLOWED"));

    let give_back = ReturnReportRequest {
        review_id: panel.review.clone(),
        etag: panel.report().await.etag,
        request_id: fresh(),
        validate_only: false,
        unit_id: UNION.to_string(),
        returned_on: panel.today(),
        reason: "Nêu rõ hơn".into(),
    };
    act!(panel, reports, HEAD, return_report, give_back).unwrap();
    // Not wished in the report: it stays in the minutes.
    panel.dissent(&meeting, FIRST_MEMBER, "Cũng vậy", false).await.unwrap();
    panel.hand_in().await.unwrap();
    assert_eq!(panel.report().await.dissents, [APART]);
    assert_eq!(panel.meeting(&meeting).await.dissents.len(), 2);
    panel.approve(HEAD).await.unwrap();
    let delivery = panel.delivery("").await;
    panel.deliver(delivery).await.unwrap();
    let text = panel.given().await.unwrap().text;
    assert!(text.contains(APART) && !text.contains("Cũng vậy"), "{text}");
    assert!(!text.contains(&panel.invitation(SECRETARY)) && !text.contains(SECRETARY), "{text}");
}

#[tokio::test]
async fn a_report_is_approved_by_another_than_its_author_and_delivered_with_receipt_and_hash() {
    let recommendations = [fresh()];
    let (mut panel, _) = Panel::in_synthesis(&recommendations).await;
    panel.write(&recommendations, true).await.unwrap();
    panel.hand_in().await.unwrap();
    let early = panel.delivery("").await;
    assert_eq!(refusal(panel.deliver(early).await), precondition("STATE_NOT_ALLOWED"));
    let no_right = (Code::PermissionDenied, "NO_PERMISSION".to_owned());
    assert_eq!(refusal(panel.approve(OFFICE).await), no_right);
    // Who may direct reviews too does not approve what they wrote.
    panel.world.grants(OFFICE, Role::UnitHead, (Kind::Unit, &UNION.to_string())).await;
    let by_author = async || refusal(panel.approve(OFFICE).await);
    let by_author = eventually("the right is known", by_author, |it| *it != no_right).await;
    assert_eq!(by_author, (Code::PermissionDenied, "OWN_REPORT".into()));
    panel.approve(HEAD).await.unwrap();
    assert_eq!(panel.line().await.next_action(), DocketAction::DeliverReport);
    let unheard = refusal(panel.given().await);
    assert_eq!(unheard, (Code::NotFound, "NO_SUCH_RESOURCE".into()));

    let good = panel.delivery("").await;
    let mut unkept = good.clone();
    unkept.receipt.as_mut().unwrap().evidence_id = fresh();
    let unkept = refusal(panel.deliver(unkept).await);
    assert_eq!(unkept, (Code::NotFound, "EVIDENCE_NOT_FOUND".into()));
    let at_once = DeliverReportRequest { answer_by: panel.today(), ..good.clone() };
    let at_once = refusal(panel.deliver(at_once).await);
    assert_eq!(at_once.1, "ANSWER_DUE_IN_THE_PAST");
    panel.deliver(good.clone()).await.unwrap();
    let told = panel.report().await;
    assert_eq!((&*told.delivered_on, told.receipt), ("2026-12-03", good.receipt));

    let given = panel.given().await.unwrap();
    assert_eq!(given.sha256, Digest::of(given.text.as_bytes()).to_string());
    assert_eq!((&given.sha256, &*given.answer_by), (&told.sha256, "2027-01-02"));
    let another = Digest::of(b"another").to_string();
    assert_eq!(refusal(panel.acknowledge(another).await), invalid("HASH_DIFFERS"));
    panel.acknowledge(given.sha256).await.unwrap();
    assert_eq!(panel.report().await.acknowledged_on, "2026-12-03");
}

#[tokio::test]
async fn recommendations_are_answered_in_part_and_late_and_silence_has_its_day() {
    let [first, second, third, fourth] = [fresh(), fresh(), fresh(), fresh()];
    let all = [first.clone(), second.clone(), third.clone(), fourth.clone()];
    let mut panel = Panel::delivered(&all).await;
    let line = panel.line().await;
    assert_eq!((line.next_actor(), &*line.next_due_on), (DocketActor::Requester, "2027-01-02"));
    panel.answer(&first, AnswerKind::Accepted, "").await.unwrap();
    let again = panel.answer(&first, AnswerKind::Rejected, "Trái quy hoạch").await;
    assert_eq!(refusal(again).1, "RECOMMENDATION_ANSWERED");
    let bare = panel.answer(&second, AnswerKind::Partly, "").await;
    assert_eq!(refusal(bare), invalid("REASON_MISSING"));
    panel.answer(&second, AnswerKind::Partly, "Chưa đủ nguồn lực").await.unwrap();
    assert_eq!(refusal(panel.close().await), precondition("RECOMMENDATIONS_WAITING"));

    // The third of January begins in Vietnam.
    panel.world.is_now("2027-01-02T17:01:00Z");
    let counts = async || panel.counts().await;
    let silent = eventually("silence is recorded", counts, |it| it.recommendations_silent == 2);
    assert_eq!(silent.await.recommendations_answered, 2);
    let line = panel.line().await;
    assert_eq!(
        (line.next_actor(), line.next_action()),
        (DocketActor::UnionOffice, DocketAction::Close)
    );
    panel.answer(&third, AnswerKind::Rejected, "Trái quy hoạch").await.unwrap();
    let told = panel.recommended().await;
    let told = |n: usize| (told[n].late, &*told[n].answered_on, &*told[n].silent_on);
    assert_eq!(told(1), (false, "2026-12-03", ""));
    assert_eq!(told(2), (true, "2027-01-03", "2027-01-03"));
    assert_eq!(told(3), (false, "", "2027-01-03"));

    let closed: CommandReceipt = panel.close().await.unwrap();
    assert_eq!(panel.world.review(&panel.review, &closed).await.state(), ReviewState::Closed);
    let after_it = panel.answer(&fourth, AnswerKind::Accepted, "").await;
    assert_eq!(refusal(after_it), precondition("STATE_NOT_ALLOWED"));
}
