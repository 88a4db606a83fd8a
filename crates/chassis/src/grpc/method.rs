//! What sort of call a path is, told by the contracts.

use std::collections::HashMap;

use prost::Message as _;
use prost_types::FileDescriptorSet;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Health and reflection: for anybody, unlimited, and no obstacle to a drain.
    Open,
    /// One answer.
    Unary,
    /// A stream that ends by itself.
    Stream,
    /// A stream that goes on until somebody ends it. Its rpc is called `Watch` or `Watch…`.
    Watch,
}

/// The streaming methods of all contracts; everything else is unary.
#[derive(Debug)]
pub(super) struct Methods {
    streams: HashMap<String, Kind>,
}

impl Methods {
    /// # Panics
    /// If the descriptors are not a `FileDescriptorSet`.
    pub(super) fn of(descriptors: &[u8]) -> Self {
        let set = FileDescriptorSet::decode(descriptors)
            .expect("the descriptors were encoded by the build of `contracts`");
        let mut streams = HashMap::new();
        for file in &set.file {
            for service in &file.service {
                for method in service.method.iter().filter(|method| method.server_streaming()) {
                    let path = format!("{}.{}/{}", file.package(), service.name(), method.name());
                    let watch = method.name().starts_with("Watch");
                    streams.insert(path, if watch { Kind::Watch } else { Kind::Stream });
                }
            }
        }
        Self { streams }
    }

    /// The kind of `package.Service/Method`.
    pub(super) fn kind(&self, rpc: &str) -> Kind {
        if rpc.starts_with("grpc.health.v1.Health/") || rpc.starts_with("grpc.reflection.") {
            return Kind::Open;
        }
        self.streams.get(rpc).copied().unwrap_or(Kind::Unary)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_contracts_tell_what_streams_and_what_is_watched() {
        let methods = Methods::of(contracts::DESCRIPTORS);
        assert_eq!(methods.kind("hoitu.projection.v1.ProgressService/Watch"), Kind::Watch);
        assert_eq!(methods.kind("hoitu.ledger.v1.LedgerService/ReadLedger"), Kind::Stream);
        assert_eq!(methods.kind("hoitu.ledger.v1.LedgerService/GetHead"), Kind::Unary);
        assert_eq!(methods.kind("grpc.health.v1.Health/Watch"), Kind::Open);
        assert_eq!(methods.kind("unknown.Service/Watch"), Kind::Unary);
    }
}
