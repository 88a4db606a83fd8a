//! What becomes of recommendations, rule by rule.

use ledger::scenario::{Scenario, assert_reads};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use strum::VariantNames as _;
use uuid::Uuid;

use super::*;
use crate::domain::report::content::Priority;
use crate::domain::samples::{COMMITTEE, DEPARTMENT, UNION, day, file, office, requester};

fn id(n: u32) -> RecommendationId {
    RecommendationId(Uuid::from_u128(n.into()))
}

fn recommendation(number: u32) -> Recommendation {
    Recommendation {
        id: id(number),
        number,
        kind: RecommendationType::Amend,
        priority: Priority::Normal,
        addressee: None,
        clause: None,
        text: "Bổ sung nguồn lực".into(),
        wished_text: None,
    }
}

fn asked() -> Event {
    Event::Asked {
        asked: Box::new(Asked {
            union: UNION,
            requester: DEPARTMENT,
            field: Field::ScienceTechnology,
            recommendations: (1..=3).map(recommendation).collect(),
            delivered_on: day("2026-04-01"),
            answer_by: day("2026-05-01"),
        }),
    }
}

fn said(n: u32, kind: AnswerKind) -> Box<Answer> {
    let reason = (kind != AnswerKind::Accepted).then(|| "Chưa đủ nguồn lực".into());
    Box::new(Answer { recommendation: id(n), kind, reason, file: None })
}

fn answer(n: u32, kind: AnswerKind, on: &str) -> Command {
    let (answer, on) = (said(n, kind), day(on));
    Command::Answer { answer, on, by: requester(), unit: DEPARTMENT }
}

fn answered(n: u32, kind: AnswerKind, on: &str, late: bool) -> Event {
    let (answer, on) = (said(n, kind), day(on));
    Event::Answered { answer, kind: RecommendationType::Amend, late, on, by: requester() }
}

fn silence(on: &str) -> Command {
    Command::RecordSilence { on: day(on) }
}

fn silent(ns: &[u32]) -> Event {
    let recommendations = ns.iter().map(|n| id(*n)).collect();
    Event::SilenceRecorded { recommendations, on: day("2026-05-02") }
}

fn close() -> Command {
    Command::Close { on: day("2026-05-10"), by: office() }
}

fn closed(tally: Tally) -> Event {
    Event::Closed { tally, on: day("2026-05-10"), by: office() }
}

fn given(history: impl IntoIterator<Item = Event>) -> Scenario<Response> {
    Scenario::given(history)
}

#[test]
fn what_was_delivered_is_asked_once() {
    let Event::Asked { asked: what } = asked() else { unreachable!() };
    given([]).when(Command::Ask { asked: what.clone() }).then([asked()]);
    given([asked()]).when(Command::Ask { asked: what }).then_rejected(Rejection::AskedAlready);
}

#[test]
fn each_recommendation_is_answered_once_in_time_or_late() {
    use AnswerKind::{Accepted, Partly, Rejected};
    for kind in [Accepted, Partly, Rejected] {
        given([asked()]).when(answer(1, kind, "2026-05-01")).then([answered(
            1,
            kind,
            "2026-05-01",
            false,
        )]);
        given([asked()]).when(answer(1, kind, "2026-05-02")).then([answered(
            1,
            kind,
            "2026-05-02",
            true,
        )]);
    }
    given([asked(), answered(1, Accepted, "2026-04-20", false)])
        .when(answer(1, Rejected, "2026-04-21"))
        .then_rejected(Rejection::RecommendationAnswered);
    given([asked()])
        .when(answer(4, Accepted, "2026-04-20"))
        .then_rejected(Rejection::RecommendationNotFound);
    given([asked()])
        .when(answer(1, Accepted, "2026-03-31"))
        .then_rejected(Rejection::BeforeDelivery { earliest: day("2026-04-01") });
    given([]).when(answer(1, Accepted, "2026-04-20")).then_rejected(Rejection::ResponseNotFound);
}

#[test]
fn what_is_not_taken_up_whole_has_a_reason() {
    let without = |kind| {
        let answer = Answer { reason: None, ..*said(1, kind) };
        let (answer, on) = (Box::new(answer), day("2026-04-20"));
        Command::Answer { answer, on, by: requester(), unit: DEPARTMENT }
    };
    for kind in [AnswerKind::Partly, AnswerKind::Rejected] {
        given([asked()]).when(without(kind)).then_rejected(Rejection::ReasonMissing);
    }
    assert!(Response::replay(&[asked()]).decide(without(AnswerKind::Accepted)).is_ok());
}

#[test]
fn the_union_registers_what_came_on_paper_and_no_other_unit_answers() {
    let on_paper = Answer { file: Some(file(51)), ..*said(1, AnswerKind::Accepted) };
    let by = |unit| Command::Answer {
        answer: Box::new(on_paper.clone()),
        on: day("2026-04-20"),
        by: office(),
        unit,
    };
    given([asked()]).when(by(UNION)).then([Event::Answered {
        answer: Box::new(on_paper.clone()),
        kind: RecommendationType::Amend,
        late: false,
        on: day("2026-04-20"),
        by: office(),
    }]);
    given([asked()]).when(by(COMMITTEE)).then_rejected(Rejection::ResponseNotFound);
}

#[test]
fn silence_is_recorded_after_the_last_day_for_all_that_wait() {
    let first = answered(1, AnswerKind::Partly, "2026-04-20", false);
    given([asked(), first.clone()]).when(silence("2026-05-02")).then([silent(&[2, 3])]);
    given([asked()]).when(silence("2026-05-01")).then_rejected(Rejection::NotDue);
    given([asked(), first, silent(&[2, 3])])
        .when(silence("2026-05-02"))
        .then_rejected(Rejection::NotDue);
    let due = |history: &[Event]| Response::replay(history).silent_on();
    assert_eq!(due(&[asked()]), Some(day("2026-05-02")));
    assert_eq!(due(&[asked(), silent(&[1, 2, 3])]), None);
    assert_eq!(due(&[]), None);
}

#[test]
fn an_answer_comes_after_silence_too() {
    given([asked(), silent(&[1, 2, 3])])
        .when(answer(2, AnswerKind::Partly, "2026-05-08"))
        .then([answered(2, AnswerKind::Partly, "2026-05-08", true)]);
}

#[test]
fn a_review_is_closed_when_nothing_waits() {
    given([asked(), answered(1, AnswerKind::Partly, "2026-04-20", false)])
        .when(close())
        .then_rejected(Rejection::RecommendationsWaiting { count: 2 });
    let history = [
        asked(),
        answered(1, AnswerKind::Rejected, "2026-04-20", false),
        silent(&[2, 3]),
        answered(2, AnswerKind::Partly, "2026-05-08", true),
    ];
    let tally = Tally { accepted: 0, partly: 1, rejected: 1, silent: 1 };
    given(history.clone()).when(close()).then([closed(tally)]);
    let ended = || history.iter().cloned().chain([closed(tally)]);
    given(ended()).when(close()).then_rejected(Rejection::StateNotAllowed);
    given(ended())
        .when(answer(3, AnswerKind::Accepted, "2026-05-11"))
        .then_rejected(Rejection::StateNotAllowed);
    given([]).when(close()).then_rejected(Rejection::ResponseNotFound);
}

fn any_command() -> impl Strategy<Value = Command> {
    use AnswerKind::{Accepted, Partly, Rejected};
    let days = select(vec!["2026-04-10", "2026-05-01", "2026-05-02", "2026-06-01"]);
    prop_oneof![
        5 => (1..5u32, select(vec![Accepted, Partly, Rejected]), days)
            .prop_map(|(n, kind, on)| answer(n, kind, on)),
        2 => select(vec!["2026-05-01", "2026-05-02", "2026-05-03"]).prop_map(silence),
        2 => Just(close()),
    ]
}

proptest! {
    /// A review that is closed has each recommendation answered once, or recorded as unanswered; none is both
    /// in its numbers, and together they are all. What waits has its day, by which it ends one way or the other.
    #[test]
    fn every_recommendation_ends_answered_or_recorded_as_unanswered(
        commands in vec(any_command(), 0..20),
    ) {
        let mut history = vec![asked()];
        for command in commands {
            history.extend(Response::replay(&history).decide(command).unwrap_or_default());
        }
        // Time passes, and whatever still waits is recorded.
        if let Some(on) = Response::replay(&history).silent_on() {
            let recorded = Response::replay(&history).decide(Command::RecordSilence { on });
            history.extend(recorded.unwrap());
        }
        history.extend(Response::replay(&history).decide(close()).unwrap_or_default());

        let answers = |n| {
            let of = |event: &&Event| {
                matches!(event, Event::Answered { answer, .. } if answer.recommendation == id(n))
            };
            history.iter().filter(of).count()
        };
        let silences = |n| {
            let of = |event: &&Event| {
                matches!(event, Event::SilenceRecorded { recommendations, .. } if recommendations.contains(&id(n)))
            };
            history.iter().filter(of).count()
        };
        for n in 1..=3 {
            prop_assert!(answers(n) <= 1 && silences(n) <= 1);
            prop_assert!(answers(n) + silences(n) >= 1, "{} has no end", n);
        }
        let Some(Event::Closed { tally, .. }) = history.last() else {
            return Err(TestCaseError::fail("it is closed"));
        };
        let Tally { accepted, partly, rejected, silent } = *tally;
        prop_assert_eq!(accepted + partly + rejected + silent, 3);
        let unanswered = (1..=3).filter(|n| answers(*n) == 0).count();
        prop_assert_eq!(usize::try_from(silent).unwrap(), unanswered);
    }
}

#[test]
fn the_past_still_reads() {
    assert_reads::<Event>(include_str!("golden.jsonl"), Event::VARIANTS);
}
