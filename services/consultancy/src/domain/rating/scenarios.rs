//! What a rating does, rule by rule.

use ledger::scenario::{Scenario, assert_reads};
use proptest::collection::vec;
use proptest::prelude::*;
use strum::VariantNames as _;

use super::*;
use crate::domain::samples::{COMMITTEE, DEPARTMENT, UNION, day, requester};

const PARTIES: Parties = Parties { union: UNION, requester: DEPARTMENT, illustrative: false };

fn content(score: u32) -> Content {
    Content {
        score: Score::new(score).unwrap(), note: Some("Sát yêu cầu, đúng hạn".into())
    }
}

fn rate(score: u32) -> Command {
    let (parties, content) = (PARTIES, content(score));
    Command::Rate { parties, content, on: day("2026-04-10"), by: requester() }
}

fn rated(score: u32) -> Event {
    let (parties, content) = (PARTIES, content(score));
    Event::Rated { parties, content, on: day("2026-04-10"), by: requester() }
}

fn revise(of: UnitId, score: u32) -> Command {
    let content = content(score);
    Command::Revise { requester: of, content, on: day("2026-04-20"), by: requester() }
}

fn revised(score: u32) -> Event {
    let (parties, content) = (PARTIES, content(score));
    Event::Revised { parties, content, on: day("2026-04-20"), by: requester() }
}

fn given(history: impl IntoIterator<Item = Event>) -> Scenario<Rating> {
    Scenario::given(history)
}

#[test]
fn the_scale_is_from_one_to_five() {
    let on_scale: Vec<_> = (0..8).filter_map(Score::new).map(Score::get).collect();
    assert_eq!(on_scale, [1, 2, 3, 4, 5]);
}

#[test]
fn a_review_is_rated_once() {
    given([]).when(rate(4)).then([rated(4)]);
    given([rated(4)]).when(rate(4)).then_rejected(Rejection::ReviewAlreadyRated);
    given([rated(4), revised(5)]).when(rate(3)).then_rejected(Rejection::ReviewAlreadyRated);
}

#[test]
fn it_is_rated_anew_where_something_changes() {
    given([rated(4)]).when(revise(DEPARTMENT, 5)).then([revised(5)]);
    given([rated(4), revised(5)]).when(revise(DEPARTMENT, 4)).then([revised(4)]);
    given([rated(4)]).when(revise(DEPARTMENT, 4)).then_rejected(Rejection::NothingRevised);
    given([]).when(revise(DEPARTMENT, 4)).then_rejected(Rejection::RatingNotFound);
}

#[test]
fn another_unit_does_not_reach_it() {
    for other in [COMMITTEE, UNION] {
        given([rated(4)]).when(revise(other, 1)).then_rejected(Rejection::RatingNotFound);
    }
}

proptest! {
    /// Whatever is asked: what stands is what the requester said last, and each thing that it said is another.
    #[test]
    fn what_stands_is_what_the_requester_said_last(
        commands in vec((any::<bool>(), any::<bool>(), 1..=5_u32), 0..20),
    ) {
        let (mut history, mut said) = (Vec::new(), None);
        for (anew, own, score) in commands {
            let of = if own { DEPARTMENT } else { COMMITTEE };
            let command = if anew { revise(of, score) } else { rate(score) };
            let taken = Rating::replay(&history).decide(command);
            let is_news = if anew { own && said.is_some_and(|it| it != score) } else { said.is_none() };
            prop_assert_eq!(taken.is_ok(), is_news);
            if is_news {
                said = Some(score);
            }
            history.extend(taken.unwrap_or_default());
        }
        let stands = match Rating::replay(&history) {
            Rating::Absent => None,
            Rating::Rated { content, .. } => Some(content.score.get()),
        };
        prop_assert_eq!(stands, said);
    }
}

#[test]
fn the_past_still_reads() {
    assert_reads::<Event>(include_str!("golden.jsonl"), Event::VARIANTS);
}
