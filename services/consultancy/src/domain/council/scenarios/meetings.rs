//! When members make a meeting.

use super::*;

fn convene(planned_on: &str) -> Command {
    Command::ConfirmConvening { planned_on: day(planned_on), calendar: calendar() }
}

fn meeting(present: &[u128], chaired_by: u128) -> Command {
    let present = present.iter().map(|n| id(*n)).collect();
    let (meeting, on) = (MeetingId(Uuid::from_u128(0x31)), day("2026-03-24"));
    Command::Meet { meeting, present, chaired_by: id(chaired_by), on }
}

fn independent() -> Vec<Event> {
    let one = |n| [invited(n, Role::IndependentExpert), accepted(n, Role::IndependentExpert)];
    let mut history = vec![composed(Form::IndependentExperts, 2)];
    history.extend(one(1).into_iter().chain(one(2)).chain([formed(), opened()]));
    history
}

#[test]
fn members_have_the_papers_before_they_meet() {
    // Seven working days from Friday 13/3/2026.
    given(in_review()).when(convene("2026-03-24")).then([]);
    given(in_review())
        .when(convene("2026-03-23"))
        .then_rejected(Rejection::PapersTooLate { earliest: day("2026-03-24") });
    given(seated()).when(convene("2026-03-24")).then_rejected(in_state("COMPOSED"));
    given(independent()).when(convene("2026-03-24")).then_rejected(Rejection::NoCouncil);
}

#[test]
fn two_thirds_with_the_chair_and_a_reviewer_are_a_quorum() {
    given(in_review()).when(meeting(&[1, 2, 3, 4], 1)).then([met()]);
    given(in_review())
        .when(meeting(&[1, 2, 3], 1))
        .then_rejected(Rejection::NoQuorum { present: 3, needed: 4 });
    given(in_review()).when(meeting(&[2, 3, 4, 5], 2)).then_rejected(Rejection::NoChair);
    given(in_review()).when(meeting(&[2, 3, 4, 5], 1)).then_rejected(Rejection::NoChair);
    given(independent()).when(meeting(&[1, 2], 1)).then_rejected(Rejection::NoCouncil);
}

#[test]
fn the_deputy_leads_where_the_chair_is_away() {
    let mut history = in_review();
    for event in &mut history {
        if let Event::Invited { invitation, role, .. } | Event::Accepted { invitation, role, .. } =
            event
            && *invitation == id(5)
        {
            *role = Role::DeputyChair;
        }
    }
    given(history).when(meeting(&[2, 3, 4, 5], 5)).then([met()]);
}

#[test]
fn no_meeting_is_without_a_reviewer() {
    let mut rules = rules();
    rules.meeting.quorum_numerator = 1;
    let mut history = in_review();
    let (form, size) = (Form::Council, 5);
    history[0] = Event::Composed { form, size, rules, on: day("2026-03-05"), by: office() };
    given(history.clone()).when(meeting(&[1, 2], 1)).then_rejected(Rejection::NoReviewer);
    given(history).when(meeting(&[1, 3], 1)).then([met()]);
}

#[test]
fn who_is_no_member_makes_no_quorum_and_nobody_counts_twice() {
    for (present, invitation) in [([1, 2, 3, 9], id(9)), ([1, 2, 3, 3], id(3))] {
        given(in_review())
            .when(meeting(&present, 1))
            .then_rejected(Rejection::NotAMember { invitation });
    }
    let (invitation, on, reason) = (id(4), day("2026-03-16"), "Bận".into());
    let out = Event::AcceptanceRetracted { invitation, on, reason };
    given(in_review().into_iter().chain([out]))
        .when(meeting(&[1, 2, 3, 4], 1))
        .then_rejected(Rejection::NotAMember { invitation });
}
