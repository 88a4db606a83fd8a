//! A receiver ends while a report is on its way: whoever followed it acts in its place, and nobody else.

use contracts::access::v1::Kind;
use contracts::ledger::v1::ReadAt;
use contracts::membership::v1::{Role, UnitKind};
use contracts::reporting::v1::{
    GetUnitReportRequest, ListPeriodsRequest, RevokeApprovalRequest, UnitReportState,
};
use neighbours::Holder;
use tonic::Code;
use uuid::Uuid;

use crate::periods::{DISTRICT, GOING};
use crate::receipt;
use crate::regimes::PROPAGANDA;
use crate::report_samples::*;
use crate::samples::{PLAN, request};
use crate::world::{World, refusal};

/// Was made of the receiver, and made into the last one.
const MADE_OF_IT: Uuid = Uuid::from_u128(0x0198_f3c2_0000_7000_8000_0000_0000_00d1);
const LAST: Uuid = Uuid::from_u128(0x0198_f3c2_0000_7000_8000_0000_0000_00d2);
const HEIR: Holder<'_> = Holder { person: "nguoi-mau-17", unit: LAST, capacity: "chuyên viên" };
const STRANGER: Holder<'_> =
    Holder { person: "nguoi-mau-18", unit: GOING, capacity: "chuyên viên" };

impl World {
    /// Returns when reporting knows what membership has said.
    async fn has_heard(&self, token: &str) {
        let at_least_tokens = vec![token.to_owned()];
        let ask = ListPeriodsRequest {
            plan_id: PLAN.to_string(),
            read_at: Some(ReadAt { at_least_tokens, ..ReadAt::default() }),
            ..ListPeriodsRequest::default()
        };
        self.periods().await.list_periods(ask).await.unwrap();
    }
}

#[tokio::test]
async fn who_followed_a_receiver_goes_on_with_its_review() {
    let world = World::new().await;
    world.reporting().await;
    for holder in [HEIR, STRANGER] {
        world.membership.grants(holder, Role::Monitor, (Kind::Province, "")).await;
    }
    world.is_now("2026-06-16T03:00:00Z");
    let handed_in = world.handed_in(20).await;
    let mut monitor = world.reports(MONITOR).await;
    let begun = receipt!(monitor.begin_review(begin_review(&handed_in.etag, request(30))));
    let (mut heir, mut stranger) = (world.reports(HEIR).await, world.reports(STRANGER).await);
    let not_receiver = (Code::PermissionDenied, "NOT_RECEIVER".to_owned());
    let approve = approve_report(&begun.etag, request(31));
    assert_eq!(refusal(heir.approve_report(approve.clone()).await), not_receiver);

    for unit in [MADE_OF_IT, LAST] {
        world.unit(unit, UnitKind::PartyBoard).await;
    }
    world.unit_is_followed(PROPAGANDA, MADE_OF_IT, "2026-06-16").await;
    let heard = world.unit_is_followed(MADE_OF_IT, LAST, "2026-06-18").await;
    world.is_now("2026-06-17T03:00:00Z");
    world.has_heard(&heard).await;
    let early = heir.approve_report(approve.clone()).await;
    assert_eq!(refusal(early), not_receiver, "it follows only tomorrow");

    world.is_now("2026-06-18T03:00:00Z");
    assert_eq!(refusal(stranger.approve_report(approve.clone()).await), not_receiver);
    let approved = receipt!(heir.approve_report(approve));
    let revoke = RevokeApprovalRequest {
        reason: "nhầm".into(),
        ..revoke_approval(&approved.etag, request(32))
    };
    assert_eq!(refusal(stranger.revoke_approval(revoke.clone()).await), not_receiver);
    let revoked = receipt!(heir.revoke_approval(revoke));
    let returned =
        receipt!(heir.return_report(give_back(&revoked.etag, request(33), "2026-06-20")));
    let read_at =
        Some(ReadAt { at_least_tokens: vec![returned.token.clone()], ..ReadAt::default() });
    let ask = GetUnitReportRequest { read_at, ..get_report(DISTRICT) };
    let report = heir.get_unit_report(ask).await.unwrap().into_inner().report.unwrap();
    assert_eq!((report.state(), &report.etag), (UnitReportState::Returned, &returned.etag));
    let route: Vec<_> = report.receivers.iter().map(|it| &*it.unit_id).collect();
    assert_eq!(route[0], PROPAGANDA.to_string(), "the route stays as it was frozen");
}
