//! Promise 5: whatever the order in which a view hears of its sources, it ends the same.

use std::sync::Arc;

use futures::FutureExt as _;
use futures::future::{BoxFuture, join_all};
use ledger::{Digest, Entry, Head, History, Ledger, Position, Source, SourceError, Subscription};
use proptest::prelude::*;
use tokio::sync::watch;

use crate::carrier::{context, open_as, record_many};
use crate::items::{Items, assert_is_fold, snapshot, start, token};
use crate::tally::pool;

/// A ledger that is heard of up to where the test lets it.
struct Gated {
    ledger: Ledger,
    gate: watch::Receiver<Position>,
}

impl Gated {
    async fn read_on(
        ledger: Ledger,
        mut gate: watch::Receiver<Position>,
        from: Position,
    ) -> Result<Vec<Entry>, SourceError> {
        let to = *gate.wait_for(|gate| *gate >= from).await.expect("the test holds the gate");
        Ok(ledger.read_published(from, to - from + 1).await?)
    }
}

impl History for Gated {
    fn head(&self) -> BoxFuture<'_, Result<Head, SourceError>> {
        History::head(&self.ledger)
    }

    fn chain_at(&self, position: Position) -> BoxFuture<'_, Result<Option<Digest>, SourceError>> {
        History::chain_at(&self.ledger, position)
    }

    fn read(&self, _: Position, _: i64) -> BoxFuture<'_, Result<Vec<Entry>, SourceError>> {
        async { Ok(Vec::new()) }.boxed()
    }
}

impl Source for Gated {
    fn context(&self) -> &'static str {
        self.ledger.context()
    }

    fn history(&self) -> &dyn History {
        self
    }

    fn subscribe(
        &self,
        after: Position,
    ) -> BoxFuture<'_, Result<Box<dyn Subscription>, SourceError>> {
        let gated = GatedSubscription {
            ledger: self.ledger.clone(),
            gate: self.gate.clone(),
            from: after + 1,
        };
        async { Ok(Box::new(gated) as Box<dyn Subscription>) }.boxed()
    }
}

struct GatedSubscription {
    ledger: Ledger,
    gate: watch::Receiver<Position>,
    from: Position,
}

impl Subscription for GatedSubscription {
    fn next(&mut self) -> BoxFuture<'_, Result<Vec<Entry>, SourceError>> {
        async {
            let read = Gated::read_on(self.ledger.clone(), self.gate.clone(), self.from);
            let entries = read.await?;
            self.from += Position::try_from(entries.len()).expect("small");
            Ok(entries)
        }
        .boxed()
    }
}

const EVENTS: u32 = 60;

/// Which source is heard of next, and how many entries of it.
fn any_schedule() -> impl Strategy<Value = Vec<(usize, Position)>> {
    proptest::collection::vec((0..3usize, 1..20i64), 1..24)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, max_shrink_iters: 20, ..ProptestConfig::default() })]

    #[test]
    fn any_interleaving_of_sources_gives_the_same_tables(schedule in any_schedule()) {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.block_on(async {
            let databases = join_all((0..3).map(|_| servers::test::database())).await;
            let urls: Vec<_> = databases.iter().map(|it| it.url()).collect();
            let ledgers = join_all(urls.iter().map(|url| open_as(context(), url))).await;
            join_all(ledgers.iter().map(|ledger| record_many(ledger, 1, EVENTS))).await;
            let gates: Vec<_> = ledgers.iter().map(|_| watch::Sender::new(0)).collect();
            let sources: Vec<_> = ledgers
                .iter()
                .zip(&gates)
                .map(|(ledger, gate)| {
                    Arc::new(Gated { ledger: ledger.clone(), gate: gate.subscribe() }) as Arc<dyn Source>
                })
                .collect();
            let own = servers::test::database().await;
            let pool = pool(&own.url()).await;
            ledger::migrate(&pool).await.unwrap();
            let view = start::<Items>(&pool, &sources);

            for (source, count) in schedule {
                let gate = (*gates[source].borrow() + count).min(EVENTS.into());
                gates[source].send_replace(gate);
                drop(snapshot(&view.reader(), &[token(&ledgers[source], gate)]).await);
            }
            for gate in &gates {
                gate.send_replace(EVENTS.into());
            }
            assert_is_fold(&view.reader(), &ledgers.iter().collect::<Vec<_>>()).await;
        });
    }
}
