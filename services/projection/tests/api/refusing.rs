//! Bad questions, and questions about what is not there: each is refused with its reason.

use contracts::ledger::v1::ReadAt;
use contracts::projection::v1::{self as wire, ExplainRequest, GetProgressRequest};
use tonic::{Code, Request};
use tonic_types::StatusExt as _;

use crate::published::id;
use crate::world::{World, eventually, refusal};

fn period(window: wire::period::Window) -> Option<wire::Period> {
    Some(wire::Period { window: Some(window) })
}

fn moment(read_at: ReadAt) -> GetProgressRequest {
    GetProgressRequest { read_at: Some(read_at), ..GetProgressRequest::default() }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_rpc_refuses_bad_input() {
    World::start().await.refuses_bad_input().await;
}

#[tokio::test]
async fn malformed_fields_are_named() {
    let world = World::start().await;
    let dates = |from: &str, to: &str| {
        period(wire::period::Window::Dates(wire::DateRange { from: from.into(), to: to.into() }))
    };
    let half = |half| period(wire::period::Window::HalfYear(wire::HalfYear { year: 2022, half }));
    let none = GetProgressRequest::default;
    let cases = [
        (GetProgressRequest { plan_id: "7".into(), ..none() }, "plan_id"),
        (GetProgressRequest { unit_id: "7".into(), ..none() }, "unit_id"),
        (moment(ReadAt { as_of: "hôm qua".into(), ..ReadAt::default() }), "read_at.as_of"),
        (moment(ReadAt { as_of: "3000-01-01".into(), ..ReadAt::default() }), "read_at.as_of"),
        (moment(ReadAt { structure_on: "x".into(), ..ReadAt::default() }), "read_at.structure_on"),
        (
            moment(ReadAt { at_least_tokens: vec!["membership".into()], ..ReadAt::default() }),
            "read_at.at_least_tokens[0]",
        ),
        (
            GetProgressRequest { period: Some(wire::Period { window: None }), ..none() },
            "period.window",
        ),
        (GetProgressRequest { period: half(3), ..none() }, "period.half_year.half"),
        (
            GetProgressRequest { period: period(wire::period::Window::CalendarYear(0)), ..none() },
            "period.calendar_year",
        ),
        (GetProgressRequest { period: dates("x", "2022-01-01"), ..none() }, "period.dates.from"),
        (
            GetProgressRequest { period: dates("2022-01-02", "2022-01-01"), ..none() },
            "period.dates.to",
        ),
        (GetProgressRequest { item_codes: vec!["II.4.b\u{7}".into()], ..none() }, "item_codes[0]"),
    ];
    let mut client = world.progress().await;
    for (request, field) in cases {
        let status = client.get_progress(request.clone()).await.unwrap_err();
        let (code, reason, fields) = refusal(&status);
        assert_eq!(
            (code, reason.as_str()),
            (Code::InvalidArgument, "FIELD_INVALID"),
            "{request:?}"
        );
        assert_eq!(fields, [field], "{request:?}");
    }
    let status = client.explain(ExplainRequest::default()).await.unwrap_err();
    assert_eq!(refusal(&status).2, ["indicator_code"]);
}

#[tokio::test]
async fn what_is_not_there_is_not_found() {
    let world = World::start().await;
    let mut client = world.progress().await;
    let status = client.get_progress(GetProgressRequest::default()).await.unwrap_err();
    assert_eq!(refusal(&status).0, Code::NotFound);
    let missing = status.get_error_details().resource_info().cloned().unwrap();
    assert_eq!(missing.resource_type, "plan_in_force");

    let tokens = world.with_a_plan().await;
    world.ask(&tokens, GetProgressRequest::default()).await;
    let none = GetProgressRequest::default;
    for request in [
        GetProgressRequest { plan_id: id(9), ..none() },
        GetProgressRequest { unit_id: id(9), ..none() },
        GetProgressRequest { item_codes: vec!["II.9".into()], ..none() },
        moment(ReadAt { as_of: "2021-06-10".into(), ..ReadAt::default() }),
    ] {
        let status = client.get_progress(request.clone()).await.unwrap_err();
        let (code, reason, _) = refusal(&status);
        assert_eq!((code, reason.as_str()), (Code::NotFound, "NO_SUCH_RESOURCE"), "{request:?}");
    }
    let explained = |code: &str, identifier: &str| ExplainRequest {
        indicator_code: code.into(),
        identifier: identifier.into(),
        ..ExplainRequest::default()
    };
    for request in [explained("II.9/1", ""), explained("II.4.b/3", "another_quantity")] {
        let status = client.explain(request).await.unwrap_err();
        assert_eq!(refusal(&status).0, Code::NotFound);
    }
}

#[tokio::test]
async fn a_question_waits_for_what_its_caller_has_seen_and_no_longer_than_its_deadline() {
    let world = World::start().await;
    let tokens = world.with_a_plan().await;
    world.ask(&tokens, GetProgressRequest::default()).await;
    let far = ReadAt { at_least_tokens: vec!["membership:1000".into()], ..ReadAt::default() };
    let look = async || {
        let mut request = Request::new(moment(far.clone()));
        request.set_timeout(std::time::Duration::from_millis(800));
        let status = world.progress().await.get_progress(request).await.unwrap_err();
        // A busy machine may let the caller's own clock run out before the answer comes.
        status.get_error_details().error_info().map(|info| info.reason.clone())
    };
    let lagging = |reason: &Option<String>| reason.as_deref() == Some("PROJECTION_LAGGING");
    eventually("the lag is told", look, lagging).await;
}
