//! Read models, each named after the question it answers. All keep every line that was said with the
//! instant it was recorded, so that each day can be asked about as it was known at each instant.

pub mod affiliates;
pub mod association_register;
pub mod declared_headcounts;
pub mod directory;
pub mod persons;
#[cfg(test)]
mod told;
pub mod union_roll;

use chassis::grpc;
use chrono::{DateTime, NaiveDate, Utc};
use contracts::membership::v1 as wire;
use ledger::{Decider, Revision, StreamName};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::domain::{DecisionRef, EvidenceRef};

/// What a question is about, defaults filled in: a business date, as it was known at an instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moment {
    pub as_of: NaiveDate,
    pub known_at: DateTime<Utc>,
    /// Whether all that is known was asked for: only then has the answer an etag to act on.
    pub present: bool,
}

impl Moment {
    fn etag<D: Decider>(&self, id: Uuid, revision: Revision) -> String {
        if !self.present {
            return String::new();
        }
        grpc::etag(&StreamName::new(D::CATEGORY, id), revision)
    }
}

/// Where a page of a list ended, and the moment that all its pages show.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Last<K> {
    pub moment: Moment,
    pub key: K,
}

/// A document as a column holds it.
fn stored<T: Serialize>(document: Option<&T>) -> Option<String> {
    document.map(|document| serde_json::to_string(document).expect("documents are plain data"))
}

fn decision_ref(column: Option<String>) -> sqlx::Result<Option<wire::DecisionRef>> {
    document::<DecisionRef>(column).map(|decision| decision.as_ref().map(Into::into))
}

fn evidence_ref(column: String) -> sqlx::Result<Option<wire::EvidenceRef>> {
    document::<EvidenceRef>(Some(column)).map(|evidence| evidence.as_ref().map(Into::into))
}

fn document<T: DeserializeOwned>(column: Option<String>) -> sqlx::Result<Option<T>> {
    let read = column.map(|text| serde_json::from_str(&text)).transpose();
    read.map_err(|error| sqlx::Error::Decode(error.into()))
}
