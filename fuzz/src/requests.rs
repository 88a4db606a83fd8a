//! Any message to any rpc: it is carried out as far as it goes without a database, or refused with words
//! that the caller can act on.
//!
//! An input is two bytes that choose the rpc, and the message.

mod mended;

use std::sync::LazyLock;

use bytes::{BufMut as _, Bytes, BytesMut};
use ledger::Digest;
use prost_reflect::{DescriptorPool, MessageDescriptor};
use servers::bad_input::good_requests;
use tonic::{Code, Status};
use tonic_types::{FieldViolation, StatusExt as _};

use crate::house::{self, CONTEXTS};

struct Called {
    key: [u8; 2],
    context: &'static str,
    rpc: String,
    input: MessageDescriptor,
    good: Bytes,
}

/// By key. A key follows from the rpc's name, and chooses the next rpc from there on: so a kept input
/// stays with its rpc, also when there are others.
static RPCS: LazyLock<Vec<Called>> = LazyLock::new(|| {
    let pool = DescriptorPool::decode(contracts::DESCRIPTORS).expect("the contracts are whole");
    let input = |rpc: &str| {
        let (service, method) = rpc.split_once('/').expect("an rpc is a service's method");
        let service = pool.get_service_by_name(service).expect("the contracts have its service");
        let found = service.methods().find(|it| it.name() == method).map(|it| it.input());
        found.expect("the contracts have the method")
    };
    let of = |context: &'static str| {
        good_requests(context).into_iter().map(move |(rpc, good)| (context, rpc, good))
    };
    let mut rpcs: Vec<_> = CONTEXTS
        .into_iter()
        .flat_map(of)
        .map(|(context, rpc, good)| {
            let name = Digest::of(format!("{context} {rpc}").as_bytes());
            let key = [name.as_slice()[0], name.as_slice()[1]];
            Called { key, context, input: input(&rpc), rpc, good }
        })
        .collect();
    rpcs.sort_by_key(|called| called.key);
    rpcs
});

pub fn try_out(input: &[u8]) {
    let Some((key, message)) = input.split_first_chunk::<2>() else { return };
    let next = RPCS.partition_point(|called| called.key < *key);
    let called = &RPCS[next % RPCS.len()];
    check(called, &called.answer(message));
}

pub fn seeds() -> Vec<Vec<u8>> {
    let seed = |called: &Called, message: &[u8]| [&called.key, message].concat();
    let good = RPCS.iter().map(|called| seed(called, &called.good));
    good.chain(RPCS.iter().map(|called| seed(called, &mended::mended(called)))).collect()
}

impl Called {
    fn answer(&self, message: &[u8]) -> Status {
        house::within(|house| {
            let request = http::Request::post(format!("/{}", self.rpc))
                .header("authorization", format!("Bearer {}", house.token()))
                .body(())
                .expect("an rpc is a path");
            house.call(self.context, request, framed(message))
        })
    }
}

/// As a message stands in the body of a call.
pub fn framed(message: &[u8]) -> Bytes {
    let mut body = BytesMut::new();
    body.put_u8(0);
    body.put_u32(u32::try_from(message.len()).expect("inputs are small"));
    body.put_slice(message);
    body.freeze()
}

fn check(called: &Called, status: &Status) {
    let Called { rpc, input, .. } = called;
    match status.code() {
        Code::Ok => return,
        Code::InvalidArgument
        | Code::NotFound
        | Code::AlreadyExists
        | Code::PermissionDenied
        | Code::ResourceExhausted
        | Code::FailedPrecondition
        | Code::Aborted
        | Code::OutOfRange
        | Code::DeadlineExceeded
        | Code::Unavailable => {}
        Code::Unknown
        | Code::Internal
        | Code::DataLoss
        | Code::Cancelled
        | Code::Unimplemented
        | Code::Unauthenticated => panic!("{rpc}: {status:?}"),
    }
    let details = status.get_error_details();
    assert!(details.error_info().is_some(), "{rpc} gives no reason: {status:?}");
    let spoken = details.localized_message().is_some_and(|it| !it.message.is_empty());
    assert!(spoken, "{rpc} does not say it in Vietnamese: {status:?}");
    for violation in violations(status) {
        assert!(is_field(input, &violation.field), "{rpc} has no field {}", violation.field);
        assert!(!violation.reason.is_empty() && !violation.description.is_empty(), "{violation:?}");
    }
}

fn violations(status: &Status) -> Vec<FieldViolation> {
    let details = status.get_error_details();
    details.bad_request().map(|bad| bad.field_violations.clone()).unwrap_or_default()
}

/// Whether a path such as `parts[2].unit_id` leads to a field of the message.
fn is_field(message: &MessageDescriptor, path: &str) -> bool {
    let (first, rest) =
        path.split_once('.').map_or((path, None), |(first, rest)| (first, Some(rest)));
    let (name, index) =
        first.split_once('[').map_or((first, None), |(name, index)| (name, Some(index)));
    let Some(field) = message.get_field_by_name(name) else { return false };
    let entry = index.is_none_or(|index| {
        let number = index.strip_suffix(']').map(str::parse::<usize>);
        field.is_list() && matches!(number, Some(Ok(_)))
    });
    let inside = rest.is_none_or(|rest| {
        field.kind().as_message().is_some_and(|message| is_field(message, rest))
    });
    entry && inside
}
