//! What sort of call a path is, told by the contracts.

use std::collections::{HashMap, HashSet};

use prost::Message as _;
use prost_types::{FileDescriptorProto, FileDescriptorSet};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Health and reflection: for anybody, unlimited, and no obstacle to a drain.
    Open,
    /// Something changes; one answer.
    Command,
    /// Nothing changes; one answer.
    Query,
    /// A stream that ends by itself.
    Stream,
    /// A stream that goes on until somebody ends it. Its rpc is called `Watch` or `Watch…`.
    Watch,
}

impl Kind {
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Command => "command",
            Self::Query => "query",
            Self::Stream => "stream",
            Self::Watch => "watch",
        }
    }
}

/// The methods of all contracts that are not queries; everything else is one.
#[derive(Debug)]
pub(super) struct Methods {
    kinds: HashMap<String, Kind>,
}

/// What services may call: each other's ledgers. Everything else is for persons.
const FOR_SERVICES: &str = "hoitu.ledger.v1.LedgerService/";

pub(super) fn is_for_services(rpc: &str) -> bool {
    rpc.starts_with(FOR_SERVICES)
}

impl Methods {
    /// # Panics
    /// If the descriptors are not a `FileDescriptorSet`.
    pub(super) fn of(descriptors: &[u8]) -> Self {
        let set = FileDescriptorSet::decode(descriptors)
            .expect("the descriptors were encoded by the build of `contracts`");
        let messages = set.file.iter().flat_map(|file| {
            file.message_type.iter().map(|message| (full_name(file, message.name()), message))
        });
        let commands: HashSet<_> = messages
            .filter(|(_, message)| message.field.iter().any(|field| field.name() == "request_id"))
            .map(|(name, _)| name)
            .collect();
        let mut kinds = HashMap::new();
        for file in &set.file {
            for service in &file.service {
                for method in &service.method {
                    let kind = match method.server_streaming() {
                        true if method.name().starts_with("Watch") => Kind::Watch,
                        true => Kind::Stream,
                        false if commands.contains(method.input_type()) => Kind::Command,
                        false => Kind::Query,
                    };
                    let service = full_name(file, service.name());
                    let path = format!("{}/{}", service.trim_start_matches('.'), method.name());
                    kinds.insert(path, kind);
                }
            }
        }
        Self { kinds }
    }

    /// Service and method, if a contract knows them: what callers make up is not kept.
    pub(super) fn name<'r>(&self, rpc: &'r str) -> Option<(&'r str, &'r str)> {
        self.kinds.contains_key(rpc).then(|| rpc.split_once('/')).flatten()
    }

    /// What is told of a call: its rpc, if anybody knows it.
    pub(super) fn told<'r>(&self, rpc: &'r str) -> &'r str {
        if self.kind(rpc) == Kind::Open {
            "health or reflection"
        } else if self.kinds.contains_key(rpc) {
            rpc
        } else {
            "unknown"
        }
    }

    /// The kind of `package.Service/Method`.
    pub(super) fn kind(&self, rpc: &str) -> Kind {
        if rpc.starts_with("grpc.health.v1.Health/") || rpc.starts_with("grpc.reflection.") {
            return Kind::Open;
        }
        self.kinds.get(rpc).copied().unwrap_or(Kind::Query)
    }
}

/// As descriptors refer to it, with a dot in front.
fn full_name(file: &FileDescriptorProto, name: &str) -> String {
    format!(".{}.{name}", file.package())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_contracts_tell_what_changes_what_streams_and_what_is_watched() {
        let methods = Methods::of(contracts::DESCRIPTORS);
        assert_eq!(methods.kind("hoitu.projection.v1.ProgressService/Watch"), Kind::Watch);
        assert_eq!(methods.kind("hoitu.ledger.v1.LedgerService/ReadLedger"), Kind::Stream);
        assert_eq!(methods.kind("hoitu.ledger.v1.LedgerService/GetHead"), Kind::Query);
        assert_eq!(methods.kind("hoitu.membership.v1.UnitService/RenameUnit"), Kind::Command);
        assert_eq!(methods.kind("hoitu.membership.v1.UnitService/ListUnits"), Kind::Query);
        assert_eq!(methods.kind("grpc.health.v1.Health/Watch"), Kind::Open);
        assert_eq!(methods.kind("unknown.Service/Watch"), Kind::Query);
    }

    #[test]
    fn what_callers_make_up_is_not_told() {
        let methods = Methods::of(contracts::DESCRIPTORS);
        let known = "hoitu.membership.v1.UnitService/RenameUnit";
        assert_eq!((methods.told(known), methods.told("person.Name/A")), (known, "unknown"));
        assert_eq!(methods.told("grpc.reflection.A/Name"), "health or reflection");
        assert_eq!(methods.name(known), Some(("hoitu.membership.v1.UnitService", "RenameUnit")));
        assert_eq!(methods.name("person.Name/A"), None);
    }
}
