//! How many members associations declare.

use contracts::ledger::v1::CommandReceipt;
use contracts::membership::v1 as wire;
use tonic::Code;
use wire::headcount_service_client::HeadcountServiceClient;

use crate::battery::{creating, thoroughly};
use crate::founding::evidence;
use crate::world::{World, fresh, on, refusal};

fn figures(members: i64) -> Option<wire::Headcount> {
    let (intellectuals, women) = (Some(members - 6), Some(members / 3));
    Some(wire::Headcount { members, intellectuals, women, under_35: None })
}

fn declaration(association: &str, counted_on: &str) -> wire::DeclareHeadcountRequest {
    wire::DeclareHeadcountRequest {
        association_id: association.into(),
        request_id: fresh(),
        validate_only: false,
        declaration_id: fresh(),
        counted_on: counted_on.into(),
        declared_on: "2023-01-15".into(),
        headcount: figures(405),
        evidence: evidence(),
    }
}

impl World {
    async fn declared(
        &self,
        id: &str,
        day: &str,
        after: &CommandReceipt,
    ) -> wire::ListHeadcountDeclarationsResponse {
        let request = wire::ListHeadcountDeclarationsRequest {
            association_id: id.into(),
            read_at: on(day, after),
            ..Default::default()
        };
        let mut client = HeadcountServiceClient::new(self.channel());
        client.list_headcount_declarations(request).await.unwrap().into_inner()
    }
}

#[tokio::test]
async fn a_headcount_is_declared_and_corrected() {
    let world = World::start().await;
    let territory = world.territory().await;
    let (id, _) = world.registered(&territory, "Hội Khuyến học", "Khuyến học").await;
    let first = declaration(&id, "2022-12-31");
    let wrong = first.declaration_id.clone();
    let receipt = creating!(world, declaration_id, DeclareHeadcountRequest { ..first.clone() });
    let right = fresh();
    let receipt = thoroughly!(
        world,
        receipt.etag,
        CorrectHeadcountRequest {
            association_id: id.clone(),
            declaration_id: right.clone(),
            supersedes_declaration_id: wrong.clone(),
            declared_on: "2023-02-01".into(),
            headcount: figures(500),
            evidence: evidence(),
            reason: "Thiếu chi hội trường học".into(),
        }
    );

    let answer = world.declared(&id, "2023-06-01", &receipt).await;
    assert_eq!(answer.etag, receipt.etag);
    let [latest, replaced] = answer.headcount_declarations.as_slice() else { panic!("{answer:?}") };
    assert_eq!(latest.declaration_id, right);
    assert_eq!(latest.counted_on, "2022-12-31", "for the same day");
    assert_eq!(latest.headcount, figures(500));
    assert_eq!(latest.supersedes_declaration_id, wrong);
    assert_eq!(latest.correction_reason, "Thiếu chi hội trường học");
    assert_eq!(latest.superseded_by_declaration_id, "");
    assert_eq!(replaced.declaration_id, wrong);
    assert_eq!(replaced.superseded_by_declaration_id, right);
    assert_eq!(replaced.headcount, figures(405));
    assert_eq!(world.declared(&id, "2022-12-30", &receipt).await.headcount_declarations, []);
}

#[tokio::test]
async fn a_headcount_is_refused_where_it_cannot_be() {
    let world = World::start().await;
    let territory = world.territory().await;
    let (id, _) = world.registered(&territory, "Hội Khuyến học", "Khuyến học").await;
    let (other, _) = world.registered(&territory, "Hội Tin học", "Tin học").await;
    let first = declaration(&id, "2022-12-31");
    world.done(first.clone()).await;

    let same_day = declaration(&id, "2022-12-31");
    let reason = world.refused(same_day).await;
    assert_eq!(reason, (Code::AlreadyExists, "ALREADY_DECLARED_FOR_DAY".into()));
    let too_early = declaration(&id, "2015-12-31");
    let reason = world.refused(too_early).await;
    assert_eq!(reason, (Code::FailedPrecondition, "ASSOCIATION_NOT_OPERATING".into()));
    let same_id = wire::DeclareHeadcountRequest {
        declaration_id: first.declaration_id.clone(),
        ..declaration(&other, "2022-12-31")
    };
    let reason = world.refused(same_id).await;
    assert_eq!(reason, (Code::AlreadyExists, "DECLARATION_ALREADY_EXISTS".into()));
    let before = declaration(&id, "2023-01-16");
    let reason = world.refused(before).await;
    assert_eq!(reason, (Code::InvalidArgument, "DECLARED_TOO_EARLY".into()));

    let too_many = wire::DeclareHeadcountRequest {
        headcount: Some(wire::Headcount { members: 10, women: Some(11), ..Default::default() }),
        ..declaration(&id, "2022-11-30")
    };
    let status = world.send(too_many).await.unwrap_err();
    let (code, reason, fields) = refusal(&status);
    assert_eq!((code, reason.as_str()), (Code::InvalidArgument, "PART_EXCEEDS_WHOLE"));
    assert_eq!(fields, ["headcount.women"]);
}
