//! A whole service in one process, from its first command to its last. Any process can lead this life on
//! from wherever another one has left it: all it does, it may do again.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use futures::future::BoxFuture;
use ledger::outbound::Outbound;
use ledger::relay::{Relay, RelayState};
use ledger::scheduler::{Clock, Dispatch, DispatchError, Scheduler};
use ledger::view::{Following, Reader, generations, rebuild, retry_parked, switch};
use ledger::{
    ApplyError, CommandHandler, Entry, Ledger, Receipt, Recorded, StreamName, Undecodable, View,
};
use sqlx::PgConnection;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use crate::carrier::{PATIENCE, client, open_as, relay};
use crate::items::{head, local, remote, snapshot, start};
use crate::processes::{TOTAL, Totals};
use crate::tally::{Command, Tally, asked, handler, request};

/// Commands before and after everything else has been started.
const FIRST: std::ops::Range<u128> = 0..16;
const LATER: std::ops::Range<u128> = 16..24;
pub const COMMANDS: i64 = 24;

const POISONED: &str = "poisoned";
const POISON: i64 = 13;
const MODULUS: i64 = 1_000_000_007;

/// What a life begins next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::EnumString, strum::IntoStaticStr)]
pub enum Stage {
    Recording,
    Relaying,
    Following,
    Reacting,
    Sending,
    Rebuilding,
    Retrying,
    /// Everything runs, and more commands come.
    Living,
}

/// The n-th command: which stream, and how much is added to it.
pub fn command(n: u128) -> (String, i64) {
    match n % 10 {
        4 => (POISONED.into(), if n == 4 { POISON } else { 1 }),
        rest => (format!("{}", rest % 3), i64::try_from(n).expect("few commands")),
    }
}

/// Per stream, the number of events and a fold that depends on their order; the faulty deployment cannot
/// apply one of them.
pub struct Sums<const FAULTY: bool>;

pub fn fold(folded: i64, amount: i64) -> i64 {
    (folded * 31 + amount) % MODULUS
}

impl<const FAULTY: bool> View for Sums<FAULTY> {
    const NAME: &'static str = "sums";
    const VERSION: u32 = 1;
    const TABLES: &'static str = "CREATE TABLE sum (
        stream text PRIMARY KEY, events bigint NOT NULL, folded bigint NOT NULL)";
    type Event = i64;

    fn decode(_: &str, entry: &Entry) -> Result<Option<i64>, Undecodable> {
        let Some(body) = &entry.published else { return Ok(None) };
        body[..].try_into().map(|amount| Some(i64::from_be_bytes(amount))).map_err(Undecodable::new)
    }

    async fn apply(tx: &mut PgConnection, events: &[Recorded<i64>]) -> Result<(), ApplyError> {
        for Recorded { entry, event: amount, .. } in events {
            if FAULTY && *amount == POISON && entry.stream.id_in("tally") == Some(POISONED) {
                return Err(ApplyError::Unfitting("poisoned".into()));
            }
            sqlx::query(
                "INSERT INTO sum AS s VALUES ($1, 1, $2) ON CONFLICT (stream) DO UPDATE
                 SET events = s.events + 1, folded = (s.folded * 31 + $2) % $3",
            )
            .bind(entry.stream.as_str())
            .bind(amount)
            .bind(MODULUS)
            .execute(&mut *tx)
            .await?;
        }
        Ok(())
    }
}

/// Carries out the commands that the process owes.
struct Own(CommandHandler<Tally>);

impl Dispatch for Own {
    fn dispatch<'a>(&'a self, command: &'a Outbound) -> BoxFuture<'a, Result<(), DispatchError>> {
        Box::pin(async move {
            let amount = command.payload.parse().unwrap();
            let asked = asked(command.command_id, &command.payload);
            self.0.handle(TOTAL, Command::Add(amount), asked).await?;
            Ok(())
        })
    }
}

/// Where a life is led, and who hears of it.
pub struct Life<'a> {
    pub context: &'static str,
    pub database: String,
    pub nats: String,
    /// Time that passes as fast as it is looked at; absent: the database's.
    pub time: Option<watch::Sender<DateTime<Utc>>>,
    pub begins: &'a (dyn Fn(Stage) + Sync),
    pub answered: &'a (dyn Fn(u128, Receipt) + Sync),
}

/// What still runs at the end.
pub struct Alive {
    pub ledger: Ledger,
    pub client: async_nats::Client,
    pub sums: Following<Sums<true>>,
    totals: Following<Totals>,
    scheduler: Scheduler,
    relay: Relay,
    _sending: tokio_util::sync::DropGuard,
}

impl Life<'_> {
    pub async fn lead(&self) -> Alive {
        let ledger = open_as(self.context, &self.database).await;
        let client = client(&self.nats).await;
        (self.begins)(Stage::Recording);
        self.command(&ledger, FIRST).await;

        (self.begins)(Stage::Relaying);
        let relay = relay(&ledger, &client);
        relayed(&relay, &ledger).await;

        (self.begins)(Stage::Following);
        let sums = start::<Sums<true>>(ledger.pool(), &[remote(&ledger, &client)]);
        followed(&sums.reader(), &ledger).await;

        (self.begins)(Stage::Reacting);
        let totals = start::<Totals>(ledger.pool(), &[local(&ledger)]);
        followed(&totals.reader(), &ledger).await;

        (self.begins)(Stage::Sending);
        let stop = CancellationToken::new();
        tokio::spawn(self.scheduler(&ledger).run(stop.clone()));
        let (_sending, scheduler) = (stop.drop_guard(), self.scheduler(&ledger));
        let alive = Alive { ledger, client, sums, totals, scheduler, relay, _sending };
        self.settle(&alive).await;

        (self.begins)(Stage::Rebuilding);
        let pool = alive.ledger.pool();
        if generations(pool, "sums").await.unwrap().len() == 1 {
            rebuild::<Sums<true>>(pool).await.unwrap();
        }
        switch(pool, "sums", 2).await.unwrap();

        (self.begins)(Stage::Retrying);
        let poisoned = StreamName::new("tally", POISONED);
        retry_parked::<Sums<false>>(pool, self.context, &poisoned).await.unwrap();

        (self.begins)(Stage::Living);
        self.command(&alive.ledger, LATER).await;
        self.settle(&alive).await;
        alive
    }

    async fn command(&self, ledger: &Ledger, commands: std::ops::Range<u128>) {
        let tallies = handler(ledger);
        for n in commands {
            let (stream, amount) = command(n);
            let receipt = tallies.handle(stream, Command::Add(amount), request(n + 1)).await;
            (self.answered)(n, Receipt { repeated: false, ..receipt.unwrap() });
        }
    }

    fn scheduler(&self, ledger: &Ledger) -> Scheduler {
        let clock = match &self.time {
            Some(time) => Clock::Set(time.subscribe()),
            None => Clock::Database,
        };
        Scheduler::new(ledger.pool().clone(), clock, Arc::new(Own(handler(ledger))))
    }

    /// Until everything is heard of by everybody, and nothing is owed.
    async fn settle(&self, alive: &Alive) {
        let settled = async {
            let mut ticks = tokio::time::interval(Duration::from_millis(20));
            loop {
                ticks.tick().await;
                let before = head(&alive.ledger).await;
                drop(snapshot(&alive.totals.reader(), std::slice::from_ref(&before)).await);
                if let Some(time) = &self.time {
                    time.send_modify(|now| *now += TimeDelta::seconds(1));
                }
                let owed = alive.scheduler.backlog().await.unwrap().overdue;
                if owed == 0 && head(&alive.ledger).await == before {
                    return;
                }
            }
        };
        tokio::time::timeout(PATIENCE, settled).await.expect("all that is owed is done in time");
        relayed(&alive.relay, &alive.ledger).await;
        followed(&alive.sums.reader(), &alive.ledger).await;
    }
}

async fn followed<V: View>(reader: &Reader<V>, ledger: &Ledger) {
    drop(snapshot(reader, &[head(ledger).await]).await);
}

async fn relayed(relay: &Relay, ledger: &Ledger) {
    let head = head(ledger).await.position;
    let mut states = relay.state();
    let all = |state: &RelayState| matches!(state, RelayState::Relaying { position } if *position >= head);
    let relayed = tokio::time::timeout(PATIENCE, states.wait_for(all)).await;
    drop(relayed.expect("all is relayed in time").unwrap());
}

/// Beyond all that is due a day after its cause.
pub fn in_two_days() -> watch::Sender<DateTime<Utc>> {
    #[expect(clippy::disallowed_methods, reason = "what is due a day after now is due then")]
    let now: DateTime<Utc> = std::time::SystemTime::now().into();
    watch::Sender::new(now + Duration::from_secs(2 * 24 * 60 * 60))
}
