//! Proposals of the Union's own, and what became of them.

use contracts::consultancy::v1 as proto;

use super::super::command::{Command, Kind};
use super::super::units;
use super::{decision, document, union};
use crate::data::{Identified, Proposal, ProposalStep, stable_id};

pub fn lane(proposal: &Proposal) -> Vec<Command> {
    let Proposal { code, addressee, field, title, on, steps } = proposal;
    let resource = format!("proposal {code}");
    let proposal_id = stable_id(Identified::Proposal, code.as_str()).to_string();
    let draft = proto::DraftProposalRequest {
        proposal_id: proposal_id.clone(),
        unit_id: union(),
        text: Some(proto::ProposalText {
            title: title.clone(),
            field: (*field).into(),
            theme: "Minh họa".to_owned(),
            text: "Đề xuất mẫu, để minh họa và thử hệ thống.".to_owned(),
            addressee_unit_id: units::id(addressee),
        }),
        illustrative: true,
        drafted_on: on.to_string(),
        ..Default::default()
    };
    let drafted = Command::new(Kind::Proposal, &resource, "drafted", *on, &draft);
    let steps = steps.iter().flat_map(|step| became((&resource, &proposal_id, title), step));
    [drafted].into_iter().chain(steps).collect()
}

fn became((resource, id, title): (&str, &str, &str), step: &ProposalStep) -> Vec<Command> {
    let (proposal_id, unit_id) = (id.to_owned(), union());
    match step {
        ProposalStep::Submitted { on } => {
            let (stored, file) = document(&format!("letter of {resource}"), title, *on);
            let request = proto::SubmitProposalRequest {
                proposal_id,
                unit_id,
                submitted_on: on.to_string(),
                letter: decision(*on),
                file: Some(file),
                ..Default::default()
            };
            vec![stored, Command::new(Kind::Proposal, resource, "submitted", *on, &request)]
        }
        ProposalStep::Reminded { note, on } => {
            let request = proto::RemindAddresseeRequest {
                proposal_id,
                unit_id,
                reminded_on: on.to_string(),
                note: note.clone(),
                ..Default::default()
            };
            vec![Command::new(Kind::Proposal, resource, "reminded", *on, &request)]
        }
        ProposalStep::Answered { outcome, answer, on } => {
            let (stored, file) = document(&format!("answer to {resource}"), title, *on);
            let request = proto::RecordProposalAnswerRequest {
                proposal_id,
                unit_id,
                answered_on: on.to_string(),
                outcome: (*outcome).into(),
                answer: answer.clone(),
                answer_ref: decision(*on),
                file: Some(file),
                ..Default::default()
            };
            vec![stored, Command::new(Kind::Proposal, resource, "answered", *on, &request)]
        }
    }
}
