//! Given these events, when this command, then exactly these events or exactly this rejection.

use std::fmt::Debug;

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
