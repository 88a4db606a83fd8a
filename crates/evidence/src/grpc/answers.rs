//! What queries answer: from the register, and the bytes from where it says they are.

use std::ops::Range;

use bytes::Bytes;
use chassis::caller::Caller;
use chassis::fields::{self, ReadAt};
use chassis::grpc;
use chrono::{DateTime, Utc};
use contracts::evidence::v1 as wire;
use contracts::ledger::v1::ReadInfo;
use futures::stream::{self, Stream, StreamExt as _, TryStreamExt as _};
use ledger::view::{QueryError, Snapshot};
use tonic::{Code, Status};

use super::{EvidenceService, request_fields};
use crate::domain::content::Place;
use crate::domain::evidence::Rejection;
use crate::files::{Files, FilesError};
use crate::register::{Filter, Last, Moment, find_place, list_evidence};

/// So much is read at once, and so much is sent in one message.
const READ: u64 = 1 << 20;
const MESSAGE: usize = 64 * 1024;

/// A snapshot, the moment asked about, and what the answer says about both.
struct Reading {
    snapshot: Snapshot,
    at: Moment,
    /// When the last of what is known was recorded.
    newest: DateTime<Utc>,
    info: ReadInfo,
}

/// The register says that there is evidence, and not where its bytes are.
#[derive(Debug, thiserror::Error)]
#[error("the bytes of {sha256} are nowhere")]
struct BytesNowhere {
    sha256: String,
}

impl EvidenceService {
    pub(super) async fn one(
        &self,
        caller: &Caller,
        request: &wire::GetEvidenceRequest,
    ) -> Result<wire::GetEvidenceResponse, Status> {
        let (place, read_at) = fields::read(&self.domain, |fields| {
            let place = request_fields::place(fields, &request.unit_id, &request.evidence_id);
            let read_at = fields.read_at(request.read_at.as_ref(), &self.clock);
            Some((place?, read_at?))
        })?;
        let mut reading = self.reading(caller, &read_at).await?;
        let evidence = Some(self.found(&mut reading, place).await?);
        Ok(wire::GetEvidenceResponse { evidence, read_info: Some(reading.info) })
    }

    pub(super) async fn several(
        &self,
        caller: &Caller,
        request: &wire::ListEvidenceRequest,
    ) -> Result<wire::ListEvidenceResponse, Status> {
        let (page, filter, read_at) = fields::read(&self.domain, |fields| {
            let page = fields.page(request);
            let unit = fields.uuid("unit_id", &request.unit_id).map(crate::domain::UnitId);
            let state = fields.optional_choice("state", request.state, Some);
            let read_at = fields.read_at(request.read_at.as_ref(), &self.clock);
            Some((page?, Filter { unit: unit?, evidence: None, state: state? }, read_at?))
        })?;
        let mut reading = self.reading(caller, &read_at).await?;
        let last: Option<&Last> = page.after.as_ref();
        let at =
            last.map_or(reading.at, |last| Moment { as_of: last.as_of, known_at: last.known_at });
        let rows = list_evidence(&mut reading.snapshot.tx, filter, at, last, page.fetch()).await;
        let (evidence, next_page_token) = page.cut(rows.map_err(|error| self.unreadable(error))?);
        let read_info = Some(reading.info);
        Ok(wire::ListEvidenceResponse { evidence, next_page_token, read_info })
    }

    /// The first message of a download, and which bytes follow from where.
    pub(super) async fn to_read(
        &self,
        caller: &Caller,
        request: &wire::ReadEvidenceRequest,
    ) -> Result<(wire::ReadEvidenceResponse, Place, Range<u64>), Status> {
        let (place, offset, read_at) = fields::read(&self.domain, |fields| {
            let place = request_fields::place(fields, &request.unit_id, &request.evidence_id);
            let offset = fields.number("offset", request.offset, 0..=i64::MAX);
            let read_at = fields.read_at(request.read_at.as_ref(), &self.clock);
            Some((place?, offset?, read_at?))
        })?;
        let mut reading = self.reading(caller, &read_at).await?;
        let evidence = self.found(&mut reading, place).await?;
        reading.at = Moment { as_of: self.clock.today(), known_at: reading.newest };
        let today = self.found(&mut reading, place).await?;
        if today.state() == wire::EvidenceState::Withdrawn {
            return Err(self.rejected(Rejection::EvidenceWithdrawn));
        }
        if offset > evidence.byte_size {
            let refusal =
                self.domain.refusal(Code::OutOfRange, "OFFSET_BEYOND_END", "the file ends before");
            return Err(refusal.with("byte_size", evidence.byte_size).into());
        }
        let kept = find_place(&mut reading.snapshot.tx, &evidence.sha256).await;
        let kept = kept.map_err(|error| self.unreadable(error))?.ok_or_else(|| {
            grpc::internal(&self.domain, &BytesNowhere { sha256: evidence.sha256.clone() })
        })?;
        let range = unsigned(offset)..unsigned(evidence.byte_size);
        let (evidence, read_info) = (Some(evidence), Some(reading.info));
        Ok((wire::ReadEvidenceResponse { evidence, read_info, data: Bytes::new() }, kept, range))
    }

    async fn found(&self, reading: &mut Reading, place: Place) -> Result<wire::Evidence, Status> {
        let Place { unit, evidence } = place;
        let filter = Filter { unit, evidence: Some(evidence), state: None };
        let rows = list_evidence(&mut reading.snapshot.tx, filter, reading.at, None, 1).await;
        let found = rows.map_err(|error| self.unreadable(error))?.pop();
        let (_, found) = found.ok_or_else(|| self.domain.no_such("evidence", evidence))?;
        Ok(found)
    }

    async fn reading(&self, caller: &Caller, read_at: &ReadAt) -> Result<Reading, Status> {
        let snapshot = self.register.begin(&read_at.at_least, caller.deadline).await;
        let snapshot = snapshot.map_err(|error| self.unreadable(error))?;
        let newest = snapshot.watermarks.iter().filter_map(|watermark| watermark.recorded_at).max();
        let newest = newest.unwrap_or(DateTime::UNIX_EPOCH);
        let info = grpc::read_info(read_at, &snapshot);
        let at = Moment { as_of: read_at.as_of, known_at: read_at.known_at.unwrap_or(newest) };
        Ok(Reading { snapshot, at, newest, info })
    }

    fn unreadable(&self, error: impl Into<QueryError>) -> Status {
        grpc::query_status(&self.domain, error.into())
    }
}

fn unsigned(number: i64) -> u64 {
    u64::try_from(number).unwrap_or_default()
}

/// The bytes of a range, read as the receiver takes them.
pub(super) fn bytes_of(
    files: Files,
    place: Place,
    range: Range<u64>,
) -> impl Stream<Item = Result<wire::ReadEvidenceResponse, FilesError>> + Send {
    let Range { start, end } = range;
    let read = stream::try_unfold(start, move |from| {
        let files = files.clone();
        async move {
            if from >= end {
                return Ok::<_, FilesError>(None);
            }
            let to = end.min(from + READ);
            Ok(Some((files.read(place, from..to).await?, to)))
        }
    });
    read.map_ok(|bytes: Bytes| stream::iter(messages(bytes)).map(Ok)).try_flatten()
}

fn messages(mut bytes: Bytes) -> Vec<wire::ReadEvidenceResponse> {
    let mut messages = Vec::new();
    while !bytes.is_empty() {
        let data = bytes.split_to(bytes.len().min(MESSAGE));
        messages.push(wire::ReadEvidenceResponse { data, ..Default::default() });
    }
    messages
}
