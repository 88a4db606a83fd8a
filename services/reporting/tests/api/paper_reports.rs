//! A period whose reports are on paper: each is entered, also twice, and somebody locks the period.

use contracts::ledger::v1::CommandReceipt;
use contracts::reporting::v1::*;
use paper_step::What;
use tonic::Code;

use crate::evidence_samples::shown;
use crate::periods::{KEY, open};
use crate::regimes::{PROPAGANDA, REGIME};
use crate::report_samples::*;
use crate::samples::{PLAN, request};
use crate::world::{World, eventually, refusal, violations};
use crate::{by_etag, receipt};

const HANDED_IN: What = What::HandedIn(PaperHandedIn {});
const APPROVED: What = What::Approved(PaperApproved {});

fn returned(due_on: &str) -> What {
    let about = Some(report_objection::About::SectionCode("I".into()));
    let objections = vec![ReportObjection { about, reason: "chưa rõ".into() }];
    What::Returned(PaperReturned { objections, due_on: due_on.into() })
}

/// Came back once and was late then; approved by both.
fn course() -> Vec<PaperStep> {
    vec![
        step("2026-06-17", HANDED_IN),
        step("2026-06-19", returned("2026-06-22")),
        step("2026-06-23", HANDED_IN),
        step("2026-06-24", APPROVED),
        step("2026-06-25", APPROVED),
    ]
}

fn lock(etag: &str, request_id: String) -> LockPeriodRequest {
    LockPeriodRequest {
        plan_id: PLAN.to_string(),
        regime_code: REGIME.into(),
        key: KEY.into(),
        etag: etag.into(),
        request_id,
        validate_only: false,
    }
}

impl World {
    /// Opened in May, and it is August now; the board keeps the document.
    async fn on_paper(&self) -> Period {
        self.offices().await;
        self.keeps(PROPAGANDA).await;
        let token = self.directory().await;
        let planned = self.planned().await;
        let open = open(&planned.etag, &token);
        let open = OpenPeriodRequest { on_paper: true, illustrative: true, ..open };
        receipt!(self.periods().await.open_period(open));
        self.is_now("2026-07-31T17:00:00Z");
        self.becomes("2026-06-19", PeriodState::Due).await
    }

    /// As soon as time has done all that it does.
    async fn locked(&self) -> CommandReceipt {
        let look = async || {
            let period = self.period_on("2026-08-01").await;
            self.periods().await.lock_period(lock(&period.etag, request(40))).await
        };
        let locked = eventually("all is due", look, Result::is_ok).await;
        locked.unwrap().into_inner().receipt.unwrap()
    }
}

#[tokio::test]
async fn a_report_on_paper_is_entered_and_locked_with_its_period() {
    let world = World::new().await;
    let period = world.on_paper().await;
    assert!(period.on_paper && period.illustrative);
    let expected = world.expected().await;
    assert!(expected.on_paper);
    let monitor = world.reports(MONITOR).await;
    let stale = expected.etag.replace("-1\"", "-9\"");
    let ask = enter(&expected.etag, request(20), course());
    let entered = by_etag!(monitor, enter_paper_report, stale, ask);
    let names: Vec<_> = entered.events.iter().map(|event| event.event_type.as_str()).collect();
    assert_eq!(
        names,
        [
            "ReportTakenFromPaper",
            "ReportStarted",
            "unit_report.section_saved",
            "ReportSubmitted",
            "ReportReturned",
            "ReportSubmitted",
            "ReportApproved",
            "ReportApproved",
        ]
    );

    let on = async |day| world.district_on(day, &entered).await;
    let (before, in_time) = (on("2026-06-16").await, on("2026-06-18").await);
    assert_eq!(before.state(), ExpectedReportState::Awaited);
    assert_eq!(
        (in_time.state(), &*in_time.submitted_on),
        (ExpectedReportState::InTime, "2026-06-17")
    );
    assert_eq!(on("2026-06-22").await.state(), ExpectedReportState::Awaited, "it came back");
    let late = on("2026-06-23").await;
    assert_eq!((late.state(), &*late.submitted_on), (ExpectedReportState::Late, "2026-06-23"));
    let report = world.report("it is entered", |it| it.etag == entered.etag).await;
    assert_eq!((report.state(), report.approved_level), (UnitReportState::Approved, 2));
    assert_eq!((report.paper.len(), &*report.sections[0].text), (1, "Đặc điểm"));
    assert_eq!(&*report.prefill.unwrap().as_of, "2026-06-14", "figures are those of the window");

    let receipt = world.locked().await;
    let locked = world.report("it is locked", |it| !it.locked_versions.is_empty()).await;
    assert_eq!(locked.locked_versions[0].locked_on, "2026-07-01");
    let standing = world.standing("2026-07-01", &receipt).await;
    let missing = standing.iter().filter(|it| it.state() == ExpectedReportState::Missing);
    assert_eq!((standing.len(), missing.count()), (4, 3), "the others handed in nothing");
}

#[tokio::test]
async fn entered_again_only_the_last_entry_holds() {
    let world = World::new().await;
    world.on_paper().await;
    let mut monitor = world.reports(MONITOR).await;
    let expected = world.expected().await;
    let first = enter(&expected.etag, request(20), course());
    let first = receipt!(monitor.enter_paper_report(first));
    let again = enter(&first.etag, request(21), vec![step("2026-06-18", HANDED_IN)]);
    let again = receipt!(monitor.enter_paper_report(again));

    let on = async |day| world.district_on(day, &again).await;
    assert_eq!(on("2026-06-17").await.state(), ExpectedReportState::Awaited);
    assert_eq!(on("2026-06-17").await.submitted_on, "");
    let standing = on("2026-06-30").await;
    assert_eq!(standing.state(), ExpectedReportState::InTime);
    assert_eq!(standing.report_state(), UnitReportState::Submitted);
}

#[tokio::test]
async fn what_is_on_paper_is_entered_and_nothing_else_is_done_with_it() {
    let world = World::new().await;
    world.on_paper().await;
    let expected = world.expected().await;
    let mut writer = world.reports(WRITER).await;
    let begun = writer.start_report(start_report(&expected.etag, request(20))).await;
    assert_eq!(refusal(begun), (Code::FailedPrecondition, "REPORT_ON_PAPER".into()));
    let mut monitor = world.reports(MONITOR).await;
    for (n, course, reason) in [
        (21, vec![], "NOTHING_HANDED_IN"),
        (22, vec![step("2026-06-17", APPROVED)], "COURSE_OUT_OF_ORDER"),
        (23, vec![step("2026-08-02", HANDED_IN)], "DAY_NOT_REACHED"),
    ] {
        let ask = enter(&expected.etag, request(n), course);
        let refused = monitor.enter_paper_report(ask).await;
        assert_eq!(refusal(refused), (Code::InvalidArgument, reason.into()));
    }
    let unknown = RecordEvidence { evidence_id: PLAN.to_string(), ..shown("REPORT") };
    let ask = enter(&expected.etag, request(25), vec![step("2026-06-17", HANDED_IN)]);
    let ask = EnterPaperReportRequest { evidence: vec![unknown], ..ask };
    let refused = refusal(monitor.enter_paper_report(ask).await);
    assert_eq!(refused, (Code::NotFound, "EVIDENCE_NOT_FOUND".into()));
    let what = PaperStep { on: "gestern".into(), what: None };
    let ask = enter(&expected.etag, request(24), vec![what]);
    let fields = violations(monitor.enter_paper_report(ask).await).into_iter();
    let fields: Vec<_> = fields.map(|(field, _)| field).collect();
    assert_eq!(fields, ["course[0].on", "course[0].what"]);
}

#[tokio::test]
async fn a_period_that_time_locks_is_locked_by_nobody_and_its_reports_are_not_entered() {
    let world = World::new().await;
    let opened = world.reporting().await;
    let mut periods = world.periods().await;
    let refused = periods.lock_period(lock(&opened.etag, request(20))).await;
    assert_eq!(refusal(refused), (Code::FailedPrecondition, "LOCKS_BY_ITSELF".into()));
    let expected = world.expected().await;
    let ask = enter(&expected.etag, request(21), vec![step("2026-05-15", HANDED_IN)]);
    let refused = world.reports(MONITOR).await.enter_paper_report(ask).await;
    assert_eq!(refusal(refused), (Code::FailedPrecondition, "REPORT_NOT_ON_PAPER".into()));
}
