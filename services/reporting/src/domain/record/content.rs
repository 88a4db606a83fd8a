//! What a record says and shows, and whether that suits its type.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use record_types::{Field, Kind, RecordType, RecordTypes};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::Rejection;
use crate::domain::{ItemCode, UnitId};

/// More than anybody counts.
pub const MOST: i64 = 1_000_000_000;

/// More đồng than any budget holds.
pub const MOST_DONG: i64 = 1_000_000_000_000_000;

/// By the names of the type's fields.
pub type Content = BTreeMap<String, Value>;

/// What one field says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "value", rename_all = "snake_case")]
pub enum Value {
    Text(String),
    Count(i64),
    /// Whole đồng.
    Money(i64),
    Date(NaiveDate),
    Choice(String),
    Unit(UnitId),
    Codes(Vec<ItemCode>),
    /// Something recorded elsewhere.
    Link(Uuid),
}

/// A document that shows it. The file lies in the evidence store, and is known here by its hash.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Evidence {
    pub evidence: Uuid,
    /// In lower-case hexadecimal digits.
    pub sha256: String,
    /// One of the reviewed kinds, such as `MINUTES`.
    pub kind: String,
    /// Số, ký hiệu, where it has one.
    pub number_symbol: Option<String>,
    pub issued_on: Option<NaiveDate>,
    pub issuer: Option<UnitId>,
}

/// What is wrong with evidence, whatever it is to show.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::domain) enum Flaw {
    UnknownKind { kind: String },
    Twice { evidence: Uuid },
}

impl From<Flaw> for Rejection {
    fn from(flaw: Flaw) -> Self {
        match flaw {
            Flaw::UnknownKind { kind } => Self::UnknownEvidenceKind { kind },
            Flaw::Twice { evidence } => Self::EvidenceTwice { evidence },
        }
    }
}

impl Value {
    fn kind(&self) -> Kind {
        match self {
            Self::Text(_) => Kind::Text,
            Self::Count(_) => Kind::Count,
            Self::Money(_) => Kind::Money,
            Self::Date(_) => Kind::Date,
            Self::Choice(_) => Kind::Choice,
            Self::Unit(_) => Kind::Unit,
            Self::Codes(_) => Kind::Codes,
            Self::Link(_) => Kind::Link,
        }
    }

    /// Whether there is as much of it as its kind asks for, and no more than there can be.
    fn is_plausible(&self) -> bool {
        match self {
            Self::Count(count) => (0..=MOST).contains(count),
            Self::Money(dong) => (0..=MOST_DONG).contains(dong),
            Self::Codes(codes) => !codes.is_empty(),
            Self::Text(_) | Self::Date(_) | Self::Choice(_) | Self::Unit(_) | Self::Link(_) => true,
        }
    }
}

/// Refuses what a record of this type does not say, and what it leaves out.
pub(super) fn check(record_type: &'static RecordType, content: &Content) -> Result<(), Rejection> {
    for (name, value) in content {
        let field = record_type.field(name);
        let field = field.ok_or_else(|| Rejection::UnknownRecordField { name: name.clone() })?;
        suits(field, value)?;
    }
    let mut required = record_type.fields.iter().filter(|field| field.required);
    match required.find(|field| !content.contains_key(&field.name)) {
        Some(missing) => Err(Rejection::RecordFieldMissing { name: &missing.name }),
        None => Ok(()),
    }
}

fn suits(field: &'static Field, value: &Value) -> Result<(), Rejection> {
    if value.kind() != field.kind {
        let kind = field.kind.into();
        return Err(Rejection::RecordFieldOfOtherKind { name: &field.name, kind });
    }
    let offered = match value {
        Value::Choice(key) => field.choice(key).is_some(),
        Value::Text(_)
        | Value::Count(_)
        | Value::Money(_)
        | Value::Date(_)
        | Value::Unit(_)
        | Value::Codes(_)
        | Value::Link(_) => value.is_plausible(),
    };
    if offered { Ok(()) } else { Err(Rejection::RecordFieldOutOfRange { name: &field.name }) }
}

/// Refuses evidence of kinds that there are not, and one file twice.
pub(in crate::domain) fn check_pieces(evidence: &[Evidence]) -> Result<(), Flaw> {
    let mut files = BTreeSet::new();
    for Evidence { evidence, kind, .. } in evidence {
        if !RecordTypes::reviewed().has_evidence_kind(kind) {
            return Err(Flaw::UnknownKind { kind: kind.clone() });
        }
        if !files.insert(*evidence) {
            return Err(Flaw::Twice { evidence: *evidence });
        }
    }
    Ok(())
}

/// Of each group that the type asks for, one kind at least is there.
pub(super) fn check_evidence(
    record_type: &'static RecordType,
    evidence: &[Evidence],
) -> Result<(), Rejection> {
    check_pieces(evidence)?;
    let shown = |group: &&Vec<String>| evidence.iter().any(|shown| group.contains(&shown.kind));
    match record_type.evidence.iter().find(|group| !shown(group)) {
        Some(missing) => Err(Rejection::EvidenceMissing { any_of: missing }),
        None => Ok(()),
    }
}
