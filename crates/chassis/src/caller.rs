//! Who asks: read from a verified token, and given to a handler with the decision that they may.

use contracts::CommandRequest;
use ledger::{Asked, Digest, Provenance, Revision};
use tokio::time::Instant;
use uuid::Uuid;

/// Whether a person calls, or one of the system's own services.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Person,
    Service,
}

/// The person acting, the unit acted for, the capacity acted in; and until when the answer is awaited.
/// A service is called `service:projection` here, acts for no unit (a nil id), in the capacity `service`.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Caller {
    pub kind: Kind,
    pub person: String,
    pub unit: Uuid,
    pub capacity: String,
    /// By then a handler must have its answer: a little before the caller gives up.
    pub deadline: Instant,
    /// W3C trace context of the call.
    pub traceparent: Option<String>,
}

impl std::fmt::Debug for Caller {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Caller")
            .field("kind", &self.kind)
            .field("unit", &self.unit)
            .finish_non_exhaustive()
    }
}

impl Caller {
    /// What surrounds a command of this caller. The fingerprint is the request's content, so that a
    /// repeat is told from a reuse of its id; `validate_only` is no part of it.
    #[must_use]
    pub fn asks<R: CommandRequest>(
        &self,
        request: &R,
        request_id: Uuid,
        expected: Option<Revision>,
    ) -> Asked {
        let mut content = R::RPC.as_bytes().to_vec();
        content.push(0);
        request.in_earnest().encode(&mut content).expect("a vector has room for any message");
        Asked {
            request_id,
            fingerprint: Digest::of(&content),
            expected,
            validate_only: request.validate_only(),
            provenance: Provenance {
                person: self.person.clone(),
                unit: self.unit.to_string(),
                capacity: self.capacity.clone(),
                request_id: Some(request_id),
                correlation_id: Some(request_id),
                traceparent: self.traceparent.clone(),
                ..Provenance::default()
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use contracts::membership::v1::RenameUnitRequest;

    use super::*;

    #[test]
    fn a_command_says_who_asked_and_is_the_same_whether_it_is_meant_or_only_checked() {
        let request_id = Uuid::from_u128(7);
        let caller = Caller {
            kind: Kind::Person,
            person: "sub-1".into(),
            unit: Uuid::from_u128(1),
            capacity: "chuyên viên".into(),
            deadline: Instant::now(),
            traceparent: Some("00-1-2-01".into()),
        };
        let meant = RenameUnitRequest { full_name: "Sở".into(), ..Default::default() };
        let checked = RenameUnitRequest { validate_only: true, ..meant.clone() };
        let other = RenameUnitRequest { full_name: "Ban".into(), ..meant.clone() };
        let asks = |request: &RenameUnitRequest| caller.asks(request, request_id, Some(3));
        assert_eq!(asks(&meant).fingerprint, asks(&checked).fingerprint);
        assert_ne!(asks(&meant).fingerprint, asks(&other).fingerprint);
        assert_eq!((asks(&meant).validate_only, asks(&checked).validate_only), (false, true));
        let Asked { provenance, expected, .. } = asks(&meant);
        let said = Provenance {
            person: "sub-1".into(),
            unit: caller.unit.to_string(),
            capacity: "chuyên viên".into(),
            request_id: Some(request_id),
            correlation_id: Some(request_id),
            traceparent: Some("00-1-2-01".into()),
            ..Provenance::default()
        };
        assert_eq!((provenance, expected), (said, Some(3)));
    }
}
