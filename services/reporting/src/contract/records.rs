//! Records and targets as the contract says them.

use contracts::reporting::v1 as wire;
use wire::record_field::Value as Said;

use super::{date, each, text, version};
use crate::domain::record::Filing;
use crate::domain::record::content::{Content, Evidence, Value};
use crate::domain::target::Aim;

/// What a record says, by the names of the fields.
pub(crate) fn content(content: &Content) -> Vec<wire::RecordField> {
    let said = |(name, value): (&String, &Value)| wire::RecordField {
        name: name.clone(),
        value: Some(value.into()),
    };
    content.iter().map(said).collect()
}

impl From<&Value> for Said {
    fn from(value: &Value) -> Self {
        match value {
            Value::Text(text) => Self::Text(text.clone()),
            Value::Count(count) => Self::Count(*count),
            Value::Money(dong) => Self::MoneyVnd(*dong),
            Value::Date(day) => Self::Date(day.to_string()),
            Value::Choice(key) => Self::Choice(key.clone()),
            Value::Unit(unit) => Self::UnitId(unit.to_string()),
            Value::Codes(codes) => Self::ItemCodes(wire::ItemCodes {
                codes: codes.iter().map(ToString::to_string).collect(),
            }),
            Value::Link(id) => Self::LinkId(id.to_string()),
        }
    }
}

impl From<&Evidence> for wire::RecordEvidence {
    fn from(evidence: &Evidence) -> Self {
        Self {
            evidence_id: evidence.evidence.to_string(),
            sha256: evidence.sha256.clone(),
            kind: evidence.kind.clone(),
            number_symbol: text(evidence.number_symbol.as_ref()),
            issued_on: date(evidence.issued_on),
            issuer_unit_id: evidence.issuer.map(|unit| unit.to_string()).unwrap_or_default(),
        }
    }
}

/// A record as it was filed; where it stands is told with it.
impl From<&Filing> for wire::Record {
    fn from(filing: &Filing) -> Self {
        Self {
            unit_id: filing.unit.to_string(),
            plan_id: filing.plan.to_string(),
            indicator_code: filing.indicator.to_string(),
            record_type: filing.record_type.clone(),
            type_version: version(filing.type_version),
            occurred_on: filing.occurred_on.to_string(),
            content: content(&filing.content),
            evidence: each(&filing.evidence),
            illustrative: filing.illustrative,
            ..Self::default()
        }
    }
}

impl From<&Aim> for wire::TargetAim {
    fn from(aim: &Aim) -> Self {
        Self {
            indicator_code: aim.indicator.to_string(),
            identifier: aim.identifier.clone(),
            unit_id: aim.unit.map(|unit| unit.to_string()).unwrap_or_default(),
            period_key: aim.period.key.clone(),
            period_from: aim.period.from.to_string(),
            period_to: aim.period.to.to_string(),
        }
    }
}
