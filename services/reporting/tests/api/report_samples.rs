//! A unit and its receivers, what they ask, and how far its report is.

use contracts::ledger::v1::{CommandReceipt, ReadAt};
use contracts::membership::v1::Role;
use contracts::reporting::v1::*;
use futures::StreamExt as _;
use neighbours::Holder;
use report_objection::About;
use uuid::Uuid;

use crate::evidence_samples::shown;
use crate::periods::{DISTRICT, GOING, KEY};
use crate::receipt;
use crate::regimes::{PROPAGANDA, REGIME};
use crate::samples::{COMMITTEE, PLAN, request};
use crate::world::{World, eventually};

const fn of(person: &str, unit: Uuid) -> Holder<'_> {
    Holder { person, unit, capacity: "chuyên viên" }
}

pub const WRITER: Holder<'_> = of("nguoi-mau-11", DISTRICT);
pub const SECOND_WRITER: Holder<'_> = of("nguoi-mau-12", DISTRICT);
pub const HEAD: Holder<'_> = of("nguoi-mau-13", DISTRICT);
pub const MONITOR: Holder<'_> = of("nguoi-mau-14", PROPAGANDA);
pub const SECRETARY: Holder<'_> = of("nguoi-mau-15", COMMITTEE);
/// Acts for another unit that is expected to report.
pub const ELSEWHERE: Holder<'_> = of("nguoi-mau-16", GOING);

impl World {
    /// The half-year is open, everybody has the rights of their office, and the district keeps a document.
    pub async fn reporting(&self) -> CommandReceipt {
        self.offices().await;
        self.keeps(DISTRICT).await;
        self.opened().await
    }

    /// Everybody has the rights of their office.
    pub async fn offices(&self) {
        use contracts::access::v1::Kind;
        let (district, going) = (DISTRICT.to_string(), GOING.to_string());
        for (holder, role, scope) in [
            (WRITER, Role::UnitReporter, (Kind::Unit, &*district)),
            (SECOND_WRITER, Role::UnitReporter, (Kind::Unit, &district)),
            (HEAD, Role::UnitHead, (Kind::Unit, &district)),
            (ELSEWHERE, Role::UnitReporter, (Kind::Unit, &going)),
            (MONITOR, Role::Monitor, (Kind::Province, "")),
            (SECRETARY, Role::PlanAuthority, (Kind::Province, "")),
        ] {
            self.membership.grants(holder, role, scope).await;
        }
    }

    /// The district's report, when it is as it should be.
    pub async fn report(&self, what: &str, so: impl Fn(&UnitReport) -> bool) -> UnitReport {
        let look = async || {
            let ask = get_report(DISTRICT);
            let answer = self.reports(MONITOR).await.get_unit_report(ask).await;
            answer.ok().and_then(|answer| answer.into_inner().report)
        };
        eventually(what, look, |report| report.as_ref().is_some_and(&so)).await.unwrap()
    }

    pub async fn expected(&self) -> UnitReport {
        self.report("the report is expected", |_| true).await
    }

    /// Who owes a report on that day, and how it stands; in the order of the list.
    pub async fn standing(&self, day: &str, after: &CommandReceipt) -> Vec<ExpectedReportStanding> {
        let at_least_tokens = vec![after.token.clone()];
        let read_at = Some(ReadAt { as_of: day.into(), at_least_tokens, ..ReadAt::default() });
        let ask = ListExpectedReportsRequest {
            plan_id: PLAN.to_string(),
            regime_code: REGIME.into(),
            key: KEY.into(),
            read_at,
            ..ListExpectedReportsRequest::default()
        };
        self.periods().await.list_expected_reports(ask).await.unwrap().into_inner().expected
    }

    pub async fn district_on(&self, day: &str, after: &CommandReceipt) -> ExpectedReportStanding {
        let of_district = |it: &ExpectedReportStanding| {
            it.expected.as_ref().unwrap().unit_id == DISTRICT.to_string()
        };
        self.standing(day, after).await.into_iter().find(of_district).unwrap()
    }

    /// Written, and handed in on the day that it is.
    pub async fn handed_in(&self, n: u128) -> CommandReceipt {
        let (mut writer, mut head) = (self.reports(WRITER).await, self.reports(HEAD).await);
        let expected = self.expected().await;
        let begun = receipt!(writer.start_report(start_report(&expected.etag, request(n))));
        let saved = receipt!(writer.save_section(save(&begun.etag, request(n + 1), "Đặc điểm")));
        let comment = comment(&saved.etag, request(n + 2));
        let commented = receipt!(writer.comment_figure(comment));
        receipt!(head.submit_report(submit_report(&commented.etag, request(n + 3))))
    }

    /// Approved by both levels.
    pub async fn approved(&self, etag: &str, n: u128) -> CommandReceipt {
        let (mut monitor, mut secretary) =
            (self.reports(MONITOR).await, self.reports(SECRETARY).await);
        let begun = receipt!(monitor.begin_review(begin_review(etag, request(n))));
        let once = receipt!(monitor.approve_report(approve_report(&begun.etag, request(n + 1))));
        let begun = receipt!(secretary.begin_review(begin_review(&once.etag, request(n + 2))));
        receipt!(secretary.approve_report(approve_report(&begun.etag, request(n + 3))))
    }

    /// The names of what is published about reports, in order.
    pub async fn published(&self) -> Vec<String> {
        let client = async_nats::connect(self.nats_url()).await.unwrap();
        let stream = async_nats::jetstream::new(client).get_stream("HOITU_REPORTING").await;
        let config = async_nats::jetstream::consumer::pull::OrderedConfig::default();
        let consumer = stream.unwrap().create_consumer(config).await.unwrap();
        let mut messages = consumer.messages().await.unwrap();
        let mut names = Vec::new();
        loop {
            let message = messages.next().await.unwrap().unwrap();
            names.push(message.subject.rsplit('.').next().unwrap().to_owned());
            if message.info().unwrap().pending == 0 {
                break;
            }
        }
        let of_reports = |name: &String| {
            name.starts_with("Report")
                && !name.starts_with("ReportPeriod")
                && !name.starts_with("Reporting")
                && name != "ReportDue"
        };
        names.into_iter().filter(of_reports).collect()
    }
}

pub fn get_report(unit: Uuid) -> GetUnitReportRequest {
    let (plan_id, regime_code) = (PLAN.to_string(), REGIME.into());
    let (key, unit_id) = (KEY.into(), unit.to_string());
    GetUnitReportRequest { plan_id, regime_code, key, unit_id, read_at: None }
}

pub fn get_locked(version: i32) -> GetLockedReportRequest {
    let GetUnitReportRequest { plan_id, regime_code, key, unit_id, read_at } = get_report(DISTRICT);
    GetLockedReportRequest { plan_id, regime_code, key, unit_id, version, read_at }
}

macro_rules! plain {
    ($($name:ident: $request:ident),+) => {$(
        pub fn $name(etag: &str, request_id: String) -> $request {
            let GetUnitReportRequest { plan_id, regime_code, key, unit_id, .. } =
                get_report(DISTRICT);
            $request {
                plan_id,
                regime_code,
                key,
                unit_id,
                etag: etag.into(),
                request_id,
                ..Default::default()
            }
        }
    )+};
}

plain! {
    start_report: StartReportRequest,
    refresh_prefill: RefreshPrefillRequest,
    save_section: SaveSectionRequest,
    comment_figure: CommentFigureRequest,
    add_adjustment: AddAdjustmentRequest,
    withdraw_adjustment: WithdrawAdjustmentRequest,
    submit_report: SubmitReportRequest,
    recall_report: RecallReportRequest,
    begin_review: BeginReviewRequest,
    return_report: ReturnReportRequest,
    approve_report: ApproveReportRequest,
    revoke_approval: RevokeApprovalRequest,
    open_correction: OpenCorrectionRequest,
    enter_paper_report: EnterPaperReportRequest,
    excuse_report: ExcuseReportRequest
}

pub fn save(etag: &str, request_id: String, text: &str) -> SaveSectionRequest {
    let (section_code, text) = ("I".into(), text.into());
    SaveSectionRequest { section_code, text, ..save_section(etag, request_id) }
}

pub fn comment(etag: &str, request_id: String) -> CommentFigureRequest {
    let (identifier, comment) = ("sessions".into(), "chưa tổ chức".into());
    CommentFigureRequest { identifier, comment, ..comment_figure(etag, request_id) }
}

pub const ADJUSTMENT: &str = "00000000-0000-0000-0000-0000000000e9";

pub fn adjust(etag: &str, request_id: String) -> AddAdjustmentRequest {
    AddAdjustmentRequest {
        adjustment_id: ADJUSTMENT.into(),
        identifier: "members_declared".into(),
        difference: -3,
        reason: "ba hội viên đã nghỉ".into(),
        evidence: vec![shown("DOCUMENT")],
        ..add_adjustment(etag, request_id)
    }
}

/// A day, and what became of a report on paper.
pub fn step(on: &str, what: paper_step::What) -> PaperStep {
    PaperStep { on: on.into(), what: Some(what) }
}

pub fn enter(etag: &str, request_id: String, course: Vec<PaperStep>) -> EnterPaperReportRequest {
    EnterPaperReportRequest {
        evidence: vec![shown("REPORT")],
        sections: vec![PaperSection { section_code: "I".into(), text: "Đặc điểm".into() }],
        course,
        ..enter_paper_report(etag, request_id)
    }
}

pub fn give_back(etag: &str, request_id: String, due_on: &str) -> ReturnReportRequest {
    let about = Some(About::SectionCode("I".into()));
    let objections = vec![ReportObjection { about, reason: "chưa rõ".into() }];
    ReturnReportRequest { objections, due_on: due_on.into(), ..return_report(etag, request_id) }
}
