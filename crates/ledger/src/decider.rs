//! The one shape of every aggregate: a state, and two pure functions over it.

use std::error::Error;

/// An aggregate's state, and the two pure functions that make it event-sourced.
///
/// `Default` is the state before the first event. Neither function reads a clock, draws a random
/// number or does IO: what a decision needs to know arrives in the command.
pub trait Decider: Default {
    /// Names this aggregate's streams in storage. Changing it orphans every recorded event.
    const CATEGORY: &'static str;

    type Command;
    type Event;
    type Rejection: Reject;

    /// Answers a command with what has happened, or with why nothing has.
    ///
    /// An empty list means: done already, nothing new to say.
    fn decide(&self, command: Self::Command) -> Result<Vec<Self::Event>, Self::Rejection>;

    /// Takes in an event. It has happened already, so this cannot fail.
    #[must_use]
    fn evolve(self, event: &Self::Event) -> Self;

    /// Folds a whole history into the state it leads to.
    #[must_use]
    fn replay<'a>(history: impl IntoIterator<Item = &'a Self::Event>) -> Self
    where
        Self::Event: 'a,
    {
        history.into_iter().fold(Self::default(), Self::evolve)
    }
}

/// Why a command was refused, in terms a caller can act on.
pub trait Reject: Error + Send + Sync + 'static {
    fn kind(&self) -> RejectionKind;

    /// The reason code that clients match on, such as `OWN_NOMINATION`.
    fn reason(&self) -> &'static str;

    /// The field at fault (a path into the request), for [`RejectionKind::Invalid`].
    fn field(&self) -> Option<&'static str> {
        None
    }

    /// Further facts for the caller, such as the present state: names and values, no personal data.
    fn metadata(&self) -> Vec<(&'static str, String)> {
        Vec::new()
    }
}

/// What sort of refusal it is; decides the gRPC code (`chassis::grpc::status`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RejectionKind {
    /// The command itself makes no sense, whatever the state: fix the request.
    Invalid,
    NotFound,
    AlreadyExists,
    /// The state does not allow it now.
    Precondition,
    Forbidden,
}
