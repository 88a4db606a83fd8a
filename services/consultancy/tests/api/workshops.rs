//! Workshops over the wire: recorded, corrected, retracted, each for the Union that held it.

use contracts::consultancy::v1::*;
use contracts::ledger::v1::CommandReceipt;
use tonic::Code;

use crate::receipt;
use crate::samples::fresh;
use crate::world::{DEPARTMENT, OFFICE, REQUESTER, UNION, World, after, refusal};

async fn content(world: &World, participants: i32, review: &str) -> WorkshopContent {
    WorkshopContent {
        kind: WorkshopKind::Workshop.into(),
        theme: "Góp ý dự thảo chính sách mẫu".into(),
        held_on: "2026-11-20".into(),
        place: "Hội trường mẫu".into(),
        participants,
        review_id: review.into(),
        minutes: Some(world.keeps(OFFICE, UNION).await),
    }
}

fn record(content: WorkshopContent) -> RecordWorkshopRequest {
    RecordWorkshopRequest {
        workshop_id: fresh(),
        request_id: fresh(),
        validate_only: false,
        unit_id: UNION.to_string(),
        content: Some(content),
        illustrative: true,
    }
}

async fn told(world: &World, id: &str, receipt: &CommandReceipt) -> Workshop {
    let (workshop_id, unit_id) = (id.to_owned(), UNION.to_string());
    let get = GetWorkshopRequest { workshop_id, unit_id, read_at: after(receipt) };
    let answer = world.workshops(OFFICE).await.get_workshop(get).await;
    answer.unwrap().into_inner().workshop.unwrap()
}

#[tokio::test]
async fn a_workshop_is_recorded_corrected_and_retracted() {
    let world = World::regulated().await;
    let (review, _) = world.filed().await;
    let first = record(content(&world, 45, &review).await);
    let id = first.workshop_id.clone();
    let mut office = world.workshops(OFFICE).await;
    let recorded = receipt!(office.record_workshop(first.clone()));
    let known = told(&world, &id, &recorded).await;
    assert_eq!((known.state(), known.content.clone()), (WorkshopState::Recorded, first.content));
    assert_eq!(known.etag, recorded.etag);

    let corrected = content(&world, 54, &review).await;
    let correct = CorrectWorkshopRequest {
        workshop_id: id.clone(),
        etag: recorded.etag,
        request_id: fresh(),
        validate_only: false,
        unit_id: UNION.to_string(),
        content: Some(corrected.clone()),
        reason: "Đếm lại theo danh sách".into(),
    };
    let receipt = receipt!(office.correct_workshop(correct.clone()));
    let known = told(&world, &id, &receipt).await;
    assert_eq!((known.corrections, known.content), (1, Some(corrected)));
    let etag = receipt.etag.clone();
    let again = CorrectWorkshopRequest { etag, request_id: fresh(), ..correct };
    let refused = office.correct_workshop(again).await;
    assert_eq!(refusal(refused), (Code::InvalidArgument, "NOTHING_CORRECTED".into()));

    let retract = RetractWorkshopRequest {
        workshop_id: id.clone(),
        etag: receipt.etag,
        request_id: fresh(),
        validate_only: false,
        unit_id: UNION.to_string(),
        reason: "Ghi hai lần".into(),
    };
    let receipt = receipt!(office.retract_workshop(retract.clone()));
    let list = |state: WorkshopState| ListWorkshopsRequest {
        unit_id: UNION.to_string(),
        read_at: after(&receipt),
        state: state.into(),
        review_id: review.clone(),
        ..Default::default()
    };
    let listed = office.list_workshops(list(WorkshopState::Retracted)).await.unwrap();
    let [known] = &listed.into_inner().workshops[..] else { panic!("one was retracted") };
    assert_eq!((&*known.workshop_id, &*known.reason), (&*id, "Ghi hai lần"));
    let listed = office.list_workshops(list(WorkshopState::Recorded)).await.unwrap();
    assert_eq!(listed.into_inner().workshops, []);
    let etag = receipt.etag.clone();
    let again = RetractWorkshopRequest { etag, request_id: fresh(), ..retract };
    let refused = office.retract_workshop(again).await;
    assert_eq!(refusal(refused), (Code::FailedPrecondition, "STATE_NOT_ALLOWED".into()));
}

#[tokio::test]
async fn a_workshop_that_must_not_come_in_is_refused() {
    let world = World::regulated().await;
    let good = record(content(&world, 45, "").await);
    let said = good.content.clone().unwrap();
    let mut office = world.workshops(OFFICE).await;
    let with = |content: WorkshopContent| RecordWorkshopRequest {
        request_id: fresh(),
        content: Some(content),
        ..good.clone()
    };
    let foreign = Some(world.keeps(REQUESTER, DEPARTMENT).await);
    let invalid = (Code::InvalidArgument, "FIELD_INVALID");
    for (content, refused_as) in [
        (WorkshopContent { participants: 0, ..said.clone() }, invalid),
        (WorkshopContent { held_on: "2026-11-25".into(), ..said.clone() }, invalid),
        (WorkshopContent { kind: 0, ..said.clone() }, invalid),
        (WorkshopContent { minutes: None, ..said.clone() }, invalid),
        (
            WorkshopContent { review_id: fresh(), ..said.clone() },
            (Code::NotFound, "REVIEW_NOT_FOUND"),
        ),
        (
            WorkshopContent { minutes: foreign, ..said.clone() },
            (Code::NotFound, "EVIDENCE_NOT_FOUND"),
        ),
    ] {
        let refused = refusal(office.record_workshop(with(content)).await);
        assert_eq!(refused, (refused_as.0, refused_as.1.to_owned()));
    }
    receipt!(office.record_workshop(good.clone()));
    let refused = office.record_workshop(with(said)).await;
    assert_eq!(refusal(refused), (Code::AlreadyExists, "WORKSHOP_ALREADY_RECORDED".into()));
    let by_requester = world.workshops(REQUESTER).await.record_workshop(good).await;
    assert_eq!(refusal(by_requester), (Code::PermissionDenied, "NO_PERMISSION".into()));
}
