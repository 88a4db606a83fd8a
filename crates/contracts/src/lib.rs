//! The contracts of `proto/` as Rust types: one module per package, such as `membership::v1`.
//!
//! Generated at build time; nothing is written by hand but this file. The contract is the `.proto`.

include!(concat!(env!("OUT_DIR"), "/packages.rs"));

/// Every file of `proto/` as an encoded `google.protobuf.FileDescriptorSet`: for gRPC reflection, and
/// for checks over the contracts.
pub const DESCRIPTORS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/descriptors.bin"));
