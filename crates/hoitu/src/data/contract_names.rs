//! Names of the contracts' enum values, written in the files without their prefix: `GOAL` for
//! `ITEM_KIND_GOAL`. The unspecified value is none of them.

use contracts::consultancy::v1::{
    AnswerKind, CouncilForm, CouncilRole, DeclineReason, Priority, ProposalOutcome,
    RecommendationType, ReviewField, ReviewKind, SchemeKind, Stance,
};
use contracts::membership::v1::{AssociationScope, DissolutionGround, ScienceField, UnitKind};
use contracts::reporting::v1::{
    Basis, CalendarCertainty, CalendarDayKind, DocumentRelation, FeedKind, IndicatorNature,
    IndicatorSource, ItemKind, MeasureKind, PeriodSpan, RecipientPurpose, RegimeKind,
    ReportContent, ResponsibilityRole, RestDays,
};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};

macro_rules! by_name {
    ($($function:ident: $prefix:literal => $name:ident;)+) => {$(
        pub fn $function<'de, D: Deserializer<'de>>(from: D) -> Result<$name, D::Error> {
            let name = String::deserialize(from)?;
            $name::from_str_name(&format!(concat!($prefix, "_{}"), name))
                .filter(|value| i32::from(*value) != 0)
                .ok_or_else(|| D::Error::custom(format!("“{name}” is no {}", stringify!($name))))
        }
    )+};
}

by_name! {
    answer_kind: "ANSWER_KIND" => AnswerKind;
    association_scope: "ASSOCIATION_SCOPE" => AssociationScope;
    basis: "BASIS" => Basis;
    calendar_certainty: "CALENDAR_CERTAINTY" => CalendarCertainty;
    calendar_day_kind: "CALENDAR_DAY_KIND" => CalendarDayKind;
    council_form: "COUNCIL_FORM" => CouncilForm;
    council_role: "COUNCIL_ROLE" => CouncilRole;
    decline_reason: "DECLINE_REASON" => DeclineReason;
    dissolution_ground: "DISSOLUTION_GROUND" => DissolutionGround;
    document_relation: "DOCUMENT_RELATION" => DocumentRelation;
    feed_kind: "FEED_KIND" => FeedKind;
    indicator_nature: "INDICATOR_NATURE" => IndicatorNature;
    item_kind: "ITEM_KIND" => ItemKind;
    measure_kind: "MEASURE_KIND" => MeasureKind;
    period_span: "PERIOD_SPAN" => PeriodSpan;
    priority: "PRIORITY" => Priority;
    proposal_outcome: "PROPOSAL_OUTCOME" => ProposalOutcome;
    recipient_purpose: "RECIPIENT_PURPOSE" => RecipientPurpose;
    recommendation_type: "RECOMMENDATION_TYPE" => RecommendationType;
    regime_kind: "REGIME_KIND" => RegimeKind;
    report_content: "REPORT_CONTENT" => ReportContent;
    responsibility_role: "RESPONSIBILITY_ROLE" => ResponsibilityRole;
    rest_days: "REST_DAYS" => RestDays;
    review_field: "REVIEW_FIELD" => ReviewField;
    review_kind: "REVIEW_KIND" => ReviewKind;
    scheme_kind: "SCHEME_KIND" => SchemeKind;
    science_field: "SCIENCE_FIELD" => ScienceField;
    stance: "STANCE" => Stance;
    unit_kind: "UNIT_KIND" => UnitKind;
}

/// Null where nothing is said.
pub fn optional_stance<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Stance>, D::Error> {
    #[derive(Deserialize)]
    struct Said(#[serde(deserialize_with = "stance")] Stance);
    Ok(Option::<Said>::deserialize(from)?.map(|Said(stance)| stance))
}

/// The source letter of the plan's indicator table.
pub fn indicator_source<'de, D: Deserializer<'de>>(from: D) -> Result<IndicatorSource, D::Error> {
    match String::deserialize(from)?.as_str() {
        "A" => Ok(IndicatorSource::Automatic),
        "M" => Ok(IndicatorSource::Manual),
        "H" => Ok(IndicatorSource::Hybrid),
        "R" => Ok(IndicatorSource::RollUp),
        letter => Err(D::Error::custom(format!("“{letter}” is no source letter"))),
    }
}
