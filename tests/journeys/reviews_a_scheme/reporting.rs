//! From the council's meeting to the last answer.

use serde_json::{Value, json};

use super::{Course, DISSENTER, SPEAKERS, id};
use crate::reviews::{HEAD, OFFICE, REQUESTER};
use crate::world::eventually;

const PARTS: [&str; 9] = [
    "BASIS",
    "METHOD",
    "NECESSITY",
    "LEGAL_SCIENTIFIC_PRACTICAL_BASIS",
    "FITNESS",
    "FEASIBILITY",
    "IMPACT",
    "UNCLEAR_POINTS",
    "CONCLUSION",
];
const OTHERS: &str = "OTHER_OPINIONS";
const APART: &str = "Chưa đủ căn cứ về nguồn lực (mẫu)";

/// What the report says under these parts, and three recommendations.
fn report(parts: &[&str]) -> Value {
    // One spoke anew, of the version that took the place of the first.
    let version = |expert: &str| if expert == SPEAKERS[1] { 2 } else { 1 };
    let link = |expert: &str| json!({ "opinion_id": id(expert), "version": version(expert) });
    let statement = |part: &&str| {
        json!({
            "statement_id": id(part), "part": format!("REPORT_PART_{part}"),
            "text": "Đề án cần thiết (mẫu)", "opinions": SPEAKERS.map(link),
        })
    };
    let recommend = |number: i32| {
        json!({
            "recommendation_id": id(&number.to_string()), "number": number,
            "type": "RECOMMENDATION_TYPE_AMEND", "priority": "PRIORITY_HIGH",
            "clause": format!("Điều {number}"), "text": "Bổ sung nguồn lực (mẫu)",
        })
    };
    json!({
        "statements": parts.iter().map(statement).collect::<Vec<_>>(),
        "recommendations": [recommend(1), recommend(2), recommend(3)],
    })
}

impl Course {
    /// Six of seven are there; one keeps an opinion apart.
    pub(super) async fn meets(&mut self) {
        let meeting = id("meeting");
        let convene = json!({
            "meeting_id": meeting, "convened_on": self.ago(104), "planned_on": self.ago(94),
        });
        let etag = self.does(OFFICE, "ConveneMeeting", convene);
        let mut hold = json!({
            "meeting_id": meeting, "etag": etag, "held_on": self.ago(94),
            "present_invitation_ids": SPEAKERS[..4].iter().map(|it| id(it)).collect::<Vec<_>>(),
            "chaired_by_invitation_id": id(SPEAKERS[0]), "conclusion": "CONCLUSION_MAJORITY",
            "votes_for": 3, "votes_against": 1,
            "minutes": self.world.keeps("Biên bản họp hội đồng mẫu.\n").await,
        });
        let told = self.is_refused("RecordMeeting", hold.clone());
        assert!(told.contains("NO_QUORUM"), "{told}");
        let present: Vec<_> = SPEAKERS[..6].iter().map(|it| id(it)).collect();
        hold["present_invitation_ids"] = json!(present);
        hold["votes_for"] = json!(5);
        let etag = self.does(OFFICE, "RecordMeeting", hold);
        let dissent = json!({ "meeting_id": meeting, "etag": etag, "text": APART, "attach": true });
        self.by_expert(DISSENTER, "RecordDissent", dissent);
        self.turn("UNION_OFFICE", "SYNTHESISE").await;
    }

    /// A report that passes the dissent over is refused; the head of the Union approves the one that does not.
    pub(super) async fn is_reported(&mut self) {
        let day = self.ago(93);
        let etag = self.does(OFFICE, "StartSynthesis", json!({ "started_on": day }));
        let save = json!({ "etag": etag, "content": report(&PARTS) });
        let etag = self.does(OFFICE, "SaveReport", save);
        let submit = json!({ "etag": etag, "submitted_on": day });
        let told = self.is_refused("SubmitReport", submit);
        assert!(told.contains("DISSENT_PASSED_OVER"), "{told}");
        let whole = report(&[&PARTS[..], &[OTHERS]].concat());
        let etag = self.does(OFFICE, "SaveReport", json!({ "etag": etag, "content": whole }));
        let submit = json!({ "etag": etag, "submitted_on": day });
        let etag = self.does(OFFICE, "SubmitReport", submit);
        self.turn("UNION_LEADERS", "APPROVE_REPORT").await;
        let etag = self.does(HEAD, "ApproveReport", json!({ "etag": etag, "approved_on": day }));
        let deliver = json!({
            "etag": etag, "delivered_on": day, "answer_by": self.ago(60),
            "receipt": self.world.keeps("Giấy biên nhận mẫu.\n").await,
        });
        self.does(OFFICE, "DeliverReport", deliver);
    }

    /// The last day to answer is over when the Union enters it: silence is recorded, of that day; then the requester
    /// answers two of three.
    pub(super) async fn is_answered(&mut self) {
        let line = self.turn("UNION_OFFICE", "CLOSE").await;
        let (invited, three) = (&line["counts"]["invited"], json!(3));
        assert_eq!((invited, &line["counts"]["recommendations_silent"]), (&json!(9), &three));
        let answer = |number: i32, answer: &str, etag: &Value| {
            json!({
                "review_id": Self::review(), "requester_unit_id": self.requester, "etag": etag,
                "recommendation_id": id(&number.to_string()), "reason": "Chưa đủ nguồn lực (mẫu)",
                "answer": format!("ANSWER_KIND_{answer}"),
            })
        };
        let partly = answer(1, "PARTLY", &self.answers().await);
        let first = self.world.sends(REQUESTER, "AnswerRecommendation", &partly);
        let accepted = answer(2, "ACCEPTED", &first["etag"]);
        let done = self.world.sends(REQUESTER, "AnswerRecommendation", &accepted);
        let etag = self.done(done);
        self.is_kept_from_the_requester(&["overdue", "expert-", APART]);
        let close = json!({ "etag": etag, "closed_on": self.today.to_string() });
        self.does(OFFICE, "CloseReview", close);
        let shown = || {
            let shown = self.world.json(&["review", "show", &Self::review()]);
            let state = shown["state"].as_str().unwrap_or_default();
            if state == "REVIEW_STATE_CLOSED" { Ok(()) } else { Err(shown.to_string()) }
        };
        eventually("it is closed", shown).await;
    }
}
