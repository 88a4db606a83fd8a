//! Reporting regimes: issued, revised, ended, and read as of each day.

use contracts::membership::v1::UnitKind;
use contracts::reporting::v1::reporters::Who;
use contracts::reporting::v1::*;
use tonic::Code;
use uuid::Uuid;

use crate::samples::{COMMITTEE, PLAN, issued, request};
use crate::world::{World, on, refusal, violations};
use crate::{by_etag, manners, receipt};

/// Receives the units' reports, and reports to the committee.
pub const PROPAGANDA: Uuid = Uuid::from_u128(0x0198_f3c2_0000_7000_8000_0000_0000_00b3);
pub const REGIME: &str = "dinh-ky";

pub fn level(name: &str, who: Vec<Who>, receiver: Uuid, due_day: i32) -> RegimeLevel {
    RegimeLevel {
        name: name.into(),
        reporters: who.into_iter().map(|who| Reporters { who: Some(who) }).collect(),
        receiver_unit_id: receiver.to_string(),
        due_day,
        due_months_later: 0,
    }
}

/// District committees and whoever leads an item report by the 18th, the propaganda board by the 25th.
pub fn terms(name: &str) -> RegimeTerms {
    let districts = Who::UnitKind(UnitKind::DistrictPartyCommittee.into());
    let leads = Who::HoldersOf(ResponsibilityRole::Lead.into());
    RegimeTerms {
        name: name.into(),
        kind: RegimeKind::Periodic.into(),
        content: ReportContent::TextAndFigures.into(),
        spans: vec![PeriodSpan::HalfYear.into(), PeriodSpan::Year.into()],
        cut_off_day: 14,
        levels: vec![
            level("Đơn vị", vec![districts, leads], PROPAGANDA, 18),
            level("Ban Tuyên giáo", vec![Who::UnitId(PROPAGANDA.to_string())], COMMITTEE, 25),
        ],
        rest_days: RestDays::MoveOn.into(),
        working_days_to_report: 1,
        working_days_open: 3,
        sending: "Trục liên thông văn bản".into(),
        outline: "I. Đặc điểm tình hình\nII. Công tác lãnh đạo".into(),
        sections: [("I", "Đặc điểm tình hình", true), ("VI", "Đề xuất, kiến nghị", false)]
            .map(|(code, title, required)| {
                let (code, title) = (code.into(), title.into());
                RegimeSection { code, title, required }
            })
            .into(),
    }
}

pub fn issue(terms: RegimeTerms, request_id: String) -> IssueRegimeRequest {
    IssueRegimeRequest {
        plan_id: PLAN.to_string(),
        code: REGIME.into(),
        request_id,
        validate_only: false,
        terms: Some(terms),
        valid_from: "2021-06-11".into(),
        decision_ref: None,
    }
}

#[tokio::test]
async fn a_regime_from_issue_to_end() {
    let world = World::new().await;
    issued(&world).await;
    let regimes = world.regimes().await;
    let first = manners!(regimes, issue_regime, issue(terms("Báo cáo định kỳ"), request(1)));
    let stale = first.etag.replace("-1\"", "-9\"");
    let revise = ReviseRegimeRequest {
        plan_id: PLAN.to_string(),
        code: REGIME.into(),
        etag: first.etag.clone(),
        request_id: request(2),
        validate_only: false,
        terms: Some(terms("Báo cáo sau sắp xếp")),
        valid_from: "2025-07-01".into(),
        decision_ref: None,
        reason: "sắp xếp bộ máy".into(),
    };
    let second = by_etag!(regimes, revise_regime, stale, revise);
    let end = EndRegimeRequest {
        plan_id: PLAN.to_string(),
        code: REGIME.into(),
        etag: second.etag.clone(),
        request_id: request(3),
        validate_only: false,
        ended_on: "2026-07-01".into(),
        decision_ref: None,
        reason: "thay bằng chế độ khác".into(),
    };
    let last = by_etag!(regimes, end_regime, stale, end);

    for (day, listed, version, ended_on) in [
        ("2021-06-10", 0, 1, ""),
        ("2025-06-30", 1, 1, ""),
        ("2025-07-01", 1, 2, ""),
        ("2026-07-01", 1, 2, "2026-07-01"),
    ] {
        let (plan_id, code, read_at) = (PLAN.to_string(), REGIME.to_owned(), on(day, &last));
        let ask = GetRegimeRequest { plan_id: plan_id.clone(), code, read_at: read_at.clone() };
        let answer = regimes.clone().get_regime(ask).await.unwrap().into_inner();
        let found = answer.regime.unwrap();
        assert_eq!(found.version.unwrap().version, version, "on {day}");
        assert_eq!((found.ended_on.as_str(), found.etag), (ended_on, last.etag.clone()));
        assert_eq!(answer.versions[0].terms, Some(terms("Báo cáo định kỳ")), "word for word");
        let ask = ListRegimesRequest { plan_id, read_at, ..ListRegimesRequest::default() };
        let page = regimes.clone().list_regimes(ask).await.unwrap().into_inner();
        assert_eq!(page.regimes.len(), listed, "on {day}");
    }
    let again = regimes.clone().issue_regime(issue(terms("khác"), request(4))).await;
    assert_eq!(refusal(again), (Code::AlreadyExists, "REGIME_ALREADY_ISSUED".into()));
}

#[tokio::test]
async fn a_regime_is_checked_field_by_field_and_against_its_plan() {
    let world = World::new().await;
    let mut regimes = world.regimes().await;
    let of_no_plan = regimes.issue_regime(issue(terms("a"), request(1))).await;
    assert_eq!(refusal(of_no_plan), (Code::NotFound, "PLAN_NOT_FOUND".into()));
    issued(&world).await;
    let wrong = |change: &dyn Fn(&mut RegimeTerms)| {
        let mut terms = terms("a");
        change(&mut terms);
        issue(terms, request(2))
    };
    let nobody = Reporters { who: None };
    let no_kind = Reporters { who: Some(Who::UnitKind(0)) };
    let rows = [
        (
            IssueRegimeRequest { code: "Định kỳ".into(), ..wrong(&|_| {}) },
            "code",
            "NOT_A_REGIME_CODE",
        ),
        (wrong(&|it| it.cut_off_day = 29), "terms.cut_off_day", "OUT_OF_RANGE"),
        (wrong(&|it| it.spans = vec![9]), "terms.spans[0]", "UNKNOWN_VALUE"),
        (wrong(&|it| it.levels[0].due_day = 0), "terms.levels[0].due_day", "OUT_OF_RANGE"),
        (
            wrong(&|it| it.levels[0].reporters[0] = nobody.clone()),
            "terms.levels[0].reporters[0].unit_id",
            "REQUIRED",
        ),
        (
            wrong(&|it| it.levels[0].reporters[0] = no_kind.clone()),
            "terms.levels[0].reporters[0].unit_kind",
            "UNKNOWN_VALUE",
        ),
        (wrong(&|it| it.levels.clear()), "terms.levels", "NOBODY_REPORTS"),
        (wrong(&|it| it.levels[1].due_day = 17), "terms.levels", "DUE_TOO_EARLY"),
        (wrong(&|it| it.spans.clear()), "terms.spans", "SPANS_DO_NOT_SUIT_KIND"),
    ];
    for (request, field, reason) in rows {
        let refused = violations(regimes.issue_regime(request).await);
        assert_eq!(refused, [(field.into(), reason.into())]);
    }
    receipt!(regimes.issue_regime(issue(terms("a"), request(3))));
}
