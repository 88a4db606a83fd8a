//! A critical review of a provincial scheme, from the request to an answer in part and late: seven experts, of whom one is
//! recused, one silent and dismissed, and one keeps an opinion apart; the scheme is replaced midway.
//!
//! The review had begun on paper, and the Union takes it over: its office tells the days of what is on paper. What
//! experts and the requester do is theirs, by their own hands, today.

mod reporting;

use chrono::{Days, NaiveDate};
use contracts::access::v1::Kind;
use contracts::consultancy::v1::council_service_client::CouncilServiceClient;
use contracts::consultancy::v1::recommendation_service_client::RecommendationServiceClient;
use contracts::consultancy::v1::{GetCouncilRequest, ListRecommendationsRequest};
use contracts::ledger::v1::ReadAt;
use contracts::membership::v1::Role;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::reviews::{Move, OFFICE, REQUESTER};
use crate::world::World;

const SEATS: [(&str, &str); 7] = [
    ("expert-a", "CHAIR"),
    ("expert-b", "DEPUTY_CHAIR"),
    ("expert-c", "REVIEWER"),
    ("expert-d", "REVIEWER"),
    ("expert-e", "MEMBER"),
    ("expert-f", "MEMBER"),
    ("expert-g", "SECRETARY"),
];
/// Advised those who drafted the scheme; another reviewer takes the seat.
const CONFLICTED: &str = "expert-d";
const REVIEWER_INSTEAD: &str = "expert-h";
/// Accepts, and is not heard of again; another member takes the seat.
const SILENT: &str = "expert-f";
const MEMBER_INSTEAD: &str = "expert-i";
/// Those who speak in the end.
const SPEAKERS: [&str; 7] =
    ["expert-a", "expert-b", "expert-c", REVIEWER_INSTEAD, "expert-e", MEMBER_INSTEAD, "expert-g"];
const DISSENTER: &str = "expert-e";

fn id(of: &str) -> String {
    Uuid::new_v5(&Uuid::NAMESPACE_OID, of.as_bytes()).to_string()
}

/// The review on its way.
struct Course {
    world: World,
    today: NaiveDate,
    union: String,
    requester: String,
    /// Up to where everything is read.
    token: String,
}

impl Course {
    async fn new() -> Self {
        let world = World::seeded().await;
        let (union, requester) = (world.unit_of(OFFICE), world.unit_of(REQUESTER));
        let today = world.today().parse().unwrap();
        Self { world, today, union, requester, token: String::new() }
    }

    /// The day so many days ago.
    fn ago(&self, days: u64) -> String {
        (self.today - Days::new(days)).to_string()
    }

    fn review() -> String {
        id("review")
    }

    /// The Union does it: the etag that follows.
    fn does(&mut self, capacity: &str, rpc: &str, mut says: Value) -> Value {
        says["review_id"] = json!(Self::review());
        says["unit_id"] = json!(self.union);
        self.done(self.world.sends(capacity, rpc, &says))
    }

    /// The Union is refused it.
    fn is_refused(&self, rpc: &str, mut says: Value) -> String {
        says["review_id"] = json!(Self::review());
        says["unit_id"] = json!(self.union);
        self.world.refused(OFFICE, rpc, &says)
    }

    fn done(&mut self, receipt: Value) -> Value {
        receipt["token"].as_str().unwrap().clone_into(&mut self.token);
        receipt["etag"].clone()
    }

    /// An expert does it, under the own invitation.
    fn by_expert(&mut self, expert: &str, rpc: &str, says: Value) -> Value {
        let says = Self::of_expert(expert, says);
        self.done(self.world.sends(expert, rpc, &says))
    }

    fn of_expert(expert: &str, mut says: Value) -> Value {
        says["review_id"] = json!(Self::review());
        says["invitation_id"] = json!(id(expert));
        says
    }

    /// The etag of the council, as it is now.
    async fn council(&self) -> Value {
        let get = GetCouncilRequest {
            review_id: Self::review(),
            unit_id: self.union.clone(),
            read_at: self.read_at(),
        };
        let mut client = CouncilServiceClient::new(self.world.channel("consultancy").await);
        let told = client.get_council(self.world.by(OFFICE, get)).await.unwrap();
        json!(told.into_inner().council.unwrap().etag)
    }

    /// The etag of the answers, as they are now.
    async fn answers(&self) -> Value {
        let list = ListRecommendationsRequest {
            review_id: Self::review(),
            unit_id: self.union.clone(),
            read_at: self.read_at(),
            ..ListRecommendationsRequest::default()
        };
        let mut client = RecommendationServiceClient::new(self.world.channel("consultancy").await);
        let told = client.list_recommendations(self.world.by(OFFICE, list)).await.unwrap();
        json!(told.into_inner().recommendations[0].etag)
    }

    fn read_at(&self) -> Option<ReadAt> {
        let at_least_tokens = vec![self.token.clone()];
        Some(ReadAt { at_least_tokens, ..ReadAt::default() })
    }

    /// Whose turn it is, once the docket has heard of it; and how many are how far.
    async fn turn(&self, actor: &str, action: &str) -> Value {
        let (actor, action) = (format!("DOCKET_ACTOR_{actor}"), format!("DOCKET_ACTION_{action}"));
        let wanted = |line: &Value| line["next_actor"] == actor && line["next_action"] == action;
        self.world.docketed(&Self::review(), wanted).await
    }

    /// The requester knows nothing of what is inside, not even that something is late.
    fn is_kept_from_the_requester(&self, inside: &[&str]) {
        let own = ["-o", "json", "review", "own", "--unit", "HP.SKHCN"];
        let own: Value = serde_json::from_str(&self.world.ask_as(REQUESTER, &own, "")).unwrap();
        let all = own["reviews"].as_array().unwrap();
        let own = all.iter().find(|it| it["review_id"] == Self::review()).unwrap().to_string();
        for secret in inside {
            assert!(!own.contains(secret), "{secret} in {own}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_critical_review_with_seven_experts_is_answered_in_part_and_late() {
    let mut course = Course::new().await;
    let (from, to) = (course.ago(150), course.today.to_string());
    let window = ["--from", &from, "--to", &to];
    course.world.regulated(&course.ago(151)).await;
    let before = course.world.figures(&window);

    course.comes_in().await;
    course.sits().await;
    course.opens().await;
    course.speaks().await;
    course.meets().await;
    course.is_reported().await;
    course.is_answered().await;

    let delivered = ["ReportDelivered"];
    let moved: [Move<'_>; 7] = [
        ("II.3.c/1", "review_requests_received", (1, 0), &["ReviewRequestSubmitted"]),
        ("II.3.c/2", "review_requests_completed", (1, 0), &delivered),
        ("II.3.c/3", "review_on_time_pct", (1, 1), &delivered),
        ("II.3.c/5", "requester_response_pct", (1, 1), &["ReportDelivered", "ReviewClosed"]),
        ("II.5.b/1", "reviews_by_field", (1, 0), &delivered),
        ("II.5.b/2", "experts_engaged", (8, 0), &["ExpertAssigned"; 8]),
        ("II.5.b/3", "recommendations_accepted_pct", (2, 2), &["RequesterResponded"; 2]),
    ];
    course.world.moved(&window, &before, &Course::review(), &moved).await;
    course.world.ask(&["ledger", "verify", "consultancy"]);
}

impl Course {
    /// Registered from paper, accepted, assigned; its dossier is complete.
    async fn comes_in(&mut self) {
        let scheme = self.scheme("Đề án mẫu, bản đầu.\n").await;
        let register = json!({
            "review_id": Self::review(), "unit_id": self.union, "requester_unit_id": self.requester,
            "received_on": self.ago(120), "documents": [scheme], "illustrative": true,
            "terms": {
                "kind": "REVIEW_KIND_CRITICAL_REVIEW", "scheme_kind": "SCHEME_KIND_POLICY",
                "field": "REVIEW_FIELD_SCIENCE_TECHNOLOGY",
                "classification": "CLASSIFICATION_INTERNAL",
                "title": "Đề án mẫu của tỉnh về khoa học và công nghệ",
                "purpose": "Hoàn thiện dự thảo", "questions": ["Mục tiêu có khả thi không?"],
                "legal_basis": "Quyết định 14/2014/QĐ-TTg",
            },
        });
        let filed = self.world.sends_once_heard(OFFICE, "RegisterRequest", &register).await;
        let etag = self.done(filed);
        let line = self.turn("UNION_OFFICE", "TRIAGE").await;
        assert_eq!(line["overdue"], true, "the Union is late, and its officers know");
        let triage_due_on = line["next_due_on"].as_str().unwrap();
        self.is_kept_from_the_requester(&[triage_due_on, "overdue", "triage"]);

        let accept = json!({ "etag": etag, "accepted_on": self.ago(119), "working_days": 20 });
        let etag = self.does(OFFICE, "AcceptRequest", accept);
        let agree = json!({
            "etag": etag, "agreed_on": self.ago(118), "kind": "ASSIGNMENT_KIND_CONTRACT",
            "decision_ref": self.world.decision(&self.ago(118)),
        });
        let etag = self.does(OFFICE, "AgreeAssignment", agree);
        let complete = json!({ "etag": etag, "complete_on": self.ago(117) });
        self.does(OFFICE, "ConfirmDossier", complete);
        self.turn("UNION_OFFICE", "INVITE_EXPERTS").await;
    }

    async fn scheme(&self, text: &str) -> Value {
        let file = self.world.keeps(text).await;
        json!({
            "document_id": id("scheme"), "kind": "DOCUMENT_KIND_SCHEME",
            "title": "Dự thảo đề án mẫu", "file": file,
        })
    }

    async fn seat(&mut self, expert: &str, role: &str, follows: &str) {
        let today = self.today.to_string();
        let (days, follows) = match follows {
            "" => ([self.ago(116), self.ago(115), self.ago(100)], String::new()),
            vacated => ([today.clone(), today.clone(), today], id(vacated)),
        };
        let [invited_on, answer_by, opinion_by] = days;
        let invite = json!({
            "etag": self.council().await, "invitation_id": id(expert),
            "expert": format!("mau-{expert}"), "role": format!("COUNCIL_ROLE_{role}"),
            "invited_on": invited_on, "answer_by": answer_by, "opinion_by": opinion_by,
            "follows_invitation_id": follows,
        });
        self.does(OFFICE, "InviteExpert", invite);
        self.world.enrol(expert, &self.union);
        let role = if role.ends_with("CHAIR") { Role::CouncilChair } else { Role::CouncilMember };
        self.world.grant(expert, role, Kind::Request, &Self::review()).await;
    }

    /// Consultancy hears of the expert's right a moment after it was given.
    async fn accepts(&mut self, expert: &str, conflicts: Value) {
        let etag = self.council().await;
        let says = json!({ "etag": etag, "pledges": true, "conflicts": conflicts });
        let says = Self::of_expert(expert, says);
        let accepted = self.world.sends_once_heard(expert, "AcceptInvitation", &says).await;
        self.done(accepted);
    }

    /// Seven are asked; one declares a tie before any paper is seen, and another reviewer is found.
    async fn sits(&mut self) {
        let compose = json!({ "form": "COUNCIL_FORM_COUNCIL", "size": 7 });
        self.does(OFFICE, "ComposeCouncil", compose);
        for (expert, role) in SEATS {
            self.seat(expert, role, "").await;
        }
        for (expert, _) in SEATS {
            let tie = json!([{ "kind": "CONFLICT_KIND_CONSULTANT" }]);
            let ties = if expert == CONFLICTED { tie } else { json!([]) };
            self.accepts(expert, ties).await;
        }
        let form = json!({ "formed_on": self.ago(114), "etag": self.council().await });
        let told = self.is_refused("FormCouncil", form);
        assert!(told.contains("SEATS_EMPTY"), "{told}");
        self.seat(REVIEWER_INSTEAD, "REVIEWER", CONFLICTED).await;
        self.accepts(REVIEWER_INSTEAD, json!([])).await;
        let form = json!({ "formed_on": self.ago(114), "etag": self.council().await });
        self.does(OFFICE, "FormCouncil", form);
        self.turn("UNION_OFFICE", "OPEN_REVIEW").await;
    }

    /// The members get the papers; who stays silent past the last day is dismissed, and sees nothing from then on.
    async fn opens(&mut self) {
        let open = json!({ "opened_on": self.ago(113), "etag": self.council().await });
        self.does(OFFICE, "OpenReview", open);
        let dossier = json!({ "etag": self.council().await });
        self.by_expert(SILENT, "OpenDossier", dossier);
        let dismiss = json!({
            "invitation_id": id(SILENT), "etag": self.council().await,
            "dismissed_on": self.today.to_string(), "reason": "Không có ý kiến (mẫu)",
        });
        self.does(OFFICE, "DismissExpert", dismiss);
        for shut_out in [SILENT, CONFLICTED] {
            let dossier = json!({ "etag": self.council().await });
            let dossier = Self::of_expert(shut_out, dossier);
            let told = self.world.refused(shut_out, "OpenDossier", &dossier);
            assert!(told.contains("NOT_ASSIGNED"), "{told}");
        }
        self.seat(MEMBER_INSTEAD, "MEMBER", SILENT).await;
        self.accepts(MEMBER_INSTEAD, json!([])).await;
        let wanted = |line: &Value| line["counts"]["accepted"] == 7;
        let line = self.world.docketed(&Self::review(), wanted).await;
        let counts = ["invited", "accepted", "ended", "waiting", "declined"];
        let counts = counts.map(|it| line["counts"][it].clone());
        assert_eq!(counts, [9, 7, 2, 0, 0], "none of them is lost from sight");
        assert_eq!(line["next_actor"], "DOCKET_ACTOR_EXPERTS");
    }

    fn opinion(version: i32) -> Value {
        json!({
            "sections": [{
                "document_id": id("scheme"), "document_version": version, "section": "Chương II",
                "stance": "STANCE_AGREES_WITH_CHANGES", "text": "Cần nêu rõ nguồn lực",
            }],
            "answers": [{ "number": 1, "text": "Có, nếu đủ nguồn lực" }],
            "conclusion": "Đồng ý có điều kiện",
        })
    }

    /// The etag of the opinion that was handed in.
    async fn hands_in(&mut self, expert: &str, version: i32) -> Value {
        let dossier = json!({ "etag": self.council().await });
        self.by_expert(expert, "OpenDossier", dossier);
        let begin = json!({ "content": Self::opinion(version) });
        let etag = self.by_expert(expert, "BeginOpinion", begin);
        self.by_expert(expert, "SubmitOpinion", json!({ "etag": etag }))
    }

    /// Two have spoken when the scheme is replaced: one reaffirms, one speaks anew; then the rest.
    async fn speaks(&mut self) {
        let [first, second, rest @ ..] = SPEAKERS;
        let reaffirmed = self.hands_in(first, 1).await;
        let anew = self.hands_in(second, 1).await;
        let file = json!({
            "filed_on": self.ago(105), "document": self.scheme("Đề án mẫu, bản chỉnh lý.\n").await,
            "reason": "Chỉnh lý theo góp ý", "etag": self.etag_of_review(),
        });
        self.does(OFFICE, "RegisterDocument", file);
        let old =
            |count: i32| move |line: &Value| line["counts"]["opinions_on_old_version"] == count;
        self.world.docketed(&Self::review(), old(2)).await;
        let note = json!({ "etag": reaffirmed, "note": "Phần này không đổi" });
        self.by_expert(first, "ReaffirmOpinion", note);
        let save = json!({ "etag": anew, "content": Self::opinion(2) });
        let etag = self.by_expert(second, "SaveOpinion", save);
        self.by_expert(second, "SubmitOpinion", json!({ "etag": etag }));
        for expert in rest {
            self.hands_in(expert, 2).await;
        }
        let all = |line: &Value| line["counts"]["opinions"] == 7;
        let line = self.world.docketed(&Self::review(), all).await;
        assert_eq!(line["counts"]["opinions_on_old_version"], 0);
    }

    /// As the Union was told of it last: nothing has moved it since the review was opened.
    fn etag_of_review(&self) -> Value {
        self.world.json(&["review", "show", &Self::review()])["etag"].clone()
    }
}
