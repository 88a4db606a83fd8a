//! What all queries do: take a snapshot of a view that includes what the caller has seen, and say up to
//! where the answer is true.

use chassis::caller::Caller;
use chassis::fields::{Page, ReadAt};
use contracts::ledger::v1::ReadInfo;
use ledger::view::{QueryError, Reader, Snapshot, View};
use serde::Serialize;
use serde::de::DeserializeOwned;
use tonic::Status;

use super::DOMAIN;
use crate::views::{Last, Moment};

/// A snapshot, the moment asked about, and what the answer says about both.
pub(super) struct Reading {
    pub(super) snapshot: Snapshot,
    pub(super) at: Moment,
    pub(super) info: Option<ReadInfo>,
}

pub(super) async fn begin<V: View>(
    reader: &Reader<V>,
    caller: &Caller,
    read_at: &ReadAt,
) -> Result<Reading, Status> {
    let chassis::reading::Reading { snapshot, at, info } =
        DOMAIN.read(reader, caller, read_at).await?;
    let chassis::reading::Moment { as_of, known_at } = at;
    let at = Moment { as_of, known_at, present: read_at.known_at.is_none() };
    Ok(Reading { snapshot, at, info: Some(info) })
}

/// As [`begin`], for a page of a list: all its pages show the moment of the first.
pub(super) async fn begin_page<V: View, K>(
    reader: &Reader<V>,
    caller: &Caller,
    read_at: &ReadAt,
    page: &Page<Last<K>>,
) -> Result<Reading, Status> {
    let reading = begin(reader, caller, read_at).await?;
    let at = page.after.as_ref().map_or(reading.at, |last| last.moment);
    Ok(Reading { at, ..reading })
}

pub(super) fn unreadable(error: impl Into<QueryError>) -> Status {
    DOMAIN.unreadable(error)
}

/// The rows of the page without their keys, and the token of the next page, which shows this moment too.
pub(super) fn cut<K: Serialize + DeserializeOwned, T>(
    page: &Page<Last<K>>,
    moment: Moment,
    rows: Vec<(K, T)>,
) -> (Vec<T>, String) {
    page.cut(rows.into_iter().map(|(key, row)| (Last { moment, key }, row)).collect())
}
