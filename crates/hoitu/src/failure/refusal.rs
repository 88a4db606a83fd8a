//! A typed answer of a service that is not the one that was hoped for, in words.

use tonic::{Code, Status};
use tonic_types::{FieldViolation, StatusExt as _};

/// A typed answer of a service that is not the one that was hoped for.
#[derive(Debug, Clone, PartialEq)]
pub struct Refusal {
    pub code: Code,
    /// Such as `ETAG_MISMATCH`; empty where the service gave none.
    pub reason: String,
    pub sentence: String,
    pub fields: Vec<BadField>,
    pub details: Vec<(String, String)>,
}

/// A field of the request, and why it was refused.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct BadField {
    pub field: String,
    pub reason: String,
    pub sentence: String,
}

impl From<FieldViolation> for BadField {
    fn from(violation: FieldViolation) -> Self {
        let sentence = violation.localized_message.map(|localized| localized.message);
        Self {
            field: violation.field,
            reason: violation.reason,
            sentence: sentence
                .filter(|sentence| !sentence.is_empty())
                .unwrap_or(violation.description),
        }
    }
}

impl From<&Status> for Refusal {
    fn from(status: &Status) -> Self {
        let details = status.get_error_details();
        let sentence = match details.localized_message() {
            Some(localized) if !localized.message.is_empty() => localized.message.clone(),
            _ if status.message().is_empty() => general_sentence(status.code()).to_owned(),
            _ => format!("{} ({})", general_sentence(status.code()), status.message()),
        };
        let mut metadata: Vec<(String, String)> = details
            .error_info()
            .map(|info| info.metadata.clone().into_iter().collect())
            .unwrap_or_default();
        metadata.sort();
        if let Some(resource) = details.resource_info().filter(|it| !it.resource_name.is_empty()) {
            metadata.push((resource.resource_type.clone(), resource.resource_name.clone()));
        }
        let broken = details.precondition_failure().map_or(&[][..], |failure| &failure.violations);
        metadata.extend(broken.iter().map(|one| (one.subject.clone(), one.description.clone())));
        let fields =
            details.bad_request().map(|bad| bad.field_violations.clone()).unwrap_or_default();
        Self {
            code: status.code(),
            reason: details.error_info().map(|info| info.reason.clone()).unwrap_or_default(),
            sentence,
            fields: fields.into_iter().map(BadField::from).collect(),
            details: metadata,
        }
    }
}

impl Refusal {
    /// Whether it is this request that is refused, not the caller, and no service is in trouble.
    pub fn is_about_the_request(&self) -> bool {
        matches!(
            self.code,
            Code::InvalidArgument
                | Code::NotFound
                | Code::AlreadyExists
                | Code::FailedPrecondition
                | Code::OutOfRange
                | Code::Aborted
        )
    }

    pub(super) fn advice(&self) -> &'static str {
        match self.code {
            Code::InvalidArgument | Code::OutOfRange => "sửa giá trị đã nêu rồi gửi lại",
            Code::NotFound => {
                "kiểm tra lại mã và ngày; xem danh sách bằng `hoitu progress`, `hoitu unit list`, \
                 `hoitu association list`"
            }
            Code::AlreadyExists => "xem bản ghi đã có, không tạo lại",
            Code::FailedPrecondition => {
                "đổi trạng thái trước rồi thử lại; gửi lại nguyên như cũ sẽ không được"
            }
            Code::PermissionDenied => {
                "nhờ người có quyền, hoặc dùng mã thông hành của vai trò khác"
            }
            Code::Unauthenticated => {
                "cấp mã thông hành mới bằng `hoitu token issue` và đặt vào HOITU_TOKEN"
            }
            Code::Aborted => "có người vừa sửa cùng bản ghi: đọc lại rồi thử lại",
            Code::Unavailable | Code::DeadlineExceeded => {
                "đợi một lát rồi chạy lại; lệnh ghi chạy lại không bị ghi hai lần"
            }
            Code::ResourceExhausted => "đợi một lát rồi chạy lại, hoặc gửi ít hơn một lần",
            Code::DataLoss => "báo người quản trị ngay: sổ sự kiện không khớp chuỗi băm",
            Code::Unimplemented => "cập nhật dịch vụ hoặc chương trình hoitu cho cùng phiên bản",
            Code::Ok | Code::Cancelled | Code::Unknown | Code::Internal => {
                "thử lại; nếu vẫn lỗi, báo người quản trị kèm dòng trên"
            }
        }
    }
}

/// What people call a kind of resource; any other detail keeps the name it has in the contracts.
pub(super) fn in_words(name: &str) -> &str {
    match name {
        "association" => "hội",
        "calendar" => "lịch làm việc của năm",
        "indicator" => "chỉ số",
        "period" => "kỳ",
        "plan" => "kế hoạch",
        "plan_in_force" => "kế hoạch có hiệu lực vào ngày",
        "plan_item" => "mục kế hoạch",
        "quantity" => "đại lượng",
        "regime" => "chế độ báo cáo",
        "union_membership" => "tư cách thành viên của hội",
        "unit" => "đơn vị",
        other => other,
    }
}

fn general_sentence(code: Code) -> &'static str {
    match code {
        Code::InvalidArgument => "Yêu cầu có giá trị không hợp lệ",
        Code::OutOfRange => "Yêu cầu vượt ngoài phạm vi đang có",
        Code::NotFound => "Không có bản ghi này",
        Code::AlreadyExists => "Bản ghi này đã có",
        Code::FailedPrecondition => "Trạng thái hiện tại không cho phép việc này",
        Code::PermissionDenied => "Không có quyền làm việc này",
        Code::Unauthenticated => "Chưa xác định được người dùng",
        Code::Aborted => "Bản ghi đã thay đổi trong lúc xử lý",
        Code::Unavailable => "Dịch vụ tạm thời không phục vụ được",
        Code::DeadlineExceeded => "Dịch vụ không trả lời kịp thời hạn",
        Code::ResourceExhausted => "Dịch vụ đang quá tải",
        Code::DataLoss => "Sổ sự kiện bị hỏng",
        Code::Unimplemented => "Dịch vụ không có chức năng này",
        Code::Ok | Code::Cancelled | Code::Unknown | Code::Internal => "Dịch vụ gặp lỗi bên trong",
    }
}
