//! What people read when membership refuses: one Vietnamese sentence for each of its reasons.

pub(super) const SENTENCES: &[(&str, &str)] = &[
    ("AFFILIATE_ALREADY_EXISTS", "Đơn vị trực thuộc, hội viên tập thể hoặc câu lạc bộ này đã có."),
    ("AFFILIATE_NOT_FOUND", "Không có đơn vị trực thuộc, hội viên tập thể hoặc câu lạc bộ này."),
    ("AFFILIATION_ENDED", "Đơn vị này đã thôi thuộc Liên hiệp Hội."),
    ("ALREADY_APPLIED", "Hội đã nộp đơn xin gia nhập."),
    ("ALREADY_A_MEMBER", "Hội đã là thành viên của Liên hiệp Hội."),
    ("ALREADY_DECLARED_FOR_DAY", "Ngày này đã có bản khai số hội viên; hãy đính chính bản đó."),
    ("ALREADY_IN_THAT_UNION", "Hội đã thuộc Liên hiệp Hội đó."),
    ("ALREADY_SUPERSEDED", "Bản khai này đã được đính chính."),
    ("ASSOCIATION_ALREADY_EXISTS", "Hội này đã có."),
    ("ASSOCIATION_NAMED_TWICE", "Một hội chỉ được nhắc tới một lần trong việc tổ chức lại."),
    ("ASSOCIATION_NAME_TAKEN", "Đã có hội khác mang tên này trên địa bàn."),
    ("ASSOCIATION_NOT_FOUND", "Không có hội này."),
    ("ASSOCIATION_NOT_OPERATING", "Hội không hoạt động vào ngày này."),
    ("BEFORE_ITS_TIME", "Ngày này không sau ngày bắt đầu."),
    ("BEFORE_PRESENT_STATE", "Ngày này sớm hơn ngày bắt đầu của trạng thái hiện tại."),
    ("BEYOND_SOURCE", "Không thể ủy quyền nhiều hơn quyền mình đang có."),
    ("CONGRESS_TOO_LATE", "Đã quá thời hạn tổ chức đại hội thành lập."),
    ("CORRECTION_OUT_OF_ORDER", "Ngày đính chính không khớp với các mốc trước và sau nó."),
    ("DECLARATION_ALREADY_EXISTS", "Bản khai mang mã này đã có."),
    ("DECLARATION_NOT_FOUND", "Không có bản khai này."),
    ("DECLARED_TOO_EARLY", "Ngày khai sớm hơn ngày chốt số liệu hoặc ngày khai lần trước."),
    ("DOSSIER_INCOMPLETE", "Hồ sơ còn thiếu tài liệu."),
    ("DUTIES_NOT_SEPARATE", "Một người không được giữ cả hai việc phải tách bạch này."),
    ("ENDS_BEFORE_IT_BEGINS", "Ngày cuối cùng sớm hơn ngày đầu tiên."),
    ("END_GIVEN_BY_KIND", "Hình thức này đã quy định đơn vị cũ kết thúc hay không."),
    ("END_RECORDED", "Đơn vị đã có ngày kết thúc."),
    ("ERASURE_ALREADY_REQUESTED", "Đã có yêu cầu xóa dữ liệu cá nhân của người này."),
    ("ERASURE_NOT_REQUESTED", "Chưa có yêu cầu xóa dữ liệu cá nhân của người này."),
    ("EXTENSION_TOO_LONG", "Thời gian gia hạn vượt mức cho phép."),
    ("GRACE_PERIOD_RUNNING", "Chưa hết thời gian ân hạn."),
    ("GRANT_ALREADY_EXISTS", "Quyền mang mã này đã được giao."),
    ("GRANT_NOT_FOUND", "Người này không có quyền mang mã này."),
    ("LATER_FACTS", "Đơn vị còn có sự việc vào hoặc sau ngày này."),
    ("MAIN_FIELD_TAKEN", "Đã có hội khác hoạt động trong lĩnh vực chính này trên địa bàn."),
    ("NOTHING_RETAINED", "Đơn vị cũ kết thúc hoặc chưa chia phần thì không giữ lại phần nào."),
    ("NOTHING_TO_CORRECT", "Không có ngày nào như vậy để đính chính."),
    ("NOT_A_UNION", "Đơn vị này không phải là Liên hiệp Hội."),
    ("NOT_DELEGABLE", "Quyền này không được ủy quyền cho người khác."),
    ("NOT_DUE_YET", "Chưa hết thời hạn."),
    ("NO_EXTENSION", "Ngày gia hạn phải sau thời hạn hiện có."),
    ("NO_MAJORITY", "Chưa đủ tỷ lệ người dự họp tán thành theo quy định."),
    ("NO_RULES_FOR_DAY", "Chưa có quy định pháp luật được ghi nhận cho ngày này."),
    ("NO_TERM_RUNNING", "Chưa ghi nhận nhiệm kỳ nào."),
    ("NO_UNION_RULES_FOR_DAY", "Chưa có quy định của Liên hiệp Hội được ghi nhận cho ngày này."),
    ("OWN_DELEGATE", "Không thể ủy quyền cho chính mình."),
    ("OWN_PARENT", "Đơn vị không thể trực thuộc chính nó."),
    ("PARENT_CYCLE", "Đơn vị sẽ trực thuộc chính nó qua những đơn vị cấp trên đã nêu."),
    ("PART_EXCEEDS_WHOLE", "Số này không được lớn hơn tổng số hội viên."),
    ("PERSON_ALREADY_EXISTS", "Người này đã có."),
    ("PERSON_ERASED", "Dữ liệu cá nhân của người này đã xóa."),
    ("PERSON_NOT_FOUND", "Không có người này."),
    ("QUORUM_NOT_MET", "Chưa đủ tỷ lệ người được triệu tập tham dự theo quy định."),
    ("REVOKED_BEFORE_IT_BEGAN", "Ngày thu hồi sớm hơn ngày quyền bắt đầu."),
    ("RIGHT_OVER", "Quyền này đã hết hiệu lực trước ngày thu hồi."),
    ("SAME_PERSON", "Việc xóa dữ liệu cá nhân phải do một người khác người yêu cầu xác nhận."),
    ("SCOPE_NOT_OF_ROLE", "Vai trò này không được giao trên loại phạm vi đó."),
    ("SHARES_INCOMPLETE", "Phải chia phần cho mọi đơn vị kế thừa, hoặc không chia."),
    ("STATE_NOT_ALLOWED", "Trạng thái hiện tại không cho phép việc này."),
    ("SUSPENSION_ENDS_TOO_EARLY", "Ngày hết đình chỉ sớm hơn ngày bắt đầu."),
    ("SUSPENSION_TOO_LONG", "Thời gian đình chỉ vượt mức cho phép."),
    ("TERMS_OVERLAP", "Nhiệm kỳ mới phải bắt đầu sau nhiệm kỳ trước."),
    ("TERM_ENDS_TOO_EARLY", "Nhiệm kỳ kết thúc trước khi bắt đầu hoặc trước đại hội."),
    ("TERM_TOO_LONG", "Nhiệm kỳ dài hơn mức cho phép."),
    ("TOO_FEW_FOUNDERS", "Chưa đủ số tổ chức, công dân đăng ký thành lập theo quy định."),
    ("UNION_MEMBERSHIP_NOT_FOUND", "Hội chưa từng nộp đơn gia nhập Liên hiệp Hội."),
    ("UNIT_ALREADY_ESTABLISHED", "Đơn vị này đã có."),
    ("UNIT_CODE_TAKEN", "Mã đơn vị này đã được dùng."),
    ("UNIT_NAMED_TWICE", "Một đơn vị chỉ được nhắc tới một lần trong việc kế thừa."),
    ("UNIT_NOT_ALIVE", "Đơn vị không tồn tại vào ngày này."),
    ("UNIT_NOT_FOUND", "Không có đơn vị này."),
    ("VOTE_DOES_NOT_ADD_UP", "Số người dự họp hoặc tán thành không hợp lệ."),
    ("WITHDRAWN_AFTERWARDS", "Chỉ rút ủy quyền được từ hôm nay hoặc một ngày sau đó."),
    ("WRONG_NUMBER_OF_ASSOCIATIONS", "Số hội không phù hợp với hình thức tổ chức lại."),
    ("WRONG_NUMBER_OF_PREDECESSORS", "Số đơn vị cũ không phù hợp với hình thức kế thừa."),
    ("WRONG_NUMBER_OF_SUCCESSORS", "Số đơn vị kế thừa không phù hợp với hình thức kế thừa."),
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use strum::VariantNames as _;

    use super::SENTENCES;
    use crate::domain::{
        affiliate, association, headcount, holder, person, union_membership, unit,
    };

    /// Refusals of reservations, which have no enum of their own.
    const TAKEN: [&str; 3] = ["ASSOCIATION_NAME_TAKEN", "MAIN_FIELD_TAKEN", "UNIT_CODE_TAKEN"];

    #[test]
    fn each_reason_has_its_sentence() {
        let reasons: BTreeSet<_> = unit::Rejection::VARIANTS
            .iter()
            .chain(association::Rejection::VARIANTS)
            .chain(union_membership::Rejection::VARIANTS)
            .chain(headcount::Rejection::VARIANTS)
            .chain(affiliate::Rejection::VARIANTS)
            .chain(holder::Rejection::VARIANTS)
            .chain(person::Rejection::VARIANTS)
            .chain(&TAKEN)
            .copied()
            .collect();
        assert_eq!(SENTENCES.iter().map(|(reason, _)| *reason).collect::<BTreeSet<_>>(), reasons);
        assert!(SENTENCES.is_sorted_by(|(a, _), (b, _)| a < b));
    }
}
