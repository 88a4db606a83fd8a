//! A request from its filing to a clock that runs, stands still, and runs again.

use contracts::consultancy::v1::*;
use tonic::Code;

use crate::receipt;
use crate::samples::{TEXT, TODAY, decision, fresh, terms};
use crate::world::{
    ANOTHER, ANOTHER_DEPARTMENT, AUTHORITY, DEPARTMENT, OFFICE, UNION, World, after, refusal,
};

#[tokio::test]
async fn a_request_runs_stands_still_and_runs_again() {
    let world = World::regulated().await;
    let (review, receipt) = world.running().await;
    let told = world.review(&review, &receipt).await;
    assert_eq!(told.state(), ReviewState::DossierComplete);
    let clock = told.clock.unwrap();
    assert_eq!((clock.working_days, &*clock.due_on), (20, "2026-12-22"));
    assert_eq!(told.etag, receipt.etag);

    let receipt = world.asks_for_more(&review, receipt).await;
    let own = world.own_review(&review, &receipt).await;
    assert_eq!(own.state(), OwnReviewState::YoursToSupply);
    assert_eq!((&*own.missing, &*own.supply_by), ("Thiếu số liệu tài chính", "2026-12-08"));
    assert_eq!(own.clock.unwrap().due_on, "");

    world.is_now("2026-11-27T03:00:00Z");
    let receipt = world.supplies(&review, receipt).await;
    let told = world.review(&review, &receipt).await;
    let clock = told.clock.unwrap();
    assert_eq!((&*clock.pauses[0].until, &*clock.due_on), ("2026-11-27", "2026-12-25"));
    let own = world.own_review(&review, &receipt).await;
    assert_eq!((own.state(), &*own.missing), (OwnReviewState::UnderWay, ""));
}

#[tokio::test]
async fn an_extension_takes_both_sides() {
    let world = World::regulated().await;
    let (review, receipt) = world.running().await;
    let propose = ProposeExtensionRequest {
        review_id: review.clone(),
        etag: receipt.etag,
        request_id: fresh(),
        validate_only: false,
        unit_id: UNION.to_string(),
        proposed_on: TODAY.into(),
        working_days: 5,
        reason: "Cần khảo sát thực địa".into(),
    };
    let receipt = receipt!(world.reviews(OFFICE).await.propose_extension(propose));
    let own = world.own_review(&review, &receipt).await;
    assert_eq!(own.open_extension.unwrap().working_days, 5);
    let agree = AnswerProposedExtensionRequest {
        review_id: review.clone(),
        etag: receipt.etag,
        request_id: fresh(),
        validate_only: false,
        requester_unit_id: DEPARTMENT.to_string(),
        agrees: true,
        note: String::new(),
    };
    let mut requester = world.reviews(crate::world::REQUESTER).await;
    let receipt = receipt!(requester.answer_proposed_extension(agree));
    let clock = world.review(&review, &receipt).await.clock.unwrap();
    assert_eq!((clock.extensions.len(), &*clock.due_on), (1, "2026-12-29"));
}

#[tokio::test]
async fn the_dossier_is_read_by_the_union() {
    let world = World::regulated().await;
    let (review, receipt) = world.filed().await;
    let document = world.review(&review, &receipt).await.documents.remove(0);
    let read = ReadDocumentRequest {
        review_id: review,
        unit_id: UNION.to_string(),
        document_id: document.document_id.clone(),
        version: 1,
        offset: 0,
    };
    let mut office = world.reviews(OFFICE).await;
    let mut stream = office.read_document(read.clone()).await.unwrap().into_inner();
    let first = stream.message().await.unwrap().unwrap();
    assert_eq!(first.version, document.versions.first().cloned());
    let mut bytes = Vec::new();
    while let Some(piece) = stream.message().await.unwrap() {
        bytes.extend_from_slice(&piece.data);
    }
    assert_eq!(bytes, TEXT.as_bytes());
    let another = office.read_document(ReadDocumentRequest { version: 2, ..read }).await;
    assert_eq!(refusal(another.map(|_| ())), (Code::NotFound, "DOCUMENT_NOT_FOUND".into()));
}

#[tokio::test]
async fn a_requester_reads_its_own_reviews_and_no_others() {
    let world = World::regulated().await;
    let (review, receipt) = world.filed().await;
    let get = GetOwnReviewRequest {
        review_id: review.clone(),
        requester_unit_id: ANOTHER_DEPARTMENT.to_string(),
        read_at: after(&receipt),
    };
    let mut another = world.reviews(ANOTHER).await;
    let refused = another.get_own_review(get.clone()).await;
    assert_eq!(refusal(refused), (Code::NotFound, "NO_SUCH_RESOURCE".into()));
    let theirs = GetOwnReviewRequest { requester_unit_id: DEPARTMENT.to_string(), ..get };
    let refused = another.get_own_review(theirs).await;
    assert_eq!(refusal(refused), (Code::PermissionDenied, "NO_PERMISSION".into()));
    let inside = GetReviewRequest {
        review_id: review,
        unit_id: UNION.to_string(),
        read_at: after(&receipt),
    };
    let refused = world.reviews(crate::world::REQUESTER).await.get_review(inside).await;
    assert_eq!(refusal(refused), (Code::PermissionDenied, "NO_PERMISSION".into()));
}

#[tokio::test]
async fn the_docket_lists_what_is_due_first_page_by_page() {
    let world = World::regulated().await;
    let (running, _) = world.running().await;
    let (waiting, receipt) = world.filed().await;
    let receipt = world.asks_for_more(&waiting, receipt).await;
    let (filed, receipt) = {
        let _ = receipt;
        world.filed().await
    };
    let mut docket = world.docket(OFFICE).await;
    let mut list = ListDocketRequest {
        unit_id: UNION.to_string(),
        read_at: after(&receipt),
        page_size: 2,
        ..Default::default()
    };
    let first = docket.list_docket(list.clone()).await.unwrap().into_inner();
    list.page_token = first.next_page_token;
    let second = docket.list_docket(list).await.unwrap().into_inner();
    assert_eq!(second.next_page_token, "");
    let lines: Vec<_> = first.lines.iter().chain(&second.lines).collect();
    let told = |line: &DocketLine| (line.review_id.clone(), line.next_due_on.clone());
    assert_eq!(
        lines.iter().map(|line| told(line)).collect::<Vec<_>>(),
        [
            (filed.clone(), "2026-12-01".to_owned()),
            (waiting, "2026-12-08".to_owned()),
            (running, "2026-12-22".to_owned()),
        ]
    );
    assert_eq!(lines[0].next_action(), DocketAction::Triage);
    assert_eq!(lines[1].next_actor(), DocketActor::Requester);

    world.is_now("2026-12-02T03:00:00Z");
    let get = GetDocketRequest {
        review_id: filed.clone(),
        unit_id: UNION.to_string(),
        read_at: after(&receipt),
    };
    let line = world.docket(OFFICE).await.get_docket(get).await.unwrap().into_inner().line.unwrap();
    assert!(line.overdue, "the Union is late, and its officers know");
    let own = world.own_review(&filed, &receipt).await;
    assert!(!format!("{own:?}").contains("2026-12-01"), "and the requester does not: {own:?}");
}

#[tokio::test]
async fn what_the_union_proposes_is_authorised_or_refused() {
    let world = World::regulated().await;
    let scheme = DocumentToFile {
        document_id: fresh(),
        kind: DocumentKind::Scheme.into(),
        title: "Đề án mẫu".into(),
        file: Some(world.keeps(OFFICE, UNION).await),
    };
    let propose = ProposeReviewRequest {
        review_id: fresh(),
        request_id: fresh(),
        validate_only: false,
        unit_id: UNION.to_string(),
        addressee_unit_id: DEPARTMENT.to_string(),
        proposed_on: "2026-11-20".into(),
        terms: Some(terms()),
        documents: vec![scheme],
        illustrative: true,
    };
    let review = propose.review_id.clone();
    let receipt = receipt!(world.reviews(OFFICE).await.propose_review(propose));
    let authorise = AuthoriseReviewRequest {
        review_id: review.clone(),
        etag: receipt.etag.clone(),
        request_id: fresh(),
        validate_only: true,
        unit_id: UNION.to_string(),
        authorised_on: TODAY.into(),
        working_days: 15,
        decision_ref: decision(),
    };
    receipt!(world.reviews(AUTHORITY).await.authorise_review(authorise));
    let refuse = RefuseReviewRequest {
        review_id: review.clone(),
        etag: receipt.etag,
        request_id: fresh(),
        validate_only: false,
        unit_id: UNION.to_string(),
        refused_on: TODAY.into(),
        reason: "Chưa cần thiết".into(),
    };
    let receipt = receipt!(world.reviews(AUTHORITY).await.refuse_review(refuse));
    let told = world.review(&review, &receipt).await;
    assert_eq!((told.state(), &*told.reason), (ReviewState::Refused, "Chưa cần thiết"));
    assert_eq!(told.origin(), ReviewOrigin::SelfInitiated);
}
