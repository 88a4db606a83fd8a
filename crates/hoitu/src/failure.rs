//! Why a verb did not do what was asked: one sentence, its reason code, and what to do about it.
//!
//! Exit codes: 1 refused, 2 wrongly asked, 3 not reachable or not answering in time, 4 done in part.

mod refusal;

use std::fmt::Write as _;
use std::io::ErrorKind;
use std::path::PathBuf;

use tonic::{Code, Status};

pub use refusal::{BadField, Refusal};

/// Everything that can go wrong, as far as the person at the terminal can act on it.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    #[error("chưa biết {variable}")]
    Unset { variable: &'static str },
    #[error("{0}")]
    Usage(String),
    /// What was asked about is not there, and where to look what is.
    #[error("{what}")]
    Absent { what: String, look: &'static str },
    #[error("{sentence}")]
    Call { sentence: String, usage: String },
    #[error("không {doing} được tệp {path}")]
    File {
        doing: &'static str,
        path: PathBuf,
        #[source]
        source: std::io::Error,
    },
    #[error("không ghi được kết quả")]
    Print(#[source] std::io::Error),
    #[error("không còn ai đọc kết quả")]
    Unread,
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
    #[error("{variable} là {address}: mã thông hành sẽ đi qua mạng mà không được mã hóa")]
    ClearText { variable: &'static str, address: String },
    #[error("không tin được máy chủ của dịch vụ {service} tại {address}: {why}")]
    NotBelieved { service: &'static str, address: String, why: &'static str },
    #[error("tệp {path} không có chứng thư nào dùng được để tin máy chủ")]
    Authorities {
        path: PathBuf,
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
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

impl From<Status> for Failure {
    fn from(status: Status) -> Self {
        Self::Refused(Box::new(Refusal::from(&status)))
    }
}

impl Failure {
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Unread => 0,
            Self::Unset { .. }
            | Self::Usage(_)
            | Self::Call { .. }
            | Self::ClearText { .. }
            | Self::Authorities { .. } => 2,
            Self::Unreachable { .. } | Self::NotBelieved { .. } => 3,
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
            Self::Absent { .. }
            | Self::File { .. }
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
            Self::Usage(_) | Self::Unread => "xem `hoitu --help`",
            Self::Absent { look, .. } => look,
            Self::Call { .. } => "sửa dòng lệnh; thêm --help vào cuối để xem cách dùng",
            Self::File { .. } | Self::Print(_) => "kiểm tra đường dẫn và quyền ghi, đọc",
            Self::Token(_) => "kiểm tra tệp khóa; tạo lại bằng `hoitu token keygen`",
            Self::Data(_) => "sửa tệp dữ liệu rồi chạy lại",
            Self::Unreachable { .. } => "kiểm tra hệ thống có đang chạy không (`cargo xtask up`)",
            Self::ClearText { .. } => {
                "dùng địa chỉ https://; nếu mạng này được phép không mã hóa thì đặt HOITU_CLEAR_TEXT=allowed"
            }
            Self::NotBelieved { .. } => {
                "không gửi gì cho máy chủ này; kiểm tra địa chỉ và HOITU_AUTHORITIES (tệp chứng thư của nơi cấp), \
                 hoặc báo người quản trị"
            }
            Self::Authorities { .. } => "đặt HOITU_AUTHORITIES là tệp PEM do người quản trị cấp",
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
                    let _ = write!(text, "\n  {}: {value}", refusal::in_words(name));
                }
            }
            Self::File { source, .. } | Self::Print(source) => {
                let _ = write!(text, " ({})", trouble(source));
            }
            Self::Token(source) => {
                let _ = write!(text, " ({source})");
            }
            Self::Call { usage, .. } if !usage.is_empty() => {
                let _ = write!(text, "\n{usage}");
            }
            Self::Call { .. }
            | Self::Unset { .. }
            | Self::Usage(_)
            | Self::Absent { .. }
            | Self::Unread
            | Self::Data(_)
            | Self::Unreachable { .. }
            | Self::ClearText { .. }
            | Self::NotBelieved { .. }
            | Self::Authorities { .. }
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

fn trouble(error: &std::io::Error) -> String {
    let worded = [
        (ErrorKind::NotFound, "không có tệp hoặc thư mục này"),
        (ErrorKind::PermissionDenied, "không có quyền"),
        (ErrorKind::AlreadyExists, "đã có"),
    ];
    let known = worded.iter().find(|(kind, _)| *kind == error.kind());
    known.map_or_else(|| error.to_string(), |(_, words)| (*words).to_owned())
}

#[cfg(test)]
mod tests {
    use tonic_types::{ErrorDetails, FieldViolation, LocalizedMessage, StatusExt as _};

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
    fn what_is_missing_is_told() {
        let mut details = ErrorDetails::with_error_info("NO_SUCH_RESOURCE", "hoitu.projection", []);
        details.set_resource_info("plan_item", "X.9", "", "");
        details.set_localized_message("vi-VN", "Không có hồ sơ này.");
        let failure = Failure::from(Status::with_error_details(Code::NotFound, "none", details));
        let told = failure.for_people();
        let expected = "Lỗi: Không có hồ sơ này. [NO_SUCH_RESOURCE]\n  mục kế hoạch: X.9\n";
        assert!(told.starts_with(expected), "{told}");
        assert_eq!(
            failure.for_machines()["error"]["details"],
            serde_json::json!([{ "name": "plan_item", "value": "X.9" }]),
        );
    }

    #[test]
    fn a_wrong_question_exits_with_two() {
        assert_eq!(Failure::Unset { variable: "HOITU_TOKEN" }.exit_code(), 2);
    }
}
