//! What requests about units' reports say, as the domain says it.

use chassis::fields::Fields;
use contracts::reporting::v1 as wire;

use super::plan_fields::section_code;
use super::record_fields::{EVIDENCE, evidence};
use crate::domain::unit_report::content::{About, Adjustment, Objection};
use crate::domain::unit_report::paper::{Paper, Step, What};

const WORD: usize = 100;
const LINE: usize = 1_000;
/// Several pages.
const TEXT: usize = 20_000;
/// More than a report has sections and figures.
const OBJECTIONS: usize = 300;
/// More than a report has sections.
const SECTIONS: usize = 100;
/// More often than any report came back.
const STEPS: usize = 50;
/// More than any province has of anything, đồng among it.
const MOST: i64 = 1_000_000_000_000_000;

pub(super) fn text(fields: &mut Fields, text: &str) -> Option<String> {
    fields.long_text("text", text, TEXT)
}

pub(super) fn comment(fields: &mut Fields, text: &str) -> Option<String> {
    fields.long_text("comment", text, LINE)
}

pub(super) fn reason(fields: &mut Fields, text: &str) -> Option<String> {
    fields.text("reason", text, LINE)
}

pub(super) fn identifier(fields: &mut Fields, text: &str) -> Option<String> {
    fields.text("identifier", text, WORD)
}

pub(super) fn adjustment(
    fields: &mut Fields,
    request: &wire::AddAdjustmentRequest,
) -> Option<Adjustment> {
    let id = fields.uuid("adjustment_id", &request.adjustment_id);
    let figure = identifier(fields, &request.identifier);
    let difference = fields.number("difference", request.difference, -MOST..=MOST);
    let reason = reason(fields, &request.reason);
    let evidence = fields.each("evidence", &request.evidence, EVIDENCE, evidence);
    let (id, figure, difference) = (id?, figure?, difference?);
    Some(Adjustment { id, figure, difference, reason: reason?, evidence: evidence? })
}

pub(super) fn objections(
    fields: &mut Fields,
    said: &[wire::ReportObjection],
) -> Option<Vec<Objection>> {
    fields.each("objections", said, OBJECTIONS, |fields, said| {
        use wire::report_objection::About as Said;
        let about = match &said.about {
            Some(Said::SectionCode(code)) => {
                section_code(fields, "section_code", code).map(About::Section)
            }
            Some(Said::FigureIdentifier(figure)) => {
                fields.text("figure_identifier", figure, WORD).map(About::Figure)
            }
            None => fields.missing("about"),
        };
        let reason = reason(fields, &said.reason);
        Some(Objection { about: about?, reason: reason? })
    })
}

pub(super) fn paper(fields: &mut Fields, said: &wire::EnterPaperReportRequest) -> Option<Paper> {
    let evidence = fields.each("evidence", &said.evidence, EVIDENCE, evidence);
    let texts = fields.each("sections", &said.sections, SECTIONS, |fields, said| {
        let code = section_code(fields, "section_code", &said.section_code);
        let text = text(fields, &said.text);
        Some((code?, text?))
    });
    let course = fields.each("course", &said.course, STEPS, step);
    Some(Paper { evidence: evidence?, texts: texts?, course: course? })
}

fn step(fields: &mut Fields, said: &wire::PaperStep) -> Option<Step> {
    use wire::paper_step::What as Said;
    let on = fields.date("on", &said.on);
    let what = match &said.what {
        Some(Said::HandedIn(wire::PaperHandedIn {})) => Some(What::HandedIn),
        Some(Said::Approved(wire::PaperApproved {})) => Some(What::Approved),
        Some(Said::Returned(returned)) => fields.nested("returned", returned, |fields, said| {
            let objections = objections(fields, &said.objections);
            let due_on = fields.date("due_on", &said.due_on);
            Some(What::Returned { objections: objections?, due_on: due_on? })
        }),
        None => fields.missing("what"),
    };
    Some(Step { on: on?, what: what? })
}
