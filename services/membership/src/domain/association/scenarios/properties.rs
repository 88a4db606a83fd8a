//! What holds of an association whatever is asked, in whatever order.

use proptest::collection::vec;
use proptest::prelude::*;

use super::*;

/// Any command on any of some days; enough of them in the usual order to get far.
fn any_commands() -> impl Strategy<Value = Vec<(usize, u64)>> {
    let usual = [0_usize, 2, 3, 5, 7];
    let asked = (0..21_usize, 0..40_u64);
    (0..=usual.len(), vec(asked, 0..20)).prop_map(move |(far, mut asked)| {
        let beginning = usual[..far].iter().zip(1..).map(|(command, on)| (*command, on));
        asked.splice(0..0, beginning);
        asked
    })
}

fn dated(index: usize, on: u64) -> Command {
    if index == 0 {
        return Command::ProposeFounding {
            profile: profile(),
            illustrative: false,
            occurred_on: day(on),
        };
    }
    let act = act(on);
    match one_of_each().swap_remove(index - 1) {
        Command::RejectFounding { reason, .. } => Command::RejectFounding { act, reason },
        Command::RecogniseFoundingCommittee { .. } => Command::RecogniseFoundingCommittee { act },
        Command::PermitEstablishment { permit, rules, .. } => {
            let rules = LegalRules { founding_congress_within_days: 10, ..rules };
            Command::PermitEstablishment { act, permit, rules }
        }
        Command::ExtendFoundingCongress { rules, .. } => {
            Command::ExtendFoundingCongress { act, extended_to: day(on + 5), rules }
        }
        Command::RecordFoundingCongress { rules, .. } => Command::RecordFoundingCongress {
            occurred_on: day(on),
            congress: congress(on, on + 10),
            rules,
        },
        Command::LapsePermission { .. } => Command::LapsePermission { occurred_on: day(on) },
        Command::ApproveCharter { .. } => Command::ApproveCharter { act },
        Command::RecordTermCongress { extraordinary, rules, .. } => {
            let congress = congress(on, on + 10);
            Command::RecordTermCongress { act, congress, extraordinary, rules }
        }
        Command::ExtendTermCongress { rules, .. } => {
            Command::ExtendTermCongress { act, extended_to: day(on + 5), rules }
        }
        Command::FlagCongressOverdue { .. } => {
            Command::FlagCongressOverdue { occurred_on: day(on) }
        }
        Command::Suspend { reason, rules, .. } => {
            Command::Suspend { act, until: day(on + 5), reason, rules }
        }
        Command::Resume { .. } => Command::Resume { act },
        Command::FlagSuspensionExpired { .. } => {
            Command::FlagSuspensionExpired { occurred_on: day(on) }
        }
        Command::Rename { name, .. } => Command::Rename { act, name },
        Command::ChangeCharter { .. } => Command::ChangeCharter { act },
        Command::ChangeScope { work, mass, .. } => Command::ChangeScope { act, work, mass },
        Command::Hand { sides, .. } => Command::Hand { act, sides },
        Command::Absorb { sides, .. } => Command::Absorb { act, sides },
        Command::StartDissolution { ground, .. } => Command::StartDissolution { act, ground },
        Command::CompleteDissolution { settlement, .. } => {
            Command::CompleteDissolution { act, settlement }
        }
        begun @ (Command::ProposeFounding { .. }
        | Command::Register { .. }
        | Command::Form { .. }
        | Command::VouchActive { .. }
        | Command::VouchOperating { .. }) => begun,
    }
}

fn play(asked: Vec<(usize, u64)>) -> Vec<Event> {
    let mut history = Vec::new();
    for (index, on) in asked {
        let events = Association::replay(&history).decide(dated(index, on));
        history.extend(events.unwrap_or_default());
    }
    history
}

/// The day on which an event led to another stage, and whether that was the end.
fn moved(event: &Event) -> Option<(NaiveDate, bool)> {
    match event {
        Event::FoundingRejected { act, .. }
        | Event::Merged { act, .. }
        | Event::Consolidated { act, .. }
        | Event::Divided { act, .. }
        | Event::Dissolved { act, .. } => Some((act.occurred_on, true)),
        Event::PermissionLapsed { occurred_on } => Some((*occurred_on, true)),
        Event::FoundingProposed { occurred_on, .. }
        | Event::FoundingCongressHeld { occurred_on, .. }
        | Event::Activated { occurred_on }
        | Event::Registered { occurred_on, .. } => Some((*occurred_on, false)),
        Event::FoundingCommitteeRecognised { act }
        | Event::EstablishmentPermitted { act, .. }
        | Event::Suspended { act, .. }
        | Event::Resumed { act }
        | Event::Formed { act, .. }
        | Event::DissolutionStarted { act, .. } => Some((act.occurred_on, false)),
        Event::CongressExtended { .. }
        | Event::CharterApproved { .. }
        | Event::TermCongressHeld { .. }
        | Event::CongressOverdueFlagged { .. }
        | Event::SuspensionExpiredUncured { .. }
        | Event::Renamed { .. }
        | Event::CharterChanged { .. }
        | Event::ScopeChanged { .. }
        | Event::Separated { .. }
        | Event::Absorbed { .. } => None,
    }
}

fn term_of(event: &Event) -> Option<Term> {
    let (Event::FoundingCongressHeld { congress, .. } | Event::TermCongressHeld { congress, .. }) =
        event
    else {
        return None;
    };
    Some(congress.term)
}

proptest! {
    #[test]
    fn what_ended_does_nothing_any_more(asked in any_commands()) {
        let history = play(asked);
        let end = history.iter().position(|event| moved(event).is_some_and(|(_, ends)| ends));
        prop_assert!(end.is_none_or(|end| end + 1 == history.len()), "{history:#?}");
    }

    #[test]
    fn stages_follow_each_other_in_order_of_their_days(asked in any_commands()) {
        let history = play(asked);
        let days: Vec<_> = history.iter().filter_map(moved).map(|(day, _)| day).collect();
        prop_assert!(days.is_sorted(), "{days:?}");
    }

    #[test]
    fn one_term_runs_at_a_time(asked in any_commands()) {
        let history = play(asked);
        let terms: Vec<_> = history.iter().filter_map(term_of).collect();
        prop_assert!(terms.windows(2).all(|pair| pair[0].from < pair[1].from), "{terms:?}");
    }

    /// What time asks for can be carried out on its day, and not the day before.
    #[test]
    fn what_is_due_can_be_done(asked in any_commands()) {
        let association = Association::replay(&play(asked));
        if let Some(due) = association.due() {
            let done = association.decide(due.what.command(due.on));
            prop_assert!(done.as_ref().is_ok_and(|events| !events.is_empty()), "{done:?}");
            let eve = due.what.command(due.on.pred_opt().unwrap());
            prop_assert!(association.decide(eve).is_err());
        }
    }
}
