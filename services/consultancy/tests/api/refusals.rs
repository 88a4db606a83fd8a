//! What is refused, with its code and reason.

use contracts::consultancy::v1::*;
use tonic::Code;

use crate::receipt;
use crate::samples::{TODAY, fresh, regulation};
use crate::world::{HEAD, OFFICE, REQUESTER, UNION, World, after, refusal};

#[tokio::test]
async fn a_request_that_must_not_come_in_is_refused() {
    let world = World::new().await;
    let mut requester = world.reviews(REQUESTER).await;
    let good = world.request().await;
    let refused = requester.file_request(good.clone()).await;
    assert_eq!(refusal(refused), (Code::FailedPrecondition, "REGULATION_MISSING".into()));
    receipt!(world.regulations(HEAD).await.issue_regulation(regulation()));

    let wrong = |change: fn(&mut FileRequestRequest)| {
        let mut request = good.clone();
        change(&mut request);
        request
    };
    let terms = |request: &mut FileRequestRequest, secret: Classification| {
        request.terms.as_mut().unwrap().classification = secret.into();
    };
    let mut secret = good.clone();
    terms(&mut secret, Classification::TopSecret);
    for (request, code, reason) in [
        (secret, Code::InvalidArgument, "STATE_SECRET"),
        (
            wrong(|it| it.documents[0].kind = DocumentKind::Data.into()),
            Code::InvalidArgument,
            "SCHEME_MISSING",
        ),
        (
            wrong(|it| it.documents[0].file.as_mut().unwrap().evidence_id = fresh()),
            Code::NotFound,
            "EVIDENCE_NOT_FOUND",
        ),
        (
            wrong(|it| it.documents[0].file.as_mut().unwrap().sha256 = "0".repeat(64)),
            Code::InvalidArgument,
            "EVIDENCE_HASH_DIFFERS",
        ),
        (
            wrong(|it| it.unit_id = it.requester_unit_id.clone()),
            Code::FailedPrecondition,
            "REGULATION_MISSING",
        ),
    ] {
        let refused = requester.file_request(request).await;
        assert_eq!(refusal(refused), (code, reason.to_owned()));
    }
    let first = receipt!(requester.file_request(good.clone()));
    let again = receipt!(requester.file_request(good.clone()));
    assert!(again.repeated_request && again.etag == first.etag);
    let twice = FileRequestRequest { request_id: fresh(), ..good };
    let refused = requester.file_request(twice).await;
    assert_eq!(refusal(refused), (Code::AlreadyExists, "REVIEW_ALREADY_FILED".into()));
}

#[tokio::test]
async fn an_act_out_of_turn_is_refused() {
    let world = World::regulated().await;
    let (review, receipt) = world.running().await;
    let accept = AcceptRequestRequest {
        review_id: review.clone(),
        etag: receipt.etag.clone(),
        request_id: fresh(),
        validate_only: false,
        unit_id: UNION.to_string(),
        accepted_on: TODAY.into(),
        working_days: 0,
    };
    let mut office = world.reviews(OFFICE).await;
    let refused = office.accept_request(accept.clone()).await;
    assert_eq!(refusal(refused), (Code::FailedPrecondition, "STATE_NOT_ALLOWED".into()));
    let stale = AskForMoreRequest {
        review_id: review.clone(),
        etag: receipt.etag.replace("-4\"", "-3\""),
        request_id: fresh(),
        validate_only: false,
        unit_id: UNION.to_string(),
        asked_on: TODAY.into(),
        missing: "Thiếu số liệu tài chính".into(),
        supply_by: String::new(),
    };
    let refused = office.ask_for_more(stale).await;
    assert_eq!(refusal(refused), (Code::Aborted, "ETAG_MISMATCH".into()));
    let tomorrow = AcceptRequestRequest { accepted_on: "2026-11-25".into(), ..accept.clone() };
    let refused = office.accept_request(tomorrow).await;
    assert_eq!(refusal(refused), (Code::InvalidArgument, "FIELD_INVALID".into()));
    let by_head = world.reviews(HEAD).await.accept_request(accept).await;
    assert_eq!(refusal(by_head), (Code::PermissionDenied, "NO_PERMISSION".into()));
}

#[tokio::test]
async fn the_regulation_is_the_heads_and_is_read_by_everybody() {
    let world = World::new().await;
    let refused = world.regulations(OFFICE).await.issue_regulation(regulation()).await;
    assert_eq!(refusal(refused), (Code::PermissionDenied, "NO_PERMISSION".into()));
    let receipt = receipt!(world.regulations(HEAD).await.issue_regulation(regulation()));
    let get = |as_of: &str| {
        let mut read_at = after(&receipt).unwrap();
        read_at.as_of = as_of.into();
        GetRegulationRequest { unit_id: UNION.to_string(), read_at: Some(read_at) }
    };
    let mut requester = world.regulations(REQUESTER).await;
    let answer = requester.get_regulation(get("2026-06-01")).await.unwrap().into_inner();
    let told = answer.regulation.unwrap();
    assert_eq!((told.version, told.terms), (1, regulation().terms));
    assert_eq!(told.etag, receipt.etag);
    let before = requester.get_regulation(get("2026-01-01")).await;
    assert_eq!(refusal(before), (Code::NotFound, "NO_SUCH_RESOURCE".into()));
}
