//! What people read in Vietnamese for each reason the chassis itself refuses with.

use tonic::Code;

pub(super) const REASONS: &[(&str, &str)] = &[
    ("CONTENDED", "Nhiều người đang sửa cùng một hồ sơ. Hãy đọc lại rồi thử lại."),
    ("DEADLINE_EXCEEDED", "Hệ thống không trả lời kịp thời hạn. Hãy thử lại sau ít phút."),
    ("ETAG_MISMATCH", "Hồ sơ đã thay đổi sau khi bạn đọc. Hãy đọc lại rồi thử lại."),
    ("ETAG_REQUIRED", "Thiếu etag: hãy đọc hồ sơ trước khi thay đổi và gửi kèm etag của hồ sơ."),
    ("EVENT_TOO_LARGE", "Nội dung gửi lên quá lớn để ghi vào sổ."),
    ("FIELD_INVALID", "Yêu cầu có trường không hợp lệ."),
    ("INTERNAL", "Hệ thống gặp lỗi. Hãy báo mã sự cố cho bộ phận quản trị."),
    ("KEYS_UNAVAILABLE", "Tạm thời không mở được dữ liệu cá nhân. Hãy thử lại sau ít phút."),
    ("LEDGER_TIMED_OUT", "Sổ ghi không trả lời kịp. Hãy thử lại với cùng mã yêu cầu."),
    ("LEDGER_UNAVAILABLE", "Tạm thời không ghi được vào sổ. Hãy thử lại với cùng mã yêu cầu."),
    ("MESSAGE_MALFORMED", "Yêu cầu gửi lên không đọc được: không đúng dạng của hợp đồng."),
    ("MESSAGE_TOO_LARGE", "Yêu cầu gửi lên vượt quá dung lượng cho phép."),
    ("NO_PERMISSION", "Bạn không có quyền làm việc này, hoặc không có hồ sơ này."),
    ("NO_SUCH_RESOURCE", "Không có hồ sơ này."),
    ("OVERLOADED", "Hệ thống đang quá tải. Hãy thử lại sau giây lát."),
    ("POSITION_BEYOND_HEAD", "Sổ chưa ghi tới vị trí này."),
    (
        "PROJECTION_LAGGING",
        "Số liệu tổng hợp chưa cập nhật tới lần ghi này. Hãy thử lại sau giây lát.",
    ),
    ("QUOTA", "Bạn gửi quá nhiều yêu cầu cùng lúc. Hãy thử lại sau giây lát."),
    ("REQUEST_ID_REUSED", "Mã yêu cầu này đã được dùng cho một yêu cầu có nội dung khác."),
    ("RESPONSE_TOO_LARGE", "Kết quả vượt quá dung lượng cho phép. Hãy thu hẹp phạm vi hỏi."),
    ("RIGHTS_UNKNOWN", "Hệ thống chưa đọc xong các quyền. Hãy thử lại sau."),
    ("TOKEN_EXPIRED", "Phiên làm việc đã hết hạn. Hãy đăng nhập lại."),
    ("TOKEN_INVALID", "Không xác minh được người dùng. Hãy đăng nhập lại."),
    (
        "TOKEN_KEYS_UNAVAILABLE",
        "Tạm thời chưa kiểm tra được phiên làm việc. Hãy thử lại sau ít phút.",
    ),
    ("TOKEN_MISSING", "Bạn chưa đăng nhập."),
    ("VIEW_BUILDING", "Số liệu đang được dựng lại. Hãy thử lại sau ít phút."),
    ("VIEW_TIMED_OUT", "Hệ thống không đọc kịp số liệu. Hãy thử lại sau ít phút."),
    ("VIEW_UNAVAILABLE", "Tạm thời không đọc được số liệu. Hãy thử lại sau ít phút."),
];

pub(super) fn find<'t>(table: &[(&str, &'t str)], reason: &str) -> Option<&'t str> {
    table.iter().find(|(known, _)| *known == reason).map(|(_, sentence)| *sentence)
}

/// Where no table knows the reason.
pub(super) fn of_code(code: Code) -> &'static str {
    match code {
        Code::InvalidArgument => "Yêu cầu có giá trị không hợp lệ.",
        Code::OutOfRange => "Yêu cầu vượt ngoài phạm vi đang có.",
        Code::NotFound => "Không có hồ sơ này.",
        Code::AlreadyExists => "Hồ sơ này đã có.",
        Code::FailedPrecondition => "Trạng thái hiện tại không cho phép việc này.",
        Code::PermissionDenied => "Bạn không có quyền làm việc này.",
        Code::Unauthenticated => "Chưa xác định được người dùng.",
        Code::Aborted => "Hồ sơ đã thay đổi trong lúc xử lý. Hãy đọc lại rồi thử lại.",
        Code::Unavailable => "Dịch vụ tạm thời không phục vụ được. Hãy thử lại sau ít phút.",
        Code::DeadlineExceeded => "Hệ thống không trả lời kịp thời hạn.",
        Code::ResourceExhausted => "Hệ thống đang quá tải.",
        Code::DataLoss => "Sổ sự kiện không khớp chuỗi băm. Hãy báo ngay cho bộ phận quản trị.",
        Code::Unimplemented => "Dịch vụ không có chức năng này.",
        Code::Ok | Code::Cancelled | Code::Unknown | Code::Internal => "Hệ thống gặp lỗi.",
    }
}
