//! Uptake is what a recount of the ledger gives: any history that the domain allows, on a real PostgreSQL.

use std::collections::BTreeMap;

use chassis::reading::Moment;
use chrono::{Days, NaiveDate};
use contracts::consultancy::v1 as wire;
use ledger::{Decider as _, Entry, View as _};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use proptest::test_runner::TestRunner;
use sqlx::{Acquire as _, PgConnection};
use tokio::sync::Mutex;

use super::queries::{Filter, list_uptake};
use super::*;
use crate::domain::RecommendationId;
use crate::domain::kinds::Field;
use crate::domain::report::content::{Priority, Recommendation, RecommendationType};
use crate::domain::response::{Answer, AnswerKind, Command};
use crate::domain::samples::{COMMITTEE, DEPARTMENT, UNION, day, office, requester};
use crate::views::samples::{entry, recorded, stored, tables};

const REVIEWS: u32 = 5;
const DAYS: [&str; 6] =
    ["2026-03-31", "2026-04-20", "2026-05-02", "2026-12-20", "2027-01-15", "2027-06-01"];

/// What somebody tries with one of the reviews.
#[derive(Debug, Clone, Copy)]
enum Attempt {
    Ask,
    Answer { number: u32, kind: AnswerKind, on: &'static str },
    RecordSilence,
    Close,
}

fn any_attempt() -> impl Strategy<Value = (u32, Attempt)> {
    let kinds = vec![AnswerKind::Accepted, AnswerKind::Partly, AnswerKind::Rejected];
    let answer = (1..4u32, select(kinds), select(DAYS.to_vec()))
        .prop_map(|(number, kind, on)| Attempt::Answer { number, kind, on });
    let attempt = prop_oneof![
        3 => Just(Attempt::Ask),
        6 => answer,
        2 => Just(Attempt::RecordSilence),
        1 => Just(Attempt::Close),
    ];
    (0..REVIEWS, attempt)
}

fn id(review: u32, number: u32) -> RecommendationId {
    RecommendationId(Uuid::from_u128((review * 16 + number).into()))
}

/// Two requesters, two fields and two years, so that some reviews share a line and others do not.
fn asked(review: u32) -> Asked {
    let recommendation = |number| Recommendation {
        id: id(review, number),
        number,
        kind: RecommendationType::Amend,
        priority: Priority::Normal,
        addressee: None,
        clause: None,
        text: "Bổ sung nguồn lực".into(),
        wished_text: None,
    };
    let delivered_on = day(if review < 3 { "2026-04-01" } else { "2026-12-20" });
    Asked {
        union: UNION,
        requester: if review.is_multiple_of(2) { DEPARTMENT } else { COMMITTEE },
        field: if review == 2 { Field::AgricultureEnvironment } else { Field::ScienceTechnology },
        recommendations: (1..=3).map(recommendation).collect(),
        delivered_on,
        answer_by: delivered_on + Days::new(30),
    }
}

fn command(review: u32, attempt: Attempt) -> Command {
    match attempt {
        Attempt::Ask => Command::Ask { asked: Box::new(asked(review)) },
        Attempt::Answer { number, kind, on } => {
            let (recommendation, reason) = (id(review, number), Some("Chưa đủ nguồn lực".into()));
            let answer = Box::new(Answer { recommendation, kind, reason, file: None });
            Command::Answer { answer, on: day(on), by: requester(), unit: asked(review).requester }
        }
        Attempt::RecordSilence => {
            Command::RecordSilence { on: asked(review).answer_by + Days::new(1) }
        }
        Attempt::Close => Command::Close { on: day("2027-06-01"), by: office() },
    }
}

/// What of the attempts was recorded, in order.
fn ledger_of(attempts: &[(u32, Attempt)]) -> Vec<(u32, Event)> {
    let mut ledger: Vec<(u32, Event)> = Vec::new();
    for (review, attempt) in attempts {
        let own = ledger.iter().filter(|(of, _)| of == review).map(|(_, event)| event);
        let decided = Response::replay(own).decide(command(*review, *attempt));
        ledger.extend(decided.unwrap_or_default().into_iter().map(|event| (*review, event)));
    }
    ledger
}

type Key = (Uuid, i32, i32);

/// Delivered, accepted, partly, rejected, silent, waiting: by hand, from what had happened by the day.
fn recount(ledger: &[(u32, Event)], as_of: NaiveDate) -> BTreeMap<Key, [i32; 6]> {
    const WAITING: usize = 5;
    let mut became: BTreeMap<RecommendationId, (Key, usize)> = BTreeMap::new();
    for (_, event) in ledger {
        match event {
            Event::Asked { asked } if asked.delivered_on <= as_of => {
                let field = wire::ReviewField::from(asked.field).into();
                let year = chrono::Datelike::year(&asked.delivered_on);
                let key = (asked.requester.0, field, year);
                became.extend(asked.recommendations.iter().map(|it| (it.id, (key, WAITING))));
            }
            Event::Answered { answer, on, .. } if *on <= as_of => {
                let to = match answer.kind {
                    AnswerKind::Accepted => 1,
                    AnswerKind::Partly => 2,
                    AnswerKind::Rejected => 3,
                };
                became.get_mut(&answer.recommendation).unwrap().1 = to;
            }
            Event::SilenceRecorded { recommendations, on } if *on <= as_of => {
                for id in recommendations {
                    let of = &mut became.get_mut(id).unwrap().1;
                    // An answer is told on the day on which it was given, before its silence too.
                    if *of == WAITING {
                        *of = 4;
                    }
                }
            }
            Event::Asked { .. }
            | Event::Answered { .. }
            | Event::SilenceRecorded { .. }
            | Event::Closed { .. } => {}
        }
    }
    let mut lines: BTreeMap<Key, [i32; 6]> = BTreeMap::new();
    for (key, to) in became.into_values() {
        let line = lines.entry(key).or_default();
        line[0] += 1;
        line[to] += 1;
    }
    lines
}

/// All that is told, page by page.
async fn told(connection: &mut PgConnection, at: Moment) -> BTreeMap<Key, [i32; 6]> {
    let filter = Filter { union: UNION.0, requester: None, field: None, year: None };
    let (mut lines, mut last) = (BTreeMap::new(), None);
    loop {
        let page = list_uptake(connection, filter, at, last.as_ref(), 2).await.unwrap();
        let is_last = page.len() < 2;
        for (key, it) in page {
            let of = (it.requester_unit_id.parse().unwrap(), it.field, it.year);
            let line = [it.delivered, it.accepted, it.partly, it.rejected, it.silent, it.waiting];
            assert_eq!(lines.insert(of, line), None, "a line is told once");
            last = Some(key);
        }
        if is_last {
            return lines;
        }
    }
}

async fn shown(
    connection: &mut PgConnection,
    entries: &[Entry],
    at: Moment,
) -> BTreeMap<Key, [i32; 6]> {
    let events: Vec<_> = entries.iter().map(recorded::<Uptake>).collect();
    // Rolled back: the next case starts with nothing.
    let mut tx = connection.begin().await.unwrap();
    Uptake::apply(&mut tx, &events).await.unwrap();
    told(&mut tx, at).await
}

/// Whatever was tried, in whatever order: as of each day, and as known after each event, uptake is the recount.
#[test]
fn uptake_equals_a_recount_from_events() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let (_database, connection) = runtime.block_on(tables::<Uptake>());
    let connection = Mutex::new(connection);
    let any_case = (vec(any_attempt(), 0..60), select(DAYS.to_vec()), any::<Index>());
    let outcome = TestRunner::default().run(&any_case, |(attempts, as_of, known)| {
        let ledger = ledger_of(&attempts);
        let known = known.index(ledger.len() + 1);
        let entries = (1..).zip(&ledger).map(|(position, (review, event))| {
            let review = Uuid::from_u128(u128::from(*review) + 1);
            entry(position, (Response::CATEGORY, review, stored(event)))
        });
        let entries: Vec<_> = entries.collect();
        let known_at =
            entry(known.try_into().unwrap(), ("", Uuid::nil(), String::new())).recorded_at;
        let at = Moment { as_of: day(as_of), known_at };
        let shown =
            runtime.block_on(async { shown(&mut *connection.lock().await, &entries, at).await });
        prop_assert_eq!(shown, recount(&ledger[..known], day(as_of)));
        Ok(())
    });
    outcome.unwrap();
}
