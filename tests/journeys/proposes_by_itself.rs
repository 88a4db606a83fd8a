//! The Union proposes a review by itself, which the authority refuses; and a proposal of its own is answered after a
//! reminder.

use serde_json::{Value, json};
use uuid::Uuid;

use crate::reviews::{AUTHORITY, HEAD, Move, OFFICE, REQUESTER};
use crate::world::{World, eventually};

const REVIEW: Uuid = Uuid::from_u128(0xF1);
const PROPOSAL: Uuid = Uuid::from_u128(0xF2);

impl World {
    async fn proposal(&self, state: &str) -> Value {
        let look = || {
            let listed = self.json(&["review", "proposals"]);
            let all = listed["proposals"].as_array().cloned().unwrap_or_default();
            let own = all.into_iter().find(|it| it["proposal_id"] == PROPOSAL.to_string());
            own.clone().filter(|it| it["state"] == state).ok_or_else(|| format!("{own:?}"))
        };
        eventually(&format!("the proposal is {state}"), look).await
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_self_initiated_review_is_refused_and_a_proposal_answered_after_a_reminder() {
    let world = World::seeded().await;
    let today = world.today();
    world.regulated(&today).await;
    let before = world.figures(&[]);
    refused_review(&world, &today).await;
    answered_proposal(&world, &today).await;

    let review = REVIEW.to_string();
    let received: [Move<'_>; 1] =
        [("II.3.c/1", "review_requests_received", (1, 0), &["SelfInitiatedReviewProposed"])];
    world.moved(&[], &before, &review, &received).await;
    let both = ["ProposalAnswered", "ProposalSubmitted"];
    let proposals: [Move<'_>; 3] = [
        ("II.3.b/1", "proposals_submitted", (1, 0), &["ProposalSubmitted"]),
        ("II.3.b/2", "proposals_answered_pct", (1, 1), &both),
        ("II.3.b/3", "proposals_accepted_pct", (1, 1), &["ProposalAnswered"]),
    ];
    world.moved(&[], &before, &PROPOSAL.to_string(), &proposals).await;
    world.ask(&["ledger", "verify", "consultancy"]);
}

async fn refused_review(world: &World, today: &str) {
    let (union, addressee) = (world.unit_of(OFFICE), world.unit_of(REQUESTER));
    let scheme = json!({
        "document_id": Uuid::from_u128(0xF3).to_string(), "kind": "DOCUMENT_KIND_SCHEME",
        "title": "Vấn đề mẫu", "file": world.keeps("Vấn đề mẫu.\n").await,
    });
    let propose = json!({
        "review_id": REVIEW.to_string(), "unit_id": union, "addressee_unit_id": addressee,
        "proposed_on": today, "documents": [scheme], "illustrative": true,
        "terms": {
            "kind": "REVIEW_KIND_SOCIAL_ASSESSMENT", "scheme_kind": "SCHEME_KIND_MATTER",
            "field": "REVIEW_FIELD_EDUCATION_TRAINING", "classification": "CLASSIFICATION_OPEN",
            "title": "Vấn đề mẫu do Liên hiệp Hội tự đề xuất", "purpose": "Xem xét",
            "questions": ["Có nên làm không?"], "legal_basis": "Quyết định 14/2014/QĐ-TTg",
        },
    });
    let proposed = world.sends_once_heard(OFFICE, "ProposeReview", &propose).await;
    let review = REVIEW.to_string();
    let line = world.docketed(&review, |_| true).await;
    assert_eq!(line["next_actor"], "DOCKET_ACTOR_AUTHORITY");
    assert_eq!(line["next_action"], "DOCKET_ACTION_AUTHORISE");
    let refuse = json!({
        "review_id": review, "etag": proposed["etag"], "unit_id": union,
        "refused_on": today, "reason": "Chưa cần thiết (mẫu)",
    });
    for others in [OFFICE, HEAD] {
        let told = world.refused(others, "RefuseReview", &refuse);
        assert!(told.contains("NO_PERMISSION"), "{told}");
    }
    world.sends_once_heard(AUTHORITY, "RefuseReview", &refuse).await;
    let look = || {
        let shown = world.json(&["review", "show", &review]);
        if shown["state"] == "REVIEW_STATE_REFUSED" { Ok(shown) } else { Err(shown.to_string()) }
    };
    let shown = eventually("the refusal is told", look).await;
    assert_eq!(shown["reason"], "Chưa cần thiết (mẫu)");
    assert_eq!(shown["origin"], "REVIEW_ORIGIN_SELF_INITIATED");
    let docket = world.json(&["review", "docket"]);
    let lines = docket["lines"].as_array().cloned().unwrap_or_default();
    assert!(lines.iter().all(|line| line["review_id"] != review), "it has ended");
    let compose = json!({
        "review_id": review, "unit_id": union, "form": "COUNCIL_FORM_COUNCIL",
    });
    let told = world.refused(OFFICE, "ComposeCouncil", &compose);
    assert!(told.contains("STATE_NOT_ALLOWED"), "{told}");
}

async fn answered_proposal(world: &World, today: &str) {
    let (union, addressee) = (world.unit_of(OFFICE), world.unit_of(REQUESTER));
    let proposal = PROPOSAL.to_string();
    let named = |mut says: Value, etag: &Value| {
        says["proposal_id"] = json!(proposal);
        says["unit_id"] = json!(union);
        says["etag"] = etag.clone();
        says
    };
    let draft = json!({
        "proposal_id": proposal, "unit_id": union, "drafted_on": today, "illustrative": true,
        "text": {
            "title": "Đề xuất mẫu", "field": "REVIEW_FIELD_INTELLECTUALS",
            "theme": "Chính sách mẫu thu hút trí thức", "text": "Đề nghị ban hành chính sách.",
            "addressee_unit_id": addressee,
        },
    });
    let drafted = world.sends(OFFICE, "DraftProposal", &draft);
    let file = world.keeps("Công văn đề xuất mẫu.\n").await;
    let submit = json!({ "submitted_on": today, "letter": world.decision(today), "file": file });
    let sent = world.sends(OFFICE, "SubmitProposal", &named(submit, &drafted["etag"]));
    world.proposal("PROPOSAL_STATE_SUBMITTED").await;
    let remind = json!({ "reminded_on": today, "note": "Công văn nhắc lần 1 (mẫu)" });
    let reminded = world.sends(OFFICE, "RemindAddressee", &named(remind, &sent["etag"]));
    let answer = json!({
        "answered_on": today, "outcome": "PROPOSAL_OUTCOME_PARTLY", "answer": "Tiếp thu một phần.",
        "answer_ref": world.decision(today), "file": world.keeps("Công văn trả lời mẫu.\n").await,
        "request_id": Uuid::from_u128(0xF4).to_string(),
    });
    let stale = named(answer.clone(), &sent["etag"]);
    assert!(world.refused(OFFICE, "RecordProposalAnswer", &stale).contains("ETAG_MISMATCH"));
    let answer = named(answer, &reminded["etag"]);
    let first = world.sends(OFFICE, "RecordProposalAnswer", &answer);
    let again = world.sends(OFFICE, "RecordProposalAnswer", &answer);
    assert_eq!((&again["token"], &again["repeated_request"]), (&first["token"], &json!(true)));
    let told = world.proposal("PROPOSAL_STATE_ANSWERED").await;
    assert_eq!((&told["reminders"], &told["outcome"]), (&json!(1), &answer["outcome"]));
}
