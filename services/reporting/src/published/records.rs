//! Events of records and targets as others may rely on them. Who acted stays in the ledger: others hear of
//! units only.

use contracts::reporting::v1 as wire;
use ledger::Published;

use super::as_said;
use crate::contract::{content, decision, each, version};
use crate::domain::record::Filing;
use crate::domain::{record, target};

/// The contract's form of a record's event.
#[must_use]
pub fn record(id: &str, event: &record::Event) -> Option<Published> {
    use record::Event;
    let record_id = id.to_owned();
    match event {
        Event::Filed { filing, by: _ } => {
            as_said("EvidencedRecordFiled", &filed(record_id, filing))
        }
        Event::Verified { verified_on, by } => {
            let (occurred_on, verifier) = (verified_on.to_string(), by.unit.to_string());
            let said = wire::EvidencedRecordVerified {
                record_id,
                occurred_on,
                verifier_unit_id: verifier,
            };
            as_said("EvidencedRecordVerified", &said)
        }
        Event::Rejected { rejected_on, reason, by } => {
            let said = wire::EvidencedRecordRejected {
                record_id,
                occurred_on: rejected_on.to_string(),
                verifier_unit_id: by.unit.to_string(),
                reason: reason.clone(),
            };
            as_said("EvidencedRecordRejected", &said)
        }
        Event::Retracted { retracted_on, reason, by: _ } => {
            let (occurred_on, reason) = (retracted_on.to_string(), reason.clone());
            let said = wire::EvidencedRecordRetracted { record_id, occurred_on, reason };
            as_said("EvidencedRecordRetracted", &said)
        }
    }
}

fn filed(record_id: String, filing: &Filing) -> wire::EvidencedRecordFiled {
    wire::EvidencedRecordFiled {
        record_id,
        occurred_on: filing.occurred_on.to_string(),
        unit_id: filing.unit.to_string(),
        plan_id: filing.plan.to_string(),
        indicator_code: filing.indicator.to_string(),
        record_type: filing.record_type.clone(),
        type_version: version(filing.type_version),
        content: content(&filing.content),
        evidence: each(&filing.evidence),
        illustrative: filing.illustrative,
    }
}

/// The contract's form of a target's event.
#[must_use]
pub fn target(id: &str, event: &target::Event) -> Option<Published> {
    use target::Event;
    let target_id = id.to_owned();
    match event {
        Event::Set { aim, value, effective_on, decision: decided } => {
            let said = wire::TargetSet {
                target_id,
                occurred_on: effective_on.to_string(),
                aim: Some(aim.into()),
                value: value.to_string(),
                decision_ref: decision(Some(decided)),
                plan_id: aim.plan.to_string(),
            };
            as_said("TargetSet", &said)
        }
        Event::Revised { aim, version: number, value, effective_on, decision: decided, reason } => {
            let said = wire::TargetRevised {
                target_id,
                occurred_on: effective_on.to_string(),
                aim: Some(aim.into()),
                version: version(*number),
                value: value.to_string(),
                decision_ref: decision(Some(decided)),
                reason: reason.clone(),
                plan_id: aim.plan.to_string(),
            };
            as_said("TargetRevised", &said)
        }
    }
}
