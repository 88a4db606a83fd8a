//! An issue of the Bulletin, filed by the Union, and the indicator that it feeds.

use contracts::ledger::v1::CommandReceipt;
use contracts::reporting::v1::record_field::Value;
use contracts::reporting::v1::*;
use uuid::Uuid;

use crate::evidence_samples::shown;
use crate::receipt;
use crate::samples::{PLAN, issued, publish_indicator, request};
use crate::world::World;

pub const RECORD: Uuid = Uuid::from_u128(0x0198_f3c2_0000_7000_8000_0000_0000_00c1);
/// The unit of the one who files.
pub const UNIT: Uuid = Uuid::from_u128(0xB2);
pub const BULLETIN: &str = "II.4.b/1";

/// A plan with an indicator that takes records, and an automatic one; the unit keeps what shows a record.
pub async fn measured(world: &World) -> CommandReceipt {
    issued(world).await;
    world.keeps(UNIT).await;
    published(world).await
}

pub async fn published(world: &World) -> CommandReceipt {
    let mut indicators = world.indicators().await;
    let mut bulletin = publish_indicator(BULLETIN, request(1));
    let definition = bulletin.definition.as_mut().unwrap();
    definition.source = IndicatorSource::Manual.into();
    definition.feeds = vec![Feed {
        kind: FeedKind::Record.into(),
        name: "BULLETIN_ISSUE".into(),
        detail: String::new(),
    }];
    definition.measures[0].identifier = "bulletin_issues".into();
    definition.measures.push(Measure {
        identifier: "bulletin_state".into(),
        kind: MeasureKind::State.into(),
        unit_of_measure: "trạng thái".into(),
    });
    receipt!(indicators.publish_indicator(bulletin));
    receipt!(indicators.publish_indicator(publish_indicator("II.4.b/3", request(2))))
}

fn says(name: &str, value: Value) -> RecordField {
    RecordField { name: name.into(), value: Some(value) }
}

pub fn file_record(id: Uuid, issue_no: i64, request_id: String) -> FileRecordRequest {
    FileRecordRequest {
        record_id: id.to_string(),
        request_id,
        validate_only: false,
        unit_id: UNIT.to_string(),
        plan_id: PLAN.to_string(),
        indicator_code: BULLETIN.into(),
        record_type: "BULLETIN_ISSUE".into(),
        occurred_on: format!("2026-0{issue_no}-10"),
        content: vec![
            says("copies", Value::Count(500)),
            says("issue_no", Value::Count(issue_no)),
            says("year", Value::Count(2026)),
        ],
        evidence: vec![RecordEvidence {
            number_symbol: "12/GP-BT".into(),
            issued_on: "2026-01-05".into(),
            issuer_unit_id: UNIT.to_string(),
            ..shown("ISSUE_FILE")
        }],
        illustrative: true,
    }
}

pub fn verify_record(etag: &str, request_id: String) -> VerifyRecordRequest {
    VerifyRecordRequest {
        record_id: RECORD.to_string(),
        etag: etag.into(),
        request_id,
        validate_only: false,
        unit_id: UNIT.to_string(),
        verified_on: "2026-03-20".into(),
    }
}

pub fn reject_record(etag: &str, request_id: String) -> RejectRecordRequest {
    RejectRecordRequest {
        record_id: RECORD.to_string(),
        etag: etag.into(),
        request_id,
        validate_only: false,
        unit_id: UNIT.to_string(),
        rejected_on: "2026-03-20".into(),
        reason: "tệp không mở được".into(),
    }
}

pub fn retract_record(etag: &str, request_id: String) -> RetractRecordRequest {
    RetractRecordRequest {
        record_id: RECORD.to_string(),
        etag: etag.into(),
        request_id,
        validate_only: false,
        unit_id: UNIT.to_string(),
        retracted_on: "2026-04-01".into(),
        reason: "ghi nhầm số bản in".into(),
    }
}
