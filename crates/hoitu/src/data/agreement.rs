//! The files agree with each other, and their text is clean.

use std::collections::HashSet;

use contracts::membership::v1::UnitKind;
use contracts::reporting::v1::{RecipientPurpose, ResponsibilityRole};
use unicode_normalization::is_nfc;

use super::*;

const FILES: [(&str, &str); 12] = [
    ("plan.json", include_str!("../../data/plan.json")),
    ("indicators.json", include_str!("../../data/indicators.json")),
    ("groups.json", include_str!("../../data/groups.json")),
    ("units.json", include_str!("../../data/units.json")),
    ("successions.json", include_str!("../../data/successions.json")),
    ("reassignments.json", include_str!("../../data/reassignments.json")),
    ("associations.json", include_str!("../../data/associations.json")),
    ("calendars.json", include_str!("../../data/calendars.json")),
    ("regimes.json", include_str!("../../data/regimes.json")),
    ("records.json", include_str!("../../data/records.json")),
    ("targets.json", include_str!("../../data/targets.json")),
    ("source-plan.md", include_str!("../../data/source-plan.md")),
];

#[test]
fn text_is_composed_and_has_no_control_characters() {
    for (file, text) in FILES {
        assert!(is_nfc(text), "{file}");
        for (number, line) in text.lines().enumerate() {
            let clean = |c: char| {
                !c.is_control() && !matches!(c, '\u{feff}' | '\u{a0}' | '\u{200b}'..='\u{200f}')
            };
            assert!(line.chars().all(clean), "{file}, line {}", number + 1);
            assert!(!line.contains("\\u") && !line.contains("\\t"), "{file}, line {}", number + 1);
        }
    }
}

#[test]
fn every_unit_and_group_that_is_named_exists() {
    let files = ReviewedFiles::read().unwrap();
    let document = &files.plan.document;
    let mut units = vec![&document.issuer, &document.arrival_stamp.unit];
    let mut groups = Vec::new();
    units.extend(document.carries_out.iter().map(|base| &base.issuer));
    for recipient in &document.recipients {
        units.extend(&recipient.units);
        groups.extend(&recipient.groups);
    }
    for responsibility in files.plan.items.iter().flat_map(|item| &item.responsibilities) {
        match &responsibility.bearer {
            Bearer::Unit(unit) => units.push(unit),
            Bearer::Group(group) => groups.push(group),
        }
    }
    units.extend(files.groups.iter().flat_map(|group| &group.units));
    units.extend(
        files.units.iter().flat_map(|unit| &unit.parents).filter_map(|under| under.unit.as_ref()),
    );
    for succession in &files.successions {
        units.extend(succession.from.iter().chain(&succession.to));
        units.extend(succession.decision_ref.as_ref().map(|decision| &decision.issuer));
    }
    units.extend(files.associations.iter().map(|association| &association.territory));
    for unit in units {
        assert!(files.find_unit(unit).is_some(), "no unit {unit}");
    }
    for group in &groups {
        assert!(files.find_group(group).is_some(), "no group {group}");
    }
    for group in &files.groups {
        assert!(groups.contains(&&group.code), "nothing names the group {}", group.code);
    }
}

#[test]
fn the_units_of_the_plan_exist_on_the_day_it_took_effect() {
    let files = ReviewedFiles::read().unwrap();
    let on = files.plan.document.effective_on;
    let parts = files.plan.items.iter().flat_map(|item| &item.responsibilities);
    for responsibility in parts {
        let units = match &responsibility.bearer {
            Bearer::Unit(unit) => std::slice::from_ref(unit),
            Bearer::Group(group) => &files.find_group(group).unwrap().units,
        };
        for unit in units {
            assert!(files.find_unit(unit).unwrap().established_on <= on, "{unit}");
        }
    }
}

#[test]
fn associations_refer_to_units_of_the_right_kind_that_exist_on_the_day() {
    let files = ReviewedFiles::read().unwrap();
    for association in &files.associations {
        let code = &association.code;
        let territory = files.find_unit(&association.territory).unwrap();
        assert_eq!(territory.kind, UnitKind::Province, "{code}");
        assert!(territory.established_on <= association.origin.active_from(), "{code}");
        let mut decisions = Vec::new();
        if let Origin::Founded(founding) = &association.origin {
            assert!(territory.established_on <= founding.proposed_on, "{code}");
            decisions.extend([
                &founding.committee_recognised,
                &founding.permitted,
                &founding.charter_approved,
            ]);
        }
        if let Some(membership) = &association.union_membership {
            let union = files.find_unit(&membership.union).unwrap();
            assert_eq!(union.kind, UnitKind::ProvincialUnion, "{code}");
            assert!(union.established_on <= membership.applied_on, "{code}");
            decisions.extend(&membership.admitted);
            decisions
                .extend(membership.transferred.as_ref().map(|transferred| &transferred.decision));
        }
        if let Some(succession) = &association.succession {
            decisions.push(&succession.decision);
            assert!(files.associations.iter().any(|other| other.code == succession.into), "{code}");
        }
        for decision in decisions {
            let issuer = files.find_unit(&decision.issuer).unwrap();
            assert!(
                issuer.established_on <= decision.issued_on,
                "{code}, {}",
                decision.number_symbol
            );
        }
    }
}

#[test]
fn reporting_units_are_those_that_got_the_plan_to_carry_out_or_lead_an_item() {
    let files = ReviewedFiles::read().unwrap();
    let mut obliged = HashSet::new();
    for recipient in &files.plan.document.recipients {
        if recipient.purpose == RecipientPurpose::ToCarryOut {
            obliged.extend(&recipient.units);
            let groups = recipient.groups.iter().map(|group| files.find_group(group).unwrap());
            obliged.extend(groups.flat_map(|group| &group.units));
        }
    }
    for responsibility in files.plan.items.iter().flat_map(|item| &item.responsibilities) {
        if responsibility.role == ResponsibilityRole::Lead {
            match &responsibility.bearer {
                Bearer::Unit(unit) => obliged.extend([unit]),
                Bearer::Group(group) => obliged.extend(&files.find_group(group).unwrap().units),
            }
        }
    }
    let reporting: HashSet<_> =
        files.units.iter().filter(|unit| unit.reporting_unit).map(|unit| &unit.code).collect();
    assert_eq!(reporting, obliged);
    assert_eq!(reporting.len(), 38);
}

#[test]
fn ids_of_different_things_differ() {
    let files = ReviewedFiles::read().unwrap();
    let mut ids = HashSet::new();
    assert!(ids.insert(stable_id(Identified::Plan, files.plan.document.code.as_str())));
    for unit in &files.units {
        assert!(ids.insert(stable_id(Identified::Unit, unit.code.as_str())), "{}", unit.code);
    }
    for association in &files.associations {
        assert!(ids.insert(stable_id(Identified::Association, association.code.as_str())));
        for headcount in &association.headcounts {
            let declaration = format!("{}@{}", association.code, headcount.counted_on);
            assert!(ids.insert(stable_id(Identified::Declaration, &declaration)), "{declaration}");
        }
    }
}
