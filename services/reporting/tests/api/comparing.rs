//! What a report says, beside what the figures are now.

use contracts::reporting::v1::*;
use report_figure::Value;
use tonic::Code;

use crate::periods::DISTRICT;
use crate::report_samples::*;
use crate::samples::UNION;
use crate::world::{World, refusal};

#[tokio::test]
async fn the_figures_that_are_others_now_are_told() {
    let world = World::new().await;
    world.reporting().await;
    world.is_now("2026-06-18T03:00:00Z");
    world.handed_in(20).await;
    let GetUnitReportRequest { plan_id, regime_code, key, unit_id, .. } = get_report(DISTRICT);
    let ask = CompareReportRequest { plan_id, regime_code, key, unit_id };
    let compare = async || {
        let answer = world.reports(MONITOR).await.compare_report(ask.clone()).await;
        answer.unwrap().into_inner()
    };
    let compared = compare().await;
    assert_eq!((&*compared.as_of, compared.figures), ("2026-06-14", 3));
    assert_eq!(compared.changes, []);

    world.figures.members.send_replace(99);
    let compared = compare().await;
    let value = |side: &Option<ReportFigure>| side.as_ref().unwrap().value.clone();
    let changes = compared.changes.iter().map(|it| (value(&it.reported), value(&it.present)));
    let counted = |count| Some(Value::Integer(count));
    assert_eq!(changes.collect::<Vec<_>>(), [(counted(120), counted(99))]);

    let union = CompareReportRequest { unit_id: UNION.to_string(), ..ask.clone() };
    let refused = refusal(world.reports(MONITOR).await.compare_report(union).await);
    assert_eq!(refused, (Code::FailedPrecondition, "STATE_NOT_ALLOWED".into()), "it is not begun");
}
