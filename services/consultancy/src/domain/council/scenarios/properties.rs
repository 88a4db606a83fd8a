//! What holds whatever is asked, in whatever order, by whomever.

use std::collections::BTreeMap;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use super::*;

const DAYS: [&str; 5] = ["2026-03-10", "2026-03-13", "2026-03-20", "2026-03-30", "2026-04-20"];

fn any_role() -> impl Strategy<Value = Role> {
    use Role::{Chair, DeputyChair, Member, Reviewer, Secretary};
    select(vec![Chair, DeputyChair, Reviewer, Reviewer, Member, Secretary])
}

fn any_ties() -> impl Strategy<Value = Vec<Conflict>> {
    let kinds = select(vec![ConflictKind::Drafter, ConflictKind::Other]);
    let last_on = select(vec![None, Some(day("2020-01-01")), Some(day("2025-06-01"))]);
    let tie = (kinds, last_on).prop_map(|(kind, last_on)| Conflict { kind, last_on, note: None });
    prop_oneof![3 => Just(Vec::new()), 1 => vec(tie, 1..3)]
}

fn any_answer() -> impl Strategy<Value = Answering> {
    let reason = || "Bận".to_owned();
    prop_oneof![
        6 => any_ties().prop_map(|conflicts| Answering::Accept { pledges: true, conflicts }),
        1 => Just(Answering::Decline { reason: reason() }),
        1 => Just(Answering::RetractAcceptance { reason: reason() }),
        1 => any_ties().prop_filter_map("none", |ties| {
            ties.into_iter().next().map(|conflict| Answering::DeclareConflict { conflict })
        }),
        6 => Just(Answering::OpenDossier),
        3 => Just(Answering::DeliverOpinion),
        1 => Just(Answering::RetractOpinion),
    ]
}

fn any_managing() -> impl Strategy<Value = Managing> {
    let (kind, reason) = (ConflictKind::Other, "Do cơ quan báo".to_owned());
    let opinion_by = day("2026-04-20");
    select(vec![
        Managing::Withdraw { reason: reason.clone() },
        Managing::Recuse { kind, reason: reason.clone() },
        Managing::Dismiss { reason: reason.clone() },
        Managing::Extend { opinion_by, reason },
        Managing::Thank,
        Managing::ReturnOpinion,
        Managing::ConsiderOpinion,
    ])
}

/// Experts are fewer than invitations, so that some are asked again.
fn any_letter() -> impl Strategy<Value = Letter> {
    (6..30u128, 0..8u128, any_role(), prop::option::of(1..20u128)).prop_map(
        |(n, who, role, follows)| Letter {
            expert: expert(who),
            follows: follows.map(id),
            ..letter(n, role)
        },
    )
}

fn any_command() -> impl Strategy<Value = Command> {
    let on = || select(DAYS.to_vec()).prop_map(day);
    // Of themselves, more often than not.
    let who = (1..30u128, 0..8u128, prop::bool::weighted(0.8));
    prop_oneof![
        4 => (any_letter(), on()).prop_map(|(letter, on)| {
            let letter = Box::new(letter);
            Command::Invite { letter, on, calendar: calendar(), by: office() }
        }),
        12 => (who, on(), any_answer()).prop_map(|((n, other, own), on, act)| {
            let expert = expert(if own { n } else { other });
            Command::Answer { invitation: id(n), expert, on, act }
        }),
        5 => (1..30u128, on(), any_managing())
            .prop_map(|(n, on, act)| Command::Manage { invitation: id(n), on, by: office(), act }),
        1 => on().prop_map(|on| Command::Form { on, by: office() }),
        1 => on().prop_map(|on| Command::Open { on, calendar: calendar(), by: office() }),
    ]
}

/// Who was barred, and by whom each invitation is held, read from the events alone.
#[derive(Default)]
struct Told {
    experts: BTreeMap<InvitationId, String>,
    barred: Vec<String>,
    out: Vec<InvitationId>,
}

impl Told {
    fn hear(&mut self, event: &Event) {
        match event {
            Event::Invited { invitation, expert, .. } => {
                self.experts.insert(*invitation, expert.clone());
            }
            Event::Recused { invitation, .. } | Event::Dismissed { invitation, .. } => {
                self.barred.push(self.experts[invitation].clone());
                self.out.push(*invitation);
            }
            Event::Withdrawn { invitation, .. }
            | Event::Declined { invitation, .. }
            | Event::AcceptanceRetracted { invitation, .. }
            | Event::Thanked { invitation, .. } => self.out.push(*invitation),
            Event::Composed { .. }
            | Event::Accepted { .. }
            | Event::ConflictDeclared { .. }
            | Event::OpinionExtended { .. }
            | Event::Formed { .. }
            | Event::Opened { .. }
            | Event::DossierOpened { .. }
            | Event::Met { .. }
            | Event::OpinionDelivered { .. }
            | Event::OpinionReturned { .. }
            | Event::OpinionRetracted { .. }
            | Event::OpinionConsidered { .. } => {}
        }
    }
}

proptest! {
    /// No expert who has a conflict or was dismissed opens a dossier, reads a paper or hands in an opinion; nor
    /// does anybody whose invitation has ended; and who opens it had accepted, and declared no such tie.
    #[test]
    fn no_conflicted_or_dismissed_expert_opens_a_dossier(
        begun in any::<bool>(),
        commands in vec(any_command(), 0..60),
    ) {
        let mut history = if begun { in_review() } else { seated() };
        let mut told = Told::default();
        history.iter().for_each(|event| told.hear(event));
        for command in commands {
            let events = Council::replay(&history).decide(command).unwrap_or_default();
            for event in &events {
                if let Event::DossierOpened { invitation, .. }
                | Event::OpinionDelivered { invitation, .. } = event
                {
                    prop_assert!(!told.out.contains(invitation));
                    prop_assert!(!told.barred.contains(&told.experts[invitation]));
                }
                if let Event::Accepted { conflicts, on, .. } = event {
                    let since = *on - chrono::Months::new(36);
                    let drafted = conflicts.iter().any(|it| {
                        it.kind == ConflictKind::Drafter && it.last_on.is_none_or(|on| on > since)
                    });
                    prop_assert!(!drafted);
                }
                told.hear(event);
            }
            history.extend(events);
            let council = Council::replay(&history);
            for barred in &told.barred {
                let reads = council.admits(barred, Claim::IsIn, review::Stage::InReview);
                prop_assert_eq!(reads, Err(Rejection::NotAssigned), "{}", barred);
            }
        }
    }

    /// Never are more in than there are seats, never two in a role that one holds, and nobody twice.
    #[test]
    fn seats_are_taken_once(commands in vec(any_command(), 0..80)) {
        let mut history = vec![composed(Form::Council, 5)];
        for command in commands {
            history.extend(Council::replay(&history).decide(command).unwrap_or_default());
            let council = Council::replay(&history);
            let taken: Vec<_> = council.standing().unwrap().taken().collect();
            prop_assert!(taken.len() <= 5);
            for (at, seat) in taken.iter().enumerate() {
                for other in &taken[at + 1..] {
                    prop_assert!(seat.expert != other.expert);
                    prop_assert!(seat.role != other.role || !seat.role.is_single());
                }
            }
        }
    }
}
