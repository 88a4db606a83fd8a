//! Dated facts as other contexts published them: what the read model holds, and nothing else.
//!
//! A fact never changes and is never removed; a correction is a fact of its own. Every figure is
//! counted from these rows when it is asked for, so any moment of either clock can be asked about.

use std::fmt;

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use super::contest::{
    AppealStepped, ApplicationSeen, EntryStepped, HonourConferred, NationalStepped, PrizeAwarded,
    PrizeRevoked, RoundPlanned, RoundShown, StageJudged,
};
use super::plan::{DutyStated, IndicatorStated, ItemStated, PlanEnded, PlanIssued};
use super::record::{RecordFiled, RecordJudged};
use super::review::{
    ExpertAssigned, ProposalEnded, ProposalSent, QualityRated, RecommendationAnswered,
    ReportDelivered, ReviewAsked, ReviewClosed, WorkshopStated,
};
use super::target::TargetStated;

/// A unit of the directory.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct UnitId(pub Uuid);

/// An association, or an organisation affiliated to the Union.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct OrganisationId(pub Uuid);

/// A plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PlanId(pub Uuid);

impl fmt::Display for UnitId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Where a fact stands, and its two clocks.
#[derive(Debug, Clone, PartialEq)]
pub struct Origin {
    /// The context whose ledger holds it.
    pub context: String,
    /// Its place in that ledger.
    pub position: i64,
    pub event_id: Uuid,
    pub event_type: String,
    /// When it was true.
    pub occurred_on: NaiveDate,
    /// When the system learnt it.
    pub recorded_at: DateTime<Utc>,
    pub document: Option<Document>,
}

/// The document behind a fact.
#[derive(Debug, Clone, PartialEq)]
pub struct Document {
    pub number_symbol: String,
    pub issued_on: Option<NaiveDate>,
    /// A unit, or the association itself.
    pub issuer: Option<Uuid>,
    pub file_sha256: Option<String>,
}

/// Something that was true, and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Fact<T> {
    pub origin: Origin,
    pub what: T,
}

impl<T> Fact<T> {
    /// Orders facts about one subject: by the day they were true, then as they were recorded.
    #[must_use]
    pub fn order(&self) -> (NaiveDate, i64) {
        (self.origin.occurred_on, self.origin.position)
    }
}

/// A unit bears a name.
#[derive(Debug, Clone, PartialEq)]
pub struct UnitNamed {
    pub unit: UnitId,
    /// Only where it was established.
    pub established_as: Option<UnitKind>,
    pub full_name: String,
}

/// The kinds of unit that figures tell apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::EnumString, strum::IntoStaticStr)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum UnitKind {
    /// A province, district or commune.
    Territory,
    /// The Party committee of a district or a commune.
    LocalCommittee,
    /// A Union of associations.
    ProvincialUnion,
    /// Any other body.
    Body,
}

/// A unit is under another one, or under none.
#[derive(Debug, Clone, PartialEq)]
pub struct UnitPlaced {
    pub unit: UnitId,
    pub parent: Option<UnitId>,
}

/// A unit handed over to another one; several such facts of one event where it has several successors.
#[derive(Debug, Clone, PartialEq)]
pub struct UnitSucceeded {
    pub unit: UnitId,
    pub successor: UnitId,
    /// Whether the unit itself ended.
    pub ends: bool,
}

/// A unit ended, and nobody followed it.
#[derive(Debug, Clone, PartialEq)]
pub struct UnitAbolished {
    pub unit: UnitId,
}

/// An association bears a name.
#[derive(Debug, Clone, PartialEq)]
pub struct AssociationNamed {
    pub association: OrganisationId,
    pub full_name: String,
}

/// An association entered a stage of its legal life.
#[derive(Debug, Clone, PartialEq)]
pub struct AssociationStaged {
    pub association: OrganisationId,
    pub stage: Stage,
}

/// An association went over into another one; several such facts of one event where it has several
/// successors.
#[derive(Debug, Clone, PartialEq)]
pub struct AssociationSucceeded {
    pub association: OrganisationId,
    pub successor: OrganisationId,
    /// Whether the association itself ended.
    pub ends: bool,
}

/// The stages of an association's legal life, as far as figures tell them apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::EnumString, strum::IntoStaticStr)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum Stage {
    /// Permitted to be established (cho phép thành lập); it does not operate yet.
    Licensed,
    /// It operates, also while it is being dissolved.
    Active,
    Suspended,
    /// The permission lapsed.
    Lapsed,
    /// Dissolved, merged, consolidated or divided.
    Ended,
}

/// What an association is, and where it works.
#[derive(Debug, Clone, PartialEq)]
pub struct AssociationDescribed {
    pub association: OrganisationId,
    pub territory: Option<UnitId>,
    pub field: ScienceField,
    /// Open to everybody, and so large that it hides the others in a total. Not stated by every event.
    pub mass: Option<bool>,
    /// Sample data. Not stated by every event.
    pub illustrative: Option<bool>,
}

/// The six top fields of the Vietnamese science and technology classification.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    strum::EnumString,
    strum::IntoStaticStr,
)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum ScienceField {
    NaturalSciences,
    EngineeringAndTechnology,
    MedicalAndPharmaceuticalSciences,
    AgriculturalSciences,
    SocialSciences,
    Humanities,
}

/// Something happened between an organisation and a Union.
#[derive(Debug, Clone, PartialEq)]
pub struct Membership {
    pub organisation: OrganisationId,
    pub union: UnitId,
    pub kind: MemberKind,
    pub step: Step,
}

/// What a member organisation is to the Union.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    strum::EnumString,
    strum::IntoStaticStr,
)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum MemberKind {
    MemberAssociation,
    AffiliatedUnit,
    CollectiveMember,
    Club,
}

/// The steps into and out of a Union. A suspension is none: it counts as a membership.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    strum::EnumString,
    strum::IntoStaticStr,
)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum Step {
    Lapsed,
    Ended,
    /// Stands before the other half of a transfer, which has the same place in the ledger.
    TransferredOut,
    Admitted,
    Renewed,
    TransferredIn,
    /// The day of the latest admission was recorded wrongly; `occurred_on` is the right one.
    AdmissionCorrected,
    /// The day of the latest end was recorded wrongly; `occurred_on` is the right one.
    EndCorrected,
}

/// An association declared how many members it had.
#[derive(Debug, Clone, PartialEq)]
pub struct Headcount {
    pub declaration: Uuid,
    pub association: OrganisationId,
    pub members: i64,
    /// Those with a college degree or higher; not stated by every declaration.
    pub intellectuals: Option<i64>,
    /// The declaration it stands in the place of.
    pub supersedes: Option<Uuid>,
}

/// The name of an affiliated organisation, and whether it is sample data.
#[derive(Debug, Clone, PartialEq)]
pub struct AffiliateNamed {
    pub organisation: OrganisationId,
    pub name: String,
    pub illustrative: bool,
}

/// All facts that figures are counted from, in no particular order.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Facts {
    pub unit_names: Vec<Fact<UnitNamed>>,
    pub places: Vec<Fact<UnitPlaced>>,
    pub successions: Vec<Fact<UnitSucceeded>>,
    pub abolitions: Vec<Fact<UnitAbolished>>,
    pub association_names: Vec<Fact<AssociationNamed>>,
    pub stages: Vec<Fact<AssociationStaged>>,
    pub association_successions: Vec<Fact<AssociationSucceeded>>,
    pub descriptions: Vec<Fact<AssociationDescribed>>,
    pub affiliates: Vec<Fact<AffiliateNamed>>,
    pub memberships: Vec<Fact<Membership>>,
    pub headcounts: Vec<Fact<Headcount>>,
    pub plans: Vec<Fact<PlanIssued>>,
    pub plan_ends: Vec<Fact<PlanEnded>>,
    pub items: Vec<Fact<ItemStated>>,
    pub duties: Vec<Fact<DutyStated>>,
    pub indicators: Vec<Fact<IndicatorStated>>,
    pub records: Vec<Fact<RecordFiled>>,
    pub record_outcomes: Vec<Fact<RecordJudged>>,
    pub targets: Vec<Fact<TargetStated>>,
    pub rounds: Vec<Fact<RoundPlanned>>,
    pub rounds_shown: Vec<Fact<RoundShown>>,
    pub entry_steps: Vec<Fact<EntryStepped>>,
    pub prizes: Vec<Fact<PrizeAwarded>>,
    pub honours: Vec<Fact<HonourConferred>>,
    pub revocations: Vec<Fact<PrizeRevoked>>,
    pub stages_judged: Vec<Fact<StageJudged>>,
    pub appeal_steps: Vec<Fact<AppealStepped>>,
    pub national_steps: Vec<Fact<NationalStepped>>,
    pub applications_seen: Vec<Fact<ApplicationSeen>>,
    pub reviews_asked: Vec<Fact<ReviewAsked>>,
    pub reports_delivered: Vec<Fact<ReportDelivered>>,
    pub reviews_closed: Vec<Fact<ReviewClosed>>,
    pub recommendations_answered: Vec<Fact<RecommendationAnswered>>,
    pub experts_assigned: Vec<Fact<ExpertAssigned>>,
    pub ratings: Vec<Fact<QualityRated>>,
    pub workshops: Vec<Fact<WorkshopStated>>,
    pub proposals_sent: Vec<Fact<ProposalSent>>,
    pub proposals_ended: Vec<Fact<ProposalEnded>>,
}

impl Facts {
    /// Only the facts whose origin passes.
    #[must_use]
    pub fn only(mut self, passes: impl Fn(&Origin) -> bool) -> Self {
        self.unit_names.retain(|fact| passes(&fact.origin));
        self.places.retain(|fact| passes(&fact.origin));
        self.successions.retain(|fact| passes(&fact.origin));
        self.abolitions.retain(|fact| passes(&fact.origin));
        self.association_names.retain(|fact| passes(&fact.origin));
        self.stages.retain(|fact| passes(&fact.origin));
        self.association_successions.retain(|fact| passes(&fact.origin));
        self.descriptions.retain(|fact| passes(&fact.origin));
        self.affiliates.retain(|fact| passes(&fact.origin));
        self.memberships.retain(|fact| passes(&fact.origin));
        self.headcounts.retain(|fact| passes(&fact.origin));
        self.plans.retain(|fact| passes(&fact.origin));
        self.plan_ends.retain(|fact| passes(&fact.origin));
        self.items.retain(|fact| passes(&fact.origin));
        self.duties.retain(|fact| passes(&fact.origin));
        self.indicators.retain(|fact| passes(&fact.origin));
        self.records.retain(|fact| passes(&fact.origin));
        self.record_outcomes.retain(|fact| passes(&fact.origin));
        self.targets.retain(|fact| passes(&fact.origin));
        self.rounds.retain(|fact| passes(&fact.origin));
        self.rounds_shown.retain(|fact| passes(&fact.origin));
        self.entry_steps.retain(|fact| passes(&fact.origin));
        self.prizes.retain(|fact| passes(&fact.origin));
        self.honours.retain(|fact| passes(&fact.origin));
        self.revocations.retain(|fact| passes(&fact.origin));
        self.stages_judged.retain(|fact| passes(&fact.origin));
        self.appeal_steps.retain(|fact| passes(&fact.origin));
        self.national_steps.retain(|fact| passes(&fact.origin));
        self.applications_seen.retain(|fact| passes(&fact.origin));
        self.reviews_asked.retain(|fact| passes(&fact.origin));
        self.reports_delivered.retain(|fact| passes(&fact.origin));
        self.reviews_closed.retain(|fact| passes(&fact.origin));
        self.recommendations_answered.retain(|fact| passes(&fact.origin));
        self.experts_assigned.retain(|fact| passes(&fact.origin));
        self.ratings.retain(|fact| passes(&fact.origin));
        self.workshops.retain(|fact| passes(&fact.origin));
        self.proposals_sent.retain(|fact| passes(&fact.origin));
        self.proposals_ended.retain(|fact| passes(&fact.origin));
        self
    }
}
