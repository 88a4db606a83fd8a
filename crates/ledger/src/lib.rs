//! The ledger: decide, record, relay, project.
mod decider;
mod recorded;
pub mod scenario;
pub use decider::{Decider, Reject, RejectionKind};
pub use recorded::*;
