//! A ledger, a folder, and files to send.

use std::path::{Path, PathBuf};

use bytes::Bytes;
use chassis::metrics::Metrics;
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use evidence::domain::content::Place;
use evidence::domain::evidence::Evidence;
use evidence::domain::{EvidenceId, File, MediaType, Sha256, UnitId};
use evidence::files::Files;
use evidence::orphans::{Collected, Collector};
use evidence::settings::{self, Limits};
use evidence::uploads::{Piece, Progress, UploadError, Uploads};
use futures::stream;
use ledger::{
    Asked, CommandError, CommandHandler, Digest, Ledger, Provenance, Receipt, WriterOptions,
};
use sha2::{Digest as _, Sha256 as Hasher};
use sqlx::postgres::PgPoolOptions;
use uuid::Uuid;

pub const UNIT: UnitId = UnitId(Uuid::from_u128(0xB1));

/// Of one message.
const PIECE: usize = 64 * 1024;

/// One process that keeps evidence.
pub struct World {
    pub ledger: Ledger,
    pub files: Files,
    pub uploads: Uploads,
    pub collector: Collector,
}

/// The n-th upload of a test.
pub fn place(n: u128) -> Place {
    Place { unit: UNIT, evidence: EvidenceId(Uuid::from_u128(0xE000 + n)) }
}

/// A document of so many bytes; another one for each seed.
pub fn document(size: usize, seed: u8) -> Bytes {
    let mut bytes = b"%PDF-1.7\n".to_vec();
    bytes.extend((bytes.len()..size).map(|n| (n / 7 + n % 251) as u8 ^ seed));
    bytes.into()
}

pub fn announced(bytes: &Bytes) -> File {
    let sha256 = Sha256(Hasher::digest(bytes).into());
    File { media_type: MediaType::Pdf, byte_size: bytes.len() as u64, sha256 }
}

/// The bytes from an offset on, as they are sent.
pub fn pieces(bytes: &Bytes, from: usize) -> Vec<Result<Piece, tonic::Status>> {
    let offsets = (from..bytes.len()).step_by(PIECE);
    let piece = |offset: usize| {
        let data = bytes.slice(offset..bytes.len().min(offset + PIECE));
        Ok(Piece { offset: offset as u64, data })
    };
    offsets.map(piece).collect()
}

pub fn day() -> NaiveDate {
    "2026-11-24".parse().unwrap()
}

#[expect(clippy::disallowed_methods, reason = "files are as old as the folder says")]
pub fn in_days(days: i64) -> DateTime<Utc> {
    DateTime::<Utc>::from(std::time::SystemTime::now()) + TimeDelta::days(days)
}

pub fn asked(n: u128) -> Asked {
    let request_id = Uuid::from_u128(0xA000 + n);
    Asked {
        request_id,
        fingerprint: Digest::of(request_id.as_bytes()),
        expected: None,
        validate_only: false,
        provenance: Provenance::default(),
    }
}

/// The reason of a refusal.
#[track_caller]
pub fn refused<T: std::fmt::Debug>(result: Result<T, UploadError>) -> &'static str {
    use ledger::Reject as _;
    match result.expect_err("a refusal") {
        UploadError::Rejected(rejection) => rejection.reason(),
        UploadError::Command(CommandError::Rejected(rejection)) => rejection.reason(),
        UploadError::ShareUsed => "UPLOAD_SHARE_USED",
        error @ (UploadError::Command(_)
        | UploadError::Files(_)
        | UploadError::Broken(_)
        | UploadError::Silent) => panic!("{error:?}"),
    }
}

impl World {
    pub async fn open(database_url: &str, place: &settings::Place) -> Self {
        let pool = PgPoolOptions::new().max_connections(8).connect(database_url).await.unwrap();
        ledger::migrate(&pool).await.unwrap();
        let options = database_url.parse().unwrap();
        let ledger = Ledger::open("tests", options, pool, WriterOptions::default()).await.unwrap();
        let files = Files::open(place, Metrics::default()).unwrap();
        let uploads = Uploads::new(&ledger, files.clone());
        let collector = Collector::new(&ledger, files.clone(), &Limits::default());
        Self { ledger, files, uploads, collector }
    }

    pub async fn in_folder(database_url: &str, folder: &Path) -> Self {
        Self::open(database_url, &settings::Place::Folder(folder.to_owned())).await
    }

    /// Announces a document and sends all of it that is missing.
    pub async fn send(&self, place: Place, bytes: &Bytes) -> Progress {
        let file = announced(bytes);
        let Some(Progress { received, .. }) = self.uploads.begin(place, &file).await.unwrap()
        else {
            return Progress { received: file.byte_size, sealed: true };
        };
        let missing = stream::iter(pieces(bytes, usize::try_from(received).unwrap()));
        self.uploads.receive(place, &file, missing).await.unwrap()
    }

    pub async fn store(&self, place: Place, n: u128) -> Result<Receipt, UploadError> {
        self.uploads.store(place, day(), asked(n)).await
    }

    pub async fn collect(&self, now: DateTime<Utc>) -> Collected {
        self.collector.collect(now).await.unwrap()
    }

    pub async fn evidence(&self, place: Place) -> Evidence {
        let handler: CommandHandler<Evidence> =
            CommandHandler::new(self.ledger.clone(), |_, _| None);
        handler.load(place.evidence).await.unwrap().0
    }

    /// The bytes that are kept for a document, wherever they lie.
    pub async fn kept(&self, bytes: &Bytes) -> Bytes {
        use evidence::domain::content::Content;
        let handler: CommandHandler<Content> =
            CommandHandler::new(self.ledger.clone(), |_, _| None);
        let sha256 = announced(bytes).sha256;
        let Content::Kept { place } = handler.load(sha256).await.unwrap().0 else {
            panic!("{sha256} is kept nowhere");
        };
        self.files.read(place, 0..bytes.len() as u64).await.unwrap()
    }
}

/// Every file in a folder, from its root.
pub fn everything_in(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(everything_in(&path));
        } else {
            found.push(path);
        }
    }
    found.sort();
    found
}
