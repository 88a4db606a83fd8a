//! What appeals keep a list from.

use proptest::collection::vec;
use proptest::prelude::*;

use super::*;
use crate::domain::AppealId;
use crate::domain::appeals::{self, Appeals, Ground, Lodging};
use crate::domain::round::Whose;
use crate::domain::samples::ORGANISER;

/// What an act does: nothing, unless the list and the register of appeals both have it.
fn act(list: &PrizeList, appeals: &Appeals, command: Command) -> Vec<Event> {
    let is_kept = match command {
        Command::Decide { .. } | Command::Release(_) => {
            appeals.decide(appeals::Command::ConfirmNoneOpen).is_err()
        }
        Command::Propose { .. }
        | Command::Vote { .. }
        | Command::Post { .. }
        | Command::SendBack { .. }
        | Command::AmendDecision { .. } => false,
    };
    if is_kept { Vec::new() } else { list.decide(command).unwrap_or_default() }
}

#[test]
fn it_waits_for_appeals_where_it_is_decided_or_released_next() {
    let waits =
        |history: &[Event]| PrizeList::replay(history).standing().unwrap().waits_for_appeals();
    assert!(!waits(&[proposed(1, &two())]));
    assert!(!waits(&approved()));
    assert!(waits(&on_the_wall()));
    assert!(waits(&[on_the_wall(), vec![decided()]].concat()));
    assert!(!waits(&[on_the_wall(), vec![sent_back()]].concat()));
    assert!(!waits(&[on_the_wall(), vec![decided(), released(2)]].concat()));
}

fn appeal(step: u8) -> appeals::Command {
    let id = AppealId(Uuid::from_u128(u128::from(step % 2)));
    let (on, answer) = (day("2026-09-12"), decision(9));
    match step / 2 {
        0 => appeals::Command::Lodge(Box::new(Lodging {
            appeal: id,
            whose: Whose { programme: PROGRAMME, organiser: ORGANISER, illustrative: true },
            ground: Ground::Procedure,
            about: None,
            appellant: crate::domain::ParticipantId(Uuid::from_u128(0xC1)),
            letter: file(1),
            evidence: Vec::new(),
            lodged_on: on,
            listed: gone(&[]),
            posted_until: Some(day("2026-09-17")),
            answer_days: Some(15),
        })),
        1 => appeals::Command::Admit { appeal: id, by_author: true, admitted_on: on },
        2 => appeals::Command::Uphold { appeal: id, answer, upheld_on: on },
        3 => appeals::Command::Dismiss { appeal: id, answer, dismissed_on: on },
        _ => appeals::Command::Reject {
            appeal: id,
            reason: appeals::Reason::NoStanding,
            answer,
            rejected_on: on,
        },
    }
}

proptest! {
    /// Whatever is lodged, answered and asked of the list, in whatever order: a list is decided and released only in
    /// moments in which every letter that came has its answer.
    #[test]
    fn no_list_is_decided_or_released_with_an_open_appeal(steps in vec(0..16_u8, 0..80)) {
        let (mut listed, mut said) = (on_the_wall(), Vec::new());
        for step in steps {
            if step < 10 {
                let appeals = Appeals::replay(&said);
                said.extend(appeals.decide(appeal(step)).unwrap_or_default());
                continue;
            }
            let command = match step {
                10..13 => decide(PROGRAMME, "2026-09-18", &[]),
                13..15 => release(&[1, 2], true),
                _ => send_back(PROGRAMME, "2026-09-10"),
            };
            let (list, appeals) = (PrizeList::replay(&listed), Appeals::replay(&said));
            let events = act(&list, &appeals, command);
            let is_final = |event: &Event| {
                matches!(event, Event::Decided { .. } | Event::Released { .. })
            };
            if events.iter().any(is_final) {
                // Counted by what was said, and not as the register counts.
                let names: Vec<&str> = said.iter().map(Into::into).collect();
                let count = |of: &[&str]| names.iter().filter(|name| of.contains(name)).count();
                prop_assert_eq!(count(&["lodged"]), count(&["rejected", "upheld", "dismissed"]));
            }
            listed.extend(events);
        }
    }
}
