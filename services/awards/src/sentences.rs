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
    ("BEFORE_PROGRAMME", "Ngày này sớm hơn ngày chương trình có hoặc được sửa đổi lần trước."),
    ("BEFORE_ROUND", "Ngày này sớm hơn bước trước của lần tổ chức."),
    ("BEFORE_RULESET", "Ngày này sớm hơn ngày phiên bản thể lệ trước có hiệu lực."),
    ("BLOCKERS_OPEN", "Còn việc phải làm xong trước."),
    ("CODE_TWICE", "Có mã bị trùng."),
    ("CRITERIA_NOT_HUNDRED", "Tổng điểm tối đa của các tiêu chí trong một vòng phải bằng 100."),
    ("DROP_WITHOUT_SHEETS", "Phải có từ ba phiếu mới được bỏ phiếu cao nhất và phiếu thấp nhất."),
    ("ELIGIBLE_LIST_MISSING", "Danh sách hồ sơ đủ điều kiện chưa được công bố."),
    ("ELIGIBLE_LIST_PUBLISHED", "Danh sách hồ sơ đủ điều kiện đã được công bố."),
    ("ENTRIES_NOT_OPEN", "Lần tổ chức hiện không nhận hồ sơ."),
    ("ENTRY_CODE_TWICE", "Hai hồ sơ trùng mã phách; hãy thử lại."),
    ("JUDGES_NOT_ODD", "Số giám khảo chấm mỗi hồ sơ phải là số lẻ."),
    ("NOTHING_ELIGIBLE", "Không có hồ sơ nào đủ điều kiện."),
    ("NOT_DUE", "Chưa đến hạn."),
    ("NOT_IN_STEPS", "Điểm tối đa của tiêu chí phải là bội số của bước điểm."),
    ("NOT_LATER", "Ngày cuối mới phải muộn hơn ngày cuối cũ và chưa qua."),
    ("NOT_THE_ORGANISER", "Chỉ đơn vị tổ chức nhập hồ sơ giấy."),
    ("NO_SUCH_STAGE", "Thể lệ không có vòng chấm này."),
    ("PROGRAMME_ALREADY_DEFINED", "Chương trình này đã có."),
    ("PROGRAMME_ENDED", "Chương trình đã kết thúc."),
    ("PROGRAMME_NOT_FOUND", "Đơn vị không tổ chức chương trình này."),
    ("QUOTA_TWICE", "Số lượng của một giải được quy định hai lần."),
    ("ROUND_ALREADY_PLANNED", "Lần tổ chức này đã có kế hoạch."),
    ("ROUND_NOT_FOUND", "Không có lần tổ chức này."),
    ("ROUND_NUMBER_TAKEN", "Chương trình đã có lần tổ chức mang số này."),
    ("RULESET_ALREADY_ISSUED", "Thể lệ đã được ban hành."),
    ("RULESET_CHANGED", "Thể lệ vừa được sửa đổi; hãy xem lại phiên bản đang có hiệu lực."),
    ("RULESET_NOT_ISSUED", "Lần tổ chức chưa có thể lệ."),
    ("SCHEDULE_IN_THE_PAST", "Ngày cuối nhận hồ sơ đã qua."),
    ("SCHEDULE_OUT_OF_ORDER", "Ngày cuối nhận hồ sơ phải từ ngày bắt đầu nhận trở đi."),
    ("SHARE_OVER_WHOLE", "Tỷ lệ phải lớn hơn 0 và không quá toàn bộ."),
    ("STAGES_OUT_OF_ORDER", "Phải có sơ khảo rồi chung khảo, hoặc chỉ chung khảo."),
    ("STAGE_LOCKED", "Vòng chấm đã khóa."),
    ("STAGE_NOT_OPEN", "Vòng chấm chưa mở."),
    ("STATE_NOT_ALLOWED", "Không thực hiện được ở giai đoạn hoặc trạng thái hiện nay."),
    ("TIERS_OUT_OF_ORDER", "Giải cao không được có điểm sàn thấp hơn giải thấp."),
    ("TOO_LATE", "Đã quá hạn."),
    ("UNKNOWN_CODE", "Thể lệ không có mã này."),
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use strum::VariantNames as _;

    use super::OWN;
    use crate::domain::{programme, round, ruleset};

    #[test]
    fn each_reason_that_is_told_has_its_sentence() {
        let told = [
            programme::Rejection::VARIANTS,
            round::Rejection::VARIANTS,
            ruleset::Rejection::VARIANTS,
        ];
        let reasons: BTreeSet<_> = told.concat().into_iter().collect();
        assert_eq!(OWN.iter().map(|(reason, _)| *reason).collect::<BTreeSet<_>>(), reasons);
        assert!(OWN.is_sorted_by(|(a, _), (b, _)| a < b));
    }
}
