//! The domain's values in the words of the contract, and back.

use chrono::NaiveDate;
use contracts::membership::v1 as wire;

use crate::domain::{
    DecisionRef, EvidenceRef, affiliate, association, headcount, union_membership, unit,
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
