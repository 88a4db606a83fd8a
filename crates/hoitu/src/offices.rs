//! The offices that stand behind the sample data: invented persons, each marked as a sample (`mau-`) and
//! each with the rights that its commands need.

use std::path::Path;

use contracts::RPCS;
use contracts::access::v1::Duty;
use contracts::membership::v1::Role;

use crate::failure::Failure;

/// Somebody invented, and what they act in.
#[derive(Debug, PartialEq, Eq)]
pub struct Office {
    pub role: Role,
    /// Acted for: a unit's code in the data files. It exists today.
    pub unit: &'static str,
    /// Acted in; the file of its token is called that too.
    pub capacity: &'static str,
    pub description: &'static str,
}

const fn office(
    role: Role,
    unit: &'static str,
    capacity: &'static str,
    description: &'static str,
) -> Office {
    Office { role, unit, capacity, description }
}

/// The first one is who asks where nobody else is named.
pub const OFFICES: [Office; 18] = [
    office(Role::UnionAdmin, "HP.LHH", "union-officer", "cán bộ Liên hiệp Hội"),
    office(Role::Monitor, "HP.BTGDV", "propaganda-officer", "cán bộ Ban Tuyên giáo và Dân vận"),
    office(Role::PlanAuthority, "HP.BTV", "standing-board", "thư ký Ban Thường vụ Thành ủy"),
    office(Role::RegistryOfficer, "HP.SNV", "department-officer", "cán bộ Sở Nội vụ"),
    office(
        Role::AssociationOfficer,
        "HP.LHH",
        "association-officer",
        "người khai số liệu của các hội",
    ),
    office(
        Role::UnitReporter,
        "HP.LHH",
        "unit-reporter",
        "người lập hồ sơ của Liên hiệp Hội và các đơn vị mẫu",
    ),
    office(Role::UnitHead, "HP.LHH", "unit-head", "người ký báo cáo của Liên hiệp Hội"),
    office(
        Role::ReviewRequester,
        "HP.SKHCN",
        "review-requester",
        "người đặt hàng tư vấn, phản biện của các đơn vị mẫu",
    ),
    office(Role::Auditor, "HP.VPTU", "auditor", "kiểm tra viên"),
    office(Role::SystemOperator, "HP.VPTU", "system-operator", "người vận hành hệ thống"),
    office(Role::RightsAdministrator, "HP.VPTU", "rights-administrator", "người quản trị quyền"),
    office(
        Role::DataProtectionOfficer,
        "HP.VPTU",
        "data-protection-officer",
        "người bảo vệ dữ liệu cá nhân",
    ),
    // An erasure needs two.
    office(
        Role::DataProtectionOfficer,
        "HP.VPTU",
        "second-data-protection-officer",
        "người bảo vệ dữ liệu cá nhân thứ hai",
    ),
    // Who may advise on which review is said review by review.
    expert("expert-1", "chuyên gia mẫu thứ nhất"),
    expert("expert-2", "chuyên gia mẫu thứ hai"),
    expert("expert-3", "chuyên gia mẫu thứ ba"),
    expert("expert-4", "chuyên gia mẫu thứ tư"),
    expert("expert-5", "chuyên gia mẫu thứ năm"),
];

const fn expert(capacity: &'static str, description: &'static str) -> Office {
    office(Role::CouncilMember, "HP.LHH", capacity, description)
}

impl Office {
    /// The subject of its tokens.
    #[must_use]
    pub fn person(&self) -> String {
        format!("mau-{}", self.capacity)
    }

    /// Whose business an rpc of the seed is.
    #[must_use]
    pub fn of(rpc: &str) -> &'static Self {
        let duty = RPCS.iter().find(|known| known.name == rpc).map(|known| known.duty);
        let role = match duty {
            Some(Duty::KeepDirectory | Duty::ConfirmLegalEvents) => Role::RegistryOfficer,
            Some(Duty::DeclareHeadcounts) => Role::AssociationOfficer,
            Some(Duty::DecidePlan | Duty::AuthoriseReviews) => Role::PlanAuthority,
            Some(Duty::MonitorPlan | Duty::VerifyRecords | Duty::ReviewReports) => Role::Monitor,
            Some(
                Duty::FileRecords
                | Duty::FileEvidence
                | Duty::ReadEvidence
                | Duty::WriteReports
                | Duty::ReadReports,
            ) => Role::UnitReporter,
            Some(Duty::SubmitReports | Duty::DirectReviews) => Role::UnitHead,
            Some(Duty::RequestReviews | Duty::ReadOwnReviews) => Role::ReviewRequester,
            Some(Duty::AdviseOnReviews | Duty::ChairReviews) => Role::CouncilMember,
            Some(Duty::AdministerRights | Duty::ReadRights) => Role::RightsAdministrator,
            Some(Duty::FollowLedger) => Role::Auditor,
            Some(Duty::OperateViews) => Role::SystemOperator,
            Some(Duty::ErasePersons) => Role::DataProtectionOfficer,
            Some(
                Duty::KeepUnionRoll
                | Duty::KeepPersons
                | Duty::ReadPersons
                | Duty::ReadDirectory
                | Duty::ReadPlan
                | Duty::KeepProgrammes
                | Duty::ReadContests
                // There is no sample round, and so no office that runs or judges one.
                | Duty::RunRounds
                | Duty::EnterContests
                | Duty::ScreenEntries
                | Duty::ReadEntries
                | Duty::FormJuries
                | Duty::Judge
                | Duty::LeadJuries
                | Duty::ReadJudging
                | Duty::ReadRanking
                | Duty::ProposePrizes
                | Duty::DecidePrizes
                | Duty::DelegateRights
                | Duty::KeepReviews
                | Duty::ReadReviews
                | Duty::KeepProposals
                | Duty::Unspecified,
            )
            | None => Role::UnionAdmin,
        };
        let found = OFFICES.iter().find(|office| office.role == role);
        found.expect("each of these roles has an office")
    }

    /// Its token, from a folder with one file for each office.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn token(&self, folder: &Path) -> Result<String, Failure> {
        let path = folder.join(self.capacity);
        std::fs::read_to_string(&path).map_err(|source| Failure::File {
            doing: "đọc",
            path,
            source,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_is_asked_there_is_an_office_that_asks_it() {
        for rpc in RPCS {
            assert!(OFFICES.iter().any(|office| office.role == Office::of(rpc.name).role));
        }
    }
}
