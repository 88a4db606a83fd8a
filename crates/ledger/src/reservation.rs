//! Uniqueness: a key that at most one holder has at a time, such as a unit's code.
//!
//! free → held → free → …
//!
//! Reserve in the same act as the command that needs the key: two who want it meet on this stream.

use serde::{Deserialize, Serialize};

use crate::recorded::{Digest, Published};
use crate::{CommandHandler, Decider, Ledger, Reject, RejectionKind, Step};

#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    /// `taken` is the reason code the caller gets if another holds the key.
    Reserve {
        holder: String,
        taken: &'static str,
    },
    Release {
        holder: String,
    },
    /// What `from` has goes to `to`; if nobody has it, `to` takes it.
    Transfer {
        from: String,
        to: String,
        taken: &'static str,
    },
}

/// Stored for ever: variants and fields may be added, never renamed or removed.
#[derive(
    Debug, Clone, PartialEq, Serialize, Deserialize, strum::IntoStaticStr, strum::VariantNames,
)]
#[serde(tag = "type", content = "data", rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Event {
    Reserved { holder: String },
    Released { holder: String },
}

#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Rejection {
    #[error("another one has it already")]
    Taken { reason: &'static str, holder: String },
}

/// State of one key.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Reservation {
    #[default]
    Free,
    Held {
        holder: String,
    },
}

impl Decider for Reservation {
    const CATEGORY: &'static str = "reservation";
    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;

    fn decide(&self, command: Command) -> Result<Vec<Event>, Rejection> {
        match (self, command) {
            (Self::Free, Command::Reserve { holder, .. }) => Ok(vec![Event::Reserved { holder }]),
            (Self::Held { holder: present }, Command::Reserve { holder, taken }) => {
                if holder == *present {
                    Ok(Vec::new())
                } else {
                    Err(Rejection::Taken { reason: taken, holder: present.clone() })
                }
            }
            (Self::Held { holder: present }, Command::Release { holder }) if holder == *present => {
                Ok(vec![Event::Released { holder }])
            }
            (Self::Free | Self::Held { .. }, Command::Release { .. }) => Ok(Vec::new()),

            (Self::Held { holder }, Command::Transfer { from, to, .. }) if *holder == from => {
                Ok(vec![Event::Released { holder: from }, Event::Reserved { holder: to }])
            }
            (Self::Free | Self::Held { .. }, Command::Transfer { to, taken, .. }) => {
                self.decide(Command::Reserve { holder: to, taken })
            }
        }
    }

    fn evolve(self, event: &Event) -> Self {
        match event {
            Event::Reserved { holder } => Self::Held { holder: holder.clone() },
            Event::Released { .. } => Self::Free,
        }
    }
}

impl Reject for Rejection {
    fn kind(&self) -> RejectionKind {
        match self {
            Self::Taken { .. } => RejectionKind::AlreadyExists,
        }
    }

    fn reason(&self) -> &'static str {
        match self {
            Self::Taken { reason, .. } => reason,
        }
    }

    fn metadata(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Taken { holder, .. } => vec![("holder", holder.clone())],
        }
    }
}

/// The step that takes `key` of `kind` for `holder`, or refuses with the reason code `taken`.
#[must_use]
pub fn reserve(
    ledger: &Ledger,
    kind: &str,
    key: &str,
    holder: impl Into<String>,
    taken: &'static str,
) -> Box<dyn Step> {
    let command = Command::Reserve { holder: holder.into(), taken };
    reservations(ledger).step(id(kind, key), command)
}

/// The step that gives `key` of `kind` free, if `holder` has it.
#[must_use]
pub fn release(ledger: &Ledger, kind: &str, key: &str, holder: impl Into<String>) -> Box<dyn Step> {
    reservations(ledger).step(id(kind, key), Command::Release { holder: holder.into() })
}

/// The step that hands `key` of `kind` over, or refuses with the reason code `taken`.
#[must_use]
pub fn transfer(
    ledger: &Ledger,
    kind: &str,
    key: &str,
    from: impl Into<String>,
    to: impl Into<String>,
    taken: &'static str,
) -> Box<dyn Step> {
    let command = Command::Transfer { from: from.into(), to: to.into(), taken };
    reservations(ledger).step(id(kind, key), command)
}

fn reservations(ledger: &Ledger) -> CommandHandler<Reservation> {
    fn unpublished(_: &str, _: &Event) -> Option<Published> {
        None
    }
    CommandHandler::new(ledger.clone(), unpublished)
}

/// Keys are hashed: they may be long, and need not be legal in a stream's name.
fn id(kind: &str, key: &str) -> String {
    format!("{kind}-{}", Digest::of(key.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::Scenario;

    const TAKEN: &str = "CODE_TAKEN";

    fn reserve_for(holder: &str) -> Command {
        Command::Reserve { holder: holder.into(), taken: TAKEN }
    }

    fn reserved(holder: &str) -> Event {
        Event::Reserved { holder: holder.into() }
    }

    #[test]
    fn a_free_key_can_be_reserved() {
        Scenario::<Reservation>::given([]).when(reserve_for("a")).then([reserved("a")]);
    }

    #[test]
    fn a_held_key_is_refused_to_others() {
        Scenario::<Reservation>::given([reserved("a")])
            .when(reserve_for("b"))
            .then_rejected(Rejection::Taken { reason: TAKEN, holder: "a".into() });
    }

    #[test]
    fn the_holder_may_ask_again() {
        Scenario::<Reservation>::given([reserved("a")]).when(reserve_for("a")).then([]);
    }

    #[test]
    fn a_released_key_is_free_for_others() {
        let released = Event::Released { holder: "a".into() };
        Scenario::<Reservation>::given([reserved("a"), released])
            .when(reserve_for("b"))
            .then([reserved("b")]);
    }

    #[test]
    fn only_the_holder_releases() {
        Scenario::<Reservation>::given([reserved("a")])
            .when(Command::Release { holder: "b".into() })
            .then([]);
    }

    #[test]
    fn a_key_goes_from_its_holder_to_another_and_from_nobody_else() {
        let transfer =
            |from: &str| Command::Transfer { from: from.into(), to: "b".into(), taken: TAKEN };
        let released = Event::Released { holder: "a".into() };
        Scenario::<Reservation>::given([reserved("a")])
            .when(transfer("a"))
            .then([released, reserved("b")]);
        Scenario::<Reservation>::given([]).when(transfer("a")).then([reserved("b")]);
        Scenario::<Reservation>::given([reserved("b")]).when(transfer("a")).then([]);
        Scenario::<Reservation>::given([reserved("c")])
            .when(transfer("a"))
            .then_rejected(Rejection::Taken { reason: TAKEN, holder: "c".into() });
    }
}
