//! Files of evidence over real gRPC: sent in pieces, resumed, stored, read back from any offset, withdrawn; by
//! those who may, and with memory that does not grow with the file.

use std::sync::LazyLock;

use ::evidence::register::EvidenceRegister;
use contracts::evidence::v1::*;
use contracts::ledger::v1::CommandReceipt;
use futures::stream;
use servers::bad_input::GOOD_ID;
use sqlx::PgPool;
use tonic::Code;
use uuid::Uuid;

use crate::rebuild::rebuilds_to_the_same;
use crate::receipt;
use crate::samples::request;
use crate::world::{KEEPER, OFFICE, World, on, refusal, violations};

const PIECE: usize = 64 * 1024;
const MIB: usize = 1 << 20;

/// The n-th evidence of a test.
fn evidence(n: u128) -> String {
    Uuid::from_u128(0x0198_f3c2_0000_7000_8000_0000_0000_00e0 + n).to_string()
}

/// The bytes at an offset of an endless document.
fn bytes_at(offset: usize, length: usize) -> Vec<u8> {
    const START: &[u8] = b"%PDF-1.7\n";
    // A little longer than a piece, so that no two pieces that follow each other are the same.
    static REPEATED: LazyLock<Vec<u8>> =
        LazyLock::new(|| (0..PIECE + 1).map(|n| (n / 11 + n % 253) as u8).collect());
    let mut bytes = Vec::with_capacity(length);
    while bytes.len() < length {
        let from = &REPEATED[(offset + bytes.len()) % REPEATED.len()..];
        bytes.extend_from_slice(&from[..from.len().min(length - bytes.len())]);
    }
    for (n, byte) in START.iter().enumerate().skip(offset).take(length) {
        bytes[n - offset] = *byte;
    }
    bytes
}

fn sha256(pieces: impl Iterator<Item = Vec<u8>>) -> String {
    let mut context = ring::digest::Context::new(&ring::digest::SHA256);
    pieces.for_each(|piece| context.update(&piece));
    context.finish().as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}

fn pieces(from: usize, to: usize) -> impl Iterator<Item = (usize, Vec<u8>)> + Send + 'static {
    (from..to).step_by(PIECE).map(move |at| (at, bytes_at(at, PIECE.min(to - at))))
}

fn begin(n: u128, size: usize) -> BeginUploadRequest {
    BeginUploadRequest {
        unit_id: GOOD_ID.into(),
        evidence_id: evidence(n),
        media_type: "application/pdf".into(),
        byte_size: size.try_into().unwrap(),
        sha256: sha256(pieces(0, size).map(|(_, piece)| piece)),
    }
}

/// Only the first message says of which file the bytes are.
fn sent(
    n: u128,
    from: usize,
    to: usize,
) -> stream::Iter<impl Iterator<Item = SendBytesRequest> + Send + 'static> {
    stream::iter(pieces(from, to).map(move |(at, piece)| {
        let first = at == from;
        SendBytesRequest {
            unit_id: if first { GOOD_ID.into() } else { String::new() },
            evidence_id: if first { evidence(n) } else { String::new() },
            offset: at.try_into().unwrap(),
            data: piece.into(),
        }
    }))
}

fn store(n: u128, request_id: String) -> StoreEvidenceRequest {
    let (unit_id, evidence_id) = (GOOD_ID.into(), evidence(n));
    StoreEvidenceRequest { unit_id, evidence_id, request_id, validate_only: false }
}

fn read(n: u128, offset: usize, after: &CommandReceipt) -> ReadEvidenceRequest {
    let (unit_id, evidence_id) = (GOOD_ID.into(), evidence(n));
    let (offset, read_at) = (offset.try_into().unwrap(), on("2026-11-24", after));
    ReadEvidenceRequest { unit_id, evidence_id, offset, read_at }
}

fn withdraw(n: u128, etag: &str, request_id: String) -> WithdrawEvidenceRequest {
    WithdrawEvidenceRequest {
        unit_id: GOOD_ID.into(),
        evidence_id: evidence(n),
        etag: etag.into(),
        request_id,
        validate_only: false,
        reason: WithdrawalReason::WrongFile.into(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_from_its_announcement_to_its_withdrawal() {
    let mut world = World::new().await;
    let (size, first) = (5 * MIB + 3, 3 * MIB);
    let mut client = world.evidence(KEEPER).await;
    let begun = client.begin_upload(begin(1, size)).await.unwrap().into_inner();
    assert_eq!((begun.received_bytes, begun.state()), (0, UploadState::Receiving));
    let answer = client.send_bytes(sent(1, 0, first)).await.unwrap().into_inner();
    assert_eq!(answer.received_bytes, first as i64);
    let refused = client.store_evidence(store(1, request(1))).await;
    assert_eq!(refusal(refused), (Code::FailedPrecondition, "UPLOAD_INCOMPLETE".into()));

    world.restart().await;
    let mut client = world.evidence(KEEPER).await;
    let begun = client.begin_upload(begin(1, size)).await.unwrap().into_inner();
    assert_eq!((begun.received_bytes, begun.state()), (first as i64, UploadState::Receiving));
    let answer = client.send_bytes(sent(1, first, size)).await.unwrap().into_inner();
    assert_eq!((answer.received_bytes, answer.state()), (size as i64, UploadState::Received));

    let mut dry = store(1, request(1));
    dry.validate_only = true;
    let planned = receipt!(client.store_evidence(dry));
    assert_eq!((planned.token.as_str(), planned.events[0].position), ("", 0));
    let stored = receipt!(client.store_evidence(store(1, request(1))));
    assert_eq!(stored.events[0].event_type, "EvidenceStored");
    let again = receipt!(client.store_evidence(store(1, request(1))));
    assert_eq!(again, CommandReceipt { repeated_request: true, ..stored.clone() });
    let begun = client.begin_upload(begin(1, size)).await.unwrap().into_inner();
    assert_eq!((begun.received_bytes, begun.state()), (size as i64, UploadState::Stored));

    for offset in [0, 1, MIB, 2 * MIB + 77, size] {
        let mut answer = client.read_evidence(read(1, offset, &stored)).await.unwrap().into_inner();
        let head = answer.message().await.unwrap().unwrap();
        assert_eq!(head.evidence.unwrap().sha256, begin(1, size).sha256);
        let mut got = Vec::new();
        while let Some(message) = answer.message().await.unwrap() {
            assert!(message.data.len() <= PIECE);
            got.extend_from_slice(&message.data);
        }
        assert!(got == bytes_at(offset, size - offset), "from {offset}");
    }
    let beyond = client.read_evidence(read(1, size + 1, &stored)).await;
    assert_eq!(refusal(beyond), (Code::OutOfRange, "OFFSET_BEYOND_END".into()));

    let stale = client.withdraw_evidence(withdraw(1, "\"plan-x-1\"", request(2))).await;
    assert_eq!(violations(stale), [("etag".into(), "ETAG_OF_ANOTHER".into())]);
    let withdrawn = receipt!(client.withdraw_evidence(withdraw(1, &stored.etag, request(2))));
    let refused = client.read_evidence(read(1, 0, &withdrawn)).await;
    assert_eq!(refusal(refused), (Code::FailedPrecondition, "EVIDENCE_WITHDRAWN".into()));
    let twice = client.withdraw_evidence(withdraw(1, &withdrawn.etag, request(3))).await;
    assert_eq!(refusal(twice), (Code::FailedPrecondition, "EVIDENCE_WITHDRAWN".into()));
    let list = ListEvidenceRequest {
        unit_id: GOOD_ID.into(),
        read_at: on("2026-11-24", &withdrawn),
        ..Default::default()
    };
    let listed = client.list_evidence(list).await.unwrap().into_inner().evidence;
    assert_eq!(listed.len(), 1, "it stays listed");
    assert_eq!(listed[0].state(), EvidenceState::Withdrawn);
    assert_eq!(listed[0].withdrawal_reason(), WithdrawalReason::WrongFile);
    assert_eq!(listed[0].etag, withdrawn.etag);

    let pool = PgPool::connect(&world.database_url()).await.unwrap();
    rebuilds_to_the_same::<EvidenceRegister>(&pool).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn evidence_is_listed_page_by_page_for_its_unit_alone() {
    let world = World::new().await;
    let mut client = world.evidence(KEEPER).await;
    let mut last = None;
    for n in 1..=3 {
        let size = 100 + usize::try_from(n).unwrap();
        client.begin_upload(begin(n, size)).await.unwrap();
        client.send_bytes(sent(n, 0, size)).await.unwrap();
        last = Some(receipt!(client.store_evidence(store(n, request(n)))));
    }
    let list = ListEvidenceRequest {
        unit_id: GOOD_ID.into(),
        read_at: on("2026-11-24", &last.unwrap()),
        page_size: 2,
        ..Default::default()
    };
    let first = client.list_evidence(list.clone()).await.unwrap().into_inner();
    let next = ListEvidenceRequest { page_token: first.next_page_token, ..list.clone() };
    let second = client.list_evidence(next).await.unwrap().into_inner();
    let all = first.evidence.iter().chain(&second.evidence);
    let ids: Vec<_> = all.map(|it| it.evidence_id.clone()).collect();
    assert_eq!((ids, second.next_page_token.as_str()), ((1..=3).map(evidence).collect(), ""));

    // The office that watches the plan may read what lies in the province, and file nothing.
    let mut office = world.evidence(OFFICE).await;
    let elsewhere = ListEvidenceRequest { unit_id: evidence(9), ..list.clone() };
    assert!(
        office.list_evidence(elsewhere.clone()).await.unwrap().into_inner().evidence.is_empty()
    );
    assert_eq!(office.list_evidence(list).await.unwrap().into_inner().evidence.len(), 2);
    let refused = client.list_evidence(elsewhere).await;
    assert_eq!(refusal(refused), (Code::PermissionDenied, "NO_PERMISSION".into()));
    let refused = office.begin_upload(begin(4, 100)).await;
    assert_eq!(refusal(refused), (Code::PermissionDenied, "NO_PERMISSION".into()));
    let refused = office.send_bytes(sent(4, 0, 100)).await;
    assert_eq!(refusal(refused), (Code::PermissionDenied, "NO_PERMISSION".into()));
    let of_another =
        GetEvidenceRequest { unit_id: evidence(9), evidence_id: evidence(1), read_at: None };
    let refused = office.get_evidence(of_another).await;
    assert_eq!(refusal(refused), (Code::NotFound, "NO_SUCH_RESOURCE".into()));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_announced_is_held_against_what_comes() {
    let world = World::new().await;
    let mut client = world.evidence(KEEPER).await;
    for (wrong, field, reason) in [
        (BeginUploadRequest { byte_size: 0, ..begin(1, 9) }, "byte_size", "OUT_OF_RANGE"),
        (
            BeginUploadRequest { byte_size: (200 << 20) + 1, ..begin(1, 9) },
            "byte_size",
            "OUT_OF_RANGE",
        ),
        (
            BeginUploadRequest { media_type: "application/zip".into(), ..begin(1, 9) },
            "media_type",
            "MEDIA_TYPE_NOT_TAKEN",
        ),
        (BeginUploadRequest { sha256: "9F".repeat(32), ..begin(1, 9) }, "sha256", "NOT_A_SHA256"),
    ] {
        let refused = violations(client.begin_upload(wrong).await);
        assert_eq!(refused, [(field.into(), reason.into())]);
    }
    let unknown = client.send_bytes(sent(1, 0, 100)).await;
    assert_eq!(refusal(unknown), (Code::NotFound, "UPLOAD_NOT_FOUND".into()));
    client.begin_upload(begin(1, MIB)).await.unwrap();
    let gap = client.send_bytes(sent(1, PIECE, MIB)).await;
    assert_eq!(refusal(gap), (Code::FailedPrecondition, "BYTES_NOT_NEXT".into()));
    let large = SendBytesRequest { data: vec![0; 128 * 1024 + 1].into(), ..sent_one(1) };
    let refused = violations(client.send_bytes(stream::iter([large])).await);
    assert_eq!(refused, [("data".into(), "PIECE_TOO_LARGE".into())]);
    let another = SendBytesRequest { evidence_id: evidence(2), offset: 100, ..sent_one(1) };
    let refused = violations(client.send_bytes(stream::iter([sent_one(1), another])).await);
    assert_eq!(refused, [("evidence_id".into(), "ANOTHER_FILE".into())]);
    let begun = client.begin_upload(begin(1, MIB)).await.unwrap().into_inner();
    assert_eq!(begun.received_bytes, 100, "what came before the fault is kept");
}

fn sent_one(n: u128) -> SendBytesRequest {
    SendBytesRequest {
        unit_id: GOOD_ID.into(),
        evidence_id: evidence(n),
        offset: 0,
        data: bytes_at(0, 100).into(),
    }
}

/// A caller that is gone, not one that says goodbye.
#[tokio::test(flavor = "multi_thread")]
async fn what_has_come_is_kept_when_the_caller_goes_away() {
    let world = World::new().await;
    let mut client = world.evidence(KEEPER).await;
    client.begin_upload(begin(1, MIB)).await.unwrap();
    // A call that goes before the service has heard of it leaves nothing, so there may be another one.
    let gone = || async {
        let (mut sender, messages) = futures::channel::mpsc::channel(1);
        let mut other = world.evidence(KEEPER).await;
        let call = tokio::spawn(async move { other.send_bytes(messages).await });
        for (at, piece) in pieces(0, 4 * PIECE) {
            use futures::SinkExt as _;
            let offset = at.try_into().unwrap();
            let message = SendBytesRequest { offset, data: piece.into(), ..sent_one(1) };
            let _ = sender.send(message).await;
        }
        // The fifth is never sent: the call is given up in the middle.
        call.abort();
        world.evidence(KEEPER).await.begin_upload(begin(1, MIB)).await.unwrap().into_inner()
    };
    let kept =
        crate::world::eventually("the pieces are kept", gone, |begun| begun.received_bytes > 0);
    let received = usize::try_from(kept.await.received_bytes).unwrap();
    assert_eq!(received % PIECE, 0);
    let answer = client.send_bytes(sent(1, received, MIB)).await.unwrap().into_inner();
    assert_eq!(answer.state(), UploadState::Received);
}

/// The most that this process has ever held, in MiB.
fn peak() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<usize>().unwrap() / 1024
}

/// Client and service are one process here, and neither ever holds the file.
#[tokio::test(flavor = "multi_thread")]
async fn a_file_of_200_mib_passes_through_little_memory() {
    let world = World::new().await;
    let mut client = world.evidence(KEEPER).await;
    let size = 200 * MIB;
    let announced = begin(1, size);
    let before = peak();
    client.begin_upload(announced.clone()).await.unwrap();
    let answer = client.send_bytes(sent(1, 0, size)).await.unwrap().into_inner();
    assert_eq!(answer.state(), UploadState::Received);
    let stored = receipt!(client.store_evidence(store(1, request(1))));
    let mut answer = client.read_evidence(read(1, 0, &stored)).await.unwrap().into_inner();
    let mut context = ring::digest::Context::new(&ring::digest::SHA256);
    while let Some(message) = answer.message().await.unwrap() {
        context.update(&message.data);
    }
    let got: String = context.finish().as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(got, announced.sha256);
    let grown = peak() - before;
    assert!(grown < 100, "memory grew by {grown} MiB");
}
