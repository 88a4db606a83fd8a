//! Promise 1: positions 1..n without a gap, revisions 1..n per stream, time monotone, chain valid; a
//! command is recorded whole or not at all, and one loser does not fail its neighbours.

use std::sync::Arc;
use std::time::Duration;

use futures::future::{BoxFuture, join_all};
use ledger::{
    CommandError, DecidedEvent, Ledger, Part, Revision, Step, StreamName, WriterOptions,
    reservation,
};
use proptest::prelude::*;
use uuid::Uuid;

use crate::tally::{self, Command, asked, assert_sound, handler, open, open_with, request};

/// Proposes events on a revision of the test's choice, without looking.
struct Blind {
    stream: StreamName,
    revision: Revision,
    event_type: &'static str,
    events: usize,
}

impl Step for Blind {
    fn stream(&self) -> StreamName {
        self.stream.clone()
    }

    fn decide<'a>(&'a self, _: &'a Ledger) -> BoxFuture<'a, Result<Part, CommandError>> {
        let event = || DecidedEvent {
            event_type: self.event_type.into(),
            data: r#"{"type":"added","data":{"amount":1}}"#.into(),
            published: None,
        };
        let events = std::iter::repeat_with(event).take(self.events).collect();
        let part = Part { stream: self.stream.clone(), revision: self.revision, events };
        Box::pin(async { Ok(part) })
    }
}

pub fn blind(stream: u128, revision: Revision, events: usize) -> Box<dyn Step> {
    let stream = StreamName::new("tally", Uuid::from_u128(stream));
    Box::new(Blind { stream, revision, event_type: "tally.added", events })
}

#[tokio::test]
async fn a_command_answers_where_it_was_recorded() {
    let database = servers::test::database().await;
    let ledger = open(&database.url()).await;
    let tallies = handler(&ledger);

    let first = tallies.handle(7, Command::Add(5), request(1)).await.unwrap();
    let second = tallies.handle(7, Command::Add(6), request(2)).await.unwrap();

    assert_eq!((first.position, first.revision, first.repeated), (1, 1, false));
    assert_eq!((second.position, second.revision), (2, 2));
    assert_eq!(second.events[0].event_type, "TallyAdded");
    assert_eq!(tallies.load(7).await.unwrap(), (tally::Tally { sum: 11 }, 2));
    assert_eq!(assert_sound(&ledger).await[1].event_id, second.events[0].event_id);
}

#[tokio::test]
async fn a_refused_command_records_nothing() {
    let database = servers::test::database().await;
    let ledger = open(&database.url()).await;

    let refused = handler(&ledger).handle(7, Command::Add(tally::LIMIT + 1), request(1)).await;

    assert!(
        matches!(&refused, Err(CommandError::Rejected(r)) if r.reason() == "LIMIT_PASSED"),
        "{refused:?}"
    );
    assert_eq!(ledger.head().await.unwrap().position, 0);
}

#[tokio::test]
async fn a_validated_command_plans_its_events_and_records_nothing() {
    let database = servers::test::database().await;
    let ledger = open(&database.url()).await;
    let mut validating = request(1);
    validating.validate_only = true;

    let planned = handler(&ledger).handle(7, Command::Add(5), validating).await.unwrap();

    assert_eq!((planned.position, planned.events[0].position, planned.recorded_at), (0, 0, None));
    assert_eq!(ledger.head().await.unwrap().position, 0);
}

#[tokio::test]
async fn a_stale_etag_is_refused_with_the_present_revision() {
    let database = servers::test::database().await;
    let ledger = open(&database.url()).await;
    let tallies = handler(&ledger);
    tallies.handle(7, Command::Add(5), request(1)).await.unwrap();
    tallies.handle(7, Command::Add(5), request(2)).await.unwrap();

    let mut late = request(3);
    late.expected = Some(1);
    let refused = tallies.handle(7, Command::Add(5), late).await;

    assert!(
        matches!(refused, Err(CommandError::StaleRevision { expected: 1, current: 2, .. })),
        "{refused:?}"
    );
}

#[tokio::test]
async fn an_act_over_several_streams_is_recorded_whole_or_not_at_all() {
    let database = servers::test::database().await;
    let ledger = open(&database.url()).await;
    ledger.act(request(1), vec![blind(1, 0, 1)]).await.unwrap();

    let torn = ledger.act(request(2), vec![blind(2, 0, 1), blind(1, 0, 1)]).await;
    assert!(matches!(torn, Err(CommandError::Contended { .. })), "{torn:?}");
    assert_eq!(ledger.head().await.unwrap().position, 1);

    let whole = ledger.act(request(3), vec![blind(2, 0, 2), blind(1, 1, 1)]).await.unwrap();
    assert_eq!(whole.events.iter().map(|e| e.revision).collect::<Vec<_>>(), [1, 2, 2]);
    assert_sound(&ledger).await;
}

#[tokio::test]
async fn a_step_that_decides_nothing_still_holds_its_stream() {
    let database = servers::test::database().await;
    let ledger = open(&database.url()).await;
    ledger.act(request(1), vec![blind(1, 0, 1)]).await.unwrap();

    let moved = ledger.act(request(2), vec![blind(2, 0, 1), blind(1, 0, 0)]).await;

    assert!(matches!(moved, Err(CommandError::Contended { .. })), "{moved:?}");
    assert_eq!(ledger.head().await.unwrap().position, 1);
}

#[tokio::test]
async fn a_command_the_database_refuses_does_not_fail_its_neighbours() {
    let database = servers::test::database().await;
    let ledger = open(&database.url()).await;
    let illegal = |n: u128| -> Box<dyn Step> {
        let stream = StreamName::new("tally", n);
        Box::new(Blind { stream, revision: 0, event_type: "not a subject!", events: 1 })
    };

    let acts = (0..40u128).map(|n| {
        let step = if n % 10 == 3 { illegal(n) } else { blind(n, 0, 1) };
        ledger.act(request(n + 1), vec![step])
    });
    let answers = join_all(acts).await;

    for (n, answer) in answers.iter().enumerate() {
        assert_eq!(answer.is_ok(), n % 10 != 3, "{n}: {answer:?}");
    }
    assert_eq!(assert_sound(&ledger).await.len(), 36);
}

#[tokio::test]
async fn an_event_that_could_not_be_published_is_refused_before_it_is_recorded() {
    #[derive(Debug, Default)]
    struct Heavy;
    #[derive(Debug, serde::Serialize, serde::Deserialize, strum::IntoStaticStr)]
    enum Weighed {
        Text(String),
    }
    impl ledger::Decider for Heavy {
        const CATEGORY: &'static str = "heavy";
        type Command = usize;
        type Event = Weighed;
        type Rejection = tally::Rejection;
        fn decide(&self, bytes: usize) -> Result<Vec<Weighed>, tally::Rejection> {
            Ok(vec![Weighed::Text("x".repeat(bytes))])
        }
        fn evolve(self, _: &Weighed) -> Self {
            self
        }
    }
    let database = servers::test::database().await;
    let ledger = open(&database.url()).await;
    let heavies = ledger::CommandHandler::<Heavy>::new(ledger.clone(), |_, _| None);

    let refused = heavies.handle(1, 300_000, request(1)).await;

    assert!(matches!(refused, Err(CommandError::TooLarge { limit: 262_144, .. })), "{refused:?}");
    heavies.handle(1, 200_000, request(2)).await.unwrap();
}

#[tokio::test]
async fn one_of_many_who_want_the_same_key_gets_it() {
    let database = servers::test::database().await;
    let ledger = open(&database.url()).await;
    let other_replica = open(&database.url()).await;

    let acts = (0..32u128).map(|n| {
        let ledger = if n.is_multiple_of(2) { &ledger } else { &other_replica };
        let reserve = reservation::reserve(ledger, "code", "HOI-01", n.to_string(), "CODE_TAKEN");
        let command = handler(ledger).step(n, Command::Add(1));
        ledger.act(request(n + 1), vec![command, reserve])
    });
    let answers = join_all(acts).await;

    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 1);
    let refused = |answer: &Result<_, CommandError>| match answer {
        Ok(_) => true,
        Err(CommandError::Rejected(rejection)) => rejection.reason() == "CODE_TAKEN",
        Err(_) => false,
    };
    assert!(answers.iter().all(refused), "{answers:?}");
    assert_eq!(assert_sound(&ledger).await.len(), 2);
}

#[tokio::test]
async fn rows_cannot_be_changed_deleted_or_truncated() {
    let database = servers::test::database().await;
    let ledger = open(&database.url()).await;
    handler(&ledger).handle(7, Command::Add(5), request(1)).await.unwrap();

    for statement in
        ["UPDATE ledger.entry SET data = 'x'", "DELETE FROM ledger.entry", "TRUNCATE ledger.entry"]
    {
        let refused = sqlx::query(statement).execute(ledger.pool()).await.unwrap_err();
        assert!(refused.to_string().contains("append-only"), "{statement}: {refused}");
    }
}

#[tokio::test]
async fn a_tampered_row_is_found_at_its_position() {
    let database = servers::test::database().await;
    let ledger = open(&database.url()).await;
    for n in 1..=20 {
        handler(&ledger).handle(n % 3, Command::Add(1), request(n)).await.unwrap();
    }
    let tamper = [
        ("UPDATE ledger.entry SET data = replace(data, '1', '9') WHERE position = 7", Some(7)),
        ("UPDATE ledger.entry SET provenance = '{}' WHERE position = 6", Some(6)),
        ("UPDATE ledger.entry SET published = '\\x00' WHERE position = 5", Some(5)),
        (
            "UPDATE ledger.entry SET recorded_at = recorded_at + interval '1 us' WHERE position = 4",
            Some(4),
        ),
        ("UPDATE ledger.entry SET revision = 1000 WHERE position = 3", Some(3)),
        ("DELETE FROM ledger.entry WHERE position = 1", Some(2)),
    ];
    sqlx::query("ALTER TABLE ledger.entry DISABLE TRIGGER entry_append_only")
        .execute(ledger.pool())
        .await
        .unwrap();
    for (statement, found) in tamper {
        sqlx::query(statement).execute(ledger.pool()).await.unwrap();
        assert_eq!(ledger.verify(1, 20).await.unwrap(), found, "{statement}");
    }
}

#[tokio::test]
async fn a_full_queue_refuses_instead_of_waiting() {
    let database = servers::test::database().await;
    let tuning = WriterOptions { queue: 2, ..WriterOptions::default() };
    let ledger = open_with(&database.url(), tuning).await;
    let mut holder = ledger.pool().begin().await.unwrap();
    sqlx::query("SELECT pg_advisory_xact_lock(7310, 1)").execute(&mut *holder).await.unwrap();

    let acts: Vec<_> = (0..20u128)
        .map(|n| {
            let ledger = ledger.clone();
            tokio::spawn(async move { ledger.act(request(n + 1), vec![blind(n, 0, 1)]).await })
        })
        .collect();
    let overloaded = async {
        loop {
            let full = ledger.act(request(100), vec![blind(100, 0, 1)]);
            match tokio::time::timeout(Duration::from_millis(50), full).await {
                Ok(Err(CommandError::Overloaded)) => return,
                Ok(other) => panic!("{other:?}"),
                Err(_) => {}
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(10), overloaded).await.expect("refused at last");

    holder.rollback().await.unwrap();
    let mut recorded = 0;
    for act in acts {
        match act.await.unwrap() {
            Ok(_) => recorded += 1,
            Err(error) => assert!(matches!(error, CommandError::Overloaded), "{error:?}"),
        }
    }
    assert!(recorded >= 1, "what had been taken is answered");
    assert_sound(&ledger).await;
}

#[tokio::test]
async fn shutting_down_answers_what_waits_and_refuses_what_comes_later() {
    let database = servers::test::database().await;
    let ledger = open(&database.url()).await;
    let acts: Vec<_> = (0..50u128)
        .map(|n| {
            let ledger = ledger.clone();
            tokio::spawn(async move { ledger.act(request(n + 1), vec![blind(n, 0, 1)]).await })
        })
        .collect();
    tokio::task::yield_now().await;

    ledger.shutdown().await;

    let answers = join_all(acts).await;
    let recorded = answers.iter().filter(|answer| matches!(answer, Ok(Ok(_)))).count();
    assert_eq!(ledger.head().await.unwrap().position, i64::try_from(recorded).unwrap());
    let late = ledger.act(request(99), vec![blind(99, 0, 1)]).await;
    assert!(matches!(late, Err(CommandError::Unavailable(_))), "{late:?}");
}

#[derive(Debug, Clone)]
enum Attempt {
    /// Through the handler: reloads on conflict.
    Add { stream: u8, amount: u8 },
    /// On a guessed revision: may lose.
    Guess { stream: u8, revision: u8, other: Option<u8> },
    /// A request id that others may use as well, with the same content.
    Shared { id: u8 },
    /// A backend of this database is killed.
    Kill,
}

fn any_attempt() -> impl Strategy<Value = Attempt> {
    prop_oneof![
        8 => (0..4u8, 0..9u8).prop_map(|(stream, amount)| Attempt::Add { stream, amount }),
        4 => (0..4u8, 0..6u8, proptest::option::of(4..6u8))
            .prop_map(|(stream, revision, other)| Attempt::Guess { stream, revision, other }),
        4 => (0..6u8).prop_map(|id| Attempt::Shared { id }),
        1 => Just(Attempt::Kill),
    ]
}

async fn attempt(ledger: Ledger, n: u128, attempt: Attempt) -> Result<(), CommandError> {
    let id = Uuid::from_u128(n + 1_000);
    match attempt {
        Attempt::Add { stream, amount } => {
            let command = Command::Add(amount.into());
            handler(&ledger).handle(stream, command, asked(id, "add")).await?;
        }
        Attempt::Guess { stream, revision, other } => {
            let mut steps = vec![blind(stream.into(), revision.into(), 1)];
            steps.extend(other.map(|other| blind(other.into(), 0, 1)));
            ledger.act(asked(id, "guess"), steps).await?;
        }
        Attempt::Shared { id } => {
            let asked = asked(Uuid::from_u128(id.into()), "shared");
            handler(&ledger).handle(9, Command::Add(1), asked).await?;
        }
        Attempt::Kill => {
            let kill = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                        WHERE datname = current_database() AND query LIKE '%ledger.append%'
                          AND pid <> pg_backend_pid() LIMIT 1";
            let _ = sqlx::query(kill).execute(ledger.pool()).await;
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, max_shrink_iters: 40, ..ProptestConfig::default() })]

    /// Whatever is attempted at once from two replicas, killed backends included, the history is
    /// sound, each acknowledged command is in it, and each shared request id is in it at most once.
    #[test]
    fn any_concurrent_history_is_sound(attempts in proptest::collection::vec(any_attempt(), 1..60)) {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.block_on(async {
            let database = servers::test::database().await;
            let replicas = Arc::new([open(&database.url()).await, open(&database.url()).await]);
            let tasks = attempts.into_iter().enumerate().map(|(n, what)| {
                let replicas = Arc::clone(&replicas);
                tokio::spawn(async move {
                    let acknowledged = attempt(replicas[n % 2].clone(), n as u128, what.clone()).await.is_ok();
                    (n as u128, what, acknowledged)
                })
            });
            let outcomes: Vec<_> = join_all(tasks).await.into_iter().map(Result::unwrap).collect();

            let entries = assert_sound(&replicas[0]).await;
            let times_recorded = |request: Uuid| {
                let mark = format!("\"request_id\":\"{request}\"");
                entries.iter().filter(|e| e.private.as_ref().is_some_and(|p| p.provenance.contains(&mark))).count()
            };
            for (n, what, acknowledged) in outcomes {
                let (id, most) = match what {
                    Attempt::Shared { id } => (Uuid::from_u128(id.into()), 1),
                    Attempt::Guess { other, .. } => (Uuid::from_u128(n + 1_000), 1 + usize::from(other.is_some())),
                    Attempt::Add { .. } => (Uuid::from_u128(n + 1_000), 1),
                    Attempt::Kill => continue,
                };
                let count = times_recorded(id);
                assert!(count == 0 || count == most, "{what:?} is recorded {count} times");
                assert!(!acknowledged || count == most, "{what:?} was acknowledged and is lost");
            }
        });
    }
}
