//! The jury's invariants, over whatever is asked in whatever order.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use super::*;

fn any_judge() -> impl Strategy<Value = &'static str> {
    select(vec!["chair", "an", "binh", "chi", "dung"])
}

fn any_known() -> impl Strategy<Value = Vec<Conflict>> {
    let one = (any_judge(), 1..=4_u8);
    vec(one.prop_map(|(judge, number)| conflict(judge, number, ConflictKind::SameUnit)), 0..2)
}

fn any_ask() -> impl Strategy<Value = Command> {
    let stage = || select(vec![Stage::Preliminary, Stage::Final]);
    let of = || (any_judge(), 1..=4_u8).prop_map(|(judge, number)| pair(judge, number));
    prop_oneof![
        3 => (any_judge(), vec(1..=4_u8, 0..2)).prop_map(|(judge, all)| declare(judge, &all)),
        2 => Just(freeze()),
        1 => (any_judge(), any_known()).prop_map(|(judge, known)| {
            let member = named(judge, Part::Member);
            let (exception, locked) = (Some("thay".to_owned()), BTreeSet::new());
            asked(Ask::Add { member, exception, known, locked, decision: decision(4) })
        }),
        1 => any_judge().prop_map(|judge| {
            asked(Ask::Remove { judge: judge.to_owned(), reason: "ốm".to_owned() })
        }),
        2 => (stage(), any_known(), any::<[u8; 32]>()).prop_map(|(stage, known, random)| {
            let draw = Draw {
                id: Uuid::from_u128(0xD1),
                stage,
                algorithm: 0,
                seed: Seed::of(random),
                judges_per_entry: 2,
                judges: BTreeSet::new(),
                codes: entries(),
                conflicts: BTreeSet::new(),
            };
            asked(Ask::Draw { draw: Box::new(draw), known, locked: BTreeSet::new() })
        }),
        3 => (stage(), of(), any_known()).prop_map(|(stage, pair, known)| {
            let reason = "thay".to_owned();
            asked(Ask::Assign { stage, pair, entries: entries(), known, reason })
        }),
        2 => (stage(), of()).prop_map(|(stage, pair)| {
            let (kind, locked) = (ConflictKind::Other, BTreeSet::new());
            asked(Ask::Recuse { stage, pair, kind, locked })
        }),
        2 => of().prop_map(|pair| {
            let conflict = Conflict { pair, kind: ConflictKind::Dispute };
            asked(Ask::Record { conflict, locked: BTreeSet::new() })
        }),
    ]
}

/// What is known of conflicts after a history, told apart from the aggregate's own book.
fn conflicts(history: &[Event]) -> BTreeSet<Pair> {
    let of = |event: &Event| match event {
        Event::ConflictsDeclared { conflicts, .. } => {
            conflicts.iter().map(|it| it.pair.clone()).collect()
        }
        Event::ConflictRecorded { conflict } => vec![conflict.pair.clone()],
        Event::Recused { pair, .. } => vec![pair.clone()],
        Event::Formed { .. }
        | Event::JudgeAdded { .. }
        | Event::JudgeRemoved { .. }
        | Event::Frozen { .. }
        | Event::Drawn { .. }
        | Event::Assigned { .. } => Vec::new(),
    };
    history.iter().flat_map(of).collect()
}

proptest! {
    /// Whatever is asked: no judge scores a conflicted entry, nothing is assigned before the freeze, and
    /// every draw that is recorded can be made again.
    #[test]
    fn no_judge_scores_a_conflicted_entry(commands in vec(any_ask(), 0..60)) {
        let mut history = vec![formed()];
        for command in commands {
            history.extend(Jury::replay(&history).decide(command).unwrap_or_default());

            let jury = Jury::replay(&history);
            let standing = jury.of(ROUND).unwrap();
            for stage in [Stage::Preliminary, Stage::Final] {
                let assigned = standing.assigned(stage);
                prop_assert!(assigned.is_disjoint(&conflicts(&history)));
                prop_assert!(standing.is_frozen() || assigned.is_empty());
                prop_assert!(assigned.iter().all(|it| standing.members().contains_key(&it.judge)));
            }
        }
        for event in &history {
            if let Event::Drawn { draw, outcome } = event {
                prop_assert_eq!(&draw.outcome(), &Ok(outcome.clone()));
            }
        }
        let freezes = history.iter().filter(|event| matches!(event, Event::Frozen { .. }));
        prop_assert!(freezes.count() <= 1);
    }
}
