//! Nothing acknowledged is lost, and nothing happens twice, when writers or the database are killed.

use std::collections::HashSet;
use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command as Process, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use futures::future::join_all;
use ledger::{CommandError, WriterOptions};
use uuid::Uuid;

use crate::tally::{Command, asked, assert_sound, handler, open, open_with, request};

const URL: &str = "LEDGER_WRITER_PROCESS_URL";
const SEED: &str = "LEDGER_WRITER_PROCESS_SEED";
const WRITERS: u128 = 32;
const COMMANDS: u128 = 40;

fn request_of(seed: u128, writer: u128, n: u128) -> Uuid {
    Uuid::from_u128(seed << 64 | writer << 32 | n)
}

/// Not a test of its own: the body of a writer process, which prints each request id once it has been
/// acknowledged.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[expect(clippy::disallowed_methods, reason = "how the test tells its writer processes what to do")]
async fn writer_process() {
    let (Some(url), Some(seed)) = (std::env::var_os(URL), std::env::var_os(SEED)) else { return };
    let seed: u128 = seed.to_str().unwrap().parse().unwrap();
    let ledger = open(url.to_str().unwrap()).await;
    let writers = (0..WRITERS).map(|writer| {
        let tallies = handler(&ledger);
        tokio::spawn(async move {
            for n in 0..COMMANDS {
                let id = request_of(seed, writer, n);
                // Every fourth command goes to a stream that both processes write to.
                let stream = if n.is_multiple_of(4) { writer % 4 } else { id.as_u128() };
                loop {
                    match tallies.handle(stream, Command::Add(1), asked(id, "add")).await {
                        Ok(_) => break println!("\nacknowledged {id}"),
                        Err(CommandError::Contended { .. }) => {}
                        Err(error) => panic!("{error}"),
                    }
                }
            }
        })
    });
    join_all(writers).await;
    println!("\ndone");
}

fn start_writers(url: &str, seed: u128) -> Child {
    Process::new(std::env::current_exe().unwrap())
        .args(["crashes::writer_process", "--exact", "--nocapture"])
        .env(URL, url)
        .env(SEED, seed.to_string())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// Reads what a writer process acknowledges, on a thread of its own.
fn acknowledgements(child: &mut Child) -> mpsc::Receiver<Uuid> {
    let (sender, receiver) = mpsc::channel();
    let output = BufReader::new(child.stdout.take().unwrap());
    std::thread::spawn(move || {
        for line in output.lines().map_while(Result::ok) {
            if let Some(id) = line.strip_prefix("acknowledged ") {
                let _ = sender.send(id.parse().unwrap());
            }
        }
    });
    receiver
}

pub fn requests(entries: &[ledger::Entry]) -> Vec<Uuid> {
    let request = |entry: &ledger::Entry| {
        let private = entry.private.as_ref().unwrap();
        let provenance: ledger::Provenance = serde_json::from_str(&private.provenance).unwrap();
        provenance.request_id.unwrap()
    };
    entries.iter().map(request).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn sixty_four_writers_in_two_processes_leave_one_sound_history() {
    let database = servers::test::database().await;
    let ledger = open(&database.url()).await;

    let mut children = [start_writers(&database.url(), 1), start_writers(&database.url(), 2)];
    let acknowledged = children.each_mut().map(acknowledgements);
    for child in &mut children {
        assert!(child.wait().unwrap().success());
    }

    let recorded = requests(&assert_sound(&ledger).await);
    let distinct: HashSet<_> = recorded.iter().copied().collect();
    let acknowledged: HashSet<_> = acknowledged.into_iter().flatten().collect();
    assert_eq!(acknowledged.len() as u128, 2 * WRITERS * COMMANDS);
    assert_eq!((distinct.len(), &distinct), (recorded.len(), &acknowledged));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_writer_loses_nothing_acknowledged_and_its_repeats_act_once() {
    let database = servers::test::database().await;
    let ledger = open(&database.url()).await;

    let mut seen = HashSet::new();
    for kill_after in [1, 100, 400] {
        let mut child = start_writers(&database.url(), 1);
        let acknowledged = acknowledgements(&mut child);
        let deadline = Instant::now() + Duration::from_secs(30);
        while seen.len() < kill_after && Instant::now() < deadline {
            seen.extend(acknowledged.recv_timeout(Duration::from_secs(10)));
        }
        child.kill().unwrap();
        child.wait().unwrap();
        seen.extend(acknowledged);
    }
    let mut last = start_writers(&database.url(), 1);
    seen.extend(acknowledgements(&mut last));
    assert!(last.wait().unwrap().success());

    let recorded = requests(&assert_sound(&ledger).await);
    let distinct: HashSet<_> = recorded.iter().copied().collect();
    assert_eq!(distinct.len(), recorded.len(), "a repeated request acted twice");
    assert_eq!(seen, distinct);
    assert_eq!(distinct.len() as u128, WRITERS * COMMANDS);
}

#[tokio::test(flavor = "multi_thread")]
async fn postgres_restarted_at_once_under_load_loses_nothing_acknowledged() {
    let mut postgres = servers::Postgres::start(servers::PostgresOptions::default()).await.unwrap();
    postgres.create_database("ledger").await.unwrap();
    let ledger = open(&postgres.url("ledger")).await;

    let writers: Vec<_> = (0..16u128)
        .map(|writer| {
            let tallies = handler(&ledger);
            tokio::spawn(async move {
                let mut acknowledged = Vec::new();
                for n in 0..60 {
                    let id = request_of(1, writer, n);
                    let until = Instant::now() + Duration::from_secs(30);
                    while Instant::now() < until {
                        let asked = asked(id, "add");
                        if tallies.handle(writer % 5, Command::Add(1), asked).await.is_ok() {
                            acknowledged.push(id);
                            break;
                        }
                        tokio::task::yield_now().await;
                    }
                }
                acknowledged
            })
        })
        .collect();
    for position in [100, 400] {
        let mut appended = ledger.appended();
        appended.wait_for(|head| *head >= position).await.unwrap();
        postgres.restart_immediately().await.unwrap();
    }
    let acknowledged: HashSet<_> =
        join_all(writers).await.into_iter().flat_map(Result::unwrap).collect();

    let recorded = requests(&assert_sound(&ledger).await);
    assert_eq!(acknowledged.len(), 16 * 60, "every writer got through in the end");
    assert_eq!(recorded.len(), acknowledged.len());
    assert_eq!(recorded.into_iter().collect::<HashSet<_>>(), acknowledged);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_frozen_postgres_holds_no_caller_beyond_the_limit() {
    let postgres = servers::Postgres::start(servers::PostgresOptions::default()).await.unwrap();
    postgres.create_database("ledger").await.unwrap();
    let limit = Duration::from_millis(300);
    let tuning = WriterOptions { time_limit: limit, ..WriterOptions::default() };
    let ledger = open_with(&postgres.url("ledger"), tuning).await;
    handler(&ledger).handle(7, Command::Add(1), request(1)).await.unwrap();
    let tallies = handler(&ledger);
    let step = || tallies.handle(7, Command::Add(1), request(2));

    postgres.pause();
    let frozen = tokio::time::timeout(Duration::from_secs(20), step()).await;
    postgres.resume();

    let refused = frozen.expect("the caller is not held");
    assert!(
        matches!(refused, Err(CommandError::TimedOut | CommandError::Unavailable(_))),
        "{refused:?}"
    );
    let thawed = async {
        while step().await.is_err() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), thawed).await.expect("works again");
    assert_eq!(assert_sound(&ledger).await.len(), 2);
}
