//! What all queries do: take a snapshot of a view that includes what the caller has seen, and say up to
//! where the answer is true.

use chassis::caller::Caller;
use chassis::fields::ReadAt;
use chassis::grpc;
use chrono::DateTime;
use contracts::ledger::v1::ReadInfo;
use ledger::View;
use ledger::view::{QueryError, Reader, Snapshot};
use tonic::Status;

use super::DOMAIN;
use crate::views::Moment;

/// A snapshot, the moment asked about, and what the answer says about both.
pub(super) struct Reading {
    pub(super) snapshot: Snapshot,
    pub(super) at: Moment,
    pub(super) info: ReadInfo,
}

pub(super) async fn begin<V: View>(
    reader: &Reader<V>,
    caller: &Caller,
    read_at: &ReadAt,
) -> Result<Reading, Status> {
    let snapshot = reader.begin(&read_at.at_least, caller.deadline).await.map_err(unreadable)?;
    let newest = snapshot.watermarks.iter().filter_map(|watermark| watermark.recorded_at).max();
    let known_at = read_at.known_at.or(newest).unwrap_or(DateTime::UNIX_EPOCH);
    let info = grpc::read_info(read_at, &snapshot);
    Ok(Reading { snapshot, at: Moment { as_of: read_at.as_of, known_at }, info })
}

pub(super) fn unreadable(error: impl Into<QueryError>) -> Status {
    grpc::query_status(&DOMAIN, error.into())
}
