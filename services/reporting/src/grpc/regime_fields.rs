//! What requests about regimes say, as the domain says it.

use chassis::fields::{Fault, Fields};
use chrono::NaiveDate;
use contracts::membership::v1::UnitKind as WireUnitKind;
use contracts::reporting::v1 as wire;
use contracts::reporting::v1::reporters::Who;

use super::plan_fields::{optional_decision, section_code};
use crate::contract;
use crate::domain::regime::Command;
use crate::domain::regime::terms::{
    DueDay, Level, RegimeCode, Reporters, Section, Terms, UnitKind,
};
use crate::domain::window::CutOffDay;
use crate::domain::{DecisionRef, UnitId};

const NAME: usize = 300;
const LINE: usize = 1_000;
const TEXT: usize = 5_000;
const SPANS: usize = 5;
const LEVELS: usize = 10;
const REPORTERS: usize = 500;
const SECTIONS: usize = 50;

const NOT_A_REGIME_CODE: Fault = Fault::Other {
    reason: "NOT_A_REGIME_CODE",
    english: "must be a code such as dinh-ky",
    vietnamese: "phải là mã dạng dinh-ky",
};

/// What is issued, beside whose it is.
pub(super) struct Issued {
    pub(super) terms: Terms,
    pub(super) valid_from: NaiveDate,
    pub(super) decision: Option<DecisionRef>,
}

pub(super) fn code(fields: &mut Fields, name: &str, code: &str) -> Option<RegimeCode> {
    let read = optional_code(fields, name, code);
    fields.required(name, read)
}

pub(super) fn optional_code(
    fields: &mut Fields,
    name: &str,
    code: &str,
) -> Option<Option<RegimeCode>> {
    fields.optional(name, code, |code| RegimeCode::parse(code).ok_or(NOT_A_REGIME_CODE))
}

pub(super) fn issue(fields: &mut Fields, request: &wire::IssueRegimeRequest) -> Option<Issued> {
    let terms = fields.message("terms", request.terms.as_ref(), terms);
    let valid_from = fields.date("valid_from", &request.valid_from);
    let decision = optional_decision(fields, request.decision_ref.as_ref());
    Some(Issued { terms: terms?, valid_from: valid_from?, decision: decision? })
}

pub(super) fn revise(fields: &mut Fields, request: &wire::ReviseRegimeRequest) -> Option<Command> {
    let terms = fields.message("terms", request.terms.as_ref(), terms);
    let valid_from = fields.date("valid_from", &request.valid_from);
    let decision = optional_decision(fields, request.decision_ref.as_ref());
    let reason = fields.text("reason", &request.reason, LINE);
    let (terms, valid_from) = (terms?, valid_from?);
    Some(Command::Revise { terms, valid_from, decision: decision?, reason: reason? })
}

pub(super) fn end(fields: &mut Fields, request: &wire::EndRegimeRequest) -> Option<Command> {
    let ended_on = fields.date("ended_on", &request.ended_on);
    let decision = optional_decision(fields, request.decision_ref.as_ref());
    let reason = fields.text("reason", &request.reason, LINE);
    Some(Command::End { ended_on: ended_on?, decision: decision?, reason: reason? })
}

fn terms(fields: &mut Fields, said: &wire::RegimeTerms) -> Option<Terms> {
    let name = fields.text("name", &said.name, NAME);
    let kind = fields.choice("kind", said.kind, contract::regime_kind);
    let content = fields.choice("content", said.content, contract::report_content);
    let spans = fields
        .each("spans", &said.spans, SPANS, |fields, span| fields.choice("", *span, contract::span));
    let cut_off = fields.count("cut_off_day", said.cut_off_day, 28);
    let levels = fields.each("levels", &said.levels, LEVELS, level);
    let rest_days = fields.choice("rest_days", said.rest_days, contract::rest_days);
    let to_report = fields.count("working_days_to_report", said.working_days_to_report, 100);
    let open = fields.count("working_days_open", said.working_days_open, 250);
    let sending = fields.optional_text("sending", &said.sending, LINE);
    let outline = fields.optional_long_text("outline", &said.outline, TEXT);
    let sections = fields.each("sections", &said.sections, SECTIONS, section);
    Some(Terms {
        name: name?,
        kind: kind?,
        content: content?,
        spans: spans?.into_iter().collect(),
        cut_off: CutOffDay::day(cut_off?).unwrap_or(CutOffDay::EndOfMonth),
        levels: levels?,
        rest_days: rest_days?,
        working_days_to_report: to_report?,
        working_days_open: open?,
        sending: sending?,
        outline: outline?,
        sections: sections?,
    })
}

fn section(fields: &mut Fields, said: &wire::RegimeSection) -> Option<Section> {
    let code = section_code(fields, "code", &said.code);
    let title = fields.text("title", &said.title, LINE);
    Some(Section { code: code?, title: title?, required: said.required })
}

fn level(fields: &mut Fields, said: &wire::RegimeLevel) -> Option<Level> {
    let name = fields.text("name", &said.name, NAME);
    let reporters = fields.each("reporters", &said.reporters, REPORTERS, reporters);
    let receiver = fields.uuid("receiver_unit_id", &said.receiver_unit_id).map(UnitId);
    let day = fields.number("due_day", said.due_day, 1..=28);
    let months_later = fields.count("due_months_later", said.due_months_later, 12);
    let due = DueDay { months_later: months_later?, day: u32::try_from(day?).ok()? };
    Some(Level { name: name?, reporters: reporters?, receiver: receiver?, due })
}

fn reporters(fields: &mut Fields, said: &wire::Reporters) -> Option<Reporters> {
    match &said.who {
        Some(Who::UnitId(id)) => fields.uuid("unit_id", id).map(|id| Reporters::Unit(UnitId(id))),
        Some(Who::UnitKind(kind)) => fields.choice("unit_kind", *kind, unit_kind),
        Some(Who::HoldersOf(role)) => {
            fields.choice("holders_of", *role, contract::role).map(Reporters::HoldersOf)
        }
        None => fields.missing("unit_id"),
    }
}

fn unit_kind(kind: WireUnitKind) -> Option<Reporters> {
    let name = kind.as_str_name().strip_prefix("UNIT_KIND_")?;
    let is_kind = kind != WireUnitKind::Unspecified;
    is_kind.then(|| Reporters::UnitsOf(UnitKind(name.to_owned())))
}
