//! The view of these tests: per source and stream, how many events, and a fold that depends on their
//! order. Its code may have a fault, which another deployment of the same version does not have.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use ledger::view::{Following, QueryError, Reader, Snapshot, Token, ViewOptions, follow};
use ledger::{
    ApplyError, Entry, JetStreamSource, Ledger, LocalSource, Position, Recorded, Source,
    Undecodable, View,
};
use sqlx::{PgConnection, PgPool};
use tokio::time::Instant;

use crate::carrier::PATIENCE;

pub const SOUND: u8 = 0;
pub const CANNOT_DECODE: u8 = 1;
pub const PANICS_IN_DECODE: u8 = 2;
pub const BREAKS_A_CONSTRAINT: u8 = 3;
pub const BREAKS_A_DEFERRED_CONSTRAINT: u8 = 4;
pub const PANICS_IN_APPLY: u8 = 5;
pub const FINDS_IT_UNFITTING: u8 = 6;

/// The body of an event that a faulty view cannot apply.
pub const POISON: &[u8] = b"poison";

const MODULUS: i64 = 1_000_000_007;

pub struct Items<const FAULT: u8 = SOUND, const VERSION: u32 = 1>;

impl<const FAULT: u8, const VERSION: u32> View for Items<FAULT, VERSION> {
    const NAME: &'static str = "items";
    const VERSION: u32 = VERSION;
    const TABLES: &'static str = "
        CREATE TABLE item (
            source text NOT NULL,
            stream text NOT NULL,
            events bigint NOT NULL,
            folded bigint NOT NULL CHECK (folded >= 0),
            PRIMARY KEY (source, stream)
        );
        CREATE TABLE twin (
            source text,
            stream text,
            FOREIGN KEY (source, stream) REFERENCES item (source, stream)
                DEFERRABLE INITIALLY DEFERRED
        );
        CREATE TABLE seen (source text, position bigint, PRIMARY KEY (source, position));";
    type Event = i64;

    fn decode(_: &str, entry: &Entry) -> Result<Option<i64>, Undecodable> {
        let Some(body) = &entry.published else { return Ok(None) };
        if &body[..] == POISON {
            return match FAULT {
                CANNOT_DECODE => Err(Undecodable::new("poisoned")),
                PANICS_IN_DECODE => panic!("poisoned"),
                _ => Ok(Some(-1)),
            };
        }
        let number = body[..].try_into().map_err(Undecodable::new)?;
        Ok(Some(u32::from_be_bytes(number).into()))
    }

    async fn apply(tx: &mut PgConnection, events: &[Recorded<i64>]) -> Result<(), ApplyError> {
        for Recorded { source, entry, event } in events {
            let mut number = *event;
            if number < 0 {
                match FAULT {
                    PANICS_IN_APPLY => panic!("poisoned"),
                    FINDS_IT_UNFITTING => return Err(ApplyError::Unfitting("poisoned".into())),
                    BREAKS_A_CONSTRAINT => {}
                    BREAKS_A_DEFERRED_CONSTRAINT => {
                        let twin = "INSERT INTO twin VALUES ($1, 'none')";
                        sqlx::query(twin).bind(source).execute(&mut *tx).await?;
                        number = 0;
                    }
                    _ => number = 13,
                }
            }
            sqlx::query("INSERT INTO seen VALUES ($1, $2)")
                .bind(source)
                .bind(entry.position)
                .execute(&mut *tx)
                .await?;
            sqlx::query(
                "INSERT INTO item AS i VALUES ($1, $2, 1, $3) ON CONFLICT (source, stream)
                 DO UPDATE SET events = i.events + 1, folded = CASE WHEN excluded.folded < 0 THEN -1
                               ELSE (i.folded * 31 + excluded.folded) % $4 END",
            )
            .bind(source)
            .bind(entry.stream.as_str())
            .bind(number)
            .bind(MODULUS)
            .execute(&mut *tx)
            .await?;
        }
        Ok(())
    }
}

pub type Table = BTreeMap<(String, String), (i64, i64)>;

/// What the view must hold of these ledgers.
pub async fn folded(ledgers: &[&Ledger]) -> Table {
    let mut table = Table::new();
    for ledger in ledgers {
        let mut from = 1;
        loop {
            let page = ledger.read_published(from, 5_000).await.expect("the ledger is readable");
            let Some(last) = page.last() else { break };
            from = last.position + 1;
            for entry in page {
                let Some(body) = &entry.published else { continue };
                let number = body[..].try_into().map_or(13, |it| i64::from(u32::from_be_bytes(it)));
                let key = (ledger.context().to_owned(), entry.stream.to_string());
                let (events, folded) = table.entry(key).or_default();
                *folded = if *events == 0 { number } else { (*folded * 31 + number) % MODULUS };
                *events += 1;
            }
        }
    }
    table
}

/// What the view holds.
pub async fn table(snapshot: &mut Snapshot) -> Table {
    let query = sqlx::query_as("SELECT source, stream, events, folded FROM item");
    let rows: Vec<(String, String, i64, i64)> =
        query.fetch_all(&mut *snapshot.tx).await.expect("the view is readable");
    rows.into_iter().map(|(source, stream, a, b)| ((source, stream), (a, b))).collect()
}

pub fn local(ledger: &Ledger) -> Arc<dyn Source> {
    Arc::new(LocalSource::new(ledger.clone()))
}

/// As another context sees it.
pub fn remote(ledger: &Ledger, client: &async_nats::Client) -> Arc<dyn Source> {
    let history = Arc::new(ledger.clone());
    Arc::new(JetStreamSource::new(ledger.context(), client.clone(), history))
}

pub fn hasty() -> ViewOptions {
    ViewOptions { time_limit: Duration::from_secs(2), ..ViewOptions::default() }
}

pub fn start<V: View>(pool: &PgPool, sources: &[Arc<dyn Source>]) -> Following<V> {
    follow::<V>(pool.clone(), sources.to_vec(), hasty())
}

pub async fn head(ledger: &Ledger) -> Token {
    let position = ledger.head().await.expect("the ledger is readable").position;
    token(ledger, position)
}

pub fn token(ledger: &Ledger, position: Position) -> Token {
    Token { source: ledger.context().into(), position }
}

/// A snapshot that includes these tokens, as soon as there is one.
pub async fn snapshot<V: View>(reader: &Reader<V>, tokens: &[Token]) -> Snapshot {
    let until = Instant::now() + PATIENCE;
    loop {
        match reader.begin(tokens, until).await {
            Ok(snapshot) => return snapshot,
            Err(QueryError::Building | QueryError::Read(_)) if Instant::now() < until => {
                tokio::task::yield_now().await;
            }
            Err(error) => panic!("{error:?}"),
        }
    }
}

/// Waits until the view has all of these ledgers; it must then be their fold.
pub async fn assert_is_fold<V: View>(reader: &Reader<V>, ledgers: &[&Ledger]) {
    let mut tokens = Vec::new();
    for ledger in ledgers {
        tokens.push(head(ledger).await);
    }
    let mut snapshot = snapshot(reader, &tokens).await;
    assert_eq!(table(&mut snapshot).await, folded(ledgers).await);
    assert_eq!(snapshot.parked, 0);
    for ledger in ledgers {
        let head = ledger.head().await.expect("the ledger is readable");
        let watermark = snapshot.watermarks.iter().find(|it| it.source == ledger.context());
        let watermark = watermark.expect("each source has a watermark");
        assert_eq!((watermark.position, watermark.chain), (head.position, head.chain));
        assert_eq!(watermark.recorded_at, head.recorded_at);
    }
}
