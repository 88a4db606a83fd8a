//! What people read when reporting refuses: one Vietnamese sentence for each of its reasons.

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
    ("AUTOMATIC_FED_BY_RECORD", "Chỉ số tự động không nhận hồ sơ sự việc."),
    ("DECISION_MISSING", "Phân công sau phải ghi rõ văn bản quyết định."),
    ("ENDS_BEFORE_IT_BEGINS", "Trách nhiệm phải kết thúc sau ngày bắt đầu."),
    ("FED_BY_ITSELF", "Chỉ số không thể lấy số liệu từ chính nó."),
    ("FINAL_REVIEW_NOT_OPEN", "Kế hoạch chưa mở tổng kết nên chưa thể kết thúc."),
    ("HYBRID_WITHOUT_EVENT", "Chỉ số kết hợp phải có ít nhất một nguồn tự động."),
    ("INDICATOR_ALREADY_PUBLISHED", "Kế hoạch đã có chỉ số mang mã này."),
    ("INDICATOR_NOT_FOUND", "Không có chỉ số này."),
    ("INDICATOR_RETIRED", "Chỉ số đã ngừng theo dõi."),
    ("ISSUED_LATER", "Văn bản không thể có hiệu lực trước ngày ban hành."),
    ("ITEM_CHANGED_TWICE", "Một lần sửa đổi chỉ được nhắc tới mỗi mục một lần."),
    ("ITEM_CODE_USED", "Kế hoạch đã hoặc từng có mục, phần mang mã này."),
    ("ITEM_NOT_IN_PLAN", "Kế hoạch không có mục này."),
    ("ITEM_WITHDRAWN", "Mục này đã được đưa ra khỏi kế hoạch."),
    ("MEASURE_TWICE", "Hai giá trị của chỉ số không được cùng một tên."),
    ("NOTHING_AMENDED", "Quyết định sửa đổi phải có nội dung sửa đổi."),
    ("NOTHING_MEASURED", "Chỉ số phải có giá trị đo và nguồn số liệu."),
    ("NOTHING_REVISED", "Định nghĩa mới không khác định nghĩa đang dùng."),
    ("NO_ITEMS", "Kế hoạch phải có ít nhất một mục."),
    ("NO_REVIEW_OPEN", "Kế hoạch không trong thời gian sơ kết, tổng kết."),
    ("OWN_SUCCESSOR", "Kế hoạch không thể tự thay thế chính nó."),
    ("PLAN_ALREADY_ISSUED", "Kế hoạch này đã được ban hành."),
    ("PLAN_CONCLUDED", "Kế hoạch đã kết thúc."),
    ("PLAN_NOT_FOUND", "Không có kế hoạch này."),
    ("PLAN_SUPERSEDED", "Kế hoạch đã được thay thế bằng kế hoạch khác."),
    ("PLAN_UNDER_REVIEW", "Kế hoạch đang được sơ kết hoặc tổng kết."),
    ("RESPONSIBILITY_ENDED", "Trách nhiệm này đã kết thúc từ trước."),
    ("RESPONSIBILITY_NOT_FOUND", "Không có phân công này."),
    ("RESPONSIBILITY_OVERLAPS", "Đơn vị đã được giao việc này trong khoảng thời gian đó."),
    ("ROLL_UP_OF_FACTS", "Chỉ số tổng hợp chỉ lấy từ chỉ số và mục khác."),
    ("SECTION_CODE_USED", "Kế hoạch đã có phần hoặc mục mang mã này."),
    ("SECTION_MISSING", "Kế hoạch không có phần chứa mục này."),
    ("SUCCESSOR_NOT_IN_FORCE", "Kế hoạch thay thế chưa có hiệu lực."),
    ("TOO_EARLY", "Ngày này sớm hơn sự việc mà nó nối tiếp."),
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use strum::VariantNames as _;

    use super::OWN;
    use crate::domain::{indicator, plan};

    #[test]
    fn each_reason_has_its_sentence() {
        let reasons = plan::Rejection::VARIANTS.iter().chain(indicator::Rejection::VARIANTS);
        let reasons: BTreeSet<_> = reasons.copied().collect();
        assert_eq!(OWN.iter().map(|(reason, _)| *reason).collect::<BTreeSet<_>>(), reasons);
        assert!(OWN.is_sorted_by(|(a, _), (b, _)| a < b));
    }
}
