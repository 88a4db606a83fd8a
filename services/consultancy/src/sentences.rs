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
    ("ASKED_OF_ITSELF", "Liên hiệp Hội không tự yêu cầu chính mình."),
    ("BEFORE_PROPOSAL", "Ngày này sớm hơn việc đã ghi trước đó của đề xuất."),
    ("BEFORE_REVIEW", "Ngày này sớm hơn việc đã ghi trước đó của yêu cầu."),
    ("CALENDAR_UNDECLARED", "Chưa có lịch làm việc của năm cần tính."),
    ("COUNCIL_SIZE_EVEN", "Số thành viên hội đồng phải là số lẻ."),
    ("DOCUMENT_NOT_FOUND", "Hồ sơ không có tài liệu hoặc phiên bản này."),
    ("DOCUMENT_TWICE", "Một tài liệu được kê hai lần."),
    ("DOCUMENT_UNCHANGED", "Phiên bản mới không khác phiên bản đang có."),
    ("DOSSIER_FULL", "Hồ sơ không nhận thêm tài liệu hoặc phiên bản."),
    ("DUE_IN_THE_PAST", "Hạn bổ sung phải sau ngày yêu cầu."),
    ("EVIDENCE_TWICE", "Một tệp được kê hai lần."),
    ("EXTENSION_OPEN", "Đang có đề nghị gia hạn chờ trả lời."),
    ("NOTHING_ASKED", "Không có yêu cầu bổ sung nào đang chờ."),
    ("NOT_DUE", "Việc này chưa đến hạn."),
    ("NOT_LATER_THAN_PRESENT", "Quy chế mới phải có hiệu lực sau quy chế đang dùng."),
    ("NOT_SUSPENDED", "Yêu cầu này không bị tạm dừng."),
    ("NOT_THE_APPROVED_REPORT", "Đây không phải báo cáo đã được duyệt."),
    ("NO_EXTENSION_OPEN", "Không có đề nghị gia hạn nào chờ bên này trả lời."),
    ("OWN_INITIATIVE", "Với việc do Liên hiệp Hội tự đề xuất thì không có bên yêu cầu."),
    ("PROPOSAL_ALREADY_DRAFTED", "Đã có đề xuất mang mã này."),
    ("PROPOSAL_NOT_FOUND", "Liên hiệp Hội không có đề xuất này."),
    ("PROPOSED_TO_ITSELF", "Liên hiệp Hội không đề xuất với chính mình."),
    ("REGULATION_ALREADY_ISSUED", "Liên hiệp Hội đã có quy chế tư vấn, phản biện."),
    ("REGULATION_MISSING", "Chưa có quy chế tư vấn, phản biện cho ngày này."),
    ("REGULATION_NOT_FOUND", "Liên hiệp Hội chưa có quy chế tư vấn, phản biện."),
    ("REVIEW_ALREADY_FILED", "Đã có yêu cầu mang mã này."),
    ("REVIEW_NOT_FOUND", "Đơn vị không có yêu cầu tư vấn, phản biện này."),
    ("REVIEW_SUSPENDED", "Yêu cầu đang tạm dừng."),
    ("SCHEME_KIND_MISSING", "Quy chế phải nêu thời hạn cho mọi loại đối tượng."),
    ("SCHEME_KIND_TWICE", "Quy chế nêu hai thời hạn cho một loại đối tượng."),
    ("SCHEME_MISSING", "Hồ sơ phải có chính đề án cần tư vấn, phản biện."),
    ("STATE_NOT_ALLOWED", "Trạng thái hiện tại không cho phép việc này."),
    ("STATE_SECRET", "Tài liệu mật không được đưa vào hệ thống này."),
    ("TERMS_OUT_OF_RANGE", "Có con số của quy chế nằm ngoài khoảng cho phép."),
    ("TOO_FEW_DAYS", "Thời hạn ngắn hơn mức tối thiểu của quy chế."),
    ("TOO_MANY_DAYS", "Thời hạn dài hơn mức tối đa."),
    ("WAITING_FOR_REQUESTER", "Đang chờ bên yêu cầu bổ sung hồ sơ."),
    ("WISHED_TOO_EARLY", "Ngày mong muốn sớm hơn thời hạn tối thiểu của quy chế."),
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use strum::VariantNames as _;

    use super::OWN;
    use crate::domain::{proposal, regulation, review};

    #[test]
    fn each_reason_has_its_sentence() {
        let reasons = [
            regulation::Rejection::VARIANTS,
            review::Rejection::VARIANTS,
            proposal::Rejection::VARIANTS,
            &["DOCUMENT_NOT_FOUND"],
        ];
        let reasons: BTreeSet<_> = reasons.concat().into_iter().collect();
        assert_eq!(OWN.iter().map(|(reason, _)| *reason).collect::<BTreeSet<_>>(), reasons);
        assert!(OWN.is_sorted_by(|(a, _), (b, _)| a < b));
    }
}
