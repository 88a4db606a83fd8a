//! What a report says, and what the requester answers to it.

use chrono::NaiveDate;
use contracts::consultancy::v1 as proto;
use proto::{AnswerKind, ReportPart};

use super::super::command::Command;
use super::{Course, document, id, union};

/// Parts that every report has.
const PARTS: [ReportPart; 9] = [
    ReportPart::Basis,
    ReportPart::Method,
    ReportPart::Necessity,
    ReportPart::LegalScientificPracticalBasis,
    ReportPart::Fitness,
    ReportPart::Feasibility,
    ReportPart::Impact,
    ReportPart::UnclearPoints,
    ReportPart::Conclusion,
];

impl Course<'_> {
    pub(super) fn synthesis_started(&self, on: NaiveDate) -> Command {
        let request = proto::StartSynthesisRequest {
            review_id: id(self.review),
            unit_id: union(),
            started_on: on.to_string(),
            ..Default::default()
        };
        self.of("report on", "started", on, &request)
    }

    pub(super) fn report_submitted(&self, on: NaiveDate) -> Vec<Command> {
        let (review_id, unit_id) = (id(self.review), union());
        let save = proto::SaveReportRequest {
            review_id: review_id.clone(),
            unit_id: unit_id.clone(),
            content: Some(self.content()),
            ..Default::default()
        };
        let submitted_on = on.to_string();
        let submit =
            proto::SubmitReportRequest { review_id, unit_id, submitted_on, ..Default::default() };
        vec![
            self.of("report on", "written", on, &save),
            self.of("report on", "submitted", on, &submit),
        ]
    }

    fn content(&self) -> proto::ReportContent {
        let spoken = self.seats().iter().filter(|seat| seat.stance.is_some());
        let link = |opinion_id| proto::OpinionLink { opinion_id, version: 1 };
        let opinions: Vec<_> = spoken.map(|seat| link(self.invitation(seat))).collect();
        let statement = |part: ReportPart| proto::Statement {
            statement_id: self.own_id(&format!("statement {}", part.as_str_name())),
            part: part.into(),
            text: "Nội dung mẫu, để minh họa và thử hệ thống.".to_owned(),
            opinions: opinions.clone(),
        };
        let recommendations = self.review.recommendations.iter().zip(1..).map(|(it, number)| {
            proto::RecommendationText {
                recommendation_id: self.recommendation(number),
                number,
                r#type: it.kind.into(),
                priority: it.priority.into(),
                text: it.text.clone(),
                ..Default::default()
            }
        });
        proto::ReportContent {
            statements: PARTS.map(statement).to_vec(),
            recommendations: recommendations.collect(),
        }
    }

    pub(super) fn report_approved(&self, on: NaiveDate) -> Command {
        let request = proto::ApproveReportRequest {
            review_id: id(self.review),
            unit_id: union(),
            approved_on: on.to_string(),
            ..Default::default()
        };
        self.of("report on", "approved", on, &request)
    }

    pub(super) fn delivered(&self, on: NaiveDate) -> Vec<Command> {
        let title = format!("Biên nhận báo cáo: {}", self.review.title);
        let (stored, receipt) = document(&self.resource("receipt of"), &title, on);
        let request = proto::DeliverReportRequest {
            review_id: id(self.review),
            unit_id: union(),
            delivered_on: on.to_string(),
            receipt: Some(receipt),
            ..Default::default()
        };
        let delivered = self.of("report on", "delivered", on, &request);
        vec![stored, delivered.beginning(self.resource("answers to"), "response")]
    }

    pub(super) fn answered(
        &self,
        number: i32,
        answer: AnswerKind,
        reason: Option<&str>,
        on: NaiveDate,
    ) -> Vec<Command> {
        let title = format!("Văn bản trả lời kiến nghị {number}: {}", self.review.title);
        let (stored, file) = document(&self.resource(&format!("letter {number} on")), &title, on);
        let request = proto::RegisterAnswerRequest {
            review_id: id(self.review),
            unit_id: union(),
            answered_on: on.to_string(),
            recommendation_id: self.recommendation(number),
            answer: answer.into(),
            reason: reason.unwrap_or_default().to_owned(),
            file: Some(file),
            ..Default::default()
        };
        vec![stored, self.of("answers to", &format!("number {number} given"), on, &request)]
    }

    pub(super) fn closed(&self, on: NaiveDate) -> Command {
        let request = proto::CloseReviewRequest {
            review_id: id(self.review),
            unit_id: union(),
            closed_on: on.to_string(),
            ..Default::default()
        };
        self.of("answers to", "closed", on, &request)
    }

    fn recommendation(&self, number: i32) -> String {
        self.own_id(&format!("recommendation {number}"))
    }
}
