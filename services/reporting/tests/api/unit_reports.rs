//! A report of a unit from the day on which it is expected to its lock, and what may go wrong on the way.

use contracts::reporting::v1::*;
use ledger::Digest;
use report_figure::Value;
use tonic::Code;
use uuid::Uuid;

use crate::periods::{DISTRICT, GOING, grant};
use crate::regimes::PROPAGANDA;
use crate::report_samples::*;
use crate::samples::{COMMITTEE, UNION, request};
use crate::world::{World, eventually, refusal, violations};
use crate::{by_etag, receipt};

#[tokio::test]
async fn a_report_from_the_day_it_is_expected_to_its_lock() {
    let world = World::new().await;
    world.reporting().await;
    let expected = world.expected().await;
    let route: Vec<_> = expected.receivers.iter().map(|it| (it.level, &*it.unit_id)).collect();
    assert_eq!(route, [(1, &*PROPAGANDA.to_string()), (2, &COMMITTEE.to_string())]);
    assert_eq!((expected.state(), &*expected.due_on), (UnitReportState::Expected, "2026-06-18"));

    world.is_now("2026-06-16T03:00:00Z");
    let (writer, head) = (world.reports(WRITER).await, world.reports(HEAD).await);
    let stale = expected.etag.replace("-1\"", "-9\"");
    let ask = start_report(&expected.etag, request(20));
    let begun = by_etag!(writer, start_report, stale, ask);
    let (person, asked) = world.figures.asked();
    assert_eq!((&*person, asked.unit_id), (WRITER.person, DISTRICT.to_string()));
    let draft = world.report("it is begun", |it| it.etag == begun.etag).await;
    let prefill = draft.prefill.as_ref().unwrap();
    assert_eq!((&*prefill.as_of, prefill.watermarks[0].position), ("2026-06-14", 7));
    let figures: Vec<_> = prefill.figures.iter().map(|it| (&*it.identifier, &it.value)).collect();
    let counted = Some(Value::Integer(120));
    assert_eq!(
        figures,
        [("members_declared", &counted), ("sessions", &None), ("awards", &None)],
        "the figures of its own items only"
    );

    let early = head.clone().submit_report(submit_report(&begun.etag, request(21))).await;
    assert_eq!(refusal(early), (Code::FailedPrecondition, "SECTIONS_MISSING".into()));
    let saved = by_etag!(writer, save_section, stale, save(&begun.etag, request(22), "Đặc điểm"));
    let silent = head.clone().submit_report(submit_report(&saved.etag, request(23))).await;
    assert_eq!(refusal(silent), (Code::FailedPrecondition, "FIGURES_UNEXPLAINED".into()));
    let said = by_etag!(writer, comment_figure, stale, comment(&saved.etag, request(24)));
    let beside = by_etag!(writer, add_adjustment, stale, adjust(&said.etag, request(25)));
    world.is_now("2026-06-18T03:00:00Z");
    let head = world.reports(HEAD).await;
    let ask = submit_report(&beside.etag, request(26));
    let handed_in = by_etag!(head, submit_report, stale, ask);
    let standing = world.district_on("2026-06-18", &handed_in).await;
    assert_eq!(standing.state(), ExpectedReportState::InTime);
    assert_eq!(standing.submitted_on, "2026-06-18");

    let approved = world.approved(&handed_in.etag, 30).await;
    world.is_now("2026-06-30T17:00:00Z");
    let locked = world.report("it is locked", |it| !it.locked_versions.is_empty()).await;
    assert_ne!(locked.etag, approved.etag);
    let version = &locked.locked_versions[0];
    assert_eq!((version.version, &*version.locked_on), (1, "2026-07-01"));

    world.figures.members.send_replace(99);
    let answer = world.reports(MONITOR).await.get_locked_report(get_locked(1)).await;
    let answer = answer.unwrap().into_inner();
    assert_eq!(Digest::of(answer.text.as_bytes()).to_string(), version.sha256);
    let figure = &locked.prefill.unwrap().figures[0];
    assert_eq!(figure.value, counted, "the adjustment stands beside the figure");
    assert_eq!(figure.adjustments[0].difference, -3);

    let names = world.published().await;
    let expected = names.iter().filter(|name| *name == "ReportExpected").count();
    assert_eq!(expected, 4, "one for each unit");
    let moved: Vec<_> = names
        .iter()
        .filter(|name| *name != "ReportExpected" && *name != "ReportNotReceived")
        .collect();
    assert_eq!(
        moved,
        [
            "ReportStarted",
            "ReportSubmitted",
            "ReportReviewBegun",
            "ReportApproved",
            "ReportReviewBegun",
            "ReportApproved",
            "ReportLocked",
        ]
    );
}

#[tokio::test]
async fn an_adjustment_rests_on_files_that_the_unit_keeps() {
    let world = World::new().await;
    world.reporting().await;
    let etag = world.expected().await.etag;
    let mut writer = world.reports(WRITER).await;
    let begun = receipt!(writer.start_report(start_report(&etag, request(20))));
    let mut ask = adjust(&begun.etag, request(21));
    ask.evidence[0].evidence_id = GOING.to_string();
    let refused = writer.add_adjustment(ask.clone()).await;
    assert_eq!(refusal(refused), (Code::NotFound, "EVIDENCE_NOT_FOUND".into()));
    ask.evidence.push(ask.evidence[0].clone());
    let refused = writer.add_adjustment(ask).await;
    assert_eq!(refusal(refused), (Code::InvalidArgument, "EVIDENCE_TWICE".into()));
    receipt!(writer.add_adjustment(adjust(&begun.etag, request(22))));
}

#[tokio::test]
async fn two_officers_who_write_one_report_do_not_overwrite_each_other() {
    let world = World::new().await;
    world.reporting().await;
    let (mut one, mut other) = (world.reports(WRITER).await, world.reports(SECOND_WRITER).await);
    let etag = world.expected().await.etag;
    let begun = receipt!(one.start_report(start_report(&etag, request(20))));
    let saved = receipt!(one.save_section(save(&begun.etag, request(21), "của người thứ nhất")));
    let second = save(&begun.etag, request(22), "của người thứ hai");
    let refused = other.save_section(second.clone()).await;
    assert_eq!(refusal(refused), (Code::Aborted, "ETAG_MISMATCH".into()));
    let read = world.report("the first text is read", |it| it.etag == saved.etag).await;
    assert_eq!(read.sections[0].text, "của người thứ nhất");
    let again = SaveSectionRequest { etag: read.etag, request_id: request(23), ..second };
    receipt!(other.save_section(again));
}

#[tokio::test]
async fn it_comes_back_with_reasons_and_is_corrected_after_the_lock() {
    let world = World::new().await;
    world.reporting().await;
    world.is_now("2026-06-18T03:00:00Z");
    let handed_in = world.handed_in(20).await;
    let monitor = world.reports(MONITOR).await;
    let stale = handed_in.etag.replace("-5\"", "-4\"");
    let ask = recall_report(&handed_in.etag, request(30));
    let recalled = by_etag!(world.reports(HEAD).await, recall_report, stale, ask);
    let ask = refresh_prefill(&recalled.etag, request(31));
    let fresh = by_etag!(world.reports(WRITER).await, refresh_prefill, stale, ask);
    let again = submit_report(&fresh.etag, request(32));
    let handed_in = receipt!(world.reports(HEAD).await.submit_report(again));
    let ask = begin_review(&handed_in.etag, request(33));
    let begun = by_etag!(monitor, begin_review, stale, ask);
    let ask = give_back(&begun.etag, request(34), "2026-06-20");
    let returned = by_etag!(monitor, return_report, stale, ask);
    let report = world.report("it came back", |it| it.etag == returned.etag).await;
    assert_eq!(report.objections[0].reason, "chưa rõ");
    for (day, state) in
        [("2026-06-20", ExpectedReportState::Awaited), ("2026-06-21", ExpectedReportState::Overdue)]
    {
        assert_eq!(world.district_on(day, &returned).await.state(), state, "on {day}");
    }

    let mut writer = world.reports(WRITER).await;
    let saved = receipt!(writer.save_section(save(&returned.etag, request(35), "Rõ hơn")));
    let ask = adjust(&saved.etag, request(36));
    let adjusted = receipt!(writer.add_adjustment(ask));
    let adjustment_id = ADJUSTMENT.into();
    let ask = withdraw_adjustment(&adjusted.etag, request(37));
    let ask = WithdrawAdjustmentRequest { adjustment_id, ..ask };
    let withdrawn = by_etag!(writer, withdraw_adjustment, stale, ask);
    let ask = submit_report(&withdrawn.etag, request(38));
    let handed_in = receipt!(world.reports(HEAD).await.submit_report(ask));
    let begun = receipt!(monitor.clone().begin_review(begin_review(&handed_in.etag, request(39))));
    let ask = approve_report(&begun.etag, request(40));
    let once = by_etag!(monitor, approve_report, stale, ask);
    let reason = || "nhầm".to_owned();
    let ask = revoke_approval(&once.etag, request(41));
    let ask = RevokeApprovalRequest { reason: reason(), ..ask };
    let revoked = by_etag!(monitor, revoke_approval, stale, ask);
    let ask = approve_report(&revoked.etag, request(42));
    let once = receipt!(monitor.clone().approve_report(ask));
    let mut secretary = world.reports(SECRETARY).await;
    let begun = receipt!(secretary.begin_review(begin_review(&once.etag, request(43))));
    receipt!(secretary.approve_report(approve_report(&begun.etag, request(44))));

    world.is_now("2026-07-02T03:00:00Z");
    let locked = world.report("it is locked", |it| it.state() == UnitReportState::Locked).await;
    let secretary = world.reports(SECRETARY).await;
    let ask = open_correction(&locked.etag, request(50));
    let ask = OpenCorrectionRequest { reason: reason(), ..ask };
    let opened = by_etag!(secretary, open_correction, stale, ask);
    let standing = world.district_on("2026-07-02", &opened).await;
    assert_eq!((standing.state(), standing.version), (ExpectedReportState::InTime, 2));
    let mut writer = world.reports(WRITER).await;
    let saved = receipt!(writer.save_section(save(&opened.etag, request(51), "Đã đính chính")));
    let ask = submit_report(&saved.etag, request(52));
    let handed_in = receipt!(world.reports(HEAD).await.submit_report(ask));
    let corrected = world.approved(&handed_in.etag, 60).await;
    let report = world.report("it is corrected", |it| it.etag == corrected.etag).await;
    let versions: Vec<_> = report.locked_versions.iter().map(|it| it.version).collect();
    assert_eq!(versions, [1, 2]);
    for (version, text) in [(1, "Rõ hơn"), (2, "Đã đính chính")] {
        let answer = world.reports(MONITOR).await.get_locked_report(get_locked(version)).await;
        let answer = answer.unwrap().into_inner();
        let of = &report.locked_versions[usize::try_from(version).unwrap() - 1];
        assert_eq!(Digest::of(answer.text.as_bytes()).to_string(), of.sha256);
        assert!(answer.text.contains(text), "{}", answer.text);
    }
    let third = world.reports(MONITOR).await.get_locked_report(get_locked(3)).await;
    assert_eq!(refusal(third), (Code::NotFound, "NO_SUCH_RESOURCE".into()));
}

#[tokio::test]
async fn late_and_missing_reports_are_seen_and_a_unit_that_ended_is_neither() {
    use ExpectedReportState::{Late, Missing, UnitEnded};
    let world = World::new().await;
    world.reporting().await;
    world.unit_ends(GOING, "2026-06-18").await;
    world.is_now("2026-06-19T03:00:00Z");
    let handed_in = world.handed_in(20).await;
    assert_eq!(world.district_on("2026-06-19", &handed_in).await.state(), Late);
    world.is_now("2026-07-02T03:00:00Z");
    world.becomes("2026-07-02", PeriodState::Locked).await;
    let look = async || world.standing("2026-07-02", &handed_in).await;
    let knows = |rows: &Vec<ExpectedReportStanding>| rows.iter().any(|it| it.state() == UnitEnded);
    let rows = eventually("the end of the unit is known", look, knows).await;
    let states: Vec<_> = rows
        .iter()
        .map(|it| (it.expected.as_ref().unwrap().unit_id.parse::<Uuid>().unwrap(), it.state()))
        .collect();
    assert_eq!(
        states,
        [(UNION, Missing), (DISTRICT, Late), (GOING, UnitEnded), (PROPAGANDA, Missing)]
    );
    // Review goes on after the lock, and the last approval locks it.
    let told = world.report("the lock is told", |it| it.etag.ends_with("-6\"")).await;
    let approved = world.approved(&told.etag, 30).await;
    let report = world.report("it is approved", |it| it.etag == approved.etag).await;
    assert_eq!((report.state(), report.late), (UnitReportState::Locked, true));
}

#[tokio::test]
async fn what_passed_while_the_service_was_away_reaches_each_report_once() {
    let mut world = World::new().await;
    world.reporting().await;
    world.restart_at("2026-08-01T03:00:00Z".parse().unwrap()).await;
    world.becomes("2026-08-01", PeriodState::Locked).await;
    let count = |names: &[String], of| names.iter().filter(|name| *name == of).count();
    let look = async || world.published().await;
    eventually("each is told", look, |names| count(names, "ReportNotReceived") == 4).await;
    world.restart().await;
    let names = world.published().await;
    assert_eq!((count(&names, "ReportExpected"), count(&names, "ReportNotReceived")), (4, 4));
    let mut writer = world.reports(WRITER).await;
    let etag = world.expected().await.etag;
    let late = writer.start_report(start_report(&etag, request(20))).await;
    assert_eq!(refusal(late), (Code::FailedPrecondition, "PERIOD_LOCKED".into()));
}

#[tokio::test]
async fn an_exception_opens_a_report_again() {
    let world = World::new().await;
    world.reporting().await;
    world.is_now("2026-07-02T03:00:00Z");
    let locked = world.becomes("2026-07-02", PeriodState::Locked).await;
    let told = world.report("the lock is told", |it| it.etag.ends_with("-2\"")).await;
    let ask = start_report(&told.etag, request(20));
    let refused = world.reports(WRITER).await.start_report(ask).await;
    assert_eq!(refusal(refused), (Code::FailedPrecondition, "PERIOD_LOCKED".into()));
    let exception = grant(&locked.etag, DISTRICT, request(21));
    receipt!(world.periods().await.grant_lock_exception(exception));
    world.report("the exception is told", |it| it.etag.ends_with("-3\"")).await;
    let handed_in = world.handed_in(30).await;
    let standing = world.district_on("2026-07-02", &handed_in).await;
    assert_eq!(standing.state(), ExpectedReportState::Late);
}

#[tokio::test]
async fn without_the_projection_a_report_is_not_begun_and_all_else_goes_on() {
    let mut world = World::new().await;
    world.reporting().await;
    let etag = world.expected().await.etag;
    world.figures.served.end().await;
    let refused = world.reports(WRITER).await.start_report(start_report(&etag, request(20))).await;
    assert_eq!(refusal(refused), (Code::Unavailable, "PROGRESS_UNAVAILABLE".into()));
    assert!(world.is_ready().await);
}

#[tokio::test]
async fn each_has_their_part_in_a_report_and_no_other() {
    let world = World::new().await;
    world.reporting().await;
    let etag = world.expected().await.etag;
    let started = world.reports(HEAD).await.start_report(start_report(&etag, request(20))).await;
    let submitted =
        world.reports(WRITER).await.submit_report(submit_report(&etag, request(21))).await;
    let reviewed = world.reports(HEAD).await.begin_review(begin_review(&etag, request(22))).await;
    let by_another =
        world.reports(ELSEWHERE).await.start_report(start_report(&etag, request(23))).await;
    for refused in [refusal(started), refusal(submitted), refusal(reviewed), refusal(by_another)] {
        assert_eq!(refused, (Code::PermissionDenied, "NO_PERMISSION".into()));
    }
    let read = world.reports(ELSEWHERE).await.get_unit_report(get_report(DISTRICT)).await;
    assert_eq!(refusal(read).0, Code::PermissionDenied);

    world.is_now("2026-06-18T03:00:00Z");
    let handed_in = world.handed_in(30).await;
    let ask = begin_review(&handed_in.etag, request(40));
    let out_of_turn = world.reports(SECRETARY).await.begin_review(ask).await;
    assert_eq!(refusal(out_of_turn), (Code::PermissionDenied, "NOT_RECEIVER".into()));
    let none = GetUnitReportRequest { key: "2026-Y".into(), ..get_report(DISTRICT) };
    let none = world.reports(MONITOR).await.get_unit_report(none).await;
    assert_eq!(refusal(none), (Code::NotFound, "NO_SUCH_RESOURCE".into()));
    let ask = StartReportRequest { key: "2026-Y".into(), ..start_report("", request(41)) };
    let faults = violations(world.reports(WRITER).await.start_report(ask).await);
    assert_eq!(faults, [("etag".into(), "ETAG_REQUIRED".into())]);
}
