//! What classes are called: for programs, and for people in Vietnamese.

use crate::domain::facts::{MemberKind, ScienceField, Step};
use crate::domain::figure::Class;

pub fn dimension(class: &Class) -> &'static str {
    match class {
        Class::Kind(_) => "kind",
        Class::Field(_) => "field",
        Class::Movement(_) | Class::NetMovement => "movement",
        Class::MassAssociations | Class::WithoutMassAssociations => "mass",
        Class::Fresh | Class::Stale => "freshness",
        Class::Choice(choice) => choice.dimension,
        Class::Tier(_) => "tier",
        Class::Unit(_) => "unit",
    }
}

pub fn key(class: &Class) -> String {
    let key: &'static str = match class {
        Class::Kind(kind) => kind.into(),
        Class::Field(Some(field)) => field.into(),
        Class::Field(None) => "UNKNOWN",
        Class::Movement(step) => step.into(),
        Class::NetMovement => "NET",
        Class::MassAssociations => "MASS_ASSOCIATIONS",
        Class::WithoutMassAssociations => "WITHOUT_MASS_ASSOCIATIONS",
        Class::Fresh => "FRESH",
        Class::Stale => "STALE",
        Class::Choice(choice) => choice.key,
        Class::Tier(tier) => return tier.code.to_string(),
        Class::Unit(unit) => return unit.to_string(),
    };
    key.to_owned()
}

/// Empty for a unit: its name depends on the day.
pub fn label(class: &Class) -> &str {
    match class {
        Class::Kind(MemberKind::MemberAssociation) => "Hội thành viên",
        Class::Kind(MemberKind::AffiliatedUnit) => "Đơn vị trực thuộc",
        Class::Kind(MemberKind::CollectiveMember) => "Hội viên tập thể",
        Class::Kind(MemberKind::Club) => "Câu lạc bộ",
        Class::Field(Some(field)) => field_label(*field),
        Class::Field(None) => "Chưa rõ lĩnh vực",
        Class::Movement(step) => step_label(*step),
        Class::NetMovement => "Tăng, giảm thực",
        Class::MassAssociations => "Hội có tính chất quần chúng rộng rãi",
        Class::WithoutMassAssociations => "Không tính hội quần chúng",
        Class::Fresh => "Số liệu còn hạn",
        Class::Stale => "Số liệu cũ",
        Class::Choice(choice) => choice.label,
        Class::Tier(tier) => &tier.name,
        Class::Unit(_) => "",
    }
}

fn field_label(field: ScienceField) -> &'static str {
    match field {
        ScienceField::NaturalSciences => "Khoa học tự nhiên",
        ScienceField::EngineeringAndTechnology => "Khoa học kỹ thuật và công nghệ",
        ScienceField::MedicalAndPharmaceuticalSciences => "Khoa học y, dược",
        ScienceField::AgriculturalSciences => "Khoa học nông nghiệp",
        ScienceField::SocialSciences => "Khoa học xã hội",
        ScienceField::Humanities => "Khoa học nhân văn",
    }
}

fn step_label(step: Step) -> &'static str {
    match step {
        Step::Admitted | Step::AdmissionCorrected => "Kết nạp",
        Step::Renewed => "Khôi phục tư cách hội viên",
        Step::TransferredIn => "Chuyển đến",
        Step::Lapsed => "Hết hiệu lực",
        Step::Ended | Step::EndCorrected => "Ra khỏi Liên hiệp Hội",
        Step::TransferredOut => "Chuyển đi",
    }
}
