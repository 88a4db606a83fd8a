//! Requests that get past the reading of their fields, made by doing what refusals say: so a mutation
//! begins where the commands are.

use std::collections::HashMap;

use ledger::Decider as _;
use prost::Message as _;
use prost_reflect::{DynamicMessage, Value};
use reporting::domain::calendar::Calendar;
use reporting::domain::indicator::Indicator;
use reporting::domain::period::Period;
use reporting::domain::regime::Regime;
use reporting::domain::regime::terms::RegimeCode;
use reporting::domain::unit_report::UnitReport;
use reporting::domain::window::PeriodKey;
use reporting::domain::{
    CalendarId, IndicatorCode, IndicatorId, PeriodId, PlanId, RegimeId, ReportId, UnitId,
};
use servers::bad_input::GOOD_ID;
use tonic_types::FieldViolation;
use uuid::Uuid;

use super::{Called, violations};
use crate::histories;

/// How often a refusal is heard.
const ROUNDS: usize = 48;

const YEAR: i32 = 2026;
const INDICATOR: &str = "II.4.b/3";
const REGIME: &str = "dinh-ky";
const PERIOD: &str = "2026-H1";
const SHA256: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

/// What fits into a field at that path, one after the other.
fn samples(path: &str) -> Vec<Value> {
    let texts: &[&str] = match path.rsplit('.').next().unwrap_or(path) {
        "sha256" => &[SHA256],
        "etag" => return etags().into_iter().map(Value::String).collect(),
        "year" => return vec![Value::I32(YEAR)],
        "code" => &["HD.BTG", INDICATOR, REGIME],
        "regime_code" => &[REGIME],
        "key" | "period_key" => &[PERIOD],
        "value" => &["95.5"],
        "record_type" => &["MEDIA_ITEM"],
        "item_code" => &["II.4.b"],
        "indicator_code" => &[INDICATOR],
        "identifier" => &["bulletin_issues"],
        "person" => &["sub-1"],
        "rpc" => &["hoitu.membership.v1.UnitService/GetUnit"],
        "context" => &["membership"],
        _ => &[],
    };
    texts.iter().map(|text| Value::String((*text).to_owned())).collect()
}

/// Of streams that a good request is about: named by an id, or by what it follows from.
fn etags() -> Vec<String> {
    let id = Uuid::parse_str(GOOD_ID).expect("it is one");
    let indicator = IndicatorCode::parse(INDICATOR).expect("it is one");
    let regime = RegimeId::of(PlanId(id), &RegimeCode::parse(REGIME).expect("it is one"));
    let period = PeriodId::of(regime, &PeriodKey::parse(PERIOD).expect("it is one"));
    let named = [
        (Calendar::CATEGORY, CalendarId::of(YEAR).0),
        (Indicator::CATEGORY, IndicatorId::of(PlanId(id), &indicator).0),
        (Regime::CATEGORY, regime.0),
        (Period::CATEGORY, period.0),
        (UnitReport::CATEGORY, ReportId::of(period, UnitId(id)).0),
    ];
    let all = histories::categories().map(|category| (category, id)).chain(named);
    all.map(|(category, id)| format!("\"{category}-{id}-1\"")).collect()
}

/// The good request of the rpc with fields that are refused filled in from samples, or else left out.
pub(super) fn mended(called: &Called) -> Vec<u8> {
    let request = DynamicMessage::decode(called.input.clone(), called.good.clone());
    let mut request = request.expect("a good request is one of its rpc");
    let mut tried: HashMap<String, usize> = HashMap::new();
    for _ in 0..ROUNDS {
        let violations = violations(&called.answer(&request.encode_to_vec()));
        if violations.is_empty() {
            break;
        }
        for FieldViolation { field, .. } in violations {
            let times = tried.entry(field.clone()).or_default();
            put(&mut request, &field, samples(&field).into_iter().nth(*times));
            *times += 1;
        }
    }
    request.encode_to_vec()
}

/// Sets the field at a path such as `read_at.at_least_tokens[0]` to a sample, or clears it: of an entry of a
/// list the whole list, and what has no such field. Whether there was one.
fn put(message: &mut DynamicMessage, path: &str, sample: Option<Value>) -> bool {
    let (first, rest) = path.split_once('.').unwrap_or((path, ""));
    let name = first.split('[').next().unwrap_or(first);
    let Some(value) = message.get_field_by_name_mut(name) else { return false };
    let inside =
        if let Value::Message(inner) = value { put(inner, rest, sample.clone()) } else { false };
    match sample {
        _ if inside => {}
        Some(sample) if rest.is_empty() => message.set_field_by_name(name, sample),
        _ => message.clear_field_by_name(name),
    }
    true
}

#[cfg(test)]
mod tests {
    use super::super::RPCS;
    use super::*;

    #[test]
    fn nearly_every_rpc_is_called_with_a_request_that_it_reads_to_the_end() {
        let is_refused = |called: &&Called| !violations(&called.answer(&mended(called))).is_empty();
        let refused: Vec<_> = RPCS.iter().filter(is_refused).map(|it| &it.rpc).collect();
        assert!(refused.len() * 10 < RPCS.len(), "{refused:?}");
    }
}
