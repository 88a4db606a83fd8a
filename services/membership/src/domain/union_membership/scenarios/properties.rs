//! What holds of a Union membership whatever is asked, in whatever order.

use proptest::collection::vec;
use proptest::prelude::*;

use super::*;

fn any_commands() -> impl Strategy<Value = Vec<(usize, u64)>> {
    (any::<bool>(), vec((0..15_usize, 0..60_u64), 0..25)).prop_map(|(member, mut asked)| {
        if member {
            asked.splice(0..0, [(11, 1), (3, 2)]);
        }
        asked
    })
}

fn play(asked: Vec<(usize, u64)>) -> Vec<Event> {
    let mut history = Vec::new();
    for (index, on) in asked {
        let command = match index {
            11 => apply(on),
            12 => correct(Fact::AdmittedOn, on),
            13 => correct(Fact::EndedOn, on),
            14 => Command::EndWithAssociation { act: act(on) },
            index => one_of_each(on).swap_remove(index),
        };
        let decided = UnionMembership::replay(&history).decide(command);
        history.extend(decided.unwrap_or_default());
    }
    history
}

/// The days of the latest application and of what became of it, with corrections taken in.
fn days(history: &[Event]) -> Vec<NaiveDate> {
    let mut days = Vec::new();
    for event in history {
        match event {
            Event::Applied { occurred_on, .. } => days = vec![*occurred_on],
            Event::MoreRequested { .. } => {}
            Event::Withdrawn { occurred_on, .. }
            | Event::Reinstated { occurred_on, .. }
            | Event::Lapsed { occurred_on, .. }
            | Event::Renewed { occurred_on, .. }
            | Event::Left { occurred_on, .. } => days.push(*occurred_on),
            Event::Rejected { act, .. }
            | Event::Approved { act, .. }
            | Event::Suspended { act, .. }
            | Event::Expelled { act, .. }
            | Event::Transferred { act, .. }
            | Event::EndedWithAssociation { act, .. } => days.push(act.occurred_on),
            Event::Corrected { fact: Fact::AdmittedOn, corrected_to, .. } => {
                days[1] = *corrected_to;
            }
            Event::Corrected { fact: Fact::EndedOn, corrected_to, .. } => {
                *days.last_mut().unwrap() = *corrected_to;
            }
        }
    }
    days
}

proptest! {
    /// Each membership was approved right after an application, requests for more aside.
    #[test]
    fn nobody_becomes_a_member_but_by_approval(asked in any_commands()) {
        let history = play(asked);
        let mut open = false;
        for event in &history {
            match event {
                Event::Applied { .. } => {
                    prop_assert!(!open, "a second application");
                    open = true;
                }
                Event::MoreRequested { .. } => prop_assert!(open),
                Event::Withdrawn { .. } | Event::Rejected { .. } | Event::Approved { .. } => {
                    prop_assert!(open, "{event:?} without an application");
                    open = false;
                }
                Event::Suspended { .. }
                | Event::Reinstated { .. }
                | Event::Lapsed { .. }
                | Event::Renewed { .. }
                | Event::Left { .. }
                | Event::Expelled { .. }
                | Event::Transferred { .. }
                | Event::Corrected { .. }
                | Event::EndedWithAssociation { .. } => prop_assert!(!open),
            }
        }
    }

    #[test]
    fn states_follow_each_other_in_order_of_their_days(asked in any_commands()) {
        let history = play(asked);
        for upto in 0..=history.len() {
            let days = days(&history[..upto]);
            prop_assert!(days.is_sorted(), "{days:?} after {:#?}", &history[..upto]);
        }
    }
}
