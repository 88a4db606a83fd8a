//! Every metric, by its name, its labels and what it says: nothing else is told. `docs/metrics.md` is this
//! table for readers.

/// How a metric is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Counter,
    Gauge,
    Histogram,
}

/// One name that Prometheus reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Metric {
    pub name: &'static str,
    pub kind: Kind,
    /// What it is told by. Values come from a fixed set that the code or a contract knows.
    pub labels: &'static [&'static str],
    pub meaning: &'static str,
}

type Labels = &'static [&'static str];

const fn counter(name: &'static str, labels: Labels, meaning: &'static str) -> Metric {
    Metric { name, kind: Kind::Counter, labels, meaning }
}

const fn gauge(name: &'static str, labels: Labels, meaning: &'static str) -> Metric {
    Metric { name, kind: Kind::Gauge, labels, meaning }
}

const fn histogram(name: &'static str, labels: Labels, meaning: &'static str) -> Metric {
    Metric { name, kind: Kind::Histogram, labels, meaning }
}

const OF_CALL: Labels = &["service", "method", "kind", "code"];
const OF_RUNNER: Labels = &["view", "generation", "source"];

pub const RPC_SECONDS: Metric = histogram(
    "hoitu_rpc_seconds",
    OF_CALL,
    "Calls by how they ended and how long they took; a stream counts when it ends",
);
pub const RPC_IN_FLIGHT: Metric =
    gauge("hoitu_rpc_in_flight", &["kind"], "Calls and open streams in hand");
pub const RPC_REFUSED: Metric = counter(
    "hoitu_rpc_refused_total",
    &["limit"],
    "Calls refused because the process had no room (calls, streams) or their caller had used up a share (caller)",
);
pub const APPEND_SECONDS: Metric =
    histogram("hoitu_append_seconds", &[], "Appends to the ledger, one call of the database each");
pub const APPEND_BATCH: Metric =
    histogram("hoitu_append_batch_commands", &[], "Commands that went into one append");
pub const APPEND_CONFLICTS: Metric = counter(
    "hoitu_append_conflicts_total",
    &[],
    "Commands that another one had overtaken; they are decided again",
);
pub const APPEND_FAILURES: Metric =
    counter("hoitu_append_failures_total", &[], "Appends that failed or took too long");
pub const LEDGER_HEAD: Metric =
    gauge("hoitu_ledger_head_position", &[], "Last position of the context's ledger");
pub const RELAY_STATE: Metric = gauge(
    "hoitu_relay_state",
    &["state"],
    "1 for what the relay of this process is doing: standby, relaying, retrying or forked",
);
pub const RELAY_POSITION: Metric =
    gauge("hoitu_relay_position", &[], "Last position that this relay knows to be in the stream");
pub const RELAY_RESYNCS: Metric = counter(
    "hoitu_relay_resyncs_total",
    &[],
    "Times the relay lost its place and asked the stream anew where it ends",
);
pub const RELAY_UNPUBLISHED: Metric = gauge(
    "hoitu_relay_oldest_unpublished_seconds",
    &[],
    "How long the first entry that is not in the stream has been recorded; 0 if there is none",
);
pub const RELAY_FORK: Metric =
    gauge("hoitu_relay_fork", &[], "1 if the stream holds what the ledger does not");
pub const VIEW_POSITION: Metric =
    gauge("hoitu_view_position", OF_RUNNER, "Last position that is in a generation of a view");
pub const VIEW_LIVE: Metric =
    gauge("hoitu_view_live_generation", &["view"], "Number of the generation that is read");
pub const VIEW_PARKED: Metric = gauge(
    "hoitu_view_parked_streams",
    OF_RUNNER,
    "Streams set aside because an event of theirs cannot be applied",
);
pub const VIEW_LAG_EVENTS: Metric = gauge(
    "hoitu_view_lag_events",
    &["view", "source"],
    "Entries of the source that are not in the live generation; absent if the source cannot be asked",
);
pub const VIEW_LAG_SECONDS: Metric = gauge(
    "hoitu_view_lag_seconds",
    &["view", "source"],
    "How long the next entry has waited for the live generation; 0 if there is none",
);
pub const VIEW_GAPS: Metric = counter(
    "hoitu_view_gaps_total",
    OF_RUNNER,
    "Holes and corrupt copies of the stream that were read again from the ledger",
);
pub const VIEW_STOPPED: Metric = gauge(
    "hoitu_view_stopped",
    OF_RUNNER,
    "1 if this process has stopped following: another history, a broken chain, or too many parked",
);
pub const VIEW_SOURCE_REACHABLE: Metric =
    gauge("hoitu_view_source_reachable", OF_RUNNER, "1 if the source answered when last asked");
pub const VIEW_WITHOUT_STREAM: Metric = gauge(
    "hoitu_view_without_stream_seconds",
    OF_RUNNER,
    "How long the source's history has stood in for its stream, which refuses, or gives less; 0 while it is followed",
);
pub const OUTBOUND_OVERDUE: Metric =
    gauge("hoitu_outbound_overdue", &[], "Commands owed whose due instant has passed");
pub const OUTBOUND_OLDEST: Metric = gauge(
    "hoitu_outbound_oldest_seconds",
    &[],
    "How long the oldest command owed has been due; 0 if there is none",
);
pub const POOL_CONNECTIONS: Metric = gauge(
    "hoitu_pool_connections",
    &["state"],
    "Connections of the pool: in_use, idle, and max, how many there may be",
);
pub const STORE_SECONDS: Metric = histogram(
    "hoitu_evidence_store_seconds",
    &["kind"],
    "Calls of the store of evidence (read, write, look, list, delete) and how long they took",
);
pub const STORE_FAILURES: Metric = counter(
    "hoitu_evidence_store_failures_total",
    &["kind"],
    "Calls of the store of evidence that failed or took too long; what is not there is no failure",
);
pub const STORE_BYTES: Metric = counter(
    "hoitu_evidence_store_bytes_total",
    &["kind"],
    "Bytes of files that the store of evidence gave (read) or took (write)",
);
pub const TOKEN_KEYS_AGE: Metric = gauge(
    "hoitu_token_keys_age_seconds",
    &[],
    "How long ago the issuer of tokens last confirmed its keys",
);
pub const CERTIFICATE_DAYS: Metric = gauge(
    "hoitu_certificate_days_left",
    &[],
    "Days until the certificate that this process shows ends; absent where it speaks clear text",
);
pub const TLS_FILES_REFUSED: Metric = counter(
    "hoitu_tls_files_refused_total",
    &["file"],
    "Looks at the files of TLS (identity, authorities) that found nothing of use; what was good last stays",
);
pub const TLS_NOT_AGREED: Metric = counter(
    "hoitu_tls_not_agreed_total",
    &["reason"],
    "Connections of callers that came to nothing: clear_text, or other, such as an authority they do not know",
);
pub const PART_READY: Metric =
    gauge("hoitu_part_ready", &["part"], "1 if this part of the process is ready for calls");
pub const DATABASE_ANSWERS: Metric = gauge(
    "hoitu_database_answers",
    &[],
    "1 if the database told what the metrics about it say; those are absent otherwise",
);
pub const BUILD_INFO: Metric =
    gauge("hoitu_build_info", &["context", "version"], "1; what this process is");

/// All of them, in the order of the documentation.
pub const METRICS: [Metric; 35] = [
    RPC_SECONDS,
    RPC_IN_FLIGHT,
    RPC_REFUSED,
    APPEND_SECONDS,
    APPEND_BATCH,
    APPEND_CONFLICTS,
    APPEND_FAILURES,
    LEDGER_HEAD,
    RELAY_STATE,
    RELAY_POSITION,
    RELAY_RESYNCS,
    RELAY_UNPUBLISHED,
    RELAY_FORK,
    VIEW_POSITION,
    VIEW_LIVE,
    VIEW_PARKED,
    VIEW_LAG_EVENTS,
    VIEW_LAG_SECONDS,
    VIEW_GAPS,
    VIEW_STOPPED,
    VIEW_SOURCE_REACHABLE,
    VIEW_WITHOUT_STREAM,
    OUTBOUND_OVERDUE,
    OUTBOUND_OLDEST,
    POOL_CONNECTIONS,
    STORE_SECONDS,
    STORE_FAILURES,
    STORE_BYTES,
    TOKEN_KEYS_AGE,
    CERTIFICATE_DAYS,
    TLS_FILES_REFUSED,
    TLS_NOT_AGREED,
    PART_READY,
    DATABASE_ANSWERS,
    BUILD_INFO,
];
