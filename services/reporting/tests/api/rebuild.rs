//! A view can be made anew from the ledger at any time, and is the same.

use ledger::View;
use ledger::view::{compare, rebuild, switch};
use reporting::views::indicator_catalogue::IndicatorCatalogue;
use reporting::views::plan_of_record::PlanOfRecord;
use sqlx::PgPool;

use contracts::reporting::v1::*;

use crate::receipt;
use crate::samples::{PLAN, amend_plan, issued, publish_indicator, request};
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
