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
    ("ADJUSTMENT_ALREADY_MADE", "Đã có điều chỉnh mang mã này."),
    ("ADJUSTMENT_NOT_FOUND", "Báo cáo không có điều chỉnh này."),
    ("ADJUSTMENT_WITHOUT_EVIDENCE", "Điều chỉnh phải có minh chứng."),
    ("APPROVED_ALREADY", "Không ai được duyệt một báo cáo hai lần."),
    ("AUTOMATIC_FED_BY_RECORD", "Chỉ số tự động không nhận hồ sơ sự việc."),
    ("BEFORE_RECORD", "Ngày này sớm hơn sự việc hoặc việc xử lý trước đó của hồ sơ."),
    ("CALENDAR_ALREADY_DECLARED", "Năm này đã có lịch làm việc."),
    ("CALENDAR_NOT_FOUND", "Năm này chưa có lịch làm việc."),
    ("CALENDAR_UNCHANGED", "Lịch mới không khác lịch đang dùng."),
    ("CALENDAR_UNDECLARED", "Chưa có lịch làm việc của năm cần tính."),
    ("COURSE_OUT_OF_ORDER", "Diễn biến của báo cáo giấy không đúng trình tự."),
    ("DAYS_FOLLOW_FROM_KEY", "Kỳ này tự xác định ngày, không cần nêu."),
    ("DAYS_MISSING", "Kỳ này phải nêu ngày bắt đầu, kết thúc và hạn nộp."),
    ("DAY_NOT_REACHED", "Ngày này chưa đến."),
    ("DAY_OF_ANOTHER_YEAR", "Có ngày không thuộc năm của lịch."),
    ("DAY_SAYS_NOTHING", "Có ngày vốn đã là ngày nghỉ hoặc ngày làm việc."),
    ("DAY_TWICE", "Có ngày được nêu hai lần."),
    ("DECISION_MISSING", "Phân công sau phải ghi rõ văn bản quyết định."),
    ("DUE_BEFORE_CUT_OFF", "Hạn nộp phải sau ngày chốt số liệu và tăng dần theo cấp."),
    ("DUE_DAYS_MISSING", "Phải nêu hạn nộp của từng cấp."),
    ("DUE_IN_THE_PAST", "Hạn nộp lại không được trước ngày hôm nay."),
    ("DUE_TOO_EARLY", "Hạn nộp của một cấp sớm hơn cấp dưới hoặc ngày chốt số liệu."),
    ("ENDS_BEFORE_IT_BEGINS", "Trách nhiệm phải kết thúc sau ngày bắt đầu."),
    ("EVIDENCE_MISSING", "Hồ sơ còn thiếu minh chứng mà loại hồ sơ này phải có."),
    ("EVIDENCE_TWICE", "Một minh chứng được kê hai lần."),
    ("EXCEPTION_ENDS_BEFORE_IT_BEGINS", "Ngoại lệ phải kết thúc từ ngày bắt đầu trở đi."),
    ("EXCEPTION_STANDS", "Đơn vị đang có ngoại lệ của kỳ này."),
    ("FED_BY_ITSELF", "Chỉ số không thể lấy số liệu từ chính nó."),
    ("FIGURES_UNEXPLAINED", "Còn số liệu chưa có mà đơn vị chưa giải trình."),
    ("FIGURE_NOT_ADJUSTABLE", "Chỉ số liệu đếm hoặc số tiền mới điều chỉnh được bằng một con số."),
    ("FIGURE_NOT_IN_REPORT", "Báo cáo không có số liệu này."),
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
    ("LOCKS_BY_ITSELF", "Kỳ này tự khóa khi đến ngày; chỉ kỳ báo cáo giấy mới do người khóa."),
    ("MEASURE_NOT_FOUND", "Chỉ số không có giá trị đo này."),
    ("MEASURE_TWICE", "Hai giá trị của chỉ số không được cùng một tên."),
    ("MEASURE_WITHOUT_NUMBER", "Giá trị đo này không phải là số nên không thể giao chỉ tiêu."),
    ("NOBODY_EXPECTED", "Ngày này không có đơn vị nào phải báo cáo."),
    ("NOBODY_REPORTS", "Mỗi cấp của chế độ báo cáo phải có đơn vị báo cáo."),
    ("NOTHING_ADJUSTED", "Mức điều chỉnh phải khác 0."),
    ("NOTHING_AMENDED", "Quyết định sửa đổi phải có nội dung sửa đổi."),
    ("NOTHING_HANDED_IN", "Báo cáo giấy phải bắt đầu từ ngày nộp."),
    ("NOTHING_MEASURED", "Chỉ số phải có giá trị đo và nguồn số liệu."),
    ("NOTHING_OBJECTED", "Trả lại báo cáo phải nêu lý do cho từng phần."),
    ("NOTHING_REVISED", "Định nghĩa mới không khác định nghĩa đang dùng."),
    ("NOT_ALL_DUE", "Chưa phải mọi cấp đều đã đến hạn nộp."),
    ("NOT_DUE", "Chưa đến bước này của kỳ báo cáo."),
    ("NOT_FED_BY_RECORD", "Chỉ số này không lấy số liệu từ loại hồ sơ này."),
    ("NOT_RECEIVER", "Báo cáo đang thuộc cấp nhận khác xét duyệt."),
    ("NO_ITEMS", "Kế hoạch phải có ít nhất một mục."),
    ("NO_REVIEW_OPEN", "Kế hoạch không trong thời gian sơ kết, tổng kết."),
    ("OPENED_OUT_OF_TIME", "Ngày mở kỳ nằm ngoài thời gian của kỳ báo cáo."),
    ("OWN_RECORD", "Không ai được tự xác minh hoặc từ chối hồ sơ do mình lập."),
    ("OWN_REPORT", "Không ai được xét duyệt báo cáo do mình viết."),
    ("OWN_SUCCESSOR", "Kế hoạch không thể tự thay thế chính nó."),
    ("PAPER_WITHOUT_EVIDENCE", "Báo cáo giấy phải kèm ít nhất một văn bản."),
    ("PERIOD_ALREADY_OPENED", "Kỳ báo cáo đã được mở."),
    ("PERIOD_ALREADY_PLANNED", "Chế độ báo cáo đã có kỳ này."),
    ("PERIOD_ENDS_BEFORE_IT_BEGINS", "Kỳ của chỉ tiêu phải kết thúc sau ngày bắt đầu."),
    ("PERIOD_LOCKED", "Kỳ báo cáo đã khóa đối với đơn vị."),
    ("PERIOD_LOCKED_ALREADY", "Kỳ báo cáo đã khóa từ trước."),
    ("PERIOD_NOT_FOUND", "Không có kỳ báo cáo này."),
    ("PERIOD_NOT_LOCKED", "Kỳ báo cáo chưa khóa."),
    ("PERIOD_NOT_OPENED", "Kỳ báo cáo chưa mở."),
    ("PLAN_ALREADY_ISSUED", "Kế hoạch này đã được ban hành."),
    ("PLAN_CONCLUDED", "Kế hoạch đã kết thúc."),
    ("PLAN_NOT_FOUND", "Không có kế hoạch này."),
    ("PLAN_SUPERSEDED", "Kế hoạch đã được thay thế bằng kế hoạch khác."),
    ("PLAN_UNDER_REVIEW", "Kế hoạch đang được sơ kết hoặc tổng kết."),
    ("PROGRESS_UNAVAILABLE", "Chưa lấy được số liệu tiến độ, xin thử lại sau."),
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
    ("REGIME_ALREADY_ISSUED", "Kế hoạch đã có chế độ báo cáo mang mã này."),
    ("REGIME_ENDED", "Chế độ báo cáo đã kết thúc."),
    ("REGIME_NOT_FOUND", "Không có chế độ báo cáo này."),
    ("REGIME_NOT_IN_FORCE", "Chế độ báo cáo không có hiệu lực vào thời gian này."),
    ("REPORTS_OPEN", "Còn báo cáo của đơn vị khác mà đơn vị này nhận nhưng chưa quyết định."),
    ("REPORT_EXPECTED_ALREADY", "Báo cáo này đã có trong danh sách phải nộp."),
    ("REPORT_NOT_FOUND", "Kỳ này không có báo cáo phải nộp của đơn vị."),
    ("REPORT_NOT_ON_PAPER", "Báo cáo của kỳ này được viết trên hệ thống, không nhập từ bản giấy."),
    ("REPORT_OF_OWN_UNIT", "Đơn vị không được xét duyệt báo cáo của mình."),
    ("REPORT_ON_PAPER", "Báo cáo của kỳ này làm trên giấy, chỉ nhập vào."),
    ("RESPONSIBILITY_ENDED", "Trách nhiệm này đã kết thúc từ trước."),
    ("RESPONSIBILITY_NOT_FOUND", "Không có phân công này."),
    ("RESPONSIBILITY_OVERLAPS", "Đơn vị đã được giao việc này trong khoảng thời gian đó."),
    ("ROLL_UP_OF_FACTS", "Chỉ số tổng hợp chỉ lấy từ chỉ số và mục khác."),
    ("SAME_TARGET", "Giá trị mới không khác chỉ tiêu đang giao."),
    ("SECTIONS_MISSING", "Báo cáo còn phần bắt buộc chưa viết."),
    ("SECTION_CODE_USED", "Kế hoạch đã có phần hoặc mục mang mã này."),
    ("SECTION_MISSING", "Kế hoạch không có phần chứa mục này."),
    ("SECTION_NOT_IN_REPORT", "Báo cáo không có phần này."),
    ("SECTION_TWICE", "Có phần của đề cương được nêu hai lần."),
    ("SPANS_DO_NOT_SUIT_KIND", "Chỉ chế độ định kỳ mới có kỳ thường xuyên, và phải có."),
    ("SPAN_NOT_IN_REGIME", "Chế độ báo cáo không có loại kỳ này."),
    ("STATE_NOT_ALLOWED", "Báo cáo đang ở trạng thái không cho phép việc này."),
    ("SUCCESSOR_NOT_IN_FORCE", "Kế hoạch thay thế chưa có hiệu lực."),
    ("TARGET_ALREADY_SET", "Chỉ tiêu cho đơn vị và kỳ này đã được giao."),
    ("TARGET_NOT_FOUND", "Chưa giao chỉ tiêu này."),
    ("TARGET_TOO_EARLY", "Chỉ tiêu mới phải có hiệu lực sau chỉ tiêu trước."),
    ("TERMS_UNCHANGED", "Nội dung mới không khác nội dung đang dùng."),
    ("TOO_EARLY", "Ngày này sớm hơn sự việc mà nó nối tiếp."),
    ("TOO_LITTLE_TIME", "Không đủ ngày làm việc từ ngày chốt số liệu đến hạn nộp."),
    ("UNIT_NOT_EXPECTED", "Đơn vị không thuộc danh sách phải báo cáo của kỳ này."),
    ("UNKNOWN_EVIDENCE_KIND", "Không có loại minh chứng này."),
    ("UNKNOWN_RECORD_FIELD", "Loại hồ sơ này không có nội dung mang tên đó."),
    ("VERSION_TOO_EARLY", "Bản mới phải bắt đầu sau bản trước."),
    ("WINDOW_ENDS_BEFORE_IT_BEGINS", "Kỳ phải kết thúc từ ngày bắt đầu trở đi."),
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use strum::VariantNames as _;

    use super::OWN;
    use crate::domain::{calendar, indicator, period, plan, record, regime, target, unit_report};

    #[test]
    fn each_reason_has_its_sentence() {
        let reasons = [
            plan::Rejection::VARIANTS,
            indicator::Rejection::VARIANTS,
            calendar::Rejection::VARIANTS,
            regime::Rejection::VARIANTS,
            period::Rejection::VARIANTS,
            record::Rejection::VARIANTS,
            target::Rejection::VARIANTS,
            unit_report::Rejection::VARIANTS,
            &["PROGRESS_UNAVAILABLE"],
        ];
        let reasons: BTreeSet<_> = reasons.concat().into_iter().collect();
        assert_eq!(OWN.iter().map(|(reason, _)| *reason).collect::<BTreeSet<_>>(), reasons);
        assert!(OWN.is_sorted_by(|(a, _), (b, _)| a < b));
    }
}
