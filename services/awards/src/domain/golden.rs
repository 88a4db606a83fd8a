//! The past still reads: what every aggregate's golden file is held against.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// Each line of `stored` decodes, nothing that it says gets lost, and each of `names` has a line.
///
/// Lines are only ever added: one for each shape that was ever stored.
#[track_caller]
pub(super) fn assert_reads<E: Serialize + DeserializeOwned>(stored: &str, names: &[&str]) {
    for line in stored.lines() {
        let event: E = serde_json::from_str(line).expect("every stored shape decodes");
        let before: Value = serde_json::from_str(line).unwrap();
        let after = serde_json::to_value(&event).unwrap();
        assert!(is_kept(&before, &after), "something got lost:\n{before}\n{after}");
    }
    for name in names {
        assert!(stored.contains(&format!(r#""type":"{name}""#)), "no golden line for {name}");
    }
}

fn is_kept(before: &Value, after: &Value) -> bool {
    match (before, after) {
        (Value::Object(before), Value::Object(after)) => {
            before.iter().all(|(key, value)| after.get(key).is_some_and(|now| is_kept(value, now)))
        }
        (Value::Array(before), Value::Array(after)) => {
            before.len() == after.len() && before.iter().zip(after).all(|(b, a)| is_kept(b, a))
        }
        (before, after) => before == after,
    }
}
