//! What a process tells Prometheus: calls, appends and the store of files as they are counted, everything else as it stands
//! when it is asked.
//!
//! A value of the process, handed to what counts; nothing global, so several processes fit into one test.

mod admin;
mod sample;
mod table;

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::time::Duration;

use ledger::{AppendCall, Observer};
use prometheus_client::encoding::text::{encode_eof, encode_registry};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Metric as Registered, Registry};
use tokio::time::Instant;
use tonic::Code;

pub(crate) use admin::serve;
pub(crate) use sample::{Observed, Views};
pub use table::{Kind, METRICS, Metric};

/// Seconds; 0.3 is the promise to those who wait for a command.
const SECONDS: [f64; 11] = [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 60.0, 600.0];
const COMMANDS: [f64; 9] = [1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0];

type Labels = Vec<(&'static str, String)>;
/// Of what is counted with each call: nothing is written anew for it.
type Fixed<const N: usize> = [(&'static str, &'static str); N];
type Number = Gauge<f64, AtomicU64>;

impl Metric {
    /// # Panics
    /// If there is not one value for each label.
    fn labels(&self, values: &[&str]) -> Labels {
        assert_eq!(values.len(), self.labels.len(), "the labels of {}", self.name);
        self.labels.iter().copied().zip(values.iter().map(|value| (*value).to_owned())).collect()
    }

    /// # Panics
    /// If there is not one value for each label.
    fn fixed<const N: usize>(&self, values: [&'static str; N]) -> Fixed<N> {
        assert_eq!(N, self.labels.len(), "the labels of {}", self.name);
        std::array::from_fn(|at| (self.labels[at], values[at]))
    }

    fn register(&self, registry: &mut Registry, metric: impl Registered) {
        // The format adds the ending of counters.
        let name = self.name.strip_suffix("_total").unwrap_or(self.name);
        registry.register(name, self.meaning, metric);
    }
}

/// The counts of one process. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Metrics(Arc<Counts>);

#[derive(Debug)]
struct Counts {
    registry: Registry,
    rpc_seconds: Family<Fixed<4>, Histogram>,
    rpc_in_flight: Family<Fixed<1>, Gauge>,
    rpc_refused: Family<Fixed<1>, Counter>,
    append_seconds: Histogram,
    append_batch: Histogram,
    append_conflicts: Counter,
    append_failures: Counter,
    store_seconds: Family<Fixed<1>, Histogram>,
    store_failures: Family<Fixed<1>, Counter>,
    store_bytes: Family<Fixed<1>, Counter>,
    tls_not_agreed: Family<Labels, Counter>,
}

impl Default for Metrics {
    fn default() -> Self {
        let counts = Counts {
            registry: Registry::default(),
            rpc_seconds: Family::new_with_constructor(|| Histogram::new(SECONDS)),
            rpc_in_flight: Family::default(),
            rpc_refused: Family::default(),
            append_seconds: Histogram::new(SECONDS),
            append_batch: Histogram::new(COMMANDS),
            append_conflicts: Counter::default(),
            append_failures: Counter::default(),
            store_seconds: Family::new_with_constructor(|| Histogram::new(SECONDS)),
            store_failures: Family::default(),
            store_bytes: Family::default(),
            tls_not_agreed: Family::default(),
        };
        let mut registry = Registry::default();
        table::RPC_SECONDS.register(&mut registry, counts.rpc_seconds.clone());
        table::RPC_IN_FLIGHT.register(&mut registry, counts.rpc_in_flight.clone());
        table::RPC_REFUSED.register(&mut registry, counts.rpc_refused.clone());
        table::APPEND_SECONDS.register(&mut registry, counts.append_seconds.clone());
        table::APPEND_BATCH.register(&mut registry, counts.append_batch.clone());
        table::APPEND_CONFLICTS.register(&mut registry, counts.append_conflicts.clone());
        table::APPEND_FAILURES.register(&mut registry, counts.append_failures.clone());
        table::STORE_SECONDS.register(&mut registry, counts.store_seconds.clone());
        table::STORE_FAILURES.register(&mut registry, counts.store_failures.clone());
        table::STORE_BYTES.register(&mut registry, counts.store_bytes.clone());
        table::TLS_NOT_AGREED.register(&mut registry, counts.tls_not_agreed.clone());
        for reason in ["clear_text", "other"] {
            let _ = counts.tls_not_agreed.get_or_create(&table::TLS_NOT_AGREED.labels(&[reason]));
        }
        for limit in ["calls", "streams", "caller"] {
            // Zero is told too: what has never been counted cannot be seen to rise.
            let _ = counts.rpc_refused.get_or_create(&table::RPC_REFUSED.fixed([limit]));
        }
        Self(Arc::new(Counts { registry, ..counts }))
    }
}

impl Metrics {
    /// A call comes in, by its service and method; it is counted when the result is dropped.
    pub(crate) fn call(&self, name: (&'static str, &'static str), kind: &'static str) -> Call {
        let labels = table::RPC_IN_FLIGHT.fixed([kind]);
        let in_flight = self.0.rpc_in_flight.get_or_create_owned(&labels);
        in_flight.inc();
        Call { metrics: self.clone(), name, kind, in_flight, since: Instant::now(), code: None }
    }

    pub(crate) fn refused(&self, limit: &'static str) {
        self.0.rpc_refused.get_or_create(&table::RPC_REFUSED.fixed([limit])).inc();
    }

    pub(crate) fn not_agreed(&self, reason: &'static str) {
        self.0.tls_not_agreed.get_or_create(&table::TLS_NOT_AGREED.labels(&[reason])).inc();
    }

    /// The process keeps files: it tells from now on how their store does.
    pub fn keep_files(&self) {
        use StoreCall::{Delete, List, Look, Read, Write};
        for call in [Read, Write, Look, List, Delete].map(StoreCall::word) {
            let _ = self.0.store_seconds.get_or_create(&table::STORE_SECONDS.fixed([call]));
            let _ = self.0.store_failures.get_or_create(&table::STORE_FAILURES.fixed([call]));
        }
        for call in [Read, Write].map(StoreCall::word) {
            let _ = self.0.store_bytes.get_or_create(&table::STORE_BYTES.fixed([call]));
        }
    }

    /// A call of the store of files has ended, well or not.
    pub fn store_called(&self, call: StoreCall, took: Duration, answered: bool) {
        let seconds =
            self.0.store_seconds.get_or_create_owned(&table::STORE_SECONDS.fixed([call.word()]));
        seconds.observe(took.as_secs_f64());
        let failures = table::STORE_FAILURES.fixed([call.word()]);
        self.0.store_failures.get_or_create(&failures).inc_by(u64::from(!answered));
    }

    /// So much of files has gone to the store, or come from it.
    pub fn store_moved(&self, call: StoreCall, bytes: usize) {
        let moved = table::STORE_BYTES.fixed([call.word()]);
        self.0.store_bytes.get_or_create(&moved).inc_by(bytes as u64);
    }

    /// As Prometheus reads it, with what was looked up for this.
    fn text(&self, sample: &Registry) -> Result<String, fmt::Error> {
        let mut text = String::new();
        encode_registry(&mut text, &self.0.registry)?;
        encode_registry(&mut text, sample)?;
        encode_eof(&mut text)?;
        Ok(text)
    }
}

impl Observer for Metrics {
    fn appended(&self, call: &AppendCall) {
        let AppendCall { commands, conflicts, took, answered } = *call;
        self.0.append_seconds.observe(took.as_secs_f64());
        self.0.append_batch.observe(commands as f64);
        self.0.append_conflicts.inc_by(conflicts as u64);
        self.0.append_failures.inc_by(u64::from(!answered));
    }
}

/// What the store of files is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StoreCall {
    Read,
    Write,
    Look,
    List,
    Delete,
}

impl StoreCall {
    fn word(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Write => "write",
            Self::Look => "look",
            Self::List => "list",
            Self::Delete => "delete",
        }
    }
}

/// One call in hand.
pub(crate) struct Call {
    metrics: Metrics,
    name: (&'static str, &'static str),
    kind: &'static str,
    in_flight: Gauge,
    since: Instant,
    code: Option<Code>,
}

impl Call {
    /// The first word counts.
    pub(crate) fn ends(&mut self, code: Code) {
        self.code.get_or_insert(code);
    }
}

impl Drop for Call {
    /// A call that nobody has ended was given up by its caller.
    fn drop(&mut self) {
        self.in_flight.dec();
        let (service, method) = self.name;
        let code = word(self.code.unwrap_or(Code::Cancelled));
        let labels = table::RPC_SECONDS.fixed([service, method, self.kind, code]);
        let seconds = self.since.elapsed().as_secs_f64();
        self.metrics.0.rpc_seconds.get_or_create(&labels).observe(seconds);
    }
}

/// As gRPC's libraries spell their codes.
fn word(code: Code) -> &'static str {
    match code {
        Code::Ok => "Ok",
        Code::Cancelled => "Cancelled",
        Code::Unknown => "Unknown",
        Code::InvalidArgument => "InvalidArgument",
        Code::DeadlineExceeded => "DeadlineExceeded",
        Code::NotFound => "NotFound",
        Code::AlreadyExists => "AlreadyExists",
        Code::PermissionDenied => "PermissionDenied",
        Code::ResourceExhausted => "ResourceExhausted",
        Code::FailedPrecondition => "FailedPrecondition",
        Code::Aborted => "Aborted",
        Code::OutOfRange => "OutOfRange",
        Code::Unimplemented => "Unimplemented",
        Code::Internal => "Internal",
        Code::Unavailable => "Unavailable",
        Code::DataLoss => "DataLoss",
        Code::Unauthenticated => "Unauthenticated",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(metrics: &Metrics) -> String {
        metrics.text(&Registry::default()).unwrap()
    }

    #[test]
    fn a_call_is_in_hand_until_it_ends_and_its_first_word_counts() {
        let metrics = Metrics::default();
        let mut call = metrics.call(("S", "M"), "query");
        assert!(text(&metrics).contains("hoitu_rpc_in_flight{kind=\"query\"} 1\n"));
        call.ends(Code::Ok);
        call.ends(Code::Internal);
        drop(call);
        drop(metrics.call(("S", "M"), "query"));
        let text = text(&metrics);
        assert!(text.contains("hoitu_rpc_in_flight{kind=\"query\"} 0\n"), "{text}");
        for (code, count) in [("Ok", 1), ("Cancelled", 1)] {
            let labels = format!("service=\"S\",method=\"M\",kind=\"query\",code=\"{code}\"");
            let line = format!("hoitu_rpc_seconds_count{{{labels}}} {count}\n");
            assert!(text.contains(&line), "{line} in {text}");
        }
        assert!(!text.contains("Internal"));
    }

    #[test]
    fn calls_of_the_store_are_counted_with_what_they_move_and_how_they_ended() {
        let metrics = Metrics::default();
        assert!(!text(&metrics).contains("hoitu_evidence_store"), "it keeps no files");
        metrics.keep_files();
        let took = Duration::from_millis(20);
        for answered in [true, false] {
            metrics.store_called(StoreCall::Write, took, answered);
        }
        metrics.store_moved(StoreCall::Write, 5);
        let text = text(&metrics);
        for line in [
            "hoitu_evidence_store_seconds_count{kind=\"write\"} 2",
            "hoitu_evidence_store_failures_total{kind=\"write\"} 1",
            "hoitu_evidence_store_failures_total{kind=\"list\"} 0",
            "hoitu_evidence_store_bytes_total{kind=\"read\"} 0",
            "hoitu_evidence_store_bytes_total{kind=\"write\"} 5",
        ] {
            assert!(text.contains(line), "{line} in {text}");
        }
    }

    #[test]
    fn appends_are_counted_with_what_overtook_them_and_how_they_ended() {
        let metrics = Metrics::default();
        let took = Duration::from_millis(1);
        metrics.appended(&AppendCall { commands: 2, conflicts: 2, took, answered: true });
        metrics.appended(&AppendCall { commands: 1, conflicts: 0, took, answered: true });
        metrics.appended(&AppendCall { commands: 1, conflicts: 0, took, answered: false });
        let text = text(&metrics);
        for line in [
            "hoitu_append_batch_commands_sum 4.0",
            "hoitu_append_conflicts_total 2",
            "hoitu_append_failures_total 1",
            "hoitu_append_seconds_count 3",
        ] {
            assert!(text.contains(line), "{line} in {text}");
        }
    }
}
