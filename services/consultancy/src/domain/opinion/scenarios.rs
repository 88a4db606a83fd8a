//! What an opinion does, rule by rule.

use ledger::scenario::{Scenario, assert_reads};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use strum::VariantNames as _;
use uuid::Uuid;

use super::content::{Answer, Section, Stance};
use super::*;
use crate::domain::DocumentId;
use crate::domain::samples::{day, office};

const SCHEME: DocumentId = DocumentId(Uuid::from_u128(1));
const INVITATION: InvitationId = InvitationId(Uuid::from_u128(0x11));

fn review() -> ReviewId {
    ReviewId(Uuid::from_u128(0xD1))
}

/// The scheme in its newest version, and two questions.
fn papers(newest: u32) -> Papers {
    Papers { documents: [(SCHEME, newest)].into(), questions: 2 }
}

fn section(version: u32, part: &str) -> Section {
    let (part, text) = (part.into(), "Cần nêu rõ nguồn lực".into());
    Section { document: SCHEME, version, part, stance: Stance::AgreesWithChanges, text }
}

fn answer(number: u32) -> Answer {
    Answer { number, text: "Có thể".into() }
}

fn content(version: u32) -> Content {
    Content {
        sections: vec![section(version, "Chương II")],
        answers: vec![answer(1), answer(2)],
        conclusion: "Đồng ý có điều kiện".into(),
    }
}

fn given(history: impl IntoIterator<Item = Event>) -> Scenario<Opinion> {
    Scenario::given(history)
}

fn begin(content: Content, newest: u32) -> Command {
    Command::Begin {
        review: review(),
        invitation: INVITATION,
        expert: "sub-expert-1".into(),
        role: Role::Reviewer,
        content: Box::new(content),
        papers: papers(newest),
        on: day("2026-03-16"),
    }
}

fn begun() -> Event {
    Event::Begun {
        review: review(),
        invitation: INVITATION,
        expert: "sub-expert-1".into(),
        role: Role::Reviewer,
        content: Box::new(content(1)),
        on: day("2026-03-16"),
    }
}

fn writes(on: &str, act: Writing) -> Command {
    Command::Write { on: day(on), act }
}

fn save(content: Content, newest: u32, round: u32) -> Command {
    let (content, papers) = (Box::new(content), papers(newest));
    writes("2026-03-20", Writing::Save { content, papers, round })
}

fn saved(version: u32) -> Event {
    Event::Saved { content: Box::new(content(version)), on: day("2026-03-20") }
}

fn submit(newest: u32, round: u32) -> Command {
    writes("2026-03-20", Writing::Submit { papers: papers(newest), round })
}

fn submitted(version: u32, round: u32, of: &Content) -> Event {
    Event::Submitted { version, round, sha256: of.sha256(), on: day("2026-03-20") }
}

fn handed_in() -> Vec<Event> {
    vec![begun(), submitted(1, 1, &content(1))]
}

fn returned() -> Event {
    Event::Returned { reason: "Quá sơ sài".into(), on: day("2026-03-23"), by: office() }
}

fn considered() -> Event {
    Event::Considered { on: day("2026-03-23"), by: office() }
}

fn retract() -> Command {
    writes("2026-03-24", Writing::Retract { reason: "Nhầm bản".into() })
}

fn retracted() -> Event {
    Event::Retracted { reason: "Nhầm bản".into(), on: day("2026-03-24") }
}

fn voided() -> Event {
    Event::Voided { on: day("2026-03-24") }
}

fn in_stage(state: Stage) -> Rejection {
    Rejection::StateNotAllowed { state }
}

#[test]
fn an_opinion_is_begun_once() {
    given([]).when(begin(content(1), 1)).then([begun()]);
    given([begun()]).when(begin(content(1), 1)).then_rejected(Rejection::OpinionAlreadyBegun);
    given([]).when(submit(1, 1)).then_rejected(Rejection::OpinionNotFound);
}

#[test]
fn it_says_nothing_of_what_is_not_there_and_nothing_twice() {
    let change = |change: fn(&mut Content)| {
        let mut content = content(1);
        change(&mut content);
        content
    };
    let other = DocumentId(Uuid::from_u128(9));
    let rows = [
        (
            change(|it| it.sections[0].document = DocumentId(Uuid::from_u128(9))),
            Rejection::UnknownDocumentVersion { document: other, version: 1 },
        ),
        (
            change(|it| it.sections[0].version = 2),
            Rejection::UnknownDocumentVersion { document: SCHEME, version: 2 },
        ),
        (
            change(|it| it.sections[0].version = 0),
            Rejection::UnknownDocumentVersion { document: SCHEME, version: 0 },
        ),
        (
            change(|it| it.sections.push(section(1, "Chương II"))),
            Rejection::SectionTwice { section: "Chương II".into() },
        ),
        (change(|it| it.answers[1].number = 3), Rejection::UnknownQuestion { number: 3 }),
        (change(|it| it.answers[1].number = 0), Rejection::UnknownQuestion { number: 0 }),
        (change(|it| it.answers[1].number = 1), Rejection::QuestionTwice { number: 1 }),
    ];
    for (wrong, refused) in rows {
        given([]).when(begin(wrong.clone(), 1)).then_rejected(refused.clone());
        given([begun()]).when(save(wrong, 1, 1)).then_rejected(refused);
    }
}

#[test]
fn it_is_handed_in_whole_and_about_the_newest_version() {
    given([begun()]).when(submit(1, 1)).then([submitted(1, 1, &content(1))]);
    given([begun()]).when(submit(2, 1)).then_rejected(Rejection::OldVersion);
    let mut short = content(1);
    short.answers.remove(0);
    let on = day("2026-03-18");
    given([begun(), Event::Saved { content: Box::new(short), on }])
        .when(submit(1, 1))
        .then_rejected(Rejection::QuestionsUnanswered { numbers: vec![1] });
    given(handed_in()).when(submit(1, 1)).then_rejected(in_stage(Stage::Submitted));
    given([begun()])
        .when(writes("2026-03-15", Writing::Submit { papers: papers(1), round: 1 }))
        .then_rejected(Rejection::BeforeOpinion { earliest: day("2026-03-16") });
}

#[test]
fn what_was_handed_in_stays_and_the_next_version_is_written_beside_it() {
    given(handed_in()).when(save(content(2), 2, 1)).then([saved(2)]);
    let history = || handed_in().into_iter().chain([saved(2)]);
    given(history()).when(submit(2, 1)).then([submitted(2, 1, &content(2))]);
    let all = history().chain([submitted(2, 1, &content(2))]).collect::<Vec<_>>();
    let opinion = Opinion::replay(&all);
    let versions = &opinion.standing().unwrap().versions;
    let said: Vec<_> = versions.iter().map(|it| (it.version, &it.content)).collect();
    assert_eq!(said, [(1, &content(1)), (2, &content(2))]);
    let writing = Opinion::replay(&history().collect::<Vec<_>>());
    let rests_on = writing.standing().unwrap().rests_on().map(|it| it.version);
    assert_eq!(rests_on, Some(1), "while the next one is written");
}

#[test]
fn what_came_back_is_handed_in_again() {
    let give_back =
        || Command::Return { on: day("2026-03-23"), reason: "Quá sơ sài".into(), by: office() };
    given(handed_in()).when(give_back()).then([returned()]);
    given([begun()]).when(give_back()).then_rejected(in_stage(Stage::Draft));
    let back = || handed_in().into_iter().chain([returned()]);
    let submit = || writes("2026-03-24", Writing::Submit { papers: papers(1), round: 1 });
    let again = Event::Submitted {
        version: 2,
        round: 1,
        sha256: content(1).sha256(),
        on: day("2026-03-24"),
    };
    given(back()).when(submit()).then([again.clone()]);
    given(back().chain([saved(1)])).when(submit()).then([again]);
    given(back().chain([saved(1)]))
        .when(Command::Confirm { version: 1 })
        .then_rejected(in_stage(Stage::Returned));
}

#[test]
fn what_was_looked_at_is_written_anew_in_another_round_only() {
    let consider = || Command::Consider { on: day("2026-03-23"), by: office() };
    given(handed_in()).when(consider()).then([considered()]);
    given([begun()]).when(consider()).then_rejected(in_stage(Stage::Draft));
    let save_later = |round| {
        let (content, papers) = (Box::new(content(1)), papers(1));
        writes("2026-03-23", Writing::Save { content, papers, round })
    };
    let done = || handed_in().into_iter().chain([considered()]);
    given(done()).when(save_later(1)).then_rejected(in_stage(Stage::Considered));
    given(done())
        .when(save_later(2))
        .then([Event::Saved { content: Box::new(content(1)), on: day("2026-03-23") }]);
}

#[test]
fn after_a_document_was_replaced_it_is_reaffirmed_or_written_anew() {
    let reaffirm = |newest| {
        let (note, papers) = ("Phần này không đổi".into(), papers(newest));
        writes("2026-03-24", Writing::Reaffirm { note, papers })
    };
    let reaffirmed = |version| Event::Reaffirmed {
        documents: vec![Reaffirmed { document: SCHEME, version }],
        note: "Phần này không đổi".into(),
        on: day("2026-03-24"),
    };
    given(handed_in()).when(reaffirm(1)).then_rejected(Rejection::NotOnOldVersion);
    given(handed_in()).when(reaffirm(2)).then([reaffirmed(2)]);
    given([begun()]).when(reaffirm(2)).then_rejected(in_stage(Stage::Draft));
    let history = || handed_in().into_iter().chain([reaffirmed(2)]);
    given(history()).when(reaffirm(2)).then_rejected(Rejection::NotOnOldVersion);
    given(history()).when(reaffirm(3)).then([reaffirmed(3)]);
    let is_old = |history: Vec<Event>, newest| {
        Opinion::replay(&history).standing().unwrap().is_on_old_version(&papers(newest))
    };
    assert!(!is_old(handed_in(), 1));
    assert!(is_old(handed_in(), 2));
    assert!(!is_old(history().collect(), 2));
    assert!(is_old(history().collect(), 3));
    assert!(!is_old([handed_in(), vec![retracted()]].concat(), 2), "nothing rests on it");
}

#[test]
fn what_was_taken_back_or_is_void_rests_nothing_and_does_not_change() {
    given(handed_in()).when(retract()).then([retracted()]);
    given(handed_in().into_iter().chain([considered()])).when(retract()).then([retracted()]);
    given([begun()]).when(retract()).then_rejected(in_stage(Stage::Draft));
    let void = || Command::Void { on: day("2026-03-24") };
    given([]).when(void()).then([]);
    for history in [vec![begun()], handed_in()] {
        given(history).when(void()).then([voided()]);
    }
    given(handed_in()).when(Command::Confirm { version: 1 }).then([]);
    given(handed_in())
        .when(Command::Confirm { version: 2 })
        .then_rejected(in_stage(Stage::Submitted));
    for (last, stage) in [(retracted(), Stage::Retracted), (voided(), Stage::Void)] {
        let history = || handed_in().into_iter().chain([last.clone()]);
        given(history()).when(void()).then([]);
        given(history()).when(Command::Confirm { version: 1 }).then_rejected(in_stage(stage));
        let save = writes(
            "2026-03-25",
            Writing::Save { content: Box::new(content(1)), papers: papers(1), round: 2 },
        );
        given(history()).when(save).then_rejected(in_stage(stage));
    }
}

fn any_command() -> impl Strategy<Value = Command> {
    let (newest, round) = (1..4u32, 1..3u32);
    let version = 1..4u32;
    prop_oneof![
        4 => (version, newest.clone(), round.clone())
            .prop_map(|(version, newest, round)| save(content(version), newest, round)),
        5 => (newest.clone(), round).prop_map(|(newest, round)| submit(newest, round)),
        2 => newest.prop_map(|newest| {
            let (note, papers) = ("Không đổi".into(), papers(newest));
            writes("2026-03-24", Writing::Reaffirm { note, papers })
        }),
        1 => Just(retract()),
        1 => Just(Command::Void { on: day("2026-03-24") }),
        2 => select(vec![day("2026-03-20"), day("2026-03-21")])
            .prop_map(|on| Command::Return { on, reason: "Sơ sài".into(), by: office() }),
        2 => Just(Command::Consider { on: day("2026-03-20"), by: office() }),
    ]
}

proptest! {
    /// Versions are 1, 2, 3, …, each says for ever what was hashed, and what is taken back or void is the end.
    #[test]
    fn what_was_handed_in_stays(commands in vec(any_command(), 0..40)) {
        let mut history = vec![begun()];
        let mut said: Vec<Content> = Vec::new();
        let mut ended = false;
        for command in commands {
            let events = Opinion::replay(&history).decide(command).unwrap_or_default();
            prop_assert!(!ended || events.is_empty());
            for event in &events {
                if let Event::Submitted { version, sha256, .. } = event {
                    let before = Opinion::replay(&history);
                    let content = &before.standing().unwrap().content;
                    prop_assert_eq!(usize::try_from(*version).unwrap(), said.len() + 1);
                    prop_assert_eq!(sha256, &content.sha256());
                    said.push(content.clone());
                }
                ended |= matches!(event, Event::Retracted { .. } | Event::Voided { .. });
            }
            history.extend(events);
            let opinion = Opinion::replay(&history);
            let standing = opinion.standing().unwrap();
            let kept: Vec<_> = standing.versions.iter().map(|it| it.content.clone()).collect();
            prop_assert_eq!(&kept, &said);
            prop_assert!(!ended || standing.rests_on().is_none());
        }
    }
}

#[test]
fn the_past_still_reads() {
    assert_reads::<Event>(include_str!("golden.jsonl"), Event::VARIANTS);
}
