//! The entry's invariants, over whatever is asked in whatever order.

use proptest::collection::vec;
use proptest::prelude::*;

use super::*;

/// Some authors with some shares, most of which do not sum up.
fn any_authors() -> impl Strategy<Value = Vec<Author>> {
    prop_oneof![
        vec((1_u128..5, 0_u32..=10_000, any::<bool>()), 0..4).prop_map(|authors| {
            let author =
                |(n, share, chief)| author(ParticipantId(Uuid::from_u128(n)), share, chief);
            authors.into_iter().map(author).collect()
        }),
        (1_u32..10_000).prop_map(|share| {
            vec![author(CHILD, share, true), author(ADULT, 10_000 - share, false)]
        }),
    ]
}

fn any_command() -> impl Strategy<Value = Command> {
    let secretary = || act_by(secretary());
    let checks = any::<bool>().prop_map(|met| vec![check("E1", true), check("E2", met)]);
    prop_oneof![
        2 => Just(start(false, entrant())),
        4 => any_authors().prop_map(|authors| set_authors(authors, Vec::new())),
        3 => Just(set_dossier(vec![in_part("D1", 1), in_part("D2", 2)])),
        2 => Just(Command::RecordConsent {
            act: act(),
            consent: consent(ConsentParty::Guardian, 3),
        }),
        2 => Just(Command::RecordConsent {
            act: act(),
            consent: consent(ConsentParty::Participant, 4),
        }),
        1 => Just(Command::WithdrawConsent {
            act: act(),
            participant: CHILD,
            party: ConsentParty::Guardian,
            withdrawn_on: day("2026-06-10"),
        }),
        4 => any::<bool>().prop_map(|completing| submit_with(|it| it.completing = completing)),
        1 => Just(Command::Revise { act: act(), revised_on: day("2026-06-02") }),
        1 => Just(Command::Withdraw {
            act: act(),
            withdrawn_on: day("2026-07-09"),
            reason: "Thôi".to_owned(),
        }),
        2 => Just(Command::Screen {
            act: secretary(),
            verdict: Verdict::Return {
                rules: Box::new(rules()),
                clauses: vec!["E2".parse().unwrap()],
                reason: "Thiếu".to_owned(),
                complete_until: day("2026-07-10"),
                today: day("2026-06-20"),
            },
        }),
        1 => checks.prop_map(move |checks| Command::Screen {
            act: act_by(officer("secretary-1", ORGANISER)),
            verdict: Verdict::Check {
                rules: Box::new(rules()),
                ruleset_version: 1,
                checks,
                screened_on: day("2026-07-08"),
            },
        }),
    ]
}

proptest! {
    /// Whatever was handed in had shares that sum up to the whole, one chief, both consents of the child, and
    /// all required parts; and it did not change until it came back.
    #[test]
    fn what_is_handed_in_is_complete_and_stays(commands in vec(any_command(), 0..80)) {
        let mut history = vec![started()];
        for command in commands {
            let entry = Entry::replay(&history);
            let events = entry.decide(command).unwrap_or_default();
            for event in &events {
                if let Event::Submitted { receipt, .. } = event {
                    let standing = entry.standing().unwrap();
                    let shares = standing.authors.iter().map(|it| u64::from(it.share_hundredths));
                    prop_assert_eq!(shares.sum::<u64>(), 10_000);
                    prop_assert_eq!(standing.authors.iter().filter(|it| it.chief).count(), 1);
                    if standing.authors().any(|author| author == CHILD) {
                        for party in [ConsentParty::Guardian, ConsentParty::Participant] {
                            prop_assert!(standing.consent(CHILD, party).is_some());
                        }
                    }
                    prop_assert_eq!(receipt.files.len(), 2);
                }
                let changes = matches!(
                    event,
                    Event::Described { .. } | Event::AuthorsSet { .. } | Event::DossierSet { .. }
                );
                let state = entry.standing().map(Standing::state);
                let written = matches!(state, Some(State::Draft | State::Returned));
                prop_assert!(!changes || written, "{:?} in {:?}", event, state);
            }
            history.extend(events);
        }
    }

    /// Each submission has the next number.
    #[test]
    fn receipts_are_numbered(commands in vec(any_command(), 0..80)) {
        let mut history = complete();
        for command in commands {
            history.extend(Entry::replay(&history).decide(command).unwrap_or_default());
        }
        let numbers: Vec<_> = history
            .iter()
            .filter_map(|event| match event {
                Event::Submitted { receipt, .. } => Some(receipt.submission),
                Event::Started { .. }
                | Event::Described { .. }
                | Event::AuthorsSet { .. }
                | Event::DossierSet { .. }
                | Event::ConsentRecorded { .. }
                | Event::ConsentWithdrawn { .. }
                | Event::Revised { .. }
                | Event::Withdrawn { .. }
                | Event::Returned { .. }
                | Event::FoundEligible { .. }
                | Event::FoundIneligible { .. }
                | Event::FoundDuplicate { .. }
                | Event::Disqualified { .. } => None,
            })
            .collect();
        prop_assert!((1..).zip(&numbers).all(|(n, number)| n == *number), "{numbers:?}");
    }
}
