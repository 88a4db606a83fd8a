//! Names of the contracts' enum values, written in the files without their prefix: `GOAL` for
//! `ITEM_KIND_GOAL`. The unspecified value is none of them.

use contracts::awards::v1::ProgrammeFamily;
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
    association_scope: "ASSOCIATION_SCOPE" => AssociationScope;
    basis: "BASIS" => Basis;
    calendar_certainty: "CALENDAR_CERTAINTY" => CalendarCertainty;
    calendar_day_kind: "CALENDAR_DAY_KIND" => CalendarDayKind;
    dissolution_ground: "DISSOLUTION_GROUND" => DissolutionGround;
    document_relation: "DOCUMENT_RELATION" => DocumentRelation;
    feed_kind: "FEED_KIND" => FeedKind;
    indicator_nature: "INDICATOR_NATURE" => IndicatorNature;
    item_kind: "ITEM_KIND" => ItemKind;
    measure_kind: "MEASURE_KIND" => MeasureKind;
    period_span: "PERIOD_SPAN" => PeriodSpan;
    programme_family: "PROGRAMME_FAMILY" => ProgrammeFamily;
    recipient_purpose: "RECIPIENT_PURPOSE" => RecipientPurpose;
    regime_kind: "REGIME_KIND" => RegimeKind;
    report_content: "REPORT_CONTENT" => ReportContent;
    responsibility_role: "RESPONSIBILITY_ROLE" => ResponsibilityRole;
    rest_days: "REST_DAYS" => RestDays;
    science_field: "SCIENCE_FIELD" => ScienceField;
    unit_kind: "UNIT_KIND" => UnitKind;
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
