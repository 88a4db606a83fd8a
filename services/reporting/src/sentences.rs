//! What people read when reporting refuses: one Vietnamese sentence for each of its reasons.

pub(crate) const SENTENCES: &[(&str, &str)] = &[
    ("AUTOMATIC_FED_BY_RECORD", "Chỉ số tự động không nhận hồ sơ sự việc."),
    ("BEFORE_RECORD", "Ngày này sớm hơn sự việc hoặc việc xử lý trước đó của hồ sơ."),
    ("DECISION_MISSING", "Phân công sau phải ghi rõ văn bản quyết định."),
    ("ENDS_BEFORE_IT_BEGINS", "Trách nhiệm phải kết thúc sau ngày bắt đầu."),
    ("EVIDENCE_MISSING", "Hồ sơ còn thiếu minh chứng mà loại hồ sơ này phải có."),
    ("EVIDENCE_TWICE", "Một minh chứng được kê hai lần."),
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
    ("MEASURE_NOT_FOUND", "Chỉ số không có giá trị đo này."),
    ("MEASURE_TWICE", "Hai giá trị của chỉ số không được cùng một tên."),
    ("MEASURE_WITHOUT_NUMBER", "Giá trị đo này không phải là số nên không thể giao chỉ tiêu."),
    ("NOTHING_AMENDED", "Quyết định sửa đổi phải có nội dung sửa đổi."),
    ("NOTHING_MEASURED", "Chỉ số phải có giá trị đo và nguồn số liệu."),
    ("NOTHING_REVISED", "Định nghĩa mới không khác định nghĩa đang dùng."),
    ("NOT_FED_BY_RECORD", "Chỉ số này không lấy số liệu từ loại hồ sơ này."),
    ("NO_ITEMS", "Kế hoạch phải có ít nhất một mục."),
    ("NO_REVIEW_OPEN", "Kế hoạch không trong thời gian sơ kết, tổng kết."),
    ("OWN_RECORD", "Không ai được tự xác minh hoặc từ chối hồ sơ do mình lập."),
    ("OWN_SUCCESSOR", "Kế hoạch không thể tự thay thế chính nó."),
    ("PERIOD_ENDS_BEFORE_IT_BEGINS", "Kỳ của chỉ tiêu phải kết thúc sau ngày bắt đầu."),
    ("PLAN_ALREADY_ISSUED", "Kế hoạch này đã được ban hành."),
    ("PLAN_CONCLUDED", "Kế hoạch đã kết thúc."),
    ("PLAN_NOT_FOUND", "Không có kế hoạch này."),
    ("PLAN_SUPERSEDED", "Kế hoạch đã được thay thế bằng kế hoạch khác."),
    ("PLAN_UNDER_REVIEW", "Kế hoạch đang được sơ kết hoặc tổng kết."),
    ("RECORD_ALREADY_FILED", "Hồ sơ này đã được lập."),
    ("RECORD_FIELD_MISSING", "Hồ sơ còn thiếu nội dung bắt buộc."),
    ("RECORD_FIELD_OF_OTHER_KIND", "Nội dung không đúng kiểu mà loại hồ sơ yêu cầu."),
    ("RECORD_FIELD_OUT_OF_RANGE", "Nội dung không nằm trong các giá trị được phép."),
    ("RECORD_FOR_AUTOMATIC", "Chỉ số này được tính tự động, không nhận hồ sơ sự việc."),
    ("RECORD_NOT_FOUND", "Đơn vị này không có hồ sơ như vậy."),
    ("RECORD_OF_OWN_UNIT", "Đơn vị không được tự xác minh hoặc từ chối hồ sơ của mình."),
    ("RECORD_REJECTED", "Hồ sơ đã bị từ chối."),
    ("RECORD_RETRACTED", "Hồ sơ đã được rút."),
    ("RECORD_VERIFIED", "Hồ sơ đã được xác minh."),
    ("RESPONSIBILITY_ENDED", "Trách nhiệm này đã kết thúc từ trước."),
    ("RESPONSIBILITY_NOT_FOUND", "Không có phân công này."),
    ("RESPONSIBILITY_OVERLAPS", "Đơn vị đã được giao việc này trong khoảng thời gian đó."),
    ("ROLL_UP_OF_FACTS", "Chỉ số tổng hợp chỉ lấy từ chỉ số và mục khác."),
    ("SAME_TARGET", "Giá trị mới không khác chỉ tiêu đang giao."),
    ("SECTION_CODE_USED", "Kế hoạch đã có phần hoặc mục mang mã này."),
    ("SECTION_MISSING", "Kế hoạch không có phần chứa mục này."),
    ("SUCCESSOR_NOT_IN_FORCE", "Kế hoạch thay thế chưa có hiệu lực."),
    ("TARGET_ALREADY_SET", "Chỉ tiêu cho đơn vị và kỳ này đã được giao."),
    ("TARGET_NOT_FOUND", "Chưa giao chỉ tiêu này."),
    ("TARGET_TOO_EARLY", "Chỉ tiêu mới phải có hiệu lực sau chỉ tiêu trước."),
    ("TOO_EARLY", "Ngày này sớm hơn sự việc mà nó nối tiếp."),
    ("UNKNOWN_EVIDENCE_KIND", "Không có loại minh chứng này."),
    ("UNKNOWN_RECORD_FIELD", "Loại hồ sơ này không có nội dung mang tên đó."),
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use strum::VariantNames as _;

    use super::SENTENCES;
    use crate::domain::{indicator, plan, record, target};

    #[test]
    fn each_reason_has_its_sentence() {
        let reasons = [
            plan::Rejection::VARIANTS,
            indicator::Rejection::VARIANTS,
            record::Rejection::VARIANTS,
            target::Rejection::VARIANTS,
        ];
        let reasons: BTreeSet<_> = reasons.concat().into_iter().collect();
        assert_eq!(SENTENCES.iter().map(|(reason, _)| *reason).collect::<BTreeSet<_>>(), reasons);
        assert!(SENTENCES.is_sorted_by(|(a, _), (b, _)| a < b));
    }
}
