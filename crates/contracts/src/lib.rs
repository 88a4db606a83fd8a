//! The contracts of `proto/` as Rust types: one module per package, such as `membership::v1`.
//!
//! Generated at build time; nothing is written by hand but this file. The contract is the `.proto`.

include!(concat!(env!("OUT_DIR"), "/packages.rs"));

/// Every file of `proto/` as an encoded `google.protobuf.FileDescriptorSet`: for gRPC reflection, and
/// for checks over the contracts.
pub const DESCRIPTORS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/descriptors.bin"));

/// A request that changes something: generated for every request that has a `request_id`.
pub trait CommandRequest: prost::Message + Clone {
    /// The rpc it belongs to, such as `hoitu.membership.v1.UnitService/RenameUnit`.
    const RPC: &'static str;

    fn request_id(&self) -> &str;

    /// `None` where the request has no such field: the command creates its resource.
    fn etag(&self) -> Option<&str>;

    fn validate_only(&self) -> bool;

    /// The same request, meant in earnest.
    #[must_use]
    fn in_earnest(&self) -> Self;
}

/// A request that asks for one page: generated for every request that has a `page_token`.
pub trait PagedRequest: prost::Message + Clone {
    /// The rpc it belongs to, such as `hoitu.membership.v1.UnitService/ListUnits`.
    const RPC: &'static str;

    fn page_size(&self) -> i32;

    fn page_token(&self) -> &str;

    /// What is asked for, whichever page of it.
    #[must_use]
    fn whole(&self) -> Self;
}

/// A request of which it is known what its rpc needs of its caller: generated for every request.
pub trait Scoped: prost::Message {
    /// The rpc it belongs to, such as `hoitu.membership.v1.UnitService/RenameUnit`.
    const RPC: &'static str;

    /// What the request names, of what its contract says that a right must cover. Empty if the rpc is
    /// about the whole province; a thing with an empty id if the request leaves it out.
    fn things(&self) -> Vec<(access::v1::Kind, &str)>;
}

/// An rpc, and what it needs of its caller.
#[derive(Debug, Clone, Copy)]
pub struct Rpc {
    /// `package.Service/Method`.
    pub name: &'static str,
    pub duty: access::v1::Duty,
    /// The sorts of things it is done to; empty if it is about the whole province.
    pub kinds: &'static [access::v1::Kind],
}
