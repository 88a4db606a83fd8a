//! The one place that makes a `Status` from a failed command or query.

use std::time::Duration;

use chrono::SecondsFormat;
use ledger::sealed::{KeysError, MasterError, Opened};
use ledger::view::QueryError;
use ledger::{CommandError, LastChange, ReadError, Reject, RejectionKind};
use tonic::{Code, Status};
use uuid::Uuid;

use super::refusal::{Domain, Refusal, violation};
use super::wire;
use crate::telemetry::chain;

const SOON: Duration = Duration::from_millis(200);
/// When a call is worth repeating that needs what is away.
pub const LATER: Duration = Duration::from_secs(2);

/// Why a command was not carried out, as callers are told.
#[must_use]
pub fn status(domain: &Domain, error: CommandError) -> Status {
    let message = error.to_string();
    let refusal = |code, reason: &'static str| domain.refusal(code, reason, message.clone());
    match error {
        CommandError::Rejected(rejection) => rejected(domain, &*rejection).into(),
        CommandError::StaleRevision { stream, expected, current, last_change } => {
            let refusal = refusal(Code::Aborted, "ETAG_MISMATCH")
                .with("etag", wire::etag(&stream, expected))
                .with("current_etag", wire::etag(&stream, current));
            match last_change {
                Some(change) => with_change(refusal, *change).into(),
                None => refusal.into(),
            }
        }
        CommandError::Contended { stream, attempts } => {
            tracing::debug!(
                stream = stream.told(),
                attempts,
                "a command was given up: its stream kept changing"
            );
            refusal(Code::Aborted, "CONTENDED").with("attempts", attempts).retry_after(SOON).into()
        }
        CommandError::RequestReused { request_id, stream, before, after } => {
            refusal(Code::InvalidArgument, "REQUEST_ID_REUSED")
                .with("request_id", request_id)
                .with("etag_before", wire::etag(&stream, before))
                .with("etag_after", wire::etag(&stream, after))
                .into()
        }
        CommandError::TooLarge { bytes, limit } => {
            refusal(Code::InvalidArgument, "EVENT_TOO_LARGE")
                .with("bytes", bytes)
                .with("limit", limit)
                .into()
        }
        CommandError::Overloaded => overloaded(domain, "commands waiting for the ledger"),
        CommandError::TimedOut => {
            tracing::warn!("the ledger did not answer in time");
            refusal(Code::Unavailable, "LEDGER_TIMED_OUT").retry_after(LATER).into()
        }
        CommandError::Unavailable(_) => {
            tracing::error!(error = %chain(&error), "the ledger is not available");
            refusal(Code::Unavailable, "LEDGER_UNAVAILABLE").retry_after(LATER).into()
        }
        CommandError::Corrupt { .. } => internal(domain, &error),
    }
}

/// Whom to ask about the state that the caller had not seen. The person is an opaque subject.
fn with_change(refusal: Refusal, LastChange { by, recorded_at }: LastChange) -> Refusal {
    refusal
        .with("changed_at", recorded_at.to_rfc3339_opts(SecondsFormat::Micros, true))
        .with("changed_by", by.person)
        .with("changed_by_unit", by.unit)
        .with("changed_by_capacity", by.capacity)
}

/// Why the ledger could not be read.
#[must_use]
pub fn read_status(domain: &Domain, error: &ReadError) -> Status {
    let (reason, message) = match error {
        ReadError::TimedOut => {
            tracing::warn!("the ledger did not answer in time");
            ("LEDGER_TIMED_OUT", "the ledger did not answer in time")
        }
        ReadError::Read(_) => {
            tracing::error!(error = %chain(error), "the ledger is not available");
            ("LEDGER_UNAVAILABLE", "the ledger is not available")
        }
    };
    domain.refusal(Code::Unavailable, reason, message).retry_after(LATER).into()
}

/// Why a query could not be answered.
#[must_use]
pub fn query_status(domain: &Domain, error: QueryError) -> Status {
    let message = error.to_string();
    let unavailable = |reason: &'static str| domain.refusal(Code::Unavailable, reason, message);
    match error {
        QueryError::Lagging { source_name, wanted, reached } => unavailable("PROJECTION_LAGGING")
            .with("context", source_name)
            .with("wanted", wanted)
            .with("reached", reached)
            .with("lag_events", wanted - reached)
            .retry_after(SOON)
            .into(),
        QueryError::Building => unavailable("VIEW_BUILDING").retry_after(LATER).into(),
        QueryError::TimedOut => {
            tracing::warn!("a view did not answer in time");
            unavailable("VIEW_TIMED_OUT").retry_after(LATER).into()
        }
        QueryError::Read(ref source) if is_availability(source) => {
            tracing::error!(error = %chain(&error), "a view is not available");
            unavailable("VIEW_UNAVAILABLE").retry_after(LATER).into()
        }
        QueryError::Read(_) => internal(domain, &error),
    }
}

/// Whether it is the database that fails, and not the question: connections, resources, shutdowns,
/// locks and cancelled statements (SQLSTATE classes).
fn is_availability(error: &sqlx::Error) -> bool {
    if let Some(error) = error.as_database_error() {
        let classes = ["08", "25", "40", "53", "55", "57", "58"];
        let code = error.code().unwrap_or_default();
        return classes.iter().any(|class| code.starts_with(class));
    }
    matches!(
        error,
        sqlx::Error::Io(_)
            | sqlx::Error::Tls(_)
            | sqlx::Error::Protocol(_)
            | sqlx::Error::PoolTimedOut
            | sqlx::Error::PoolClosed
            | sqlx::Error::WorkerCrashed
    )
}

/// A person's key is not to be had, or does not open what it should.
#[must_use]
pub fn keys_status(domain: &Domain, error: &KeysError) -> Status {
    match error {
        KeysError::Store(_) | KeysError::Master(_) => {
            tracing::warn!(error = %chain(error), "the keys of persons are not to be had");
            let english = "the keys of persons are not available";
            domain.refusal(Code::Unavailable, "KEYS_UNAVAILABLE", english).retry_after(SOON).into()
        }
        KeysError::Destroyed { .. } | KeysError::Open { .. } => internal(domain, error),
    }
}

/// What a reader sees of a sealed value; `None` where its key is not to be had now. That says nothing about
/// whether there is one: what is away is not erased.
pub fn opened<T>(
    domain: &Domain,
    opened: Result<Opened<T>, KeysError>,
) -> Result<Option<Opened<T>>, Status> {
    match opened {
        Ok(opened) => Ok(Some(opened)),
        Err(
            error @ (KeysError::Store(_)
            | KeysError::Master(MasterError::Unavailable(_) | MasterError::Unknown { .. })),
        ) => {
            tracing::warn!(error = %chain(&error), "a person's details cannot be read now");
            Ok(None)
        }
        Err(
            error @ (KeysError::Master(MasterError::Tampered { .. })
            | KeysError::Destroyed { .. }
            | KeysError::Open { .. }),
        ) => Err(keys_status(domain, &error)),
    }
}

/// Too much is served at once: worth another try, soon.
#[must_use]
pub fn overloaded(domain: &Domain, subject: &str) -> Status {
    domain
        .refusal(Code::ResourceExhausted, "OVERLOADED", "too much at once")
        .quota(subject, "the limit of what is served at once is reached")
        .retry_after(SOON)
        .into()
}

/// Tells nothing but an incident id, under which the log has everything.
#[must_use]
pub fn internal(domain: &Domain, error: &(dyn std::error::Error + 'static)) -> Status {
    let incident = incident();
    tracing::error!(%incident, error = %chain(error), "a call failed inside");
    opaque(domain, incident)
}

pub(crate) fn opaque(domain: &Domain, incident: Uuid) -> Status {
    domain.refusal(Code::Internal, "INTERNAL", "internal error").with("incident", incident).into()
}

#[expect(
    clippy::disallowed_methods,
    reason = "names a line in the log; nothing is derived from it"
)]
pub(crate) fn incident() -> Uuid {
    Uuid::now_v7()
}

fn rejected(domain: &Domain, rejection: &dyn Reject) -> Refusal {
    let reason = rejection.reason();
    let message = rejection.to_string();
    let metadata = rejection.metadata();
    let mut refusal = domain.refusal(code(rejection.kind()), reason, message.clone());
    match rejection.kind() {
        RejectionKind::Invalid => {
            if let Some(field) = rejection.field() {
                let sentence = domain.sentence(reason, Code::InvalidArgument).to_owned();
                refusal =
                    refusal.fields(vec![violation(field.to_owned(), reason, message, sentence)]);
            }
        }
        RejectionKind::NotFound | RejectionKind::AlreadyExists => {
            if let Some((kind, name)) = resource(&metadata) {
                refusal = refusal.resource(kind, name);
            }
        }
        RejectionKind::Precondition => {
            let subject = resource(&metadata).map_or("", |(_, name)| name);
            refusal = refusal.precondition(reason, subject, &message);
        }
        RejectionKind::Forbidden => {
            tracing::info!(reason, "a command was not permitted");
        }
    }
    metadata.into_iter().fold(refusal, |refusal, (name, value)| refusal.with(name, value))
}

fn code(kind: RejectionKind) -> Code {
    match kind {
        RejectionKind::Invalid => Code::InvalidArgument,
        RejectionKind::NotFound => Code::NotFound,
        RejectionKind::AlreadyExists => Code::AlreadyExists,
        RejectionKind::Precondition => Code::FailedPrecondition,
        RejectionKind::Forbidden => Code::PermissionDenied,
    }
}

/// The first fact named `KIND_id` says what the rejection is about.
fn resource<'m>(metadata: &'m [(&'static str, String)]) -> Option<(&'static str, &'m str)> {
    metadata.iter().find_map(|(name, value)| Some((name.strip_suffix("_id")?, value.as_str())))
}
