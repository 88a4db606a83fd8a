//! What a council says over the wire: of parts of documents in their versions, and to each question; and what becomes
//! of it when a document is replaced midway.

use contracts::consultancy::v1::*;
use tonic::{Code, Status};

use crate::act;
use crate::council_samples::opinion;
use crate::panel::{
    DEPUTY, Done, FIRST_MEMBER, FIRST_REVIEWER, Panel, SECOND_MEMBER, SECOND_REVIEWER, SECRETARY,
};
use crate::samples::fresh;
use crate::world::{CHAIR, OFFICE, UNION, after, invalid, not_assigned, precondition, refusal};

impl Panel {
    pub async fn synthesise(&mut self) -> Done {
        let start = StartSynthesisRequest {
            review_id: self.review.clone(),
            request_id: fresh(),
            validate_only: false,
            unit_id: UNION.to_string(),
            started_on: self.today(),
        };
        act!(self, reports, OFFICE, start_synthesis, start)
    }

    /// What was handed in, as who leads the council reads it.
    async fn led_by(&self, expert: &str) -> Result<Vec<Opinion>, Status> {
        let (review_id, read_at) = (self.review.clone(), after(&self.last));
        let list = ListCouncilOpinionsRequest { review_id, read_at, ..Default::default() };
        let listed = self.world.opinions(expert).await.list_council_opinions(list).await?;
        Ok(listed.into_inner().opinions)
    }

    async fn give_back(&mut self, expert: &str) -> Done {
        let give_back = ReturnOpinionRequest {
            review_id: self.review.clone(),
            etag: self.opinion(expert).await.etag,
            request_id: fresh(),
            validate_only: false,
            unit_id: UNION.to_string(),
            invitation_id: self.invitation(expert),
            returned_on: self.today(),
            reason: "Chưa nêu căn cứ".into(),
        };
        act!(self, opinions, OFFICE, return_opinion, give_back)
    }

    async fn consider(&mut self, expert: &str) -> Done {
        let consider = ConsiderOpinionRequest {
            review_id: self.review.clone(),
            etag: self.opinion(expert).await.etag,
            request_id: fresh(),
            validate_only: false,
            unit_id: UNION.to_string(),
            invitation_id: self.invitation(expert),
            considered_on: self.today(),
        };
        act!(self, opinions, OFFICE, consider_opinion, consider)
    }

    async fn thank(&mut self, expert: &str) -> Done {
        let thank = ThankExpertRequest {
            review_id: self.review.clone(),
            etag: self.told().await.etag,
            request_id: fresh(),
            validate_only: false,
            unit_id: UNION.to_string(),
            invitation_id: self.invitation(expert),
            thanked_on: self.today(),
        };
        act!(self, councils, OFFICE, thank_expert, thank)
    }

    async fn retract(&mut self, expert: &str) -> Done {
        let retract = RetractOpinionRequest {
            review_id: self.review.clone(),
            etag: self.opinion(expert).await.etag,
            request_id: fresh(),
            validate_only: false,
            invitation_id: self.invitation(expert),
            reason: "Có số liệu mới".into(),
        };
        act!(self, opinions, expert, retract_opinion, retract)
    }
}

#[tokio::test]
async fn an_opinion_speaks_of_what_there_is_to_read_and_answers_all_that_is_asked() {
    let mut panel = Panel::in_review().await;
    let said = opinion(&panel.document, 1);
    let unread = panel.begin(CHAIR, said.clone()).await;
    assert_eq!(refusal(unread), precondition("DOSSIER_NOT_OPENED"));
    panel.open_dossier(CHAIR).await.unwrap();

    let mut twice = said.clone();
    twice.sections.push(twice.sections[0].clone());
    let mut unasked = said.clone();
    unasked.answers[0].number = 2;
    let wrong = [
        (opinion(&panel.document, 2), "UNKNOWN_DOCUMENT_VERSION"),
        (opinion(&fresh(), 1), "UNKNOWN_DOCUMENT_VERSION"),
        (twice, "SECTION_TWICE"),
        (unasked, "UNKNOWN_QUESTION"),
    ];
    for (said, reason) in wrong {
        assert_eq!(refusal(panel.begin(CHAIR, said).await), invalid(reason));
    }
    let unanswered = OpinionContent { answers: Vec::new(), ..said.clone() };
    panel.begin(CHAIR, unanswered).await.unwrap();
    assert_eq!(refusal(panel.submit(CHAIR).await), precondition("QUESTIONS_UNANSWERED"));
    let again = refusal(panel.begin(CHAIR, said.clone()).await);
    assert_eq!(again, (Code::AlreadyExists, "OPINION_ALREADY_BEGUN".into()));
    panel.save(CHAIR, said.clone()).await.unwrap();
    assert_eq!(panel.counts().await.opinions, 0, "it is not handed in");
    panel.submit(CHAIR).await.unwrap();

    let own = panel.opinion(CHAIR).await;
    assert_eq!((own.state(), own.versions.len()), (OpinionState::Submitted, 1));
    let handed_in = &own.versions[0];
    assert_eq!((handed_in.version, handed_in.round), (1, 1));
    assert_eq!(handed_in.content.as_ref(), Some(&said));
}

#[tokio::test]
async fn what_was_handed_in_is_read_by_the_lead_returned_considered_and_taken_back() {
    let mut panel = Panel::in_review().await;
    for expert in [FIRST_REVIEWER, SECOND_MEMBER] {
        panel.speak(expert, 1).await;
    }
    let read = panel.led_by(DEPUTY).await.unwrap();
    assert_eq!(read.len(), 2);
    assert!(!format!("{read:?}").contains("nguoi-mau"), "members are known by their seats");
    let by_member = refusal(panel.led_by(SECOND_MEMBER).await);
    assert_eq!(by_member, (Code::PermissionDenied, "NO_PERMISSION".into()));

    panel.give_back(FIRST_REVIEWER).await.unwrap();
    let returned = panel.opinion(FIRST_REVIEWER).await;
    assert_eq!((returned.state(), &*returned.reason), (OpinionState::Returned, "Chưa nêu căn cứ"));
    assert_eq!(refusal(panel.consider(FIRST_REVIEWER).await), precondition("STATE_NOT_ALLOWED"));
    assert_eq!(panel.counts().await.opinions, 1);
    panel.submit(FIRST_REVIEWER).await.unwrap();
    assert_eq!(panel.opinion(FIRST_REVIEWER).await.versions.len(), 2, "the first one stays");

    panel.consider(FIRST_REVIEWER).await.unwrap();
    let said = opinion(&panel.document, 1);
    let anew = panel.save(FIRST_REVIEWER, said).await;
    assert_eq!(refusal(anew), precondition("STATE_NOT_ALLOWED"));
    panel.thank(FIRST_REVIEWER).await.unwrap();
    assert_eq!(panel.told_of(FIRST_REVIEWER).await.state(), InvitationState::Done);
    assert_eq!(refusal(panel.read(FIRST_REVIEWER).await), not_assigned());

    panel.retract(SECOND_MEMBER).await.unwrap();
    let taken_back = panel.opinion(SECOND_MEMBER).await;
    assert_eq!((taken_back.state(), taken_back.versions.len()), (OpinionState::Retracted, 1));
    assert_eq!(panel.counts().await.opinions, 1);
}

#[tokio::test]
async fn what_is_on_an_old_version_is_reaffirmed_or_given_anew_before_it_is_put_together() {
    let mut panel = Panel::in_review().await;
    for expert in [CHAIR, DEPUTY, FIRST_REVIEWER] {
        panel.speak(expert, 1).await;
    }
    panel.open_dossier(SECRETARY).await.unwrap();
    let said = opinion(&panel.document, 1);
    panel.begin(SECRETARY, said).await.unwrap();
    panel.replace("Bản chỉnh lý.\n").await;

    let counts = panel.counts().await;
    assert_eq!((counts.opinions, counts.opinions_on_old_version), (3, 3));
    assert_eq!(panel.read(CHAIR).await.unwrap(), "Bản chỉnh lý.\n".as_bytes());
    // What was drafted is of a version that nobody is to judge any more.
    assert_eq!(refusal(panel.submit(SECRETARY).await), precondition("OLD_VERSION"));
    let renewed = opinion(&panel.document, 2);
    panel.save(SECRETARY, renewed.clone()).await.unwrap();
    panel.submit(SECRETARY).await.unwrap();
    for expert in [SECOND_REVIEWER, FIRST_MEMBER, SECOND_MEMBER] {
        panel.speak(expert, 2).await;
    }

    panel.reaffirm(CHAIR).await.unwrap();
    panel.save(DEPUTY, renewed).await.unwrap();
    let standing = panel.opinion(DEPUTY).await;
    assert!(standing.on_old_version, "the first version stands until the next is handed in");
    panel.submit(DEPUTY).await.unwrap();
    let anew = panel.opinion(DEPUTY).await;
    assert_eq!((anew.versions.len(), anew.on_old_version), (2, false));
    let read_of = |opinion: &Opinion| {
        let of = |it: &OpinionVersion| it.content.as_ref().unwrap().sections[0].document_version;
        opinion.versions.iter().map(of).collect::<Vec<_>>()
    };
    assert_eq!(read_of(&anew), [1, 2]);
    assert_eq!(read_of(&panel.opinion(CHAIR).await), [1], "reaffirmed, and not rewritten");

    let counts = panel.counts().await;
    assert_eq!((counts.opinions, counts.opinions_on_old_version), (7, 1));
    assert_eq!(refusal(panel.synthesise().await), precondition("OPINIONS_ON_OLD_VERSION"));
    panel.reaffirm(FIRST_REVIEWER).await.unwrap();
    assert_eq!(refusal(panel.synthesise().await), precondition("MEETING_MISSING"));
}

#[tokio::test]
async fn who_is_out_is_told_that_and_nothing_of_what_was_begun_or_held() {
    let mut panel = Panel::in_review().await;
    panel.open_dossier(FIRST_MEMBER).await.unwrap();
    let said = opinion(&panel.document, 1);
    panel.begin(FIRST_MEMBER, said.clone()).await.unwrap();
    let save = SaveOpinionRequest {
        review_id: panel.review.clone(),
        etag: panel.opinion(FIRST_MEMBER).await.etag,
        request_id: fresh(),
        validate_only: false,
        invitation_id: panel.invitation(FIRST_MEMBER),
        content: Some(said.clone()),
    };
    let first = act!(panel, opinions, FIRST_MEMBER, save_opinion, save.clone()).unwrap();
    let meeting = fresh();
    panel.convene(&meeting, "2026-12-03").await.unwrap();

    let declare = DeclareConflictRequest {
        review_id: panel.review.clone(),
        etag: panel.told().await.etag,
        request_id: fresh(),
        validate_only: false,
        invitation_id: panel.invitation(FIRST_MEMBER),
        conflict: Some(ConflictDeclaration {
            kind: ConflictKind::Drafter.into(),
            ..ConflictDeclaration::default()
        }),
    };
    act!(panel, councils, FIRST_MEMBER, declare_conflict, declare).unwrap();
    assert_eq!(panel.opinion(FIRST_MEMBER).await.state(), OpinionState::Void);

    let stale = SaveOpinionRequest { request_id: fresh(), ..save.clone() };
    let stale = act!(panel, opinions, FIRST_MEMBER, save_opinion, stale);
    assert_eq!(refusal(stale), not_assigned(), "nor who changed it meanwhile");
    assert_eq!(refusal(panel.begin(FIRST_MEMBER, said.clone()).await), not_assigned());
    assert_eq!(refusal(panel.save(FIRST_MEMBER, said).await), not_assigned());
    assert_eq!(refusal(panel.submit(FIRST_MEMBER).await), not_assigned());
    assert_eq!(refusal(panel.reaffirm(FIRST_MEMBER).await), not_assigned());
    assert_eq!(refusal(panel.retract(FIRST_MEMBER).await), not_assigned());
    let apart = panel.dissent(&meeting, FIRST_MEMBER, "Chưa đủ căn cứ", true).await;
    assert_eq!(refusal(apart), not_assigned());
    let repeated = act!(panel, opinions, FIRST_MEMBER, save_opinion, save).unwrap();
    assert_eq!(repeated.token, first.token, "a repeat gets the first answer");
}
