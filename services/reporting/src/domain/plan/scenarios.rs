//! What a plan does, rule by rule. Its small plan: a goal `I.1` and a task `II.4.b`, both led by a unit.

mod responsibilities;
mod reviews;

use ledger::scenario::{Scenario, assert_reads};
use strum::VariantNames as _;
use uuid::Uuid;

use self::reviews::{concluded, opened, superseded, under_review};
use super::document::{BaseDocument, Purpose, Recipient};
use super::document::{Basis, Bearer, ItemKind, Relation, Role};
use super::*;
use crate::domain::{SectionCode, UnitId};

pub(super) const PLAN: PlanId = PlanId(Uuid::from_u128(0xA1));
const NEXT_PLAN: PlanId = PlanId(Uuid::from_u128(0xA2));
const COMMITTEE: UnitId = UnitId(Uuid::from_u128(0xB1));
pub(super) const UNION: UnitId = UnitId(Uuid::from_u128(0xB2));

pub(super) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub(super) fn code(text: &str) -> ItemCode {
    ItemCode::parse(text).unwrap()
}

pub(super) fn section(text: &str) -> Section {
    Section { code: SectionCode::parse(text).unwrap(), heading: "Nội dung".into() }
}

pub(super) fn document() -> Document {
    Document {
        document_type: "KẾ HOẠCH".into(),
        subject_line: "thực hiện một kết luận".into(),
        number_symbol: None,
        issued_on: Some(day("2021-06-01")),
        issuer: COMMITTEE,
        signer: Some("Nguyễn Văn A".into()),
        preamble: Some("Căn cứ kết luận, Ban Thường vụ xây dựng kế hoạch như sau:".into()),
        base_documents: vec![BaseDocument {
            relation: Relation::CarriesOut,
            number_symbol: "93-KL/TW".into(),
            document_type: "Kết luận".into(),
            issuer_name: "Ban Bí thư".into(),
            issued_on: day("2020-11-20"),
        }],
        recipients: vec![Recipient {
            text: "Liên hiệp các Hội KH&KT tỉnh,".into(),
            purpose: Purpose::ToCarryOut,
            purpose_basis: Basis::Inferred,
            bearers: vec![Bearer::Unit(UNION)],
        }],
    }
}

pub(super) fn item(text: &str) -> Item {
    Item {
        code: code(text),
        kind: ItemKind::Task,
        short_title: "Phát triển hội viên".into(),
        text: "Đẩy mạnh tuyên truyền, vận động thành lập các hội chuyên ngành.".into(),
    }
}

pub(super) fn led_from(valid_from: &str) -> Responsibility {
    Responsibility {
        bearer: Bearer::Unit(UNION),
        role: Role::Lead,
        basis: Basis::Inferred,
        valid_from: day(valid_from),
        valid_to: None,
        note: None,
    }
}

pub(super) fn decision() -> DecisionRef {
    DecisionRef {
        number_symbol: "25-QĐ/TU".into(),
        issued_on: day("2023-01-10"),
        issuer: COMMITTEE,
    }
}

fn led(text: &str) -> IssuedItem {
    IssuedItem { item: item(text), responsibilities: vec![led_from("2021-06-11")] }
}

fn issue(sections: &[&str], items: Vec<IssuedItem>) -> Command {
    let sections = sections.iter().map(|text| section(text)).collect();
    Command::Issue { document: document(), effective_on: day("2021-06-11"), sections, items }
}

fn defined(version: u32, effective_on: &str, text: &str) -> Event {
    Event::ItemDefined { version, effective_on: day(effective_on), item: item(text) }
}

fn assigned(text: &str) -> Event {
    Event::ResponsibilityAssigned {
        item: code(text),
        responsibility: led_from("2021-06-11"),
        decision: None,
    }
}

pub(super) fn issued() -> Vec<Event> {
    vec![
        Event::Issued {
            document: document(),
            effective_on: day("2021-06-11"),
            sections: ["I", "II", "II.4"].map(section).into(),
        },
        defined(1, "2021-06-11", "I.1"),
        assigned("I.1"),
        defined(1, "2021-06-11", "II.4.b"),
        assigned("II.4.b"),
    ]
}

fn issued_and(more: impl IntoIterator<Item = Event>) -> Vec<Event> {
    issued().into_iter().chain(more).collect()
}

pub(super) fn amend(effective_on: &str, changes: impl Into<Vec<Change>>) -> Command {
    let (decision, changes) = (decision(), changes.into());
    Command::Amend { decision, effective_on: day(effective_on), changes }
}

fn amended(version: u32, effective_on: &str, added_sections: Vec<Section>) -> Event {
    let (effective_on, decision) = (day(effective_on), decision());
    Event::Amended { version, effective_on, decision, added_sections }
}

fn replaced(version: u32, effective_on: &str, text: &str) -> Event {
    Event::ItemReplaced { version, effective_on: day(effective_on), item: item(text) }
}

fn withdrawn(version: u32, effective_on: &str, text: &str) -> Event {
    Event::ItemWithdrawn { version, effective_on: day(effective_on), code: code(text) }
}

fn given(history: Vec<Event>) -> Scenario<Plan> {
    Scenario::given(history)
}

#[test]
fn a_plan_is_issued_whole() {
    given(vec![]).when(issue(&["I", "II", "II.4"], vec![led("I.1"), led("II.4.b")])).then(issued());
}

#[test]
fn a_plan_is_issued_once() {
    for history in [
        issued(),
        under_review(ReviewKind::Final),
        issued_and([opened(ReviewKind::Final, "2024-01-01"), concluded("2024-02-01")]),
        issued_and([superseded("2024-02-01")]),
    ] {
        given(history)
            .when(issue(&["I"], vec![led("I.1")]))
            .then_rejected(Rejection::PlanAlreadyIssued);
    }
}

#[test]
fn a_plan_has_items() {
    given(vec![]).when(issue(&["I"], vec![])).then_rejected(Rejection::NoItems);
}

#[test]
fn a_plan_does_not_take_effect_before_its_document() {
    let mut document = document();
    document.issued_on = Some(day("2021-06-12"));
    let (effective_on, items) = (day("2021-06-11"), vec![led("I.1")]);
    given(vec![])
        .when(Command::Issue { document, effective_on, sections: vec![section("I")], items })
        .then_rejected(Rejection::IssuedLater);
}

#[test]
fn a_plan_can_take_effect_on_the_day_of_its_document() {
    let mut dated = document();
    dated.issued_on = Some(day("2021-06-11"));
    let (document, effective_on, sections) = (dated, day("2021-06-11"), vec![section("I")]);
    let items = vec![IssuedItem { item: item("I.1"), responsibilities: vec![] }];
    given(vec![])
        .when(Command::Issue {
            document: document.clone(),
            effective_on,
            sections: sections.clone(),
            items,
        })
        .then([
            Event::Issued { document, effective_on, sections },
            defined(1, "2021-06-11", "I.1"),
        ]);
}

#[test]
fn a_code_names_one_item_of_a_plan() {
    given(vec![])
        .when(issue(&["I"], vec![led("I.1"), led("I.1")]))
        .then_rejected(Rejection::ItemCodeUsed { code: code("I.1") });
}

#[test]
fn a_code_names_an_item_or_a_section() {
    given(vec![])
        .when(issue(&["II", "II.4"], vec![led("II.4")]))
        .then_rejected(Rejection::ItemCodeUsed { code: code("II.4") });
    given(issued())
        .when(amend("2023-01-15", [Change::AddSection(section("I.1"))]))
        .then_rejected(Rejection::SectionCodeUsed { code: section("I.1").code });
}

#[test]
fn a_section_stands_once() {
    given(vec![])
        .when(issue(&["I", "I"], vec![led("I.1")]))
        .then_rejected(Rejection::SectionCodeUsed { code: section("I").code });
}

#[test]
fn items_and_subsections_stand_under_a_section() {
    given(vec![])
        .when(issue(&["I"], vec![led("II.4.b")]))
        .then_rejected(Rejection::SectionMissing { code: section("II.4").code });
    given(vec![])
        .when(issue(&["II.4"], vec![led("II.4.b")]))
        .then_rejected(Rejection::SectionMissing { code: section("II").code });
}

#[test]
fn an_amendment_makes_a_version() {
    let added = IssuedItem { item: item("II.5.a"), responsibilities: vec![led_from("2023-02-01")] };
    given(issued())
        .when(amend(
            "2023-01-15",
            [
                Change::ReplaceItem(item("I.1")),
                Change::AddSection(section("II.5")),
                Change::AddItem(added),
            ],
        ))
        .then([
            amended(2, "2023-01-15", vec![section("II.5")]),
            replaced(2, "2023-01-15", "I.1"),
            defined(2, "2023-01-15", "II.5.a"),
            Event::ResponsibilityAssigned {
                item: code("II.5.a"),
                responsibility: led_from("2023-02-01"),
                decision: Some(decision()),
            },
        ]);
}

#[test]
fn versions_count_on() {
    given(issued_and([amended(2, "2023-01-15", vec![]), replaced(2, "2023-01-15", "I.1")]))
        .when(amend("2023-01-15", [Change::ReplaceItem(item("I.1"))]))
        .then([amended(3, "2023-01-15", vec![]), replaced(3, "2023-01-15", "I.1")]);
}

#[test]
fn a_version_does_not_begin_before_the_one_it_amends() {
    given(issued_and([amended(2, "2023-01-15", vec![]), replaced(2, "2023-01-15", "I.1")]))
        .when(amend("2023-01-14", [Change::ReplaceItem(item("I.1"))]))
        .then_rejected(Rejection::TooEarly { not_before: day("2023-01-15") });
}

#[test]
fn an_amendment_changes_something() {
    given(issued()).when(amend("2023-01-15", [])).then_rejected(Rejection::NothingAmended);
}

#[test]
fn an_amendment_changes_an_item_once() {
    let twice = Rejection::ItemChangedTwice { code: code("I.1") };
    given(issued())
        .when(amend(
            "2023-01-15",
            [Change::ReplaceItem(item("I.1")), Change::WithdrawItem(code("I.1"))],
        ))
        .then_rejected(twice);
}

#[test]
fn only_items_of_the_plan_are_replaced_or_withdrawn() {
    for change in [Change::ReplaceItem(item("I.2")), Change::WithdrawItem(code("I.2"))] {
        given(issued())
            .when(amend("2023-01-15", [change]))
            .then_rejected(Rejection::ItemNotInPlan { code: code("I.2") });
    }
}

#[test]
fn a_withdrawn_item_is_gone_for_ever() {
    let withdrawn_on = day("2023-01-15");
    let history =
        issued_and([amended(2, "2023-01-15", vec![]), withdrawn(2, "2023-01-15", "II.4.b")]);
    for change in [Change::ReplaceItem(item("II.4.b")), Change::WithdrawItem(code("II.4.b"))] {
        given(history.clone())
            .when(amend("2023-02-01", [change]))
            .then_rejected(Rejection::ItemWithdrawn { code: code("II.4.b"), withdrawn_on });
    }
    given(history)
        .when(amend("2023-02-01", [Change::AddItem(led("II.4.b"))]))
        .then_rejected(Rejection::ItemCodeUsed { code: code("II.4.b") });
}

#[test]
fn an_item_is_measured_while_it_is_in_the_plan() {
    let confirm = |item: &str, on: &str| Command::ConfirmItem { item: code(item), on: day(on) };
    let history =
        || issued_and([amended(2, "2023-01-15", vec![]), withdrawn(2, "2023-01-15", "II.4.b")]);
    given(history()).when(confirm("II.4.b", "2023-01-14")).then([]);
    given(history()).when(confirm("II.4.b", "2023-01-15")).then_rejected(
        Rejection::ItemWithdrawn { code: code("II.4.b"), withdrawn_on: day("2023-01-15") },
    );
    given(history())
        .when(confirm("I.1", "2021-06-10"))
        .then_rejected(Rejection::TooEarly { not_before: day("2021-06-11") });
    given(history())
        .when(confirm("I.2", "2022-01-01"))
        .then_rejected(Rejection::ItemNotInPlan { code: code("I.2") });
}

#[test]
fn the_past_still_reads() {
    assert_reads::<Event>(include_str!("golden.jsonl"), Event::VARIANTS);
}
