//! What sort of organisation a unit is.

use serde::{Deserialize, Serialize};

/// Closed: a new sort of organisation is a change of the contract too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, strum::Display)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum UnitKind {
    /// Cơ quan trung ương.
    CentralBody,
    /// Tỉnh, thành phố trực thuộc trung ương.
    Province,
    /// Huyện, thị xã, thành phố thuộc tỉnh; until 30/6/2025.
    District,
    /// Xã, phường, đặc khu.
    Commune,
    /// Tỉnh ủy, thành ủy.
    PartyCommittee,
    /// Ban thường vụ tỉnh ủy.
    PartyStandingBoard,
    /// Ban đảng, văn phòng cấp ủy.
    PartyBoard,
    /// Đảng ủy trực thuộc.
    SubordinatePartyCommittee,
    /// Đảng đoàn; ended in 2025.
    PartyDelegation,
    /// Ban cán sự đảng; ended in 2025.
    PartyCaucus,
    /// Huyện ủy, thị ủy, thành ủy; until 30/6/2025.
    DistrictPartyCommittee,
    /// Đảng ủy xã, phường, đặc khu.
    CommunePartyCommittee,
    /// Hội đồng nhân dân.
    PeoplesCouncil,
    /// Ủy ban nhân dân.
    PeoplesCommittee,
    /// Sở, ban, ngành.
    Department,
    /// Mặt trận Tổ quốc.
    FatherlandFront,
    /// Đoàn thể chính trị - xã hội.
    MassOrganisation,
    /// Liên hiệp các Hội Khoa học và Kỹ thuật.
    ProvincialUnion,
    /// Trường.
    School,
    /// Cơ quan báo chí.
    Press,
}
