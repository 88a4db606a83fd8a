//! A council over the wire: it is odd and whole before it works, who has a tie to the scheme is out before the dossier
//! opens, and who stays silent is dismissed and sees nothing from then on.

use contracts::consultancy::v1::*;
use tonic::Code;

use crate::act;
use crate::council_samples::opinion;
use crate::panel::{
    DEPUTY, FIRST_MEMBER, FIRST_REVIEWER, Panel, SEATS, SECOND_MEMBER, SECOND_REVIEWER, SECRETARY,
    SUBSTITUTE,
};
use crate::samples::{TEXT, fresh};
use crate::world::{CHAIR, after, invalid, not_assigned, precondition, refusal};

fn tie(kind: ConflictKind, last_on: &str) -> ConflictDeclaration {
    let (last_on, note) = (last_on.to_owned(), String::new());
    ConflictDeclaration { kind: kind.into(), last_on, note }
}

impl Panel {
    /// Nothing of the papers is open to the expert, by no way.
    async fn is_shut_out(&mut self, expert: &str) {
        assert_eq!(refusal(self.open_dossier(expert).await), not_assigned());
        assert_eq!(refusal(self.read(expert).await), not_assigned());
        let said = opinion(&self.document, 1);
        assert_eq!(refusal(self.begin(expert, said).await), not_assigned());
        let (review_id, read_at) = (self.review.clone(), after(&self.last));
        let own = GetOwnInvitationRequest { review_id, read_at };
        let own = self.world.councils(expert).await.get_own_invitation(own).await.unwrap();
        let own = own.into_inner();
        assert_eq!((own.documents, own.questions), (Vec::new(), Vec::new()));
    }
}

#[tokio::test]
async fn a_council_is_odd_and_each_seat_is_taken_once_by_whom_it_is_for() {
    let mut panel = Panel::planned().await;
    assert_eq!(refusal(panel.compose(6).await), invalid("COUNCIL_SIZE_EVEN"));
    assert_eq!(refusal(panel.compose(13).await), invalid("COUNCIL_SIZE_OUT_OF_RANGE"));
    panel.compose(0).await.unwrap();
    let again = refusal(panel.compose(5).await);
    assert_eq!(again, (Code::AlreadyExists, "COUNCIL_ALREADY_COMPOSED".into()));
    assert_eq!((panel.told().await.size, panel.told().await.round), (7, 0));

    let independent = panel.letter(CHAIR, CouncilRole::IndependentExpert);
    assert_eq!(refusal(panel.invite(independent).await), invalid("ROLE_NOT_OF_FORM"));
    panel.seat(CHAIR, CouncilRole::Chair, "").await;
    let second_chair = panel.letter(DEPUTY, CouncilRole::Chair);
    assert_eq!(refusal(panel.invite(second_chair).await), precondition("NO_SEAT_LEFT"));
    let twice = panel.letter(CHAIR, CouncilRole::Member);
    let twice = refusal(panel.invite(twice).await);
    assert_eq!(twice, (Code::AlreadyExists, "EXPERT_ALREADY_INVITED".into()));
    for (expert, role) in &SEATS[1..] {
        panel.seat(expert, *role, "").await;
    }
    let eighth = panel.letter(SUBSTITUTE, CouncilRole::Member);
    assert_eq!(refusal(panel.invite(eighth).await), precondition("NO_SEAT_LEFT"));

    assert_eq!(refusal(panel.form().await), precondition("SEATS_EMPTY"));
    let unpledged = AcceptInvitationRequest {
        review_id: panel.review.clone(),
        etag: panel.told().await.etag,
        request_id: fresh(),
        invitation_id: panel.invitation(CHAIR),
        ..AcceptInvitationRequest::default()
    };
    let theirs = AcceptInvitationRequest { pledges: true, ..unpledged.clone() };
    let unpledged = act!(panel, councils, CHAIR, accept_invitation, unpledged);
    assert_eq!(refusal(unpledged), invalid("PLEDGE_MISSING"));
    let by_another = act!(panel, councils, DEPUTY, accept_invitation, theirs);
    assert_eq!(refusal(by_another), not_assigned());

    for (expert, _) in SEATS {
        panel.accept(expert, Vec::new()).await.unwrap();
    }
    assert_eq!(refusal(panel.open_dossier(CHAIR).await), precondition("STATE_NOT_ALLOWED"));
    panel.form().await.unwrap();
    assert_eq!(panel.line().await.next_action(), DocketAction::OpenReview);
    panel.open().await.unwrap();
    assert_eq!(panel.line().await.next_actor(), DocketActor::Experts);
    assert_eq!(panel.read(CHAIR).await.map_err(|it| it.code()), Err(Code::FailedPrecondition));
    panel.open_dossier(CHAIR).await.unwrap();
    assert_eq!(panel.read(CHAIR).await.unwrap(), TEXT.as_bytes());
}

#[tokio::test]
async fn a_tie_is_declared_before_the_dossier_opens_and_somebody_else_is_asked() {
    let mut panel = Panel::asked().await;
    // Three years ago, to the day: it bars nobody any more.
    let over = vec![tie(ConflictKind::Drafter, "2023-11-24")];
    panel.accept(CHAIR, over).await.unwrap();
    assert_eq!(panel.told_of(CHAIR).await.state(), InvitationState::Accepted);
    let recent = vec![tie(ConflictKind::Consultant, "2023-11-25")];
    panel.accept(FIRST_REVIEWER, recent).await.unwrap();
    let told = panel.told_of(FIRST_REVIEWER).await;
    assert_eq!((told.state(), told.has_conflict), (InvitationState::Recused, true));
    panel.is_shut_out(FIRST_REVIEWER).await;
    for expert in [DEPUTY, SECOND_REVIEWER, FIRST_MEMBER, SECOND_MEMBER, SECRETARY] {
        panel.accept(expert, Vec::new()).await.unwrap();
    }
    assert_eq!(refusal(panel.form().await), precondition("SEATS_EMPTY"));

    let again = panel.letter(FIRST_REVIEWER, CouncilRole::Reviewer);
    assert_eq!(refusal(panel.invite(again).await), precondition("CONFLICT_OF_INTEREST"));
    panel.seat(SUBSTITUTE, CouncilRole::Member, FIRST_REVIEWER).await;
    panel.accept(SUBSTITUTE, Vec::new()).await.unwrap();
    // Whoever takes the place of a reviewer reviews.
    assert_eq!(refusal(panel.form().await), precondition("REVIEWERS_MISSING"));
    let late = DeclareConflictRequest {
        review_id: panel.review.clone(),
        etag: panel.told().await.etag,
        request_id: fresh(),
        validate_only: false,
        invitation_id: panel.invitation(SUBSTITUTE),
        conflict: Some(tie(ConflictKind::KinOfHead, "")),
    };
    act!(panel, councils, SUBSTITUTE, declare_conflict, late).unwrap();
    panel.is_shut_out(SUBSTITUTE).await;
    panel.seat("nguoi-mau-29", CouncilRole::Reviewer, SUBSTITUTE).await;
    panel.accept("nguoi-mau-29", Vec::new()).await.unwrap();
    panel.form().await.unwrap();

    let told = panel.told_of("nguoi-mau-29").await;
    assert_eq!(told.follows_invitation_id, panel.invitation(SUBSTITUTE));
    let counts = panel.counts().await;
    assert_eq!((counts.invited, counts.accepted, counts.ended), (9, 7, 2));
}

#[tokio::test]
async fn who_is_silent_past_both_clocks_is_dismissed_and_the_papers_close_in_the_same_act() {
    let mut panel = Panel::asked().await;
    for (expert, _) in SEATS.iter().filter(|(expert, _)| *expert != SECOND_MEMBER) {
        panel.accept(expert, Vec::new()).await.unwrap();
    }
    // Three working days from Tuesday 24/11/2026, for the answer.
    assert_eq!(panel.told_of(SECOND_MEMBER).await.answer_by, "2026-11-27");
    panel.world.is_now("2026-11-30T03:00:00Z");
    assert_eq!(panel.counts().await.waiting, 1);
    assert_eq!(refusal(panel.dismiss(SECOND_MEMBER).await), precondition("STATE_NOT_ALLOWED"));
    panel.accept(SECOND_MEMBER, Vec::new()).await.unwrap();
    panel.form().await.unwrap();
    panel.open().await.unwrap();
    panel.open_dossier(SECOND_MEMBER).await.unwrap();
    assert_eq!(panel.read(SECOND_MEMBER).await.unwrap(), TEXT.as_bytes());
    let said = opinion(&panel.document, 1);
    panel.begin(SECOND_MEMBER, said.clone()).await.unwrap();

    // Ten from Monday 30/11/2026, for the opinion; then as many more as the office gives.
    assert_eq!(panel.told_of(SECOND_MEMBER).await.opinion_by, "2026-12-14");
    panel.world.is_now("2026-12-14T03:00:00Z");
    assert_eq!(refusal(panel.dismiss(SECOND_MEMBER).await), precondition("OPINION_NOT_OVERDUE"));
    let less = panel.extend(SECOND_MEMBER, "2026-12-11").await;
    assert_eq!(refusal(less), invalid("DUE_IN_THE_PAST"));
    panel.extend(SECOND_MEMBER, "2026-12-16").await.unwrap();
    panel.world.is_now("2026-12-16T03:00:00Z");
    assert_eq!(refusal(panel.dismiss(SECOND_MEMBER).await), precondition("OPINION_NOT_OVERDUE"));
    panel.world.is_now("2026-12-17T03:00:00Z");
    assert_eq!(panel.read(SECOND_MEMBER).await.unwrap(), TEXT.as_bytes());
    panel.dismiss(SECOND_MEMBER).await.unwrap();
    panel.is_shut_out(SECOND_MEMBER).await;
    assert_eq!(refusal(panel.save(SECOND_MEMBER, said).await), not_assigned());
    assert_eq!(refusal(panel.submit(SECOND_MEMBER).await), not_assigned());
    assert_eq!(panel.told_of(SECOND_MEMBER).await.state(), InvitationState::Dismissed);
    let counts = panel.counts().await;
    assert_eq!((counts.accepted, counts.ended, counts.waiting), (6, 1, 0));

    let again = panel.letter(SECOND_MEMBER, CouncilRole::Member);
    assert_eq!(refusal(panel.invite(again).await), precondition("EXPERT_DISMISSED"));
    panel.seat(SUBSTITUTE, CouncilRole::Member, SECOND_MEMBER).await;
    let told = panel.told_of(SUBSTITUTE).await;
    assert_eq!((&*told.answer_by, &*told.opinion_by), ("2026-12-22", "2026-12-31"));
    assert_eq!(told.follows_invitation_id, panel.invitation(SECOND_MEMBER));
    assert_eq!(refusal(panel.open_dossier(SUBSTITUTE).await), not_assigned());
    panel.accept(SUBSTITUTE, Vec::new()).await.unwrap();
    panel.speak(SUBSTITUTE, 1).await;
    let counts = panel.counts().await;
    assert_eq!((counts.invited, counts.accepted, counts.opinions), (8, 7, 1));
}
