//! Records are filed by a unit, verified by another one, and listed as they are known.

use contracts::ledger::v1::ReadAt;
use contracts::reporting::v1::*;
use tonic::Code;
use tonic_types::StatusExt as _;
use uuid::Uuid;

use crate::evidence_samples::{DOCUMENT, shown};
use crate::receipt;
use crate::record_samples::*;
use crate::samples::{issued, request};
use crate::world::{World, on, refusal, violations};

fn ask(id: Uuid, read_at: Option<ReadAt>) -> GetRecordRequest {
    GetRecordRequest { record_id: id.to_string(), read_at }
}

#[tokio::test]
async fn a_record_is_filed_verified_and_retracted() {
    let world = World::new().await;
    measured(&world).await;
    let (mut own, mut records) = (world.own_records().await, world.records().await);
    let filing = file_record(RECORD, 2, request(10));
    let filed = receipt!(own.file_record(filing.clone()));
    let verified = receipt!(records.verify_record(verify_record(&filed.etag, request(11))));
    let last = receipt!(own.retract_record(retract_record(&verified.etag, request(12))));

    let mut states = Vec::new();
    for after in [&filed, &verified, &last] {
        let known_at = after.recorded_at;
        let read_at = ReadAt { known_at, ..on("2026-11-24", &last).unwrap() };
        let record = records.get_record(ask(RECORD, Some(read_at))).await.unwrap();
        let record = record.into_inner().record.unwrap();
        states.push((record.state(), record.state_since, record.reason));
        assert_eq!(record.content, filing.content);
        assert_eq!(record.evidence, filing.evidence);
        assert_eq!((record.record_type, record.type_version), (filing.record_type.clone(), 1));
        let expected = if after == &last { last.etag.as_str() } else { "" };
        assert_eq!(record.etag, expected);
        let judge = if after == &filed { String::new() } else { Uuid::from_u128(0xB1).to_string() };
        assert_eq!(record.judged_by_unit_id, judge, "whoever verified it is told ever after");
    }
    assert_eq!(
        states,
        [
            (RecordState::Filed, "2026-02-10".to_owned(), String::new()),
            (RecordState::Verified, "2026-03-20".to_owned(), String::new()),
            (RecordState::Retracted, "2026-04-01".to_owned(), "ghi nhầm số bản in".to_owned()),
        ]
    );
    let again = records.reject_record(reject_record(&last.etag, request(13))).await;
    assert_eq!(refusal(again), (Code::FailedPrecondition, "RECORD_RETRACTED".into()));
    let unknown = records.get_record(ask(Uuid::from_u128(9), None)).await;
    assert_eq!(refusal(unknown), (Code::NotFound, "NO_SUCH_RESOURCE".into()));
}

#[tokio::test]
async fn a_record_that_does_not_convince_is_rejected() {
    let world = World::new().await;
    measured(&world).await;
    let (mut own, mut records) = (world.own_records().await, world.records().await);
    let filed = receipt!(own.file_record(file_record(RECORD, 2, request(10))));
    let last = receipt!(records.reject_record(reject_record(&filed.etag, request(11))));
    let record = records.get_record(ask(RECORD, on("2026-11-24", &last))).await.unwrap();
    let record = record.into_inner().record.unwrap();
    assert_eq!(
        (record.state(), record.reason.as_str()),
        (RecordState::Rejected, "tệp không mở được")
    );
    let refused = own.retract_record(retract_record(&last.etag, request(12))).await;
    assert_eq!(refusal(refused), (Code::FailedPrecondition, "RECORD_REJECTED".into()));
}

#[tokio::test]
async fn units_file_for_themselves_and_others_verify() {
    let world = World::new().await;
    measured(&world).await;
    let (mut own, mut records) = (world.own_records().await, world.records().await);
    let filing = file_record(RECORD, 2, request(11));
    let refused = refusal(records.file_record(filing.clone()).await);
    assert_eq!(refused.0, Code::PermissionDenied, "who verifies does not file");

    let filed = receipt!(own.file_record(filing));
    let refused = refusal(own.verify_record(verify_record(&filed.etag, request(12))).await);
    assert_eq!(refused.0, Code::PermissionDenied, "who files does not verify");
    let mut other = verify_record(&filed.etag, request(13));
    other.unit_id = Uuid::from_u128(0xB7).to_string();
    let refused = records.verify_record(other).await;
    assert_eq!(refusal(refused), (Code::NotFound, "RECORD_NOT_FOUND".into()));
    let again = own.file_record(file_record(RECORD, 3, request(14))).await;
    assert_eq!(refusal(again), (Code::AlreadyExists, "RECORD_ALREADY_FILED".into()));
}

#[tokio::test]
async fn records_are_taken_by_the_indicators_that_they_feed() {
    let world = World::new().await;
    measured(&world).await;
    let mut own = world.own_records().await;
    for (n, code, record_type, expected) in [
        (10, "II.4.b/3", "BULLETIN_ISSUE", (Code::FailedPrecondition, "RECORD_FOR_AUTOMATIC")),
        (11, "II.4.b/9", "BULLETIN_ISSUE", (Code::NotFound, "INDICATOR_NOT_FOUND")),
    ] {
        let mut filing = file_record(RECORD, 2, request(n));
        filing.indicator_code = code.into();
        filing.record_type = record_type.into();
        let (code, reason) = refusal(own.file_record(filing).await);
        assert_eq!((code, reason.as_str()), expected);
    }
    let forum = FileRecordRequest {
        record_type: "FORUM".into(),
        content: vec![RecordField {
            name: "name".into(),
            value: Some(record_field::Value::Text("Diễn đàn mẫu".into())),
        }],
        evidence: vec![RecordEvidence {
            kind: "DECISION".into(),
            ..file_record(RECORD, 2, String::new()).evidence.remove(0)
        }],
        ..file_record(RECORD, 2, request(12))
    };
    let refused = own.file_record(forum).await;
    assert_eq!(refusal(refused), (Code::FailedPrecondition, "NOT_FED_BY_RECORD".into()));
}

#[tokio::test]
async fn a_record_rests_on_files_that_its_unit_keeps() {
    let world = World::new().await;
    issued(&world).await;
    published(&world).await;
    let (mut own, mut records) = (world.own_records().await, world.records().await);
    let filing = file_record(RECORD, 2, request(10));
    let missing = (Code::NotFound, "EVIDENCE_NOT_FOUND".to_owned());
    assert_eq!(refusal(own.file_record(filing.clone()).await), missing, "nobody has it");
    world.sends(UNIT).await;
    assert_eq!(refusal(own.file_record(filing.clone()).await), missing, "it is announced only");
    let stored = world.stores(UNIT).await;

    let of_another = FileRecordRequest { unit_id: RECORD.to_string(), ..filing.clone() };
    assert_eq!(refusal(own.file_record(of_another).await), missing, "another unit keeps it");
    let mut other = filing.clone();
    other.evidence.insert(0, RecordEvidence { sha256: "ab".repeat(32), ..shown("ISSUE_FILE") });
    other.evidence[1].evidence_id = RECORD.to_string();
    let status = own.file_record(other).await.unwrap_err();
    let details = status.get_error_details();
    let told = &details.error_info().unwrap().metadata;
    assert_eq!((&*told["index"], &*told["evidence_id"]), ("0", &*DOCUMENT.to_string()));
    assert_eq!(
        violations::<()>(Err(status)),
        [("evidence".into(), "EVIDENCE_HASH_DIFFERS".into())]
    );

    let filed = receipt!(own.file_record(filing.clone()));
    world.withdraws(UNIT, &stored.etag).await;
    let withdrawn = (Code::FailedPrecondition, "EVIDENCE_WITHDRAWN".to_owned());
    let another = file_record(Uuid::from_u128(0xC2), 3, request(11));
    assert_eq!(refusal(own.file_record(another).await), withdrawn);
    let verify = records.verify_record(verify_record(&filed.etag, request(12))).await;
    assert_eq!(refusal(verify), withdrawn, "nobody can have seen it");
    let again = receipt!(own.file_record(filing));
    assert_eq!((again.repeated_request, &again.etag), (true, &filed.etag));
    receipt!(records.reject_record(reject_record(&filed.etag, request(13))));
}

#[tokio::test]
async fn each_wrong_field_is_named() {
    let world = World::new().await;
    measured(&world).await;
    let mut own = world.own_records().await;
    let wrong = |change: fn(&mut FileRecordRequest)| {
        let mut filing = file_record(RECORD, 2, request(10));
        change(&mut filing);
        filing
    };
    let rows: Vec<(FileRecordRequest, &str, &str)> = vec![
        (wrong(|it| it.record_type = "GOSSIP".into()), "record_type", "NOT_A_RECORD_TYPE"),
        (wrong(|it| it.occurred_on = "2026-11-25".into()), "occurred_on", "DATE_IN_FUTURE"),
        (wrong(|it| it.indicator_code = "II.4.b".into()), "indicator_code", "NOT_A_CODE"),
        (wrong(|it| it.content[1].value = None), "content[1].value", "REQUIRED"),
        (wrong(|it| it.content[1].name = "copies".into()), "content[1].name", "FIELD_SAID_TWICE"),
        (
            wrong(|it| it.content[1].value = Some(record_field::Value::Count(-1))),
            "content[1].count",
            "OUT_OF_RANGE",
        ),
        (wrong(|it| it.evidence[0].sha256 = "AB".repeat(32)), "evidence[0].sha256", "NOT_A_SHA256"),
    ];
    for (filing, field, reason) in rows {
        let refused = violations(own.file_record(filing).await);
        assert_eq!(refused, [(field.into(), reason.into())]);
    }
    let missing = wrong(|it| drop(it.content.remove(0)));
    let refused = own.file_record(missing).await;
    assert_eq!(refusal(refused), (Code::InvalidArgument, "RECORD_FIELD_MISSING".into()));
    let unshown = wrong(|it| it.evidence.clear());
    let refused = own.file_record(unshown).await;
    assert_eq!(refusal(refused), (Code::InvalidArgument, "EVIDENCE_MISSING".into()));
}

#[tokio::test]
async fn records_are_listed_the_latest_first_page_by_page() {
    let world = World::new().await;
    measured(&world).await;
    let (mut own, mut records) = (world.own_records().await, world.records().await);
    let ids = [RECORD, Uuid::from_u128(0xC2), Uuid::from_u128(0xC3)];
    let mut last = None;
    for (n, id) in (2_u8..).zip(ids) {
        let filing = file_record(id, i64::from(n), request(10 + u128::from(n)));
        last = Some(receipt!(own.file_record(filing)));
    }
    let etag = records.get_record(ask(RECORD, on("2026-11-24", &last.unwrap()))).await.unwrap();
    let etag = etag.into_inner().record.unwrap().etag;
    let last = receipt!(records.verify_record(verify_record(&etag, request(20))));

    let all = ListRecordsRequest {
        read_at: on("2026-11-24", &last),
        page_size: 2,
        ..ListRecordsRequest::default()
    };
    let days = |page: &ListRecordsResponse| -> Vec<String> {
        page.records.iter().map(|record| record.occurred_on.clone()).collect()
    };
    let first = records.list_records(all.clone()).await.unwrap().into_inner();
    assert_eq!(days(&first), ["2026-04-10", "2026-03-10"]);
    let next = ListRecordsRequest { page_token: first.next_page_token, ..all.clone() };
    let second = records.list_records(next).await.unwrap().into_inner();
    assert_eq!((days(&second), second.next_page_token.as_str()), (vec!["2026-02-10".into()], ""));

    for (filtered, expected) in [
        (ListRecordsRequest { state: RecordState::Verified.into(), ..all.clone() }, 1),
        (ListRecordsRequest { unit_id: UNIT.to_string(), ..all.clone() }, 2),
        (ListRecordsRequest { unit_id: RECORD.to_string(), ..all.clone() }, 0),
        (ListRecordsRequest { record_type: "MEDIA_ITEM".into(), ..all.clone() }, 0),
        (ListRecordsRequest { read_at: on("2026-03-09", &last), ..all.clone() }, 1),
    ] {
        let page = records.list_records(filtered.clone()).await.unwrap().into_inner();
        assert_eq!(page.records.len(), expected, "{filtered:?}");
    }
}

#[tokio::test]
async fn the_types_of_records_are_told() {
    let world = World::new().await;
    let answer = world.records().await.get_record_types(GetRecordTypesRequest {}).await;
    let answer = answer.unwrap().into_inner();
    assert_eq!((answer.record_types.len(), answer.evidence_kinds.len()), (28, 21));
    let bulletin = answer.record_types.iter().find(|it| it.code == "BULLETIN_ISSUE").unwrap();
    assert_eq!(bulletin.indicator_codes, ["II.5.d/1"]);
    assert_eq!(bulletin.evidence_groups, [EvidenceGroup { kinds: vec!["ISSUE_FILE".into()] }]);
    assert_eq!(bulletin.fields[2].label, "Số bản in");
}
