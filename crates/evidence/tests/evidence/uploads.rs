//! How files come in, however lines break and whatever senders say.

use evidence::domain::{File, MediaType};
use evidence::uploads::{Progress, SHARE};
use futures::stream;
use tonic::Status;

use crate::world::*;

const MIB: usize = 1 << 20;

#[tokio::test]
async fn what_came_before_the_line_broke_need_not_come_again() {
    let (database, folder) = (servers::test::database().await, tempfile::tempdir().unwrap());
    let world = World::in_folder(&database.url(), folder.path()).await;
    let bytes = document(9 * MIB + 5, 0);
    let (file, place) = (announced(&bytes), place(1));
    world.uploads.begin(place, &file).await.unwrap();
    let mut sent = 0;
    for (breaks_after, expected) in [(3, 3), (70, 73), (1, 74)] {
        let mut pieces = pieces(&bytes, sent);
        pieces.truncate(breaks_after);
        pieces.push(Err(Status::cancelled("the line broke")));
        world.uploads.receive(place, &file, stream::iter(pieces)).await.unwrap_err();
        let Progress { received, sealed } =
            world.uploads.begin(place, &file).await.unwrap().unwrap();
        sent = usize::try_from(received).unwrap();
        assert_eq!((sent, sealed), (expected * 64 * 1024, false));
    }
    assert_eq!(refused(world.store(place, 1).await), "UPLOAD_INCOMPLETE");
    let whole = Progress { received: bytes.len() as u64, sealed: true };
    assert_eq!(world.send(place, &bytes).await, whole);
    assert_eq!(world.send(place, &bytes).await, whole, "nothing is missing, nothing is sent");

    let first = world.store(place, 1).await.unwrap();
    let again = world.store(place, 1).await.unwrap();
    assert!(again.repeated && again.events == first.events);
    assert_eq!(refused(world.store(place, 2).await), "EVIDENCE_ALREADY_STORED");
    assert_eq!(world.uploads.begin(place, &file).await.unwrap(), None);
    assert_eq!(world.kept(&bytes).await, bytes);
    assert_eq!(everything_in(folder.path()).len(), 1, "nothing but the file is left");
}

#[tokio::test]
async fn bytes_come_in_order_and_no_more_than_were_announced() {
    let (database, folder) = (servers::test::database().await, tempfile::tempdir().unwrap());
    let world = World::in_folder(&database.url(), folder.path()).await;
    let bytes = document(MIB, 0);
    let (file, place) = (announced(&bytes), place(1));
    let receive = async |pieces| world.uploads.receive(place, &file, stream::iter(pieces)).await;
    assert_eq!(refused(world.uploads.announced(place).await), "UPLOAD_NOT_FOUND");
    assert_eq!(refused(world.store(place, 1).await), "UPLOAD_NOT_FOUND");
    world.uploads.begin(place, &file).await.unwrap();
    assert_eq!(refused(receive(pieces(&bytes, 64 * 1024)).await), "BYTES_NOT_NEXT");
    let mut twice = pieces(&bytes, 0);
    twice.extend(pieces(&bytes, 0));
    assert_eq!(refused(receive(twice).await), "BYTES_NOT_NEXT");
    let more = document(MIB + 1, 0);
    assert_eq!(refused(receive(pieces(&more, MIB)).await), "TOO_MANY_BYTES");
    let other = File { byte_size: 7, ..file.clone() };
    assert_eq!(refused(world.uploads.begin(place, &other).await), "UPLOAD_DIFFERS");
    assert!(world.send(place, &bytes).await.sealed);
}

#[tokio::test]
async fn two_who_send_the_same_file_at_once_do_not_spoil_it() {
    let (database, folder) = (servers::test::database().await, tempfile::tempdir().unwrap());
    let world = World::in_folder(&database.url(), folder.path()).await;
    let bytes = document(9 * MIB, 0);
    let (file, place) = (announced(&bytes), place(1));
    world.uploads.begin(place, &file).await.unwrap();
    let send = |breaks_after| {
        let mut pieces = pieces(&bytes, 0);
        pieces.truncate(breaks_after);
        world.uploads.receive(place, &file, stream::iter(pieces))
    };
    let (one, other) = tokio::join!(send(144), send(100));
    assert!(one.is_ok() || other.is_ok() || refused(one) == "BYTES_NOT_NEXT");
    assert!(world.send(place, &bytes).await.sealed);
    world.store(place, 1).await.unwrap();
    assert_eq!(world.kept(&bytes).await, bytes);
}

#[tokio::test]
async fn what_is_not_what_was_announced_is_thrown_away_and_may_begin_anew() {
    let (database, folder) = (servers::test::database().await, tempfile::tempdir().unwrap());
    let world = World::in_folder(&database.url(), folder.path()).await;
    let (bytes, forged, place) = (document(MIB, 0), document(MIB, 1), place(1));
    let file = announced(&bytes);
    let picture = File { media_type: MediaType::Png, ..file.clone() };
    for (announced, sent, reason) in
        [(&file, &forged, "BYTES_DIFFER"), (&picture, &bytes, "NOT_THAT_MEDIA_TYPE")]
    {
        world.uploads.begin(place, announced).await.unwrap();
        let pieces = stream::iter(pieces(sent, 0));
        let refused = refused(world.uploads.receive(place, announced, pieces).await);
        assert_eq!(refused, reason);
        assert!(everything_in(folder.path()).is_empty());
    }
    assert!(world.send(place, &bytes).await.sealed);
    world.store(place, 1).await.unwrap();
}

#[tokio::test]
async fn the_same_bytes_are_kept_once() {
    let (database, folder) = (servers::test::database().await, tempfile::tempdir().unwrap());
    let world = World::in_folder(&database.url(), folder.path()).await;
    let bytes = document(MIB, 0);
    for n in 1..4 {
        world.send(place(n), &bytes).await;
    }
    assert_eq!(everything_in(folder.path()).len(), 6, "three heads, three files");
    let (a, b, c) =
        tokio::join!(world.store(place(1), 1), world.store(place(2), 2), world.store(place(3), 3));
    for stored in [a, b, c] {
        assert!(!stored.unwrap().repeated);
    }
    assert_eq!(everything_in(folder.path()).len(), 1);
    assert_eq!(world.kept(&bytes).await, bytes);
}

#[tokio::test]
async fn a_unit_has_its_share_of_unfinished_uploads() {
    let (database, folder) = (servers::test::database().await, tempfile::tempdir().unwrap());
    let world = World::in_folder(&database.url(), folder.path()).await;
    let bytes = document(100, 0);
    let file = announced(&bytes);
    for n in 0..SHARE as u128 {
        world.uploads.begin(place(n), &file).await.unwrap();
    }
    let one_more = place(SHARE as u128);
    assert_eq!(refused(world.uploads.begin(one_more, &file).await), "UPLOAD_SHARE_USED");
    world.uploads.begin(place(0), &file).await.unwrap();
    world.send(place(0), &bytes).await;
    world.store(place(0), 1).await.unwrap();
    world.uploads.begin(one_more, &file).await.unwrap();
}
