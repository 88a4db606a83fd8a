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
    ("ADVANCE_RULE_MISSING", "Chưa quy định hồ sơ nào vào chung khảo."),
    ("ADVANCE_RULE_WITHOUT_FINAL", "Chỉ có một vòng chấm thì không quy định việc vào chung khảo."),
    ("AGES_OUT_OF_ORDER", "Các mức tuổi không khớp nhau."),
    ("AGE_NOT_ALLOWED", "Có tác giả chưa đủ tuổi hoặc quá tuổi theo thể lệ."),
    ("ALREADY_DRAWN", "Vòng chấm này của lĩnh vực đã được bốc thăm phân công."),
    ("ALREADY_NOMINATED", "Hồ sơ đã được cử dự cuộc thi toàn quốc này."),
    ("APPEAL_ALREADY_LODGED", "Đã có đơn khiếu nại mang mã này."),
    ("APPEAL_IN_TIME", "Đơn khiếu nại được gửi trong thời gian niêm yết, không phải quá hạn."),
    ("APPEAL_LATE", "Đơn khiếu nại được gửi sau khi hết thời gian niêm yết."),
    ("APPEAL_NOT_FOUND", "Lần tổ chức này không có đơn khiếu nại này."),
    ("APPLIED_TOO_LONG_AGO", "Giải pháp được áp dụng lần đầu sớm hơn mức thể lệ cho phép."),
    ("ASSIGNMENTS_CHANGED", "Phân công chấm vừa thay đổi; hãy đọc lại rồi thử lại."),
    ("ASSIGNMENT_NOT_FOUND", "Giám khảo không được phân công chấm hồ sơ này."),
    ("AUTHOR_TWICE", "Một người được kê hai lần trong hồ sơ."),
    ("BEFORE_APPEAL", "Ngày này sớm hơn bước trước của đơn khiếu nại."),
    ("BEFORE_LAST_LOOK", "Ngày này sớm hơn lần theo dõi việc áp dụng trước."),
    ("BEFORE_NOMINATION", "Ngày này sớm hơn ngày cử hồ sơ dự thi toàn quốc."),
    ("BEFORE_POSTING", "Đến ngày này chưa có gì được niêm yết."),
    ("BEFORE_PRIZE_LIST", "Ngày này sớm hơn việc đã ghi trước đó của danh sách giải."),
    ("BEFORE_PROGRAMME", "Ngày này sớm hơn ngày chương trình có hoặc được sửa đổi lần trước."),
    ("BEFORE_RELEASE", "Ngày này sớm hơn ngày công bố kết quả."),
    ("BEFORE_ROUND", "Ngày này sớm hơn bước trước của lần tổ chức."),
    ("BEFORE_RULESET", "Ngày này sớm hơn ngày phiên bản thể lệ trước có hiệu lực."),
    ("BELOW_THRESHOLD", "Hồ sơ chưa đủ điểm cho mức giải này."),
    ("BLOCKERS_OPEN", "Còn việc phải hoàn thành trước khi thực hiện bước này."),
    ("CLAUSE_MISSING", "Chưa nhận xét đủ các điều kiện của thể lệ."),
    ("CLAUSE_TWICE", "Một điều kiện được nhận xét hai lần."),
    ("CODE_TWICE", "Có mã bị trùng."),
    ("CONFLICTS_NOT_DECLARED", "Giám khảo chưa khai báo xung đột lợi ích."),
    ("CONFLICT_OF_INTEREST", "Giám khảo có xung đột lợi ích với hồ sơ."),
    ("CONSENT_ALREADY_RECORDED", "Sự đồng ý này đã được ghi."),
    ("CONSENT_NOT_FOUND", "Hồ sơ không có sự đồng ý này."),
    ("CRITERIA_NOT_HUNDRED", "Tổng điểm tối đa của các tiêu chí trong một vòng phải bằng 100."),
    ("CRITERION_MISSING", "Còn tiêu chí chưa được cho điểm."),
    ("CRITERION_TWICE", "Một tiêu chí được cho điểm hai lần."),
    ("DIVERGENCE_NOT_FOUND", "Không có hồ sơ nào mang mã này có điểm lệch phải thống nhất."),
    ("DROP_WITHOUT_SHEETS", "Phải có từ ba phiếu mới được bỏ phiếu cao nhất và phiếu thấp nhất."),
    ("DUE_IN_THE_PAST", "Hạn này đã qua."),
    ("DUPLICATE_OF_ITSELF", "Hồ sơ không thể trùng với chính nó."),
    ("ELIGIBLE_LIST_MISSING", "Chưa công bố danh sách hồ sơ đủ điều kiện."),
    ("ELIGIBLE_LIST_PUBLISHED", "Danh sách hồ sơ hợp lệ đã được công bố."),
    ("ENTRIES_ALREADY_ADVANCED", "Các hồ sơ vào chung khảo đã được chọn."),
    ("ENTRIES_NOT_OPEN", "Lần tổ chức này không trong thời gian nhận hồ sơ."),
    ("ENTRY_ALREADY_STARTED", "Đã có hồ sơ dự thi mang mã này."),
    ("ENTRY_CHANGED", "Hồ sơ vừa thay đổi; hãy đọc lại rồi thử lại."),
    ("ENTRY_CODE_MISSING", "Khiếu nại về điều kiện hoặc quyền tác giả thì phải nêu mã hồ sơ."),
    ("ENTRY_CODE_TWICE", "Hai hồ sơ trùng mã phách; hãy thử lại."),
    ("ENTRY_NOT_FOUND", "Không có hồ sơ dự thi này."),
    ("ENTRY_NOT_RELEASED", "Không có hồ sơ này trong kết quả đã công bố."),
    ("ENTRY_TWICE", "Một hồ sơ được kê hai lần."),
    ("ERASURE_ALREADY_REQUESTED", "Đã có yêu cầu xóa dữ liệu của người này."),
    ("ERASURE_NOT_REQUESTED", "Không có yêu cầu xóa dữ liệu nào đang chờ."),
    ("EVIDENCE_TWICE", "Một tệp được kê hai lần."),
    ("HEARD_AFTER_DECISION", "Phải nghe bên dự thi trình bày trước khi quyết định."),
    ("JUDGES_NOT_ODD", "Số giám khảo chấm mỗi hồ sơ phải là số lẻ."),
    ("JUDGE_ALREADY_ASSIGNED", "Giám khảo đã được phân công chấm hồ sơ này."),
    ("JUDGE_ALREADY_NAMED", "Giám khảo đã có trong hội đồng."),
    ("JUDGE_NOT_NAMED", "Giám khảo không có trong hội đồng này."),
    ("JUDGE_TWICE", "Một giám khảo được nêu hai lần."),
    ("JURY_ALREADY_FORMED", "Lĩnh vực này đã có hội đồng giám khảo."),
    ("JURY_FROZEN", "Thành phần hội đồng giám khảo đã chốt."),
    ("JURY_NOT_FOUND", "Không có hội đồng giám khảo này."),
    ("JURY_NOT_FROZEN", "Thành phần hội đồng giám khảo chưa chốt."),
    ("NOTHING_ELIGIBLE", "Không có hồ sơ nào đủ điều kiện."),
    ("NOTHING_OBJECTED", "Trả lại hồ sơ thì phải nêu điều kiện chưa đáp ứng."),
    ("NOTHING_TO_AMEND", "Không có giải nào của hồ sơ đã ra khỏi lần tổ chức này."),
    ("NOT_AN_AUTHOR", "Người này không phải tác giả của hồ sơ."),
    ("NOT_APPLIED", "Hồ sơ chưa nêu ngày giải pháp được áp dụng lần đầu."),
    ("NOT_A_FINALIST", "Hồ sơ này không ở trong bảng xếp hạng chung khảo."),
    ("NOT_DUE", "Chưa đến hạn."),
    ("NOT_IN_STEPS", "Điểm không đúng bước điểm của thể lệ."),
    ("NOT_LATER", "Ngày cuối mới phải muộn hơn ngày cuối cũ và chưa qua."),
    ("NOT_NOMINATED", "Hồ sơ chưa được cử dự cuộc thi toàn quốc này."),
    ("NOT_ONE_CHAIR", "Hội đồng giám khảo phải có đúng một trưởng ban."),
    ("NOT_ONE_CHIEF", "Hồ sơ phải có đúng một tác giả chính."),
    ("NOT_THE_CHAIR", "Chỉ trưởng ban giám khảo của lĩnh vực làm được việc này."),
    ("NOT_THE_LOCKED_RANKING", "Bảng xếp hạng tính lại không khớp bảng đã chốt."),
    ("NOT_THE_ORGANISER", "Chỉ đơn vị tổ chức được nhập hồ sơ giấy."),
    ("NO_EVIDENCE", "Người không phải tác giả phải gửi kèm căn cứ về quyền sở hữu."),
    ("NO_PRIZE", "Hồ sơ không được giải."),
    ("NO_QUORUM", "Số thành viên ban tổ chức có mặt chưa đủ theo thể lệ."),
    ("NO_STANDING", "Người không phải tác giả chỉ được khiếu nại về quyền sở hữu."),
    ("NO_SUCH_STAGE", "Lần tổ chức này không có vòng chấm đó."),
    ("OUT_OF_RANK", "Có hồ sơ xếp trên lại được giải thấp hơn."),
    ("OWN_ENTRY", "Không ai được kiểm tra hồ sơ của mình hoặc hồ sơ mình có liên quan."),
    ("OWN_SHEET", "Không ai tự trả lại phiếu chấm của mình."),
    ("PARTICIPANT_ALREADY_EXISTS", "Đã có người dự thi mang mã này."),
    ("PARTICIPANT_ERASED", "Dữ liệu của người này đã được xóa."),
    ("PARTICIPANT_NOT_FOUND", "Không có người dự thi này."),
    ("POSTING_NOT_OVER", "Thời gian niêm yết chưa hết."),
    ("PRESENT_NOT_OF_JURY", "Có người dự họp không thuộc hội đồng giám khảo."),
    ("PRIZE_LIST_NOT_FOUND", "Lần tổ chức này chưa có danh sách giải."),
    ("PRIZE_REVOKED", "Giải của hồ sơ đã bị thu hồi."),
    ("PROGRAMME_ALREADY_DEFINED", "Chương trình này đã có."),
    ("PROGRAMME_ENDED", "Chương trình đã kết thúc."),
    ("PROGRAMME_NOT_FOUND", "Đơn vị không tổ chức chương trình này."),
    ("QUOTA_EXCEEDED", "Số giải vượt cơ cấu của thể lệ."),
    ("QUOTA_TWICE", "Số lượng của một giải được quy định hai lần."),
    ("RELATED_TWICE", "Một người hoặc một đơn vị liên quan được kê hai lần."),
    ("RESULT_ALREADY_RECORDED", "Kết quả của cuộc thi toàn quốc này đã được ghi."),
    ("ROUND_ALREADY_PLANNED", "Lần tổ chức này đã có kế hoạch."),
    ("ROUND_NOT_FOUND", "Không có lần tổ chức này."),
    ("ROUND_NUMBER_TAKEN", "Chương trình đã có lần tổ chức mang số này."),
    ("RULESET_ALREADY_ISSUED", "Thể lệ đã được ban hành."),
    ("RULESET_CHANGED", "Thể lệ vừa được sửa đổi; hãy đọc bản hiện hành."),
    ("RULESET_NOT_ISSUED", "Lần tổ chức này chưa có thể lệ."),
    ("SAME_PERSON", "Người yêu cầu xóa dữ liệu không được tự xác nhận."),
    ("SCHEDULE_IN_THE_PAST", "Ngày cuối nhận hồ sơ đã qua."),
    ("SCHEDULE_OUT_OF_ORDER", "Ngày cuối nhận hồ sơ phải từ ngày bắt đầu nhận trở đi."),
    ("SHARES_NOT_WHOLE", "Tỷ lệ đóng góp của các tác giả phải cộng lại đủ 100%."),
    ("SHARE_OVER_WHOLE", "Tỷ lệ phải lớn hơn 0 và không quá toàn bộ."),
    ("SHEET_CHANGED", "Phiếu chấm vừa thay đổi; hãy đọc lại rồi thử lại."),
    ("SHEET_NOT_FOUND", "Không có phiếu chấm này."),
    ("STAGES_OUT_OF_ORDER", "Phải có sơ khảo rồi chung khảo, hoặc chỉ chung khảo."),
    ("STAGE_ALREADY_OPEN", "Vòng chấm này đã mở."),
    ("STAGE_LOCKED", "Vòng chấm đã khóa."),
    ("STAGE_NOT_LOCKED", "Vòng chấm này chưa khóa."),
    ("STAGE_NOT_OPEN", "Vòng chấm chưa mở."),
    ("STATE_NOT_ALLOWED", "Trạng thái hiện tại không cho phép việc này."),
    ("TIERS_OUT_OF_ORDER", "Giải cao không được có điểm sàn thấp hơn giải thấp."),
    ("TIE_NOT_FOUND", "Không cần bỏ phiếu giữa các hồ sơ này."),
    ("TOO_FEW_JUDGES", "Số giám khảo chấm được ít hơn số mà thể lệ yêu cầu."),
    ("TOO_LATE", "Đã quá hạn."),
    ("TOO_MANY_AUTHORS", "Số tác giả vượt quá mức thể lệ cho phép."),
    ("TOO_MANY_MEMBERS", "Số người có mặt nhiều hơn số thành viên ban tổ chức."),
    ("TOO_MANY_POINTS", "Điểm vượt mức tối đa của tiêu chí."),
    ("UNKNOWN_CODE", "Không có mã này trong thể lệ hoặc trong danh sách."),
    ("VOTES_DO_NOT_ADD_UP", "Số phiếu không khớp số người bỏ phiếu."),
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use strum::VariantNames as _;

    use super::OWN;
    use crate::domain::{
        appeals, entry, follow_up, jury, participant, prize_list, programme, round, ruleset,
        score_sheet, stage_result,
    };

    #[test]
    fn each_reason_that_is_told_has_its_sentence() {
        let reasons = [
            programme::Rejection::VARIANTS,
            round::Rejection::VARIANTS,
            ruleset::Rejection::VARIANTS,
            participant::Rejection::VARIANTS,
            entry::Rejection::VARIANTS,
            jury::Rejection::VARIANTS,
            score_sheet::Rejection::VARIANTS,
            stage_result::Rejection::VARIANTS,
            prize_list::Rejection::VARIANTS,
            follow_up::Rejection::VARIANTS,
            appeals::Rejection::VARIANTS,
        ];
        let reasons: BTreeSet<_> = reasons.concat().into_iter().collect();
        assert_eq!(OWN.iter().map(|(reason, _)| *reason).collect::<BTreeSet<_>>(), reasons);
        assert!(OWN.is_sorted_by(|(a, _), (b, _)| a < b));
    }
}
