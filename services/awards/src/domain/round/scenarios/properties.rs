//! The round's invariants, over whatever is asked in whatever order.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use super::*;

/// A command, or what time does next (`None`).
fn any_step() -> impl Strategy<Value = Option<Command>> {
    let on = day("2026-12-31");
    let stages = || select(vec![Stage::Preliminary, Stage::Final]);
    prop_oneof![
        1 => Just(Some(Command::Plan(plan()))),
        2 => Just(Some(Command::IssueRules { of: ORGANISER, issued_on: day("2025-10-10") })),
        2 => Just(Some(Command::Launch { launched_on: day("2025-10-20") })),
        5 => Just(None),
        2 => Just(Some(publish(list(), Vec::new()))),
        4 => stages().prop_map(move |stage| {
            Some(Command::OpenStage { stage, opened_on: on, with_preliminary: true })
        }),
        4 => stages().prop_map(move |stage| Some(Command::CloseStage { stage, closed_on: on })),
        2 => Just(Some(Command::Post { posted_on: on, posted_until: on })),
        1 => Just(Some(Command::TakeDown { taken_down_on: on })),
        2 => Just(Some(Command::Decide { of: PROGRAMME, decided_on: on })),
        2 => Just(Some(Command::Release { released_on: on })),
        2 => Just(Some(Command::Close { closed_on: on })),
    ]
}

fn followed_by(history: &mut Vec<Event>, step: Option<Command>) {
    let round = Round::replay(&*history);
    let passing = round.next_due().map(|due| Command::Pass { due });
    let Some(command) = step.or(passing) else { return };
    history.extend(round.decide(command).unwrap_or_default());
}

fn phases(history: &[Event]) -> Vec<Phase> {
    let upto = (1..=history.len()).map(|upto| Round::replay(&history[..upto]));
    upto.filter_map(|round| round.standing().ok().map(Standing::phase)).collect()
}

proptest! {
    /// No sequence of commands leaves the machine: no phase is left out, and the only way back is from
    /// posted to ranked.
    #[test]
    fn phases_follow_one_another(steps in vec(any_step(), 0..120)) {
        let mut history = vec![planned()];
        for step in steps {
            followed_by(&mut history, step);
        }
        let order: Vec<_> = Phase::iter().collect();
        for pair in phases(&history).windows(2) {
            let place = |phase| order.iter().position(|it| *it == phase).unwrap();
            let (from, to) = (place(pair[0]), place(pair[1]));
            let back = pair == [Phase::Posted, Phase::Ranked];
            prop_assert!(to == from || to == from + 1 || back, "{pair:?}");
        }
    }

    /// From every history that commands can write, the course can be gone to its end.
    #[test]
    fn there_is_always_a_way_on(steps in vec(any_step(), 0..60)) {
        let mut history = vec![planned()];
        for step in steps {
            followed_by(&mut history, step);
        }
        let on = day("2026-12-31");
        let (organiser, stages) = (ORGANISER, [Stage::Preliminary, Stage::Final]);
        for _ in 0..3 {
            followed_by(&mut history, Some(Command::IssueRules { of: organiser, issued_on: on }));
            followed_by(&mut history, Some(Command::Launch { launched_on: on }));
            for _ in 0..3 {
                followed_by(&mut history, None);
            }
            let document = decision(4);
            let (list, unscreened) = (list(), Vec::new());
            let publish =
                Command::PublishEligibleList { list, unscreened, published_on: on, document };
            followed_by(&mut history, Some(publish));
            for stage in stages {
                let open = Command::OpenStage { stage, opened_on: on, with_preliminary: true };
                followed_by(&mut history, Some(open));
                followed_by(&mut history, Some(Command::CloseStage { stage, closed_on: on }));
            }
            followed_by(&mut history, Some(Command::Post { posted_on: on, posted_until: on }));
            followed_by(&mut history, Some(Command::Decide { of: PROGRAMME, decided_on: on }));
            followed_by(&mut history, Some(Command::Release { released_on: on }));
            followed_by(&mut history, Some(Command::Close { closed_on: on }));
        }
        let phases = phases(&history);
        prop_assert_eq!(phases.last(), Some(&Phase::Closed), "{:?}", history);
    }
}
