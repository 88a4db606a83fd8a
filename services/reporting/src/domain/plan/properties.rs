//! The plan's invariants, over whatever is asked in whatever order.

use std::collections::{BTreeMap, BTreeSet};

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use super::document::{Basis, Bearer, Role};
use super::scenarios::{UNION, amend, code, day, document, issued, item, section};
use super::*;

const CODES: [&str; 3] = ["I.1", "I.2", "II.4.b"];
const DAYS: [&str; 5] = ["2021-06-10", "2021-06-11", "2022-01-01", "2022-06-01", "2023-01-01"];

fn any_day() -> impl Strategy<Value = &'static str> {
    select(DAYS.to_vec())
}

fn any_code() -> impl Strategy<Value = ItemCode> {
    select(CODES.to_vec()).prop_map(code)
}

fn any_bearer() -> impl Strategy<Value = Bearer> {
    prop_oneof![Just(Bearer::Unit(UNION)), Just(Bearer::Group("cấp ủy các cấp".into()))]
}

fn any_responsibility() -> impl Strategy<Value = Responsibility> {
    (any_bearer(), any_day(), proptest::option::of(any_day())).prop_map(|(bearer, from, to)| {
        Responsibility {
            bearer,
            role: Role::Lead,
            basis: Basis::Stated,
            valid_from: day(from),
            valid_to: to.map(day),
            note: None,
        }
    })
}

fn any_item() -> impl Strategy<Value = IssuedItem> {
    (any_code(), vec(any_responsibility(), 0..2)).prop_map(|(code, responsibilities)| IssuedItem {
        item: item(code.as_str()),
        responsibilities,
    })
}

fn any_change() -> impl Strategy<Value = Change> {
    prop_oneof![
        any_item().prop_map(Change::AddItem),
        any_code().prop_map(|code| Change::ReplaceItem(item(code.as_str()))),
        any_code().prop_map(Change::WithdrawItem),
    ]
}

fn any_command() -> impl Strategy<Value = Command> {
    prop_oneof![
        1 => vec(any_item(), 0..3).prop_map(|items| Command::Issue {
            document: document(),
            effective_on: day("2021-06-11"),
            sections: ["I", "II", "II.4"].map(section).into(),
            items,
        }),
        4 => (any_day(), vec(any_change(), 0..3)).prop_map(|(on, changes)| amend(on, changes)),
        4 => (any_code(), any_responsibility()).prop_map(|(item, responsibility)| {
            Command::AssignResponsibility { item, responsibility, decision: None }
        }),
        4 => (any_code(), any_bearer(), any_day(), any_day()).prop_map(|(item, bearer, from, to)| {
            let valid_from = day(from);
            Command::EndResponsibility {
                assignment: Assignment { item, bearer, role: Role::Lead, valid_from },
                ended_on: day(to),
                decision: None,
                reason: "thử".into(),
            }
        }),
        1 => any_day().prop_map(|on| Command::OpenReview {
            kind: ReviewKind::Preliminary,
            opened_on: day(on),
            decision: None,
        }),
        2 => any_day().prop_map(|on| Command::CloseReview { closed_on: day(on) }),
    ]
}

/// What was recorded, and how many decisions issued or amended the plan.
fn carry_out(commands: Vec<Command>) -> (Vec<Event>, u32) {
    let mut history = issued();
    let mut decisions = 1;
    for command in commands {
        let makes_a_version = matches!(command, Command::Issue { .. } | Command::Amend { .. });
        if let Ok(events) = Plan::replay(&history).decide(command) {
            decisions += u32::from(makes_a_version);
            history.extend(events);
        }
    }
    (history, decisions)
}

/// The days on which each body has had which part, by the last word on each assignment.
fn assignments(history: &[Event]) -> BTreeMap<Assignment, Option<NaiveDate>> {
    let mut held = BTreeMap::new();
    for event in history {
        match event {
            Event::ResponsibilityAssigned { item, responsibility, .. } => {
                let Responsibility { bearer, role, valid_from, valid_to, .. } =
                    responsibility.clone();
                let assignment = Assignment { item: item.clone(), bearer, role, valid_from };
                held.insert(assignment, valid_to);
            }
            Event::ResponsibilityEnded { assignment, ended_on, .. } => {
                held.insert(assignment.clone(), Some(*ended_on));
            }
            Event::Issued { .. }
            | Event::Amended { .. }
            | Event::ItemDefined { .. }
            | Event::ItemReplaced { .. }
            | Event::ItemWithdrawn { .. }
            | Event::ReviewOpened { .. }
            | Event::ReviewClosed { .. }
            | Event::Concluded { .. }
            | Event::Superseded { .. } => {}
        }
    }
    held
}

fn holds_on(assignment: &Assignment, valid_to: Option<NaiveDate>, day: NaiveDate) -> bool {
    assignment.valid_from <= day && valid_to.is_none_or(|to| day < to)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    /// Versions are 1, 2, 3, …: as many as decisions issued or amended the plan.
    #[test]
    fn the_version_is_the_number_of_decisions(commands in vec(any_command(), 0..30)) {
        let (history, decisions) = carry_out(commands);
        let versions: Vec<u32> = history
            .iter()
            .filter_map(|event| {
                if let Event::Amended { version, .. } = event {
                    return Some(*version);
                }
                matches!(event, Event::Issued { .. }).then_some(1)
            })
            .collect();
        prop_assert_eq!(versions, (1..=decisions).collect::<Vec<_>>());
    }

    /// A code is defined once for ever, and with its version it names one text: so the text before an
    /// amendment stays readable under its own version.
    #[test]
    fn code_and_version_name_one_text(commands in vec(any_command(), 0..30)) {
        let (history, _) = carry_out(commands);
        let mut defined = BTreeSet::new();
        let mut texts = BTreeSet::new();
        let mut withdrawn = BTreeSet::new();
        for event in &history {
            if let Event::ItemDefined { version, item, .. } = event {
                prop_assert!(defined.insert(&item.code), "{} was defined twice", item.code);
                prop_assert!(texts.insert((&item.code, version)));
            }
            if let Event::ItemReplaced { version, item, .. } = event {
                prop_assert!(defined.contains(&item.code), "{} came from nowhere", item.code);
                prop_assert!(!withdrawn.contains(&item.code), "{} came back", item.code);
                prop_assert!(texts.insert((&item.code, version)), "two texts in {version}");
            }
            if let Event::ItemWithdrawn { code, .. } = event {
                prop_assert!(withdrawn.insert(code), "{code} was withdrawn twice");
            }
        }
    }

    /// On no day does a bearer have the same part of an item twice, nor a part in what is not there.
    #[test]
    fn nobody_has_a_part_twice_or_in_nothing(commands in vec(any_command(), 0..30)) {
        let (history, _) = carry_out(commands);
        let held = assignments(&history);
        for day in DAYS.map(day) {
            let mut parts = BTreeSet::new();
            let today = held.iter().filter(|(assignment, to)| holds_on(assignment, **to, day));
            for (assignment, _) in today {
                let part = (&assignment.item, &assignment.bearer, assignment.role);
                prop_assert!(parts.insert(part), "{part:?} twice on {day}");
                let is_there = history.iter().any(|event| matches!(event,
                    Event::ItemDefined { effective_on, item, .. }
                        if item.code == assignment.item && *effective_on <= day));
                let is_gone = history.iter().any(|event| matches!(event,
                    Event::ItemWithdrawn { effective_on, code, .. }
                        if *code == assignment.item && *effective_on <= day));
                prop_assert!(is_there && !is_gone, "{part:?} on {day}");
            }
        }
    }
}
