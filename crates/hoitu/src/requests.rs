//! Requests that people write: a message of the contracts as JSON on standard input, and what the client
//! fills in.

use std::io::Read as _;

use contracts::ledger::v1::CommandReceipt;
use prost_reflect::{DynamicMessage, MessageDescriptor, Value};
use tonic::client::Grpc;
use tonic::codegen::http::uri::PathAndQuery;
use tonic::{Request, Status};
use tonic_prost::ProstCodec;
use uuid::Uuid;

use crate::connection::Authorised;
use crate::failure::Failure;
use crate::output::{CONTRACTS, json};
use crate::session::Session;

/// A command of the contracts, known by its name.
#[derive(Debug)]
pub struct Named {
    /// `PACKAGE.SERVICE/METHOD`.
    pub rpc: String,
    pub request: DynamicMessage,
}

/// What every command answers with, whatever its response is called.
#[derive(Clone, PartialEq, prost::Message)]
struct Recorded {
    #[prost(message, optional, tag = "1")]
    receipt: Option<CommandReceipt>,
}

/// The command of a package that is called so, with what standard input says. Its request id is a new one, if
/// none is said.
pub fn named(package: &str, name: &str, dry_run: bool) -> Result<Named, Failure> {
    let mut text = String::new();
    let (rpc, input) = find(package, name)?;
    let read = std::io::stdin().read_to_string(&mut text);
    read.map_err(|source| Failure::File { doing: "đọc", path: "-".into(), source })?;
    let mut request = dynamic(input, &text)?;
    let said = request.get_field_by_name("request_id");
    if said.is_none_or(|id| id.as_str().is_none_or(str::is_empty)) {
        request.set_field_by_name("request_id", Value::String(fresh()));
    }
    if dry_run {
        request.set_field_by_name("validate_only", Value::Bool(true));
    }
    Ok(Named { rpc, request })
}

fn find(package: &str, name: &str) -> Result<(String, MessageDescriptor), Failure> {
    let services = CONTRACTS.services().filter(|service| service.package_name() == package);
    let mut methods = services.flat_map(|service| service.methods().collect::<Vec<_>>());
    let found = methods.find(|method| {
        method.name() == name && method.input().get_field_by_name("request_id").is_some()
    });
    let found = found.ok_or_else(|| Failure::Absent {
        what: format!("không có lệnh {name} trong {package}"),
        look: "xem các lệnh trong hợp đồng giao diện (proto)",
    })?;
    Ok((format!("{}/{name}", found.parent_service().full_name()), found.input()))
}

/// Asks a service for a command.
pub async fn carry_out(line: Authorised, command: &Named) -> Result<CommandReceipt, Status> {
    let path = PathAndQuery::try_from(format!("/{}", command.rpc))
        .map_err(|_| Status::internal("the contract names an rpc that is no path"))?;
    let mut grpc = Grpc::new(line);
    grpc.ready().await.map_err(|error| Status::unavailable(error.to_string()))?;
    let codec: ProstCodec<DynamicMessage, Recorded> = ProstCodec::default();
    let answer = grpc.unary(Request::new(command.request.clone()), path, codec).await?;
    let answer = answer.into_inner();
    answer.receipt.ok_or_else(|| Status::internal("the answer holds no receipt"))
}

/// Reads a message in the contract's JSON form.
pub fn read<M: prost::Message + Default>(name: &'static str) -> Result<M, Failure> {
    let mut text = String::new();
    let read = std::io::stdin().read_to_string(&mut text);
    read.map_err(|source| Failure::File { doing: "đọc", path: "-".into(), source })?;
    parse(name, &text)
}

fn parse<M: prost::Message + Default>(name: &'static str, text: &str) -> Result<M, Failure> {
    let descriptor = CONTRACTS.get_message_by_name(name).expect("a message of the contracts");
    let message = dynamic(descriptor, text)?;
    Ok(message.transcode_to().expect("the same contract decodes what it encoded"))
}

fn dynamic(descriptor: MessageDescriptor, text: &str) -> Result<DynamicMessage, Failure> {
    let name = descriptor.full_name().to_owned();
    let unfit = |error: serde_json::Error| {
        Failure::Usage(format!("đầu vào không phải JSON của {name}: {error}"))
    };
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let message = DynamicMessage::deserialize(descriptor, &mut deserializer).map_err(unfit)?;
    deserializer.end().map_err(unfit)?;
    Ok(message)
}

/// A new id.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "whoever types the command is its cause")]
pub fn fresh() -> String {
    Uuid::now_v7().to_string()
}

/// Prints what a command has led to, or would lead to.
pub fn told(session: &Session, receipt: Option<CommandReceipt>) -> Result<(), Failure> {
    let receipt = receipt.unwrap_or_default();
    session
        .output
        .print(|_| in_words(&receipt), || json("hoitu.ledger.v1.CommandReceipt", &receipt))
}

fn in_words(receipt: &CommandReceipt) -> String {
    let events: Vec<_> = receipt.events.iter().map(|event| event.event_type.as_str()).collect();
    let events = events.join(", ");
    match (receipt.token.as_str(), receipt.repeated_request) {
        ("", _) => format!("Chạy thử: sẽ ghi {events}; chưa ghi gì.\n"),
        (token, true) => format!("Yêu cầu này đã được ghi từ trước: {events} ({token}).\n"),
        (token, false) => format!("Đã ghi {events} ({token}).\n"),
    }
}

#[cfg(test)]
mod tests {
    use contracts::ledger::v1::EventRef;
    use contracts::reporting::v1::FileRecordRequest;
    use contracts::reporting::v1::record_field::Value;

    use super::*;

    const NAME: &str = "hoitu.reporting.v1.FileRecordRequest";

    #[test]
    fn a_request_is_read_in_the_contracts_form() {
        let text = r#"{
            "record_type": "BULLETIN_ISSUE",
            "content": [{ "name": "copies", "count": 500 }, { "name": "at", "date": "2026-01-01" }]
        }"#;
        let request: FileRecordRequest = parse(NAME, text).unwrap();
        assert_eq!(request.record_type, "BULLETIN_ISSUE");
        assert_eq!(request.content[0].value, Some(Value::Count(500)));
        assert_eq!(request.content[1].value, Some(Value::Date("2026-01-01".to_owned())));
    }

    #[test]
    fn what_the_contract_does_not_know_is_no_request() {
        for text in ["", "[]", r#"{"colour": 1}"#, r#"{"content": 7}"#, "{} {}"] {
            let failure = parse::<FileRecordRequest>(NAME, text).unwrap_err();
            assert_eq!(failure.exit_code(), 2, "{text}");
        }
    }

    #[test]
    fn a_command_is_found_by_its_name_and_a_question_is_none() {
        let (rpc, input) = find("hoitu.consultancy.v1", "AcceptRequest").unwrap();
        assert_eq!(rpc, "hoitu.consultancy.v1.ReviewRequestService/AcceptRequest");
        assert_eq!(input.full_name(), "hoitu.consultancy.v1.AcceptRequestRequest");
        for none in ["GetReview", "ReadDocument", "FileRecord", "accept_request", ""] {
            assert!(find("hoitu.consultancy.v1", none).is_err(), "{none}");
        }
    }

    #[test]
    fn a_dry_run_is_told_from_what_was_recorded() {
        let event = EventRef { event_type: "TargetSet".to_owned(), ..EventRef::default() };
        let mut receipt = CommandReceipt { events: vec![event], ..CommandReceipt::default() };
        assert_eq!(in_words(&receipt), "Chạy thử: sẽ ghi TargetSet; chưa ghi gì.\n");
        receipt.token = "reporting:7".to_owned();
        assert_eq!(in_words(&receipt), "Đã ghi TargetSet (reporting:7).\n");
        receipt.repeated_request = true;
        assert_eq!(
            in_words(&receipt),
            "Yêu cầu này đã được ghi từ trước: TargetSet (reporting:7).\n"
        );
    }
}
