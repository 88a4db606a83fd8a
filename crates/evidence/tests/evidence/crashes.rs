//! A process is killed at each point between the first byte and the event; another one goes on. Nothing that
//! has an event is without its bytes, and nothing that has none is left.

use std::os::unix::process::ExitStatusExt as _;
use std::path::Path;
use std::process::Command as Process;

use evidence::crash::Point;
use evidence::domain::evidence::Evidence;
use evidence::orphans::Collected;
use ledger::crash::{Point as LedgerPoint, Trap, lay};
use strum::VariantArray as _;

use crate::world::*;

const ORDERS: &str = "EVIDENCE_CRASH_ORDERS";
const SIGKILL: i32 = 9;

/// What a process does when it dies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::EnumString, strum::IntoStaticStr)]
enum Stage {
    Storing,
    Collecting,
}

/// While it does what a process is to die at a point, at which passing of it.
fn death(point: Point) -> (Stage, u32) {
    match point {
        Point::UploadBegun | Point::FileSealed | Point::EvidenceRecorded => (Stage::Storing, 1),
        Point::PartKept => (Stage::Storing, 2),
        Point::OrphanAbandoned | Point::OrphanFileDeleted => (Stage::Collecting, 1),
    }
}

/// What it leaves: heads and parts, files, and what is recorded.
fn left(point: Point) -> (usize, usize, fn(&Evidence) -> bool) {
    let absent = |it: &Evidence| *it == Evidence::Absent;
    let abandoned = |it: &Evidence| *it == Evidence::Abandoned;
    match point {
        Point::UploadBegun => (1, 0, absent),
        Point::PartKept => (3, 0, absent),
        Point::FileSealed => (4, 1, absent),
        Point::EvidenceRecorded => (1, 1, |it| matches!(it, Evidence::Stored { .. })),
        Point::OrphanAbandoned => (1, 1, abandoned),
        Point::OrphanFileDeleted => (1, 0, abandoned),
    }
}

/// Not a test of its own: a process that does as it was ordered, and dies.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[expect(clippy::disallowed_methods, reason = "how the test orders a process to die")]
async fn a_process() {
    let Some(orders) = std::env::var_os(ORDERS) else { return };
    let orders: Vec<&str> = orders.to_str().unwrap().split(' ').collect();
    let [point, stage, nth, database, folder] = orders[..] else { panic!("{orders:?}") };
    let trap = Trap { point: point.to_owned().leak(), nth: nth.parse().unwrap(), die };
    let world = World::in_folder(database, Path::new(folder)).await;
    let bytes = document(9 << 20, 0);
    match stage.parse().unwrap() {
        Stage::Storing => {
            lay(trap);
            world.send(place(1), &bytes).await;
            world.store(place(1), 1).await.unwrap();
        }
        Stage::Collecting => {
            world.send(place(1), &bytes).await;
            lay(trap);
            world.collect(in_days(8)).await;
        }
    }
}

fn die() -> ! {
    let _ = Process::new("kill").args(["-KILL", &std::process::id().to_string()]).status();
    loop {
        std::thread::park();
    }
}

/// Lets a process die there, over this database and folder.
async fn lead_to_death(point: &str, stage: Stage, nth: u32, database_url: &str, folder: &Path) {
    let stage: &str = stage.into();
    let orders = format!("{point} {stage} {nth} {database_url} {}", folder.display());
    let process = tokio::task::spawn_blocking(move || {
        Process::new(std::env::current_exe().unwrap())
            .args(["crashes::a_process", "--exact", "--nocapture"])
            .env(ORDERS, orders)
            .output()
            .unwrap()
    });
    let process = process.await.unwrap();
    let errors = String::from_utf8_lossy(&process.stderr);
    assert_eq!(process.status.signal(), Some(SIGKILL), "{point}: it did not die: {errors}");
}

/// Another process finds what a dead one has left, and goes on.
async fn dies(point: &str, stage: Stage, nth: u32, found: impl AsyncFnOnce(&World, &Path)) {
    let (database, folder) = (servers::test::database().await, tempfile::tempdir().unwrap());
    lead_to_death(point, stage, nth, &database.url(), folder.path()).await;
    let world = World::in_folder(&database.url(), folder.path()).await;
    found(&world, folder.path()).await;
    match stage {
        Stage::Storing => goes_on(&world, folder.path()).await,
        Stage::Collecting => is_finished(&world, folder.path()).await,
    }
}

/// The sender repeats what it did, and all is as if nobody had died.
async fn goes_on(world: &World, folder: &Path) {
    let bytes = document(9 << 20, 0);
    assert!(world.send(place(1), &bytes).await.sealed);
    world.store(place(1), 1).await.unwrap();
    let again = world.store(place(1), 1).await.unwrap();
    assert!(again.repeated, "it happened once");
    world.collect(in_days(8)).await;
    assert_eq!(world.kept(&bytes).await, bytes);
    assert_eq!(everything_in(folder).len(), 1, "nothing else is left");
    assert_eq!(world.ledger.head().await.unwrap().position, 2, "nothing else is recorded");
}

async fn is_finished(world: &World, folder: &Path) {
    world.collect(in_days(8)).await;
    assert!(everything_in(folder).is_empty());
    assert_eq!(refused(world.store(place(1), 1).await), "UPLOAD_ABANDONED");
    assert_eq!(world.collect(in_days(8)).await, Collected::default());
    assert_eq!(world.ledger.head().await.unwrap().position, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_process_may_die_at_each_point() {
    for point in Point::VARIANTS {
        let (stage, nth) = death(*point);
        let found = async |world: &World, folder: &Path| {
            let in_folder = |name: &str| {
                let files = everything_in(&folder.join(name));
                files.iter().filter(|file| !file.to_string_lossy().contains('#')).count()
            };
            let recorded = world.evidence(place(1)).await;
            let (uploads, objects, is_so) = left(*point);
            let objects_found =
                if folder.join("objects").exists() { in_folder("objects") } else { 0 };
            assert_eq!((in_folder("uploads"), objects_found), (uploads, objects), "{point:?}");
            assert!(is_so(&recorded), "{point:?}: {recorded:?}");
        };
        dies((*point).into(), stage, nth, found).await;
    }
}

/// Between bytes and event: the file is there, and the ledger has been asked or has answered.
#[tokio::test(flavor = "multi_thread")]
async fn a_process_may_die_while_the_event_is_appended() {
    for (point, is_stored) in [(LedgerPoint::BatchTaken, false), (LedgerPoint::BatchAppended, true)]
    {
        let found = async |world: &World, _: &Path| {
            let recorded = world.evidence(place(1)).await;
            assert_eq!(matches!(recorded, Evidence::Stored { .. }), is_stored, "{point:?}");
        };
        dies(point.into(), Stage::Storing, 1, found).await;
    }
}

/// If nobody goes on, nothing is left.
#[tokio::test(flavor = "multi_thread")]
async fn what_a_dead_process_has_left_is_collected() {
    for point in [Point::PartKept, Point::FileSealed] {
        let (stage, nth) = death(point);
        let (database, folder) = (servers::test::database().await, tempfile::tempdir().unwrap());
        lead_to_death(point.into(), stage, nth, &database.url(), folder.path()).await;
        let world = World::in_folder(&database.url(), folder.path()).await;
        assert_eq!(world.collect(in_days(8)).await.abandoned, 1);
        assert!(everything_in(folder.path()).is_empty());
    }
}
