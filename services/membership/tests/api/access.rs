//! Rights are given, delegated and taken; what they allow, and why, is told at once.

use contracts::access::v1::Kind;
use contracts::ledger::v1::ReadAt;
use contracts::membership::v1 as wire;
use tonic::{Code, Request};
use wire::access_service_client::AccessServiceClient;
use wire::{Role, Standing, Verdict};

use crate::world::{World, fresh, on, refusal};

const TODAY: &str = "2026-11-24";
/// Whose token the world sends.
const ME: &str = "officer";
const ROUND: &str = "00000000-0000-0000-0000-0000000000a1";

fn decision(issuer: &str) -> Option<wire::DecisionRef> {
    Some(wire::DecisionRef {
        number_symbol: "1-QĐ/TU".to_owned(),
        issued_on: "2026-01-01".to_owned(),
        issuer_unit_id: issuer.to_owned(),
    })
}

fn scope(kind: Kind, id: &str) -> Option<wire::Scope> {
    Some(wire::Scope { kind: kind.into(), id: id.to_owned() })
}

fn right(unit: &str, role: Role, scope: Option<wire::Scope>) -> Option<wire::Right> {
    Some(wire::Right {
        unit_id: unit.to_owned(),
        capacity: "chuyên viên".to_owned(),
        role: role.into(),
        scope,
        first_day: "2026-02-01".to_owned(),
        last_day: String::new(),
    })
}

fn grant(person: &str, right: Option<wire::Right>) -> wire::GrantRightRequest {
    let issuer = right.as_ref().unwrap().unit_id.clone();
    wire::GrantRightRequest {
        grant_id: fresh(),
        request_id: fresh(),
        validate_only: false,
        person: person.to_owned(),
        right,
        decision_ref: decision(&issuer),
    }
}

/// A unit with this parent, from 2026 on.
async fn unit(world: &World, code: &str, parent: &str) -> String {
    let unit_id = fresh();
    let request = wire::EstablishUnitRequest {
        unit_id: unit_id.clone(),
        request_id: fresh(),
        code: code.to_owned(),
        kind: wire::UnitKind::Department.into(),
        full_name: format!("Đơn vị {code}"),
        parent_unit_id: parent.to_owned(),
        occurred_on: "2026-01-01".to_owned(),
        ..wire::EstablishUnitRequest::default()
    };
    world.done(request).await;
    unit_id
}

async fn check(
    world: &World,
    person: &str,
    unit: &str,
    read_at: Option<ReadAt>,
) -> wire::CheckAccessResponse {
    let request = wire::CheckAccessRequest {
        read_at,
        person: person.to_owned(),
        rpc: "hoitu.membership.v1.UnitService/RenameUnit".to_owned(),
        resource: scope(Kind::Unit, unit),
    };
    let mut client = AccessServiceClient::new(world.administrator());
    client.check_access(Request::new(request)).await.unwrap().into_inner()
}

#[tokio::test]
async fn a_right_allows_from_its_first_day_within_its_scope() {
    let world = World::start().await;
    let parent = unit(&world, "SNV", "").await;
    let (child, other) = (unit(&world, "SNV.1", &parent).await, unit(&world, "KHAC", "").await);
    let registry = right(&parent, Role::RegistryOfficer, scope(Kind::Unit, &parent));
    let receipt = world.done(grant("sub-1", registry)).await;

    let allowed = check(&world, "sub-1", &child, on(TODAY, &receipt)).await;
    assert!(allowed.allowed);
    let verdict = &allowed.verdicts[0];
    assert_eq!(verdict.verdict(), Verdict::Allows);
    assert_eq!(verdict.policies, ["registry-keeps-the-directory"]);
    assert_eq!(verdict.grant.as_ref().unwrap().etag, receipt.etag);

    let outside = check(&world, "sub-1", &other, on(TODAY, &receipt)).await;
    assert!(!outside.allowed);
    assert_eq!(outside.verdicts[0].verdict(), Verdict::OutOfScope);
    let before = check(&world, "sub-1", &child, on("2026-01-31", &receipt)).await;
    assert!(!before.allowed);
    let grant = before.verdicts[0].grant.as_ref().unwrap();
    assert_eq!(grant.standing(), Standing::NotYet);
    let stranger = check(&world, "sub-2", &child, on(TODAY, &receipt)).await;
    assert_eq!((stranger.allowed, stranger.verdicts.len()), (false, 0));
}

#[tokio::test]
async fn a_revoked_right_and_what_was_delegated_from_it_end_together() {
    let world = World::start().await;
    let unit_id = unit(&world, "SNV", "").await;
    let registry = || right(&unit_id, Role::RegistryOfficer, scope(Kind::Unit, &unit_id));
    let granted = grant(ME, registry());
    let source_grant_id = granted.grant_id.clone();
    let receipt = world.done(granted).await;
    let delegate = wire::DelegateRightRequest {
        grant_id: fresh(),
        request_id: fresh(),
        validate_only: false,
        person: "sub-2".to_owned(),
        source_grant_id: source_grant_id.clone(),
        right: registry(),
        decision_ref: decision(&unit_id),
    };
    let delegated = world.done(delegate).await;
    assert!(check(&world, "sub-2", &unit_id, on(TODAY, &delegated)).await.allowed);

    let revoke = wire::RevokeRightRequest {
        grant_id: source_grant_id,
        etag: receipt.etag,
        request_id: fresh(),
        validate_only: false,
        person: ME.to_owned(),
        occurred_on: "2026-06-01".to_owned(),
        decision_ref: decision(&unit_id),
    };
    let revoked = world.done(revoke).await;
    for (person, standing) in [(ME, Standing::Revoked), ("sub-2", Standing::SourceEnded)] {
        assert!(check(&world, person, &unit_id, on("2026-05-31", &revoked)).await.allowed);
        let after = check(&world, person, &unit_id, on("2026-06-01", &revoked)).await;
        let grants = after.verdicts.iter().map(|it| it.grant.as_ref().unwrap());
        let of_unit = |grant: &&wire::Grant| grant.right.as_ref().unwrap().unit_id == unit_id;
        let standings: Vec<_> = grants.filter(of_unit).map(wire::Grant::standing).collect();
        assert_eq!(standings, [standing], "{person}");
    }
}

#[tokio::test]
async fn who_delegated_a_right_ends_that_from_today_and_nobody_else_does() {
    let world = World::start().await;
    let unit_id = unit(&world, "SNV", "").await;
    let registry = || right(&unit_id, Role::RegistryOfficer, scope(Kind::Unit, &unit_id));
    let granted = grant(ME, registry());
    let source_grant_id = granted.grant_id.clone();
    world.done(granted).await;
    world.grant("colleague", Role::Monitor, Kind::Province, "").await;
    let delegate = wire::DelegateRightRequest {
        grant_id: fresh(),
        person: "sub-2".to_owned(),
        source_grant_id,
        right: registry(),
        request_id: fresh(),
        validate_only: false,
        decision_ref: decision(&unit_id),
    };
    let grant_id = delegate.grant_id.clone();
    world.done(delegate).await;
    // The receiver's rights have gone on meanwhile: no etag is in the way.
    world.grant("sub-2", Role::Monitor, Kind::Province, "").await;

    let withdraw = |on: &str| wire::WithdrawDelegationRequest {
        grant_id: grant_id.clone(),
        request_id: fresh(),
        validate_only: false,
        person: "sub-2".to_owned(),
        occurred_on: on.to_owned(),
        decision_ref: decision(&unit_id),
    };
    for stranger in ["colleague", "sub-2"] {
        let status = world.send_as(stranger, withdraw(TODAY)).await.unwrap_err();
        let (code, reason, _) = refusal(&status);
        let expected = match stranger {
            "sub-2" => (Code::PermissionDenied, "NO_PERMISSION"),
            _ => (Code::NotFound, "GRANT_NOT_FOUND"),
        };
        assert_eq!((code, &*reason), expected, "{stranger}");
    }
    let yesterday = world.refused(withdraw("2026-11-23")).await;
    assert_eq!(yesterday, (Code::FailedPrecondition, "WITHDRAWN_AFTERWARDS".into()));
    let dry = wire::WithdrawDelegationRequest { validate_only: true, ..withdraw(TODAY) };
    let planned = world.done(dry).await;
    assert_eq!((planned.token.as_str(), planned.events.len()), ("", 1));

    let request = withdraw(TODAY);
    let withdrawn = world.done(request.clone()).await;
    assert_eq!(withdrawn.events[0].event_type, "RightRevoked");
    assert!(world.done(request).await.repeated_request);
    assert!(check(&world, "sub-2", &unit_id, on("2026-11-23", &withdrawn)).await.allowed);
    assert!(!check(&world, "sub-2", &unit_id, on(TODAY, &withdrawn)).await.allowed);
    let again = world.refused(withdraw(TODAY)).await;
    assert_eq!(again, (Code::FailedPrecondition, "RIGHT_OVER".into()));
}

#[tokio::test]
async fn nobody_is_given_or_delegated_both_the_keeping_and_the_erasing_of_persons() {
    let world = World::start().await;
    let union_id = unit(&world, "LHH", "").await;
    let admin = || right(&union_id, Role::UnionAdmin, scope(Kind::Unit, &union_id));
    let protector = || right(&union_id, Role::DataProtectionOfficer, scope(Kind::Province, ""));
    let apart = (Code::FailedPrecondition, "DUTIES_NOT_SEPARATE".to_owned());
    world.done(grant("keeper", admin())).await;
    assert_eq!(world.refused(grant("keeper", protector())).await, apart);
    world.done(grant("eraser", protector())).await;
    assert_eq!(world.refused(grant("eraser", admin())).await, apart);

    let source = grant(ME, admin());
    let source_grant_id = source.grant_id.clone();
    world.done(source).await;
    let delegate = wire::DelegateRightRequest {
        grant_id: fresh(),
        request_id: fresh(),
        validate_only: false,
        person: "eraser".to_owned(),
        source_grant_id,
        right: admin(),
        decision_ref: decision(&union_id),
    };
    assert_eq!(world.refused(delegate).await, apart);
}

#[tokio::test]
async fn nobody_delegates_what_they_do_not_have() {
    let world = World::start().await;
    let unit_id = unit(&world, "SNV", "").await;
    let granted = grant("sub-3", right(&unit_id, Role::UnitHead, scope(Kind::Unit, &unit_id)));
    let of_another = wire::DelegateRightRequest {
        grant_id: fresh(),
        request_id: fresh(),
        validate_only: false,
        person: "sub-2".to_owned(),
        source_grant_id: granted.grant_id.clone(),
        right: granted.right.clone(),
        decision_ref: decision(&unit_id),
    };
    world.done(granted).await;
    let to_oneself = wire::DelegateRightRequest {
        request_id: fresh(),
        person: ME.to_owned(),
        ..of_another.clone()
    };
    assert_eq!(world.refused(of_another).await, (Code::NotFound, "GRANT_NOT_FOUND".into()));
    assert_eq!(world.refused(to_oneself).await, (Code::PermissionDenied, "NO_PERMISSION".into()));
}

#[tokio::test]
async fn grants_that_make_no_sense_are_refused() {
    let world = World::start().await;
    let unit_id = unit(&world, "LHH", "").await;
    let round = || scope(Kind::Round, ROUND);
    let judge = grant("sub-1", right(&unit_id, Role::Judge, round()));
    world.done(judge.clone()).await;

    let secretary = grant("sub-1", right(&unit_id, Role::ContestSecretary, round()));
    let refused = world.refused(secretary).await;
    assert_eq!(refused, (Code::FailedPrecondition, "DUTIES_NOT_SEPARATE".into()));
    let same_id =
        wire::GrantRightRequest { request_id: fresh(), person: "sub-9".to_owned(), ..judge };
    let refused = world.refused(same_id).await;
    assert_eq!(refused, (Code::AlreadyExists, "GRANT_ALREADY_EXISTS".into()));
    let everywhere = grant("sub-1", right(&unit_id, Role::Judge, scope(Kind::Province, "")));
    let refused = world.refused(everywhere).await;
    assert_eq!(refused, (Code::InvalidArgument, "SCOPE_NOT_OF_ROLE".into()));

    let nobody = grant("hai từ", right(&unit_id, Role::Judge, scope(Kind::Person, "x")));
    let status = world.send(nobody).await.unwrap_err();
    let (code, _, fields) = refusal(&status);
    assert_eq!(code, Code::InvalidArgument);
    assert_eq!(fields, ["person", "right.scope.kind"]);
}

#[tokio::test]
async fn grants_and_holders_are_listed_page_by_page_as_of_the_first() {
    let world = World::start().await;
    let unit_id = unit(&world, "LHH", "").await;
    for person in ["sub-2", "sub-1", "sub-3"] {
        let monitor = right(&unit_id, Role::Monitor, scope(Kind::Province, ""));
        world.done(grant(person, monitor)).await;
    }
    let judge = grant("sub-0", right(&unit_id, Role::Judge, scope(Kind::Round, ROUND)));
    let read_at = on(TODAY, &world.done(judge).await);

    let mut client = AccessServiceClient::new(world.administrator());
    let mut request = wire::ListHoldersRequest {
        read_at,
        page_size: 2,
        rpc: "hoitu.reporting.v1.PlanService/CloseReview".to_owned(),
        ..wire::ListHoldersRequest::default()
    };
    let first = client.list_holders(request.clone()).await.unwrap().into_inner();
    let late = grant("sub-11", right(&unit_id, Role::Monitor, scope(Kind::Province, "")));
    let late = world.done(late).await;
    request.page_token = first.next_page_token;
    let second = client.list_holders(request).await.unwrap().into_inner();
    let names = |grants: &[wire::Grant]| -> Vec<String> {
        grants.iter().map(|grant| grant.person.clone()).collect()
    };
    assert_eq!(names(&first.grants), ["sub-1", "sub-2"]);
    assert_eq!((names(&second.grants), &*second.next_page_token), (vec!["sub-3".to_owned()], ""));

    let request = wire::ListGrantsRequest {
        read_at: on(TODAY, &late),
        role: Role::Monitor.into(),
        ..wire::ListGrantsRequest::default()
    };
    let all = client.list_grants(request).await.unwrap().into_inner();
    assert_eq!(names(&all.grants), ["sub-1", "sub-11", "sub-2", "sub-3"]);
    let request = wire::ListGrantsRequest {
        read_at: on(TODAY, &late),
        person: "sub-0".to_owned(),
        ..wire::ListGrantsRequest::default()
    };
    let one = client.list_grants(request).await.unwrap().into_inner();
    assert_eq!(names(&one.grants), ["sub-0"]);
}

#[tokio::test]
async fn only_rpcs_that_exist_are_asked_about() {
    let world = World::start().await;
    let request = wire::CheckAccessRequest {
        person: "sub-1".to_owned(),
        rpc: "hoitu.membership.v1.UnitService/PaintUnit".to_owned(),
        ..wire::CheckAccessRequest::default()
    };
    let mut client = AccessServiceClient::new(world.administrator());
    let status = client.check_access(request).await.unwrap_err();
    let (code, reason, fields) = refusal(&status);
    assert_eq!(
        (code, &*reason, fields),
        (Code::InvalidArgument, "FIELD_INVALID", vec!["rpc".to_owned()])
    );
}
