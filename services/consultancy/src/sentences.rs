//! What people read when consultancy refuses: one Vietnamese sentence for each of its reasons.

/// Its own, and those of the evidence that it keeps.
pub(crate) const SENTENCES: &[(&str, &str)] = {
    const ALL: [(&str, &str); OWN.len() + evidence::SENTENCES.len()] = {
        let (mut all, mut n) = ([("", ""); OWN.len() + evidence::SENTENCES.len()], 0);
        while n < all.len() {
            all[n] = if n < OWN.len() { OWN[n] } else { evidence::SENTENCES[n - OWN.len()] };
            n += 1;
        }
        all
    };
    &ALL
};

const OWN: &[(&str, &str)] = &[
    ("ANSWER_DUE_IN_THE_PAST", "Hạn trả lời kiến nghị phải sau ngày bàn giao."),
    ("ASKED_ALREADY", "Các kiến nghị đã được bàn giao."),
    ("ASKED_OF_ITSELF", "Liên hiệp Hội không tự yêu cầu chính mình."),
    ("BEFORE_DELIVERY", "Ngày này sớm hơn ngày bàn giao báo cáo."),
    ("BEFORE_INVITATION", "Ngày này sớm hơn việc đã ghi trước đó của lời mời."),
    ("BEFORE_MEETING", "Ngày này sớm hơn cuộc họp hoặc việc đã ghi trước đó."),
    ("BEFORE_OPINION", "Ngày này sớm hơn việc đã ghi trước đó của ý kiến."),
    ("BEFORE_PROPOSAL", "Ngày này sớm hơn việc đã ghi trước đó của đề xuất."),
    ("BEFORE_REVIEW", "Ngày này sớm hơn việc đã ghi trước đó của yêu cầu."),
    ("CALENDAR_UNDECLARED", "Chưa có lịch làm việc của năm cần tính."),
    ("CHAIR_MISSING", "Hội đồng chưa có chủ tịch."),
    ("CONFLICT_OF_INTEREST", "Chuyên gia có xung đột lợi ích với đề án."),
    ("COUNCIL_ALREADY_COMPOSED", "Hội đồng của yêu cầu này đã được lập."),
    ("COUNCIL_NOT_FOUND", "Yêu cầu này chưa có hội đồng hoặc nhóm chuyên gia."),
    ("COUNCIL_SIZE_EVEN", "Số thành viên hội đồng phải là số lẻ."),
    ("COUNCIL_SIZE_OUT_OF_RANGE", "Số thành viên nằm ngoài khoảng của quy chế."),
    ("DISSENTS_CHANGED", "Vừa có thêm ý kiến bảo lưu; hãy xem lại."),
    ("DISSENT_ALREADY_RECORDED", "Thành viên này đã bảo lưu ý kiến."),
    ("DISSENT_PASSED_OVER", "Có ý kiến bảo lưu mà phần ý kiến khác của báo cáo còn trống."),
    ("DOCUMENT_NOT_FOUND", "Hồ sơ không có tài liệu hoặc phiên bản này."),
    ("DOCUMENT_TWICE", "Một tài liệu được kê hai lần."),
    ("DOCUMENT_UNCHANGED", "Phiên bản mới không khác phiên bản đang có."),
    ("DOSSIER_CHANGED", "Hồ sơ vừa có phiên bản tài liệu mới; hãy đọc rồi thực hiện lại."),
    ("DOSSIER_FULL", "Hồ sơ không nhận thêm tài liệu hoặc phiên bản."),
    ("DOSSIER_NOT_OPENED", "Chuyên gia chưa mở hồ sơ."),
    ("DUE_IN_THE_PAST", "Hạn này đã qua, hoặc không muộn hơn hạn đang có."),
    ("EVIDENCE_TWICE", "Một tệp được kê hai lần."),
    ("EXPERT_ALREADY_INVITED", "Chuyên gia này đã được mời."),
    ("EXPERT_DISMISSED", "Chuyên gia này đã bị cho thôi ở yêu cầu này."),
    ("EXTENSION_OPEN", "Đang có đề nghị gia hạn chờ trả lời."),
    ("HASH_DIFFERS", "Mã băm không phải của báo cáo đã bàn giao."),
    ("INVITATION_ALREADY_SENT", "Lời mời mang mã này đã được gửi."),
    ("INVITATION_NOT_FOUND", "Không có lời mời này."),
    ("MEETING_ALREADY_CONVENED", "Cuộc họp này đã được triệu tập."),
    ("MEETING_MISSING", "Hội đồng chưa họp."),
    ("MEETING_NOT_FOUND", "Không có cuộc họp này."),
    ("NOTHING_ASKED", "Không có yêu cầu bổ sung nào đang chờ."),
    ("NOTHING_CORRECTED", "Nội dung đính chính không khác nội dung đang có."),
    ("NOTHING_REVISED", "Đánh giá mới không khác đánh giá đang có."),
    ("NOTHING_WRITTEN", "Báo cáo chưa có nội dung."),
    ("NOT_ASSIGNED", "Người gọi không tham gia yêu cầu này, hoặc không ở vai trò cần thiết."),
    ("NOT_A_MEMBER", "Có người dự họp không phải thành viên hội đồng, hoặc được kê hai lần."),
    ("NOT_DUE", "Việc này chưa đến hạn."),
    ("NOT_LATER_THAN_PRESENT", "Quy chế mới phải có hiệu lực sau quy chế đang dùng."),
    ("NOT_ON_OLD_VERSION", "Ý kiến đang nói về phiên bản mới nhất."),
    ("NOT_SUSPENDED", "Yêu cầu này không bị tạm dừng."),
    ("NOT_THE_APPROVED_REPORT", "Đây không phải báo cáo đã được duyệt."),
    ("NO_CHAIR", "Cuộc họp phải do chủ tịch hoặc phó chủ tịch có mặt chủ trì."),
    ("NO_COUNCIL", "Chuyên gia độc lập không họp hội đồng."),
    ("NO_EXTENSION_OPEN", "Không có đề nghị gia hạn nào chờ bên này trả lời."),
    ("NO_QUORUM", "Số thành viên dự họp chưa đủ theo quy chế."),
    ("NO_REVIEWER", "Cuộc họp chưa đủ ủy viên phản biện."),
    ("NO_SEAT_LEFT", "Không còn chỗ cho vai trò này."),
    ("NUMBERS_NOT_IN_ORDER", "Kiến nghị phải được đánh số 1, 2, 3, …"),
    ("OLD_VERSION", "Ý kiến nói về phiên bản tài liệu đã được thay thế."),
    ("OPINIONS_MISSING", "Còn thiếu ý kiến của chuyên gia."),
    ("OPINIONS_ON_OLD_VERSION", "Có ý kiến nói về phiên bản tài liệu đã được thay thế."),
    ("OPINION_ALREADY_BEGUN", "Ý kiến này đã được bắt đầu."),
    ("OPINION_NOT_FOUND", "Không có ý kiến này."),
    ("OPINION_NOT_OVERDUE", "Hạn gửi ý kiến chưa qua."),
    ("OPINION_NOT_STANDING", "Ý kiến được dẫn không còn hiệu lực ở phiên bản này."),
    ("OWN_INITIATIVE", "Với việc do Liên hiệp Hội tự đề xuất thì không có bên yêu cầu."),
    ("OWN_REPORT", "Người trình báo cáo không duyệt báo cáo của mình."),
    ("PAPERS_TOO_LATE", "Thành viên chưa có tài liệu đủ sớm trước ngày họp."),
    ("PART_MISSING", "Báo cáo thiếu một phần bắt buộc."),
    ("PLANNED_IN_THE_PAST", "Ngày họp dự kiến đã qua."),
    ("PLEDGE_MISSING", "Chuyên gia phải cam kết độc lập, khách quan và giữ kín."),
    ("PROPOSAL_ALREADY_DRAFTED", "Đã có đề xuất mang mã này."),
    ("PROPOSAL_NOT_FOUND", "Liên hiệp Hội không có đề xuất này."),
    ("PROPOSED_TO_ITSELF", "Liên hiệp Hội không đề xuất với chính mình."),
    ("QUESTIONS_UNANSWERED", "Còn câu hỏi chưa được trả lời."),
    ("QUESTION_TWICE", "Một câu hỏi được trả lời hai lần."),
    ("RATING_NOT_FOUND", "Đơn vị chưa đánh giá yêu cầu này."),
    ("REASON_MISSING", "Không tiếp thu toàn bộ thì phải giải trình."),
    ("RECOMMENDATIONS_WAITING", "Còn kiến nghị chưa được trả lời."),
    ("RECOMMENDATION_ANSWERED", "Kiến nghị này đã được trả lời."),
    ("RECOMMENDATION_NOT_FOUND", "Không có kiến nghị này."),
    ("RECOMMENDATION_TWICE", "Một kiến nghị được kê hai lần."),
    ("REGULATION_ALREADY_ISSUED", "Liên hiệp Hội đã có quy chế tư vấn, phản biện."),
    ("REGULATION_MISSING", "Chưa có quy chế tư vấn, phản biện cho ngày này."),
    ("REGULATION_NOT_FOUND", "Liên hiệp Hội chưa có quy chế tư vấn, phản biện."),
    ("REPORT_NOT_FOUND", "Yêu cầu này chưa có báo cáo."),
    ("RESPONSE_NOT_FOUND", "Chưa có kiến nghị nào của yêu cầu này được bàn giao cho đơn vị."),
    ("REVIEWERS_MISSING", "Hội đồng chưa đủ ủy viên phản biện."),
    ("REVIEW_ALREADY_FILED", "Đã có yêu cầu mang mã này."),
    ("REVIEW_ALREADY_RATED", "Yêu cầu này đã được đánh giá."),
    ("REVIEW_NOT_FOUND", "Đơn vị không có yêu cầu tư vấn, phản biện này."),
    ("REVIEW_SUSPENDED", "Yêu cầu đang tạm dừng."),
    ("ROLE_NOT_OF_FORM", "Hình thức làm việc này không có vai trò đó."),
    ("SCHEME_KIND_MISSING", "Quy chế phải nêu thời hạn cho mọi loại đối tượng."),
    ("SCHEME_KIND_TWICE", "Quy chế nêu hai thời hạn cho một loại đối tượng."),
    ("SCHEME_MISSING", "Hồ sơ phải có chính đề án cần tư vấn, phản biện."),
    ("SEATS_EMPTY", "Hội đồng còn chỗ trống."),
    ("SECRETARY_MISSING", "Hội đồng chưa có thư ký khoa học."),
    ("SECTION_TWICE", "Một phần của tài liệu được nhận xét hai lần."),
    ("STATEMENT_TWICE", "Một nhận định được kê hai lần."),
    ("STATEMENT_UNSUPPORTED", "Mỗi nhận định phải dẫn ít nhất một ý kiến."),
    ("STATE_NOT_ALLOWED", "Trạng thái hiện tại không cho phép việc này."),
    ("STATE_SECRET", "Tài liệu mật không được đưa vào hệ thống này."),
    ("TERMS_OUT_OF_RANGE", "Có con số của quy chế nằm ngoài khoảng cho phép."),
    ("TOO_FEW_DAYS", "Thời hạn ngắn hơn mức tối thiểu của quy chế."),
    ("TOO_MANY_DAYS", "Thời hạn dài hơn mức tối đa."),
    ("UNKNOWN_DOCUMENT_VERSION", "Hồ sơ không có phiên bản tài liệu được nhận xét."),
    ("UNKNOWN_OPINION", "Yêu cầu này không có ý kiến được dẫn."),
    ("UNKNOWN_QUESTION", "Yêu cầu không có câu hỏi này."),
    ("VOTES_DO_NOT_ADD_UP", "Số phiếu không khớp số người dự, hoặc không quá nửa tán thành."),
    ("WAITING_FOR_REQUESTER", "Đang chờ bên yêu cầu bổ sung hồ sơ."),
    ("WAS_NOT_PRESENT", "Người bảo lưu ý kiến không dự cuộc họp này."),
    ("WISHED_TOO_EARLY", "Ngày mong muốn sớm hơn thời hạn tối thiểu của quy chế."),
    ("WORKSHOP_ALREADY_RECORDED", "Hội thảo, hội nghị mang mã này đã được ghi."),
    ("WORKSHOP_NOT_FOUND", "Liên hiệp Hội không có hội thảo, hội nghị này."),
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use strum::VariantNames as _;

    use super::OWN;
    use crate::domain::{
        council, meeting, opinion, proposal, rating, regulation, report, response, review, workshop,
    };

    #[test]
    fn each_reason_has_its_sentence() {
        let reasons = [
            regulation::Rejection::VARIANTS,
            review::Rejection::VARIANTS,
            proposal::Rejection::VARIANTS,
            council::Rejection::VARIANTS,
            opinion::Rejection::VARIANTS,
            meeting::Rejection::VARIANTS,
            report::Rejection::VARIANTS,
            response::Rejection::VARIANTS,
            rating::Rejection::VARIANTS,
            workshop::Rejection::VARIANTS,
            &["DOCUMENT_NOT_FOUND"],
        ];
        let reasons: BTreeSet<_> = reasons.concat().into_iter().collect();
        assert_eq!(OWN.iter().map(|(reason, _)| *reason).collect::<BTreeSet<_>>(), reasons);
        assert!(OWN.is_sorted_by(|(a, _), (b, _)| a < b));
    }
}
