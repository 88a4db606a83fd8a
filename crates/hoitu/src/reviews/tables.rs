//! Reviews, the docket, proposals and what became of recommendations, as tables.

use contracts::consultancy::v1 as proto;
use proto::{DocketAction, DocketActor, OwnReviewState, ProposalState, ReviewField, ReviewKind};
use proto::{ReviewOrigin, ReviewState};

use crate::table::{Table, left, right, wrapped};
use crate::wording;

/// A line for each review.
pub fn reviews(reviews: &[proto::Review]) -> Table {
    let mut table = Table::new([
        right("Nhận ngày"),
        left("Loại"),
        wrapped("Đề án"),
        left("Trạng thái"),
        right("Hạn"),
        left("Yêu cầu"),
    ]);
    for review in reviews {
        let (terms, clock) = (review.terms.as_ref(), review.clock.as_ref());
        table.row([
            wording::day(&review.received_on),
            terms.map_or("", |terms| kind(terms.kind())).to_owned(),
            title(terms, review.illustrative),
            state(review.state()).to_owned(),
            clock.map(|clock| wording::day(&clock.due_on)).unwrap_or_default(),
            review.review_id.clone(),
        ]);
    }
    table
}

/// A line for each review, as its requester may see it.
pub fn own(reviews: &[proto::OwnReview]) -> Table {
    let mut table = Table::new([
        right("Nhận ngày"),
        wrapped("Đề án"),
        left("Trạng thái"),
        right("Hạn bổ sung"),
        right("Hạn trả lời"),
        left("Yêu cầu"),
    ]);
    for review in reviews {
        table.row([
            wording::day(&review.received_on),
            title(review.terms.as_ref(), review.illustrative),
            own_state(review.state()).to_owned(),
            wording::day(&review.supply_by),
            wording::day(&review.answer_by),
            review.review_id.clone(),
        ]);
    }
    table
}

/// All of one review.
pub fn card(review: &proto::Review) -> Table {
    let mut table = Table::new([left("Mục"), wrapped("Nội dung")]);
    let terms = review.terms.clone().unwrap_or_default();
    let since = wording::day(&review.state_since);
    table.row(["Đề án", &title(Some(&terms), review.illustrative)]);
    table.row(["Loại", kind(terms.kind())]);
    table.row(["Lĩnh vực", field(terms.field())]);
    table.row(["Do", origin(review.origin())]);
    table.row(["Đơn vị yêu cầu", &review.requester_unit_id]);
    table.row(["Trạng thái", &format!("{} từ {since}", state(review.state()))]);
    if !review.reason.is_empty() {
        table.row(["Lý do", &review.reason]);
    }
    for (number, question) in (1..).zip(&terms.questions) {
        table.row([format!("Câu hỏi {number}"), question.clone()]);
    }
    for document in &review.documents {
        for version in &document.versions {
            let hash = version.file.as_ref().map_or("", |file| &file.sha256);
            let said = format!("{}, bản {}, SHA-256 {hash}", document.title, version.version);
            table.row(["Tài liệu", &said]);
        }
    }
    let clock = review.clock.clone().unwrap_or_default();
    for pause in &clock.pauses {
        let until =
            if pause.until.is_empty() { "nay".to_owned() } else { wording::day(&pause.until) };
        let from = wording::day(&pause.from);
        table.row(["Tạm dừng", &format!("{from} – {until}: {}", pause.reason)]);
    }
    for extension in &clock.extensions {
        let said = format!("{} ngày làm việc: {}", extension.working_days, extension.reason);
        table.row(["Gia hạn", &said]);
    }
    if !clock.due_on.is_empty() {
        table.row(["Hạn", &wording::day(&clock.due_on)]);
    }
    table
}

/// A line for each review that somebody is to act on.
pub fn docket(lines: &[proto::DocketLine]) -> Table {
    let mut table = Table::new([
        right("Hạn"),
        left("Ai"),
        wrapped("Việc tiếp theo"),
        wrapped("Đề án"),
        right("Ý kiến"),
        left("Yêu cầu"),
    ]);
    for line in lines {
        let late = if line.overdue { " (quá hạn)" } else { "" };
        let counts = line.counts.unwrap_or_default();
        table.row([
            wording::day(&line.next_due_on) + late,
            actor(line.next_actor()).to_owned(),
            action(line.next_action()).to_owned(),
            line.title.clone(),
            format!("{}/{}", counts.opinions, counts.accepted),
            line.review_id.clone(),
        ]);
    }
    table
}

/// A line for each proposal.
pub fn proposals(proposals: &[proto::Proposal]) -> Table {
    let mut table = Table::new([
        wrapped("Đề xuất"),
        left("Trạng thái"),
        right("Từ ngày"),
        right("Hạn trả lời"),
        right("Đã nhắc"),
        left("Mã"),
    ]);
    for proposal in proposals {
        let text = proposal.text.clone().unwrap_or_default();
        table.row([
            marked(&text.title, proposal.illustrative),
            proposal_state(proposal.state()).to_owned(),
            wording::day(&proposal.state_since),
            wording::day(&proposal.answer_by),
            proposal.reminders.to_string(),
            proposal.proposal_id.clone(),
        ]);
    }
    table
}

/// The numbers that reviews go by.
pub fn regulation(regulation: &proto::Regulation) -> Table {
    let mut table = Table::new([left("Quy chế"), right("Số")]);
    let terms = regulation.terms.clone().unwrap_or_default();
    let council = terms.council.unwrap_or_default();
    let invitation = terms.invitation.unwrap_or_default();
    let numbers = [
        ("Ngày làm việc để xem xét yêu cầu", terms.triage_working_days),
        ("Ngày làm việc tối thiểu cho một việc", terms.least_review_working_days),
        ("Ngày làm việc để bổ sung hồ sơ", terms.supply_working_days),
        ("Ngày để trả lời kiến nghị", terms.answer_days),
        ("Ngày để trả lời đề xuất", terms.proposal_answer_days),
        ("Thành viên hội đồng, ít nhất", council.least_members),
        ("Thành viên hội đồng, thường", council.usual_members),
        ("Thành viên hội đồng, nhiều nhất", council.most_members),
        ("Ủy viên phản biện, ít nhất", council.least_reviewers),
        ("Ngày làm việc để trả lời lời mời", invitation.answer_working_days),
        ("Ngày làm việc để viết ý kiến", invitation.opinion_working_days),
    ];
    for (what, number) in numbers {
        table.row([what.to_owned(), number.to_string()]);
    }
    table
}

/// What became of recommendations.
pub fn uptake(lines: &[proto::Uptake]) -> Table {
    let mut table = Table::new([
        right("Năm"),
        left("Lĩnh vực"),
        right("Kiến nghị"),
        right("Tiếp thu"),
        right("Một phần"),
        right("Không"),
        right("Im lặng"),
        right("Đang chờ"),
        left("Đơn vị"),
    ]);
    for line in lines {
        table.row([
            line.year.to_string(),
            field(line.field()).to_owned(),
            line.delivered.to_string(),
            line.accepted.to_string(),
            line.partly.to_string(),
            line.rejected.to_string(),
            line.silent.to_string(),
            line.waiting.to_string(),
            line.requester_unit_id.clone(),
        ]);
    }
    table
}

fn title(terms: Option<&proto::ReviewTerms>, illustrative: bool) -> String {
    marked(terms.map_or("", |terms| &terms.title), illustrative)
}

pub(super) fn marked(title: &str, illustrative: bool) -> String {
    if illustrative { format!("{title} (minh họa)") } else { title.to_owned() }
}

fn kind(kind: ReviewKind) -> &'static str {
    match kind {
        ReviewKind::Unspecified => "",
        ReviewKind::Consultancy => "tư vấn",
        ReviewKind::CriticalReview => "phản biện",
        ReviewKind::SocialAssessment => "giám định xã hội",
    }
}

fn origin(origin: ReviewOrigin) -> &'static str {
    match origin {
        ReviewOrigin::Unspecified => "",
        ReviewOrigin::Requested => "đơn vị yêu cầu",
        ReviewOrigin::SelfInitiated => "Liên hiệp Hội tự đề xuất",
    }
}

fn field(field: ReviewField) -> &'static str {
    match field {
        ReviewField::Unspecified => "",
        ReviewField::ScienceTechnology => "khoa học và công nghệ",
        ReviewField::EducationTraining => "giáo dục và đào tạo",
        ReviewField::Intellectuals => "trí thức",
        ReviewField::Economy => "kinh tế",
        ReviewField::AgricultureEnvironment => "nông nghiệp, môi trường",
        ReviewField::ConstructionTransport => "xây dựng, giao thông",
        ReviewField::Health => "y tế",
        ReviewField::CultureSociety => "văn hóa, xã hội",
        ReviewField::Other => "khác",
    }
}

fn state(state: ReviewState) -> &'static str {
    match state {
        ReviewState::Unspecified => "không rõ",
        ReviewState::Proposed => "đã đề xuất, chờ cho phép",
        ReviewState::Refused => "không được cho phép",
        ReviewState::Received => "đã nhận",
        ReviewState::Accepted => "đã nhận làm",
        ReviewState::Declined => "đã từ chối",
        ReviewState::Assigned => "đã giao việc",
        ReviewState::DossierComplete => "hồ sơ đủ",
        ReviewState::CouncilFormed => "đã lập hội đồng",
        ReviewState::InReview => "đang xem xét",
        ReviewState::Synthesis => "đang tổng hợp",
        ReviewState::ReportDrafted => "báo cáo chờ duyệt",
        ReviewState::ReportApproved => "báo cáo đã duyệt",
        ReviewState::Delivered => "đã bàn giao",
        ReviewState::Closed => "đã kết thúc",
        ReviewState::Withdrawn => "bên yêu cầu đã rút",
        ReviewState::Cancelled => "đã hủy",
        ReviewState::Lapsed => "hết hạn bổ sung",
    }
}

fn own_state(state: OwnReviewState) -> &'static str {
    match state {
        OwnReviewState::Unspecified => "không rõ",
        OwnReviewState::Proposed => "được đề xuất",
        OwnReviewState::Received => "đã nhận",
        OwnReviewState::YoursToSupply => "chờ đơn vị bổ sung",
        OwnReviewState::UnderWay => "đang làm",
        OwnReviewState::YoursToAnswer => "chờ đơn vị trả lời",
        OwnReviewState::Done => "đã xong",
        OwnReviewState::NotDone => "không làm",
    }
}

fn proposal_state(state: ProposalState) -> &'static str {
    match state {
        ProposalState::Unspecified => "không rõ",
        ProposalState::Draft => "dự thảo",
        ProposalState::Submitted => "đã gửi",
        ProposalState::Unanswered => "quá hạn không trả lời",
        ProposalState::Answered => "đã được trả lời",
        ProposalState::Withdrawn => "đã rút",
    }
}

fn actor(actor: DocketActor) -> &'static str {
    match actor {
        DocketActor::Unspecified => "",
        DocketActor::UnionOffice => "văn phòng",
        DocketActor::UnionLeaders => "lãnh đạo Liên hiệp Hội",
        DocketActor::Authority => "cấp cho phép",
        DocketActor::Requester => "bên yêu cầu",
        DocketActor::Experts => "chuyên gia",
        DocketActor::CouncilChair => "chủ tịch hội đồng",
    }
}

fn action(action: DocketAction) -> &'static str {
    match action {
        DocketAction::Unspecified => "",
        DocketAction::Authorise => "cho phép hoặc không",
        DocketAction::Triage => "xem xét yêu cầu",
        DocketAction::Supply => "bổ sung hồ sơ",
        DocketAction::AgreeAssignment => "ký hợp đồng hoặc văn bản giao việc",
        DocketAction::CompleteDossier => "xác nhận hồ sơ đủ",
        DocketAction::InviteExperts => "mời chuyên gia",
        DocketAction::AnswerInvitations => "trả lời lời mời",
        DocketAction::OpenReview => "mở hồ sơ cho chuyên gia",
        DocketAction::WriteOpinions => "viết ý kiến",
        DocketAction::Synthesise => "tổng hợp ý kiến",
        DocketAction::DraftReport => "viết báo cáo",
        DocketAction::ApproveReport => "duyệt báo cáo",
        DocketAction::DeliverReport => "bàn giao báo cáo",
        DocketAction::AnswerRecommendations => "trả lời kiến nghị",
        DocketAction::Close => "kết thúc",
        DocketAction::Resume => "tiếp tục sau tạm dừng",
        DocketAction::AnswerExtension => "trả lời đề nghị gia hạn",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_docket_says_who_is_late_with_what() {
        let line = proto::DocketLine {
            review_id: "1".into(),
            title: "Đề án mẫu".into(),
            next_actor: DocketActor::UnionOffice.into(),
            next_action: DocketAction::Triage.into(),
            next_due_on: "2026-11-20".into(),
            overdue: true,
            ..Default::default()
        };
        let text = docket(&[line]).render(120);
        let said = "20/11/2026 (quá hạn)  văn phòng  xem xét yêu cầu  Đề án mẫu     0/0  1\n";
        assert!(text.ends_with(said), "{text}");
    }
}
