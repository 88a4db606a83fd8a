//! What a council does, rule by rule: how it is composed and formed, and how it works. Invitations are in
//! `invitations`, whatever holds for all in `properties`.

mod invitations;
mod meetings;
mod properties;

use ledger::scenario::{Scenario, assert_reads};
use strum::VariantNames as _;

use super::events::OpinionDue;
use super::*;
use crate::domain::samples::{calendar, day, office, terms};

pub(super) const ROLES: [Role; 5] =
    [Role::Chair, Role::Secretary, Role::Reviewer, Role::Reviewer, Role::Member];

pub(super) fn rules() -> Rules {
    Rules::from(&terms())
}

pub(super) fn id(n: u128) -> InvitationId {
    InvitationId(Uuid::from_u128(n))
}

pub(super) fn expert(n: u128) -> String {
    format!("sub-expert-{n}")
}

pub(super) fn key(n: u128) -> Uuid {
    Uuid::from_u128(0xE000 + n)
}

pub(super) fn given(history: impl IntoIterator<Item = Event>) -> Scenario<Council> {
    Scenario::given(history)
}

pub(super) fn compose(form: Form, size: Option<u32>) -> Command {
    Command::Compose { form, size, rules: rules(), on: day("2026-03-05"), by: office() }
}

pub(super) fn composed(form: Form, size: u32) -> Event {
    Event::Composed { form, size, rules: rules(), on: day("2026-03-05"), by: office() }
}

pub(super) fn letter(n: u128, role: Role) -> Letter {
    Letter {
        invitation: id(n),
        expert: expert(n),
        expert_key: key(n),
        role,
        answer_by: None,
        opinion_by: None,
        follows: None,
    }
}

pub(super) fn invite(letter: Letter) -> Command {
    let (letter, on) = (Box::new(letter), day("2026-03-09"));
    Command::Invite { letter, on, calendar: calendar(), by: office() }
}

/// With three working days from Monday 09/3/2026.
pub(super) fn invited(n: u128, role: Role) -> Event {
    Event::Invited {
        invitation: id(n),
        expert: expert(n),
        expert_key: key(n),
        role,
        on: day("2026-03-09"),
        answer_by: day("2026-03-12"),
        opinion_by: None,
        follows: None,
        by: office(),
    }
}

pub(super) fn accepted(n: u128, role: Role) -> Event {
    let (conflicts, on) = (Vec::new(), day("2026-03-10"));
    Event::Accepted { invitation: id(n), role, expert_key: key(n), conflicts, on }
}

pub(super) fn answers(n: u128, on: &str, act: Answering) -> Command {
    Command::Answer { invitation: id(n), expert: expert(n), on: day(on), act }
}

pub(super) fn manages(n: u128, on: &str, act: Managing) -> Command {
    Command::Manage { invitation: id(n), on: day(on), by: office(), act }
}

pub(super) fn confirm(n: u128, claim: Claim) -> Command {
    Command::Confirm { invitation: id(n), expert: expert(n), claim }
}

pub(super) fn in_state(state: &'static str) -> Rejection {
    Rejection::StateNotAllowed { state }
}

/// A council of five in which everybody has accepted, numbered from 1 as [`ROLES`].
pub(super) fn seated() -> Vec<Event> {
    let mut history = vec![composed(Form::Council, 5)];
    for (role, n) in ROLES.into_iter().zip(1..) {
        history.extend([invited(n, role), accepted(n, role)]);
    }
    history
}

pub(super) fn formed() -> Event {
    Event::Formed { on: day("2026-03-12"), by: office() }
}

fn due(opinion_by: &str) -> Vec<OpinionDue> {
    let opinion_by = day(opinion_by);
    (1..=5).map(|n| OpinionDue { invitation: id(n), opinion_by }).collect()
}

/// Ten working days from Friday 13/3/2026.
pub(super) fn opened() -> Event {
    let (on, due) = (day("2026-03-13"), due("2026-03-27"));
    Event::Opened { round: 1, on, due, reason: None, by: office() }
}

pub(super) fn in_review() -> Vec<Event> {
    seated().into_iter().chain([formed(), opened()]).collect()
}

pub(super) fn dossier_opened(n: u128) -> Event {
    Event::DossierOpened { invitation: id(n), on: day("2026-03-16") }
}

pub(super) fn delivered(n: u128) -> Event {
    Event::OpinionDelivered { invitation: id(n), on: day("2026-03-20") }
}

pub(super) fn met() -> Event {
    Event::Met { meeting: MeetingId(Uuid::from_u128(0x31)), on: day("2026-03-24") }
}

/// All five have handed in.
fn spoken() -> Vec<Event> {
    let each = (1..=5).flat_map(|n| [dossier_opened(n), delivered(n)]);
    in_review().into_iter().chain(each).collect()
}

#[test]
fn a_council_is_odd_and_within_the_regulation() {
    given([]).when(compose(Form::Council, None)).then([composed(Form::Council, 7)]);
    given([]).when(compose(Form::Council, Some(11))).then([composed(Form::Council, 11)]);
    given([]).when(compose(Form::Council, Some(6))).then_rejected(Rejection::CouncilSizeEven);
    for size in [3, 13] {
        given([])
            .when(compose(Form::Council, Some(size)))
            .then_rejected(Rejection::CouncilSizeOutOfRange { least: 5, most: 11 });
    }
    given([composed(Form::Council, 7)])
        .when(compose(Form::Council, None))
        .then_rejected(Rejection::CouncilAlreadyComposed);
}

#[test]
fn independent_experts_are_as_many_as_it_takes() {
    let form = Form::IndependentExperts;
    given([]).when(compose(form, None)).then([composed(form, 2)]);
    given([]).when(compose(form, Some(4))).then([composed(form, 4)]);
    given([])
        .when(compose(form, Some(1)))
        .then_rejected(Rejection::CouncilSizeOutOfRange { least: 2, most: 11 });
    let one = |n| [invited(n, Role::IndependentExpert), accepted(n, Role::IndependentExpert)];
    let both = [composed(form, 2)].into_iter().chain(one(1)).chain(one(2));
    given(both).when(Command::Form { on: day("2026-03-12"), by: office() }).then([formed()]);
}

#[test]
fn it_is_formed_when_all_seats_are_taken_by_those_who_are_needed() {
    use Role::{Chair, Member, Reviewer, Secretary};
    let form = || Command::Form { on: day("2026-03-12"), by: office() };
    given(seated()).when(form()).then([formed()]);
    let without_last: Vec<_> = seated().into_iter().take(10).collect();
    given(without_last).when(form()).then_rejected(Rejection::SeatsEmpty { count: 1 });
    let seated_as = |roles: [Role; 5]| {
        let seats = roles.into_iter().zip(1..);
        let seats = seats.flat_map(|(role, n)| [invited(n, role), accepted(n, role)]);
        [composed(Form::Council, 5)].into_iter().chain(seats)
    };
    given(seated_as([Member, Secretary, Reviewer, Reviewer, Member]))
        .when(form())
        .then_rejected(Rejection::ChairMissing);
    given(seated_as([Chair, Member, Reviewer, Reviewer, Member]))
        .when(form())
        .then_rejected(Rejection::SecretaryMissing);
    given(seated_as([Chair, Secretary, Reviewer, Member, Member]))
        .when(form())
        .then_rejected(Rejection::ReviewersMissing { needed: 2 });
    let twice = seated().into_iter().chain([formed()]);
    given(twice).when(form()).then_rejected(in_state("FORMED"));
    given([]).when(form()).then_rejected(Rejection::CouncilNotFound);
}

#[test]
fn the_days_for_opinions_begin_when_the_review_is_opened() {
    let open = || Command::Open { on: day("2026-03-13"), calendar: calendar(), by: office() };
    let history = || seated().into_iter().chain([formed()]);
    given(history()).when(open()).then([opened()]);
    given(seated()).when(open()).then_rejected(in_state("COMPOSED"));
    given(in_review()).when(open()).then_rejected(in_state("IN_REVIEW"));
    let out = Event::AcceptanceRetracted {
        invitation: id(5),
        on: day("2026-03-12"),
        reason: "Đổi ý".into(),
    };
    given(history().chain([out])).when(open()).then_rejected(Rejection::SeatsEmpty { count: 1 });
}

#[test]
fn a_day_that_was_given_to_one_holds_if_it_is_still_to_come() {
    let given_day = |opinion_by: &str| {
        let mut history = seated();
        let Event::Invited { opinion_by: own, .. } = &mut history[1] else { unreachable!() };
        *own = Some(day(opinion_by));
        history.into_iter().chain([formed()])
    };
    let open = || Command::Open { on: day("2026-03-13"), calendar: calendar(), by: office() };
    let with_first = |first: &str| {
        let mut due = due("2026-03-27");
        due[0].opinion_by = day(first);
        Event::Opened { round: 1, on: day("2026-03-13"), due, reason: None, by: office() }
    };
    given(given_day("2026-03-18")).when(open()).then([with_first("2026-03-18")]);
    given(given_day("2026-03-12")).when(open()).then([opened()]);
}

#[test]
fn another_round_gives_new_days() {
    let open = |opinion_by: Option<&str>| Command::OpenRound {
        on: day("2026-04-01"),
        opinion_by: opinion_by.map(day),
        reason: "Cần làm rõ".into(),
        calendar: calendar(),
        by: office(),
    };
    let round = |until: &str| Event::Opened {
        round: 2,
        on: day("2026-04-01"),
        due: due(until),
        reason: Some("Cần làm rõ".into()),
        by: office(),
    };
    given(in_review()).when(open(None)).then([round("2026-04-15")]);
    given(in_review()).when(open(Some("2026-04-08"))).then([round("2026-04-08")]);
    given(in_review())
        .when(open(Some("2026-03-31")))
        .then_rejected(Rejection::DueInThePast { field: "opinion_by" });
    given(seated()).when(open(None)).then_rejected(in_state("COMPOSED"));
}

#[test]
fn the_dossier_is_opened_by_who_is_in_once_it_is_released() {
    let open = |n| answers(n, "2026-03-16", Answering::OpenDossier);
    given(in_review()).when(open(1)).then([dossier_opened(1)]);
    let again = in_review().into_iter().chain([dossier_opened(1)]);
    given(again).when(open(1)).then([]);
    given(seated()).when(open(1)).then_rejected(in_state("COMPOSED"));
    given(in_review()).when(open(6)).then_rejected(Rejection::NotAssigned);
    let stranger = Command::Answer {
        invitation: id(1),
        expert: expert(2),
        on: day("2026-03-16"),
        act: Answering::OpenDossier,
    };
    given(in_review()).when(stranger).then_rejected(Rejection::NotAssigned);
    given([]).when(open(1)).then_rejected(Rejection::NotAssigned);
    let asked = in_review().into_iter().take(10);
    given(asked).when(open(5)).then_rejected(Rejection::NotAssigned);
}

#[test]
fn papers_are_open_to_who_opened_the_dossier_and_to_nobody_else() {
    let council = Council::replay(&[in_review(), vec![dossier_opened(1)]].concat());
    let opens = |council: &Council, who: &str, stage| council.admits(who, Claim::HasOpened, stage);
    let running = review::Stage::InReview;
    assert_eq!(opens(&council, &expert(1), running), Ok(()));
    assert_eq!(opens(&council, &expert(2), running), Err(Rejection::DossierNotOpened));
    assert_eq!(opens(&council, "sub-stranger", running), Err(Rejection::NotAssigned));
    assert_eq!(opens(&Council::default(), &expert(1), running), Err(Rejection::NotAssigned));
    let over = review::Stage::Cancelled;
    assert_eq!(opens(&council, &expert(1), over), Err(Rejection::NotAssigned));
}

#[test]
fn an_act_on_the_review_is_for_those_who_are_in_and_may_do_it() {
    let history = || in_review().into_iter().chain([dossier_opened(1), dossier_opened(3)]);
    given(history()).when(confirm(2, Claim::IsIn)).then([]);
    given(history()).when(confirm(1, Claim::HasOpened)).then([]);
    given(history()).when(confirm(2, Claim::HasOpened)).then_rejected(Rejection::DossierNotOpened);
    given(history()).when(confirm(1, Claim::Leads)).then([]);
    given(history()).when(confirm(3, Claim::Leads)).then_rejected(Rejection::NotAssigned);
    given(history()).when(confirm(6, Claim::IsIn)).then_rejected(Rejection::NotAssigned);
    given(seated()).when(confirm(1, Claim::IsIn)).then_rejected(in_state("COMPOSED"));
    given(seated()).when(confirm(6, Claim::IsIn)).then_rejected(Rejection::NotAssigned);
    given([]).when(confirm(1, Claim::IsIn)).then_rejected(Rejection::NotAssigned);
}

#[test]
fn an_opinion_is_handed_in_returned_and_looked_at() {
    let deliver = || answers(1, "2026-03-20", Answering::DeliverOpinion);
    let opened = || in_review().into_iter().chain([dossier_opened(1)]);
    given(opened()).when(deliver()).then([delivered(1)]);
    given(in_review()).when(deliver()).then_rejected(Rejection::DossierNotOpened);
    let (invitation, on) = (id(1), day("2026-03-23"));
    let returned = Event::OpinionReturned { invitation, on, by: office() };
    let considered = Event::OpinionConsidered { invitation, on, by: office() };
    let handed_in = || opened().chain([delivered(1)]);
    given(handed_in())
        .when(manages(1, "2026-03-23", Managing::ReturnOpinion))
        .then([returned.clone()]);
    given(handed_in())
        .when(manages(1, "2026-03-23", Managing::ConsiderOpinion))
        .then([considered.clone()]);
    for act in [Managing::ReturnOpinion, Managing::ConsiderOpinion] {
        let back = handed_in().chain([returned.clone()]);
        given(back).when(manages(1, "2026-03-23", act)).then_rejected(in_state("ACCEPTED"));
    }
    let thank = || manages(1, "2026-03-23", Managing::Thank);
    let thanked = Event::Thanked { invitation, on, by: office() };
    given(handed_in().chain([considered.clone()])).when(thank()).then([thanked.clone()]);
    given(handed_in()).when(thank()).then_rejected(in_state("DELIVERED"));
    given(handed_in().chain([considered, thanked]))
        .when(answers(1, "2026-03-24", Answering::OpenDossier))
        .then_rejected(Rejection::NotAssigned);
}

#[test]
fn opinions_are_there_when_every_seat_has_spoken_or_the_chair_does_not_wait() {
    let all = |waived| Command::ConfirmOpinions { waived };
    let met = || spoken().into_iter().chain([met()]);
    given(met()).when(all(false)).then([]);
    given(spoken()).when(all(false)).then_rejected(Rejection::MeetingMissing);
    let retracted = Event::OpinionRetracted { invitation: id(5), on: day("2026-03-23") };
    given(spoken())
        .when(answers(5, "2026-03-23", Answering::RetractOpinion))
        .then([retracted.clone()]);
    given(spoken().into_iter().chain([retracted]))
        .when(all(false))
        .then_rejected(Rejection::OpinionsMissing { count: 1 });
    given(in_review()).when(all(false)).then_rejected(Rejection::OpinionsMissing { count: 5 });
    let waiting = in_review().into_iter().chain([self::met()]);
    given(waiting).when(all(true)).then([]);
    given(in_review()).when(all(true)).then_rejected(Rejection::MeetingMissing);
    given(in_review())
        .when(answers(5, "2026-03-23", Answering::RetractOpinion))
        .then_rejected(in_state("ACCEPTED"));
    given(seated()).when(all(true)).then_rejected(in_state("COMPOSED"));
}

#[test]
fn the_past_still_reads() {
    assert_reads::<Event>(include_str!("golden.jsonl"), Event::VARIANTS);
}
