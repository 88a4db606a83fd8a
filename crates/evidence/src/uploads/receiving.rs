//! Bytes that come in: kept in order as they come, checked when they are whole.

use std::time::Duration;

use bytes::BytesMut;
use futures::{Stream, StreamExt as _};
use ledger::within;
use sha2::{Digest as _, Sha256 as Hasher};
use tonic::Status;

use super::{Piece, Progress, Rejection, UploadError, end, progress};
use crate::domain::content::Place;
use crate::domain::{File, Look, Sha256};
use crate::files::{Files, Part};

/// So much is gathered before it is kept.
const PART: usize = 4 << 20;

/// How long a sender may keep silent.
const SILENCE: Duration = Duration::from_secs(60);

/// Takes pieces in until there are no more, and seals the file if it is whole then. What has come is kept
/// also if the sender breaks off.
pub(super) async fn receive(
    files: &Files,
    place: Place,
    file: &File,
    pieces: impl Stream<Item = Result<Piece, Status>>,
) -> Result<Progress, UploadError> {
    let begun = progress(files, place, file).await?;
    let mut incoming =
        Incoming { files, place, file, kept: begun.received, gathered: BytesMut::new() };
    let taken = incoming.take(pieces).await;
    incoming.keep().await?;
    taken?;
    let received = incoming.kept;
    if received < file.byte_size {
        return Ok(Progress { received, sealed: false });
    }
    if !begun.sealed {
        seal(files, place, file).await?;
    }
    Ok(Progress { received, sealed: true })
}

/// A file that is coming in.
struct Incoming<'a> {
    files: &'a Files,
    place: Place,
    file: &'a File,
    kept: u64,
    gathered: BytesMut,
}

impl Incoming<'_> {
    async fn take(
        &mut self,
        pieces: impl Stream<Item = Result<Piece, Status>>,
    ) -> Result<(), UploadError> {
        let mut pieces = std::pin::pin!(pieces);
        loop {
            let Some(next) = within(SILENCE, pieces.next()).await else {
                return Err(UploadError::Silent);
            };
            let Some(piece) = next else { return Ok(()) };
            let Piece { offset, data } =
                piece.map_err(|status| UploadError::Broken(status.into()))?;
            let received = self.kept + self.gathered.len() as u64;
            if data.is_empty() {
                continue;
            }
            if offset != received {
                return Err(Rejection::BytesNotNext { received }.into());
            }
            let announced = self.file.byte_size;
            if received + data.len() as u64 > announced {
                return Err(Rejection::TooManyBytes { announced }.into());
            }
            self.gathered.extend_from_slice(&data);
            if self.gathered.len() >= PART {
                self.keep().await?;
            }
        }
    }

    /// Keeps what is gathered.
    async fn keep(&mut self) -> Result<(), UploadError> {
        if self.gathered.is_empty() {
            return Ok(());
        }
        let bytes = self.gathered.split().freeze();
        let length = bytes.len() as u64;
        if !self.files.keep(self.place, self.kept, bytes).await? {
            // Somebody else is sending the same file.
            let received = progress(self.files, self.place, self.file).await?.received;
            return Err(Rejection::BytesNotNext { received }.into());
        }
        self.kept += length;
        Ok(())
    }
}

/// Checks a file all of whose parts are there, and puts it in its place. One that is not what was announced is
/// thrown away.
async fn seal(files: &Files, place: Place, file: &File) -> Result<(), UploadError> {
    let parts = files.parts(place).await?;
    let (mut writing, mut hasher, mut look) =
        (files.write(place).await?, Hasher::new(), Look::default());
    for Part { offset, .. } in &parts {
        let bytes = files.part(place, *offset).await?;
        hasher.update(&bytes);
        look.at(&bytes);
        writing.write(bytes).await?;
    }
    let differs = end(&parts) != file.byte_size || Sha256(hasher.finalize().into()) != file.sha256;
    let fault = if differs {
        Some(Rejection::BytesDiffer)
    } else if !look.is(file.media_type) {
        Some(Rejection::NotThatMediaType { announced: file.media_type.name() })
    } else {
        None
    };
    match fault {
        Some(fault) => {
            writing.abort().await?;
            files.delete_upload(place).await?;
            Err(fault.into())
        }
        None => {
            writing.seal().await?;
            Ok(files.delete_parts(place).await?)
        }
    }
}
