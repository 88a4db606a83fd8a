//! The period's invariants, over whatever is asked in whatever order.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use super::*;

fn any_unit() -> impl Strategy<Value = UnitId> {
    select(vec![PROPAGANDA, DISTRICT, ANOTHER_DISTRICT, STANDING_BOARD])
}

/// A command, or what time does next (`None`).
fn any_step() -> impl Strategy<Value = Option<Command>> {
    prop_oneof![
        2 => Just(Some(plan_by(terms(), "2026-H1", None))),
        2 => Just(Some(open("2026-05-15", register()))),
        6 => Just(None),
        3 => (any_unit(), select(vec!["2026-07-12", "2026-07-15", "2026-07-20"]))
            .prop_map(|(unit, until)| Some(grant(unit, until))),
        1 => any_unit().prop_map(|unit| Some(pass("2026-07-16", Passing::EndException { unit }))),
        1 => Just(Some(pass("2026-07-02", Passing::Lock))),
    ]
}

proptest! {
    /// Whatever is asked, whenever time is let pass: what time does happens in order, each once, and
    /// never before its day; nobody is expected twice.
    #[test]
    fn time_moves_a_period_in_order(steps in vec(any_step(), 0..40)) {
        let mut history: Vec<Event> = Vec::new();
        for step in steps {
            let period = Period::replay(&history);
            let passing = period.next_due().map(|due| Command::Pass { due, known_to: known_to() });
            let Some(command) = step.or(passing) else { continue };
            history.extend(period.decide(command).unwrap_or_default());
        }

        let mut passed = Vec::new();
        for event in &history {
            match event {
                Event::Opened { expected, .. } => {
                    let units: BTreeSet<_> = expected.iter().map(|it| it.unit).collect();
                    prop_assert_eq!(units.len(), expected.len());
                }
                Event::CutOff { on, .. } => passed.push((0, *on)),
                Event::FellDue { level, on } => passed.push((*level, *on)),
                Event::Locked { on } => passed.push((3, *on)),
                Event::Planned { .. }
                | Event::ExceptionGranted { .. }
                | Event::ExceptionEnded { .. } => {}
            }
        }
        prop_assert!((0..).zip(&passed).all(|(n, (step, _))| *step == n), "{:?}", passed);
        prop_assert!(passed.is_sorted_by_key(|(_, on)| *on));
        for unit in [PROPAGANDA, DISTRICT, ANOTHER_DISTRICT] {
            let mut standing: Option<NaiveDate> = None;
            for event in &history {
                match event {
                    Event::ExceptionGranted { unit: of, until, .. } if *of == unit => {
                        prop_assert_eq!(standing.replace(*until), None, "two at a time");
                    }
                    Event::ExceptionEnded { unit: of, on } if *of == unit => {
                        prop_assert_eq!(standing.take().map(day_after), Some(*on));
                    }
                    Event::Planned { .. }
                    | Event::Opened { .. }
                    | Event::CutOff { .. }
                    | Event::FellDue { .. }
                    | Event::Locked { .. }
                    | Event::ExceptionGranted { .. }
                    | Event::ExceptionEnded { .. } => {}
                }
            }
        }
    }
}
