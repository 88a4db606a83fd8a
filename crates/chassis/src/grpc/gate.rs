//! What every call passes on its way to a handler, once: who asks, is there room, until when; and on
//! the way back: panics, sizes, the life of streams. Handlers know nothing of it.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use futures::FutureExt as _;
use futures::future::BoxFuture;
use http::HeaderMap;
use http::header::AUTHORIZATION;
use http_body::Body as _;
use ledger::trace;
use tokio::sync::Semaphore;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use tonic::body::Body;
use tonic::{Code, Status};
use tower::Service;
use tracing::{Instrument as _, Span};

use super::body::{End, Incoming, Outgoing, Place};
use super::framing::Framing;
use super::headers::{timeout, traceparent};
use super::method::{Kind, Method, Methods};
use super::quota::{Exceeded, Quotas};
use super::refusal::Domain;
use super::status::{LATER, incident, opaque, overloaded};
use crate::access::{Decided, Identified};
use crate::caller::{self, Caller};
use crate::config::CallerLimits;
use crate::metrics::{Call, Metrics};
use crate::token::{Bearer, Refused, Verifier};

/// How much at once, how large, how long.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Calls with one answer; one more is refused at once.
    pub calls: usize,
    /// Open streams; one more is refused at once.
    pub streams: usize,
    /// What each caller gets of it.
    pub caller: CallerLimits,
    /// Of each message that comes in: room for a plan with the text of all its items. A file has no place
    /// in a message; it is to come as a stream of pieces.
    pub request_bytes: usize,
    /// Of each message that goes out. It is what gRPC clients take where nobody tells them otherwise, and
    /// room for the longest page of the largest rows.
    pub response_bytes: usize,
    /// The longest a call with one answer may take; a caller may ask for less.
    pub call_life: Duration,
    /// The longest a stream that ends by itself may take.
    pub stream_life: Duration,
    /// A watch is ended with OK after that; its caller continues with its last token.
    pub watch_life: Duration,
    /// Between telling that the server will stop and stopping to accept.
    pub notice: Duration,
    /// What calls in hand get to finish.
    pub drain: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            calls: 512,
            streams: 256,
            caller: CallerLimits::default(),
            request_bytes: 1 << 20,
            response_bytes: 4 << 20,
            call_life: Duration::from_secs(5),
            stream_life: Duration::from_secs(600),
            watch_life: Duration::from_secs(420),
            notice: Duration::ZERO,
            drain: Duration::from_secs(25),
        }
    }
}

pub(super) struct Rules {
    pub(super) domain: Domain,
    pub(super) verifier: Verifier,
    pub(super) limits: Limits,
    pub(super) methods: Methods,
    pub(super) calls: Arc<Semaphore>,
    pub(super) streams: Arc<Semaphore>,
    pub(super) quotas: Arc<Quotas>,
    pub(super) draining: CancellationToken,
    pub(super) metrics: Metrics,
}

/// A call that may go in.
struct Entry {
    kind: Kind,
    place: Option<Place>,
    /// `None` for open calls.
    deadline: Option<Instant>,
    /// The caller's own deadline comes before the server's limit.
    hurried: bool,
    /// `None` for open calls.
    decided: Option<Decided>,
}

impl Entry {
    fn open() -> Self {
        Self { kind: Kind::Open, place: None, deadline: None, hurried: false, decided: None }
    }

    /// Whether a handler answered that never asked if it may.
    fn is_past_decision(&self, response: &http::Response<Body>) -> bool {
        self.decided.as_ref().is_some_and(|decided| !decided.is_so()) && is_of_handler(response)
    }
}

impl Rules {
    async fn admit(
        &self,
        method: Method,
        request: &mut http::Request<Body>,
    ) -> Result<Entry, Status> {
        let kind = method.kind;
        let (room, life) = match kind {
            Kind::Open => return Ok(Entry::open()),
            Kind::Command | Kind::Query => (&self.calls, self.limits.call_life),
            Kind::Stream => (&self.streams, self.limits.stream_life),
            Kind::Watch => (&self.streams, self.limits.watch_life),
        };
        let wanted = timeout(request.headers()).filter(|wanted| *wanted < life);
        let life = wanted.unwrap_or(life);
        let now = Instant::now();
        let bearer = tokio::time::timeout_at(now + life, self.bearer(request.headers())).await;
        let bearer = bearer.map_err(|_| self.late())??;
        if bearer.kind == caller::Kind::Service && !method.is_for_services() {
            return Err(self.not_for_services());
        }
        let permit = room.clone().try_acquire_owned().map_err(|_| {
            let what = if Arc::ptr_eq(room, &self.calls) { "calls" } else { "streams" };
            self.metrics.refused(what);
            overloaded(&self.domain, what)
        })?;
        let name = &bearer.claims.sub;
        let ticket = self.quotas.enter(bearer.kind, name, kind, Instant::now());
        let ticket = ticket.map_err(|exceeded| self.exceeded(exceeded))?;
        let traceparent = traceparent(request.headers()).map(ToOwned::to_owned);
        let decided = Decided::default();
        let caller = Caller {
            kind: bearer.kind,
            person: name.clone(),
            unit: bearer.claims.unit,
            capacity: bearer.claims.capacity.clone(),
            deadline: now + for_work(life),
            traceparent,
        };
        request.extensions_mut().insert(Identified { caller, decided: decided.clone() });
        Ok(Entry {
            kind,
            place: Some(Place { _room: permit, _ticket: ticket }),
            deadline: Some(now + life),
            hurried: wanted.is_some(),
            decided: Some(decided),
        })
    }

    async fn bearer(&self, headers: &HeaderMap) -> Result<Bearer, Status> {
        let mut values = headers.get_all(AUTHORIZATION).iter();
        let value = match (values.next(), values.next()) {
            (None, _) => return Err(self.unauthenticated("TOKEN_MISSING", "there is no token")),
            (Some(value), None) => value.to_str().unwrap_or_default(),
            (Some(_), Some(_)) => "",
        };
        let token =
            value.split_once(' ').filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"));
        let verified = match token {
            Some((_, token)) => self.verifier.verify(token).await,
            None => Err(Refused::Invalid),
        };
        verified.map_err(|refused| match refused {
            Refused::Invalid => self.unauthenticated("TOKEN_INVALID", &refused.to_string()),
            Refused::Expired => self.unauthenticated("TOKEN_EXPIRED", &refused.to_string()),
            Refused::NoKeys => self
                .domain
                .refusal(Code::Unavailable, "TOKEN_KEYS_UNAVAILABLE", refused.to_string())
                .retry_after(LATER)
                .into(),
        })
    }

    fn not_for_services(&self) -> Status {
        tracing::warn!("a service called what is for persons only");
        let message = "services may call each other's LedgerService only";
        self.domain.refusal(Code::PermissionDenied, "NO_PERMISSION", message).into()
    }

    fn exceeded(&self, Exceeded { limit, retry_after }: Exceeded) -> Status {
        self.metrics.refused("caller");
        tracing::info!(limit, "a caller asked for more than one gets");
        self.domain
            .refusal(Code::ResourceExhausted, "QUOTA", "the caller's share is used up")
            .quota(limit, "the limit of what one caller gets is reached")
            .retry_after(retry_after)
            .into()
    }

    fn unauthenticated(&self, reason: &'static str, message: &str) -> Status {
        tracing::info!(reason, "a call without a good token was refused");
        self.domain.refusal(Code::Unauthenticated, reason, message).into()
    }

    pub(super) fn late(&self) -> Status {
        tracing::warn!("a call was given up at its deadline");
        let message = "the answer was not ready in time";
        self.domain.refusal(Code::DeadlineExceeded, "DEADLINE_EXCEEDED", message).into()
    }

    /// The panic hook has logged where; this logs which call it was.
    pub(super) fn panicked(&self) -> Status {
        let incident = incident();
        tracing::error!(%incident, "a handler panicked");
        opaque(&self.domain, incident)
    }

    fn undecided(&self) -> Status {
        let incident = incident();
        tracing::error!(%incident, "a handler answered what nobody had decided it may");
        opaque(&self.domain, incident)
    }

    pub(super) fn too_large(&self, reason: &'static str, bytes: usize, limit: usize) -> Status {
        let message = format!("a message of {bytes} bytes is over the limit of {limit}");
        self.domain
            .refusal(Code::ResourceExhausted, reason, message)
            .with("bytes", bytes)
            .with("limit", limit)
            .into()
    }

    /// The request's bytes are no message of its rpc.
    fn malformed(&self) -> Status {
        let message = "the request is not encoded as its contract says";
        self.domain.refusal(Code::InvalidArgument, "MESSAGE_MALFORMED", message).into()
    }

    /// Counts a call that comes in, if it is of a kind that counts.
    fn call(&self, method: Method) -> Option<Call> {
        let counts = method.kind != Kind::Open;
        counts.then(|| self.metrics.call(method.name(), method.kind.word()))
    }

    fn outgoing(self: &Arc<Self>, inner: Body, entry: Entry, call: Option<Call>) -> Body {
        let Entry { kind, place, deadline, hurried, decided: _ } = entry;
        let ends = match kind {
            Kind::Open | Kind::Command | Kind::Query => None,
            Kind::Stream => deadline.map(|deadline| (deadline, End::Late)),
            Kind::Watch if hurried => deadline.map(|deadline| (deadline, End::Late)),
            Kind::Watch => deadline.map(|deadline| (deadline, End::Turn)),
        };
        let drains = matches!(kind, Kind::Open | Kind::Watch)
            .then(|| Box::pin(self.draining.clone().cancelled_owned()));
        Body::new(Outgoing {
            inner,
            framing: Framing::new(self.limits.response_bytes),
            rules: self.clone(),
            span: Span::current(),
            ends: ends.map(|(at, end)| (Box::pin(tokio::time::sleep_until(at)), end)),
            drains,
            place,
            call,
            done: false,
        })
    }

    async fn pass<S>(
        self: Arc<Self>,
        entry: Entry,
        mut counted: Option<Call>,
        request: http::Request<Body>,
        mut handler: S,
    ) -> Result<http::Response<Body>, S::Error>
    where
        S: Service<http::Request<Body>, Response = http::Response<Body>>,
    {
        let since = Instant::now();
        let framing = Framing::new(self.limits.request_bytes);
        let rules = self.clone();
        let request = request.map(|inner| Body::new(Incoming { inner, framing, rules }));
        let call = AssertUnwindSafe(async move { handler.call(request).await }).catch_unwind();
        let answered = match entry.deadline {
            Some(deadline) => tokio::time::timeout_at(deadline, call).await,
            None => Ok(call.await),
        };
        let status = match answered {
            Ok(Ok(Ok(response))) if is_unread(&response) => self.malformed(),
            Ok(Ok(Ok(response))) if entry.is_past_decision(&response) => self.undecided(),
            Ok(Ok(Ok(response))) => {
                let code = code(response.headers());
                let duration_ms = since.elapsed().as_millis();
                tracing::debug!(grpc.code = ?code, duration_ms, "answered");
                if let (Some(call), Some(code)) = (&mut counted, code) {
                    call.ends(code);
                }
                if response.body().is_end_stream() {
                    return Ok(response);
                }
                return Ok(response.map(|body| self.outgoing(body, entry, counted)));
            }
            Ok(Ok(Err(error))) => return Err(error),
            Ok(Err(_)) => self.panicked(),
            Err(_) => self.late(),
        };
        Ok(refused(status, counted))
    }
}

/// Lets calls through to the services behind it, under the rules.
#[derive(Clone)]
pub(crate) struct Gate<S> {
    pub(super) rules: Arc<Rules>,
    pub(super) inner: S,
}

impl<S> Service<http::Request<Body>> for Gate<S>
where
    S: Service<http::Request<Body>, Response = http::Response<Body>> + Clone + Send + 'static,
    S::Future: Send,
    S::Error: Send,
{
    type Response = http::Response<Body>;
    type Error = S::Error;
    type Future = BoxFuture<'static, Result<Self::Response, S::Error>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, mut request: http::Request<Body>) -> Self::Future {
        let next = self.inner.clone();
        let ready = std::mem::replace(&mut self.inner, next);
        let method = self.rules.methods.find(request.uri().path().trim_start_matches('/'));
        let rpc = method.rpc;
        let span = tracing::info_span!("rpc", rpc, otel.name = rpc, otel.kind = "server");
        if let Some(traceparent) = traceparent(request.headers()) {
            trace::join(&span, traceparent);
        }
        let rules = Arc::clone(&self.rules);
        let counted = rules.call(method);
        let call = async move {
            match rules.admit(method, &mut request).await {
                Ok(entry) => rules.pass(entry, counted, request, ready).await,
                Err(status) => Ok(refused(status, counted)),
            }
        };
        Box::pin(call.instrument(span))
    }
}

/// What a handler gets of the time its caller waits. The rest is for its answer, which then says what was late.
fn for_work(life: Duration) -> Duration {
    life - life / 20
}

/// How an answer or its trailers say that the call ended, without the details that only its caller reads.
pub(super) fn code(headers: &HeaderMap) -> Option<Code> {
    headers.get(Status::GRPC_STATUS).map(|code| Code::from_bytes(code.as_bytes()))
}

/// Faults of our own carry details; tonic calls it INTERNAL, without any, if it cannot read a request.
fn is_unread(response: &http::Response<Body>) -> bool {
    let headers = response.headers();
    code(headers) == Some(Code::Internal) && !headers.contains_key(Status::GRPC_STATUS_DETAILS)
}

/// What reaches no handler is refused with one of a few codes: nobody serves it, or nobody can read it.
fn is_of_handler(response: &http::Response<Body>) -> bool {
    let Some(code) = code(response.headers()) else { return true };
    !matches!(
        code,
        Code::Unimplemented
            | Code::ResourceExhausted
            | Code::OutOfRange
            | Code::Cancelled
            | Code::Unknown
    )
}

fn refused(status: Status, call: Option<Call>) -> http::Response<Body> {
    if let Some(mut call) = call {
        call.ends(status.code());
    }
    status.into_http()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_twentieth_of_the_time_is_left_for_the_answer() {
        assert_eq!(for_work(Duration::from_secs(5)), Duration::from_millis(4750));
    }
}
