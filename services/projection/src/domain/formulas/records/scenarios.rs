//! What each tally counts, rule by rule.

use crate::domain::facts::{AffiliateNamed, Fact, Step};
use crate::domain::figure::{Choice, Class, Reason, Value, Verdict, awaiting, parts};
use crate::domain::formulas::find;
use crate::domain::plan::{Bearer, DutyRole};
use crate::domain::record::{Outcome, Said};
use crate::domain::told::*;

const fn integer(value: i64) -> Option<Value> {
    Some(Value::Integer(value))
}

const fn ratio(numerator: i64, denominator: i64) -> Option<Value> {
    Some(Value::Ratio { numerator, denominator })
}

fn attendance(people: i64) -> [(&'static str, Said); 3] {
    [
        ("document", word("THIS_PLAN")),
        ("format", word("IN_PERSON")),
        ("attendance", Said::Number(people)),
    ]
}

fn issue(number: i64) -> [(&'static str, Said); 3] {
    [
        ("issue_no", Said::Number(number)),
        ("year", Said::Number(2022)),
        ("copies", Said::Number(500)),
    ]
}

/// How many records wait in 2022, and what they would add to the part.
fn waits(told: &Told, quantity: &str) -> (usize, i64) {
    told.judge(quantity, "2022-01-01", "2022-12-31", |judged| {
        let (records, amount) = awaiting(judged);
        (records, amount.part)
    })
}

fn in_2022(told: &Told, quantity: &str) -> Option<Value> {
    told.count(quantity, "2022-01-01", "2022-12-31")
}

fn why(told: &Told, quantity: &str, position: i64) -> Option<Reason> {
    told.judge(quantity, "2022-01-01", "2022-12-31", |judged| {
        let fact = judged.iter().find(|judged| judged.origin.position == position)?;
        match fact.verdict {
            Verdict::Counted(_) | Verdict::Awaits(_) => None,
            Verdict::LeftOut { reason, .. } => Some(reason),
        }
    })
}

#[test]
fn only_verified_records_count_and_filed_ones_stand_apart() {
    let mut told = Told::default();
    let sessions = "dissemination_sessions";
    assert_eq!(in_2022(&told, sessions), None, "nothing is known");
    let filed = told.filed("DISSEMINATION_SESSION", UNION, "2022-03-01", attendance(40));
    assert_eq!(in_2022(&told, sessions), None, "what nobody verified is no data");
    assert_eq!(waits(&told, "dissemination_attendance"), (1, 40));
    told.became(filed, Outcome::Verified);
    assert_eq!(in_2022(&told, sessions), integer(1));
    assert_eq!(in_2022(&told, "dissemination_attendance"), integer(40));
    assert_eq!(waits(&told, sessions), (0, 0));
}

#[test]
fn what_was_rejected_or_retracted_is_left_out_by_that_event() {
    let mut told = Told::default();
    let until = "2022-12-31";
    let rejected = told.filed("DISSEMINATION_SESSION", UNION, "2022-03-01", attendance(40));
    let rejection = told.became(rejected, Outcome::Rejected);
    let retracted = told.verified("DISSEMINATION_SESSION", UNION, "2022-04-01", attendance(50));
    let retraction = told.became(retracted, Outcome::Retracted);
    let left_out = |position| told.left_out("dissemination_sessions", until, position);
    assert_eq!(left_out(rejected), Some((Reason::Rejected, rejection)));
    assert_eq!(left_out(retracted), Some((Reason::Retracted, retraction)));
    assert_eq!(in_2022(&told, "dissemination_sessions"), None);
}

#[test]
fn a_record_counts_in_the_window_of_its_own_day() {
    let mut told = Told::default();
    let before = told.verified("BULLETIN_ISSUE", UNION, "2021-12-31", issue(1));
    let after = told.verified("BULLETIN_ISSUE", UNION, "2023-01-01", issue(3));
    assert_eq!(in_2022(&told, "bulletin_issues"), integer(0), "issues are recorded, none in 2022");
    told.verified("BULLETIN_ISSUE", UNION, "2022-12-31", issue(2));
    assert_eq!(in_2022(&told, "bulletin_issues"), integer(1));
    assert_eq!(why(&told, "bulletin_issues", before), Some(Reason::BeforeWindow));
    assert_eq!(why(&told, "bulletin_issues", after), Some(Reason::AfterWindow));
}

#[test]
fn a_fact_that_two_records_tell_counts_once() {
    let mut told = Told::default();
    let first = told.filed("BULLETIN_ISSUE", UNION, "2022-03-01", issue(1));
    let second = told.verified("BULLETIN_ISSUE", NEIGHBOUR_UNION, "2022-03-05", issue(1));
    let until = "2022-12-31";
    let left_out = |told: &Told, position| told.left_out("bulletin_issues", until, position);
    assert_eq!(in_2022(&told, "bulletin_issues"), integer(1));
    assert_eq!(left_out(&told, first), Some((Reason::Duplicate, second)));
    told.became(first, Outcome::Verified);
    assert_eq!(left_out(&told, first), Some((Reason::Duplicate, second)), "what counts stays");
    told.became(second, Outcome::Retracted);
    assert_eq!(left_out(&told, first), None, "nothing else tells it any more");
    assert_eq!(in_2022(&told, "bulletin_issues"), integer(1));
}

#[test]
fn capitals_and_spaces_do_not_make_two_facts() {
    let mut told = Told::default();
    let item = |title: &str| [("title", word(title)), ("outlet", word("Báo Hải Dương"))];
    told.verified("MEDIA_ITEM", UNION, "2022-03-01", item("Hội thi  sáng tạo"));
    told.verified("MEDIA_ITEM", UNION, "2022-03-01", item("Hội thi Sáng tạo"));
    told.verified("MEDIA_ITEM", UNION, "2022-03-02", item("Hội thi Sáng tạo"));
    assert_eq!(in_2022(&told, "media_items"), integer(2), "the day is part of the key");
}

#[test]
fn what_does_not_meet_the_condition_is_of_another_indicator() {
    let mut told = Told::default();
    let document = |number: &str, issuer: &str| {
        [("number_symbol", word(number)), ("issuer", word(issuer)), ("document_type", word("PLAN"))]
    };
    told.verified("GUIDANCE_DOCUMENT", UNION, "2022-03-01", document("1", "PROPAGANDA_BOARD"));
    let other = told.verified("GUIDANCE_DOCUMENT", UNION, "2022-03-01", document("2", "OTHER"));
    assert_eq!(in_2022(&told, "guidance_documents"), integer(2));
    assert_eq!(in_2022(&told, "monitoring_guidance"), integer(1));
    assert_eq!(why(&told, "monitoring_guidance", other), Some(Reason::NotCounted));
}

#[test]
fn a_share_adds_up_parts_and_wholes() {
    let mut told = Told::default();
    let funding = |dong, source: &str| [("amount", Said::Number(dong)), ("source", word(source))];
    told.verified("FUNDING", UNION, "2022-03-01", funding(300, "STATE_BUDGET"));
    told.verified("FUNDING", UNION, "2022-04-01", funding(100, "SPONSORSHIP"));
    told.filed("FUNDING", UNION, "2022-05-01", funding(600, "ENTERPRISE"));
    assert_eq!(in_2022(&told, "non_state_funding_pct"), ratio(100, 400));
    assert_eq!(in_2022(&told, "funding_vnd"), integer(400));
}

#[test]
fn an_agreement_counts_until_the_day_it_ends() {
    let mut told = Told::default();
    let agreement = [
        ("partner", word("Viện Hàn lâm")),
        ("partner_kind", word("INSTITUTE")),
        ("country", word("VIETNAM")),
        ("number_symbol", word("01/TT")),
        ("valid_to", Said::Day(day("2022-06-30"))),
    ];
    let record = told.verified("COOPERATION_AGREEMENT", UNION, "2021-06-30", agreement);
    let on = |day: &str| told.count("cooperation_agreements", "2022-01-01", day);
    assert_eq!(told.count("cooperation_agreements", "2021-01-01", "2021-06-29"), None);
    assert_eq!((on("2022-06-29"), on("2022-06-30")), (integer(1), integer(0)));
    assert_eq!(why(&told, "cooperation_agreements", record), Some(Reason::NotInForce));
}

#[test]
fn of_each_units_statements_the_latest_counts() {
    let mut told = Told::default();
    let staff = |people: [i64; 3]| {
        let names = ["postgraduate", "university", "below_university"];
        names.into_iter().zip(people.map(Said::Number))
    };
    let old = told.verified("OFFICE_STAFF_STATEMENT", UNION, "2021-12-31", staff([1, 1, 1]));
    told.verified("OFFICE_STAFF_STATEMENT", UNION, "2022-06-30", staff([5, 9, 1]));
    told.verified("OFFICE_STAFF_STATEMENT", NEIGHBOUR_UNION, "2022-01-31", staff([0, 2, 0]));
    told.filed("OFFICE_STAFF_STATEMENT", UNION, "2022-09-30", staff([6, 9, 1]));
    assert_eq!(in_2022(&told, "office_staff"), integer(17));
    assert_eq!(waits(&told, "office_staff"), (1, 16));
    assert_eq!(why(&told, "office_staff", old), Some(Reason::Superseded));
    let (key, label) = ("postgraduate", "Trên đại học");
    let postgraduate = Class::Choice(Choice { dimension: "component", key, label });
    let of_class = told.judge("office_staff", "2022-01-01", "2022-12-31", |judged| {
        let parts = parts(judged, find("office_staff", 1).unwrap().sort);
        parts.into_iter().find(|(class, _)| matches!(class, Class::Choice(it) if it.key == key))
    });
    assert_eq!(of_class.map(|(_, value)| value), integer(5), "{postgraduate:?}");
}

#[test]
fn what_a_unit_stated_stands_until_who_took_over_has_stated() {
    let mut told = Told::default();
    told.two_provinces();
    let staff = |people: i64| {
        let names = ["postgraduate", "university", "below_university"];
        names.into_iter().zip([people, 0, 0].map(Said::Number))
    };
    told.verified("OFFICE_STAFF_STATEMENT", UNION, "2024-12-31", staff(4));
    told.verified("OFFICE_STAFF_STATEMENT", NEIGHBOUR_UNION, "2024-12-31", staff(9));
    told.merger("2025-07-01");
    let after = |told: &Told| told.count("office_staff", "2025-01-01", "2025-12-31");
    assert_eq!(after(&told), integer(13), "both live on in the one that took over");
    let next = told.filed("OFFICE_STAFF_STATEMENT", MERGED_UNION, "2025-09-30", staff(11));
    assert_eq!(after(&told), integer(13));
    told.became(next, Outcome::Verified);
    assert_eq!(after(&told), integer(11));
    assert_eq!(told.count("office_staff", "2025-01-01", "2025-09-29"), integer(13));
}

#[test]
fn heirs_that_become_one_again_state_for_the_one_that_was_divided() {
    let mut told = Told::default();
    told.two_provinces();
    let staff = |people: i64| {
        let names = ["postgraduate", "university", "below_university"];
        names.into_iter().zip([people, 0, 0].map(Said::Number))
    };
    told.verified("OFFICE_STAFF_STATEMENT", PROVINCE, "2024-12-31", staff(4));
    told.succeeded(PROVINCE, &[UNION, NEIGHBOUR_UNION], true, "2025-01-01");
    told.succeeded(UNION, &[MERGED_UNION], true, "2025-07-01");
    told.succeeded(NEIGHBOUR_UNION, &[MERGED_UNION], true, "2025-07-01");
    told.verified("OFFICE_STAFF_STATEMENT", MERGED_UNION, "2025-09-30", staff(7));
    assert_eq!(told.count("office_staff", "2025-01-01", "2025-12-31"), integer(7));
}

#[test]
fn a_state_is_the_word_that_was_verified_last() {
    let mut told = Told::default();
    let state = |key: &str| [("state", word(key))];
    let said = |told: &Told| match in_2022(told, "party_delegation_regulation_state") {
        Some(Value::State(choice)) => Some(choice.key),
        Some(Value::Integer(_) | Value::Ratio { .. } | Value::Mean { .. }) => Some("a number"),
        None => None,
    };
    assert_eq!(said(&told), None);
    told.verified("PARTY_DELEGATION_REGULATION", UNION, "2022-01-31", state("DRAFT"));
    let next = told.filed("PARTY_DELEGATION_REGULATION", UNION, "2022-06-30", state("IN_FORCE"));
    assert_eq!(said(&told), Some("DRAFT"));
    told.became(next, Outcome::Verified);
    assert_eq!(said(&told), Some("IN_FORCE"));
}

#[test]
fn coverage_is_of_those_who_are_obliged_on_the_day() {
    let mut told = Told::default();
    told.two_provinces();
    let coverage = "dissemination_coverage_pct";
    assert_eq!(in_2022(&told, coverage), None, "nobody is obliged");
    told.obliged("II.1.a", Bearer::Unit(UNION), DutyRole::Lead, "2021-06-01");
    let second =
        told.obliged("II.1.a", Bearer::Unit(NEIGHBOUR_UNION), DutyRole::Coordinate, "2021-06-01");
    told.obliged("II.1.a", Bearer::Unit(PROVINCE), DutyRole::Receive, "2021-06-01");
    told.obliged("II.1.a", Bearer::Unit(PROVINCE), DutyRole::Lead, "2023-01-01");
    assert_eq!(in_2022(&told, coverage), ratio(0, 2));
    told.verified("DISSEMINATION_SESSION", UNION, "2021-07-01", attendance(40));
    let again = told.verified("DISSEMINATION_SESSION", UNION, "2022-07-01", attendance(40));
    let strange = told.verified("DISSEMINATION_SESSION", PROVINCE, "2022-07-01", attendance(40));
    told.filed("DISSEMINATION_SESSION", NEIGHBOUR_UNION, "2022-07-01", attendance(40));
    assert_eq!(in_2022(&told, coverage), ratio(1, 2));
    assert_eq!(waits(&told, coverage), (1, 1));
    assert_eq!(why(&told, coverage, again), Some(Reason::Superseded));
    assert_eq!(why(&told, coverage, strange), Some(Reason::NotObliged));
    told.released(second, "2022-12-31");
    assert_eq!(in_2022(&told, coverage), ratio(1, 1));
}

#[test]
fn a_unit_that_took_over_is_covered_by_what_was_done_before() {
    let mut told = Told::default();
    told.two_provinces();
    told.obliged("II.1.a", Bearer::Unit(UNION), DutyRole::Lead, "2021-06-01");
    told.obliged("II.1.a", Bearer::Unit(NEIGHBOUR_UNION), DutyRole::Lead, "2021-06-01");
    told.verified("DISSEMINATION_SESSION", UNION, "2021-07-01", attendance(40));
    told.merger("2025-07-01");
    let coverage = |structure_on: &str| {
        let (from, until) = ("2025-01-01", "2025-12-31");
        told.count_for("dissemination_coverage_pct", from, until, None, structure_on)
    };
    assert_eq!(coverage("2025-06-30"), ratio(1, 2));
    assert_eq!(coverage("2025-07-01"), ratio(1, 1));
}

#[test]
fn bodies_that_are_named_in_words_only_are_in_no_whole() {
    let mut told = Told::default();
    let group = Bearer::Group("cấp ủy các cấp".to_owned());
    told.obliged("II.1.a", group, DutyRole::Lead, "2021-06-01");
    assert_eq!(in_2022(&told, "dissemination_coverage_pct"), None);
    let named = told.last;
    assert_eq!(why(&told, "dissemination_coverage_pct", named), Some(Reason::NamedInWords));
}

#[test]
fn a_partner_is_covered_by_the_regulation_with_it() {
    let mut told = Told::default();
    told.two_provinces();
    told.obliged("II.2.b", Bearer::Unit(UNION), DutyRole::Lead, "2021-06-01");
    told.obliged("II.2.b", Bearer::Unit(PROVINCE), DutyRole::Coordinate, "2021-06-01");
    told.obliged("II.2.b", Bearer::Unit(NEIGHBOUR), DutyRole::Coordinate, "2021-06-01");
    let regulation = [
        ("subkind", word("GENERAL")),
        ("number_symbol", word("01-QC/LHH")),
        ("partner_unit", Said::Id(PROVINCE.0)),
    ];
    told.verified("COORDINATION_REGULATION", UNION, "2022-02-01", regulation);
    assert_eq!(in_2022(&told, "coordination_regulations_pct"), ratio(1, 2));
}

#[test]
fn a_forum_that_is_in_the_union_is_not_told_twice() {
    let mut told = Told::default();
    told.step(INSTITUTE, Step::Admitted, "2021-01-01");
    let origin = told.origin("AffiliatedUnitEstablished", "2021-01-01");
    let (name, illustrative) = ("Diễn đàn Trí thức trẻ".to_owned(), false);
    let what = AffiliateNamed { organisation: INSTITUTE, name, illustrative };
    told.facts.affiliates.push(Fact { origin, what });
    let forum = |name: &str| [("name", word(name))];
    let twice = told.verified("FORUM", UNION, "2022-01-01", forum("Diễn đàn trí thức trẻ"));
    told.verified("FORUM", UNION, "2022-01-01", forum("Diễn đàn Khởi nghiệp"));
    assert_eq!(in_2022(&told, "st_bodies_and_forums"), integer(2));
    assert_eq!(why(&told, "st_bodies_and_forums", twice), Some(Reason::Duplicate));
}
