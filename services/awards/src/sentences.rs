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
    ("ASSIGNMENTS_CHANGED", "Phân công chấm vừa thay đổi; hãy xem lại rồi thực hiện lại."),
    ("BEFORE_PRIZE_LIST", "Ngày này sớm hơn việc đã ghi trước đó của danh sách giải."),
    ("BEFORE_PROGRAMME", "Ngày này sớm hơn ngày chương trình có hoặc được sửa đổi lần trước."),
    ("BEFORE_ROUND", "Ngày này sớm hơn việc đã ghi trước đó của lần tổ chức."),
    ("BELOW_THRESHOLD", "Hồ sơ chưa đủ điểm cho mức giải này."),
    ("BLOCKERS_OPEN", "Còn việc chưa xong nên chưa thực hiện được bước này."),
    ("CRITERION_MISSING", "Còn tiêu chí chưa có điểm."),
    ("CRITERION_TWICE", "Một tiêu chí được cho điểm hai lần."),
    ("DIVERGENCE_NOT_FOUND", "Các phiếu của hồ sơ này không lệch nhau quá mức."),
    ("ELIGIBLE_LIST_MISSING", "Chưa công bố danh sách hồ sơ hợp lệ."),
    ("ENTRIES_ALREADY_ADVANCED", "Các hồ sơ vào chung khảo đã được chọn."),
    ("ENTRY_NOT_FOUND", "Không có hồ sơ dự thi này."),
    ("ENTRY_TWICE", "Một hồ sơ được kê hai lần."),
    ("JUDGE_NOT_NAMED", "Người này không phải thành viên ban giám khảo."),
    ("JURY_NOT_FOUND", "Lĩnh vực này chưa có ban giám khảo."),
    ("NOT_A_FINALIST", "Hồ sơ này không ở trong bảng xếp hạng chung khảo."),
    ("NOT_IN_STEPS", "Điểm không theo bước điểm của thể lệ."),
    ("NOT_THE_CHAIR", "Chỉ trưởng ban giám khảo làm được việc này."),
    ("NOT_THE_LOCKED_RANKING", "Bảng xếp hạng tính lại không khớp bảng đã chốt."),
    ("NO_QUORUM", "Số thành viên ban tổ chức có mặt chưa đủ theo thể lệ."),
    ("NO_SUCH_STAGE", "Lần tổ chức này không có vòng chấm đó."),
    ("OUT_OF_RANK", "Có hồ sơ xếp trên lại được giải thấp hơn."),
    ("POSTING_NOT_OVER", "Thời gian niêm yết chưa hết."),
    ("PRESENT_NOT_OF_JURY", "Có người dự họp không phải thành viên ban giám khảo."),
    ("PRIZE_LIST_NOT_FOUND", "Lần tổ chức này chưa có danh sách giải."),
    ("PROGRAMME_ALREADY_DEFINED", "Chương trình này đã có."),
    ("PROGRAMME_ENDED", "Chương trình đã kết thúc."),
    ("PROGRAMME_NOT_FOUND", "Đơn vị không tổ chức chương trình này."),
    ("QUOTA_EXCEEDED", "Số giải vượt cơ cấu của thể lệ."),
    ("ROUND_NOT_FOUND", "Không có lần tổ chức này."),
    ("ROUND_NUMBER_TAKEN", "Chương trình đã có lần tổ chức mang số này."),
    ("RULESET_CHANGED", "Thể lệ vừa có phiên bản mới; hãy đọc lại rồi thực hiện lại."),
    ("SHEET_CHANGED", "Có phiếu chấm vừa thay đổi; hãy xem lại rồi thực hiện lại."),
    ("STAGE_ALREADY_OPEN", "Vòng chấm này đã mở."),
    ("STAGE_LOCKED", "Vòng chấm này đã khóa."),
    ("STAGE_NOT_LOCKED", "Vòng chấm này chưa khóa."),
    ("STAGE_NOT_OPEN", "Vòng chấm này chưa mở."),
    ("STATE_NOT_ALLOWED", "Trạng thái hiện tại không cho phép việc này."),
    ("TIE_NOT_FOUND", "Không cần bỏ phiếu giữa các hồ sơ này."),
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
    use crate::domain::{prize_list, programme, stage_result};

    /// Of aggregates that are confirmed where stages and prizes rest on them.
    const OF_OTHERS: [&str; 11] = [
        "ASSIGNMENTS_CHANGED",
        "BEFORE_ROUND",
        "ELIGIBLE_LIST_MISSING",
        "ENTRY_NOT_FOUND",
        "JUDGE_NOT_NAMED",
        "JURY_NOT_FOUND",
        "NOT_THE_CHAIR",
        "NO_SUCH_STAGE",
        "ROUND_NOT_FOUND",
        "RULESET_CHANGED",
        "SHEET_CHANGED",
    ];

    #[test]
    fn each_reason_that_is_told_has_its_sentence() {
        let reasons = [
            programme::Rejection::VARIANTS,
            stage_result::Rejection::VARIANTS,
            prize_list::Rejection::VARIANTS,
            &OF_OTHERS,
        ];
        let reasons: BTreeSet<_> = reasons.concat().into_iter().collect();
        assert_eq!(OWN.iter().map(|(reason, _)| *reason).collect::<BTreeSet<_>>(), reasons);
        assert!(OWN.is_sorted_by(|(a, _), (b, _)| a < b));
    }
}
