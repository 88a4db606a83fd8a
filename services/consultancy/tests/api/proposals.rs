//! A proposal of the Union's own: sent, silent, and answered after all.

use contracts::consultancy::v1::*;
use contracts::ledger::v1::CommandReceipt;

use crate::receipt;
use crate::samples::{TODAY, decision, fresh};
use crate::world::{DEPARTMENT, HEAD, OFFICE, UNION, World, after, eventually};

async fn proposal(world: &World, id: &str, receipt: &CommandReceipt) -> Proposal {
    let (proposal_id, unit_id) = (id.to_owned(), UNION.to_string());
    let get = GetProposalRequest { proposal_id, unit_id, read_at: after(receipt) };
    let answer = world.proposals(HEAD).await.get_proposal(get).await;
    answer.unwrap().into_inner().proposal.unwrap()
}

fn draft(id: &str) -> DraftProposalRequest {
    DraftProposalRequest {
        proposal_id: id.into(),
        request_id: fresh(),
        validate_only: false,
        unit_id: UNION.to_string(),
        text: Some(ProposalText {
            title: "Đề xuất mẫu".into(),
            field: ReviewField::Intellectuals.into(),
            theme: "Chính sách thu hút trí thức".into(),
            text: "Đề nghị ban hành chính sách.".into(),
            addressee_unit_id: DEPARTMENT.to_string(),
        }),
        illustrative: true,
        drafted_on: "2026-11-02".into(),
    }
}

#[tokio::test]
async fn an_answer_that_comes_after_its_days_stands_beside_the_silence() {
    let world = World::regulated().await;
    let mut office = world.proposals(OFFICE).await;
    let id = fresh();
    let receipt = receipt!(office.draft_proposal(draft(&id)));
    let submit = SubmitProposalRequest {
        proposal_id: id.clone(),
        etag: receipt.etag,
        request_id: fresh(),
        validate_only: false,
        unit_id: UNION.to_string(),
        submitted_on: "2026-11-03".into(),
        letter: decision(),
        file: Some(world.keeps(OFFICE, UNION).await),
    };
    let receipt = receipt!(office.submit_proposal(submit));
    let remind = RemindAddresseeRequest {
        proposal_id: id.clone(),
        etag: receipt.etag,
        request_id: fresh(),
        validate_only: false,
        unit_id: UNION.to_string(),
        reminded_on: TODAY.into(),
        note: "Công văn nhắc lần 1".into(),
    };
    let receipt = receipt!(office.remind_addressee(remind));
    let told = proposal(&world, &id, &receipt).await;
    assert_eq!((told.state(), told.reminders), (ProposalState::Submitted, 1));
    assert_eq!(told.answer_by, "2026-12-18");

    world.is_now("2026-12-18T17:01:00Z");
    let look = async || proposal(&world, &id, &receipt).await;
    let silent = |told: &Proposal| told.state() == ProposalState::Unanswered;
    let told = eventually("its silence is recorded", look, silent).await;
    world.is_now("2026-12-20T03:00:00Z");
    let answer = RecordProposalAnswerRequest {
        proposal_id: id.clone(),
        etag: told.etag,
        request_id: fresh(),
        validate_only: false,
        unit_id: UNION.to_string(),
        answered_on: "2026-12-20".into(),
        outcome: ProposalOutcome::Partly.into(),
        answer: "Tiếp thu một phần.".into(),
        answer_ref: decision(),
        file: Some(world.keeps(OFFICE, UNION).await),
    };
    // Her token was for the day of the proposal.
    let mut office = world.proposals(OFFICE).await;
    let receipt = receipt!(office.record_proposal_answer(answer));
    let told = proposal(&world, &id, &receipt).await;
    assert_eq!((told.state(), told.outcome()), (ProposalState::Answered, ProposalOutcome::Partly));
    let list = ListProposalsRequest {
        unit_id: UNION.to_string(),
        read_at: after(&receipt),
        state: ProposalState::Answered.into(),
        ..Default::default()
    };
    let listed = office.list_proposals(list).await.unwrap().into_inner();
    assert_eq!(listed.proposals, [told]);
}
