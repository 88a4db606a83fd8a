//! Why a verb did not do what was asked: one sentence, its reason code, and what to do about it.
//!
//! Exit codes: 1 refused, 2 wrongly asked, 3 not reachable or not answering in time, 4 done in part.

use std::fmt::Write as _;
use std::path::PathBuf;

use tonic::{Code, Status};
use tonic_types::{FieldViolation, StatusExt as _};

/// Everything that can go wrong, as far as the person at the terminal can act on it.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    #[error("chưa biết {variable}")]
    Unset { variable: &'static str },
    #[error("{0}")]
    Usage(String),
    #[error("không {doing} được tệp {path}")]
    File {
        doing: &'static str,
        path: PathBuf,
        #[source]
        source: std::io::Error,
    },
    #[error("không ghi được kết quả")]
    Print(#[source] std::io::Error),
    #[error("không tạo được khóa hoặc mã thông hành")]
    Token(#[source] Box<dyn std::error::Error + Send + Sync>),
    #[error("dữ liệu mẫu có lỗi: {0}")]
    Data(String),
    #[error("không nối được với dịch vụ {service} tại {address}")]
    Unreachable {
        service: &'static str,
        address: String,
        #[source]
        source: tonic::transport::Error,
    },
    #[error("{}", .0.sentence)]
    Refused(Box<Refusal>),
    #[error("{count} dòng dữ liệu chưa ghi được; các dòng khác đã ghi")]
    RowsLeft { count: usize },
    #[error("các phần được tính cộng lại không bằng con số")]
    DoesNotAddUp,
    #[error("đời {generation} vừa dựng lại khác đời đang dùng")]
    RebuildDiffers { generation: i32 },
    #[error("chuỗi băm của sổ {service} không khớp tại vị trí {position}")]
    ChainBroken { service: &'static str, position: i64 },
}

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

impl From<Status> for Failure {
    fn from(status: Status) -> Self {
        Self::Refused(Box::new(Refusal::from(&status)))
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

impl Failure {
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Unset { .. } | Self::Usage(_) => 2,
            Self::Unreachable { .. } => 3,
            Self::RowsLeft { .. } => 4,
            Self::Refused(refusal) => match refusal.code {
                Code::Unavailable | Code::DeadlineExceeded => 3,
                Code::Ok
                | Code::Cancelled
                | Code::Unknown
                | Code::InvalidArgument
                | Code::NotFound
                | Code::AlreadyExists
                | Code::PermissionDenied
                | Code::ResourceExhausted
                | Code::FailedPrecondition
                | Code::Aborted
                | Code::OutOfRange
                | Code::Unimplemented
                | Code::Internal
                | Code::DataLoss
                | Code::Unauthenticated => 1,
            },
            Self::File { .. }
            | Self::Print(_)
            | Self::Token(_)
            | Self::Data(_)
            | Self::DoesNotAddUp
            | Self::RebuildDiffers { .. }
            | Self::ChainBroken { .. } => 1,
        }
    }

    /// What the person can do now.
    pub fn advice(&self) -> &'static str {
        match self {
            Self::Unset { variable: "HOITU_TOKEN" } => {
                "đặt biến HOITU_TOKEN, hoặc chạy trong thư mục của `cargo xtask up`; \
                 mã thông hành cấp bằng `hoitu token issue`"
            }
            Self::Unset { .. } => {
                "đặt biến này, hoặc chạy `cargo xtask up` rồi chạy lại trong thư mục đó"
            }
            Self::Usage(_) => "xem `hoitu --help`",
            Self::File { .. } | Self::Print(_) => "kiểm tra đường dẫn và quyền ghi, đọc",
            Self::Token(_) => "kiểm tra tệp khóa; tạo lại bằng `hoitu token keygen`",
            Self::Data(_) => "sửa tệp dữ liệu rồi chạy lại",
            Self::Unreachable { .. } => "kiểm tra hệ thống có đang chạy không (`cargo xtask up`)",
            Self::Refused(refusal) => refusal.advice(),
            Self::RowsLeft { .. } => "xem danh sách trên: mỗi dòng nói khác ở đâu và làm gì được",
            Self::DoesNotAddUp => "không dùng con số này; báo người quản trị kèm kết quả trên",
            Self::RebuildDiffers { .. } => {
                "xem bảng so sánh; nếu khác là do bản mới có nghĩa khác thì `hoitu view switch`, nếu không thì \
                 `hoitu view drop` và báo người quản trị"
            }
            Self::ChainBroken { .. } => {
                "sổ đã bị sửa sau khi ghi hoặc bản đọc bị hỏng: giữ nguyên hiện trạng và báo người quản trị"
            }
        }
    }

    /// The whole message for a terminal.
    pub fn for_people(&self) -> String {
        let mut text = format!("Lỗi: {self}");
        match self {
            Self::Refused(refusal) => {
                if !refusal.reason.is_empty() {
                    let _ = write!(text, " [{}]", refusal.reason);
                }
                for BadField { field, reason, sentence } in &refusal.fields {
                    let _ = write!(text, "\n  trường {field}: {sentence}");
                    if !reason.is_empty() {
                        let _ = write!(text, " [{reason}]");
                    }
                }
                for (name, value) in &refusal.details {
                    let _ = write!(text, "\n  {name}: {value}");
                }
            }
            Self::File { source, .. } | Self::Print(source) => {
                let _ = write!(text, " ({source})");
            }
            Self::Token(source) => {
                let _ = write!(text, " ({source})");
            }
            Self::Unset { .. }
            | Self::Usage(_)
            | Self::Data(_)
            | Self::Unreachable { .. }
            | Self::RowsLeft { .. }
            | Self::DoesNotAddUp
            | Self::RebuildDiffers { .. }
            | Self::ChainBroken { .. } => {}
        }
        let _ = writeln!(text, "\nViệc cần làm: {}.", self.advice());
        text
    }

    /// The same as JSON, for machines.
    pub fn for_machines(&self) -> serde_json::Value {
        let mut error =
            serde_json::json!({ "message": self.to_string(), "exit_code": self.exit_code() });
        if let Self::Refused(refusal) = self {
            let details = refusal.details.iter();
            let details =
                details.map(|(name, value)| serde_json::json!({ "name": name, "value": value }));
            error["code"] = format!("{:?}", refusal.code).into();
            error["reason"] = refusal.reason.clone().into();
            error["fields"] = serde_json::json!(refusal.fields);
            error["details"] = details.collect();
        }
        serde_json::json!({ "error": error })
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

    fn advice(&self) -> &'static str {
        match self.code {
            Code::InvalidArgument | Code::OutOfRange => "sửa giá trị đã nêu rồi gửi lại",
            Code::NotFound => {
                "kiểm tra lại mã; xem danh sách bằng `hoitu unit list`, `hoitu association list`"
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

#[cfg(test)]
mod tests {
    use tonic_types::{ErrorDetails, LocalizedMessage, StatusExt as _};

    use super::*;

    fn invalid() -> Failure {
        let mut details = ErrorDetails::new();
        details
            .set_error_info("FIELD_INVALID", "hoitu.membership", [])
            .set_bad_request(vec![FieldViolation {
                field: "occurred_on".to_owned(),
                description: "not an ISO day".to_owned(),
                reason: "DATE_MALFORMED".to_owned(),
                localized_message: Some(LocalizedMessage {
                    locale: "vi-VN".to_owned(),
                    message: "ngày phải có dạng năm-tháng-ngày".to_owned(),
                }),
            }])
            .set_localized_message("vi-VN", "Yêu cầu có một trường không hợp lệ.");
        Status::with_error_details(Code::InvalidArgument, "a field is invalid", details).into()
    }

    #[test]
    fn a_refusal_tells_sentence_reason_field_and_what_to_do() {
        assert_eq!(
            invalid().for_people(),
            "Lỗi: Yêu cầu có một trường không hợp lệ. [FIELD_INVALID]\n  \
             trường occurred_on: ngày phải có dạng năm-tháng-ngày [DATE_MALFORMED]\n\
             Việc cần làm: sửa giá trị đã nêu rồi gửi lại.\n",
        );
        assert_eq!(invalid().exit_code(), 1);
        assert_eq!(
            invalid().for_machines(),
            serde_json::json!({"error": {
                "message": "Yêu cầu có một trường không hợp lệ.",
                "exit_code": 1,
                "code": "InvalidArgument",
                "reason": "FIELD_INVALID",
                "fields": [{
                    "field": "occurred_on",
                    "reason": "DATE_MALFORMED",
                    "sentence": "ngày phải có dạng năm-tháng-ngày",
                }],
                "details": [],
            }}),
        );
    }

    #[test]
    fn an_unavailable_service_is_told_apart_from_a_refusal() {
        let failure = Failure::from(Status::unavailable("database away"));
        assert_eq!(failure.exit_code(), 3);
        assert_eq!(
            failure.for_people(),
            "Lỗi: Dịch vụ tạm thời không phục vụ được (database away)\n\
             Việc cần làm: đợi một lát rồi chạy lại; lệnh ghi chạy lại không bị ghi hai lần.\n",
        );
    }

    #[test]
    fn the_current_etag_of_a_conflict_is_shown() {
        let metadata = [("current_etag".to_owned(), "unit-1-3".to_owned())];
        let details = ErrorDetails::with_error_info("ETAG_MISMATCH", "hoitu.membership", metadata);
        let failure = Failure::from(Status::with_error_details(Code::Aborted, "stale", details));
        assert_eq!(
            failure.for_people(),
            "Lỗi: Bản ghi đã thay đổi trong lúc xử lý (stale) [ETAG_MISMATCH]\n  \
             current_etag: unit-1-3\n\
             Việc cần làm: có người vừa sửa cùng bản ghi: đọc lại rồi thử lại.\n",
        );
    }

    #[test]
    fn a_wrong_question_exits_with_two() {
        assert_eq!(Failure::Unset { variable: "HOITU_TOKEN" }.exit_code(), 2);
    }
}
