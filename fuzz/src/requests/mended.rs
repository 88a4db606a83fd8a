//! Requests that get past the reading of their fields, made by doing what refusals say: so a mutation
//! begins where the commands are.

use std::collections::HashMap;

use prost::Message as _;
use prost_reflect::{DynamicMessage, Value};
use servers::bad_input::GOOD_ID;
use tonic_types::FieldViolation;

use super::{Called, violations};
use crate::histories;

/// How often a refusal is heard.
const ROUNDS: usize = 16;

/// What fits into a field of that name, one after the other.
fn samples(field: &str) -> Vec<String> {
    match field {
        "etag" => histories::categories().map(|it| format!("\"{it}-{GOOD_ID}-1\"")).collect(),
        "code" => vec!["HD.BTG".to_owned(), "II.4.b/3".to_owned(), "dinh-ky".to_owned()],
        "regime_code" => vec!["dinh-ky".to_owned()],
        "key" => vec!["2026-H1".to_owned()],
        "record_type" => vec!["MEDIA_ITEM".to_owned()],
        "item_code" => vec!["II.4.b".to_owned()],
        "indicator_code" => vec!["II.4.b/3".to_owned()],
        "person" => vec!["sub-1".to_owned()],
        "rpc" => vec!["hoitu.membership.v1.UnitService/GetUnit".to_owned()],
        "context" => vec!["membership".to_owned()],
        _ => Vec::new(),
    }
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
            match samples(&field).into_iter().nth(*times) {
                Some(sample) => request.set_field_by_name(&field, Value::String(sample)),
                None => drop(leave_out(&mut request, &field)),
            }
            *times += 1;
        }
    }
    request.encode_to_vec()
}

/// Clears the field at a path such as `read_at.at_least_tokens[0]`, of an entry of a list the whole list;
/// and what has no such field. Whether there was one.
fn leave_out(message: &mut DynamicMessage, path: &str) -> bool {
    let (first, rest) = path.split_once('.').unwrap_or((path, ""));
    let name = first.split('[').next().unwrap_or(first);
    let Some(value) = message.get_field_by_name_mut(name) else { return false };
    let inside = if let Value::Message(inner) = value { leave_out(inner, rest) } else { false };
    if !inside {
        message.clear_field_by_name(name);
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
