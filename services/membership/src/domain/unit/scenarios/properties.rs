//! What holds of units whatever is recorded, in whatever order.

use ledger::Decider as _;
use proptest::collection::vec;
use proptest::prelude::*;

use super::*;

/// Three units, and what is asked of them: (whom, what, when).
fn any_commands() -> impl Strategy<Value = Vec<(usize, usize, u8, u64)>> {
    vec((0..3_usize, 0..3_usize, 0..6_u8, 0..12_u64), 0..40)
}

/// Carries out what is asked on all streams it touches, or on none, as the ledger does.
fn play(commands: Vec<(usize, usize, u8, u64)>) -> Vec<Vec<Event>> {
    let mut streams: Vec<Vec<Event>> = vec![vec![established(0)]; 3];
    for (whom, other, what, on) in commands {
        let hand_over = |kind, ends| {
            let (from, to) = (unit(whom as u128), unit(other as u128));
            let proposed = proposed(kind, &[from], &[to]);
            Succession::new(Proposed { occurred_on: day(on), predecessor_ends: ends, ..proposed })
        };
        let succession = match what {
            0 => hand_over(SuccessionKind::MergedInto, false),
            1 => hand_over(SuccessionKind::FunctionTransferred, true),
            2 => hand_over(SuccessionKind::FunctionTransferred, false),
            3 => {
                let events = Unit::replay(&streams[whom]).decide(abolish(on));
                streams[whom].extend(events.unwrap_or_default());
                continue;
            }
            _ => {
                let events = Unit::replay(&streams[whom]).decide(rename(&what.to_string(), on));
                streams[whom].extend(events.unwrap_or_default());
                continue;
            }
        };
        let Ok(succession) = succession else { continue };
        let from = Command::HandOver { succession: succession.clone() };
        let to = Command::TakeOver { succession };
        let from = Unit::replay(&streams[whom]).decide(from);
        let to = Unit::replay(&streams[other]).decide(to);
        if let (Ok(from), Ok(to)) = (from, to) {
            streams[whom].extend(from);
            streams[other].extend(to);
        }
    }
    streams
}

fn end_of(stream: &[Event]) -> Option<NaiveDate> {
    stream.iter().find_map(|event| match event {
        Event::Abolished { occurred_on, .. } | Event::Succeeded { ends: true, occurred_on, .. } => {
            Some(*occurred_on)
        }
        Event::Succeeded { .. }
        | Event::Established { .. }
        | Event::Renamed { .. }
        | Event::Reparented { .. }
        | Event::TookOver { .. } => None,
    })
}

fn heir_of(stream: &[Event]) -> Option<UnitId> {
    stream.iter().find_map(|event| match event {
        Event::Succeeded { ends: true, successors, .. } => Some(successors[0].unit_id),
        Event::Succeeded { .. }
        | Event::Abolished { .. }
        | Event::Established { .. }
        | Event::Renamed { .. }
        | Event::Reparented { .. }
        | Event::TookOver { .. } => None,
    })
}

proptest! {
    /// Whatever is recorded, in whatever order: nothing is true of a unit before its first day or
    /// after its end.
    #[test]
    fn a_unit_has_facts_only_on_its_days(commands in any_commands()) {
        for stream in play(commands) {
            let end = end_of(&stream);
            for event in &stream {
                let needed = match event {
                    Event::Renamed { occurred_on, .. }
                    | Event::Reparented { occurred_on, .. }
                    | Event::TookOver { occurred_on, .. }
                    | Event::Established { occurred_on, .. } => *occurred_on,
                    Event::Succeeded { occurred_on, .. } | Event::Abolished { occurred_on, .. } => {
                        eve(*occurred_on)
                    }
                };
                prop_assert!(needed >= day(0), "{event:?} before the first day");
                prop_assert!(end.is_none_or(|end| needed < end), "{event:?} after {end:?}");
            }
        }
    }

    /// A unit ends at most once.
    #[test]
    fn what_ended_does_not_come_back(commands in any_commands()) {
        for stream in play(commands) {
            let ends = stream.iter().filter(|event| end_of(&[(*event).clone()]).is_some()).count();
            prop_assert!(ends <= 1, "{ends} ends");
        }
    }

    /// From an ended unit, its heirs lead to a living one or to an abolished one, never back.
    #[test]
    fn heirs_never_lead_back(commands in any_commands()) {
        let streams = play(commands);
        for start in 0..streams.len() {
            let (mut at, mut steps) = (start, 0);
            while let Some(UnitId(heir)) = heir_of(&streams[at]) {
                at = usize::try_from(heir.as_u128()).unwrap();
                steps += 1;
                prop_assert!(steps < streams.len(), "the heirs of {start} lead in a circle");
            }
        }
    }
}
