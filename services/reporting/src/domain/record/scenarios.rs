//! What a record does, rule by rule.

use std::collections::BTreeSet;

use ledger::scenario::{Scenario, assert_reads};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use record_types::RecordTypes;
use strum::VariantNames as _;
use uuid::Uuid;

use super::content::{MOST, Value};
use super::*;
use crate::domain::ItemCode;

const PLAN: PlanId = PlanId(Uuid::from_u128(0xA1));
const UNIT: UnitId = UnitId(Uuid::from_u128(0xB2));
const PARENT: UnitId = UnitId(Uuid::from_u128(0xB3));
const MONITOR: UnitId = UnitId(Uuid::from_u128(0xB9));

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn record_type(code: &str) -> &'static RecordType {
    RecordTypes::reviewed().find(code).unwrap()
}

fn officer(person: &str, unit: UnitId) -> Officer {
    Officer { person: person.to_owned(), unit }
}

fn filer() -> Officer {
    officer("officer-1", UNIT)
}

fn monitor() -> Officer {
    officer("officer-2", MONITOR)
}

fn shown(file: u128, kind: &str) -> Evidence {
    Evidence {
        evidence: Uuid::from_u128(file),
        sha256: "ab".repeat(32),
        kind: kind.to_owned(),
        number_symbol: None,
        issued_on: None,
        issuer: None,
    }
}

fn session() -> Filing {
    let choice = |key: &str| Value::Choice(key.to_owned());
    let content = [
        ("document", choice("THIS_PLAN")),
        ("format", choice("IN_PERSON")),
        ("attendance", Value::Count(120)),
    ];
    Filing {
        plan: PLAN,
        indicator: IndicatorCode::parse("II.1.a/2").unwrap(),
        record_type: "DISSEMINATION_SESSION".to_owned(),
        type_version: 1,
        unit: UNIT,
        occurred_on: day("2026-03-10"),
        content: content.map(|(name, value)| (name.to_owned(), value)).into(),
        evidence: vec![shown(1, "MINUTES"), shown(2, "ATTENDANCE_LIST")],
        illustrative: true,
    }
}

fn file(filing: Filing) -> Command {
    let record_type = record_type(&filing.record_type);
    Command::File { record_type, filing: Box::new(filing), by: filer() }
}

/// The session of the samples with something wrong in it.
fn wrong(change: impl FnOnce(&mut Filing)) -> Command {
    let mut filing = session();
    change(&mut filing);
    file(filing)
}

fn verify(by: Officer, on: &str) -> Command {
    Command::Verify { of: UNIT, verified_on: day(on), by }
}

fn reject(by: Officer, on: &str) -> Command {
    Command::Reject { of: UNIT, rejected_on: day(on), reason: "thiếu danh sách".into(), by }
}

fn retract(on: &str) -> Command {
    let (retracted_on, reason) = (day(on), "ghi nhầm".into());
    Command::Retract { of: UNIT, retracted_on, reason, by: filer() }
}

fn filed() -> Event {
    Event::Filed { filing: Box::new(session()), by: filer() }
}

fn verified(on: &str) -> Event {
    Event::Verified { verified_on: day(on), by: monitor() }
}

fn rejected(on: &str) -> Event {
    Event::Rejected { rejected_on: day(on), reason: "thiếu danh sách".into(), by: monitor() }
}

fn retracted(on: &str) -> Event {
    Event::Retracted { retracted_on: day(on), reason: "ghi nhầm".into(), by: filer() }
}

#[test]
fn a_record_is_filed_once() {
    Scenario::<Record>::given([]).when(file(session())).then([filed()]);
    for history in [
        vec![filed()],
        vec![filed(), verified("2026-03-20")],
        vec![filed(), rejected("2026-03-20")],
        vec![filed(), retracted("2026-03-20")],
    ] {
        Scenario::<Record>::given(history)
            .when(file(session()))
            .then_rejected(Rejection::RecordAlreadyFiled);
    }
}

#[test]
fn a_record_says_what_its_type_asks_for_and_nothing_else() {
    for (command, expected) in [
        (
            wrong(|it| drop(it.content.remove("attendance"))),
            Rejection::RecordFieldMissing { name: "attendance" },
        ),
        (
            wrong(|it| drop(it.content.insert("name".into(), Value::Text("x".into())))),
            Rejection::UnknownRecordField { name: "name".into() },
        ),
        (
            wrong(|it| drop(it.content.insert("attendance".into(), Value::Money(1)))),
            Rejection::RecordFieldOfOtherKind { name: "attendance", kind: "COUNT" },
        ),
        (
            wrong(|it| drop(it.content.insert("attendance".into(), Value::Count(-1)))),
            Rejection::RecordFieldOutOfRange { name: "attendance" },
        ),
        (
            wrong(|it| drop(it.content.insert("attendance".into(), Value::Count(MOST + 1)))),
            Rejection::RecordFieldOutOfRange { name: "attendance" },
        ),
        (
            wrong(|it| drop(it.content.insert("format".into(), Value::Choice("BY_MAIL".into())))),
            Rejection::RecordFieldOutOfRange { name: "format" },
        ),
    ] {
        Scenario::<Record>::given([]).when(command).then_rejected(expected);
    }
}

#[test]
fn a_list_of_codes_is_not_empty() {
    let plan = |codes| Filing {
        record_type: "IMPLEMENTATION_PLAN".into(),
        content: [
            ("number_symbol".to_owned(), Value::Text("12-KH/HU".into())),
            ("covers_codes".to_owned(), Value::Codes(codes)),
            ("state".to_owned(), Value::Choice("ISSUED".into())),
        ]
        .into(),
        evidence: vec![shown(1, "DOCUMENT")],
        ..session()
    };
    let right = plan(vec![ItemCode::parse("III.1").unwrap()]);
    let event = Event::Filed { filing: Box::new(right.clone()), by: filer() };
    Scenario::<Record>::given([]).when(file(right)).then([event]);
    Scenario::<Record>::given([])
        .when(file(plan(Vec::new())))
        .then_rejected(Rejection::RecordFieldOutOfRange { name: "covers_codes" });
}

#[test]
fn evidence_of_each_group_is_shown() {
    let groups = &record_type("DISSEMINATION_SESSION").evidence;
    for (command, expected) in [
        (wrong(|it| it.evidence.truncate(1)), Rejection::EvidenceMissing { any_of: &groups[1] }),
        (
            wrong(|it| drop(it.evidence.remove(0))),
            Rejection::EvidenceMissing { any_of: &groups[0] },
        ),
        (
            wrong(|it| it.evidence.push(shown(3, "RUMOUR"))),
            Rejection::UnknownEvidenceKind { kind: "RUMOUR".into() },
        ),
        (
            wrong(|it| it.evidence.push(shown(1, "PLAN"))),
            Rejection::EvidenceTwice { evidence: Uuid::from_u128(1) },
        ),
    ] {
        Scenario::<Record>::given([]).when(command).then_rejected(expected);
    }
    let more = wrong(|it| it.evidence.push(shown(3, "PHOTOGRAPH")));
    assert!(Record::default().decide(more).is_ok(), "more than is asked for may be shown");
}

#[test]
fn another_unit_verifies_or_rejects() {
    Scenario::<Record>::given([filed()])
        .when(verify(monitor(), "2026-03-20"))
        .then([verified("2026-03-20")]);
    Scenario::<Record>::given([filed()])
        .when(reject(monitor(), "2026-03-20"))
        .then([rejected("2026-03-20")]);
}

#[test]
fn nobody_judges_what_they_have_filed_under_whatever_unit() {
    let filer_elsewhere = officer("officer-1", MONITOR);
    for command in
        [verify(filer_elsewhere.clone(), "2026-03-20"), reject(filer_elsewhere, "2026-03-20")]
    {
        Scenario::<Record>::given([filed()]).when(command).then_rejected(Rejection::OwnRecord);
    }
}

#[test]
fn no_unit_judges_a_record_of_its_own_or_one_that_it_has_filed() {
    let colleague = officer("officer-3", UNIT);
    for command in [verify(colleague.clone(), "2026-03-20"), reject(colleague, "2026-03-20")] {
        Scenario::<Record>::given([filed()])
            .when(command)
            .then_rejected(Rejection::RecordOfOwnUnit);
    }
    let filed_for_it =
        Event::Filed { filing: Box::new(session()), by: officer("officer-1", PARENT) };
    Scenario::<Record>::given([filed_for_it])
        .when(verify(officer("officer-3", PARENT), "2026-03-20"))
        .then_rejected(Rejection::RecordOfOwnUnit);
}

#[test]
fn a_filed_or_verified_record_is_retracted() {
    for history in [vec![filed()], vec![filed(), verified("2026-03-20")]] {
        Scenario::<Record>::given(history)
            .when(retract("2026-03-21"))
            .then([retracted("2026-03-21")]);
    }
}

#[test]
fn nothing_follows_a_rejection_or_a_retraction() {
    let acts = || {
        [verify(monitor(), "2026-04-01"), reject(monitor(), "2026-04-01"), retract("2026-04-01")]
    };
    for command in acts() {
        Scenario::<Record>::given([filed(), rejected("2026-03-20")])
            .when(command)
            .then_rejected(Rejection::RecordRejected);
    }
    for command in acts() {
        Scenario::<Record>::given([filed(), retracted("2026-03-20")])
            .when(command)
            .then_rejected(Rejection::RecordRetracted);
    }
    for command in [verify(monitor(), "2026-04-01"), reject(monitor(), "2026-04-01")] {
        Scenario::<Record>::given([filed(), verified("2026-03-20")])
            .when(command)
            .then_rejected(Rejection::RecordVerified);
    }
}

#[test]
fn nothing_happens_to_a_record_before_it_was_true() {
    let early = Rejection::BeforeRecord { earliest: day("2026-03-10") };
    for command in
        [verify(monitor(), "2026-03-09"), reject(monitor(), "2026-03-09"), retract("2026-03-09")]
    {
        Scenario::<Record>::given([filed()]).when(command).then_rejected(early.clone());
    }
    Scenario::<Record>::given([filed(), verified("2026-03-20")])
        .when(retract("2026-03-19"))
        .then_rejected(Rejection::BeforeRecord { earliest: day("2026-03-20") });
}

#[test]
fn a_record_is_not_reached_under_the_name_of_another_unit() {
    let of = MONITOR;
    let (on, reason) = (day("2026-03-20"), String::from("ghi nhầm"));
    for history in [
        vec![],
        vec![filed()],
        vec![filed(), verified("2026-03-20")],
        vec![filed(), rejected("2026-03-20")],
        vec![filed(), retracted("2026-03-20")],
    ] {
        for command in [
            Command::Verify { of, verified_on: on, by: monitor() },
            Command::Reject { of, rejected_on: on, reason: reason.clone(), by: monitor() },
            Command::Retract { of, retracted_on: on, reason: reason.clone(), by: filer() },
        ] {
            Scenario::<Record>::given(history.clone())
                .when(command)
                .then_rejected(Rejection::RecordNotFound);
        }
    }
}

fn any_officer() -> impl Strategy<Value = Officer> {
    (select(vec!["officer-1", "officer-2"]), select(vec![UNIT, PARENT, MONITOR]))
        .prop_map(|(person, unit)| officer(person, unit))
}

fn any_command() -> impl Strategy<Value = Command> {
    let days = || select(vec!["2026-03-09", "2026-03-10", "2026-03-20", "2026-03-21"]);
    prop_oneof![
        any_officer().prop_map(|by| {
            let record_type = record_type("DISSEMINATION_SESSION");
            Command::File { record_type, filing: Box::new(session()), by }
        }),
        (any_officer(), days()).prop_map(|(by, on)| verify(by, on)),
        (any_officer(), days()).prop_map(|(by, on)| reject(by, on)),
        days().prop_map(retract),
    ]
}

proptest! {
    /// Whatever is asked: each thing happens once, nothing after a rejection or a retraction, and who
    /// judged is neither the filer nor of a unit that the record is of or was filed by.
    #[test]
    fn two_persons_of_two_units_stand_behind_what_counts(commands in vec(any_command(), 0..20)) {
        let mut history = Vec::new();
        for command in commands {
            history.extend(Record::replay(&history).decide(command).unwrap_or_default());
        }
        let kinds: Vec<&'static str> = history.iter().map(Into::into).collect();
        let once: BTreeSet<_> = kinds.iter().collect();
        prop_assert_eq!(once.len(), kinds.len());
        let end = kinds.iter().position(|kind| ["rejected", "retracted"].contains(kind));
        prop_assert!(end.is_none_or(|end| end + 1 == kinds.len()));
        let filed_by = history.iter().find_map(|event| match event {
            Event::Filed { by, .. } => Some(by),
            Event::Verified { .. } | Event::Rejected { .. } | Event::Retracted { .. } => None,
        });
        for event in &history {
            if let (Event::Verified { by, .. } | Event::Rejected { by, .. }, Some(filed_by)) =
                (event, filed_by)
            {
                prop_assert!(by.person != filed_by.person && by.unit != filed_by.unit);
                prop_assert!(by.unit != UNIT);
            }
        }
    }
}

#[test]
fn the_past_still_reads() {
    assert_reads::<Event>(include_str!("golden.jsonl"), Event::VARIANTS);
}
