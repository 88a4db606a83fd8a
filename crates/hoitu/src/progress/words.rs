//! What people call reasons, events and dimensions of the progress contract.

use contracts::projection::v1 as proto;

/// Why a fact was left out, to follow a “vì”.
pub fn left_out_because(reason: proto::LeftOutReason) -> &'static str {
    match reason {
        proto::LeftOutReason::Unspecified => "",
        proto::LeftOutReason::BeforeWindow => "xảy ra trước kỳ",
        proto::LeftOutReason::AfterWindow => "xảy ra sau ngày tính cuối cùng",
        proto::LeftOutReason::NotYetKnown => "khi đó hệ thống chưa biết",
        proto::LeftOutReason::Corrected => "đã được đính chính",
        proto::LeftOutReason::Superseded => "đã có số mới hơn của cùng tổ chức",
        proto::LeftOutReason::NotAMember => "không phải thành viên Liên hiệp Hội vào ngày tính",
        proto::LeftOutReason::NotAlive => "hội chưa có hoặc đã chấm dứt vào ngày tính",
        proto::LeftOutReason::OtherUnit => "thuộc đơn vị khác theo cơ cấu đang hiển thị",
        proto::LeftOutReason::UnitDivided => "đơn vị đã chia, sự việc không ghi thuộc phần nào",
        proto::LeftOutReason::Parked => "đang chờ người quản trị xử lý",
        proto::LeftOutReason::NotCounted => "không đúng định nghĩa của công thức",
        proto::LeftOutReason::MassAssociation => "hội quần chúng, không phải hội chuyên ngành",
        proto::LeftOutReason::OthersAwaited => {
            "hội cùng tách ra chưa khai, số khai trước khi tách vẫn được tính"
        }
        proto::LeftOutReason::NotDeclared => "không khai con số mà công thức cần",
        proto::LeftOutReason::Rejected => "hồ sơ bị từ chối",
        proto::LeftOutReason::Retracted => "hồ sơ đã được rút",
        proto::LeftOutReason::Duplicate => "trùng với một sự việc đã được tính",
        proto::LeftOutReason::Unverified => "hồ sơ chờ xác minh, và không làm thay đổi con số này",
        proto::LeftOutReason::NotInForce => "đã hết hiệu lực vào ngày tính",
        proto::LeftOutReason::NotObliged => "đơn vị không được giao mục này vào ngày tính",
        proto::LeftOutReason::NamedInWords => "kế hoạch chỉ gọi tên chung, không rõ từng đơn vị",
    }
}

/// What people call an event; a type that is not known here keeps its name.
pub fn event(event_type: &str) -> &str {
    match event_type {
        "HeadcountDeclared" => "Khai số hội viên",
        "HeadcountCorrected" => "Đính chính số hội viên",
        "AssociationRegistered" => "Ghi sổ hội đã có",
        "AssociationLicensed" => "Cho phép thành lập hội",
        "AssociationActivated" => "Hội bắt đầu hoạt động",
        "UnionMembershipAdmitted" => "Kết nạp vào Liên hiệp Hội",
        "UnionMembershipEnded" => "Thôi là thành viên Liên hiệp Hội",
        "UnionMembershipTransferred" => "Chuyển Liên hiệp Hội",
        "AffiliatedUnitEstablished" => "Lập đơn vị trực thuộc",
        "AffiliatedUnitClosed" => "Đóng đơn vị trực thuộc",
        "CollectiveMemberAdmitted" => "Kết nạp hội viên tập thể",
        "CollectiveMemberLeft" => "Hội viên tập thể rút khỏi",
        "EvidencedRecordFiled" => "Hồ sơ sự việc",
        "ResponsibilityAssigned" => "Giao mục của kế hoạch",
        other => other,
    }
}

/// What a value is broken down by; a dimension that is not known here keeps its name.
pub fn dimension(dimension: &str) -> &str {
    match dimension {
        "kind" => "loại",
        "field" => "lĩnh vực",
        "movement" => "tăng, giảm",
        "mass" => "hội quần chúng",
        "freshness" => "độ mới",
        "unit" => "đơn vị",
        "component" => "thành phần",
        other => other,
    }
}
