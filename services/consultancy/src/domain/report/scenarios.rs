//! What a report does, rule by rule.

use ledger::scenario::{Scenario, assert_reads};
use strum::{IntoEnumIterator as _, VariantNames as _};
use uuid::Uuid;

use super::content::{Link, Part, Priority, Recommendation, RecommendationType, Statement};
use super::*;
use crate::domain::samples::{day, file, office, requester};
use crate::domain::{OpinionId, RecommendationId, StatementId, UnitId};

const FIRST: OpinionId = OpinionId(Uuid::from_u128(0x11));
const RETRACTED: OpinionId = OpinionId(Uuid::from_u128(0x12));

fn statement(n: u128, part: Part) -> Statement {
    let rests_on = vec![Link { opinion: FIRST, version: 2 }];
    Statement { id: StatementId(Uuid::from_u128(n)), part, text: "Cần thiết".into(), rests_on }
}

fn recommendation(number: u32) -> Recommendation {
    Recommendation {
        id: RecommendationId(Uuid::from_u128(u128::from(number))),
        number,
        kind: RecommendationType::Amend,
        priority: Priority::High,
        addressee: None,
        clause: Some("Điều 5".into()),
        text: "Bổ sung nguồn lực".into(),
        wished_text: None,
    }
}

fn content() -> Content {
    let statements = Part::iter().zip(1..).map(|(part, n)| statement(n, part));
    let recommendations = vec![recommendation(1), recommendation(2)];
    Content { statements: statements.collect(), recommendations }
}

/// Nothing is said of other opinions.
fn of_one_mind() -> Content {
    let mut content = content();
    content.statements.retain(|statement| statement.part != Part::OtherOpinions);
    content
}

fn opinions() -> Standings {
    [(FIRST, Some(2)), (RETRACTED, None)].into()
}

fn head() -> Officer {
    Officer { person: "head-union".into(), ..office() }
}

fn given(history: impl IntoIterator<Item = Event>) -> Scenario<Report> {
    Scenario::given(history)
}

fn start(on_old_version: usize) -> Command {
    Command::Start { on_old_version, on: day("2026-03-26"), by: office() }
}

fn started() -> Event {
    Event::Started { on: day("2026-03-26"), by: office() }
}

fn waiver() -> Event {
    let reason = "Hai chuyên gia vắng".into();
    Event::OpinionsWaived {
        invitation: InvitationId(Uuid::from_u128(1)),
        reason,
        on: day("2026-03-25"),
    }
}

fn waive() -> Command {
    let reason = "Hai chuyên gia vắng".into();
    Command::Waive { invitation: InvitationId(Uuid::from_u128(1)), reason, on: day("2026-03-25") }
}

fn save(content: Content) -> Command {
    let (content, opinions) = (Box::new(content), opinions());
    Command::Save { content, opinions, on: day("2026-03-27"), by: office() }
}

fn saved() -> Event {
    Event::Saved { content: Box::new(content()), on: day("2026-03-27"), by: office() }
}

fn attached() -> Box<Attached> {
    Box::new(Attached { dissents: vec!["Không tán thành".into()], ..Attached::default() })
}

fn submit(opinions: Standings) -> Command {
    Command::Submit { opinions, attached: attached(), on: day("2026-03-30"), by: office() }
}

fn submitted() -> Event {
    Event::Submitted { attached: attached(), on: day("2026-03-30"), by: office() }
}

fn returned() -> Event {
    Event::Returned { reason: "Chưa đủ".into(), on: day("2026-03-31"), by: head() }
}

fn sha256() -> String {
    let (_, sha256) = super::content::snapshot(&content(), &attached());
    sha256
}

fn approved() -> Event {
    Event::Approved { sha256: sha256(), on: day("2026-03-31"), by: head() }
}

fn deliver() -> Command {
    let (receipt, answer_by) = (file(41), day("2026-05-01"));
    Command::Deliver { receipt, answer_by, on: day("2026-04-01"), by: office() }
}

fn delivered() -> Event {
    let (receipt, answer_by) = (file(41), day("2026-05-01"));
    Event::Delivered { receipt, answer_by, on: day("2026-04-01"), by: office() }
}

fn written() -> Vec<Event> {
    vec![started(), saved()]
}

fn handed_in() -> Vec<Event> {
    vec![started(), saved(), submitted()]
}

fn in_stage(state: Stage) -> Rejection {
    Rejection::StateNotAllowed { state }
}

#[test]
fn a_synthesis_begins_before_the_report_is_handed_in() {
    given([]).when(start(0)).then([started()]);
    given(handed_in()).when(start(0)).then_rejected(in_stage(Stage::Submitted));
}

#[test]
fn opinions_on_an_old_version_wait_for_their_experts_or_the_chair() {
    given([]).when(start(2)).then_rejected(Rejection::OpinionsOnOldVersion { count: 2 });
    given([]).when(waive()).then([waiver()]);
    given([waiver()]).when(start(2)).then([started()]);
    given([waiver(), started()])
        .when(start(2))
        .then_rejected(Rejection::OpinionsOnOldVersion { count: 2 });
    given(handed_in()).when(waive()).then_rejected(in_stage(Stage::Submitted));
    assert!(Report::replay(&[waiver()]).is_waived());
    let begun = Report::replay(&[waiver(), started()]);
    assert!(!begun.is_waived(), "it was for one synthesis");
    assert!(begun.standing().unwrap().waiver.is_some(), "and is told with the report");
}

#[test]
fn a_report_is_written_whole() {
    given([started()]).when(save(content())).then([saved()]);
    given([]).when(save(content())).then_rejected(Rejection::ReportNotFound);
    given(handed_in()).when(save(content())).then_rejected(in_stage(Stage::Submitted));
    for part in Part::iter().filter(|part| *part != Part::OtherOpinions) {
        let mut lacking = content();
        lacking.statements.retain(|statement| statement.part != part);
        given([started()]).when(save(lacking)).then_rejected(Rejection::PartMissing { part });
    }
    assert!(Report::replay(&[started()]).decide(save(of_one_mind())).is_ok());
}

#[test]
fn an_opinion_that_goes_with_it_is_not_passed_over_in_silence() {
    let saved =
        |content| Event::Saved { content: Box::new(content), on: day("2026-03-27"), by: office() };
    given([started(), saved(of_one_mind())])
        .when(submit(opinions()))
        .then_rejected(Rejection::DissentPassedOver { count: 1 });
    given([started(), saved(content())]).when(submit(opinions())).then([submitted()]);
    let (attached, on, by) = (Box::<Attached>::default(), day("2026-03-30"), office());
    let agreed =
        Command::Submit { opinions: opinions(), attached: attached.clone(), on, by: by.clone() };
    given([started(), saved(of_one_mind())]).when(agreed).then([Event::Submitted {
        attached,
        on,
        by,
    }]);
}

#[test]
fn each_statement_rests_on_opinions_that_stand() {
    let with = |rests_on: Vec<Link>| {
        let mut content = content();
        content.statements[0].rests_on = rests_on;
        content
    };
    let id = StatementId(Uuid::from_u128(1));
    let unknown = OpinionId(Uuid::from_u128(0x99));
    let rows = [
        (with(Vec::new()), Rejection::StatementUnsupported { id }),
        (
            with(vec![Link { opinion: unknown, version: 1 }]),
            Rejection::UnknownOpinion { opinion: unknown },
        ),
        (
            with(vec![Link { opinion: RETRACTED, version: 1 }]),
            Rejection::OpinionNotStanding { opinion: RETRACTED },
        ),
        (
            with(vec![Link { opinion: FIRST, version: 1 }]),
            Rejection::OpinionNotStanding { opinion: FIRST },
        ),
    ];
    for (wrong, refused) in rows {
        given([started()]).when(save(wrong)).then_rejected(refused);
    }
    let mut twice = content();
    twice.statements.push(statement(1, Part::OtherOpinions));
    given([started()]).when(save(twice)).then_rejected(Rejection::StatementTwice { id });
}

#[test]
fn recommendations_are_numbered_and_each_is_there_once() {
    let with = |recommendations| Content { recommendations, ..content() };
    given([started()])
        .when(save(with(vec![recommendation(2), recommendation(1)])))
        .then_rejected(Rejection::NumbersNotInOrder);
    let again = Recommendation { number: 2, ..recommendation(1) };
    given([started()])
        .when(save(with(vec![recommendation(1), again])))
        .then_rejected(Rejection::RecommendationTwice { id: recommendation(1).id });
    let none = with(Vec::new());
    assert!(Report::replay(&[started()]).decide(save(none)).is_ok());
}

#[test]
fn what_it_rests_on_still_stands_when_it_is_handed_in() {
    given(written()).when(submit(opinions())).then([submitted()]);
    let retracted = [(FIRST, None)].into();
    given(written())
        .when(submit(retracted))
        .then_rejected(Rejection::OpinionNotStanding { opinion: FIRST });
    given([started()]).when(submit(opinions())).then_rejected(Rejection::NothingWritten);
    given(handed_in()).when(submit(opinions())).then_rejected(in_stage(Stage::Submitted));
    given(handed_in().into_iter().chain([returned()])).when(submit(opinions())).then([submitted()]);
}

#[test]
fn the_leaders_approve_or_return_it_and_nobody_approves_their_own() {
    let approve = |by| Command::Approve { on: day("2026-03-31"), by };
    given(handed_in()).when(approve(head())).then([approved()]);
    given(handed_in()).when(approve(office())).then_rejected(Rejection::OwnReport);
    given(written()).when(approve(head())).then_rejected(in_stage(Stage::Draft));
    let give_back =
        || Command::Return { reason: "Chưa đủ".into(), on: day("2026-03-31"), by: head() };
    given(handed_in()).when(give_back()).then([returned()]);
    given(written()).when(give_back()).then_rejected(in_stage(Stage::Draft));
    given(handed_in().into_iter().chain([approved()]))
        .when(give_back())
        .then_rejected(in_stage(Stage::Approved));
}

#[test]
fn a_requester_gets_what_was_hashed_and_nothing_of_who_said_it() {
    let report = Report::replay(&[handed_in(), vec![approved()]].concat());
    let (text, hashed) = report.standing().unwrap().snapshot().unwrap();
    assert_eq!(hashed, sha256());
    assert_eq!(ledger::Digest::of(text.as_bytes()).to_string(), hashed);
    assert!(text.contains("Không tán thành"), "a dissent goes with it");
    assert!(!text.contains(&FIRST.to_string()), "{text}");
    assert!(!text.contains("officer-"), "{text}");
    let mut other = content();
    other.statements[0].text = "Không cần thiết".into();
    let (_, differs) = super::content::snapshot(&other, &attached());
    assert_ne!(differs, hashed);
    let (_, without) = super::content::snapshot(&content(), &Attached::default());
    assert_ne!(without, hashed, "a dissent is not dropped silently");
}

#[test]
fn it_is_delivered_when_it_is_approved_and_acknowledged_by_its_hash() {
    let history = || handed_in().into_iter().chain([approved()]);
    given(history()).when(deliver()).then([delivered()]);
    given(handed_in()).when(deliver()).then_rejected(in_stage(Stage::Submitted));
    let acknowledge =
        |sha256| Command::Acknowledge { sha256, on: day("2026-04-02"), by: requester() };
    let acknowledged = Event::Acknowledged { on: day("2026-04-02"), by: requester() };
    let there = || history().chain([delivered()]);
    given(there()).when(acknowledge(sha256())).then([acknowledged.clone()]);
    given(there()).when(acknowledge("ab".repeat(32))).then_rejected(Rejection::HashDiffers);
    given(there().chain([acknowledged])).when(acknowledge(sha256())).then([]);
    given(history()).when(acknowledge(sha256())).then_rejected(in_stage(Stage::Approved));
}

#[test]
fn another_round_goes_on_from_what_was_written() {
    let history = [handed_in(), vec![returned(), started()]].concat();
    let report = Report::replay(&history);
    let standing = report.standing().unwrap();
    assert_eq!((standing.stage, &standing.content), (Stage::Draft, &Some(content())));
}

#[test]
fn an_addressee_is_told() {
    let addressee = UnitId(Uuid::from_u128(0xF1));
    let mut content = content();
    content.recommendations[0].addressee = Some(addressee);
    let (text, _) = super::content::snapshot(&content, &Attached::default());
    assert!(text.contains(&addressee.to_string()));
}

#[test]
fn the_past_still_reads() {
    assert_reads::<Event>(include_str!("golden.jsonl"), Event::VARIANTS);
}
