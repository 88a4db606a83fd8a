//! What requests about indicators say, as the domain says it.

use chassis::fields::{Fault, Fields};
use chrono::NaiveDate;
use contracts::reporting::v1 as wire;

use super::plan_fields::optional_decision;
use crate::contract;
use crate::domain::indicator::Command;
use crate::domain::indicator::definition::{Definition, Feed, FeedSource, Measure};
use crate::domain::{DecisionRef, IndicatorCode};

const NAME: usize = 300;
const LINE: usize = 1_000;
const TEXT: usize = 5_000;
const MEASURES: usize = 20;
const FEEDS: usize = 50;

/// What is published, beside whose it is.
pub(super) struct Published {
    pub(super) definition: Definition,
    pub(super) valid_from: NaiveDate,
    pub(super) decision: Option<DecisionRef>,
}

pub(super) fn publish(
    fields: &mut Fields,
    request: &wire::PublishIndicatorRequest,
) -> Option<Published> {
    let definition = fields.message("definition", request.definition.as_ref(), definition);
    let valid_from = fields.date("valid_from", &request.valid_from);
    let decision = optional_decision(fields, request.decision_ref.as_ref());
    let (definition, valid_from, decision) = (definition?, valid_from?, decision?);
    Some(Published { definition, valid_from, decision })
}

pub(super) fn revise(
    fields: &mut Fields,
    request: &wire::ReviseIndicatorRequest,
) -> Option<Command> {
    let definition = fields.message("definition", request.definition.as_ref(), definition);
    let valid_from = fields.date("valid_from", &request.valid_from);
    let decision = optional_decision(fields, request.decision_ref.as_ref());
    let reason = fields.text("reason", &request.reason, LINE);
    let (definition, valid_from) = (definition?, valid_from?);
    Some(Command::Revise { definition, valid_from, decision: decision?, reason: reason? })
}

pub(super) fn retire(
    fields: &mut Fields,
    request: &wire::RetireIndicatorRequest,
) -> Option<Command> {
    let retired_on = fields.date("retired_on", &request.retired_on);
    let decision = optional_decision(fields, request.decision_ref.as_ref());
    let reason = fields.text("reason", &request.reason, LINE);
    Some(Command::Retire { retired_on: retired_on?, decision: decision?, reason: reason? })
}

pub(super) fn code(fields: &mut Fields, code: &str) -> Option<IndicatorCode> {
    let read = fields.optional("code", code, parsed);
    fields.required("code", read)
}

pub(super) fn parsed(code: &str) -> Result<IndicatorCode, Fault> {
    IndicatorCode::parse(code).ok_or(Fault::Other {
        reason: "NOT_A_CODE",
        english: "must be a code such as II.4.b/3",
        vietnamese: "phải là mã dạng II.4.b/3",
    })
}

/// The code of an indicator, in a field that is called so.
pub(super) fn indicator_code(fields: &mut Fields, code: &str) -> Option<IndicatorCode> {
    let read = fields.optional("indicator_code", code, parsed);
    fields.required("indicator_code", read)
}

fn definition(fields: &mut Fields, said: &wire::IndicatorDefinition) -> Option<Definition> {
    let name = fields.text("name", &said.name, NAME);
    let measures = fields.each("measures", &said.measures, MEASURES, measure);
    let source = fields.choice("source", said.source, contract::source);
    let nature = fields.choice("nature", said.nature, contract::nature);
    let formula = fields.long_text("formula", &said.formula, TEXT);
    let feeds = fields.each("feeds", &said.feeds, FEEDS, feed);
    let evidence = fields.optional_text("evidence", &said.evidence, LINE);
    let dedupe_key = fields.optional_text("dedupe_key", &said.dedupe_key, LINE);
    let remark = fields.optional_long_text("remark", &said.remark, TEXT);
    Some(Definition {
        name: name?,
        measures: measures?,
        source: source?,
        nature: nature?,
        formula: formula?,
        feeds: feeds?,
        evidence: evidence?,
        dedupe_key: dedupe_key?,
        remark: remark?,
    })
}

/// The machine name of a measure.
pub(super) fn identifier(fields: &mut Fields, name: &str) -> Option<String> {
    let read = fields.optional("identifier", name, |name| {
        Measure::is_identifier(name).then(|| name.to_owned()).ok_or(Fault::Other {
            reason: "NOT_AN_IDENTIFIER",
            english: "must be lower-case letters, digits and _, at most 100",
            vietnamese: "phải gồm chữ thường không dấu, chữ số và _, tối đa 100 ký tự",
        })
    });
    fields.required("identifier", read)
}

fn measure(fields: &mut Fields, said: &wire::Measure) -> Option<Measure> {
    let identifier = identifier(fields, &said.identifier);
    let kind = fields.choice("kind", said.kind, contract::measure_kind);
    let unit_of_measure = fields.text("unit_of_measure", &said.unit_of_measure, NAME);
    let (identifier, kind) = (identifier?, kind?);
    Some(Measure { identifier, kind, unit_of_measure: unit_of_measure? })
}

fn feed(fields: &mut Fields, said: &wire::Feed) -> Option<Feed> {
    let parse = fields.choice("kind", said.kind, |kind| match kind {
        wire::FeedKind::Unspecified => None,
        wire::FeedKind::Event => Some(FeedSource::event as fn(&str) -> Option<FeedSource>),
        wire::FeedKind::Record => Some(FeedSource::record),
        wire::FeedKind::Indicator => Some(FeedSource::indicator),
        wire::FeedKind::ItemStates => Some(FeedSource::item_states),
    });
    let detail = fields.optional_text("detail", &said.detail, LINE);
    let parse = parse?;
    let from = fields.optional("name", &said.name, |name| {
        parse(name).ok_or(Fault::Other {
            reason: "NOT_A_FEED",
            english: "must be named as its kind says",
            vietnamese: "phải đặt tên đúng theo loại nguồn",
        })
    });
    let from = fields.required("name", from)?;
    Some(Feed { from, detail: detail? })
}
