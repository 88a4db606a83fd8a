//! The domain's values as the contract says them, and its choices back.

mod periods;
mod record_types;
mod records;
pub(crate) mod unit_reports;

use chassis::choices;
use chrono::NaiveDate;
use contracts::reporting::v1 as wire;

use crate::domain::DecisionRef;
use crate::domain::calendar::{Certainty, DayKind};
use crate::domain::indicator::definition::{
    Definition, Feed, FeedSource, Measure, MeasureKind, Nature, Source,
};
use crate::domain::plan::document::{
    BaseDocument, Basis, Bearer, Document, Item, ItemKind, Purpose, Recipient, Relation,
    Responsibility, ReviewKind, Role, Section,
};
use crate::domain::regime::terms::{Content, RegimeKind, RestDays};
use crate::domain::window::SpanKind;
pub(crate) use periods::{days, levels};

pub(crate) use self::record_types::record_types;
pub(crate) use records::content;

choices! {
    item_kind: ItemKind <=> ItemKind { Goal, Task, Duty }
    role: ResponsibilityRole <=> Role { Lead, Coordinate, Receive }
    basis: Basis <=> Basis { Stated, Inferred, AssignedLater }
    relation: DocumentRelation <=> Relation { CarriesOut, Continues }
    purpose: RecipientPurpose <=> Purpose { ToReport, ToCarryOut, ToFile }
    source: IndicatorSource <=> Source { Automatic, Manual, Hybrid, RollUp }
    nature: IndicatorNature <=> Nature { Stock, Flow, Derived }
    measure_kind: MeasureKind <=> MeasureKind {
        Count, Attendance, UniquePersons, Ratio, Mean, Amount, State, List
    }
    day_kind: CalendarDayKind <=> DayKind { Holiday, DayOff, WorkingDay }
    certainty: CalendarCertainty <=> Certainty { Law, Announced, Computed }
    regime_kind: RegimeKind <=> RegimeKind { Periodic, Thematic, AdHoc }
    report_content: ReportContent <=> Content { Text, Figures, TextAndFigures }
    rest_days: RestDays <=> RestDays { Stay, MoveOn }
    span: PeriodSpan <=> SpanKind { Month, Quarter, HalfYear, NineMonths, Year }
}

/// Only said, never read: each kind of review has an rpc of its own.
impl From<ReviewKind> for wire::PlanReviewKind {
    fn from(kind: ReviewKind) -> Self {
        match kind {
            ReviewKind::Preliminary => Self::Preliminary,
            ReviewKind::Final => Self::Final,
        }
    }
}

/// A day, or the contract's empty string.
pub(crate) fn date(day: Option<NaiveDate>) -> String {
    day.map(|day| day.to_string()).unwrap_or_default()
}

/// Versions and levels are small whole numbers.
pub(crate) fn version(version: u32) -> i32 {
    i32::try_from(version).expect("nothing is amended two thousand million times")
}

pub(crate) fn decision(decision: Option<&DecisionRef>) -> Option<wire::DecisionRef> {
    decision.map(Into::into)
}

pub(crate) fn each<'a, O: 'a, W: From<&'a O>>(own: impl IntoIterator<Item = &'a O>) -> Vec<W> {
    own.into_iter().map(W::from).collect()
}

fn text(text: Option<&String>) -> String {
    text.cloned().unwrap_or_default()
}

impl From<&DecisionRef> for wire::DecisionRef {
    fn from(decision: &DecisionRef) -> Self {
        Self {
            number_symbol: decision.number_symbol.clone(),
            issued_on: decision.issued_on.to_string(),
            issuer_unit_id: decision.issuer.to_string(),
        }
    }
}

impl From<&Bearer> for wire::Bearer {
    fn from(bearer: &Bearer) -> Self {
        use wire::bearer::Bearer as Said;
        let said = match bearer {
            Bearer::Unit(id) => Said::UnitId(id.to_string()),
            Bearer::Group(name) => Said::GroupName(name.clone()),
        };
        Self { bearer: Some(said) }
    }
}

impl From<&BaseDocument> for wire::BaseDocument {
    fn from(document: &BaseDocument) -> Self {
        Self {
            relation: wire::DocumentRelation::from(document.relation).into(),
            number_symbol: document.number_symbol.clone(),
            document_type: document.document_type.clone(),
            issuer_name: document.issuer_name.clone(),
            issued_on: document.issued_on.to_string(),
        }
    }
}

impl From<&Recipient> for wire::Recipient {
    fn from(recipient: &Recipient) -> Self {
        Self {
            text: recipient.text.clone(),
            purpose: wire::RecipientPurpose::from(recipient.purpose).into(),
            purpose_basis: wire::Basis::from(recipient.purpose_basis).into(),
            bearers: each(&recipient.bearers),
        }
    }
}

impl From<&Document> for wire::PlanDocument {
    fn from(document: &Document) -> Self {
        Self {
            document_type: document.document_type.clone(),
            subject_line: document.subject_line.clone(),
            number_symbol: text(document.number_symbol.as_ref()),
            issued_on: date(document.issued_on),
            issuer_unit_id: document.issuer.to_string(),
            signer: text(document.signer.as_ref()),
            preamble: text(document.preamble.as_ref()),
            base_documents: each(&document.base_documents),
            recipients: each(&document.recipients),
        }
    }
}

impl From<&Section> for wire::PlanSection {
    fn from(section: &Section) -> Self {
        Self { code: section.code.to_string(), heading: section.heading.clone() }
    }
}

impl From<&Item> for wire::ItemText {
    fn from(item: &Item) -> Self {
        Self {
            code: item.code.to_string(),
            kind: wire::ItemKind::from(item.kind).into(),
            short_title: item.short_title.clone(),
            text: item.text.clone(),
        }
    }
}

impl From<&Responsibility> for wire::Responsibility {
    fn from(responsibility: &Responsibility) -> Self {
        Self {
            bearer: Some((&responsibility.bearer).into()),
            role: wire::ResponsibilityRole::from(responsibility.role).into(),
            basis: wire::Basis::from(responsibility.basis).into(),
            valid_from: responsibility.valid_from.to_string(),
            valid_to: date(responsibility.valid_to),
            note: text(responsibility.note.as_ref()),
        }
    }
}

impl From<&Measure> for wire::Measure {
    fn from(measure: &Measure) -> Self {
        Self {
            identifier: measure.identifier.clone(),
            kind: wire::MeasureKind::from(measure.kind).into(),
            unit_of_measure: measure.unit_of_measure.clone(),
        }
    }
}

impl From<&Feed> for wire::Feed {
    fn from(feed: &Feed) -> Self {
        let (kind, name) = match &feed.from {
            FeedSource::Event(name) => (wire::FeedKind::Event, name.clone()),
            FeedSource::Record(name) => (wire::FeedKind::Record, name.clone()),
            FeedSource::Indicator(code) => (wire::FeedKind::Indicator, code.to_string()),
            FeedSource::ItemStates(code) => (wire::FeedKind::ItemStates, code.clone()),
        };
        Self { kind: kind.into(), name, detail: text(feed.detail.as_ref()) }
    }
}

impl From<&Definition> for wire::IndicatorDefinition {
    fn from(definition: &Definition) -> Self {
        Self {
            name: definition.name.clone(),
            measures: each(&definition.measures),
            source: wire::IndicatorSource::from(definition.source).into(),
            nature: wire::IndicatorNature::from(definition.nature).into(),
            formula: definition.formula.clone(),
            feeds: each(&definition.feeds),
            evidence: text(definition.evidence.as_ref()),
            dedupe_key: text(definition.dedupe_key.as_ref()),
            remark: text(definition.remark.as_ref()),
        }
    }
}
