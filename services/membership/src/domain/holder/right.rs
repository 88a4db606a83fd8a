//! A right: what a person may be, for which unit, on what and on which days.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::Rejection;
use crate::domain::UnitId;

/// Closed: a new role is a change of the contract, of the policies and of the separations too.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, strum::Display, strum::EnumIter,
)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum Role {
    /// Ban Thường vụ.
    PlanAuthority,
    /// Ban Tuyên giáo.
    Monitor,
    UnitReporter,
    UnitHead,
    /// Cơ quan thường trực Liên hiệp Hội.
    UnionAdmin,
    AssociationOfficer,
    /// Sở Nội vụ.
    RegistryOfficer,
    /// Thư ký hội thi.
    ContestSecretary,
    /// Giám khảo.
    Judge,
    JuryChair,
    /// Ban tổ chức.
    OrganisingCommittee,
    /// Ủy ban nhân dân.
    AwardAuthority,
    ReviewRequester,
    CouncilMember,
    CouncilChair,
    /// Thí sinh, tác giả.
    Entrant,
    Guardian,
    DataProtectionOfficer,
    Auditor,
    RightsAdministrator,
    SystemOperator,
}

/// On what a right holds, with all that is in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, strum::EnumDiscriminants)]
#[serde(tag = "kind", content = "id", rename_all = "SCREAMING_SNAKE_CASE")]
#[strum_discriminants(name(ScopeKind), derive(strum::EnumIter))]
pub enum Scope {
    Province,
    Unit(UnitId),
    Association(Uuid),
    Plan(Uuid),
    Programme(Uuid),
    Round(Uuid),
    Request(Uuid),
}

impl Role {
    /// The sorts of scope that the role can have: `domain.md` 2.2.
    #[must_use]
    pub fn scopes(self) -> &'static [ScopeKind] {
        use ScopeKind::{Association, Plan, Programme, Province, Request, Round, Unit};
        match self {
            Self::PlanAuthority => &[Province, Plan],
            Self::UnitReporter | Self::UnitHead | Self::UnionAdmin => &[Unit],
            Self::AssociationOfficer => &[Association],
            Self::RegistryOfficer => &[Province, Unit],
            Self::ContestSecretary
            | Self::Judge
            | Self::JuryChair
            | Self::OrganisingCommittee
            | Self::Entrant
            | Self::Guardian => &[Round],
            Self::AwardAuthority => &[Programme, Round],
            Self::ReviewRequester => &[Unit, Request],
            Self::CouncilMember | Self::CouncilChair => &[Request],
            Self::Monitor
            | Self::DataProtectionOfficer
            | Self::Auditor
            | Self::RightsAdministrator
            | Self::SystemOperator => &[Province],
        }
    }

    /// Whether its holder may let another person act in it. Who gives rights and who audits is decided
    /// by the province alone.
    #[must_use]
    pub fn is_delegable(self) -> bool {
        !matches!(self, Self::RightsAdministrator | Self::Auditor)
    }
}

impl Scope {
    /// Whether one may be part of the other. What cannot be told apart here overlaps.
    #[must_use]
    pub fn may_overlap(self, other: Self) -> bool {
        self == other || ScopeKind::from(self) != ScopeKind::from(other) || self.is_nested()
    }

    /// Whether it can be seen, without the directory, that all of it is in the other.
    #[must_use]
    pub fn is_within(self, other: Self) -> bool {
        self == other || other == Self::Province
    }

    /// Whether there may be one of a kind within another.
    fn is_nested(self) -> bool {
        match self {
            Self::Unit(_) => true,
            Self::Province
            | Self::Association(_)
            | Self::Plan(_)
            | Self::Programme(_)
            | Self::Round(_)
            | Self::Request(_) => false,
        }
    }
}

/// From a first day to a last one, if there is to be one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Days {
    pub first: NaiveDate,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last: Option<NaiveDate>,
}

impl Days {
    /// The days up to this one.
    #[must_use]
    pub fn until(self, day: NaiveDate) -> Self {
        Self { last: Some(self.last.map_or(day, |last| last.min(day))), ..self }
    }

    #[must_use]
    pub fn is_empty(self) -> bool {
        self.last.is_some_and(|last| last < self.first)
    }

    #[must_use]
    pub fn overlap(self, other: Self) -> bool {
        let begins_in_time = |a: Self, b: Self| b.last.is_none_or(|last| a.first <= last);
        !self.is_empty()
            && !other.is_empty()
            && begins_in_time(self, other)
            && begins_in_time(other, self)
    }

    #[must_use]
    pub fn is_within(self, other: Self) -> bool {
        let ends_in_time = match (self.last, other.last) {
            (_, None) => true,
            (None, Some(_)) => false,
            (Some(last), Some(end)) => last <= end,
        };
        other.first <= self.first && ends_in_time
    }
}

/// What a person may be. Its scope is one that its role can have, and it begins before it ends.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Right {
    /// Acted for.
    unit: UnitId,
    /// The office or function acted in, as in the person's tokens.
    capacity: String,
    role: Role,
    scope: Scope,
    #[serde(flatten)]
    days: Days,
}

impl Right {
    pub fn new(
        unit: UnitId,
        capacity: String,
        role: Role,
        scope: Scope,
        days: Days,
    ) -> Result<Self, Rejection> {
        if !role.scopes().contains(&scope.into()) {
            return Err(Rejection::ScopeNotOfRole { role });
        }
        if days.is_empty() {
            return Err(Rejection::EndsBeforeItBegins { first_day: days.first });
        }
        Ok(Self { unit, capacity, role, scope, days })
    }

    #[must_use]
    pub fn unit(&self) -> UnitId {
        self.unit
    }

    #[must_use]
    pub fn capacity(&self) -> &str {
        &self.capacity
    }

    #[must_use]
    pub fn role(&self) -> Role {
        self.role
    }

    #[must_use]
    pub fn scope(&self) -> Scope {
        self.scope
    }

    #[must_use]
    pub fn days(&self) -> Days {
        self.days
    }
}
