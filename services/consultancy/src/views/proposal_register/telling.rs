//! A proposal, told from all that happened to it.

use contracts::consultancy::v1 as wire;

use crate::contract::decision;
use crate::domain::proposal::Event;

pub(super) fn proposal(id: &str, history: &[Event]) -> wire::Proposal {
    let proposal = wire::Proposal { proposal_id: id.to_owned(), ..wire::Proposal::default() };
    history.iter().fold(proposal, after)
}

fn after(proposal: wire::Proposal, event: &Event) -> wire::Proposal {
    match event {
        Event::Drafted { union, text, illustrative, on, .. } => wire::Proposal {
            unit_id: union.to_string(),
            text: Some((&**text).into()),
            state: wire::ProposalState::Draft.into(),
            state_since: on.to_string(),
            illustrative: *illustrative,
            ..proposal
        },
        Event::Revised { text, .. } => wire::Proposal { text: Some((&**text).into()), ..proposal },
        Event::Submitted { on, letter, answer_by, .. } => wire::Proposal {
            state: wire::ProposalState::Submitted.into(),
            state_since: on.to_string(),
            letter: decision(Some(&letter.reference)),
            file: Some((&letter.file).into()),
            answer_by: answer_by.to_string(),
            ..proposal
        },
        Event::Reminded { on, .. } => wire::Proposal {
            reminders: proposal.reminders.saturating_add(1),
            last_reminded_on: on.to_string(),
            ..proposal
        },
        Event::SilenceRecorded { on } => wire::Proposal {
            state: wire::ProposalState::Unanswered.into(),
            state_since: on.to_string(),
            ..proposal
        },
        Event::Answered { on, outcome, answer, letter, .. } => wire::Proposal {
            state: wire::ProposalState::Answered.into(),
            state_since: on.to_string(),
            outcome: wire::ProposalOutcome::from(*outcome).into(),
            answer_ref: decision(Some(&letter.reference)),
            answer: answer.clone(),
            ..proposal
        },
        Event::Withdrawn { on, .. } => wire::Proposal {
            state: wire::ProposalState::Withdrawn.into(),
            state_since: on.to_string(),
            ..proposal
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_after_silence_stands_beside_its_reminders() {
        let golden = include_str!("../../domain/proposal/golden.jsonl").lines();
        let history: Vec<Event> =
            golden.take(6).map(|line| serde_json::from_str(line).unwrap()).collect();
        let told = proposal("p", &history);
        assert_eq!(told.state(), wire::ProposalState::Answered);
        assert_eq!(told.outcome(), wire::ProposalOutcome::Accepted);
        assert_eq!((told.reminders, &*told.last_reminded_on), (1, "2026-04-20"));
        assert_eq!((&*told.answer_by, &*told.state_since), ("2026-04-17", "2026-05-04"));
        let silent = proposal("p", &history[..5]);
        assert_eq!(silent.state(), wire::ProposalState::Unanswered);
        assert_eq!(silent.answer_ref, None);
    }
}
