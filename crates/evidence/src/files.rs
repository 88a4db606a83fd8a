//! Where bytes lie, while they come and when they are whole.
//!
//! `uploads/UNIT/EVIDENCE/head` says what was announced, `uploads/UNIT/EVIDENCE/OFFSET` are the parts that
//! have come; `objects/UNIT/EVIDENCE` is a whole file that was checked: there is none there that was not. What
//! is written is durable when the call returns: a folder is synced, file and directory, and a bucket is.
//! Nothing here tells a person.

mod bucket;

use std::path::{Path as FilePath, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use chassis::metrics::Metrics;
use chassis::metrics::StoreCall::{self, Delete, List, Look, Read, Write};
use chrono::{DateTime, Utc};
use futures::TryStreamExt as _;
use ledger::within;
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::{
    ObjectMeta, ObjectStore, ObjectStoreExt as _, PutMode, PutOptions, WriteMultipart,
};
use tokio::time::Instant;

use crate::crash::{Point, pass};
use crate::domain::content::Place;
use crate::domain::{EvidenceId, File, UnitId};
use crate::settings;

/// Of one call of the store.
const LIMIT: Duration = Duration::from_secs(60);

/// So much is read or written at once. A bucket takes a file in pieces of 5 MiB or more.
const PIECE: usize = 8 << 20;

/// Why a store of files could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    #[error("making the folder {0}")]
    Folder(PathBuf, #[source] std::io::Error),
    #[error("opening the store of files")]
    Store(#[source] object_store::Error),
}

/// Why bytes could not be had or kept.
#[derive(Debug, thiserror::Error)]
pub enum FilesError {
    #[error("calling the store of files")]
    Store(#[from] object_store::Error),
    #[error("the store of files took longer than its limit")]
    TimedOut,
    #[error("what was announced of {0} cannot be read")]
    Head(EvidenceId, #[source] serde_json::Error),
    #[error("looking through the folder of files")]
    Sweep(#[source] std::io::Error),
}

/// The store of one context. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Files {
    store: Arc<dyn ObjectStore>,
    calls: Calls,
    /// Where writes that were cut off leave something that only we can see.
    folder: Option<PathBuf>,
}

/// A part of a file on its way: where it begins, and how long it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    pub offset: u64,
    pub length: u64,
}

/// Something that lies in the store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    pub place: Place,
    pub changed_at: DateTime<Utc>,
}

impl Files {
    pub fn open(place: &settings::Place, metrics: Metrics) -> Result<Self, OpenError> {
        metrics.keep_files();
        let calls = Calls(metrics);
        match place {
            settings::Place::Folder(folder) => {
                std::fs::create_dir_all(folder)
                    .map_err(|error| OpenError::Folder(folder.clone(), error))?;
                let store = LocalFileSystem::new_with_prefix(folder).map_err(OpenError::Store)?;
                let store = store.with_fsync(true).with_automatic_cleanup(true);
                Ok(Self { store: Arc::new(store), calls, folder: Some(folder.clone()) })
            }
            settings::Place::Bucket(bucket) => {
                Ok(Self { store: bucket::open(bucket)?, calls, folder: None })
            }
        }
    }

    /// What was announced, if anything was.
    pub async fn head(&self, place: Place) -> Result<Option<File>, FilesError> {
        let Some(bytes) = found(self.whole(&head(place)).await)? else { return Ok(None) };
        let file = serde_json::from_slice(&bytes);
        file.map(Some).map_err(|error| FilesError::Head(place.evidence, error))
    }

    /// Announces a file. False if one was announced there before.
    pub async fn announce(&self, place: Place, file: &File) -> Result<bool, FilesError> {
        let head_bytes = serde_json::to_vec(file).expect("a head is plain data");
        let created = self.create(&head(place), head_bytes.into()).await?;
        pass(Point::UploadBegun);
        Ok(created)
    }

    /// How many files a unit has announced that are not stored yet.
    pub async fn count_announced(&self, unit: UnitId) -> Result<usize, FilesError> {
        let all = self.list(&Path::from(format!("uploads/{unit}"))).await?;
        Ok(all.iter().filter(|it| it.location.filename() == Some(HEAD)).count())
    }

    /// The parts that have come, up to the first gap.
    pub async fn parts(&self, place: Place) -> Result<Vec<Part>, FilesError> {
        let part = |it: &ObjectMeta| {
            let offset = it.location.filename()?.parse().ok()?;
            Some(Part { offset, length: it.size })
        };
        let all = self.list(&upload(place)).await?;
        let mut parts: Vec<Part> = all.iter().filter_map(part).collect();
        parts.sort_by_key(|part| part.offset);
        let mut end = 0;
        let joined = parts.into_iter().take_while(|part| {
            let joins = part.offset == end;
            end = part.offset + part.length;
            joins
        });
        Ok(joined.collect())
    }

    /// Keeps a part. False if one that begins there is kept already.
    pub async fn keep(&self, place: Place, offset: u64, bytes: Bytes) -> Result<bool, FilesError> {
        let kept = self.create(&part(place, offset), bytes).await?;
        pass(Point::PartKept);
        Ok(kept)
    }

    pub async fn part(&self, place: Place, offset: u64) -> Result<Bytes, FilesError> {
        self.whole(&part(place, offset)).await
    }

    /// Begins to write a whole file. It is there once it is [sealed](Writing::seal), and not before.
    pub async fn write(&self, place: Place) -> Result<Writing, FilesError> {
        let begun = self.calls.made(Write, self.store.put_multipart(&object(place))).await?;
        let upload = WriteMultipart::new_with_chunk_size(begun, PIECE);
        Ok(Writing { upload, calls: self.calls.clone() })
    }

    /// The size of a whole file, if it is there.
    pub async fn sealed(&self, place: Place) -> Result<Option<u64>, FilesError> {
        let meta = found(self.calls.made(Look, self.store.head(&object(place))).await)?;
        Ok(meta.map(|meta| meta.size))
    }

    /// Some bytes of a whole file.
    pub async fn read(
        &self,
        place: Place,
        range: std::ops::Range<u64>,
    ) -> Result<Bytes, FilesError> {
        let bytes = self.calls.made(Read, self.store.get_range(&object(place), range)).await?;
        self.calls.moved(Read, bytes.len());
        Ok(bytes)
    }

    pub async fn delete_file(&self, place: Place) -> Result<(), FilesError> {
        found(self.calls.made(Delete, self.store.delete(&object(place))).await).map(drop)
    }

    pub async fn delete_parts(&self, place: Place) -> Result<(), FilesError> {
        for Part { offset, .. } in self.parts(place).await? {
            found(self.calls.made(Delete, self.store.delete(&part(place, offset))).await)?;
        }
        Ok(())
    }

    /// All that was announced and has come, the head last.
    pub async fn delete_upload(&self, place: Place) -> Result<(), FilesError> {
        let all = self.list(&upload(place)).await?;
        let (heads, parts): (Vec<_>, Vec<_>) =
            all.into_iter().partition(|it| it.location.filename() == Some(HEAD));
        for it in parts.into_iter().chain(heads) {
            found(self.calls.made(Delete, self.store.delete(&it.location)).await)?;
        }
        Ok(())
    }

    /// Every upload, with its last change.
    pub async fn uploads(&self) -> Result<Vec<Found>, FilesError> {
        let mut uploads: Vec<Found> = Vec::new();
        for it in self.list(&Path::from("uploads")).await? {
            let Some(place) = placed(it.location.as_ref()) else { continue };
            match uploads.iter_mut().find(|known| known.place == place) {
                Some(known) => known.changed_at = known.changed_at.max(it.last_modified),
                None => uploads.push(Found { place, changed_at: it.last_modified }),
            }
        }
        Ok(uploads)
    }

    /// Whole files that were put in their places before an instant.
    pub async fn older_than(&self, before: DateTime<Utc>) -> Result<Vec<Place>, FilesError> {
        let mut files = self.store.list(Some(&Path::from("objects")));
        let mut older = Vec::new();
        while let Some(it) = self.calls.made(List, files.try_next()).await? {
            if it.last_modified < before {
                older.extend(placed(it.location.as_ref()));
            }
        }
        Ok(older)
    }

    /// Removes what writes that were cut off long ago have left in a folder. A bucket does that by a rule of
    /// its own, for multipart uploads that were never completed.
    pub async fn sweep(&self, before: DateTime<Utc>) -> Result<usize, FilesError> {
        let Some(folder) = self.folder.clone() else { return Ok(0) };
        let swept = tokio::task::spawn_blocking(move || sweep(&folder, before)).await;
        swept.map_err(std::io::Error::other).and_then(|swept| swept).map_err(FilesError::Sweep)
    }

    async fn whole(&self, at: &Path) -> Result<Bytes, FilesError> {
        let get = async { self.store.get(at).await?.bytes().await };
        let bytes = self.calls.made(Read, get).await?;
        self.calls.moved(Read, bytes.len());
        Ok(bytes)
    }

    async fn create(&self, at: &Path, bytes: Bytes) -> Result<bool, FilesError> {
        let options = PutOptions::from(PutMode::Create);
        let size = bytes.len();
        match self.calls.made(Write, self.store.put_opts(at, bytes.into(), options)).await {
            Ok(_) => {
                self.calls.moved(Write, size);
                Ok(true)
            }
            Err(FilesError::Store(object_store::Error::AlreadyExists { .. })) => Ok(false),
            Err(error) => Err(error),
        }
    }

    async fn list(&self, below: &Path) -> Result<Vec<ObjectMeta>, FilesError> {
        self.calls.made(List, self.store.list(Some(below)).try_collect()).await
    }
}

/// A whole file on its way into the store. Dropped, it leaves nothing that anybody sees.
pub struct Writing {
    upload: WriteMultipart,
    calls: Calls,
}

impl Writing {
    /// Holds two pieces in memory at the most, and waits where the store is slower.
    pub async fn write(&mut self, bytes: Bytes) -> Result<(), FilesError> {
        self.calls.made(Write, self.upload.wait_for_capacity(1)).await?;
        self.calls.moved(Write, bytes.len());
        self.upload.put(bytes);
        Ok(())
    }

    /// Puts it in its place, whole and durable.
    pub async fn seal(self) -> Result<(), FilesError> {
        self.calls.made(Write, self.upload.finish()).await?;
        pass(Point::FileSealed);
        Ok(())
    }

    pub async fn abort(self) -> Result<(), FilesError> {
        self.calls.made(Delete, self.upload.abort()).await
    }
}

const HEAD: &str = "head";

fn upload(Place { unit, evidence }: Place) -> Path {
    Path::from(format!("uploads/{unit}/{evidence}"))
}

fn head(place: Place) -> Path {
    upload(place).join(HEAD)
}

/// Names sort as offsets do.
fn part(place: Place, offset: u64) -> Path {
    upload(place).join(format!("{offset:020}"))
}

fn object(Place { unit, evidence }: Place) -> Path {
    Path::from(format!("objects/{unit}/{evidence}"))
}

/// The place that the second and third word of a path name.
fn placed(path: &str) -> Option<Place> {
    let mut words = path.split('/').skip(1);
    let (unit, evidence) = (words.next()?.parse().ok()?, words.next()?.parse().ok()?);
    Some(Place { unit: UnitId(unit), evidence: EvidenceId(evidence) })
}

/// Bounds the calls of the store, and counts them.
#[derive(Debug, Clone)]
struct Calls(Metrics);

impl Calls {
    async fn made<T>(
        &self,
        kind: StoreCall,
        call: impl Future<Output = object_store::Result<T>>,
    ) -> Result<T, FilesError> {
        use object_store::Error::{AlreadyExists, NotFound};
        let since = Instant::now();
        let result = within(LIMIT, call).await;
        let answered = matches!(&result, Some(Ok(_) | Err(NotFound { .. } | AlreadyExists { .. })));
        self.0.store_called(kind, since.elapsed(), answered);
        Ok(result.ok_or(FilesError::TimedOut)??)
    }

    fn moved(&self, kind: StoreCall, bytes: usize) {
        self.0.store_moved(kind, bytes);
    }
}

/// What is not there is no fault.
fn found<T>(result: Result<T, FilesError>) -> Result<Option<T>, FilesError> {
    match result {
        Ok(value) => Ok(Some(value)),
        Err(FilesError::Store(object_store::Error::NotFound { .. })) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Files that the store is still writing have a `#` in their names.
fn sweep(folder: &FilePath, before: DateTime<Utc>) -> std::io::Result<usize> {
    let mut swept = 0;
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let meta = entry.metadata()?;
        if meta.is_dir() {
            swept += sweep(&entry.path(), before)?;
        } else if entry.file_name().to_string_lossy().contains('#')
            && DateTime::<Utc>::from(meta.modified()?) < before
        {
            std::fs::remove_file(entry.path())?;
            swept += 1;
        }
    }
    Ok(swept)
}
