//! The two ways to read a ledger, few entries and many, give the same.

use ledger::Entry;
use ledger::{History, LocalSource};

use crate::carrier::{context, open_as, record, record_many};

const FEW: i64 = 700;
const MANY: i64 = 5_000;

#[tokio::test]
async fn many_entries_are_read_as_few_are() {
    let database = servers::test::database().await;
    let ledger = open_as(context(), &database.url()).await;
    assert_eq!(ledger.read(1, MANY).await.unwrap(), []);
    record_many(&ledger, 1, 600).await;
    record(&ledger, 2, 0, vec![None, Some(Vec::new()), Some(vec![0; 100_000])]).await;

    for from in [1, 250, 603, 604] {
        let few: Vec<Entry> = ledger.read(from, FEW).await.unwrap();
        assert_eq!(ledger.read(from, MANY).await.unwrap(), few);
        assert!(few.iter().all(|entry| entry.private.is_some()));
        let published = ledger.read_published(from, FEW).await.unwrap();
        assert_eq!(ledger.read_published(from, MANY).await.unwrap(), published);
        assert_eq!(
            published,
            few.into_iter().map(|it| Entry { private: None, ..it }).collect::<Vec<_>>()
        );
    }
    let whole = LocalSource::new(ledger.clone());
    assert_eq!(whole.read(1, MANY).await.unwrap(), ledger.read(1, MANY).await.unwrap());
}

#[tokio::test]
async fn reading_that_was_given_up_leaves_no_connection_in_disorder() {
    let database = servers::test::database().await;
    let ledger = open_as(context(), &database.url()).await;
    record_many(&ledger, 1, 3_000).await;
    let whole = ledger.read(1, MANY).await.unwrap();
    for micros in (0..3_000).step_by(100) {
        let limit = std::time::Duration::from_micros(micros);
        let _ = tokio::time::timeout(limit, ledger.read(1, MANY)).await;
        assert_eq!(ledger.read(1, 10).await.unwrap(), whole[..10]);
    }
}
