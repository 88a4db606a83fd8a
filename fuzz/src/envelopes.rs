//! What stands around a message: its headers, and how it is framed. Only who shows a good token gets past
//! the gate.
//!
//! An input is the lines `authorization`, `traceparent` and `grpc-timeout`, and then the body.

use bytes::Bytes;
use http::HeaderValue;
use tonic::Code;

use crate::house;
use crate::requests::framed;

const RPC: &str = "/hoitu.ledger.v1.LedgerService/GetHead";
const NAMES: [&str; 3] = ["authorization", "traceparent", "grpc-timeout"];

pub fn try_out(input: &[u8]) {
    let mut parts = input.splitn(NAMES.len() + 1, |byte| *byte == b'\n');
    let mut request = http::Request::post(RPC).body(()).expect("an rpc is a path");
    for name in NAMES {
        let line = parts.next().unwrap_or_default();
        if line.is_empty() {
            continue;
        }
        let Ok(value) = HeaderValue::from_bytes(line) else { return };
        request.headers_mut().insert(name, value);
    }
    let body = Bytes::copy_from_slice(parts.next().unwrap_or_default());
    let authorization = request.headers().get("authorization").cloned();
    house::within(|house| {
        let status = house.call("membership", request, body);
        let token = authorization.as_ref().and_then(|value| value.to_str().ok());
        let token = token.and_then(|value| value.split_once(' ')).map_or("", |(_, token)| token);
        let signed = house.issuer.has_signed(token) || house.projection.has_signed(token);
        match status.code() {
            Code::Unauthenticated | Code::DeadlineExceeded => {}
            Code::InvalidArgument
            | Code::ResourceExhausted
            | Code::Unimplemented
            | Code::Unavailable => assert!(signed, "let in: {status:?}"),
            Code::Ok
            | Code::Cancelled
            | Code::Unknown
            | Code::NotFound
            | Code::AlreadyExists
            | Code::PermissionDenied
            | Code::FailedPrecondition
            | Code::Aborted
            | Code::OutOfRange
            | Code::Internal
            | Code::DataLoss => panic!("{status:?}"),
        }
    });
}

pub fn seeds() -> Vec<Vec<u8>> {
    let token = house::within(|house| format!("Bearer {}", house.token()));
    let trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    let lines = [
        [token.as_str(), trace, "5S"],
        [token.as_str(), "", "100m"],
        [token.as_str(), "", ""],
        ["Bearer a.b.c", trace, "1H"],
        ["", "", "99999999n"],
    ];
    lines.map(|lines| [format!("{}\n", lines.join("\n")).as_bytes(), &framed(&[])].concat()).into()
}
