//! Records and targets as they come from reporting: what is counted, what waits, and the matrix.

use contracts::ledger::v1::ReadAt;
use contracts::membership::v1 as membership;
use contracts::projection::v1::{
    self as wire, ExplainRequest, GetMatrixRequest, GetProgressRequest,
};
use contracts::reporting::v1 as reporting;
use reporting::record_field::Value;

use crate::published::{PLAN, PROVINCE, UNION, figure, id, integer, year};
use crate::world::{Event, REPORTING, World, refusal};

const COUNCIL: u128 = 71;

/// Two units obliged by an item that is measured by sessions, with 1 verified, 1 filed and 1 rejected.
async fn with_records(world: &World) -> Vec<String> {
    let mut tokens = world.with_a_plan().await;
    tokens.push(world.item("II.1.a", "Quán triệt").await);
    tokens.push(world.indicator("II.1.a/1", "dissemination_coverage_pct", true).await);
    tokens.push(world.indicator("II.1.a/2", "dissemination_sessions", false).await);
    let kind = membership::UnitKind::PartyBoard;
    tokens.push(world.unit(COUNCIL, kind, PROVINCE, "Ban Tuyên giáo Tỉnh ủy").await);
    for unit in [UNION, COUNCIL] {
        tokens.push(obliged(world, unit).await);
    }
    for (record, unit, on) in
        [(1, UNION, "2022-03-01"), (2, COUNCIL, "2022-04-01"), (3, UNION, "2022-05-01")]
    {
        tokens.push(filed(world, record, unit, on).await);
    }
    let verified = reporting::EvidencedRecordVerified {
        record_id: id(1),
        occurred_on: "2022-06-01".to_owned(),
        verifier_unit_id: id(COUNCIL),
    };
    tokens.push(becomes(world, 1, &Event::new("EvidencedRecordVerified", &verified)).await);
    let rejected = reporting::EvidencedRecordRejected {
        record_id: id(3),
        occurred_on: "2022-06-01".to_owned(),
        verifier_unit_id: id(COUNCIL),
        reason: "Thiếu danh sách".to_owned(),
    };
    tokens.push(becomes(world, 3, &Event::new("EvidencedRecordRejected", &rejected)).await);
    tokens
}

async fn obliged(world: &World, unit: u128) -> String {
    let event = reporting::ResponsibilityAssigned {
        plan_id: id(PLAN),
        occurred_on: "2021-06-11".to_owned(),
        item_code: "II.1.a".to_owned(),
        responsibility: Some(reporting::Responsibility {
            bearer: Some(reporting::Bearer {
                bearer: Some(reporting::bearer::Bearer::UnitId(id(unit))),
            }),
            role: reporting::ResponsibilityRole::Lead.into(),
            basis: reporting::Basis::Stated.into(),
            valid_from: "2021-06-11".to_owned(),
            ..Default::default()
        }),
        decision_ref: None,
    };
    world.publish(REPORTING, "plan-1", &Event::new("ResponsibilityAssigned", &event)).await
}

async fn filed(world: &World, record: u128, unit: u128, on: &str) -> String {
    let field =
        |name: &str, value| reporting::RecordField { name: name.to_owned(), value: Some(value) };
    let event = reporting::EvidencedRecordFiled {
        record_id: id(record),
        occurred_on: on.to_owned(),
        unit_id: id(unit),
        plan_id: id(PLAN),
        indicator_code: "II.1.a/2".to_owned(),
        record_type: "DISSEMINATION_SESSION".to_owned(),
        type_version: 1,
        content: vec![
            field("document", Value::Choice("THIS_PLAN".to_owned())),
            field("format", Value::Choice("IN_PERSON".to_owned())),
            field("attendance", Value::Count(40)),
        ],
        evidence: vec![reporting::RecordEvidence {
            evidence_id: id(500 + record),
            sha256: "ab".repeat(32),
            kind: "MINUTES".to_owned(),
            number_symbol: "07/BB".to_owned(),
            ..Default::default()
        }],
        illustrative: true,
    };
    becomes(world, record, &Event::new("EvidencedRecordFiled", &event)).await
}

async fn becomes(world: &World, record: u128, event: &Event) -> String {
    world.publish(REPORTING, &format!("record-{record}"), event).await
}

async fn aimed(world: &World, unit_id: String, value: &str) -> String {
    let event = reporting::TargetSet {
        target_id: id(900),
        occurred_on: "2022-01-15".to_owned(),
        aim: Some(reporting::TargetAim {
            indicator_code: "II.1.a/2".to_owned(),
            identifier: "dissemination_sessions".to_owned(),
            unit_id,
            period_key: "2022".to_owned(),
            period_from: "2022-01-01".to_owned(),
            period_to: "2022-12-31".to_owned(),
        }),
        value: value.to_owned(),
        decision_ref: Some(reporting::DecisionRef {
            number_symbol: "12-QĐ/TU".to_owned(),
            issued_on: "2022-01-10".to_owned(),
            issuer_unit_id: id(COUNCIL),
        }),
        plan_id: id(PLAN),
    };
    world.publish(REPORTING, "target-1", &Event::new("TargetSet", &event)).await
}

fn asking(as_of: &str) -> GetProgressRequest {
    GetProgressRequest {
        read_at: Some(ReadAt { as_of: as_of.to_owned(), ..ReadAt::default() }),
        period: year(2022),
        ..GetProgressRequest::default()
    }
}

#[tokio::test]
async fn verified_records_count_and_filed_ones_wait_beside_the_figure() {
    let world = World::start().await;
    let tokens = with_records(&world).await;
    let answer = world.ask(&tokens, asking("2022-12-31")).await;

    let sessions = figure(&answer, "II.1.a/2");
    assert_eq!(integer(sessions), Some(1));
    let awaiting = wire::Awaiting { records: 1, amount: 1, base: 0 };
    assert_eq!((sessions.awaiting, sessions.target.as_ref()), (Some(awaiting), None));
    let coverage = figure(&answer, "II.1.a/1").value.clone().unwrap().number.unwrap();
    let half = wire::Ratio { numerator: 1, denominator: 2 };
    assert_eq!(coverage, wire::value::Number::Ratio(half));
}

#[tokio::test]
async fn a_record_is_explained_with_the_hash_of_what_shows_it() {
    let world = World::start().await;
    let tokens = with_records(&world).await;
    let request = ExplainRequest {
        read_at: Some(ReadAt {
            as_of: "2022-12-31".to_owned(),
            at_least_tokens: tokens,
            ..ReadAt::default()
        }),
        indicator_code: "II.1.a/2".to_owned(),
        period: year(2022),
        ..ExplainRequest::default()
    };
    let answer = world.progress().await.explain(request).await.unwrap().into_inner();

    let fact_of = |one: &wire::Contribution| one.fact.clone().unwrap();
    let [counted] = answer.contributions.as_slice() else { panic!("one counts") };
    let fact = fact_of(counted);
    assert_eq!((fact.subject_name.as_str(), fact.illustrative), ("Liên hiệp Hội tỉnh", true));
    let record = fact.record.unwrap();
    assert_eq!((record.record_id, record.record_type.as_str()), (id(1), "DISSEMINATION_SESSION"));
    let [shown] = record.evidence.as_slice() else { panic!("it has one document") };
    assert_eq!((shown.number_symbol.as_str(), &shown.file_sha256), ("07/BB", &"ab".repeat(32)));

    let [waiting] = answer.awaiting.as_slice() else { panic!("one waits") };
    assert_eq!(fact_of(waiting).record.unwrap().record_id, id(2));
    let [left_out] = answer.left_out.as_slice() else { panic!("one is left out") };
    assert_eq!(left_out.reason(), wire::LeftOutReason::Rejected);
    assert!(!left_out.replaced_by_event_id.is_empty());
}

#[tokio::test]
async fn what_was_known_then_still_waits_then() {
    let world = World::start().await;
    let tokens = with_records(&world).await;
    let then = world.ask(&tokens, asking("2022-12-31")).await;
    let known_at = then.read_info.as_ref().unwrap().read_at.as_ref().unwrap().known_at;
    let verified = reporting::EvidencedRecordVerified {
        record_id: id(2),
        occurred_on: "2023-01-10".to_owned(),
        verifier_unit_id: id(UNION),
    };
    let late = becomes(&world, 2, &Event::new("EvidencedRecordVerified", &verified)).await;

    let now = world.ask(&[late], asking("2022-12-31")).await;
    assert_eq!(integer(figure(&now, "II.1.a/2")), Some(2), "for the day on which it was true");
    let mut request = asking("2022-12-31");
    request.read_at.as_mut().unwrap().known_at = known_at;
    assert_eq!(world.ask(&[], request).await.items, then.items);
}

#[tokio::test]
async fn a_share_of_a_target_is_told_where_one_is_in_force() {
    let world = World::start().await;
    let mut tokens = with_records(&world).await;
    tokens.push(aimed(&world, String::new(), "2.5").await);
    let answer = world.ask(&tokens, asking("2022-12-31")).await;
    let target = figure(&answer, "II.1.a/2").target.clone().unwrap();
    assert_eq!((target.value.as_str(), target.version), ("2.5", 1));
    assert_eq!(target.attained, Some(wire::Ratio { numerator: 10, denominator: 25 }));
    assert_eq!(target.decision.unwrap().number_symbol, "12-QĐ/TU");
    let item = |answer: &wire::GetProgressResponse| {
        answer.items.iter().find(|item| item.code == "II.1.a").unwrap().state()
    };
    assert_eq!(item(&answer), wire::ItemState::InProgress);
    let after = world.ask(&[], asking("2023-01-01")).await;
    assert_eq!(item(&after), wire::ItemState::Overdue);
    let other = GetProgressRequest { period: year(2023), ..asking("2023-12-31") };
    assert_eq!(figure(&world.ask(&[], other).await, "II.1.a/2").target, None);
}

#[tokio::test]
async fn the_matrix_tells_each_units_state_in_each_item_page_by_page() {
    use wire::ItemState::{InProgress, NotApplicable, NotStarted, Overdue};
    let world = World::start().await;
    let mut tokens = with_records(&world).await;
    tokens.push(aimed(&world, id(COUNCIL), "1").await);
    let mut request = GetMatrixRequest {
        read_at: Some(ReadAt {
            as_of: "2023-01-01".to_owned(),
            at_least_tokens: tokens,
            ..ReadAt::default()
        }),
        period: year(2022),
        item_codes: vec!["II.1.a".to_owned(), "II.4.c".to_owned()],
        page_size: 1,
        ..GetMatrixRequest::default()
    };
    let mut client = world.progress().await;
    let mut rows = Vec::new();
    loop {
        let answer = client.get_matrix(request.clone()).await.unwrap().into_inner();
        let items: Vec<_> = answer.items.iter().map(|it| (it.code.as_str(), it.state())).collect();
        assert_eq!(items, [("II.1.a", InProgress), ("II.4.c", NotStarted)]);
        rows.extend(answer.rows);
        request.page_token = answer.next_page_token;
        if request.page_token.is_empty() {
            break;
        }
    }
    let told: Vec<_> = rows
        .iter()
        .map(|row| {
            let states: Vec<_> = row.cells.iter().map(wire::MatrixCell::state).collect();
            (row.unit.as_ref().unwrap().name.as_str(), states)
        })
        .collect();
    let expected = [
        ("Ban Tuyên giáo Tỉnh ủy", vec![Overdue, NotApplicable]),
        ("Liên hiệp Hội tỉnh", vec![InProgress, NotApplicable]),
    ];
    assert_eq!(told, expected);
    let roles: Vec<_> = rows[0].cells[0].roles().collect();
    assert_eq!(roles, [wire::ResponsibilityRole::Lead]);

    let unknown = GetMatrixRequest { unit_ids: vec![id(77)], ..GetMatrixRequest::default() };
    let status = client.get_matrix(unknown).await.unwrap_err();
    let (code, reason, _) = refusal(&status);
    assert_eq!((code, reason.as_str()), (tonic::Code::NotFound, "NO_SUCH_RESOURCE"));
}
