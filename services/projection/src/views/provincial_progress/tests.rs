//! Facts in, rows, facts out again; on a real PostgreSQL, one case for each kind of fact.

mod courses;

use chrono::{DateTime, NaiveDate};
use ledger::{Digest, Entry, Recorded, StreamName, View as _};
use record_types::RecordTypes;
use sqlx::{Connection as _, PgConnection};
use uuid::Uuid;

use super::{ProvincialProgress, load};
use crate::domain::facts::*;
use crate::domain::plan::*;
use crate::domain::record::*;
use crate::domain::target::*;
use crate::heard::{Heard, MEMBERSHIP, REPORTING, Told};

fn id(n: u128) -> Uuid {
    Uuid::from_u128(n)
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn recorded(source: &'static str, position: i64, facts: Vec<Told>) -> Recorded<Heard> {
    let entry = Entry {
        position,
        stream: StreamName::new("unit", position),
        revision: 1,
        event_id: id(position.try_into().unwrap()),
        event_type: "Told".to_owned(),
        recorded_at: DateTime::from_timestamp(1_700_000_000 + position, 0).unwrap(),
        private_hash: Digest::ORIGIN,
        published: None,
        chain: Digest::ORIGIN,
        traceparent: None,
        private: None,
    };
    let document = (position % 2 == 1).then(|| Document {
        number_symbol: format!("{position}/QĐ-UBND"),
        issued_on: (position % 3 == 1).then(|| day("2022-02-20")),
        issuer: (position % 5 == 1).then(|| id(2)),
        file_sha256: (position % 7 == 1).then(|| "ab".repeat(32)),
    });
    Recorded { source, entry, event: Heard { occurred_on: day("2022-03-01"), document, facts } }
}

fn fact<T>(of: &Recorded<Heard>, what: T) -> Fact<T> {
    let origin = Origin {
        context: of.source.to_owned(),
        position: of.entry.position,
        event_id: of.entry.event_id,
        event_type: of.entry.event_type.clone(),
        occurred_on: of.event.occurred_on,
        recorded_at: of.entry.recorded_at,
        document: of.event.document.clone(),
    };
    Fact { origin, what }
}

/// What the facts of these events are, without a database in between.
fn expected(events: &[Recorded<Heard>]) -> Facts {
    let mut facts = Facts::default();
    for event in events {
        for told in &event.event.facts {
            match told.clone() {
                Told::UnitNamed(it) => facts.unit_names.push(fact(event, it)),
                Told::UnitPlaced(it) => facts.places.push(fact(event, it)),
                Told::UnitSucceeded(it) => facts.successions.push(fact(event, it)),
                Told::UnitAbolished(it) => facts.abolitions.push(fact(event, it)),
                Told::AssociationNamed(it) => facts.association_names.push(fact(event, it)),
                Told::AssociationStaged(it) => facts.stages.push(fact(event, it)),
                Told::AssociationSucceeded(it) => {
                    facts.association_successions.push(fact(event, it));
                }
                Told::AssociationDescribed(it) => facts.descriptions.push(fact(event, it)),
                Told::AffiliateNamed(it) => facts.affiliates.push(fact(event, it)),
                Told::Membership(it) => facts.memberships.push(fact(event, it)),
                Told::Headcount(it) => facts.headcounts.push(fact(event, it)),
                Told::PlanIssued(it) => facts.plans.push(fact(event, it)),
                Told::PlanEnded(it) => facts.plan_ends.push(fact(event, it)),
                Told::ItemStated(it) => facts.items.push(fact(event, it)),
                Told::DutyStated(it) => facts.duties.push(fact(event, it)),
                Told::IndicatorStated(it) => facts.indicators.push(fact(event, it)),
                Told::RecordFiled(it) => facts.records.push(fact(event, it)),
                Told::RecordJudged(it) => facts.record_outcomes.push(fact(event, it)),
                Told::TargetStated(it) => facts.targets.push(fact(event, it)),
                Told::Contest(it) => courses::contest(&mut facts, event, it),
                Told::Review(it) => courses::review(&mut facts, event, it),
            }
        }
    }
    facts
}

/// A database with the view's tables in it.
async fn tables() -> (servers::test::TestDatabase, PgConnection) {
    let database = servers::test::database().await;
    let mut connection = PgConnection::connect(&database.url()).await.unwrap();
    sqlx::raw_sql(ProvincialProgress::TABLES).execute(&mut connection).await.unwrap();
    (database, connection)
}

/// Applies the events as one batch and reads everything back.
async fn kept(events: &[Recorded<Heard>]) -> Facts {
    let (_database, mut connection) = tables().await;
    ProvincialProgress::apply(&mut connection, events).await.unwrap();
    load(&mut connection).await.unwrap()
}

async fn keeps(source: &'static str, events: Vec<Vec<Told>>) {
    let events = (1..).zip(events).map(|(position, facts)| recorded(source, position, facts));
    let events: Vec<_> = events.collect();
    assert_eq!(kept(&events).await, expected(&events));
}

#[tokio::test]
async fn units_with_their_names_places_heirs_and_ends_are_kept() {
    let (unit, successor) = (UnitId(id(1)), UnitId(id(2)));
    let named = |established_as| {
        Told::UnitNamed(UnitNamed {
            unit, established_as, full_name: "Tỉnh Hải Dương".into()
        })
    };
    let placed = |parent| Told::UnitPlaced(UnitPlaced { unit, parent });
    let succeeded = |successor, ends| Told::UnitSucceeded(UnitSucceeded { unit, successor, ends });
    keeps(
        MEMBERSHIP,
        vec![
            vec![named(Some(UnitKind::Territory)), placed(None)],
            vec![named(Some(UnitKind::ProvincialUnion)), placed(Some(successor))],
            vec![named(Some(UnitKind::LocalCommittee))],
            vec![named(Some(UnitKind::Body))],
            vec![named(None)],
            vec![succeeded(successor, false), succeeded(UnitId(id(3)), false)],
            vec![succeeded(successor, true)],
            vec![Told::UnitAbolished(UnitAbolished { unit })],
        ],
    )
    .await;
}

#[tokio::test]
async fn associations_with_names_stages_and_descriptions_are_kept() {
    let association = OrganisationId(id(1));
    let stages = [Stage::Licensed, Stage::Active, Stage::Suspended, Stage::Lapsed, Stage::Ended];
    let mut events = vec![vec![Told::AssociationNamed(AssociationNamed {
        association,
        full_name: "Hội Cơ khí".into(),
    })]];
    events.extend(
        stages.map(|stage| vec![Told::AssociationStaged(AssociationStaged { association, stage })]),
    );
    for ends in [false, true] {
        let went_over = |n| {
            let successor = OrganisationId(id(n));
            Told::AssociationSucceeded(AssociationSucceeded { association, successor, ends })
        };
        events.push(vec![went_over(2), went_over(3)]);
    }
    let fields = [
        ScienceField::NaturalSciences,
        ScienceField::EngineeringAndTechnology,
        ScienceField::MedicalAndPharmaceuticalSciences,
        ScienceField::AgriculturalSciences,
        ScienceField::SocialSciences,
        ScienceField::Humanities,
    ];
    let known = [(None, None, None), (Some(UnitId(id(9))), Some(true), Some(false))];
    for (field, (territory, mass, illustrative)) in fields.into_iter().zip(known.repeat(3)) {
        events.push(vec![Told::AssociationDescribed(AssociationDescribed {
            association,
            territory,
            field,
            mass,
            illustrative,
        })]);
    }
    keeps(MEMBERSHIP, events).await;
}

#[tokio::test]
async fn memberships_of_every_kind_and_step_are_kept() {
    let kinds = [
        MemberKind::MemberAssociation,
        MemberKind::AffiliatedUnit,
        MemberKind::CollectiveMember,
        MemberKind::Club,
    ];
    let steps = [
        [Step::Lapsed, Step::Ended],
        [Step::TransferredOut, Step::Admitted],
        [Step::Renewed, Step::TransferredIn],
        [Step::AdmissionCorrected, Step::EndCorrected],
    ];
    let (organisation, union) = (OrganisationId(id(1)), UnitId(id(2)));
    let named = Told::AffiliateNamed(AffiliateNamed {
        organisation,
        name: "CLB".into(),
        illustrative: true,
    });
    let mut events = vec![vec![named]];
    for (kind, step) in
        kinds.into_iter().zip(steps).flat_map(|(kind, steps)| steps.map(|s| (kind, s)))
    {
        events.push(vec![Told::Membership(Membership { organisation, union, kind, step })]);
    }
    keeps(MEMBERSHIP, events).await;
}

#[tokio::test]
async fn headcounts_and_what_they_replace_are_kept() {
    let declared = |declaration, intellectuals, supersedes| {
        let association = OrganisationId(id(1));
        let (declaration, members) = (id(declaration), 1_000_000_000);
        let it = Headcount { declaration, association, members, intellectuals, supersedes };
        vec![Told::Headcount(it)]
    };
    keeps(MEMBERSHIP, vec![declared(1, None, None), declared(2, Some(0), Some(id(1)))]).await;
}

#[tokio::test]
async fn plans_with_their_items_and_ends_are_kept() {
    let plan = PlanId(id(1));
    let issued = |issued_on| {
        let (title, number_symbol) = ("KẾ HOẠCH".into(), String::new());
        Told::PlanIssued(PlanIssued { plan, title, number_symbol, issued_on })
    };
    let item = |kind| Item { kind, short_title: "Đào tạo".into() };
    let stated = |item| Told::ItemStated(ItemStated { plan, code: "II.4.c".into(), item });
    keeps(
        REPORTING,
        vec![
            vec![issued(None)],
            vec![issued(Some(day("2021-06-01")))],
            vec![stated(Some(item(ItemKind::Goal)))],
            vec![stated(Some(item(ItemKind::Task)))],
            vec![stated(Some(item(ItemKind::Duty)))],
            vec![stated(None)],
            vec![Told::PlanEnded(PlanEnded { plan })],
        ],
    )
    .await;
}

#[tokio::test]
async fn parts_in_items_and_their_ends_are_kept() {
    let duty = |role, bearer, change| {
        let part = DutyPart { plan: PlanId(id(1)), item: "I.1".into(), role, bearer };
        vec![Told::DutyStated(DutyStated { part, valid_from: day("2021-06-01"), change })]
    };
    let (unit, group) = (Bearer::Unit(UnitId(id(2))), Bearer::Group("cấp ủy các cấp".into()));
    let assigned = |basis, valid_to| DutyChange::Assigned { basis, valid_to };
    let end = Some(day("2025-01-01"));
    keeps(
        REPORTING,
        vec![
            duty(DutyRole::Lead, unit.clone(), assigned(DutyBasis::Stated, None)),
            duty(DutyRole::Coordinate, group, assigned(DutyBasis::Inferred, end)),
            duty(DutyRole::Receive, unit.clone(), assigned(DutyBasis::AssignedLater, None)),
            duty(DutyRole::Lead, unit, DutyChange::Ended),
        ],
    )
    .await;
}

#[tokio::test]
async fn indicators_with_all_their_quantities_are_kept() {
    let quantity = |identifier: &str| Quantity {
        identifier: identifier.into(),
        unit_of_measure: "lượt người".into(),
    };
    let indicator = |source, nature, quantities| Indicator {
        item: "II.1.a".into(),
        formula_version: 2,
        name: "Số hội nghị, lượt người".into(),
        source,
        nature,
        formula: "đếm".into(),
        quantities,
    };
    let stated = |indicator| {
        let code = "II.1.a/2".into();
        vec![Told::IndicatorStated(IndicatorStated { plan: PlanId(id(1)), code, indicator })]
    };
    let two = vec![quantity("dissemination_sessions"), quantity("dissemination_attendance")];
    let one = vec![quantity("one")];
    keeps(
        REPORTING,
        vec![
            stated(Some(indicator(IndicatorSource::Manual, Nature::Flow, two))),
            stated(Some(indicator(IndicatorSource::Automatic, Nature::Stock, one.clone()))),
            stated(Some(indicator(IndicatorSource::Hybrid, Nature::Flow, one.clone()))),
            stated(Some(indicator(IndicatorSource::RollUp, Nature::Derived, one))),
            stated(None),
        ],
    )
    .await;
}

fn record(type_code: &str, content: Vec<(&str, Said)>, evidence: Vec<Document>) -> Told {
    let content = content.into_iter().map(|(name, said)| (name.to_owned(), said)).collect();
    Told::RecordFiled(RecordFiled {
        record: RecordId(id(1)),
        plan: PlanId(id(2)),
        unit: UnitId(id(3)),
        record_type: RecordTypes::reviewed().find(type_code).unwrap(),
        content,
        evidence,
        illustrative: type_code == "FUNDING",
    })
}

#[tokio::test]
async fn records_with_all_they_say_and_show_are_kept() {
    let words = |words: &[&str]| Said::Words(words.iter().map(|&word| word.to_owned()).collect());
    let shown = |number: &str, issued_on, issuer| Document {
        number_symbol: number.to_owned(),
        issued_on,
        issuer,
        file_sha256: Some("cd".repeat(32)),
    };
    let two = vec![shown("12-KH/TU", Some(day("2022-02-20")), Some(id(4))), shown("", None, None)];
    let plan = vec![
        ("covers_codes", words(&["III.10", "III.1", "III.4"])),
        ("number_symbol", words(&["12-KH/TU"])),
        ("state", words(&["ISSUED"])),
    ];
    let regulation =
        vec![("partner_unit", Said::Id(id(5))), ("valid_to", Said::Day(day("2025-01-01")))];
    let outcomes = [Outcome::Verified, Outcome::Rejected, Outcome::Retracted];
    let mut events = vec![
        vec![record("IMPLEMENTATION_PLAN", plan, two)],
        vec![record("COORDINATION_REGULATION", regulation, vec![shown("1", None, None)])],
        vec![record("FUNDING", vec![("amount", Said::Number(1_000_000_000_000_000))], Vec::new())],
    ];
    events.extend(outcomes.map(|outcome| {
        vec![Told::RecordJudged(RecordJudged { record: RecordId(id(1)), outcome })]
    }));
    keeps(REPORTING, events).await;
}

#[tokio::test]
async fn targets_of_a_unit_and_of_the_province_are_kept() {
    let target = |unit, version, scaled, places| {
        vec![Told::TargetStated(TargetStated {
            plan: PlanId(id(1)),
            quantity: "bulletin_issues".into(),
            unit,
            from: day("2022-01-01"),
            to: day("2022-12-31"),
            version,
            aim: Decimal { scaled, places },
        })]
    };
    keeps(REPORTING, vec![target(None, 1, 6, 0), target(Some(UnitId(id(2))), 2, 955, 1)]).await;
}

#[tokio::test]
async fn one_event_at_a_time_or_all_at_once_in_any_order_is_the_same() {
    let named = |n: u128| {
        let (unit, full_name) = (UnitId(id(n)), format!("unit {n}"));
        Told::UnitNamed(UnitNamed { unit, established_as: None, full_name })
    };
    let plan = || Told::PlanEnded(PlanEnded { plan: PlanId(id(1)) });
    let mut events = vec![
        recorded(MEMBERSHIP, 1, vec![named(1)]),
        recorded(REPORTING, 1, vec![plan()]),
        recorded(MEMBERSHIP, 2, vec![named(2)]),
        recorded(REPORTING, 2, vec![plan()]),
    ];
    let at_once = kept(&events).await;
    assert_eq!(at_once, expected(&events));

    events.sort_by_key(|event| std::cmp::Reverse(event.source));
    let (_database, mut connection) = tables().await;
    for event in events {
        ProvincialProgress::apply(&mut connection, &[event]).await.unwrap();
    }
    assert_eq!(load(&mut connection).await.unwrap(), at_once);
}

#[test]
fn an_entry_that_publishes_nothing_is_of_no_interest() {
    let mut entry = recorded(MEMBERSHIP, 1, Vec::new()).entry;
    entry.event_type = "founding_proposed".to_owned();
    assert_eq!(ProvincialProgress::decode(MEMBERSHIP, &entry).unwrap(), None);
    entry.published = Some(Vec::new().into());
    assert!(ProvincialProgress::decode(MEMBERSHIP, &entry).is_err());
}
