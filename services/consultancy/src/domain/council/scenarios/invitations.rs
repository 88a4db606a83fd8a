//! Who is asked, who is in, and who is out again.

use super::*;

fn first() -> Vec<Event> {
    vec![composed(Form::Council, 5), invited(1, Role::Chair)]
}

fn tie(kind: ConflictKind, last_on: Option<&str>) -> Conflict {
    Conflict { kind, last_on: last_on.map(day), note: None }
}

fn accept(conflicts: Vec<Conflict>) -> Command {
    answers(1, "2026-03-10", Answering::Accept { pledges: true, conflicts })
}

fn recused(kind: ConflictKind, conflicts: Vec<Conflict>, was_in: bool) -> Event {
    let (invitation, on) = (id(1), day("2026-03-10"));
    Event::Recused { invitation, kind, conflicts, reason: None, was_in, on, by: None }
}

fn dismissed(n: u128) -> Event {
    let (on, reason) = (day("2026-03-30"), "Không gửi ý kiến".into());
    Event::Dismissed { invitation: id(n), on, reason, by: office() }
}

#[test]
fn an_invitation_has_two_clocks() {
    let council = || vec![composed(Form::Council, 5)];
    given(council()).when(invite(letter(1, Role::Chair))).then([invited(1, Role::Chair)]);
    let in_days = |answer_by: &str, opinion_by: &str| Letter {
        answer_by: Some(day(answer_by)),
        opinion_by: Some(day(opinion_by)),
        ..letter(1, Role::Chair)
    };
    let mut own = invited(1, Role::Chair);
    if let Event::Invited { answer_by, opinion_by, .. } = &mut own {
        (*answer_by, *opinion_by) = (day("2026-03-09"), Some(day("2026-03-20")));
    }
    given(council()).when(invite(in_days("2026-03-09", "2026-03-20"))).then([own]);
    given(council())
        .when(invite(in_days("2026-03-08", "2026-03-20")))
        .then_rejected(Rejection::DueInThePast { field: "answer_by" });
    given(council())
        .when(invite(in_days("2026-03-12", "2026-03-11")))
        .then_rejected(Rejection::DueInThePast { field: "opinion_by" });
    given([]).when(invite(letter(1, Role::Chair))).then_rejected(Rejection::CouncilNotFound);
}

#[test]
fn who_comes_late_has_the_days_of_the_regulation() {
    let out = in_review().into_iter().chain([dismissed(5)]);
    let invite = Command::Invite {
        letter: Box::new(Letter { follows: Some(id(5)), ..letter(6, Role::Member) }),
        on: day("2026-03-31"),
        calendar: calendar(),
        by: office(),
    };
    given(out).when(invite).then([Event::Invited {
        invitation: id(6),
        expert: expert(6),
        expert_key: key(6),
        role: Role::Member,
        on: day("2026-03-31"),
        answer_by: day("2026-04-03"),
        opinion_by: Some(day("2026-04-14")),
        follows: Some(id(5)),
        by: office(),
    }]);
}

#[test]
fn nobody_is_asked_whom_there_is_no_seat_for() {
    let independent = [composed(Form::IndependentExperts, 2)];
    given(independent).when(invite(letter(1, Role::Chair))).then_rejected(Rejection::RoleNotOfForm);
    given(first())
        .when(invite(letter(2, Role::IndependentExpert)))
        .then_rejected(Rejection::RoleNotOfForm);
    given(first()).when(invite(letter(2, Role::Chair))).then_rejected(Rejection::NoSeatLeft);
    given(first()).when(invite(letter(2, Role::Member))).then([invited(2, Role::Member)]);
    given(seated()).when(invite(letter(6, Role::Member))).then_rejected(Rejection::NoSeatLeft);
}

#[test]
fn nobody_is_asked_twice_at_a_time() {
    given(first())
        .when(invite(letter(1, Role::Chair)))
        .then_rejected(Rejection::InvitationAlreadySent);
    let again = Letter { expert: expert(1), ..letter(2, Role::Member) };
    given(first()).when(invite(again.clone())).then_rejected(Rejection::ExpertAlreadyInvited);
    let after = |event: Event| first().into_iter().chain([event]);
    let (invitation, on, reason) = (id(1), day("2026-03-10"), "Bận".to_owned());
    let declined = Event::Declined { invitation, on, reason };
    let anew = Letter { follows: Some(id(1)), ..again.clone() };
    let mut sent = invited(2, Role::Member);
    if let Event::Invited { expert: who, follows, .. } = &mut sent {
        (*who, *follows) = (expert(1), Some(id(1)));
    }
    given(after(declined)).when(invite(anew.clone())).then([sent]);
    let kind = ConflictKind::Drafter;
    given(after(recused(kind, Vec::new(), false)))
        .when(invite(anew.clone()))
        .then_rejected(Rejection::ConflictOfInterest { kind });
    given(after(dismissed(1))).when(invite(anew)).then_rejected(Rejection::ExpertDismissed);
}

#[test]
fn an_invitation_is_sent_in_place_of_one_that_ended() {
    let in_place = |follows| invite(Letter { follows: Some(follows), ..letter(2, Role::Member) });
    given(first()).when(in_place(id(1))).then_rejected(in_state("INVITED"));
    given(first()).when(in_place(id(9))).then_rejected(Rejection::InvitationNotFound);
}

#[test]
fn the_union_withdraws_what_is_not_answered() {
    let withdraw = || Managing::Withdraw { reason: "Nhầm chuyên ngành".into() };
    let (invitation, on, reason) = (id(1), day("2026-03-10"), "Nhầm chuyên ngành".into());
    let withdrawn = Event::Withdrawn { invitation, on, reason, by: office() };
    given(first()).when(manages(1, "2026-03-10", withdraw())).then([withdrawn.clone()]);
    given(first().into_iter().chain([withdrawn]))
        .when(accept(Vec::new()))
        .then_rejected(in_state("WITHDRAWN"));
    given(seated()).when(manages(1, "2026-03-10", withdraw())).then_rejected(in_state("ACCEPTED"));
    given(first())
        .when(manages(1, "2026-03-08", withdraw()))
        .then_rejected(Rejection::BeforeInvitation { earliest: day("2026-03-09") });
    given(first())
        .when(manages(9, "2026-03-10", withdraw()))
        .then_rejected(Rejection::InvitationNotFound);
}

#[test]
fn who_accepts_pledges_and_declares() {
    given(first()).when(accept(Vec::new())).then([accepted(1, Role::Chair)]);
    given(first())
        .when(answers(1, "2026-03-10", Answering::Accept { pledges: false, conflicts: Vec::new() }))
        .then_rejected(Rejection::PledgeMissing);
    given(seated()).when(accept(Vec::new())).then_rejected(in_state("ACCEPTED"));
}

#[test]
fn a_tie_that_holds_or_held_within_the_years_recuses() {
    use ConflictKind::{Beneficiary, Consultant, Drafter, KinOfHead, Other, StaffOfRequester};
    for kind in [Drafter, Consultant, StaffOfRequester, KinOfHead, Beneficiary] {
        for last_on in [None, Some("2023-03-11")] {
            let ties = vec![tie(Other, None), tie(kind, last_on)];
            given(first()).when(accept(ties.clone())).then([recused(kind, ties, false)]);
        }
    }
    for old in [tie(Drafter, Some("2023-03-10")), tie(Other, None)] {
        given(first()).when(accept(vec![old.clone()])).then([Event::Accepted {
            invitation: id(1),
            role: Role::Chair,
            expert_key: key(1),
            conflicts: vec![old],
            on: day("2026-03-10"),
        }]);
    }
}

#[test]
fn an_expert_declines_or_has_a_change_of_mind() {
    let (invitation, on, reason) = (id(1), day("2026-03-10"), "Bận".to_owned());
    let decline = || Answering::Decline { reason: reason.clone() };
    let retract = || Answering::RetractAcceptance { reason: reason.clone() };
    given(first()).when(answers(1, "2026-03-10", decline())).then([Event::Declined {
        invitation,
        on,
        reason: reason.clone(),
    }]);
    given(seated()).when(answers(1, "2026-03-10", retract())).then([Event::AcceptanceRetracted {
        invitation,
        on,
        reason: reason.clone(),
    }]);
    given(seated()).when(answers(1, "2026-03-10", decline())).then_rejected(in_state("ACCEPTED"));
    given(first()).when(answers(1, "2026-03-10", retract())).then_rejected(in_state("INVITED"));
}

#[test]
fn a_tie_that_is_learnt_later_recuses_too() {
    let declare = |conflict| answers(1, "2026-03-10", Answering::DeclareConflict { conflict });
    let drafter = tie(ConflictKind::Drafter, None);
    given(seated()).when(declare(drafter.clone())).then([recused(
        ConflictKind::Drafter,
        vec![drafter.clone()],
        true,
    )]);
    let (other, on) = (tie(ConflictKind::Other, None), day("2026-03-10"));
    given(seated()).when(declare(other.clone())).then([Event::ConflictDeclared {
        invitation: id(1),
        conflict: other,
        on,
    }]);
    given(first()).when(declare(drafter)).then_rejected(in_state("INVITED"));
    let (kind, reason) = (ConflictKind::Other, "Do cơ quan báo".to_owned());
    let recuse = || manages(1, "2026-03-10", Managing::Recuse { kind, reason: reason.clone() });
    given(seated()).when(recuse()).then([Event::Recused {
        invitation: id(1),
        kind,
        conflicts: Vec::new(),
        reason: Some(reason.clone()),
        was_in: true,
        on,
        by: Some(office()),
    }]);
    given(first()).when(recuse()).then_rejected(in_state("INVITED"));
}

#[test]
fn who_stays_silent_is_dismissed_after_the_last_day() {
    let dismiss =
        |on: &str| manages(5, on, Managing::Dismiss { reason: "Không gửi ý kiến".into() });
    given(in_review()).when(dismiss("2026-03-30")).then([dismissed(5)]);
    given(in_review()).when(dismiss("2026-03-27")).then_rejected(Rejection::OpinionNotOverdue);
    given(seated()).when(dismiss("2026-03-30")).then_rejected(Rejection::OpinionNotOverdue);
    let spoke = in_review().into_iter().chain([dossier_opened(5), delivered(5)]);
    given(spoke).when(dismiss("2026-03-30")).then_rejected(in_state("DELIVERED"));
    let out = in_review().into_iter().chain([dossier_opened(5), dismissed(5)]);
    given(out.clone()).when(confirm(5, Claim::IsIn)).then_rejected(Rejection::NotAssigned);
    let council = Council::replay(&out.collect::<Vec<_>>());
    let papers = council.admits(&expert(5), Claim::HasOpened, review::Stage::InReview);
    assert_eq!(papers, Err(Rejection::NotAssigned), "access ends with the assignment");
}

#[test]
fn an_expert_gets_more_time_and_not_less() {
    let extend = |until: &str| {
        let (opinion_by, reason) = (day(until), "Xin thêm".into());
        manages(5, "2026-03-30", Managing::Extend { opinion_by, reason })
    };
    given(in_review()).when(extend("2026-04-03")).then([Event::OpinionExtended {
        invitation: id(5),
        on: day("2026-03-30"),
        opinion_by: day("2026-04-03"),
        reason: "Xin thêm".into(),
        by: office(),
    }]);
    for until in ["2026-03-27", "2026-03-29"] {
        given(in_review())
            .when(extend(until))
            .then_rejected(Rejection::DueInThePast { field: "opinion_by" });
    }
    let longer = Event::OpinionExtended {
        invitation: id(5),
        on: day("2026-03-16"),
        opinion_by: day("2026-04-30"),
        reason: "Xin thêm".into(),
        by: office(),
    };
    given(in_review().into_iter().chain([longer]))
        .when(extend("2026-04-30"))
        .then_rejected(Rejection::DueInThePast { field: "opinion_by" });
}
