//! A process hears facts and owes commands, now or at a due instant: each once, whatever crashes, races
//! or is rebuilt.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use futures::future::BoxFuture;
use ledger::outbound::{self, Outbound};
use ledger::scheduler::{Clock, Dispatch, DispatchError, Scheduler};
use ledger::view::{self, ViewOptions};
use ledger::{
    ApplyError, CommandHandler, Entry, Ledger, LocalSource, Recorded, Source, Undecodable, View,
};
use sqlx::PgConnection;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use crate::tally::{Command, Event, Tally, asked, assert_sound, handler, open, request};

/// Adds up in stream `total` what is added anywhere else, and closes each day with one more.
pub struct Totals;

pub const TOTAL: &str = "total";
const ADD: &str = "total.add";
const CLOSE_DAY: &str = "total.close_day";
const DAY: TimeDelta = TimeDelta::days(1);

impl View for Totals {
    const NAME: &'static str = "totals_process";
    const VERSION: u32 = 1;
    const TABLES: &'static str = "CREATE TABLE heard (amount bigint NOT NULL)";
    type Event = i64;

    fn decode(_: &str, entry: &Entry) -> Result<Option<i64>, Undecodable> {
        let Some(private) = &entry.private else { return Ok(None) };
        if entry.stream.id_in("tally") == Some(TOTAL) {
            return Ok(None);
        }
        let event = serde_json::from_str(&private.data).map_err(Undecodable::new)?;
        match event {
            Event::Added { amount } => Ok(Some(amount)),
        }
    }

    async fn apply(tx: &mut PgConnection, events: &[Recorded<i64>]) -> Result<(), ApplyError> {
        for Recorded { entry, event: amount, .. } in events {
            sqlx::query("INSERT INTO heard VALUES ($1)").bind(amount).execute(&mut *tx).await?;
            let at = entry.recorded_at;
            let add = Outbound::reaction(entry.event_id, "add", ADD, amount.to_string(), at);
            outbound::send(tx, &add).await?;
            let close =
                Outbound::reaction(entry.event_id, "close", CLOSE_DAY, "1".into(), at + DAY);
            outbound::send(tx, &close).await?;
        }
        Ok(())
    }
}

/// Carries the process's commands out in this context; now and then its answer gets lost.
struct Own {
    tallies: CommandHandler<Tally>,
    calls: AtomicU32,
}

impl Dispatch for Own {
    fn dispatch<'a>(&'a self, command: &'a Outbound) -> BoxFuture<'a, Result<(), DispatchError>> {
        Box::pin(async move {
            let amount = command.payload.parse().unwrap();
            let asked = asked(command.command_id, &command.payload);
            self.tallies.handle(TOTAL, Command::Add(amount), asked).await?;
            if self.calls.fetch_add(1, Ordering::Relaxed).is_multiple_of(3) {
                return Err(DispatchError::Failed("the answer got lost".into()));
            }
            Ok(())
        })
    }
}

struct Replica {
    following: view::Following<Totals>,
    stop: CancellationToken,
    scheduler: tokio::task::JoinHandle<()>,
}

fn replica(ledger: &Ledger, now: &watch::Sender<DateTime<Utc>>, take_turns: bool) -> Replica {
    let source: Arc<dyn Source> = Arc::new(LocalSource::new(ledger.clone()));
    let options = ViewOptions { take_turns, ..ViewOptions::default() };
    let following = view::follow(ledger.pool().clone(), vec![source], options);
    let own: Arc<dyn Dispatch> =
        Arc::new(Own { tallies: handler(ledger), calls: AtomicU32::new(0) });
    let stop = CancellationToken::new();
    let clock = Clock::Set(now.subscribe());
    let scheduler =
        tokio::spawn(Scheduler::new(ledger.pool().clone(), clock, own).run(stop.clone()));
    Replica { following, stop, scheduler }
}

/// Waits for the total while time goes on, up to `until`: what failed is tried again later.
async fn total_becomes(
    expected: i64,
    ledger: &Ledger,
    now: &watch::Sender<DateTime<Utc>>,
    until: DateTime<Utc>,
) {
    let mut ticks = tokio::time::interval(Duration::from_millis(20));
    let reached = async {
        while handler(ledger).load(TOTAL).await.unwrap().0.sum != expected {
            ticks.tick().await;
            now.send_modify(|now| *now = until.min(*now + TimeDelta::minutes(1)));
        }
    };
    let reached = tokio::time::timeout(Duration::from_secs(60), reached).await;
    let (total, _) = handler(ledger).load(TOTAL).await.unwrap();
    reached.unwrap_or_else(|_| panic!("the total is {} and should be {expected}", total.sum));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_process_acts_once_on_each_fact_with_rivals_lost_answers_crashes_and_a_rebuild() {
    let database = servers::test::database().await;
    let ledger = open(&database.url()).await;
    let other = open(&database.url()).await;
    handler(&ledger).handle(1, Command::Add(1), request(1)).await.unwrap();
    let today = ledger.head().await.unwrap().recorded_at.unwrap() + TimeDelta::hours(1);
    let (now, _) = watch::channel(today);

    let rivals = [replica(&ledger, &now, false), replica(&other, &now, false)];
    for n in 2..=60 {
        handler(&ledger).handle(n % 7, Command::Add(1), request(n)).await.unwrap();
    }
    let [first, second] = rivals;
    // As a killed process: its tasks just end.
    first.scheduler.abort();
    drop(first.following);
    for n in 61..=100 {
        handler(&ledger).handle(n % 7, Command::Add(1), request(n)).await.unwrap();
    }
    total_becomes(100, &ledger, &now, today + TimeDelta::hours(20)).await;

    view::rebuild::<Totals>(ledger.pool()).await.unwrap();
    now.send_replace(today + TimeDelta::days(2));
    let third = replica(&other, &now, true);
    total_becomes(200, &ledger, &now, today + TimeDelta::days(4)).await;

    for replica in [second, third] {
        replica.stop.cancel();
        replica.scheduler.await.unwrap();
        replica.following.shutdown().await;
    }
    assert_eq!(assert_sound(&ledger).await.len(), 300);
}
