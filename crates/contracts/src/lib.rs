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
