//! A small document that units keep, and that records and adjustments cite.

use contracts::evidence::v1::*;
use contracts::ledger::v1::CommandReceipt;
use contracts::reporting::v1::RecordEvidence;
use futures::stream;
use ledger::Digest;
use uuid::Uuid;

use crate::receipt;
use crate::world::{REPORTER, World, eventually};

pub const DOCUMENT: Uuid = Uuid::from_u128(0xE1);
const TEXT: &str = "Tài liệu mẫu: một số của Bản tin.\n";

/// The document, as whoever shows it names it.
pub fn shown(kind: &str) -> RecordEvidence {
    RecordEvidence {
        evidence_id: DOCUMENT.to_string(),
        sha256: Digest::of(TEXT.as_bytes()).to_string(),
        kind: kind.into(),
        ..RecordEvidence::default()
    }
}

impl World {
    /// The unit says that it will keep the document, and sends it.
    pub async fn sends(&self, unit: Uuid) {
        let mut client = self.evidence(REPORTER).await;
        let (unit_id, evidence_id) = (unit.to_string(), DOCUMENT.to_string());
        let announced = BeginUploadRequest {
            unit_id: unit_id.clone(),
            evidence_id: evidence_id.clone(),
            media_type: "text/plain".into(),
            byte_size: TEXT.len().try_into().unwrap(),
            sha256: shown("").sha256,
        };
        client.begin_upload(announced).await.unwrap();
        let data = TEXT.as_bytes().into();
        let bytes = SendBytesRequest { unit_id, evidence_id, offset: 0, data };
        client.send_bytes(stream::iter([bytes])).await.unwrap();
    }

    /// Keeps what was sent: from now on it can be cited.
    pub async fn stores(&self, unit: Uuid) -> CommandReceipt {
        let store = StoreEvidenceRequest {
            unit_id: unit.to_string(),
            evidence_id: DOCUMENT.to_string(),
            request_id: Uuid::new_v5(&unit, b"store").to_string(),
            validate_only: false,
        };
        // A service that has just begun may be slow; the same request may be asked again.
        let look = async || self.evidence(REPORTER).await.store_evidence(store.clone()).await;
        let stored = eventually("the file is kept", look, Result::is_ok).await;
        stored.unwrap().into_inner().receipt.unwrap()
    }

    pub async fn keeps(&self, unit: Uuid) -> CommandReceipt {
        self.sends(unit).await;
        self.stores(unit).await
    }

    pub async fn withdraws(&self, unit: Uuid, etag: &str) -> CommandReceipt {
        let withdraw = WithdrawEvidenceRequest {
            unit_id: unit.to_string(),
            evidence_id: DOCUMENT.to_string(),
            etag: etag.into(),
            request_id: Uuid::new_v5(&unit, b"withdraw").to_string(),
            validate_only: false,
            reason: WithdrawalReason::NotGenuine.into(),
        };
        receipt!(self.evidence(REPORTER).await.withdraw_evidence(withdraw))
    }
}
