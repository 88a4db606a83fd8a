//! What can be wrong with a field, in one table: reason code, English, Vietnamese.

use chrono::NaiveDate;

/// The first and last business date that makes sense here.
pub(super) const DATES: (NaiveDate, NaiveDate) =
    match (NaiveDate::from_ymd_opt(1900, 1, 1), NaiveDate::from_ymd_opt(2200, 12, 31)) {
        (Some(first), Some(last)) => (first, last),
        (None, _) | (_, None) => unreachable!(),
    };

/// Why a field is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    Required,
    NotAUuid,
    NotADate,
    DateOutOfRange,
    DateInFuture,
    NotAnInstant,
    NotASha256,
    NotNormalised,
    ControlCharacter,
    LoneMark,
    TooLong {
        max: usize,
    },
    UnknownValue,
    OutOfRange {
        min: i64,
        max: i64,
    },
    TooMany {
        max: usize,
    },
    EtagRequired,
    EtagOfAnother,
    PageTokenInvalid,
    PageTokenChanged,
    ReadTokenInvalid,
    /// A service's own fault: reason code, English, Vietnamese.
    Other {
        reason: &'static str,
        english: &'static str,
        vietnamese: &'static str,
    },
}

impl Fault {
    pub(super) fn reason(&self) -> &'static str {
        match self {
            Self::Required => "REQUIRED",
            Self::NotAUuid => "NOT_A_UUID",
            Self::NotADate => "NOT_A_DATE",
            Self::DateOutOfRange => "DATE_OUT_OF_RANGE",
            Self::DateInFuture => "DATE_IN_FUTURE",
            Self::NotAnInstant => "NOT_AN_INSTANT",
            Self::NotASha256 => "NOT_A_SHA256",
            Self::NotNormalised => "NOT_NFC",
            Self::ControlCharacter => "CONTROL_CHARACTER",
            Self::LoneMark => "LONE_MARK",
            Self::TooLong { .. } => "TOO_LONG",
            Self::UnknownValue => "UNKNOWN_VALUE",
            Self::OutOfRange { .. } => "OUT_OF_RANGE",
            Self::TooMany { .. } => "TOO_MANY",
            Self::EtagRequired => "ETAG_REQUIRED",
            Self::EtagOfAnother => "ETAG_OF_ANOTHER",
            Self::PageTokenInvalid => "PAGE_TOKEN_INVALID",
            Self::PageTokenChanged => "PAGE_TOKEN_CHANGED",
            Self::ReadTokenInvalid => "READ_TOKEN_INVALID",
            Self::Other { reason, .. } => reason,
        }
    }

    pub(super) fn english(&self) -> String {
        match self {
            Self::Required => "must be given".into(),
            Self::NotAUuid => "must be a UUID with hyphens, not all zeros".into(),
            Self::NotADate => "must be a date as YYYY-MM-DD".into(),
            Self::DateOutOfRange => format!("must be from {} to {}", DATES.0, DATES.1),
            Self::DateInFuture => {
                "must not be after today: facts are recorded when they have happened".into()
            }
            Self::NotASha256 => "must be a SHA-256 hash in 64 lower-case hexadecimal digits".into(),
            Self::NotAnInstant => "must be an instant of the calendar".into(),
            Self::NotNormalised => "must be in Unicode normal form C".into(),
            Self::ControlCharacter => "must not have control or invisible characters".into(),
            Self::LoneMark => "must not have a combining mark without its letter".into(),
            Self::TooLong { max } => format!("must have at most {max} characters"),
            Self::UnknownValue => "must be a known value of the enum, not unspecified".into(),
            Self::OutOfRange { min, max } => format!("must be from {min} to {max}"),
            Self::TooMany { max } => format!("must have at most {max} entries"),
            Self::EtagRequired => "must be the etag of the resource as it was read".into(),
            Self::EtagOfAnother => "must be an etag of the resource that the request names".into(),
            Self::PageTokenInvalid => "must be a token from an earlier answer".into(),
            Self::PageTokenChanged => "must be of a request with the same arguments".into(),
            Self::ReadTokenInvalid => "must be the token of a command's receipt".into(),
            Self::Other { english, .. } => (*english).into(),
        }
    }

    pub(super) fn vietnamese(&self) -> String {
        match self {
            Self::Required => "phải có giá trị".into(),
            Self::NotAUuid => "phải là mã UUID có gạch nối, không phải toàn số 0".into(),
            Self::NotADate => "phải là ngày dạng năm-tháng-ngày, ví dụ 2026-11-24".into(),
            Self::DateOutOfRange => {
                let day = |date: NaiveDate| date.format("%d/%m/%Y");
                format!("phải từ {} đến {}", day(DATES.0), day(DATES.1))
            }
            Self::DateInFuture => "không được sau ngày hôm nay: chỉ ghi việc đã xảy ra".into(),
            Self::NotASha256 => {
                "phải là mã băm SHA-256 gồm 64 chữ số thập lục phân viết thường".into()
            }
            Self::NotAnInstant => "phải là thời điểm có trong lịch".into(),
            Self::NotNormalised => "phải dùng chữ dựng sẵn (Unicode NFC)".into(),
            Self::ControlCharacter => "không được có ký tự điều khiển hoặc ký tự ẩn".into(),
            Self::LoneMark => "không được có dấu đứng riêng, không đi với chữ".into(),
            Self::TooLong { max } => format!("không được dài quá {max} ký tự"),
            Self::UnknownValue => "phải là một giá trị đã biết".into(),
            Self::OutOfRange { min, max } => format!("phải từ {min} đến {max}"),
            Self::TooMany { max } => format!("không được quá {max} mục"),
            Self::EtagRequired => "phải có etag của hồ sơ đã đọc".into(),
            Self::EtagOfAnother => "phải là etag của chính hồ sơ này".into(),
            Self::PageTokenInvalid => "phải là mã trang của lần trả lời trước".into(),
            Self::PageTokenChanged => "phải đi kèm yêu cầu có cùng điều kiện".into(),
            Self::ReadTokenInvalid => "phải là mã của biên nhận".into(),
            Self::Other { vietnamese, .. } => (*vietnamese).into(),
        }
    }
}
