//! What others hear: own event to contract event, or `None`.

mod associations;
mod persons;
mod rights;
mod union;
mod units;

pub use associations::association;
pub use persons::person;
pub use rights::holder;
pub use union::{affiliate, headcount, union_membership};
pub use units::unit;

/// The contract's message of that name, encoded.
macro_rules! publish {
    ($name:ident { $($fields:tt)* }) => {
        Some(ledger::Published {
            event_type: stringify!($name),
            bytes: prost::Message::encode_to_vec(&contracts::membership::v1::$name { $($fields)* })
                .into(),
        })
    };
}
use publish;
