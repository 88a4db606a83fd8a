//! A small plan, and requests about it. Ids and days are constants, so that failures repeat.

use contracts::ledger::v1::CommandReceipt;
use contracts::reporting::v1::bearer::Bearer as Said;
use contracts::reporting::v1::*;
use uuid::Uuid;

use crate::world::World;

pub const PLAN: Uuid = Uuid::from_u128(0x0198_f3c2_0000_7000_8000_0000_0000_00a1);
pub const NEXT_PLAN: Uuid = Uuid::from_u128(0x0198_f3c2_0000_7000_8000_0000_0000_00a2);
pub const COMMITTEE: Uuid = Uuid::from_u128(0x0198_f3c2_0000_7000_8000_0000_0000_00b1);
pub const UNION: Uuid = Uuid::from_u128(0x0198_f3c2_0000_7000_8000_0000_0000_00b2);
pub const TEXT: &str = "Đẩy mạnh tuyên truyền, vận động thành lập các hội chuyên ngành.";

/// The n-th request id of a test.
pub fn request(n: u128) -> String {
    Uuid::from_u128(0x0198_f3c2_0000_7000_8000_0001_0000_0000 + n).to_string()
}

pub fn unit(id: Uuid) -> Option<Bearer> {
    Some(Bearer { bearer: Some(Said::UnitId(id.to_string())) })
}

pub fn group(name: &str) -> Option<Bearer> {
    Some(Bearer { bearer: Some(Said::GroupName(name.into())) })
}

pub fn decision() -> Option<DecisionRef> {
    Some(DecisionRef {
        number_symbol: "25-QĐ/TU".into(),
        issued_on: "2023-01-10".into(),
        issuer_unit_id: COMMITTEE.to_string(),
    })
}

pub fn section(code: &str) -> PlanSection {
    PlanSection { code: code.into(), heading: "Nội dung".into() }
}

pub fn item(code: &str, text: &str) -> ItemText {
    ItemText {
        code: code.into(),
        kind: ItemKind::Task.into(),
        short_title: "Phát triển hội viên".into(),
        text: text.into(),
    }
}

pub fn leads(bearer: Option<Bearer>) -> Responsibility {
    Responsibility {
        bearer,
        role: ResponsibilityRole::Lead.into(),
        basis: Basis::Inferred.into(),
        note: "suy ra từ mục III.5".into(),
        ..Responsibility::default()
    }
}

pub fn document() -> PlanDocument {
    PlanDocument {
        document_type: "KẾ HOẠCH".into(),
        subject_line: "thực hiện một kết luận".into(),
        issuer_unit_id: COMMITTEE.to_string(),
        signer: "Nguyễn Văn A".into(),
        preamble: "Căn cứ kết luận,\nBan Thường vụ xây dựng kế hoạch như sau:".into(),
        base_documents: vec![BaseDocument {
            relation: DocumentRelation::CarriesOut.into(),
            number_symbol: "93-KL/TW".into(),
            document_type: "Kết luận".into(),
            issuer_name: "Ban Bí thư".into(),
            issued_on: "2020-11-20".into(),
        }],
        recipients: vec![Recipient {
            text: "Liên hiệp các Hội KH&KT tỉnh,".into(),
            purpose: RecipientPurpose::ToCarryOut.into(),
            purpose_basis: Basis::Inferred.into(),
            bearers: vec![unit(UNION).unwrap()],
        }],
        ..PlanDocument::default()
    }
}

/// A goal and two tasks; `II.4.b` is led by the Union, `I.1` by a group.
pub fn issue_plan(plan: Uuid, request_id: String) -> IssuePlanRequest {
    let issued = |code: &str, bearer| IssuedItem {
        item: Some(item(code, TEXT)),
        responsibilities: vec![leads(bearer)],
    };
    IssuePlanRequest {
        plan_id: plan.to_string(),
        request_id,
        validate_only: false,
        document: Some(document()),
        effective_on: "2021-06-11".into(),
        sections: ["I", "II", "II.4", "II.10"].map(section).into(),
        items: vec![
            issued("I.1", group("cấp ủy các cấp")),
            issued("II.10.a", unit(UNION)),
            issued("II.4.b", unit(UNION)),
        ],
    }
}

pub async fn issued(world: &World) -> CommandReceipt {
    let answer = world.plans().await.issue_plan(issue_plan(PLAN, request(0))).await;
    answer.unwrap().into_inner().receipt.unwrap()
}

pub fn amend_plan(etag: &str, request_id: String, effective_on: &str) -> AmendPlanRequest {
    let change = |change| PlanChange { change: Some(change) };
    AmendPlanRequest {
        plan_id: PLAN.to_string(),
        etag: etag.into(),
        request_id,
        validate_only: false,
        decision_ref: decision(),
        effective_on: effective_on.into(),
        changes: vec![
            change(plan_change::Change::ReplaceItem(item("II.4.b", "Nội dung mới."))),
            change(plan_change::Change::WithdrawItemCode("II.10.a".into())),
            change(plan_change::Change::AddSection(section("II.5"))),
            change(plan_change::Change::AddItem(IssuedItem {
                item: Some(item("II.5.a", "Nội dung bổ sung.")),
                responsibilities: vec![leads(unit(UNION))],
            })),
        ],
    }
}

pub fn definition(formula: &str) -> Option<IndicatorDefinition> {
    Some(IndicatorDefinition {
        name: "Tổng số hội viên".into(),
        measures: vec![Measure {
            identifier: "members_declared".into(),
            kind: MeasureKind::Count.into(),
            unit_of_measure: "hội viên".into(),
        }],
        source: IndicatorSource::Automatic.into(),
        nature: IndicatorNature::Stock.into(),
        formula: formula.into(),
        feeds: vec![Feed {
            kind: FeedKind::Event.into(),
            name: "membership.HeadcountDeclared".into(),
            detail: String::new(),
        }],
        ..IndicatorDefinition::default()
    })
}

pub fn publish_indicator(code: &str, request_id: String) -> PublishIndicatorRequest {
    PublishIndicatorRequest {
        plan_id: PLAN.to_string(),
        code: code.into(),
        request_id,
        validate_only: false,
        definition: definition("sum of latest declarations"),
        valid_from: "2021-06-11".into(),
        decision_ref: None,
    }
}

/// The receipt in an answer to any command.
#[macro_export]
macro_rules! receipt {
    ($answer:expr) => {
        $answer.await.unwrap().into_inner().receipt.unwrap()
    };
}
