//! A file on its way to a service.

use std::fs::File;
use std::io::{Read as _, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};

use bytes::Bytes;
use contracts::evidence::v1 as proto;
use futures::stream;
use sha2::{Digest as _, Sha256};
use tonic::Status;
use uuid::Uuid;

use super::Client;
use crate::connection::persistently;
use crate::failure::Failure;
use crate::output::json;
use crate::session::Session;

/// Of one message.
const PIECE: usize = 64 * 1024;
/// Of one call: what is lost at the most when a line breaks in the worst moment, and the step of progress.
const CALL: usize = 8 << 20;

/// A file, and what is announced of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Announced {
    source: Source,
    pub request: proto::BeginUploadRequest,
}

/// Where its bytes are.
#[derive(Debug, Clone, PartialEq)]
enum Source {
    File(PathBuf),
    Text(Bytes),
}

impl Announced {
    /// A text that lies in no file.
    #[must_use]
    pub fn text(text: String, unit_id: String, evidence_id: String) -> Self {
        let request = proto::BeginUploadRequest {
            unit_id,
            evidence_id,
            media_type: "text/plain".to_owned(),
            byte_size: i64::try_from(text.len()).unwrap_or(i64::MAX),
            sha256: hex::encode(Sha256::digest(&text)),
        };
        Self { source: Source::Text(text.into()), request }
    }

    /// The next bytes, as many as one call takes.
    fn read(&self, offset: i64) -> Result<Bytes, Failure> {
        let at = usize::try_from(offset).unwrap_or_default();
        match &self.source {
            Source::File(path) => read(path, offset).map_err(|source| unreadable(path, source)),
            Source::Text(text) => Ok(text.slice(at.min(text.len())..)),
        }
    }
}

/// What the ends of names say.
const ENDS: [(&str, &str); 12] = [
    ("pdf", "application/pdf"),
    ("png", "image/png"),
    ("jpg", "image/jpeg"),
    ("jpeg", "image/jpeg"),
    ("tif", "image/tiff"),
    ("tiff", "image/tiff"),
    ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ("odt", "application/vnd.oasis.opendocument.text"),
    ("ods", "application/vnd.oasis.opendocument.spreadsheet"),
    ("txt", "text/plain"),
    ("csv", "text/csv"),
];

/// The end of a name for a file of that sort.
pub(super) fn end_for(media_type: &str) -> &'static str {
    ENDS.iter().find(|(_, of)| *of == media_type).map_or("bin", |(end, _)| end)
}

/// Reads a file once, to say what it is.
pub(super) fn announced(
    path: &Path,
    unit_id: String,
    id: Option<Uuid>,
    media_type: Option<String>,
) -> Result<Announced, Failure> {
    let end = path.extension().and_then(|end| end.to_str()).unwrap_or_default().to_lowercase();
    let known = ENDS.iter().find(|(known, _)| *known == end).map(|(_, of)| (*of).to_owned());
    let media_type = media_type.or(known).ok_or_else(|| {
        Failure::Usage("không đoán được loại tệp từ đuôi tệp; nêu rõ bằng --type".to_owned())
    })?;
    let unreadable = |source| unreadable(path, source);
    let mut file = File::open(path).map_err(unreadable)?;
    let (mut hasher, mut buffer, mut size) = (Sha256::new(), vec![0; PIECE], 0_i64);
    loop {
        let length = file.read(&mut buffer).map_err(unreadable)?;
        if length == 0 {
            break;
        }
        hasher.update(&buffer[..length]);
        size += i64::try_from(length).unwrap_or_default();
    }
    let sha256 = hex::encode(hasher.finalize());
    // The same file of the same unit is the same evidence, so that sending can go on.
    let unit = Uuid::parse_str(&unit_id).unwrap_or_default();
    let evidence_id = id.unwrap_or_else(|| Uuid::new_v5(&unit, sha256.as_bytes())).to_string();
    let request =
        proto::BeginUploadRequest { unit_id, evidence_id, media_type, byte_size: size, sha256 };
    Ok(Announced { source: Source::File(path.to_owned()), request })
}

fn unreadable(path: &Path, source: std::io::Error) -> Failure {
    Failure::File { doing: "đọc", path: path.to_owned(), source }
}

pub(super) fn print(session: &Session, request: &proto::BeginUploadRequest) -> Result<(), Failure> {
    session.output.print(
        |width| super::tables::announced(request).render(width),
        || json("hoitu.evidence.v1.BeginUploadRequest", request),
    )
}

/// Sends what is missing and stores it; the token by which reads include it, empty if it was stored before.
pub(super) async fn send(
    session: &Session,
    client: &Client,
    file: Announced,
) -> Result<String, Failure> {
    let size = file.request.byte_size;
    let tell = |sent: i64| {
        session.output.tell_progress(&format!("đã gửi {sent} trên {size} byte"));
    };
    match upload(client, &file, tell).await? {
        proto::UploadState::Stored => Ok(String::new()),
        proto::UploadState::Received
        | proto::UploadState::Receiving
        | proto::UploadState::Unspecified => store(client, &file.request).await,
    }
}

/// Sends what is missing, until all of it is there or it was stored before.
pub async fn upload(
    client: &Client,
    file: &Announced,
    tell: impl Fn(i64),
) -> Result<proto::UploadState, Failure> {
    let request = &file.request;
    loop {
        let begun = persistently(|| {
            let (mut client, request) = (client.clone(), request.clone());
            async move { client.begin_upload(request).await }
        });
        let begun = begun.await?.into_inner();
        match begun.state() {
            proto::UploadState::Stored | proto::UploadState::Received => return Ok(begun.state()),
            proto::UploadState::Receiving | proto::UploadState::Unspecified => {}
        }
        let bytes = file.read(begun.received_bytes)?;
        send_some(client, request, begun.received_bytes, bytes).await?;
        tell(begun.received_bytes.saturating_add(CALL as i64).min(request.byte_size));
    }
}

fn read(path: &Path, offset: i64) -> std::io::Result<Bytes> {
    let mut file = File::open(path)?;
    file.seek(SeekFrom::Start(offset.try_into().unwrap_or_default()))?;
    let mut bytes = Vec::new();
    file.take(CALL as u64).read_to_end(&mut bytes)?;
    Ok(bytes.into())
}

/// Where a call breaks off, what has come counts: the service is asked, and the rest is sent.
async fn send_some(
    client: &Client,
    request: &proto::BeginUploadRequest,
    offset: i64,
    bytes: Bytes,
) -> Result<(), Failure> {
    persistently(|| {
        let (mut client, request, bytes) = (client.clone(), request.clone(), bytes.clone());
        async move {
            let begun = client.begin_upload(request.clone()).await?.into_inner();
            let done = usize::try_from(begun.received_bytes - offset).unwrap_or_default();
            let rest = bytes.slice(done.min(bytes.len())..);
            let from = offset + i64::try_from(done).unwrap_or_default();
            client.send_bytes(stream::iter(messages(&request, from, rest))).await?;
            Ok::<_, Status>(())
        }
    })
    .await?;
    Ok(())
}

/// At least one message: it says which file is meant.
fn messages(
    request: &proto::BeginUploadRequest,
    offset: i64,
    mut bytes: Bytes,
) -> Vec<proto::SendBytesRequest> {
    let mut at = offset;
    let mut messages = Vec::new();
    loop {
        let data = bytes.split_to(bytes.len().min(PIECE));
        let length = i64::try_from(data.len()).unwrap_or_default();
        messages.push(proto::SendBytesRequest {
            unit_id: request.unit_id.clone(),
            evidence_id: request.evidence_id.clone(),
            offset: at,
            data,
        });
        at += length;
        if bytes.is_empty() {
            return messages;
        }
    }
}

async fn store(client: &Client, request: &proto::BeginUploadRequest) -> Result<String, Failure> {
    let evidence = Uuid::parse_str(&request.evidence_id).unwrap_or_default();
    let store = proto::StoreEvidenceRequest {
        unit_id: request.unit_id.clone(),
        evidence_id: request.evidence_id.clone(),
        // Whoever calls the verb again repeats this.
        request_id: Uuid::new_v5(&evidence, b"store").to_string(),
        validate_only: false,
    };
    let answer = persistently(|| {
        let (mut client, store) = (client.clone(), store.clone());
        async move { client.store_evidence(store).await }
    });
    Ok(answer.await?.into_inner().receipt.map(|receipt| receipt.token).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_file_of_the_same_unit_is_the_same_evidence() {
        let folder = tempfile::tempdir().unwrap();
        let (one, other) = (folder.path().join("Nguyễn Văn A.PDF"), folder.path().join("b.pdf"));
        for path in [&one, &other] {
            std::fs::write(path, "%PDF-1.7").unwrap();
        }
        let unit = "00000000-0000-0000-0000-0000000000b1";
        let [one, other] =
            [one, other].map(|path| announced(&path, unit.into(), None, None).unwrap().request);
        assert_eq!(one, other, "what a file is called is not told");
        assert_eq!((one.media_type.as_str(), one.byte_size), ("application/pdf", 8));
        assert_eq!(one.sha256, hex::encode(Sha256::digest("%PDF-1.7")));
        let of_another = Uuid::from_u128(7).to_string();
        let path = folder.path().join("b.pdf");
        let of_another = announced(&path, of_another, None, None).unwrap().request;
        assert_ne!(of_another.evidence_id, one.evidence_id);
        let unknown = folder.path().join("b");
        assert!(announced(&unknown, unit.into(), None, None).is_err());
    }

    #[test]
    fn bytes_are_cut_into_pieces_that_follow_each_other() {
        let request = proto::BeginUploadRequest::default();
        let sizes = |length: usize| -> Vec<_> {
            let messages = messages(&request, 10, vec![0; length].into());
            messages.iter().map(|it| (it.offset, it.data.len())).collect()
        };
        assert_eq!(sizes(0), [(10, 0)]);
        assert_eq!(sizes(PIECE), [(10, PIECE)]);
        assert_eq!(sizes(PIECE + 1), [(10, PIECE), (10 + PIECE as i64, 1)]);
    }
}
