//! Illustrative records, each with what became of it; and targets.

use contracts::reporting::v1 as proto;
use proto::record_field::Value;
use record_types::{Kind as FieldKind, RecordTypes};

use super::command::{Command, Kind};
use super::documents::Document;
use super::phases::Phase;
use super::{plan, units};
use crate::data::{Became, Identified, Outcome, Record, ReviewedFiles, Said, Target};
use crate::data::{UnitCode, stable_id};

/// Records side by side, then targets.
pub fn phases(files: &ReviewedFiles) -> [Phase; 2] {
    let plan_id = plan::plan_id(&files.plan.document);
    let records = files.records.iter().map(|record| lane(&plan_id, record)).collect();
    let targets = files.targets.iter().map(|target| vec![set(&plan_id, target)]).collect();
    [Phase::of(records), Phase::of(targets)]
}

/// The units of today that answer for the units which records are about.
pub fn filing_units(files: &ReviewedFiles) -> Vec<UnitCode> {
    let mut units: Vec<_> = files.records.iter().map(|record| record.unit.clone()).collect();
    units.retain(|unit| !has_ended(files, unit));
    units.sort();
    units.dedup();
    units
}

fn has_ended(files: &ReviewedFiles, unit: &UnitCode) -> bool {
    files.successions.iter().any(|succession| succession.from.contains(unit))
}

fn lane(plan_id: &str, record: &Record) -> Vec<Command> {
    let resource = format!("record {}", record.code);
    let documents: Vec<_> =
        record.evidence.iter().map(|it| Document::of(units::id(&record.unit), it)).collect();
    let stored: Vec<_> =
        documents.iter().map(|it| it.stored(Kind::Evidence, record.occurred_on)).collect();
    let record_id = stable_id(Identified::Record, record.code.as_str()).to_string();
    let unit_id = units::id(&record.unit);
    let filing = proto::FileRecordRequest {
        record_id: record_id.clone(),
        unit_id: unit_id.clone(),
        plan_id: plan_id.to_owned(),
        indicator_code: record.indicator.to_string(),
        record_type: record.record_type.clone(),
        occurred_on: record.occurred_on.to_string(),
        content: content(record),
        evidence: documents.iter().map(Document::shown).collect(),
        illustrative: true,
        ..Default::default()
    };
    let filed = Command::new(Kind::Record, &resource, "filed", record.occurred_on, &filing);
    let outcomes = record.outcomes.iter().map(|outcome| {
        let Outcome { became, on, reason } = outcome;
        let (record_id, unit_id) = (record_id.clone(), unit_id.clone());
        let reason = reason.clone().unwrap_or_default();
        match became {
            Became::Verified => {
                let verified_on = on.to_string();
                let request = proto::VerifyRecordRequest {
                    record_id,
                    unit_id,
                    verified_on,
                    ..Default::default()
                };
                Command::new(Kind::Record, &resource, "verified", *on, &request)
            }
            Became::Rejected => {
                let rejected_on = on.to_string();
                let request = proto::RejectRecordRequest {
                    record_id,
                    unit_id,
                    rejected_on,
                    reason,
                    ..Default::default()
                };
                Command::new(Kind::Record, &resource, "rejected", *on, &request)
            }
            Became::Retracted => {
                let retracted_on = on.to_string();
                let request = proto::RetractRecordRequest {
                    record_id,
                    unit_id,
                    retracted_on,
                    reason,
                    ..Default::default()
                };
                Command::new(Kind::Record, &resource, "retracted", *on, &request)
            }
        }
    });
    stored.into_iter().chain([filed]).chain(outcomes).collect()
}

/// What reporting does not know it refuses, as it refuses any other row.
fn content(record: &Record) -> Vec<proto::RecordField> {
    let record_type = RecordTypes::reviewed().find(&record.record_type);
    let said = record.content.iter().map(|(name, said)| {
        let kind = record_type.and_then(|known| known.field(name)).map(|field| field.kind);
        proto::RecordField { name: name.clone(), value: Some(value(kind, said)) }
    });
    said.collect()
}

fn value(kind: Option<FieldKind>, said: &Said) -> Value {
    match (said, kind) {
        (Said::Number(number), Some(FieldKind::Money)) => Value::MoneyVnd(*number),
        (Said::Number(number), _) => Value::Count(*number),
        (Said::Words(codes), _) => Value::ItemCodes(proto::ItemCodes { codes: codes.clone() }),
        (Said::Word(word), Some(FieldKind::Choice)) => Value::Choice(word.clone()),
        (Said::Word(word), Some(FieldKind::Date)) => Value::Date(word.clone()),
        (Said::Word(word), Some(FieldKind::Link)) => Value::LinkId(word.clone()),
        (Said::Word(word), Some(FieldKind::Unit)) => {
            Value::UnitId(stable_id(Identified::Unit, word).to_string())
        }
        (Said::Word(word), _) => Value::Text(word.clone()),
    }
}

fn set(plan_id: &str, target: &Target) -> Command {
    let Target { indicator, quantity, unit, period, value, effective_on, decision_ref } = target;
    let whose = unit.as_ref().map_or("the province", UnitCode::as_str);
    let resource = format!("target {quantity} of {whose} in {period}");
    let request = proto::SetTargetRequest {
        plan_id: plan_id.to_owned(),
        aim: Some(proto::TargetAim {
            indicator_code: indicator.to_string(),
            identifier: quantity.clone(),
            unit_id: unit.as_ref().map(units::id).unwrap_or_default(),
            period_key: period.clone(),
            ..Default::default()
        }),
        value: value.clone(),
        effective_on: effective_on.to_string(),
        decision_ref: Some(plan::decision(decision_ref)),
        ..Default::default()
    };
    Command::new(Kind::Target, resource, "set", *effective_on, &request)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_shows_what_its_unit_stored_before() {
        let files = ReviewedFiles::read().unwrap();
        for record in &files.records {
            let lane = lane("", record);
            let (stored, rest): (Vec<_>, Vec<_>) =
                lane.into_iter().partition(|command| command.kind == Kind::Evidence);
            let files: Vec<_> = stored.into_iter().map(|it| it.file.unwrap().request).collect();
            assert!(files.iter().all(|file| file.unit_id == units::id(&record.unit)));
            let filed: proto::FileRecordRequest = rest[0].request.transcode_to().unwrap();
            let shown: Vec<_> =
                filed.evidence.iter().map(|it| (&it.evidence_id, &it.sha256)).collect();
            let sent: Vec<_> = files.iter().map(|it| (&it.evidence_id, &it.sha256)).collect();
            assert_eq!(shown, sent, "{}", record.code);
        }
    }
}
