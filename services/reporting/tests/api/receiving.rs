//! A unit that receives reports hands in its own when each of them is decided; whom the plan's watch lets off
//! owes none.

use contracts::access::v1::Kind;
use contracts::membership::v1::Role;
use contracts::reporting::v1::*;
use neighbours::Holder;
use tonic::Code;
use tonic_types::StatusExt as _;
use uuid::Uuid;

use crate::periods::{DISTRICT, GOING};
use crate::regimes::PROPAGANDA;
use crate::report_samples::*;
use crate::samples::{UNION, request};
use crate::world::{World, eventually, refusal};
use crate::{by_etag, receipt};

const fn of_board(person: &str) -> Holder<'_> {
    Holder { person, unit: PROPAGANDA, capacity: "chuyên viên" }
}

const BOARD_WRITER: Holder<'_> = of_board("nguoi-mau-21");
const BOARD_HEAD: Holder<'_> = of_board("nguoi-mau-22");

/// The same request about the report of another unit.
macro_rules! about {
    ($unit:expr, $request:expr) => {{
        let mut request = $request;
        request.unit_id = $unit.to_string();
        request
    }};
}

fn excuse(unit: Uuid, etag: &str, request_id: String) -> ExcuseReportRequest {
    let reason = "đơn vị đang sắp xếp lại".into();
    about!(unit, ExcuseReportRequest { reason, ..excuse_report(etag, request_id) })
}

impl World {
    /// The report of any unit, when it is expected.
    async fn report_of(&self, unit: Uuid) -> UnitReport {
        let look = async || {
            let answer = self.reports(MONITOR).await.get_unit_report(get_report(unit)).await;
            answer.ok().and_then(|answer| answer.into_inner().report)
        };
        eventually("the report is expected", look, Option::is_some).await.unwrap()
    }

    /// The board's own report is written, and ready to be handed in; its etag.
    async fn board_has_written(&self, n: u128) -> String {
        let board = PROPAGANDA.to_string();
        for (holder, role) in [(BOARD_WRITER, Role::UnitReporter), (BOARD_HEAD, Role::UnitHead)] {
            self.membership.grants(holder, role, (Kind::Unit, &board)).await;
        }
        let expected = self.report_of(PROPAGANDA).await;
        let mut writer = self.reports(BOARD_WRITER).await;
        let start = about!(PROPAGANDA, start_report(&expected.etag, request(n)));
        let start = async || writer.clone().start_report(start.clone()).await;
        let begun = eventually("the right is heard of", start, Result::is_ok).await;
        let begun = begun.unwrap().into_inner().receipt.unwrap();
        let text = about!(PROPAGANDA, save(&begun.etag, request(n + 1), "Đặc điểm"));
        let saved = receipt!(writer.save_section(text));
        let mut etag = saved.etag;
        for (figure, n) in
            self.report_of(PROPAGANDA).await.prefill.unwrap().figures.iter().zip(n + 2..)
        {
            if figure.value.is_none() {
                let said = CommentFigureRequest {
                    identifier: figure.identifier.clone(),
                    ..about!(PROPAGANDA, comment(&etag, request(n)))
                };
                etag = receipt!(writer.comment_figure(said)).etag;
            }
        }
        etag
    }
}

#[tokio::test]
async fn a_unit_hands_in_when_all_that_it_receives_is_decided() {
    let world = World::new().await;
    world.reporting().await;
    world.is_now("2026-06-16T03:00:00Z");
    let handed_in = world.handed_in(20).await;
    let etag = world.board_has_written(40).await;
    let head = world.reports(BOARD_HEAD).await;
    let submit = |n| about!(PROPAGANDA, submit_report(&etag, request(n)));
    let status = head.clone().submit_report(submit(60)).await.unwrap_err();
    let details = status.get_error_details();
    let told = details.error_info().unwrap().metadata.clone();
    assert_eq!((&*told["count"], told["unit_ids"].split(',').count()), ("3", 3), "{told:?}");
    let open = (Code::FailedPrecondition, "REPORTS_OPEN".to_owned());
    assert_eq!(refusal::<()>(Err(status)), open);

    let mut monitor = world.reports(MONITOR).await;
    let going = world.report_of(GOING).await;
    receipt!(monitor.excuse_report(excuse(GOING, &going.etag, request(61))));
    world.is_now("2026-06-19T03:00:00Z");
    let (head, mut monitor) = (world.reports(BOARD_HEAD).await, world.reports(MONITOR).await);
    let refused = head.clone().submit_report(submit(62)).await.unwrap_err();
    let told = refused.get_error_details().error_info().unwrap().metadata.clone();
    assert_eq!(told["count"], "1", "the district's waits to be decided: {told:?}");
    let begun = receipt!(monitor.begin_review(begin_review(&handed_in.etag, request(63))));
    receipt!(monitor.approve_report(approve_report(&begun.etag, request(64))));

    let (stream, _) = etag.rsplit_once('-').unwrap();
    let stale = format!("{stream}-99\"");
    let frozen = by_etag!(head, submit_report, stale, submit(65));
    let look = async || world.report_of(PROPAGANDA).await;
    let report = eventually("it is handed in", look, |it| it.etag == frozen.etag).await;
    assert_eq!(report.missing_unit_ids, [UNION.to_string()], "it did not come by its due day");
}

#[tokio::test]
async fn whoever_is_let_off_is_neither_late_nor_missing() {
    let world = World::new().await;
    world.reporting().await;
    world.is_now("2026-06-16T03:00:00Z");
    let expected = world.expected().await;
    let unasked = excuse(DISTRICT, &expected.etag, request(20));
    let refused = world.reports(HEAD).await.excuse_report(unasked.clone()).await;
    assert_eq!(refusal(refused).0, Code::PermissionDenied, "a unit does not let itself off");
    let own = world.report_of(PROPAGANDA).await;
    let own = excuse(PROPAGANDA, &own.etag, request(21));
    let refused = world.reports(MONITOR).await.excuse_report(own).await;
    assert_eq!(refusal(refused), (Code::PermissionDenied, "REPORT_OF_OWN_UNIT".into()));

    let stale = expected.etag.replace("-1\"", "-9\"");
    let monitor = world.reports(MONITOR).await;
    let excused = by_etag!(monitor, excuse_report, stale, unasked);
    for day in ["2026-06-16", "2026-06-30"] {
        let standing = world.district_on(day, &excused).await;
        assert_eq!(standing.state(), ExpectedReportState::Excused, "on {day}");
        assert_eq!(standing.report_state(), UnitReportState::Excused);
    }
    assert_eq!(
        world.district_on("2026-06-15", &excused).await.state(),
        ExpectedReportState::Awaited
    );
    let report = world.report("it is excused", |it| it.etag == excused.etag).await;
    assert_eq!(
        (report.state(), &*report.excuse),
        (UnitReportState::Excused, "đơn vị đang sắp xếp lại")
    );
    let mut writer = world.reports(WRITER).await;
    let late = writer.start_report(start_report(&excused.etag, request(22))).await;
    assert_eq!(refusal(late), (Code::FailedPrecondition, "STATE_NOT_ALLOWED".into()));
    assert_eq!(world.published().await.iter().filter(|it| *it == "ReportExcused").count(), 1);
}
