//! Units' reports as the contract says them.

use contracts::reporting::v1 as wire;

use super::{each, version};
use crate::domain::UnitId;
use crate::domain::unit_report::content::{About, Adjustment, Content, Objection};
use crate::domain::unit_report::figures::{Absence, Change, Figure, Prefill, Value};
use crate::domain::unit_report::{Obligation, Receiver, Stage, Standing};

impl From<Stage> for wire::UnitReportState {
    fn from(stage: Stage) -> Self {
        match stage {
            Stage::Expected => Self::Expected,
            Stage::Draft => Self::Draft,
            Stage::Submitted => Self::Submitted,
            Stage::InReview => Self::InReview,
            Stage::Returned => Self::Returned,
            Stage::Approved => Self::Approved,
            Stage::Locked => Self::Locked,
            Stage::Excused => Self::Excused,
        }
    }
}

impl From<&Receiver> for wire::ReportReceiver {
    fn from(receiver: &Receiver) -> Self {
        Self { level: version(receiver.level), unit_id: receiver.unit.to_string() }
    }
}

impl From<&Objection> for wire::ReportObjection {
    fn from(objection: &Objection) -> Self {
        use wire::report_objection::About as Said;
        let about = match &objection.about {
            About::Section(code) => Said::SectionCode(code.to_string()),
            About::Figure(identifier) => Said::FigureIdentifier(identifier.clone()),
        };
        Self { about: Some(about), reason: objection.reason.clone() }
    }
}

impl From<&Adjustment> for wire::ReportAdjustment {
    fn from(adjustment: &Adjustment) -> Self {
        Self {
            adjustment_id: adjustment.id.to_string(),
            difference: adjustment.difference,
            reason: adjustment.reason.clone(),
            evidence: each(&adjustment.evidence),
        }
    }
}

impl From<Absence> for wire::ReportAbsence {
    fn from(absence: Absence) -> Self {
        match absence {
            Absence::NoFacts => Self::NoFacts,
            Absence::WholeIsZero => Self::WholeIsZero,
            Absence::NotFed => Self::NotFed,
            Absence::NotBegun => Self::NotBegun,
        }
    }
}

/// A report as it stands; since when, and why it came back, is told with it.
impl From<&Standing> for wire::UnitReport {
    fn from(standing: &Standing) -> Self {
        let Obligation { plan, regime, period, key, window, unit, level, route, .. } =
            &standing.obligation;
        let handed_in = match standing.stage {
            Stage::Expected | Stage::Draft | Stage::Returned | Stage::Excused => false,
            Stage::Submitted | Stage::InReview | Stage::Approved | Stage::Locked => true,
        };
        Self {
            period_id: period.to_string(),
            plan_id: plan.to_string(),
            regime_code: regime.to_string(),
            key: key.to_string(),
            window: Some(window.into()),
            unit_id: unit.to_string(),
            level: version(*level),
            receivers: each(route),
            state: wire::UnitReportState::from(standing.stage).into(),
            version: version(standing.version),
            due_on: standing.due_on.to_string(),
            late: standing.late,
            approved_level: version(standing.approved_level()),
            sections: sections(standing),
            prefill: prefill(&standing.content),
            on_paper: standing.obligation.on_paper,
            paper: each(&standing.content.paper),
            missing_unit_ids: each_id(&standing.content.missing),
            sha256: if handed_in { standing.snapshot().1 } else { String::new() },
            ..Self::default()
        }
    }
}

/// In the contract's form.
pub(crate) fn each_id(units: &[UnitId]) -> Vec<String> {
    units.iter().map(ToString::to_string).collect()
}

fn sections(standing: &Standing) -> Vec<wire::ReportSection> {
    let outline = standing.obligation.sections.iter();
    let section = outline.map(|section| wire::ReportSection {
        code: section.code.to_string(),
        title: section.title.clone(),
        required: section.required,
        text: standing.content.texts.get(&section.code).cloned().unwrap_or_default(),
    });
    section.collect()
}

fn prefill(content: &Content) -> Option<wire::ReportPrefill> {
    let prefill = content.prefill.as_ref()?;
    Some(wire::ReportPrefill {
        as_of: prefill.as_of.to_string(),
        watermarks: each(&prefill.known_to),
        projection_version: prefill.projection_version.clone(),
        parked_streams: prefill.parked_streams,
        figures: prefill.figures.iter().map(|it| figure(it, content)).collect(),
    })
}

/// What a report's figures are now, at the same date.
pub(crate) fn compared(reported: &Prefill, present: &Prefill) -> wire::CompareReportResponse {
    let side = |figure: Option<&Figure>| figure.map(|it| self::figure(it, &Content::default()));
    let change = |Change { reported, present }: Change<'_>| wire::FigureChange {
        reported: side(reported),
        present: side(present),
    };
    wire::CompareReportResponse {
        as_of: reported.as_of.to_string(),
        figures: i32::try_from(reported.figures.len()).unwrap_or(i32::MAX),
        changes: reported.changes(present).into_iter().map(change).collect(),
        watermarks: each(&present.known_to),
        projection_version: present.projection_version.clone(),
        parked_streams: present.parked_streams,
    }
}

fn figure(figure: &Figure, content: &Content) -> wire::ReportFigure {
    use wire::report_figure::Value as Said;
    let (value, absence) = match &figure.value {
        Value::Integer(integer) => (Some(Said::Integer(*integer)), None),
        Value::Word { key, label } => {
            (Some(Said::Word(wire::ReportWord { key: key.clone(), label: label.clone() })), None)
        }
        &Value::Ratio { numerator, denominator } => {
            (Some(Said::Ratio(wire::ReportRatio { numerator, denominator })), None)
        }
        Value::Missing(absence) => (None, Some(wire::ReportAbsence::from(*absence))),
    };
    let adjustments = content.adjustments.iter().filter(|it| it.figure == figure.identifier);
    wire::ReportFigure {
        indicator_code: figure.indicator.to_string(),
        identifier: figure.identifier.clone(),
        title: figure.title.clone(),
        formula_version: version(figure.formula_version),
        unit_of_measure: figure.unit_of_measure.clone(),
        value,
        absence: absence.unwrap_or_default().into(),
        comment: content.comments.get(&figure.identifier).cloned().unwrap_or_default(),
        adjustments: each(adjustments),
    }
}
