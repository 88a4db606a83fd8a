//! The ids and value objects that the aggregates of membership share.

pub mod unit;

use std::fmt;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    )+};
}

ids! {
    /// A unit of the directory; outlives its name, its parent and its place in the structure.
    UnitId;
    AssociationId;
    /// One declaration of a headcount.
    DeclarationId;
    AffiliateId;
}

/// A document that decided something (quyết định, nghị quyết, văn bản cho phép).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecisionRef {
    /// Số, ký hiệu.
    pub number_symbol: String,
    pub issued_on: NaiveDate,
    pub issuer_unit_id: UnitId,
}

/// A document that shows something (minh chứng): minutes, a signed list, a declaration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EvidenceRef {
    /// Số, ký hiệu.
    pub number_symbol: String,
    pub issued_on: NaiveDate,
    /// A unit or an association.
    pub issuer_id: Uuid,
    /// 64 hexadecimal digits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file_sha256: Option<String>,
}

/// What an organisation is called.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Name {
    pub full: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub short: Option<String>,
}
