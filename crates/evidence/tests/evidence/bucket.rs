//! The same over S3, where a server of that sort can be had: `HOITU_S3` is its address, with a bucket named
//! `hoitu` and the key `hoitu:hoitu-secret`.

use chassis::config::Secret;
use evidence::orphans::Collected;
use evidence::settings::{Bucket, Key, Place};

use crate::world::*;

#[tokio::test]
async fn a_bucket_keeps_files_as_a_folder_does() {
    let Some(endpoint) = servers::given("HOITU_S3") else { return };
    let database = servers::test::database().await;
    let key = Key { id: "hoitu".into(), secret: "hoitu-secret".into() };
    let (name, region) = ("hoitu".into(), "us-east-1".into());
    let bucket = Place::Bucket(Bucket { endpoint, name, region, key: Secret::new(key) });
    let world = World::open(&database.url(), &bucket).await;
    let bytes = document(21 << 20, 0);
    for n in [1, 2] {
        assert!(world.send(place(n), &bytes).await.sealed);
        world.store(place(n), n).await.unwrap();
    }
    assert_eq!(world.kept(&bytes).await, bytes);
    let unfinished = document(100_000, 3);
    world.send(place(3), &unfinished).await;
    let again = world.files.announce(place(3), &announced(&unfinished)).await;
    assert!(!again.unwrap(), "what is created under a condition is not overwritten");
    let collected = world.collect(in_days(8)).await;
    assert_eq!(collected, Collected { abandoned: 1, files: 0, swept: 0 });
    assert_eq!(world.kept(&bytes).await, bytes);
}
