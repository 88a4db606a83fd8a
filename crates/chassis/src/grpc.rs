//! gRPC on both sides of a handler: refusals and answers on the way out, the server around it.

mod acts;
mod body;
mod framing;
mod gate;
mod headers;
mod method;
mod quota;
mod readiness;
mod refusal;
mod sentences;
mod server;
mod status;
mod wire;

pub use gate::Limits;
pub use readiness::{Part, Readiness, watch_database, watch_view};
pub use refusal::{Domain, Refusal};
pub use server::{ServeError, Server, Services};
pub use status::{
    LATER, internal, keys_status, opened, overloaded, query_status, read_status, status,
};
pub use wire::{etag, instant, read_info, receipt, timestamp, token};

pub(crate) use gate::Gate;
pub(crate) use refusal::violation;
pub(crate) use wire::{is_an_etag, revision_in};
