//! What a proposal does, rule by rule.

use ledger::scenario::{Scenario, assert_reads};
use proptest::collection::vec;
use proptest::prelude::*;
use strum::{IntoEnumIterator as _, VariantNames as _};
use uuid::Uuid;

use super::*;
use crate::domain::regulation;
use crate::domain::samples::{COMMITTEE, DEPARTMENT, UNION, day, decision, file, office, terms};

fn text(title: &str) -> Box<Text> {
    Box::new(Text {
        title: title.into(),
        field: Field::Intellectuals,
        theme: "Chính sách thu hút trí thức".into(),
        text: "Đề nghị ban hành chính sách thu hút trí thức về tỉnh.".into(),
        addressee: COMMITTEE,
    })
}

fn letter(n: u128) -> Letter {
    Letter { reference: decision(), file: file(n) }
}

/// Answers are due after 45 days.
fn regulation() -> Box<Regulation> {
    Box::new(Regulation::replay(&[regulation::Event::Issued {
        union: UNION,
        effective_on: day("2026-01-02"),
        terms: Box::new(terms()),
        decision: decision(),
        secret: Uuid::from_u128(1),
    }]))
}

fn draft(text: Box<Text>) -> Command {
    let drafted_on = day("2026-03-02");
    Command::Draft { union: UNION, text, illustrative: false, drafted_on, by: office() }
}

fn drafted() -> Event {
    let (on, text) = (day("2026-03-02"), text("Thu hút trí thức"));
    Event::Drafted { union: UNION, text, illustrative: false, on, by: office() }
}

fn submitted() -> Event {
    Event::Submitted {
        union: UNION,
        text: text("Thu hút trí thức"),
        illustrative: false,
        on: day("2026-03-03"),
        letter: letter(1),
        answer_by: day("2026-04-17"),
        by: office(),
    }
}

fn silence() -> Event {
    Event::SilenceRecorded { on: day("2026-04-18") }
}

fn answered(on: &str, late: bool) -> Event {
    let (on, outcome, answer) = (day(on), Outcome::Partly, "Tiếp thu một phần.".into());
    Event::Answered { on, outcome, answer, letter: letter(2), late, by: office() }
}

fn withdrawn(submitted: bool) -> Event {
    let (on, reason) = (day("2026-05-04"), "Đã có chính sách mới.".into());
    Event::Withdrawn { on, reason, submitted, by: office() }
}

fn on(day_of: &str, act: Act) -> Command {
    Command::Do { of: UNION, on: day(day_of), by: office(), act }
}

fn submit() -> Act {
    Act::Submit { letter: letter(1), regulation: regulation() }
}

fn answer() -> Act {
    let answer = "Tiếp thu một phần.".into();
    Act::Answer { outcome: Outcome::Partly, answer, letter: letter(2) }
}

fn withdraw() -> Act {
    Act::Withdraw { reason: "Đã có chính sách mới.".into() }
}

fn given(history: impl IntoIterator<Item = Event>) -> Scenario<Proposal> {
    Scenario::given(history)
}

#[test]
fn a_draft_is_written_anew_until_it_is_submitted() {
    given([]).when(draft(text("Thu hút trí thức"))).then([drafted()]);
    given([drafted()])
        .when(draft(text("Thu hút trí thức")))
        .then_rejected(Rejection::ProposalAlreadyDrafted);
    let revised = Event::Revised { text: text("Trọng dụng trí thức"), by: office() };
    let revise = || Act::Revise { text: text("Trọng dụng trí thức") };
    given([drafted()]).when(on("2026-03-02", revise())).then([revised.clone()]);
    given([drafted()]).when(on("2026-03-03", submit())).then([submitted()]);
    let Event::Submitted { union, illustrative, on: sent, letter, answer_by, by, .. } = submitted()
    else {
        panic!("it is submitted")
    };
    let text = text("Trọng dụng trí thức");
    let anew = Event::Submitted { union, text, illustrative, on: sent, letter, answer_by, by };
    given([drafted(), revised]).when(on("2026-03-03", submit())).then([anew]);
    let stage = Stage::Submitted { answer_by: day("2026-04-17") };
    given([drafted(), submitted()])
        .when(on("2026-03-04", revise()))
        .then_rejected(Rejection::StateNotAllowed { stage });
}

#[test]
fn nothing_is_proposed_to_oneself() {
    let to_itself = || Box::new(Text { addressee: UNION, ..*text("Tự đề xuất") });
    given([]).when(draft(to_itself())).then_rejected(Rejection::ProposedToItself);
    given([drafted()])
        .when(on("2026-03-02", Act::Revise { text: to_itself() }))
        .then_rejected(Rejection::ProposedToItself);
}

#[test]
fn its_days_are_those_of_the_regulation() {
    let act = Act::Submit { letter: letter(1), regulation: Box::default() };
    given([drafted()]).when(on("2026-03-03", act)).then_rejected(Rejection::RegulationMissing);
}

#[test]
fn silence_is_recorded_once_on_the_day_after_the_last() {
    let record = |on| Command::RecordSilence { on: day(on) };
    given([drafted(), submitted()]).when(record("2026-04-18")).then([silence()]);
    for (history, on) in [
        (vec![drafted()], "2026-04-18"),
        (vec![drafted(), submitted()], "2026-04-17"),
        (vec![drafted(), submitted(), silence()], "2026-04-18"),
        (vec![drafted(), submitted(), answered("2026-04-01", false)], "2026-04-18"),
    ] {
        given(history).when(record(on)).then_rejected(Rejection::NotDue);
    }
    given([]).when(record("2026-04-18")).then_rejected(Rejection::ProposalNotFound);
}

#[test]
fn an_answer_is_recorded_in_time_late_and_after_silence() {
    let history = [drafted(), submitted()];
    let late = [drafted(), submitted(), silence()];
    given(history.clone()).when(on("2026-04-17", answer())).then([answered("2026-04-17", false)]);
    given(history).when(on("2026-04-18", answer())).then([answered("2026-04-18", true)]);
    given(late.clone()).when(on("2026-06-01", answer())).then([answered("2026-06-01", true)]);
    let ended = late.into_iter().chain([answered("2026-06-01", true)]);
    given(ended)
        .when(on("2026-06-02", answer()))
        .then_rejected(Rejection::StateNotAllowed { stage: Stage::Answered });
    given([drafted()])
        .when(on("2026-03-03", answer()))
        .then_rejected(Rejection::StateNotAllowed { stage: Stage::Draft });
}

#[test]
fn an_addressee_is_reminded_while_it_owes_an_answer() {
    let reminded =
        Event::Reminded {
            on: day("2026-05-04"), note: "Công văn nhắc lần 1".into(), by: office()
        };
    let remind = || on("2026-05-04", Act::Remind { note: "Công văn nhắc lần 1".into() });
    given([drafted(), submitted()]).when(remind()).then([reminded.clone()]);
    given([drafted(), submitted(), silence()]).when(remind()).then([reminded.clone()]);
    given([drafted(), submitted(), silence(), reminded])
        .when(on("2026-05-03", answer()))
        .then_rejected(Rejection::BeforeProposal { earliest: day("2026-05-04") });
    given([drafted()])
        .when(remind())
        .then_rejected(Rejection::StateNotAllowed { stage: Stage::Draft });
}

#[test]
fn it_is_withdrawn_until_it_is_answered() {
    given([drafted()]).when(on("2026-05-04", withdraw())).then([withdrawn(false)]);
    given([drafted(), submitted()]).when(on("2026-05-04", withdraw())).then([withdrawn(true)]);
    given([drafted(), submitted(), silence()])
        .when(on("2026-05-04", withdraw()))
        .then([withdrawn(true)]);
    given([drafted(), submitted(), answered("2026-04-01", false)])
        .when(on("2026-05-04", withdraw()))
        .then_rejected(Rejection::StateNotAllowed { stage: Stage::Answered });
}

#[test]
fn another_union_does_not_reach_it() {
    let of = DEPARTMENT;
    let command = Command::Do { of, on: day("2026-03-03"), by: office(), act: withdraw() };
    given([drafted()]).when(command.clone()).then_rejected(Rejection::ProposalNotFound);
    given([]).when(command).then_rejected(Rejection::ProposalNotFound);
}

fn any_command() -> impl Strategy<Value = Command> {
    let any_day = (0..120u64).prop_map(|n| day("2026-03-02") + Days::new(n));
    let outcomes: Vec<_> = Outcome::iter().collect();
    let act = prop_oneof![
        Just(Act::Revise { text: text("Khác") }),
        Just(submit()),
        Just(Act::Remind { note: "Nhắc".into() }),
        proptest::sample::select(outcomes).prop_map(|outcome| Act::Answer {
            outcome,
            answer: "Trả lời".into(),
            letter: letter(2),
        }),
        Just(withdraw()),
    ];
    prop_oneof![
        1 => Just(draft(text("Thu hút trí thức"))),
        6 => (any_day.clone(), act)
            .prop_map(|(on, act)| Command::Do { of: UNION, on, by: office(), act }),
        3 => any_day.prop_map(|on| Command::RecordSilence { on }),
    ]
}

proptest! {
    /// Whatever is asked: it is sent and answered once at most, its silence is recorded once at most and
    /// never before its days have passed or after its answer, and an answer is late when they have passed.
    #[test]
    fn a_proposal_ends_answered_or_its_silence_is_known(commands in vec(any_command(), 0..40)) {
        let mut history: Vec<Event> = Vec::new();
        for command in commands {
            history.extend(Proposal::replay(&history).decide(command).unwrap_or_default());
        }
        let sent: Vec<_> = history.iter().filter_map(|event| match event {
            Event::Submitted { answer_by, .. } => Some(*answer_by),
            Event::Drafted { .. } | Event::Revised { .. } | Event::Reminded { .. }
            | Event::SilenceRecorded { .. } | Event::Answered { .. } | Event::Withdrawn { .. } => None,
        }).collect();
        prop_assert!(sent.len() <= 1);
        let mut silences = 0;
        let mut answers = 0;
        for event in &history {
            match event {
                Event::SilenceRecorded { on } => {
                    silences += 1;
                    prop_assert_eq!(answers, 0, "silent after its answer");
                    prop_assert_eq!(Some(*on), sent.first().map(|last| *last + Days::new(1)));
                }
                Event::Answered { on, late, .. } => {
                    answers += 1;
                    prop_assert_eq!(Some(*late), sent.first().map(|last| last < on));
                }
                Event::Drafted { .. } | Event::Revised { .. } | Event::Submitted { .. }
                | Event::Reminded { .. } | Event::Withdrawn { .. } => {}
            }
        }
        prop_assert!(silences <= 1 && answers <= 1, "{silences} silences, {answers} answers");
    }
}

#[test]
fn the_past_still_reads() {
    assert_reads::<Event>(include_str!("golden.jsonl"), Event::VARIANTS);
}
