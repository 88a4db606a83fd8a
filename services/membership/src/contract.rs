//! The domain's values in the words of the contract, and back.

use chrono::NaiveDate;
use contracts::access::v1::Kind;
use contracts::membership::v1 as wire;

use crate::domain::{
    DecisionRef, EvidenceRef, affiliate, association, headcount, holder, person, union_membership,
    unit,
};

/// A closed list of the domain that the contract has too, under the same names.
pub(crate) trait Choice: Sized {
    type Wire;

    fn to_wire(self) -> i32;

    /// `None` for the unspecified value.
    fn from_wire(wire: Self::Wire) -> Option<Self>;
}

macro_rules! choices {
    ($($domain:path = $wire:path { $($variant:ident),+ $(,)? })+) => {$(
        impl Choice for $domain {
            type Wire = $wire;

            fn to_wire(self) -> i32 {
                use $domain as Domain;
                use $wire as Wire;
                match self {
                    $(Domain::$variant => Wire::$variant as i32,)+
                }
            }

            fn from_wire(wire: Self::Wire) -> Option<Self> {
                use $domain as Domain;
                use $wire as Wire;
                match wire {
                    Wire::Unspecified => None,
                    $(Wire::$variant => Some(Domain::$variant),)+
                }
            }
        }
    )+};
}

choices! {
    unit::UnitKind = wire::UnitKind {
        CentralBody, Province, District, Commune, PartyCommittee, PartyStandingBoard, PartyBoard,
        SubordinatePartyCommittee, PartyDelegation, PartyCaucus, DistrictPartyCommittee,
        CommunePartyCommittee, PeoplesCouncil, PeoplesCommittee, Department, FatherlandFront,
        MassOrganisation, ProvincialUnion, School, Press,
    }
    unit::SuccessionKind = wire::UnitSuccessionKind {
        MergedInto, Consolidated, Divided, Separated, FunctionTransferred,
    }
    association::Scope = wire::AssociationScope { Province, District, Commune }
    association::ScienceField = wire::ScienceField {
        NaturalSciences, EngineeringAndTechnology, MedicalAndPharmaceuticalSciences,
        AgriculturalSciences, SocialSciences, Humanities,
    }
    association::DossierDocument = wire::DossierDocument {
        Application, CharterDraft, FoundersList, OfficeProof,
    }
    association::SuccessionKind = wire::AssociationSuccessionKind {
        Merged, Consolidated, Divided, Separated,
    }
    association::DissolutionGround = wire::DissolutionGround {
        Voluntary, UnlawfulActivity, CongressWithoutPermission, NoCongressAfterExtension,
        NoReportForTwoYears, SuspensionNotCured, BoardIgnoredMembers, TooFewMembers,
    }
    union_membership::LapseGround = wire::LapseGround { Dues, Attestation }
    union_membership::Fact = wire::UnionMembershipFact { AdmittedOn, EndedOn }
    affiliate::Kind = wire::AffiliateKind { AffiliatedUnit, CollectiveMember, Club }
    holder::Role = wire::Role {
        PlanAuthority, Monitor, UnitReporter, UnitHead, UnionAdmin, AssociationOfficer,
        RegistryOfficer, ContestSecretary, Judge, JuryChair, OrganisingCommittee, AwardAuthority,
        ReviewRequester, CouncilMember, CouncilChair, Entrant, Guardian, DataProtectionOfficer,
        Auditor, RightsAdministrator, SystemOperator,
    }
    person::Basis = wire::ErasureBasis {
        Asked, PurposeDone, RetentionOver, AuthorityDecision, Agreement,
    }
    person::RefusalGround = wire::ErasureRefusalGround {
        LegalRetention, IdentityNotProved, PurposeContinues, Withdrawn,
    }
}

impl From<&DecisionRef> for wire::DecisionRef {
    fn from(decision: &DecisionRef) -> Self {
        Self {
            number_symbol: decision.number_symbol.clone(),
            issued_on: decision.issued_on.to_string(),
            issuer_unit_id: decision.issuer_unit_id.to_string(),
        }
    }
}

impl From<&EvidenceRef> for wire::EvidenceRef {
    fn from(evidence: &EvidenceRef) -> Self {
        Self {
            number_symbol: evidence.number_symbol.clone(),
            issued_on: evidence.issued_on.to_string(),
            issuer_id: evidence.issuer_id.to_string(),
            file_sha256: evidence.file_sha256.clone().unwrap_or_default(),
        }
    }
}

impl From<holder::Scope> for wire::Scope {
    fn from(scope: holder::Scope) -> Self {
        let (kind, id) = match scope {
            holder::Scope::Province => (Kind::Province, String::new()),
            holder::Scope::Unit(id) => (Kind::Unit, id.to_string()),
            holder::Scope::Association(id) => (Kind::Association, id.to_string()),
            holder::Scope::Plan(id) => (Kind::Plan, id.to_string()),
            holder::Scope::Programme(id) => (Kind::Programme, id.to_string()),
            holder::Scope::Round(id) => (Kind::Round, id.to_string()),
            holder::Scope::Request(id) => (Kind::Request, id.to_string()),
        };
        Self { kind: kind.into(), id }
    }
}

impl From<&holder::Right> for wire::Right {
    fn from(right: &holder::Right) -> Self {
        Self {
            unit_id: right.unit().to_string(),
            capacity: right.capacity().to_owned(),
            role: right.role().to_wire(),
            scope: Some(right.scope().into()),
            first_day: right.days().first.to_string(),
            last_day: day(right.days().last),
        }
    }
}

impl From<association::Term> for wire::Term {
    fn from(term: association::Term) -> Self {
        Self { from: term.from.to_string(), to: term.to.to_string() }
    }
}

impl From<headcount::Figures> for wire::Headcount {
    fn from(figures: headcount::Figures) -> Self {
        Self {
            members: figures.members().into(),
            intellectuals: figures.intellectuals().map(i64::from),
            women: figures.women().map(i64::from),
            under_35: figures.under_35().map(i64::from),
        }
    }
}

/// A day that may be absent, as the contract writes it.
pub(crate) fn day(day: Option<NaiveDate>) -> String {
    day.map(|day| day.to_string()).unwrap_or_default()
}
