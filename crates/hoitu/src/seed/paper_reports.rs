//! Illustrative periods whose reports are on paper: planned and opened, each report entered, and locked.

use contracts::ledger::v1::ReadAt;
use contracts::reporting::v1 as proto;
use proto::paper_step::What;
use proto::period_service_client::PeriodServiceClient;
use proto::report_objection::About;
use proto::unit_report_service_client::UnitReportServiceClient;
use tonic::Code;

use super::command::{Command, Kind};
use super::documents::Document;
use super::looking::until_found;
use super::phases::{Awaited, Phase};
use super::{plan, units};
use crate::connection::{Authorised, persistently};
use crate::data::{
    Evidence, Identified, PaperPeriod, PaperReport, PaperStep, ReviewedFiles, stable_id,
};
use crate::failure::Failure;
use crate::offices::Office;

const ENTERING: &str = "hoitu.reporting.v1.UnitReportService/EnterPaperReport";

pub fn phases(files: &ReviewedFiles) -> [Phase; 3] {
    let plan_id = plan::plan_id(&files.plan.document);
    let periods = || files.paper_reports.iter();
    let opened = periods().map(|period| opened(&plan_id, period)).collect();
    let entered = periods()
        .flat_map(|period| period.reports.iter().map(|report| entered(&plan_id, period, report)));
    let locked = periods().filter(|period| period.locked);
    let locked = locked.map(|period| vec![locked_by(&plan_id, period)]).collect();
    [
        Phase { lanes: opened, awaits: Some(Awaited::Directory) },
        Phase { lanes: entered.collect(), awaits: Some(Awaited::ExpectedReports) },
        Phase::of(locked),
    ]
}

/// The unit whose office enters what is on paper, and keeps it.
pub fn archive() -> String {
    stable_id(Identified::Unit, Office::of(ENTERING).unit).to_string()
}

fn resource(period: &PaperPeriod) -> String {
    format!("period {} of {}", period.key, period.regime)
}

fn opened(plan_id: &str, period: &PaperPeriod) -> Vec<Command> {
    let planned = proto::PlanPeriodRequest {
        plan_id: plan_id.to_owned(),
        regime_code: period.regime.clone(),
        key: period.key.clone(),
        ..Default::default()
    };
    let opened = proto::OpenPeriodRequest {
        plan_id: plan_id.to_owned(),
        regime_code: period.regime.clone(),
        key: period.key.clone(),
        opened_on: period.opened_on.to_string(),
        on_paper: true,
        illustrative: true,
        ..Default::default()
    };
    let (resource, on) = (resource(period), period.opened_on);
    vec![
        Command::new(Kind::PaperPeriod, resource.clone(), "planned", on, &planned),
        Command::new(Kind::PaperPeriod, resource, "opened", on, &opened),
    ]
}

fn locked_by(plan_id: &str, period: &PaperPeriod) -> Command {
    let request = proto::LockPeriodRequest {
        plan_id: plan_id.to_owned(),
        regime_code: period.regime.clone(),
        key: period.key.clone(),
        ..Default::default()
    };
    Command::new(Kind::PaperPeriod, resource(period), "locked", period.opened_on, &request)
}

fn entered(plan_id: &str, period: &PaperPeriod, report: &PaperReport) -> Vec<Command> {
    let document = Evidence { kind: "REPORT".to_owned(), number_symbol: report.document.clone() };
    let document = Document::of(archive(), &document);
    let sections = report
        .sections
        .iter()
        .map(|(code, text)| proto::PaperSection { section_code: code.clone(), text: text.clone() });
    let request = proto::EnterPaperReportRequest {
        plan_id: plan_id.to_owned(),
        regime_code: period.regime.clone(),
        key: period.key.clone(),
        unit_id: units::id(&report.unit),
        evidence: vec![document.shown()],
        sections: sections.collect(),
        course: report.course.iter().map(step).collect(),
        ..Default::default()
    };
    let resource = format!("report of {} for {}", report.unit, resource(period));
    let on = report.course.first().map_or(period.opened_on, PaperStep::on);
    let entered = Command::new(Kind::PaperReport, resource, "entered", on, &request);
    vec![document.stored(Kind::Evidence, on), entered]
}

fn step(step: &PaperStep) -> proto::PaperStep {
    let what = match step {
        PaperStep::HandedIn { .. } => What::HandedIn(proto::PaperHandedIn {}),
        PaperStep::Approved { .. } => What::Approved(proto::PaperApproved {}),
        PaperStep::Returned { due_on, objections, .. } => {
            let objections = objections.iter().map(|objection| proto::ReportObjection {
                about: Some(About::SectionCode(objection.section.clone())),
                reason: objection.reason.clone(),
            });
            What::Returned(proto::PaperReturned {
                objections: objections.collect(),
                due_on: due_on.to_string(),
            })
        }
    };
    proto::PaperStep { on: step.on().to_string(), what: Some(what) }
}

/// Returns when the periods that will be opened see the directory up to there.
pub async fn await_directory(
    reporting: Authorised,
    phase: &Phase,
    tokens: Vec<String>,
) -> Result<(), Failure> {
    let plan_ids = phase.lanes.iter().flatten().filter_map(|command| command.text("plan_id"));
    for plan_id in plan_ids {
        let ask = || {
            let mut client = PeriodServiceClient::new(reporting.clone());
            let read_at = ReadAt { at_least_tokens: tokens.clone(), ..Default::default() };
            let request = proto::ListPeriodsRequest {
                plan_id: plan_id.clone(),
                read_at: Some(read_at),
                ..Default::default()
            };
            async move { client.list_periods(request).await }
        };
        persistently(ask).await?;
    }
    Ok(())
}

/// The etag of the report that will be entered: it is expected a moment after its period is opened. `None`
/// where nobody expects it.
pub async fn await_expected(
    reporting: Authorised,
    command: &Command,
) -> Result<Option<String>, Failure> {
    debug_assert_eq!(command.rpc, ENTERING);
    let text = |field| command.text(field).unwrap_or_default();
    let ask = || {
        let mut client = UnitReportServiceClient::new(reporting.clone());
        let request = proto::GetUnitReportRequest {
            plan_id: text("plan_id"),
            regime_code: text("regime_code"),
            key: text("key"),
            unit_id: text("unit_id"),
            read_at: None,
        };
        async move { client.get_unit_report(request).await }
    };
    let etag = until_found(async || match persistently(ask).await {
        Ok(answer) => Ok(Some(answer.into_inner().report.unwrap_or_default().etag)),
        Err(status) if status.code() == Code::NotFound => Ok(None),
        Err(status) => Err(status.into()),
    });
    etag.await
}
