//! The report's invariants, over whatever is asked by whomever in whatever order.

use std::collections::BTreeSet;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use super::*;

const DAYS: [&str; 5] = ["2026-06-15", "2026-06-18", "2026-06-20", "2026-07-01", "2026-07-05"];

fn any_act() -> impl Strategy<Value = Act> {
    let persons = select(vec!["writer", "head", "monitor", "secretary"]);
    let units = select(vec![UNIT, PROPAGANDA, STANDING_BOARD]);
    (persons, units, select(DAYS.to_vec())).prop_map(|(person, unit, on)| act(person, unit, on))
}

/// By somebody whose office it is, more often than not.
fn by(person: &'static str, unit: UnitId) -> impl Strategy<Value = Act> {
    let usual = select(DAYS.to_vec()).prop_map(move |on| act(person, unit, on));
    prop_oneof![4 => usual, 1 => any_act()]
}

fn receiver() -> impl Strategy<Value = Act> {
    prop_oneof![by("monitor", PROPAGANDA), by("secretary", STANDING_BOARD)]
}

fn any_command() -> impl Strategy<Value = Command> {
    let text = || select(vec!["Đặc điểm", "Đã sửa"]);
    prop_oneof![
        2 => by("writer", UNIT).prop_map(|act| Command::Start { prefill: prefill(), act }),
        3 => (text(), by("writer", UNIT)).prop_map(|(text, act)| save("I", text, act)),
        2 => by("writer", UNIT).prop_map(|act| {
            let (figure, text) = ("sessions".into(), "chưa tổ chức".into());
            Command::Comment { figure, text, act }
        }),
        1 => by("writer", UNIT).prop_map(|act| {
            Command::Adjust { adjustment: adjustment("courses", 2), act }
        }),
        4 => by("head", UNIT).prop_map(|act| Command::Submit { received: Vec::new(), act }),
        1 => by("head", UNIT).prop_map(|act| Command::Recall { act }),
        5 => receiver().prop_map(|act| Command::BeginReview { act }),
        1 => receiver().prop_map(|act| {
            let objection = Objection { about: About::Section(code("I")), reason: "x".into() };
            Command::Return { objections: vec![objection], due_on: day("2026-07-05"), act }
        }),
        5 => receiver().prop_map(|act| Command::Approve { act }),
        1 => receiver().prop_map(|act| Command::RevokeApproval { reason: "x".into(), act }),
        2 => by("secretary", STANDING_BOARD)
            .prop_map(|act| Command::OpenCorrection { reason: "x".into(), act }),
        1 => receiver().prop_map(|act| Command::Excuse { reason: "x".into(), act }),
        2 => Just(Command::Close { on: day("2026-07-02") }),
        1 => Just(Command::Reopen { until: day("2026-07-10") }),
    ]
}

proptest! {
    /// Whatever is asked: two receivers who wrote nothing of it stand behind each locked version, it says
    /// what was handed in last, and versions are 1, 2, 3, …
    #[test]
    fn what_is_locked_was_approved_by_others(commands in vec(any_command(), 0..80)) {
        let mut history = vec![expected()];
        for command in commands {
            history.extend(UnitReport::replay(&history).decide(command).unwrap_or_default());
        }

        let mut authors = BTreeSet::new();
        let (mut approvals, mut versions, mut frozen) = (Vec::new(), 0, None);
        for event in &history {
            if let Some(author) = event.author() {
                authors.insert(author.person.clone());
            }
            match event {
                Event::Submitted { sha256, .. } => frozen = Some(sha256.clone()),
                Event::Approved { act, sha256, .. } => {
                    prop_assert!(!authors.contains(&act.by.person) && act.by.unit != UNIT);
                    prop_assert_eq!(Some(sha256), frozen.as_ref());
                    approvals.push(act.by.clone());
                }
                Event::ApprovalRevoked { .. } => drop(approvals.pop()),
                Event::Returned { .. } | Event::CorrectionOpened { .. } => approvals.clear(),
                Event::Locked { version, sha256, .. } => {
                    versions += 1;
                    prop_assert_eq!(*version, versions);
                    prop_assert_eq!(Some(sha256), frozen.as_ref());
                    let units: Vec<_> = approvals.iter().map(|by| by.unit).collect();
                    prop_assert_eq!(units, [PROPAGANDA, STANDING_BOARD]);
                    prop_assert!(approvals[0].person != approvals[1].person);
                }
                Event::Expected { .. }
                | Event::TakenFromPaper { .. }
                | Event::Started { .. }
                | Event::SectionSaved { .. }
                | Event::PrefillRefreshed { .. }
                | Event::Commented { .. }
                | Event::Adjusted { .. }
                | Event::AdjustmentWithdrawn { .. }
                | Event::Recalled { .. }
                | Event::ReviewBegun { .. }
                | Event::NotReceived { .. }
                | Event::Overtaken { .. }
                | Event::Reopened { .. }
                | Event::Excused { .. } => {}
            }
        }
        let excused = history.iter().position(|event| matches!(event, Event::Excused { .. }));
        prop_assert!(excused.is_none_or(|at| at + 1 == history.len()), "it is over");
    }

    /// Nothing that is in somebody else's hands changes, and nothing after the last open day.
    #[test]
    fn it_is_written_only_while_it_is_with_the_unit(commands in vec(any_command(), 0..80)) {
        let mut history = vec![expected()];
        let mut open_until = day("2026-07-01");
        for command in commands {
            let UnitReport::Owed(before) = UnitReport::replay(&history) else { unreachable!() };
            let events = before.decide(command).unwrap_or_default();
            for event in &events {
                if let Event::Reopened { until } = event {
                    open_until = *until;
                }
                let (Event::Started { act, .. }
                | Event::SectionSaved { act, .. }
                | Event::Commented { act, .. }
                | Event::Adjusted { act, .. }) = event
                else {
                    continue;
                };
                let with_the_unit = [Stage::Expected, Stage::Draft, Stage::Returned];
                prop_assert!(with_the_unit.contains(&before.stage), "{:?}", before.stage);
                prop_assert!(before.version > 1 || act.on <= open_until);
            }
            history.extend(events);
        }
    }
}
