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
    /// A stream that ends by itself, whichever way it goes.
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

/// What a path calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Method {
    /// `package.Service/Method`, if a contract knows it: what callers make up is neither told nor kept.
    pub(super) rpc: &'static str,
    pub(super) kind: Kind,
}

/// What services may call: each other's ledgers. Everything else is for persons.
const FOR_SERVICES: &str = "hoitu.ledger.v1.LedgerService/";

impl Method {
    const OPEN: Self = Self { rpc: "health or reflection", kind: Kind::Open };
    const UNKNOWN: Self = Self { rpc: "unknown", kind: Kind::Query };

    pub(super) fn is_for_services(self) -> bool {
        self.rpc.starts_with(FOR_SERVICES)
    }

    /// Service and method.
    pub(super) fn name(self) -> (&'static str, &'static str) {
        self.rpc.split_once('/').unwrap_or((self.rpc, self.rpc))
    }
}

/// The methods of all contracts.
#[derive(Debug)]
pub(super) struct Methods(HashMap<&'static str, Kind>);

impl Methods {
    /// # Panics
    /// If the descriptors are not those of the contracts.
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
                        false if method.client_streaming() => Kind::Stream,
                        false if commands.contains(method.input_type()) => Kind::Command,
                        false => Kind::Query,
                    };
                    let service = full_name(file, service.name());
                    let path = format!("{}/{}", service.trim_start_matches('.'), method.name());
                    kinds.insert(path, kind);
                }
            }
        }
        Self(contracts::RPCS.iter().map(|rpc| (rpc.name, kinds[rpc.name])).collect())
    }

    pub(super) fn find(&self, rpc: &str) -> Method {
        if rpc.starts_with("grpc.health.v1.Health/") || rpc.starts_with("grpc.reflection.") {
            return Method::OPEN;
        }
        let known = self.0.get_key_value(rpc);
        known.map_or(Method::UNKNOWN, |(rpc, kind)| Method { rpc, kind: *kind })
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
        let kind = |rpc| methods.find(rpc).kind;
        assert_eq!(kind("hoitu.projection.v1.ProgressService/Watch"), Kind::Watch);
        assert_eq!(kind("hoitu.ledger.v1.LedgerService/ReadLedger"), Kind::Stream);
        assert_eq!(kind("hoitu.evidence.v1.EvidenceService/SendBytes"), Kind::Stream);
        assert_eq!(kind("hoitu.ledger.v1.LedgerService/GetHead"), Kind::Query);
        assert_eq!(kind("hoitu.membership.v1.UnitService/RenameUnit"), Kind::Command);
        assert_eq!(kind("hoitu.membership.v1.UnitService/ListUnits"), Kind::Query);
        assert_eq!(kind("grpc.health.v1.Health/Watch"), Kind::Open);
        assert_eq!(kind("unknown.Service/Watch"), Kind::Query);
    }

    #[test]
    fn what_callers_make_up_is_not_told() {
        let methods = Methods::of(contracts::DESCRIPTORS);
        let known = methods.find("hoitu.membership.v1.UnitService/RenameUnit");
        assert_eq!(known.rpc, "hoitu.membership.v1.UnitService/RenameUnit");
        assert_eq!(known.name(), ("hoitu.membership.v1.UnitService", "RenameUnit"));
        assert_eq!(methods.find("person.Name/A").name(), ("unknown", "unknown"));
        assert_eq!(methods.find("grpc.reflection.A/Name").rpc, "health or reflection");
    }
}
