//! What people read when awards refuses: one Vietnamese sentence for each of its reasons.

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
    ("AGE_NOT_ALLOWED", "Có tác giả chưa đủ tuổi hoặc quá tuổi theo thể lệ."),
    ("APPLIED_TOO_LONG_AGO", "Giải pháp được áp dụng lần đầu sớm hơn mức thể lệ cho phép."),
    ("ASSIGNMENTS_CHANGED", "Phân công chấm vừa thay đổi; hãy xem lại rồi thực hiện lại."),
    ("AUTHOR_TWICE", "Một người được kê hai lần trong hồ sơ."),
    ("BEFORE_PRIZE_LIST", "Ngày này sớm hơn việc đã ghi trước đó của danh sách giải."),
    ("BEFORE_PROGRAMME", "Ngày này sớm hơn ngày chương trình có hoặc được sửa đổi lần trước."),
    ("BEFORE_ROUND", "Ngày này sớm hơn việc đã ghi trước đó của lần tổ chức."),
    ("BELOW_THRESHOLD", "Hồ sơ chưa đủ điểm cho mức giải này."),
    ("BLOCKERS_OPEN", "Còn nội dung chưa đủ để thực hiện việc này."),
    ("CLAUSE_MISSING", "Chưa nhận xét đủ các điều kiện của thể lệ."),
    ("CLAUSE_TWICE", "Một điều kiện được nhận xét hai lần."),
    ("CONSENT_ALREADY_RECORDED", "Sự đồng ý này đã được ghi."),
    ("CONSENT_NOT_FOUND", "Hồ sơ không có sự đồng ý này."),
    ("CRITERION_MISSING", "Còn tiêu chí chưa có điểm."),
    ("CRITERION_TWICE", "Một tiêu chí được cho điểm hai lần."),
    ("DIVERGENCE_NOT_FOUND", "Các phiếu của hồ sơ này không lệch nhau quá mức."),
    ("DUE_IN_THE_PAST", "Hạn này đã qua."),
    ("DUPLICATE_OF_ITSELF", "Hồ sơ không thể trùng với chính nó."),
    ("ELIGIBLE_LIST_MISSING", "Chưa công bố danh sách hồ sơ hợp lệ."),
    ("ELIGIBLE_LIST_PUBLISHED", "Danh sách hồ sơ hợp lệ đã được công bố."),
    ("ENTRIES_ALREADY_ADVANCED", "Các hồ sơ vào chung khảo đã được chọn."),
    ("ENTRIES_NOT_OPEN", "Lần tổ chức này không trong thời gian nhận hồ sơ."),
    ("ENTRY_ALREADY_STARTED", "Đã có hồ sơ dự thi mang mã này."),
    ("ENTRY_NOT_FOUND", "Không có hồ sơ dự thi này."),
    ("ENTRY_TWICE", "Một hồ sơ được kê hai lần."),
    ("ERASURE_ALREADY_REQUESTED", "Đã có yêu cầu xóa dữ liệu của người này."),
    ("ERASURE_NOT_REQUESTED", "Không có yêu cầu xóa dữ liệu nào đang chờ."),
    ("EVIDENCE_TWICE", "Một tệp được kê hai lần."),
    ("HEARD_AFTER_DECISION", "Phải nghe bên dự thi trình bày trước khi quyết định."),
    ("JUDGE_NOT_NAMED", "Người này không phải thành viên ban giám khảo."),
    ("JURY_NOT_FOUND", "Lĩnh vực này chưa có ban giám khảo."),
    ("NOTHING_OBJECTED", "Trả lại hồ sơ thì phải nêu điều kiện chưa đáp ứng."),
    ("NOT_AN_AUTHOR", "Người này không phải tác giả của hồ sơ."),
    ("NOT_APPLIED", "Hồ sơ chưa nêu ngày giải pháp được áp dụng lần đầu."),
    ("NOT_A_FINALIST", "Hồ sơ này không ở trong bảng xếp hạng chung khảo."),
    ("NOT_IN_STEPS", "Điểm không theo bước điểm của thể lệ."),
    ("NOT_ONE_CHIEF", "Hồ sơ phải có đúng một tác giả chính."),
    ("NOT_THE_CHAIR", "Chỉ trưởng ban giám khảo làm được việc này."),
    ("NOT_THE_LOCKED_RANKING", "Bảng xếp hạng tính lại không khớp bảng đã chốt."),
    ("NOT_THE_ORGANISER", "Chỉ đơn vị tổ chức được nhập hồ sơ giấy."),
    ("NO_QUORUM", "Số thành viên ban tổ chức có mặt chưa đủ theo thể lệ."),
    ("NO_SUCH_STAGE", "Lần tổ chức này không có vòng chấm đó."),
    ("OUT_OF_RANK", "Có hồ sơ xếp trên lại được giải thấp hơn."),
    ("OWN_ENTRY", "Không ai được kiểm tra hồ sơ của mình hoặc hồ sơ mình có liên quan."),
    ("PARTICIPANT_ALREADY_EXISTS", "Đã có người dự thi mang mã này."),
    ("PARTICIPANT_ERASED", "Dữ liệu của người này đã được xóa."),
    ("PARTICIPANT_NOT_FOUND", "Không có người dự thi này."),
    ("POSTING_NOT_OVER", "Thời gian niêm yết chưa hết."),
    ("PRESENT_NOT_OF_JURY", "Có người dự họp không phải thành viên ban giám khảo."),
    ("PRIZE_LIST_NOT_FOUND", "Lần tổ chức này chưa có danh sách giải."),
    ("PROGRAMME_ALREADY_DEFINED", "Chương trình này đã có."),
    ("PROGRAMME_ENDED", "Chương trình đã kết thúc."),
    ("PROGRAMME_NOT_FOUND", "Đơn vị không tổ chức chương trình này."),
    ("QUOTA_EXCEEDED", "Số giải vượt cơ cấu của thể lệ."),
    ("RELATED_TWICE", "Một người hoặc một đơn vị liên quan được kê hai lần."),
    ("ROUND_NOT_FOUND", "Không có lần tổ chức này."),
    ("ROUND_NUMBER_TAKEN", "Chương trình đã có lần tổ chức mang số này."),
    ("RULESET_CHANGED", "Thể lệ vừa được sửa đổi; hãy đọc bản hiện hành."),
    ("SAME_PERSON", "Người yêu cầu xóa dữ liệu không được tự xác nhận."),
    ("SHARES_NOT_WHOLE", "Tỷ lệ đóng góp của các tác giả phải cộng lại đủ 100%."),
    ("SHEET_CHANGED", "Có phiếu chấm vừa thay đổi; hãy xem lại rồi thực hiện lại."),
    ("STAGE_ALREADY_OPEN", "Vòng chấm này đã mở."),
    ("STAGE_LOCKED", "Vòng chấm này đã khóa."),
    ("STAGE_NOT_LOCKED", "Vòng chấm này chưa khóa."),
    ("STAGE_NOT_OPEN", "Vòng chấm này chưa mở."),
    ("STATE_NOT_ALLOWED", "Trạng thái hiện tại không cho phép việc này."),
    ("TIE_NOT_FOUND", "Không cần bỏ phiếu giữa các hồ sơ này."),
    ("TOO_LATE", "Đã quá hạn."),
    ("TOO_MANY_AUTHORS", "Số tác giả vượt quá mức thể lệ cho phép."),
    ("TOO_MANY_MEMBERS", "Số người có mặt nhiều hơn số thành viên ban tổ chức."),
    ("TOO_MANY_POINTS", "Điểm cao hơn mức tối đa của tiêu chí."),
    ("UNKNOWN_CODE", "Thể lệ không có mã này."),
    ("VOTES_DO_NOT_ADD_UP", "Số phiếu không khớp số người bỏ phiếu."),
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use strum::VariantNames as _;

    use super::OWN;
    use crate::domain::{entry, participant, prize_list, programme, stage_result};

    /// What rounds and rulesets say of entries and participants.
    const OF_ROUNDS: [&str; 7] = [
        "ELIGIBLE_LIST_PUBLISHED",
        "ENTRIES_NOT_OPEN",
        "NOT_THE_ORGANISER",
        "ROUND_NOT_FOUND",
        "RULESET_CHANGED",
        "STATE_NOT_ALLOWED",
        "TOO_LATE",
    ];

    /// What juries, sheets and rounds say of stages and prizes.
    const OF_JUDGING: [&str; 8] = [
        "ASSIGNMENTS_CHANGED",
        "BEFORE_ROUND",
        "ELIGIBLE_LIST_MISSING",
        "JUDGE_NOT_NAMED",
        "JURY_NOT_FOUND",
        "NOT_THE_CHAIR",
        "NO_SUCH_STAGE",
        "SHEET_CHANGED",
    ];

    #[test]
    fn each_reason_that_is_told_has_its_sentence() {
        let reasons = [
            programme::Rejection::VARIANTS,
            participant::Rejection::VARIANTS,
            entry::Rejection::VARIANTS,
            &OF_ROUNDS,
            stage_result::Rejection::VARIANTS,
            prize_list::Rejection::VARIANTS,
            &OF_JUDGING,
        ];
        let reasons: BTreeSet<_> = reasons.concat().into_iter().collect();
        assert_eq!(OWN.iter().map(|(reason, _)| *reason).collect::<BTreeSet<_>>(), reasons);
        assert!(OWN.is_sorted_by(|(a, _), (b, _)| a < b));
    }
}
