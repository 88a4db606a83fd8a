//! What must be refused, in one table, over a real connection: tokens, metadata, paths.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chassis::clock::Clock;
use chrono::TimeDelta;
use contracts::projection::v1::progress_service_client::ProgressServiceClient;
use contracts::projection::v1::{GetProgressRequest, GetProgressResponse};
use http::uri::PathAndQuery;
use serde_json::{Value, json};
use tonic::{Code, Request, Status};

use crate::issuer::{Issuer, claims, unsigned};
use crate::probe::{Probe, asking};
use crate::world::{World, health, reason};

const RPC: &str = "/hoitu.projection.v1.ProgressService/GetProgress";

/// A call that makes the handler panic if it gets there.
fn call(authorization: &[String]) -> Request<GetProgressRequest> {
    let mut request = Request::new(asking("panic"));
    for value in authorization {
        request.metadata_mut().append("authorization", value.parse().unwrap());
    }
    request
}

/// Every bad token and header, with the reason of its refusal.
fn table(issuer: &Issuer) -> Vec<(&'static str, Vec<String>, &'static str)> {
    let now = Clock::system().now();
    let good = issuer.token();
    let bearer = |token: &str| vec![format!("Bearer {token}")];
    let claimed = |name: &str, value: Value| {
        let mut claims = claims(now);
        claims[name] = value;
        bearer(&issuer.sign(&issuer.header(), &claims))
    };
    let headed = |name: &str, value: Value| {
        let mut header = issuer.header();
        header[name] = value;
        (header.clone(), bearer(&issuer.sign(&header, &claims(now))))
    };
    let none = format!("{}.", unsigned(&headed("alg", json!("none")).0, &claims(now)));
    let hs256 = unsigned(&headed("alg", json!("HS256")).0, &claims(now));
    let secret = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, &issuer.public_key());
    let tag = URL_SAFE_NO_PAD.encode(ring::hmac::sign(&secret, hs256.as_bytes()));
    let (expired, future) = (now - TimeDelta::minutes(7), now + TimeDelta::minutes(2));
    let cut = &good[..good.len() - 2];
    vec![
        ("no token", vec![], "TOKEN_MISSING"),
        ("no scheme", vec![good.clone()], "TOKEN_INVALID"),
        ("another scheme", vec![format!("Basic {good}")], "TOKEN_INVALID"),
        ("nothing after the scheme", vec!["Bearer ".to_owned()], "TOKEN_INVALID"),
        ("two spaces", vec![format!("Bearer  {good}")], "TOKEN_INVALID"),
        ("two tokens in one", vec![format!("Bearer {good},Bearer {good}")], "TOKEN_INVALID"),
        ("two headers", [bearer(&good), bearer(&good)].concat(), "TOKEN_INVALID"),
        ("a bad header first", [bearer("x"), bearer(&good)].concat(), "TOKEN_INVALID"),
        ("alg none", bearer(&none), "TOKEN_INVALID"),
        ("HS256 with the public key", bearer(&format!("{hs256}.{tag}")), "TOKEN_INVALID"),
        ("an unknown kid", headed("kid", json!("unknown")).1, "TOKEN_INVALID"),
        ("a kid that is a path", headed("kid", json!("../jwks.json")).1, "TOKEN_INVALID"),
        ("no kid", headed("kid", Value::Null).1, "TOKEN_INVALID"),
        ("no typ", headed("typ", Value::Null).1, "TOKEN_INVALID"),
        ("an ID token", headed("typ", json!("JWT")).1, "TOKEN_INVALID"),
        ("a critical extension", headed("crit", json!(["exp"])).1, "TOKEN_INVALID"),
        ("a key of its own", headed("jwk", issuer.jwks()["keys"][0].clone()).1, "(good)"),
        ("another's signature", bearer(&Issuer::new().token()), "TOKEN_INVALID"),
        ("a signature cut short", bearer(cut), "TOKEN_INVALID"),
        ("another issuer", claimed("iss", json!("another")), "TOKEN_INVALID"),
        ("another audience", claimed("aud", json!("another")), "TOKEN_INVALID"),
        ("no audience", claimed("aud", json!([])), "TOKEN_INVALID"),
        ("not yet valid", bearer(&issuer.issue(|_| {}, future)), "TOKEN_INVALID"),
        ("expired", bearer(&issuer.issue(|_| {}, expired)), "TOKEN_EXPIRED"),
        ("good for ever", claimed("exp", json!(i64::MAX)), "TOKEN_INVALID"),
        ("good for years", claimed("exp", json!(now.timestamp() + 90_000_000)), "TOKEN_INVALID"),
        ("9 KiB of claims", claimed("pad", json!("x".repeat(9 << 10))), "TOKEN_INVALID"),
    ]
}

#[tokio::test]
async fn no_bad_token_reaches_a_handler() {
    let world = World::serve(Probe::default().services()).await;
    let mut client = ProgressServiceClient::new(world.channel().await);
    for (what, authorization, expected) in table(&world.issuer) {
        let status = client.get_progress(call(&authorization)).await.unwrap_err();
        if expected == "(good)" {
            assert_eq!(
                status.code(),
                Code::Internal,
                "{what}: what a token brings is not looked at"
            );
            continue;
        }
        assert_eq!(status.code(), Code::Unauthenticated, "{what}");
        assert_eq!(reason(&status), expected, "{what}");
    }
}

#[tokio::test]
async fn headers_beyond_sixteen_kibibytes_are_not_taken_in() {
    let world = World::serve(Probe::default().services()).await;
    let mut client = ProgressServiceClient::new(world.channel().await);
    let good = [format!("Bearer {}", world.issuer.token())];
    let with = |bytes: usize| {
        let mut request = call(&good);
        *request.get_mut() = asking("who");
        request.metadata_mut().insert("x-filling", "x".repeat(bytes).parse().unwrap());
        request
    };
    assert!(client.get_progress(with(12 << 10)).await.is_ok());
    assert!(client.get_progress(with(17 << 10)).await.is_err());
    let many = (0..400).fold(with(1), |mut request, number| {
        let name = format!("x-filling-{number}");
        let name: tonic::metadata::MetadataKey<_> = name.parse().unwrap();
        request.metadata_mut().insert(name, "x".repeat(40).parse().unwrap());
        request
    });
    assert!(client.get_progress(many).await.is_err());
    assert!(client.get_progress(with(1)).await.is_ok(), "others are served");
    assert_eq!(health(world.address).await, Some(true));
}

async fn ask(world: &World, path: &str, authorization: &[String]) -> Result<(), Status> {
    let mut client = tonic::client::Grpc::new(world.channel().await);
    client.ready().await.unwrap();
    let codec = tonic_prost::ProstCodec::<GetProgressRequest, GetProgressResponse>::default();
    let path = PathAndQuery::try_from(path).unwrap();
    client.unary(call(authorization), path, codec).await.map(|_| ())
}

#[tokio::test]
async fn a_path_is_exactly_an_rpc_or_nothing() {
    let world = World::serve(Probe::default().services()).await;
    let good = [format!("Bearer {}", world.issuer.token())];
    let reached = ask(&world, RPC, &good).await.unwrap_err();
    assert_eq!(reached.code(), Code::Internal, "this one gets to the handler");
    for path in [
        format!("/{RPC}"),
        format!("{RPC}/"),
        format!("{RPC}/more"),
        RPC.to_uppercase(),
        RPC.replace("GetProgress", "%47etProgress"),
        RPC.replace("GetProgress", "./GetProgress"),
        format!("/grpc.health.v1.Health/..{RPC}"),
        format!("/grpc.health.v1.Health/Check/..{RPC}"),
        format!("/grpc.reflection.{}", &RPC[1..]),
        format!("/grpc.reflection.v1.ServerReflection{RPC}"),
        "/".to_owned(),
        "/hoitu.projection.v1.ProgressService".to_owned(),
        "/hoitu.membership.v1.UnitService/ListUnits".to_owned(),
    ] {
        let known = ask(&world, &path, &good).await.unwrap_err();
        assert_eq!(known.code(), Code::Unimplemented, "{path}");
        let unknown = ask(&world, &path, &[]).await.unwrap_err();
        let refused = [Code::Unauthenticated, Code::Unimplemented];
        assert!(refused.contains(&unknown.code()), "{path}: {unknown:?}");
    }
    let with_query = ask(&world, &format!("{RPC}?x=/grpc.health.v1.Health/"), &[]).await;
    assert_eq!(with_query.unwrap_err().code(), Code::Unauthenticated);
}
