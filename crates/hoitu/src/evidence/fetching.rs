//! A file on its way from a service.

use std::fs::{self, File};
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};

use contracts::evidence::v1 as proto;
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::{Client, sending};
use crate::connection::persistently;
use crate::failure::Failure;
use crate::output::json;
use crate::session::Session;

/// A step of progress.
const STEP: u64 = 8 << 20;

/// Fetches what is missing beside the file, and puts it in its place when it is whole and right.
pub(super) async fn fetch(
    session: &Session,
    client: &Client,
    unit_id: String,
    evidence: Uuid,
    to: Option<PathBuf>,
) -> Result<(), Failure> {
    let part = PathBuf::from(format!("{evidence}.part"));
    let part = to.as_ref().map_or(part, |to| to.with_added_extension("part"));
    let fetched = persistently(async || {
        let offset = fs::metadata(&part).map_or(0, |meta| meta.len());
        let request = proto::ReadEvidenceRequest {
            unit_id: unit_id.clone(),
            evidence_id: evidence.to_string(),
            offset: i64::try_from(offset).unwrap_or(i64::MAX),
            read_at: None,
        };
        let mut answer = client.clone().read_evidence(request).await?.into_inner();
        let head = answer.message().await?.and_then(|message| message.evidence);
        let head = head.unwrap_or_default();
        let mut file = match File::options().create(true).append(true).open(&part) {
            Ok(file) => file,
            Err(error) => return Ok(Err(unwritable(&part, error))),
        };
        let (mut done, mut told) = (offset, offset);
        while let Some(message) = answer.message().await? {
            if let Err(error) = file.write_all(&message.data) {
                return Ok(Err(unwritable(&part, error)));
            }
            done += message.data.len() as u64;
            if done >= told + STEP {
                told = done;
                let line = format!("đã tải {done} trên {} byte", head.byte_size);
                session.output.tell_progress(&line);
            }
        }
        Ok(Ok(head))
    });
    let head = fetched.await??;
    let path = to.unwrap_or_else(|| {
        PathBuf::from(format!("{evidence}.{}", sending::end_for(&head.media_type)))
    });
    if hash(&part)? != head.sha256 {
        fs::remove_file(&part).map_err(|error| unwritable(&part, error))?;
        return Err(Failure::Absent {
            what: "nội dung tải về không đúng mã băm đã ghi nhận".to_owned(),
            look: "gọi lại lệnh để tải từ đầu",
        });
    }
    fs::rename(&part, &path).map_err(|error| unwritable(&path, error))?;
    session
        .output
        .print(|_| format!("đã ghi vào {}\n", path.display()), || json(super::EVIDENCE, &head))
}

fn unwritable(path: &Path, source: std::io::Error) -> Failure {
    Failure::File { doing: "ghi", path: path.to_owned(), source }
}

fn hash(path: &Path) -> Result<String, Failure> {
    let unreadable = |source| Failure::File { doing: "đọc", path: path.to_owned(), source };
    let mut file = File::open(path).map_err(unreadable)?;
    let (mut hasher, mut buffer) = (Sha256::new(), vec![0; 64 * 1024]);
    loop {
        match file.read(&mut buffer).map_err(unreadable)? {
            0 => return Ok(hex::encode(hasher.finalize())),
            length => hasher.update(&buffer[..length]),
        }
    }
}
