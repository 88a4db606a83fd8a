//! Promise 2: however often a request comes, from whichever replica, it has one effect and one answer.

use futures::future::join_all;
use ledger::{CommandError, Receipt, StreamName};
use uuid::Uuid;

use crate::append::blind;
use crate::tally::{Command, LIMIT, asked, assert_sound, handler, open, request};

fn once(receipt: &Receipt) -> Receipt {
    Receipt { repeated: false, ..receipt.clone() }
}

#[tokio::test]
async fn a_repeat_gets_the_first_answer_and_records_nothing() {
    let database = servers::test::database().await;
    let ledger = open(&database.url()).await;
    let tallies = handler(&ledger);
    let first = tallies.handle(7, Command::Add(5), request(1)).await.unwrap();
    tallies.handle(7, Command::Add(6), request(2)).await.unwrap();

    let repeat = tallies.handle(7, Command::Add(5), request(1)).await.unwrap();

    assert!(repeat.repeated && !first.repeated);
    assert_eq!(once(&repeat), first);
    assert_eq!(ledger.head().await.unwrap().position, 2);
}

#[tokio::test]
async fn a_repeat_is_about_its_resource_also_where_that_was_only_held() {
    let database = servers::test::database().await;
    let ledger = open(&database.url()).await;
    ledger.act(request(1), vec![blind(2, 0, 3)]).await.unwrap();
    let act = || ledger.act(request(2), vec![blind(2, 3, 0), blind(1, 0, 2)]);

    let first = act().await.unwrap();
    let resource = StreamName::new("tally", Uuid::from_u128(2));
    assert_eq!((&first.stream, first.revision), (&resource, 3));
    ledger.act(request(3), vec![blind(2, 3, 1)]).await.unwrap();

    let repeat = act().await.unwrap();
    assert!(repeat.repeated && !first.repeated);
    assert_eq!(once(&repeat), first);
}

#[tokio::test]
async fn a_repeat_is_answered_even_when_the_command_would_be_refused_by_now() {
    let database = servers::test::database().await;
    let ledger = open(&database.url()).await;
    let tallies = handler(&ledger);
    let mut fresh = request(1);
    fresh.expected = Some(0);
    let first = tallies.handle(7, Command::Add(LIMIT), fresh.clone()).await.unwrap();

    let stale = tallies.handle(7, Command::Add(LIMIT), fresh).await.unwrap();
    let rejected = tallies.handle(7, Command::Add(LIMIT), request(1)).await.unwrap();

    assert_eq!((once(&stale), once(&rejected)), (first.clone(), first));
    assert_eq!(ledger.head().await.unwrap().position, 1);
}

#[tokio::test]
async fn the_same_request_id_with_other_content_is_refused() {
    let database = servers::test::database().await;
    let ledger = open(&database.url()).await;
    let tallies = handler(&ledger);
    let id = Uuid::from_u128(1);
    tallies.handle(7, Command::Add(5), asked(id, "five")).await.unwrap();

    for (stream, command) in [(7, Command::Add(6)), (8, Command::Add(6)), (7, Command::Add(LIMIT))]
    {
        let reused = tallies.handle(stream, command, asked(id, "six")).await;
        assert!(
            matches!(
                &reused,
                Err(CommandError::RequestReused { request_id, stream, before: 0, after: 1 })
                    if *request_id == id && *stream == StreamName::new("tally", 7)
            ),
            "{reused:?}"
        );
    }
    assert_eq!(ledger.head().await.unwrap().position, 1);
}

#[tokio::test]
async fn a_refusal_is_not_remembered_under_its_request_id() {
    let database = servers::test::database().await;
    let ledger = open(&database.url()).await;
    let tallies = handler(&ledger);
    tallies.handle(7, Command::Add(LIMIT), request(1)).await.unwrap();
    assert!(tallies.handle(7, Command::Add(1), request(2)).await.is_err());
    tallies.handle(7, Command::Add(-1), request(3)).await.unwrap();

    let now = tallies.handle(7, Command::Add(1), request(2)).await.unwrap();

    assert!(!now.repeated);
    assert_sound(&ledger).await;
}

#[tokio::test]
async fn a_command_with_nothing_to_say_records_nothing() {
    let database = servers::test::database().await;
    let ledger = open(&database.url()).await;

    let receipt = handler(&ledger).handle(7, Command::Inspect, request(1)).await.unwrap();

    assert_eq!((receipt.position, receipt.revision, receipt.events.len()), (0, 0, 0));
}

#[tokio::test]
async fn concurrent_repeats_from_two_replicas_have_one_effect_and_one_answer() {
    let database = servers::test::database().await;
    let replicas = [open(&database.url()).await, open(&database.url()).await];

    let repeats = (0..64u128).map(|n| {
        let tallies = handler(&replicas[usize::from(n.is_multiple_of(2))]);
        async move { tallies.handle(7, Command::Add(5), request(n % 4 + 1)).await }
    });
    let answers: Vec<_> = join_all(repeats).await.into_iter().map(Result::unwrap).collect();

    for n in 0..4 {
        let of_one_request: Vec<_> = answers.iter().skip(n).step_by(4).collect();
        assert!(of_one_request.iter().all(|answer| once(answer) == once(of_one_request[0])));
        assert_eq!(of_one_request.iter().filter(|answer| !answer.repeated).count(), 1);
    }
    assert_eq!(assert_sound(&replicas[0]).await.len(), 4);
}
