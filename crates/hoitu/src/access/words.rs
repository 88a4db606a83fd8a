//! Roles, scopes and reasons in the words of people.

use contracts::access::v1::Kind;
use contracts::membership::v1 as proto;
use proto::{Role, Standing, Verdict};

use super::kinds;

pub(super) fn role(role: Role) -> &'static str {
    match role {
        Role::Unspecified => "không rõ",
        Role::PlanAuthority => "quyết định kế hoạch",
        Role::Monitor => "theo dõi, đôn đốc",
        Role::UnitReporter => "soạn báo cáo đơn vị",
        Role::UnitHead => "thủ trưởng đơn vị",
        Role::UnionAdmin => "quản lý Liên hiệp Hội",
        Role::AssociationOfficer => "cán bộ hội",
        Role::RegistryOfficer => "quản lý nhà nước về hội",
        Role::ContestSecretary => "thư ký hội thi",
        Role::Judge => "giám khảo",
        Role::JuryChair => "trưởng ban giám khảo",
        Role::OrganisingCommittee => "ban tổ chức",
        Role::AwardAuthority => "quyết định giải thưởng",
        Role::ReviewRequester => "đề nghị tư vấn, phản biện",
        Role::CouncilMember => "thành viên hội đồng",
        Role::CouncilChair => "chủ tịch hội đồng",
        Role::Entrant => "tác giả, thí sinh",
        Role::Guardian => "người giám hộ",
        Role::DataProtectionOfficer => "bảo vệ dữ liệu cá nhân",
        Role::Auditor => "kiểm tra, giám sát",
        Role::RightsAdministrator => "quản trị quyền",
        Role::SystemOperator => "vận hành hệ thống",
    }
}

pub(super) fn scope(scope: Option<&proto::Scope>) -> String {
    let Some(scope) = scope else { return String::new() };
    let kind = match scope.kind() {
        Kind::Unspecified => "không rõ",
        Kind::Province => "toàn tỉnh",
        Kind::Unit => "đơn vị",
        Kind::Association => "hội",
        Kind::Affiliate => "đơn vị của Liên hiệp Hội",
        Kind::Plan => "kế hoạch",
        Kind::Programme => "chương trình",
        Kind::Round => "đợt thi",
        Kind::Request => "yêu cầu tư vấn",
        Kind::Person => "người",
    };
    format!("{kind} {}", scope.id).trim_end().to_owned()
}

pub(super) fn standing(standing: Standing) -> &'static str {
    match standing {
        Standing::Unspecified => "không rõ",
        Standing::Held => "có hiệu lực",
        Standing::NotYet => "chưa đến ngày",
        Standing::Over => "đã hết hạn",
        Standing::Revoked => "đã thu hồi",
        Standing::UnitEnded => "đơn vị không còn",
        Standing::SourceEnded => "quyền gốc đã hết",
    }
}

pub(super) fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Unspecified => "không rõ",
        Verdict::Allows => "cho phép",
        Verdict::NotHeld => "không có hiệu lực",
        Verdict::NotOfRole => "vai trò không làm việc này",
        Verdict::OutOfScope => "ngoài phạm vi",
        Verdict::Forbidden => "bị cấm",
    }
}

/// `union_admin`, as the contract names it.
pub(super) fn read_role(text: &str) -> Result<Role, String> {
    let role = Role::from_str_name(&format!("ROLE_{}", text.to_uppercase()));
    role.filter(|role| *role != Role::Unspecified)
        .ok_or_else(|| format!("không có vai trò “{text}”; viết như monitor, union_admin"))
}

/// `unit/UUID`, or `province`.
pub(super) fn read_thing(text: &str) -> Result<proto::Scope, String> {
    let (kind, id) = text.split_once('/').unwrap_or((text, ""));
    match kinds().find(|(_, name)| name == kind) {
        Some((kind, _)) => Ok(proto::Scope { kind: kind.into(), id: id.to_owned() }),
        None => Err(format!("“{text}” không phải là phạm vi; viết như unit/UUID, plan/UUID")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_and_things_are_typed_as_the_contract_names_them() {
        assert_eq!(read_role("union_admin"), Ok(Role::UnionAdmin));
        assert!(read_role("unspecified").is_err());
        let unit = proto::Scope { kind: Kind::Unit.into(), id: "7".to_owned() };
        assert_eq!(read_thing("unit/7"), Ok(unit));
        let province = proto::Scope { kind: Kind::Province.into(), id: String::new() };
        assert_eq!(read_thing("province"), Ok(province));
        assert!(read_thing("unspecified/7").is_err());
    }
}
