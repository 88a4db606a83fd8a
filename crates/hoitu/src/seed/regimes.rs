//! The reporting regimes: the first version as an issue, each later one as a revision.

use contracts::reporting::v1 as proto;
use proto::reporters::Who;

use super::command::{Command, Kind};
use super::phases::Phase;
use super::{plan, units};
use crate::data::{Level, Regime, RegimeVersion, ReportSection, Reporters, ReviewedFiles};

pub fn phase(files: &ReviewedFiles) -> Phase {
    Phase::of(files.regimes.iter().map(|regime| lane(files, regime)).collect())
}

fn lane(files: &ReviewedFiles, regime: &Regime) -> Vec<Command> {
    let document = &files.plan.document;
    let resource = format!("regime {} of {}", regime.code, document.code);
    let (plan_id, code) = (plan::plan_id(document), regime.code.clone());
    let command = |version: &RegimeVersion| {
        let (terms, valid_from) = (Some(terms(version)), version.valid_from.to_string());
        let (plan_id, code, on) = (plan_id.clone(), code.clone(), version.valid_from);
        let Some(reason) = version.reason.clone() else {
            let request = proto::IssueRegimeRequest {
                plan_id,
                code,
                terms,
                valid_from,
                ..Default::default()
            };
            return Command::new(Kind::Regime, resource.clone(), "issued", on, &request);
        };
        let asks = format!("revised on {on}");
        let request = proto::ReviseRegimeRequest {
            plan_id,
            code,
            terms,
            valid_from,
            reason,
            ..Default::default()
        };
        Command::new(Kind::Regime, resource.clone(), &asks, on, &request)
    };
    regime.versions.iter().map(command).collect()
}

fn terms(version: &RegimeVersion) -> proto::RegimeTerms {
    proto::RegimeTerms {
        name: version.name.clone(),
        kind: version.kind.into(),
        content: version.content.into(),
        spans: version.spans.iter().map(|span| span.0.into()).collect(),
        cut_off_day: version.cut_off_day,
        levels: version.levels.iter().map(level).collect(),
        rest_days: version.rest_days.into(),
        working_days_to_report: version.working_days_to_report,
        working_days_open: version.working_days_open,
        sending: String::new(),
        outline: version.outline.clone(),
        sections: version.sections.iter().map(section).collect(),
    }
}

fn section(section: &ReportSection) -> proto::RegimeSection {
    let ReportSection { code, title, required } = section.clone();
    proto::RegimeSection { code, title, required }
}

fn level(level: &Level) -> proto::RegimeLevel {
    proto::RegimeLevel {
        name: level.name.clone(),
        reporters: level.reporters.iter().map(reporters).collect(),
        receiver_unit_id: units::id(&level.receiver),
        due_day: level.due_day,
        due_months_later: 0,
    }
}

fn reporters(reporters: &Reporters) -> proto::Reporters {
    let who = match reporters {
        Reporters::Unit(code) => Who::UnitId(units::id(code)),
        Reporters::UnitsOf(kind) => Who::UnitKind((*kind).into()),
        Reporters::HoldersOf(role) => Who::HoldersOf((*role).into()),
    };
    proto::Reporters { who: Some(who) }
}
