//! Given these events, when this command, then exactly these events or exactly this rejection.

use std::fmt::Debug;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::Decider;

/// A test of one rule of an aggregate; each step consumes the one before.
#[must_use]
pub struct Scenario<D: Decider> {
    state: D,
}

impl<D: Decider> Scenario<D> {
    pub fn given(history: impl IntoIterator<Item = D::Event>) -> Self {
        let history: Vec<_> = history.into_iter().collect();
        Self { state: D::replay(&history) }
    }

    pub fn when(self, command: D::Command) -> Outcome<D> {
        Outcome { result: self.state.decide(command) }
    }
}

/// What a command led to; ended by one of the `then`s.
#[must_use]
pub struct Outcome<D: Decider> {
    result: Result<Vec<D::Event>, D::Rejection>,
}

impl<D> Outcome<D>
where
    D: Decider,
    D::Event: Debug + PartialEq,
    D::Rejection: PartialEq,
{
    /// # Panics
    /// If the command led to anything but exactly these events.
    #[track_caller]
    pub fn then(self, expected: impl IntoIterator<Item = D::Event>) {
        let expected: Vec<_> = expected.into_iter().collect();
        assert_eq!(self.result, Ok(expected));
    }

    /// # Panics
    /// If the command was accepted, or refused for another reason.
    #[track_caller]
    pub fn then_rejected(self, expected: D::Rejection) {
        assert_eq!(self.result, Err(expected));
    }
}

/// Each line of `stored` decodes, nothing that it says gets lost, and each of `names` has a line.
///
/// Lines are only ever added: one for each shape that was ever stored.
///
/// # Panics
/// If the past does not read any more.
#[track_caller]
pub fn assert_reads<E: Serialize + DeserializeOwned>(stored: &str, names: &[&str]) {
    for line in stored.lines() {
        let event: E = serde_json::from_str(line).expect("every stored shape decodes");
        let before: Value = serde_json::from_str(line).expect("it was JSON");
        let after = serde_json::to_value(&event).expect("events are plain data");
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
