//! What is held against the reviewed file, and it against the reviewed catalogue of indicators.

use std::collections::BTreeSet;

use serde_json::Value;

use super::*;

/// The catalogue that `hoitu seed` loads.
const INDICATORS: &str = include_str!("../../hoitu/data/indicators.json");

/// Quantities that wait for other contexts: nothing is counted from their records yet.
const WAITING: [&str; 1] = ["prizewinners_publicised_pct"];

/// The record types of the domain study, 1.5.
const CODES: [&str; 28] = [
    "BROADCAST",
    "BUDGET_ALLOCATION",
    "BULLETIN_ISSUE",
    "COMMENDATION",
    "COOPERATION_AGREEMENT",
    "COORDINATION_REGULATION",
    "DISCIPLINE_CASE",
    "DISSEMINATION_SESSION",
    "FORUM",
    "FORUM_SESSION",
    "FUNDING",
    "GUIDANCE_DOCUMENT",
    "IMPLEMENTATION_PLAN",
    "INITIATIVE",
    "JOINT_ACTIVITY",
    "KNOWLEDGE_EVENT",
    "LEGAL_DOCUMENT_ISSUED",
    "LEGAL_DOCUMENT_REVIEW",
    "MEDIA_ITEM",
    "OFFICE_STAFF_STATEMENT",
    "PARTY_ADMISSION_COUNT",
    "PARTY_DELEGATION_REGULATION",
    "POLITICAL_EDUCATION",
    "REPLICATED_MODEL",
    "RESEARCH_TASK",
    "SUPERVISION_SESSION",
    "TECH_TRANSFER",
    "WORKING_SESSION",
];

fn reviewed() -> &'static [RecordType] {
    &RecordTypes::reviewed().record_types
}

fn catalogue() -> Vec<Value> {
    serde_json::from_str(INDICATORS).unwrap()
}

fn texts<'v>(value: &'v Value, list: &str, name: &str) -> BTreeSet<&'v str> {
    value[list].as_array().unwrap().iter().map(|entry| entry[name].as_str().unwrap()).collect()
}

fn is_word(word: &str) -> bool {
    !word.is_empty()
        && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
}

#[test]
fn there_are_the_28_types_of_the_study_in_order() {
    let codes: Vec<_> = reviewed().iter().map(|record_type| record_type.code.as_str()).collect();
    assert_eq!(codes, CODES);
}

#[test]
fn fields_have_plain_names_and_choices_where_one_is_to_be_made() {
    for RecordType { code, fields, name, .. } in reviewed() {
        assert!(!name.is_empty() && !fields.is_empty(), "{code}");
        let mut seen = BTreeSet::new();
        for field in fields {
            let name = &field.name;
            assert!(is_word(name) && name != OCCURRED_ON && seen.insert(name), "{code} {name}");
            assert_eq!(field.kind == Kind::Choice, !field.choices.is_empty(), "{code} {name}");
            let keys: BTreeSet<_> = field.choices.iter().map(|choice| &choice.key).collect();
            assert_eq!(keys.len(), field.choices.len(), "{code} {name}");
        }
    }
}

#[test]
fn every_type_needs_evidence_of_known_kinds() {
    let types = RecordTypes::reviewed();
    assert!(types.evidence_kinds.is_sorted_by(|a, b| a.key < b.key));
    for RecordType { code, evidence, .. } in &types.record_types {
        assert!(!evidence.is_empty() && evidence.iter().all(|group| !group.is_empty()), "{code}");
        for kind in evidence.iter().flatten() {
            assert!(types.has_evidence_kind(kind), "{code} {kind}");
        }
    }
    for kind in &types.evidence_kinds {
        let asked = types.record_types.iter().flat_map(|it| it.evidence.iter().flatten());
        assert!(asked.into_iter().any(|asked| *asked == kind.key), "nobody asks for {}", kind.key);
    }
}

#[test]
fn keys_consist_of_required_fields() {
    for record_type in reviewed() {
        for name in record_type.key.iter().filter(|name| *name != OCCURRED_ON) {
            let field = record_type.field(name);
            assert!(field.is_some_and(|field| field.required), "{} {name}", record_type.code);
        }
    }
}

#[test]
fn no_type_feeds_an_automatic_indicator_and_the_catalogue_names_every_feed() {
    let catalogue = catalogue();
    for record_type in reviewed() {
        for Feed { indicator, quantity, .. } in &record_type.feeds {
            let of_code = |it: &&Value| it["code"] == indicator.as_str();
            let known = catalogue.iter().find(of_code).unwrap_or_else(|| panic!("{indicator}"));
            assert!(known["source"] == "M" || known["source"] == "H", "{indicator}");
            assert!(
                texts(known, "measures", "identifier").contains(quantity.as_str()),
                "{quantity}"
            );
            assert!(
                texts(known, "feeds", "name").contains(record_type.code.as_str()),
                "{indicator} {}",
                record_type.code
            );
        }
    }
}

#[test]
fn every_quantity_that_records_feed_is_counted_once() {
    for indicator in catalogue() {
        let feeds = indicator["feeds"].as_array().unwrap();
        let by_records = feeds.iter().any(|feed| feed["kind"] == "RECORD");
        for quantity in texts(&indicator, "measures", "identifier") {
            let feeding = RecordTypes::reviewed().feeding(quantity).count();
            let expected = usize::from(by_records && !WAITING.contains(&quantity));
            assert_eq!(feeding, expected, "{quantity}");
        }
    }
}

#[test]
fn an_indicator_of_several_facts_recognises_one_that_is_told_twice() {
    let hybrid = catalogue().into_iter().filter(|it| it["source"] == "H");
    for indicator in hybrid {
        let code = indicator["code"].as_str().unwrap();
        for record_type in reviewed().iter().filter(|it| it.feeds_indicator(code)) {
            assert!(!record_type.key.is_empty(), "{code} {}", record_type.code);
        }
    }
}

/// That a tally, a condition or a class names a field which can be so used.
fn suits(record_type: &RecordType, name: &str, kinds: &[Kind], required: bool) -> bool {
    let field = record_type.field(name);
    field.is_some_and(|field| kinds.contains(&field.kind) && (field.required || !required))
}

fn conditions(feed: &Feed) -> impl Iterator<Item = &Condition> {
    let part = match &feed.tally {
        Tally::Share { part_where, .. } => part_where.as_ref(),
        Tally::Count
        | Tally::Sum { .. }
        | Tally::InForce { .. }
        | Tally::Latest { .. }
        | Tally::Coverage { .. }
        | Tally::State { .. } => None,
    };
    feed.condition.iter().chain(part)
}

#[test]
fn tallies_name_fields_of_the_right_kind() {
    let numbers = [Kind::Count, Kind::Money];
    for record_type in reviewed() {
        for feed in &record_type.feeds {
            let has = |name: &str, kinds: &[Kind]| suits(record_type, name, kinds, true);
            let may_have = |name: &str, kinds: &[Kind]| suits(record_type, name, kinds, false);
            let right = match &feed.tally {
                Tally::Count => true,
                Tally::Sum { field } => has(field, &numbers),
                Tally::InForce { until } => may_have(until, &[Kind::Date]),
                Tally::Latest { fields } => fields.iter().all(|field| has(field, &numbers)),
                Tally::Share { part, whole, .. } => has(part, &numbers) && has(whole, &numbers),
                Tally::Coverage { unit, until, .. } => {
                    unit.as_ref().is_none_or(|unit| has(unit, &[Kind::Unit]))
                        && until.as_ref().is_none_or(|until| may_have(until, &[Kind::Date]))
                }
                Tally::State { field } => has(field, &[Kind::Choice]),
            };
            assert!(right, "{}", feed.quantity);
            for by in &feed.by {
                assert!(has(by, &[Kind::Choice]), "{} {by}", feed.quantity);
            }
            for Condition { field, any_of } in conditions(feed) {
                assert!(has(field, &[Kind::Choice, Kind::Codes]), "{} {field}", feed.quantity);
                let choices = &record_type.field(field).unwrap().choices;
                for word in any_of.iter().filter(|_| !choices.is_empty()) {
                    assert!(choices.iter().any(|choice| choice.key == *word), "{word}");
                }
            }
        }
    }
}
