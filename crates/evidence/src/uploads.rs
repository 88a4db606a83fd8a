//! The way of a file from its announcement to its place: parts come in order and are kept as they come; the
//! whole is checked before it is in its place.
//!
//! Memory holds one part of each upload that is coming in, and two pieces of each file that is being sealed,
//! however large the file is.

mod receiving;

use bytes::Bytes;
use chrono::NaiveDate;
use futures::Stream;
use ledger::{Asked, CommandError, CommandHandler, Ledger, Receipt, Reject, RejectionKind};
use tonic::Status;

use crate::crash::{Point, pass};
use crate::domain::content::{self, Content, Place};
use crate::domain::evidence::{self, Command, Evidence};
use crate::domain::{File, Sha256, UnitId};
use crate::files::{Files, FilesError, Part};
use crate::published;

/// Unfinished uploads of one unit.
pub const SHARE: usize = 32;

/// How far an upload is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    pub received: u64,
    /// Whether the whole file is in its place.
    pub sealed: bool,
}

/// Some bytes, and where in the file they belong.
#[derive(Debug)]
pub struct Piece {
    pub offset: u64,
    pub data: Bytes,
}

#[derive(Debug, Clone, PartialEq, thiserror::Error, strum::IntoStaticStr, strum::VariantNames)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum Rejection {
    #[error("no file was announced under this id")]
    UploadNotFound,
    #[error("another file was announced under this id")]
    UploadDiffers,
    #[error("{received} bytes have come: the next ones belong behind them")]
    BytesNotNext { received: u64 },
    #[error("the file was announced with {announced} bytes")]
    TooManyBytes { announced: u64 },
    #[error("{received} of {announced} bytes have come and were checked")]
    UploadIncomplete { received: u64, announced: u64 },
    #[error("the bytes are not those that were announced")]
    BytesDiffer,
    #[error("the bytes are no {announced}")]
    NotThatMediaType { announced: &'static str },
}

impl Reject for Rejection {
    fn kind(&self) -> RejectionKind {
        match self {
            Self::UploadNotFound => RejectionKind::NotFound,
            Self::UploadDiffers => RejectionKind::AlreadyExists,
            Self::BytesNotNext { .. }
            | Self::TooManyBytes { .. }
            | Self::UploadIncomplete { .. }
            | Self::BytesDiffer
            | Self::NotThatMediaType { .. } => RejectionKind::Precondition,
        }
    }

    fn reason(&self) -> &'static str {
        self.into()
    }

    fn metadata(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::BytesNotNext { received } => vec![("received_bytes", received.to_string())],
            Self::TooManyBytes { announced } => vec![("byte_size", announced.to_string())],
            Self::UploadIncomplete { received, announced } => {
                vec![("received_bytes", received.to_string()), ("byte_size", announced.to_string())]
            }
            Self::NotThatMediaType { announced } => {
                vec![("media_type", (*announced).to_owned())]
            }
            Self::UploadNotFound | Self::UploadDiffers | Self::BytesDiffer => Vec::new(),
        }
    }
}

/// Why an upload did not come further.
#[derive(Debug, thiserror::Error)]
pub enum UploadError {
    #[error(transparent)]
    Rejected(#[from] Rejection),
    #[error("the unit has too many unfinished uploads")]
    ShareUsed,
    #[error(transparent)]
    Command(#[from] CommandError),
    #[error(transparent)]
    Files(#[from] FilesError),
    /// The sender broke off, or sent what cannot be read.
    #[error("receiving")]
    Broken(Box<Status>),
    #[error("the sender kept silent")]
    Silent,
}

/// Takes files in, for one context. Cheap to clone.
#[derive(Clone)]
pub struct Uploads {
    ledger: Ledger,
    evidence: CommandHandler<Evidence>,
    contents: CommandHandler<Content>,
    files: Files,
}

impl Uploads {
    #[must_use]
    pub fn new(ledger: &Ledger, files: Files) -> Self {
        Self {
            ledger: ledger.clone(),
            evidence: CommandHandler::new(ledger.clone(), published::evidence),
            contents: CommandHandler::new(ledger.clone(), published::content),
            files,
        }
    }

    /// How far an upload is, which begins with this unless it has begun before. `None` if it is stored.
    pub async fn begin(&self, place: Place, file: &File) -> Result<Option<Progress>, UploadError> {
        match self.recorded(place).await? {
            Some((unit, stored)) if unit == place.unit && stored == *file => return Ok(None),
            Some(_) => return Err(Rejection::UploadDiffers.into()),
            None => {}
        }
        let head = self.files.head(place).await?;
        if head.is_none() {
            if self.files.count_announced(place.unit).await? >= SHARE {
                return Err(UploadError::ShareUsed);
            }
            if self.files.announce(place, file).await? {
                return Ok(Some(Progress { received: 0, sealed: false }));
            }
        }
        if self.announced(place).await? != *file {
            return Err(Rejection::UploadDiffers.into());
        }
        Ok(Some(progress(&self.files, place, file).await?))
    }

    /// What was announced.
    pub async fn announced(&self, place: Place) -> Result<File, UploadError> {
        Ok(self.files.head(place).await?.ok_or(Rejection::UploadNotFound)?)
    }

    /// Takes pieces in until there are no more, and seals the file if it is whole then. What has come is kept
    /// also if the sender breaks off.
    pub async fn receive(
        &self,
        place: Place,
        file: &File,
        pieces: impl Stream<Item = Result<Piece, Status>>,
    ) -> Result<Progress, UploadError> {
        receiving::receive(&self.files, place, file, pieces).await
    }

    /// Records a file whose bytes are there and were checked: what was stored can always be read.
    pub async fn store(
        &self,
        place: Place,
        stored_on: NaiveDate,
        asked: Asked,
    ) -> Result<Receipt, UploadError> {
        let file = match self.recorded(place).await? {
            // The aggregate refuses, unless this request is a repeated one.
            Some((_, file)) => file,
            None => self.whole(place).await?,
        };
        let (sha256, in_earnest) = (file.sha256, !asked.validate_only);
        let store = Command::Store { unit: place.unit, file, stored_on };
        let keep = content::Command::Keep { place };
        let steps =
            vec![self.evidence.step(place.evidence, store), self.contents.step(sha256, keep)];
        let receipt = self.ledger.act(asked, steps).await?;
        if in_earnest {
            pass(Point::EvidenceRecorded);
            if let Err(error) = self.tidy(place, sha256).await {
                let error = chassis::telemetry::chain(&error);
                // It is an orphan now, and collected as such.
                tracing::warn!(%error, "what an upload has left was not deleted");
            }
        }
        Ok(receipt)
    }

    /// The file that is recorded under the id, and whose it is.
    async fn recorded(&self, place: Place) -> Result<Option<(UnitId, File)>, UploadError> {
        match self.evidence.load(place.evidence).await?.0 {
            Evidence::Absent => Ok(None),
            Evidence::Stored { unit, file } | Evidence::Withdrawn { unit, file } => {
                Ok(Some((unit, file)))
            }
            Evidence::Abandoned => {
                let abandoned = Box::new(evidence::Rejection::UploadAbandoned);
                Err(CommandError::Rejected(abandoned).into())
            }
        }
    }

    /// What was announced, if all of it is there and was checked.
    async fn whole(&self, place: Place) -> Result<File, UploadError> {
        let file = self.announced(place).await?;
        let Progress { received, sealed } = progress(&self.files, place, &file).await?;
        if sealed {
            return Ok(file);
        }
        Err(Rejection::UploadIncomplete { received, announced: file.byte_size }.into())
    }

    /// Deletes what nothing needs any more of an upload that is stored: the announcement, and the file where
    /// its bytes were kept before.
    async fn tidy(&self, place: Place, sha256: Sha256) -> Result<(), UploadError> {
        if let Content::Kept { place: kept } = self.contents.load(sha256).await?.0
            && kept != place
        {
            self.files.delete_file(place).await?;
        }
        Ok(self.files.delete_upload(place).await?)
    }
}

/// How far the upload of an announced file is.
async fn progress(files: &Files, place: Place, file: &File) -> Result<Progress, FilesError> {
    if files.sealed(place).await?.is_some() {
        return Ok(Progress { received: file.byte_size, sealed: true });
    }
    let parts = files.parts(place).await?;
    Ok(Progress { received: end(&parts), sealed: false })
}

fn end(parts: &[Part]) -> u64 {
    parts.last().map_or(0, |part| part.offset + part.length)
}
