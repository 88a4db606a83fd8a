//! A small aggregate for the tests of this crate: a sum that must not pass its limit.

use ledger::{
    Asked, CommandHandler, Decider, Digest, Ledger, Provenance, Published, Reject, RejectionKind,
    WriterOptions,
};
use serde::{Deserialize, Serialize};
use sqlx::PgPool;
use sqlx::postgres::PgPoolOptions;
use uuid::Uuid;

pub const LIMIT: i64 = 1_000_000;

#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    Add(i64),
    /// Accepted while the sum is even; records nothing.
    Inspect,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, strum::IntoStaticStr)]
#[serde(tag = "type", content = "data", rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Event {
    Added { amount: i64 },
}

#[derive(Debug, Clone, PartialEq, thiserror::Error, strum::IntoStaticStr)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum Rejection {
    #[error("the sum would pass {LIMIT}")]
    LimitPassed,
    #[error("the sum is odd")]
    OddSum,
}

#[derive(Debug, Clone, PartialEq, Default)]
pub struct Tally {
    pub sum: i64,
}

impl Decider for Tally {
    const CATEGORY: &'static str = "tally";
    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;

    fn decide(&self, command: Command) -> Result<Vec<Event>, Rejection> {
        match command {
            Command::Add(amount) if self.sum + amount > LIMIT => Err(Rejection::LimitPassed),
            Command::Add(amount) => Ok(vec![Event::Added { amount }]),
            Command::Inspect if self.sum % 2 != 0 => Err(Rejection::OddSum),
            Command::Inspect => Ok(Vec::new()),
        }
    }

    fn evolve(self, event: &Event) -> Self {
        match event {
            Event::Added { amount } => Self { sum: self.sum + amount },
        }
    }
}

impl Reject for Rejection {
    fn kind(&self) -> RejectionKind {
        RejectionKind::Precondition
    }

    fn reason(&self) -> &'static str {
        self.into()
    }
}

/// Amounts are published as eight bytes; zero is private.
pub fn publish(_: &str, event: &Event) -> Option<Published> {
    match event {
        Event::Added { amount: 0 } => None,
        Event::Added { amount } => Some(Published {
            event_type: "TallyAdded",
            bytes: amount.to_be_bytes().to_vec().into(),
        }),
    }
}

pub async fn pool(url: &str) -> PgPool {
    PgPoolOptions::new().max_connections(8).connect(url).await.expect("the test database answers")
}

/// A ledger of context `tests` in an empty database, as one replica opens it.
pub async fn open(url: &str) -> Ledger {
    open_with(url, WriterOptions::default()).await
}

pub async fn open_with(url: &str, tuning: WriterOptions) -> Ledger {
    let pool = pool(url).await;
    ledger::migrate(&pool).await.expect("the schema migrates");
    let options = url.parse().expect("a connection string");
    Ledger::open("tests", options, pool, tuning).await.expect("the ledger opens")
}

pub fn handler(ledger: &Ledger) -> CommandHandler<Tally> {
    CommandHandler::new(ledger.clone(), publish)
}

/// A request with that id whose content is `content`.
pub fn asked(request_id: Uuid, content: &str) -> Asked {
    Asked {
        request_id,
        fingerprint: Digest::of(content.as_bytes()),
        expected: None,
        validate_only: false,
        provenance: Provenance {
            person: "tester".into(),
            unit: "unit".into(),
            capacity: "clerk".into(),
            ..Provenance::default()
        },
    }
}

/// The n-th request of a test.
pub fn request(n: u128) -> Asked {
    asked(Uuid::from_u128(n), &n.to_string())
}

/// What every history must satisfy, whatever happened to it: positions and revisions without holes,
/// time that never goes back, a chain that holds.
pub async fn assert_sound(ledger: &Ledger) -> Vec<ledger::Entry> {
    let mut entries: Vec<ledger::Entry> = Vec::new();
    loop {
        let from = entries.last().map_or(1, |entry| entry.position + 1);
        let page = ledger.read(from, 5_000).await.expect("the ledger is readable");
        if page.is_empty() {
            break;
        }
        entries.extend(page);
    }
    let mut link = ledger::verify::Link::ORIGIN;
    let mut revisions = std::collections::HashMap::new();
    let mut before = None;
    for entry in &entries {
        link.follow(entry).expect("the chain holds");
        let revision = revisions.entry(entry.stream.clone()).or_insert(0);
        *revision += 1;
        assert_eq!(entry.revision, *revision, "revisions of {} have a hole", entry.stream);
        assert!(before <= Some(entry.recorded_at), "time goes back at {}", entry.position);
        before = Some(entry.recorded_at);
    }
    let head = ledger.head().await.expect("the ledger is readable");
    assert_eq!((head.position, head.chain), (link.position, link.chain));
    assert_eq!(ledger.verify(1, head.position).await.expect("verify runs"), None);
    entries
}
