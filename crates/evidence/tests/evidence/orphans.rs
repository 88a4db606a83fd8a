//! What nobody finished goes; what is stored stays.

use evidence::domain::evidence::Evidence;
use evidence::orphans::Collected;
use futures::future::join_all;

use crate::world::*;

#[tokio::test]
async fn an_upload_that_nobody_finished_goes_when_its_time_is_over() {
    let (database, folder) = (servers::test::database().await, tempfile::tempdir().unwrap());
    let world = World::in_folder(&database.url(), folder.path()).await;
    let (announced_only, sent) = (place(1), place(2));
    let bytes = document(100_000, 0);
    world.uploads.begin(announced_only, &announced(&bytes)).await.unwrap();
    world.send(sent, &bytes).await;

    assert_eq!(world.collect(in_days(6)).await, Collected::default());
    assert_eq!(everything_in(folder.path()).len(), 3);
    let collected = world.collect(in_days(8)).await;
    assert_eq!(collected, Collected { abandoned: 2, files: 0, swept: 0 });
    assert!(everything_in(folder.path()).is_empty());
    assert_eq!(world.collect(in_days(8)).await, Collected::default());

    for place in [announced_only, sent] {
        assert_eq!(world.evidence(place).await, Evidence::Abandoned);
        let begun = world.uploads.begin(place, &announced(&bytes)).await;
        assert_eq!(refused(begun), "UPLOAD_ABANDONED");
        assert_eq!(refused(world.store(place, 1).await), "UPLOAD_ABANDONED");
    }
}

#[tokio::test]
async fn what_is_stored_is_never_collected() {
    let (database, folder) = (servers::test::database().await, tempfile::tempdir().unwrap());
    let world = World::in_folder(&database.url(), folder.path()).await;
    let bytes = document(100_000, 0);
    world.send(place(1), &bytes).await;
    world.store(place(1), 1).await.unwrap();
    assert_eq!(world.collect(in_days(40_000)).await, Collected::default());
    assert_eq!(world.kept(&bytes).await, bytes);
}

/// As if whoever stored it had died before it deleted its own.
#[tokio::test]
async fn a_second_copy_of_bytes_that_are_kept_elsewhere_goes() {
    let (database, folder) = (servers::test::database().await, tempfile::tempdir().unwrap());
    let world = World::in_folder(&database.url(), folder.path()).await;
    let bytes = document(100_000, 0);
    for n in [1, 2] {
        world.send(place(n), &bytes).await;
        world.store(place(n), n).await.unwrap();
    }
    let mut writing = world.files.write(place(2)).await.unwrap();
    writing.write(bytes.clone()).await.unwrap();
    writing.seal().await.unwrap();
    assert_eq!(everything_in(folder.path()).len(), 2);
    let collected = world.collect(in_days(8)).await;
    assert_eq!(collected, Collected { abandoned: 0, files: 1, swept: 0 });
    assert_eq!(everything_in(folder.path()).len(), 1);
    assert_eq!(world.kept(&bytes).await, bytes);
}

#[tokio::test]
async fn what_a_write_has_left_that_was_cut_off_is_swept() {
    let (database, folder) = (servers::test::database().await, tempfile::tempdir().unwrap());
    let world = World::in_folder(&database.url(), folder.path()).await;
    let left = folder.path().join("objects").join("00000000-0000-0000-0000-0000000000e1#1");
    std::fs::create_dir(folder.path().join("objects")).unwrap();
    std::fs::write(&left, "half a file").unwrap();
    assert_eq!(world.collect(in_days(6)).await.swept, 0);
    assert_eq!(world.collect(in_days(8)).await.swept, 1);
    assert!(!left.exists());
}

/// Whoever comes first: an upload is stored and has its bytes, or abandoned and has none.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn to_store_and_to_collect_at_once_never_loses_bytes() {
    let (database, folder) = (servers::test::database().await, tempfile::tempdir().unwrap());
    let world = World::in_folder(&database.url(), folder.path()).await;
    let another = World::in_folder(&database.url(), folder.path()).await;
    let documents: Vec<_> = (0..24).map(|n| (n, document(1000 + usize::from(n), n))).collect();
    for (n, bytes) in &documents {
        world.send(place((*n).into()), bytes).await;
    }
    let storing =
        join_all(documents.iter().map(|(n, _)| world.store(place((*n).into()), (*n).into())));
    let (stored, collected, _) =
        tokio::join!(storing, another.collector.collect(in_days(8)), world.collect(in_days(8)));
    collected.unwrap();
    another.collect(in_days(8)).await;
    for ((n, bytes), stored) in documents.iter().zip(stored) {
        let place = place((*n).into());
        match world.evidence(place).await {
            Evidence::Stored { .. } => {
                stored.unwrap();
                assert_eq!(world.kept(bytes).await, bytes);
            }
            Evidence::Abandoned => {
                assert!(stored.is_err());
                assert_eq!(world.files.sealed(place).await.unwrap(), None);
            }
            other @ (Evidence::Absent | Evidence::Withdrawn { .. }) => panic!("{other:?}"),
        }
    }
}
