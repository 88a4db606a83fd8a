//! A view can be made anew from the ledger at any time, and is the same.

use ledger::View;
use ledger::view::{compare, rebuild, switch};
use reporting::reactions::{PeriodDeadlines, ReportObligations};
use reporting::views::indicator_catalogue::IndicatorCatalogue;
use reporting::views::plan_of_record::PlanOfRecord;
use reporting::views::record_register::RecordRegister;
use reporting::views::reporting_periods::ReportingPeriods;
use reporting::views::reporting_regimes::ReportingRegimes;
use reporting::views::targets_in_effect::TargetsInEffect;
use reporting::views::unit_reports::UnitReports;
use reporting::views::working_calendar::WorkingCalendar;
use sqlx::PgPool;

use contracts::reporting::v1::*;

use crate::periods::{DISTRICT, grant};
use crate::receipt;
use crate::record_samples::{RECORD, file_record, measured, retract_record, verify_record};
use crate::regimes::REGIME;
use crate::report_samples::{MONITOR, get_report};
use crate::samples::{PLAN, amend_plan, issued, publish_indicator, request};
use crate::targets::{aim, set_target};
use crate::world::{World, on};

pub async fn rebuilds_to_the_same<V: View>(pool: &PgPool) {
    let second = rebuild::<V>(pool).await.unwrap();
    let comparison = compare(pool, V::NAME, [1, second]).await.unwrap();
    assert!(comparison.only_in_one.is_empty(), "{comparison:?}");
    for table in &comparison.tables {
        assert!(table.rows[0] > 0, "{table:?} shows nothing");
    }
    assert!(comparison.is_equal(), "{comparison:?}");
    switch(pool, V::NAME, second).await.unwrap();
}

#[tokio::test]
async fn both_views_rebuild_to_the_same() {
    let world = World::new().await;
    let first = issued(&world).await;
    let amendment = amend_plan(&first.etag, request(1), "2023-01-15");
    receipt!(world.plans().await.amend_plan(amendment));
    let mut indicators = world.indicators().await;
    let published =
        receipt!(indicators.publish_indicator(publish_indicator("II.4.b/3", request(2))));
    let last = receipt!(indicators.retire_indicator(RetireIndicatorRequest {
        plan_id: PLAN.to_string(),
        code: "II.4.b/3".into(),
        etag: published.etag,
        request_id: request(3),
        validate_only: false,
        retired_on: "2026-01-01".into(),
        decision_ref: None,
        reason: "không còn theo dõi".into(),
    }));
    let get =
        GetPlanRequest { plan_id: PLAN.to_string(), read_at: on("2024-01-01", &last), version: 0 };
    let before = world.plans().await.get_plan(get.clone()).await.unwrap().into_inner();

    let pool = PgPool::connect(&world.database_url()).await.unwrap();
    rebuilds_to_the_same::<PlanOfRecord>(&pool).await;
    rebuilds_to_the_same::<IndicatorCatalogue>(&pool).await;

    let after = world.plans().await.get_plan(get).await.unwrap().into_inner();
    assert_eq!(after.plan, before.plan);
    assert_eq!(after.read_info.unwrap().projection_version, "plan_of_record/v1/g2");
}

#[tokio::test]
async fn records_and_targets_rebuild_to_the_same() {
    let world = World::new().await;
    measured(&world).await;
    let (mut own, mut records) = (world.own_records().await, world.records().await);
    let filed = receipt!(own.file_record(file_record(RECORD, 2, request(10))));
    let verified = receipt!(records.verify_record(verify_record(&filed.etag, request(11))));
    receipt!(own.retract_record(retract_record(&verified.etag, request(12))));
    let last = receipt!(world.targets().await.set_target(set_target(aim(), request(13))));
    let get = GetRecordRequest { record_id: RECORD.to_string(), read_at: on("2026-11-24", &last) };
    let before = records.get_record(get.clone()).await.unwrap().into_inner().record;
    let list = ListTargetsRequest {
        plan_id: PLAN.to_string(),
        read_at: on("2026-11-24", &last),
        ..ListTargetsRequest::default()
    };
    world.targets().await.list_targets(list).await.unwrap();

    let pool = PgPool::connect(&world.database_url()).await.unwrap();
    rebuilds_to_the_same::<RecordRegister>(&pool).await;
    rebuilds_to_the_same::<TargetsInEffect>(&pool).await;

    let after = records.get_record(get).await.unwrap().into_inner().record;
    assert_eq!(after, before);
}

#[tokio::test]
async fn calendars_regimes_periods_and_reports_rebuild_to_the_same() {
    let world = World::new().await;
    world.reporting().await;
    let ask = GetRegimeRequest { plan_id: PLAN.to_string(), code: REGIME.into(), read_at: None };
    let regime = world.regimes().await.get_regime(ask).await.unwrap().into_inner().regime.unwrap();
    receipt!(world.regimes().await.end_regime(EndRegimeRequest {
        plan_id: PLAN.to_string(),
        code: REGIME.into(),
        etag: regime.etag,
        request_id: request(40),
        validate_only: false,
        ended_on: "2026-07-01".into(),
        decision_ref: None,
        reason: "thay bằng chế độ khác".into(),
    }));
    world.is_now("2026-07-02T03:00:00Z");
    let locked = world.becomes("2026-07-02", PeriodState::Locked).await;
    let exception = grant(&locked.etag, DISTRICT, request(41));
    receipt!(world.periods().await.grant_lock_exception(exception));
    world.report("the exception is told", |it| it.etag.ends_with("-3\"")).await;
    let handed_in = world.handed_in(50).await;
    let ask = get_report(DISTRICT);
    let report = world.report("it is handed in", |it| it.etag == handed_in.etag).await;
    let list = ListExpectedReportsRequest {
        plan_id: PLAN.to_string(),
        regime_code: REGIME.into(),
        key: locked.key,
        read_at: on("2026-07-03", &handed_in),
        ..ListExpectedReportsRequest::default()
    };
    let mut periods = world.periods().await;
    let before = periods.list_expected_reports(list.clone()).await.unwrap().into_inner();

    let pool = PgPool::connect(&world.database_url()).await.unwrap();
    rebuilds_to_the_same::<WorkingCalendar>(&pool).await;
    rebuilds_to_the_same::<ReportingRegimes>(&pool).await;
    rebuilds_to_the_same::<ReportingPeriods>(&pool).await;
    rebuilds_to_the_same::<PeriodDeadlines>(&pool).await;
    rebuilds_to_the_same::<UnitReports>(&pool).await;
    rebuilds_to_the_same::<ReportObligations>(&pool).await;

    let after = periods.list_expected_reports(list).await.unwrap().into_inner();
    assert_eq!(after.expected, before.expected);
    let after = world.reports(MONITOR).await.get_unit_report(ask).await.unwrap().into_inner();
    assert_eq!(after.report, Some(report));
}
