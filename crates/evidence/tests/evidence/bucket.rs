//! The same over S3, where a server of that sort can be had: `HOITU_S3` is its address, with a bucket named
//! `hoitu` and the key `hoitu:hoitu-secret`. And whom a bucket is believed to be.

use std::path::Path;
use std::sync::Arc;

use chassis::config::Secret;
use chassis::metrics::Metrics;
use evidence::files::{Files, FilesError};
use evidence::orphans::Collected;
use evidence::settings::{Bucket, Key, Place};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

use crate::world::*;

fn bucket(endpoint: String, authorities: Option<&Path>) -> Bucket {
    let key = Key { id: "hoitu".into(), secret: "hoitu-secret".into() };
    let (name, region) = ("hoitu".into(), "us-east-1".into());
    let authorities = authorities.map(Path::to_owned);
    Bucket { endpoint, name, region, key: Secret::new(key), authorities }
}

/// An empty bucket over TLS; its address.
async fn empty(certificate: &servers::Certificate) -> String {
    const NOTHING: &str = "<Error><Code>NoSuchKey</Code></Error>";
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("https://localhost:{}", listener.local_addr().unwrap().port());
    let acceptor = TlsAcceptor::from(Arc::new(certificate.server()));
    tokio::spawn(async move {
        loop {
            let Ok((stream, _)) = listener.accept().await else { return };
            let Ok(mut stream) = acceptor.accept(stream).await else { continue };
            let mut asked = Vec::new();
            while !asked.ends_with(b"\r\n\r\n") && stream.read_buf(&mut asked).await.unwrap() > 0 {}
            let head =
                format!("HTTP/1.1 404 Not Found\r\nContent-Length: {}\r\n\r\n", NOTHING.len());
            stream.write_all(format!("{head}{NOTHING}").as_bytes()).await.unwrap();
        }
    });
    address
}

/// The file of authorities is read for each connection, so it may be replaced while the service runs.
#[tokio::test]
async fn a_bucket_is_believed_by_the_authorities_of_a_file() {
    let (ours, theirs) = (servers::Authority::new(), servers::Authority::new());
    let endpoint = empty(&ours.certificate(&["localhost"])).await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("authorities.crt");
    std::fs::write(&file, theirs.pem()).unwrap();
    let place_of_files = Place::Bucket(bucket(endpoint, Some(&file)));
    let files = Files::open(&place_of_files, Metrics::default()).unwrap();
    let refused = files.head(place(1)).await;
    assert!(matches!(refused, Err(FilesError::Store(_))), "{refused:?}");
    std::fs::write(&file, ours.pem()).unwrap();
    assert_eq!(files.head(place(1)).await.unwrap(), None);
}

#[tokio::test]
async fn a_bucket_keeps_files_as_a_folder_does() {
    let Some(endpoint) = servers::given("HOITU_S3") else { return };
    let database = servers::test::database().await;
    let bucket = Place::Bucket(bucket(endpoint, None));
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
