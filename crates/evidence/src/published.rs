//! What others may rely on: own event to contract event.

use contracts::evidence::v1 as wire;
use ledger::Published;
use prost::Message as _;

use crate::domain::content;
use crate::domain::evidence::{Event, WithdrawalReason};

/// The contract's form of an event of evidence.
#[must_use]
pub fn evidence(id: &str, event: &Event) -> Option<Published> {
    let evidence_id = id.to_owned();
    match event {
        Event::Stored { unit, file, stored_on } => {
            let said = wire::EvidenceStored {
                evidence_id,
                occurred_on: stored_on.to_string(),
                unit_id: unit.to_string(),
                media_type: file.media_type.name().to_owned(),
                byte_size: i64::try_from(file.byte_size).unwrap_or(i64::MAX),
                sha256: file.sha256.to_string(),
            };
            Some(Published { event_type: "EvidenceStored", bytes: said.encode_to_vec().into() })
        }
        Event::Withdrawn { unit, reason, withdrawn_on } => {
            let said = wire::EvidenceWithdrawn {
                evidence_id,
                occurred_on: withdrawn_on.to_string(),
                unit_id: unit.to_string(),
                reason: wire::WithdrawalReason::from(*reason).into(),
            };
            Some(Published { event_type: "EvidenceWithdrawn", bytes: said.encode_to_vec().into() })
        }
        // Nobody has ever heard of it.
        Event::Abandoned => None,
    }
}

/// Where bytes lie is nobody else's business.
#[must_use]
pub fn content(_: &str, event: &content::Event) -> Option<Published> {
    match event {
        content::Event::Kept { .. } => None,
    }
}

impl From<WithdrawalReason> for wire::WithdrawalReason {
    fn from(reason: WithdrawalReason) -> Self {
        match reason {
            WithdrawalReason::WrongFile => Self::WrongFile,
            WithdrawalReason::Replaced => Self::Replaced,
            WithdrawalReason::PersonalData => Self::PersonalData,
            WithdrawalReason::NotGenuine => Self::NotGenuine,
        }
    }
}

/// `None` where the contract's value says nothing.
pub(crate) fn reason(reason: wire::WithdrawalReason) -> Option<WithdrawalReason> {
    match reason {
        wire::WithdrawalReason::Unspecified => None,
        wire::WithdrawalReason::WrongFile => Some(WithdrawalReason::WrongFile),
        wire::WithdrawalReason::Replaced => Some(WithdrawalReason::Replaced),
        wire::WithdrawalReason::PersonalData => Some(WithdrawalReason::PersonalData),
        wire::WithdrawalReason::NotGenuine => Some(WithdrawalReason::NotGenuine),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use prost::Message as _;
    use prost_types::FileDescriptorSet;

    use super::*;

    #[test]
    fn what_is_published_is_what_the_contract_lists() {
        let contract = FileDescriptorSet::decode(contracts::DESCRIPTORS).unwrap();
        let events = contract.file.iter().find(|f| f.name() == "hoitu/evidence/v1/events.proto");
        let listed: BTreeSet<_> = events.unwrap().message_type.iter().map(|m| m.name()).collect();
        let golden = include_str!("domain/evidence/golden.jsonl").lines();
        let golden = golden.map(|line| serde_json::from_str(line).unwrap());
        let published: Vec<_> = golden.filter_map(|event| evidence("e", &event)).collect();
        assert_eq!(published.iter().map(|p| p.event_type).collect::<BTreeSet<_>>(), listed);
        let stored = wire::EvidenceStored::decode(published[0].bytes.clone()).unwrap();
        assert_eq!((stored.evidence_id.as_str(), stored.byte_size), ("e", 9));
        assert_eq!((&*stored.occurred_on, &*stored.media_type), ("2026-11-24", "application/pdf"));
    }
}
