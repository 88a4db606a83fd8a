//! Services are known by what they sign themselves, and may do what services may do, and no more.

use chassis::caller::Kind;
use chassis::clock::Clock;
use chassis::grpc::Services;
use chassis::ledger_service::LedgerService;
use chassis::token::Refused;
use contracts::ledger::v1::GetHeadRequest;
use contracts::ledger::v1::ledger_service_client::LedgerServiceClient;
use contracts::projection::v1::progress_service_client::ProgressServiceClient;
use contracts::projection::v1::progress_service_server::ProgressServiceServer;
use serde_json::{Value, json};
use tonic::Code;

use crate::commands::ledger;
use crate::issuer::{Issuer, sign_with};
use crate::probe::{Probe, asking, by_name, watching};
use crate::world::{DOMAIN, World, reason};

fn claims(now: i64) -> Value {
    json!({ "iss": "projection", "sub": "projection", "aud": "probe", "iat": now, "exp": now + 120 })
}

/// A token as projection makes it, but for the changes.
fn token(
    issuer: &Issuer,
    signer: &str,
    header: impl FnOnce(&mut Value),
    change: impl FnOnce(&mut Value),
) -> String {
    let (mut head, mut claims) =
        (issuer.header_of(signer), claims(Clock::system().now().timestamp()));
    header(&mut head);
    change(&mut claims);
    sign_with(&issuer.key_of(signer), &head, &claims)
}

#[tokio::test]
async fn a_service_is_whom_its_key_belongs_to_and_only_where_it_is_meant_to_be() {
    let issuer = Issuer::new();
    for service in ["projection", "awards"] {
        issuer.enrol(service);
    }
    let verifier = issuer.verifier(Clock::system()).await;
    let good = verifier.verify(&token(&issuer, "projection", |_| {}, |_| {})).await.unwrap();
    assert_eq!((good.kind, good.claims.sub.as_str()), (Kind::Service, "service:projection"));
    assert!(good.claims.unit.is_nil());

    let claimed = |name: &'static str, value: Value| {
        token(&issuer, "projection", |_| {}, |claims| claims[name] = value)
    };
    let now = Clock::system().now().timestamp();
    let bad = [
        ("another service's name", token(&issuer, "awards", |_| {}, |_| {})),
        ("another's name as its own", claimed("sub", json!("awards"))),
        ("a person's name", claimed("sub", json!("service:projection"))),
        ("for another service", claimed("aud", json!("membership"))),
        ("for persons' use", claimed("aud", json!("hoitu"))),
        ("good for too long", claimed("exp", json!(now + 301))),
        ("not yet valid", claimed("iat", json!(now + 90))),
        ("no beginning", claimed("iat", Value::Null)),
        (
            "as a person's token",
            token(&issuer, "projection", |header| header["typ"] = json!("at+jwt"), |_| {}),
        ),
        (
            "another's kid",
            token(
                &issuer,
                "projection",
                |header| header["kid"] = issuer.header_of("awards")["kid"].clone(),
                |_| {},
            ),
        ),
        (
            "the issuer's kid",
            token(&issuer, "projection", |header| header["kid"] = json!(issuer.kid()), |_| {}),
        ),
    ];
    for (what, token) in bad {
        assert_eq!(verifier.verify(&token).await, Err(Refused::Invalid), "{what}");
    }
    let late = token(
        &issuer,
        "projection",
        |_| {},
        |claims| {
            claims["iat"] = json!(now - 200);
            claims["exp"] = json!(now - 80);
        },
    );
    assert_eq!(verifier.verify(&late).await, Err(Refused::Expired));
}

#[tokio::test]
async fn the_issuer_cannot_make_a_service_and_no_service_a_person() {
    let issuer = Issuer::new();
    issuer.enrol("projection");
    let verifier = issuer.verifier(Clock::system()).await;
    let now = Clock::system().now();
    let mut header = issuer.header();
    header["typ"] = json!("service+jwt");
    let by_issuer = issuer.sign(&header, &claims(now.timestamp()));
    assert_eq!(verifier.verify(&by_issuer).await, Err(Refused::Invalid));

    let mut header = issuer.header_of("projection");
    header["typ"] = json!("at+jwt");
    let person = crate::issuer::claims(now);
    let by_service = sign_with(&issuer.key_of("projection"), &header, &person);
    assert_eq!(verifier.verify(&by_service).await, Err(Refused::Invalid));
}

#[tokio::test]
async fn services_read_ledgers_and_do_nothing_that_is_for_persons() {
    let (_database, ledger) = ledger().await;
    let services = Services::new(by_name())
        .with(LedgerService::server(ledger, DOMAIN, by_name()))
        .with(ProgressServiceServer::new(Probe::default()));
    let world = World::serve(services).await;
    world.issuer.enrol("projection");
    let token = token(&world.issuer, "projection", |_| {}, |_| {});
    let mut ledgers = LedgerServiceClient::new(world.with_token(&token).await);
    let head = ledgers.get_head(GetHeadRequest {}).await;
    assert_eq!(head.unwrap().into_inner().position, 0);

    let mut progress = ProgressServiceClient::new(world.with_token(&token).await);
    for status in [
        progress.get_progress(asking("panic")).await.unwrap_err(),
        progress.watch(watching("panic")).await.unwrap_err(),
    ] {
        assert_eq!(
            (status.code(), reason(&status).as_str()),
            (Code::PermissionDenied, "NO_PERMISSION")
        );
    }
    let mut person = LedgerServiceClient::new(world.authorised().await);
    assert!(person.get_head(GetHeadRequest {}).await.is_ok(), "auditors read ledgers too");
}
