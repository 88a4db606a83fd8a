//! Commands owed are sent at least once under one id, when they are due by the scheduler's clock.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use futures::future::BoxFuture;
use ledger::outbound::{self, Outbound};
use ledger::scheduler::{Clock, Dispatch, DispatchError, Scheduler};
use sqlx::PgPool;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::tally;

const NOON: DateTime<Utc> = DateTime::from_timestamp(1_700_000_000, 0).unwrap();

/// Keeps what it was given, and answers by the target's name.
#[derive(Default)]
struct Receiver {
    got: Mutex<Vec<Uuid>>,
}

impl Dispatch for Receiver {
    fn dispatch<'a>(&'a self, command: &'a Outbound) -> BoxFuture<'a, Result<(), DispatchError>> {
        let mut got = self.got.lock().unwrap();
        got.push(command.command_id);
        let seen_before = got.iter().filter(|id| **id == command.command_id).count() > 1;
        let answer = match command.target.as_str() {
            "refused" => Err(DispatchError::Refused { reason: "STATE_NOT_ALLOWED".into() }),
            "flaky" if !seen_before => Err(DispatchError::Failed("away".into())),
            _ => Ok(()),
        };
        Box::pin(async { answer })
    }
}

struct Office {
    pool: PgPool,
    now: watch::Sender<DateTime<Utc>>,
    receiver: Arc<Receiver>,
    scheduler: Scheduler,
}

async fn office(url: &str) -> Office {
    let pool = tally::pool(url).await;
    ledger::migrate(&pool).await.unwrap();
    let (now, clock) = watch::channel(NOON);
    let receiver = Arc::new(Receiver::default());
    let dispatch: Arc<dyn Dispatch> = Arc::clone(&receiver) as _;
    let scheduler = Scheduler::new(pool.clone(), Clock::Set(clock), dispatch);
    Office { pool, now, receiver, scheduler }
}

impl Office {
    async fn owe(&self, command: &Outbound) {
        let mut tx = self.pool.begin().await.unwrap();
        outbound::send(&mut tx, command).await.unwrap();
        tx.commit().await.unwrap();
    }

    fn got(&self) -> Vec<Uuid> {
        self.receiver.got.lock().unwrap().clone()
    }

    async fn outcome(&self, id: Uuid) -> (Option<String>, Option<String>) {
        sqlx::query_as("SELECT outcome, error FROM ledger.outbound WHERE command_id = $1")
            .bind(id)
            .fetch_one(&self.pool)
            .await
            .unwrap()
    }
}

fn lapse(due_at: DateTime<Utc>) -> Outbound {
    Outbound::timer(Uuid::from_u128(7), "association.lapse", "{}".into(), due_at)
}

#[tokio::test]
async fn a_command_is_sent_when_it_is_due_and_not_before() {
    let database = servers::test::database().await;
    let office = office(&database.url()).await;
    let command = lapse(NOON + TimeDelta::days(30));
    office.owe(&command).await;

    assert_eq!(office.scheduler.send_due().await.unwrap(), 0);
    office.now.send_replace(command.due_at);
    assert_eq!(office.scheduler.backlog().await.unwrap().overdue, 1);
    assert_eq!(office.scheduler.send_due().await.unwrap(), 1);
    assert_eq!(office.scheduler.send_due().await.unwrap(), 0);

    assert_eq!(office.got(), [command.command_id]);
    assert_eq!(office.outcome(command.command_id).await.0.as_deref(), Some("done"));
    assert_eq!(office.scheduler.backlog().await.unwrap().overdue, 0);
}

#[tokio::test]
async fn the_same_cause_owes_one_command_also_after_it_was_sent() {
    let database = servers::test::database().await;
    let office = office(&database.url()).await;
    office.owe(&lapse(NOON)).await;
    office.owe(&lapse(NOON)).await;
    office.scheduler.send_due().await.unwrap();
    office.owe(&lapse(NOON)).await;
    office.now.send_replace(NOON + TimeDelta::days(1));
    office.scheduler.send_due().await.unwrap();

    assert_eq!(office.got().len(), 1);
}

#[tokio::test]
async fn a_cancelled_command_is_not_sent() {
    let database = servers::test::database().await;
    let office = office(&database.url()).await;
    let command = lapse(NOON);
    office.owe(&command).await;
    let mut tx = office.pool.begin().await.unwrap();
    outbound::cancel(&mut tx, command.command_id).await.unwrap();
    tx.commit().await.unwrap();

    assert_eq!(office.scheduler.send_due().await.unwrap(), 0);
    assert_eq!(office.outcome(command.command_id).await.0.as_deref(), Some("cancelled"));
}

#[tokio::test]
async fn an_effect_that_is_rolled_back_owes_nothing() {
    let database = servers::test::database().await;
    let office = office(&database.url()).await;
    let mut tx = office.pool.begin().await.unwrap();
    outbound::send(&mut tx, &lapse(NOON)).await.unwrap();
    tx.rollback().await.unwrap();

    assert_eq!(office.scheduler.send_due().await.unwrap(), 0);
}

#[tokio::test]
async fn a_refused_command_is_settled_with_its_reason() {
    let database = servers::test::database().await;
    let office = office(&database.url()).await;
    let event = Uuid::from_u128(1);
    let command = Outbound::reaction(event, "remind", "refused", "{}".into(), NOON);
    office.owe(&command).await;
    office.scheduler.send_due().await.unwrap();
    office.now.send_replace(NOON + TimeDelta::days(1));
    office.scheduler.send_due().await.unwrap();

    assert_eq!(office.got().len(), 1);
    let (outcome, error) = office.outcome(command.command_id).await;
    assert_eq!(outcome.as_deref(), Some("refused"));
    assert_eq!(error.as_deref(), Some("refused: STATE_NOT_ALLOWED"));
}

#[tokio::test]
async fn a_failed_command_is_sent_again_later_under_the_same_id() {
    let database = servers::test::database().await;
    let office = office(&database.url()).await;
    let command = Outbound::reaction(Uuid::from_u128(1), "remind", "flaky", "{}".into(), NOON);
    office.owe(&command).await;
    office.scheduler.send_due().await.unwrap();
    assert_eq!(office.scheduler.send_due().await.unwrap(), 0, "not at once");
    office.now.send_replace(NOON + TimeDelta::minutes(10));
    office.scheduler.send_due().await.unwrap();

    assert_eq!(office.got(), [command.command_id; 2]);
    assert_eq!(office.outcome(command.command_id).await.0.as_deref(), Some("done"));
}

#[tokio::test]
async fn what_a_dead_scheduler_had_claimed_comes_back() {
    let database = servers::test::database().await;
    let office = office(&database.url()).await;
    office.owe(&lapse(NOON)).await;
    let claim = "UPDATE ledger.outbound SET attempts = 1, next_at = $1 + interval '30 s'";
    sqlx::query(claim).bind(NOON).execute(&office.pool).await.unwrap();

    assert_eq!(office.scheduler.send_due().await.unwrap(), 0);
    office.now.send_replace(NOON + TimeDelta::seconds(31));
    assert_eq!(office.scheduler.send_due().await.unwrap(), 1);
}

#[tokio::test]
async fn two_schedulers_share_the_work_and_the_moved_clock_wakes_them() {
    let database = servers::test::database().await;
    let office = office(&database.url()).await;
    let commands: Vec<_> = (0..300).map(|n| lapse(NOON + TimeDelta::seconds(n))).collect();
    for command in &commands {
        office.owe(command).await;
    }
    let stop = CancellationToken::new();
    let running: Vec<_> = (0..2)
        .map(|_| {
            let dispatch: Arc<dyn Dispatch> = Arc::clone(&office.receiver) as _;
            let clock = Clock::Set(office.now.subscribe());
            let scheduler = Scheduler::new(office.pool.clone(), clock, dispatch);
            tokio::spawn(scheduler.run(stop.clone()))
        })
        .collect();

    office.now.send_replace(NOON + TimeDelta::hours(1));
    let all_settled = async {
        while office.scheduler.backlog().await.unwrap().overdue > 0 {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), all_settled).await.expect("all are sent");
    stop.cancel();
    for scheduler in running {
        scheduler.await.unwrap();
    }

    let mut got = office.got();
    got.sort();
    let mut owed: Vec<_> = commands.iter().map(|command| command.command_id).collect();
    owed.sort();
    assert_eq!(got, owed);
}
