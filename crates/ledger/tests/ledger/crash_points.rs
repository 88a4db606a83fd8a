//! A process is killed at each point between append, relay, consume and commit; another one leads its
//! life on. Nothing acknowledged is lost, nothing happens twice, the views are the fold of the ledger, and
//! a repeated request gets its first answer.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::os::unix::process::ExitStatusExt as _;
use std::process::Command as Process;
use std::sync::Mutex;

use async_nats::jetstream;
use futures::future::join_all;
use ledger::crash::{Point, Trap, lay};
use ledger::relay::stream_name;
use ledger::view::compare;
use sqlx::PgPool;
use strum::VariantArray as _;
use tokio::sync::Semaphore;

use crate::carrier::{assert_stream_is_ledger, client, context};
use crate::crashes::requests;
use crate::items::{head, snapshot};
use crate::life::{Alive, COMMANDS, Life, Stage, command, fold, in_two_days};
use crate::processes::TOTAL;
use crate::tally::{assert_sound, handler, pool};

const ORDERS: &str = "LEDGER_CRASH_ORDERS";
const SIGKILL: i32 = 9;
/// Deaths at a time, of all tests here: each is two whole services.
static AT_ONCE: Semaphore = Semaphore::const_new(3);

/// When in its life a process is to die at a point, and at which passing of it from then on.
fn deaths(point: Point) -> &'static [(Stage, u32)] {
    use Stage::*;
    match point {
        Point::BatchTaken | Point::BatchAppended => &[(Recording, 7), (Sending, 3), (Living, 5)],
        Point::StreamMade => &[(Relaying, 1)],
        Point::MessageSent | Point::MessageAcknowledged => &[(Relaying, 1), (Living, 5)],
        Point::TablesMade | Point::GenerationMade => &[(Following, 1), (Rebuilding, 1)],
        Point::CheckpointMoved | Point::EffectsApplied | Point::ViewCommitted => {
            &[(Following, 1), (Reacting, 1), (Rebuilding, 1), (Living, 4)]
        }
        Point::StreamsParked => &[(Following, 1), (Rebuilding, 1)],
        Point::LiveHeld | Point::GenerationSwitched => &[(Rebuilding, 1)],
        Point::ParkedApplied | Point::ParkedForgotten | Point::ParkedCommitted => &[(Retrying, 1)],
        Point::CommandsClaimed => &[(Sending, 1), (Living, 1)],
        Point::CommandSent | Point::CommandSettled => &[(Sending, 1), (Living, 3)],
    }
}

/// Not a test of its own: a process that leads a life and dies in it as it was ordered to. Prints each
/// answer that it gets.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[expect(clippy::disallowed_methods, reason = "how the test orders a process to die")]
async fn a_process() {
    let Some(orders) = std::env::var_os(ORDERS) else { return };
    let orders: Vec<&str> = orders.to_str().unwrap().split(' ').collect();
    let [point, stage, nth, context, database, nats] = orders[..] else { panic!("{orders:?}") };
    let (point, stage): (Point, Stage) = (point.parse().unwrap(), stage.parse().unwrap());
    let nth = nth.parse().unwrap();
    let begins = |begun| {
        if begun == stage {
            lay(Trap { point: point.into(), nth, die });
        }
    };
    let life = Life {
        context: context.to_owned().leak(),
        database: database.into(),
        nats: nats.into(),
        time: None,
        begins: &begins,
        answered: &|n, receipt| println!("\nanswered {n} {receipt:?}"),
    };
    life.lead().await;
}

fn die() -> ! {
    let _ = Process::new("kill").args(["-KILL", &std::process::id().to_string()]).status();
    loop {
        std::thread::park();
    }
}

/// Gives the answers the process got before it died.
fn lead_to_death(orders: &str) -> BTreeSet<String> {
    let process = Process::new(std::env::current_exe().unwrap())
        .args(["crash_points::a_process", "--exact", "--nocapture"])
        .env(ORDERS, orders)
        .output()
        .unwrap();
    let (output, errors) = (process.stdout, String::from_utf8_lossy(&process.stderr));
    assert_eq!(process.status.signal(), Some(SIGKILL), "it did not die: {orders}: {errors}");
    let lines = str::from_utf8(&output).unwrap().lines();
    let answers = lines.filter_map(|line| Some(line.strip_prefix("answered ")?.to_owned()));
    answers.collect()
}

async fn dies_and_is_followed_by_another(point: Point, stage: Stage, nth: u32) {
    let (database, nats) = (servers::test::database().await, servers::test::nats_url().await);
    let context = context();
    let (point_name, stage_name): (&str, &str) = (point.into(), stage.into());
    let orders = format!("{point_name} {stage_name} {nth} {context} {} {nats}", database.url());
    let answers = tokio::task::spawn_blocking(move || lead_to_death(&orders)).await.unwrap();
    let pool = pool(&database.url()).await;
    let left = Left::behind(&pool, &client(&nats).await, context).await;
    assert!(left.by(point, stage, nth, answers.len()), "{point:?} {stage:?} {nth}: {left:?}");

    let answers_now = Mutex::new(BTreeSet::new());
    let life = Life {
        context,
        database: database.url(),
        nats,
        time: Some(in_two_days()),
        begins: &|_| (),
        answered: &|n, receipt| {
            answers_now.lock().unwrap().insert(format!("{n} {receipt:?}"));
        },
    };
    let alive = life.lead().await;

    let answers_now = answers_now.into_inner().unwrap();
    assert!(answers.is_subset(&answers_now), "other answers than the first: {answers_now:#?}");
    assert_whole(&alive).await;
}

/// Every command, and the two that it leads to, happened once, and everybody has heard so.
async fn assert_whole(alive: &Alive) {
    let Alive { ledger, client, sums, .. } = alive;
    let entries = assert_sound(ledger).await;
    let distinct: HashSet<_> = requests(&entries).into_iter().collect();
    let expected = usize::try_from(3 * COMMANDS).unwrap();
    assert_eq!((entries.len(), distinct.len()), (expected, expected));
    let amounts: i64 = (0..COMMANDS.unsigned_abs().into()).map(|n| command(n).1).sum();
    assert_eq!(handler(ledger).load(TOTAL).await.unwrap().0.sum, amounts + COMMANDS);
    let owed = "SELECT count(*) FROM ledger.outbound WHERE outcome = 'done'";
    let owed: i64 = sqlx::query_scalar(owed).fetch_one(ledger.pool()).await.unwrap();
    assert_eq!(owed, 2 * COMMANDS);
    assert_stream_is_ledger(client, ledger).await;

    let mut folded: BTreeMap<String, (i64, i64)> = BTreeMap::new();
    for entry in &entries {
        let Some(amount) = &entry.published else { continue };
        let amount = i64::from_be_bytes(amount[..].try_into().unwrap());
        let (events, sum) = folded.entry(entry.stream.to_string()).or_default();
        (*events, *sum) = (*events + 1, fold(*sum, amount));
    }
    let mut snapshot = snapshot(&sums.reader(), &[head(ledger).await]).await;
    let table: Vec<(String, i64, i64)> =
        sqlx::query_as("SELECT * FROM sum").fetch_all(&mut *snapshot.tx).await.unwrap();
    let table = table.into_iter().map(|(stream, events, sum)| (stream, (events, sum)));
    assert_eq!(table.collect::<BTreeMap<_, _>>(), folded);
    assert_eq!((&*snapshot.projection, snapshot.parked), ("sums/v1/g2", 0));
    drop(snapshot);
    let comparison = compare(ledger.pool(), "sums", [1, 2]).await.unwrap();
    assert!(comparison.is_equal(), "{comparison:?}");
}

async fn every_death(stage: Stage) {
    let deaths = Point::VARIANTS.iter().flat_map(|point| {
        deaths(*point).iter().filter(|(at, _)| *at == stage).map(|(_, nth)| (*point, *nth))
    });
    join_all(deaths.map(|(point, nth)| async move {
        let _turn = AT_ONCE.acquire().await.unwrap();
        dies_and_is_followed_by_another(point, stage, nth).await;
    }))
    .await;
}

#[test]
fn there_is_a_death_at_every_point() {
    assert!(Point::VARIANTS.iter().all(|point| !deaths(*point).is_empty()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_process_may_die_while_it_records() {
    every_death(Stage::Recording).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_process_may_die_while_it_relays() {
    every_death(Stage::Relaying).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_process_may_die_while_its_view_follows_a_stream() {
    every_death(Stage::Following).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_process_may_die_while_it_reacts() {
    every_death(Stage::Reacting).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_process_may_die_while_it_sends_what_it_owes() {
    every_death(Stage::Sending).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_process_may_die_while_another_generation_is_built_and_switched_to() {
    every_death(Stage::Rebuilding).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_process_may_die_while_parked_events_are_tried_again() {
    every_death(Stage::Retrying).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_process_may_die_while_everything_runs() {
    every_death(Stage::Living).await;
}

/// What a dead process has left behind.
#[derive(Debug)]
struct Left {
    entries: usize,
    /// The stream's last sequence, if there is a stream.
    relayed: Option<u64>,
    /// By view and generation: how far, and whether it is held.
    reached: BTreeMap<(String, i32), (i64, bool)>,
    live: BTreeSet<(String, i32)>,
    parked: i64,
    owed: i64,
    claimed: i64,
    settled: i64,
    /// What the commands owed have added.
    added: i64,
}

impl Left {
    async fn behind(pool: &PgPool, client: &async_nats::Client, context: &str) -> Self {
        let count = |query| async move { sqlx::query_scalar(query).fetch_one(pool).await.unwrap() };
        let entries: i64 = count("SELECT count(*) FROM ledger.entry").await;
        let stream = jetstream::new(client.clone()).get_stream(stream_name(context)).await;
        let reached: Vec<(String, i32, i64, bool)> = sqlx::query_as(
            "SELECT view, generation, position, hold IS NOT NULL FROM ledger.checkpoint",
        )
        .fetch_all(pool)
        .await
        .unwrap();
        let live = "SELECT view, generation FROM ledger.generation WHERE state = 'live'";
        let live: Vec<(String, i32)> = sqlx::query_as(live).fetch_all(pool).await.unwrap();
        Self {
            entries: entries.try_into().unwrap(),
            relayed: stream.ok().map(|stream| stream.cached_info().state.last_sequence),
            reached: reached.into_iter().map(|(v, g, at, held)| ((v, g), (at, held))).collect(),
            live: live.into_iter().collect(),
            parked: count("SELECT count(*) FROM ledger.parked").await,
            owed: count("SELECT count(*) FROM ledger.outbound").await,
            claimed: count("SELECT count(*) FROM ledger.outbound WHERE attempts > 0").await,
            settled: count("SELECT count(*) FROM ledger.outbound WHERE outcome = 'done'").await,
            added: count("SELECT count(*) FROM ledger.entry WHERE stream = 'tally-total'").await,
        }
    }

    /// Whether that is what a death at this point leaves, as far as it can be told.
    fn by(&self, point: Point, stage: Stage, nth: u32, answers: usize) -> bool {
        let (view, generation) = match stage {
            Stage::Reacting => ("totals_process", 1),
            Stage::Rebuilding => ("sums", 2),
            Stage::Recording
            | Stage::Relaying
            | Stage::Following
            | Stage::Sending
            | Stage::Retrying
            | Stage::Living => ("sums", 1),
        };
        let reached = self.reached.get(&(view.to_owned(), generation)).copied();
        let live = |generation| self.live.contains(&("sums".to_owned(), generation));
        let is_live = self.live.contains(&(view.to_owned(), generation));
        let of_stage = |expected: bool, stages: &[Stage]| expected || !stages.contains(&stage);
        let first = [Stage::Following, Stage::Reacting, Stage::Rebuilding];
        match point {
            Point::BatchTaken => of_stage(self.entries == answers, &[Stage::Recording]),
            Point::BatchAppended => of_stage(self.entries == answers + 1, &[Stage::Recording]),
            Point::StreamMade => self.relayed == Some(0),
            Point::MessageSent => self.relayed.is_some_and(|last| last <= self.entries as u64),
            Point::MessageAcknowledged => self.relayed.is_some_and(|last| last >= nth.into()),
            Point::TablesMade => reached.is_none(),
            Point::GenerationMade => reached.is_some() && is_live == (generation == 1),
            Point::CheckpointMoved | Point::EffectsApplied => {
                of_stage(reached.is_some_and(|(at, _)| at == 0), &first)
                    && of_stage(self.owed == 0, &[Stage::Reacting])
            }
            Point::ViewCommitted => {
                of_stage(reached.is_some_and(|(at, _)| at > 0), &first)
                    && of_stage(self.owed > 0, &[Stage::Reacting])
            }
            Point::StreamsParked => reached.is_some_and(|(at, _)| at == 0),
            Point::LiveHeld => live(1) && self.reached[&("sums".to_owned(), 1)].1 && !live(2),
            Point::GenerationSwitched => live(2) && !live(1),
            Point::ParkedApplied | Point::ParkedForgotten => self.parked == 4,
            Point::ParkedCommitted => self.parked == 2,
            Point::CommandsClaimed => {
                self.claimed > 0 && of_stage(self.added == 0, &[Stage::Sending])
            }
            Point::CommandSent => self.added > self.settled,
            Point::CommandSettled => self.settled >= nth.into(),
        }
    }
}
