//! gRPC on both sides of a handler: refusals and answers on the way out, the server around it.

mod refusal;
mod sentences;
mod status;
mod wire;

pub use refusal::{Domain, Refusal};
pub use status::{internal, status};
pub use wire::{etag, instant, receipt, timestamp, token};

pub(crate) use refusal::violation;
pub(crate) use wire::revision_in;
