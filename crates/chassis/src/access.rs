//! The one way from a request to its caller: it leads through a decision.
//!
//! A handler begins with [`Access::admit`] and gets the [`Caller`] from nowhere else. The gate throws
//! away what a handler answers without having asked.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use contracts::access::v1::Kind;
use contracts::{RPCS, Rpc, Scoped};
use futures::future::BoxFuture;
use tonic::{Code, Request, Status, Streaming};

use crate::caller::Caller;
use crate::grpc::Domain;

/// Rights are read within moments of a start.
const SOON: Duration = Duration::from_secs(1);

/// What is longer, or cannot be seen, is no name that anybody gave: it is not repeated in an answer.
const LONGEST_NAME: usize = 200;

/// What is decided of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    Allowed,
    /// They may know of it, and not do this.
    MayNot,
    /// They may not even know whether it exists.
    MayNotKnow,
}

/// Decides whether somebody may call an rpc on what a request names, today.
pub trait Judge: Send + Sync + 'static {
    /// `None` while rights are not known yet, or not all that were recorded here.
    fn decide<'a>(
        &'a self,
        caller: &'a Caller,
        rpc: &'static Rpc,
        things: &'a [(Kind, &'a str)],
    ) -> BoxFuture<'a, Option<Decision>>;
}

/// Admits calls, or refuses them. Cheap to clone.
#[derive(Clone)]
pub struct Access {
    domain: Domain,
    judge: Arc<dyn Judge>,
}

/// What the gate knows of a call, for [`Access::admit`] alone.
#[derive(Debug, Clone)]
pub(crate) struct Identified {
    pub(crate) caller: Caller,
    pub(crate) decided: Decided,
}

/// Whether it was decided if a call may go on: its answer counts only then.
#[derive(Debug, Clone, Default)]
pub(crate) struct Decided(Arc<AtomicBool>);

impl Decided {
    pub(crate) fn is_so(&self) -> bool {
        self.0.load(Ordering::Acquire)
    }
}

impl Access {
    #[must_use]
    pub fn new(domain: Domain, judge: impl Judge) -> Self {
        Self { domain, judge: Arc::new(judge) }
    }

    /// Takes a request apart, if its caller may make it.
    ///
    /// # Errors
    /// `NOT_FOUND` if the caller may not know of what the request names, `PERMISSION_DENIED` if they
    /// may know and not do it, `UNAVAILABLE` while rights are not known.
    pub async fn admit<R: Scoped>(&self, request: Request<R>) -> Result<(Caller, R), Status> {
        let (_, mut extensions, message) = request.into_parts();
        let Some(Identified { caller, decided }) = extensions.remove() else {
            return Err(Status::internal("the call did not come through the server's gate"));
        };
        decided.0.store(true, Ordering::Release);
        let asked = Asked::of(&message);
        match self.decided(&caller, &asked).await? {
            Decision::Allowed => Ok((caller, message)),
            Decision::MayNot => Err(self.may_not(&asked)),
            Decision::MayNotKnow => {
                tracing::info!(rpc = asked.rpc.name, "a call about what may not be known");
                Err(self.domain.no_such(&asked.kind(), asked.name()))
            }
        }
    }

    /// Takes a stream of requests apart, if its caller may make the first one: that says what the call is
    /// about. One that ends without a message asks as an empty message would.
    ///
    /// # Errors
    /// As [`admit`](Self::admit); and that of the stream, if its first message cannot be read.
    pub async fn admit_stream<R: Scoped + Default + 'static>(
        &self,
        request: Request<Streaming<R>>,
    ) -> Result<(Caller, R, Streaming<R>), Status> {
        let (metadata, extensions, mut messages) = request.into_parts();
        let first = messages.message().await?.unwrap_or_default();
        let request = Request::from_parts(metadata, extensions, first);
        let (caller, first) = self.admit(request).await?;
        Ok((caller, first, messages))
    }

    /// Decides again, for an answer that goes on after it has begun.
    ///
    /// # Errors
    /// `PERMISSION_DENIED` once the caller may not go on.
    pub async fn still_admits<R: Scoped>(
        &self,
        caller: &Caller,
        request: &R,
    ) -> Result<(), Status> {
        let asked = Asked::of(request);
        match self.decided(caller, &asked).await? {
            Decision::Allowed => Ok(()),
            Decision::MayNot | Decision::MayNotKnow => Err(self.may_not(&asked)),
        }
    }

    async fn decided(&self, caller: &Caller, asked: &Asked<'_>) -> Result<Decision, Status> {
        let decision = self.judge.decide(caller, asked.rpc, &asked.things).await;
        decision.ok_or_else(|| {
            self.domain
                .refusal(Code::Unavailable, "RIGHTS_UNKNOWN", "rights are not known yet")
                .retry_after(SOON)
                .into()
        })
    }

    fn may_not(&self, asked: &Asked<'_>) -> Status {
        let permission = word(asked.rpc.duty.as_str_name(), "DUTY_");
        tracing::info!(rpc = asked.rpc.name, permission, "a call was not permitted");
        let resource = match asked.name() {
            "" => asked.kind(),
            name => format!("{}/{name}", asked.kind()),
        };
        self.domain
            .refusal(Code::PermissionDenied, "NO_PERMISSION", "permission denied")
            .with("permission", permission)
            .with("resource", resource)
            .into()
    }
}

/// An rpc, and what a request names of what a right must cover.
struct Asked<'r> {
    rpc: &'static Rpc,
    things: Vec<(Kind, &'r str)>,
}

impl<'r> Asked<'r> {
    fn of<R: Scoped>(request: &'r R) -> Self {
        let rpc = RPCS.iter().find(|rpc| rpc.name == R::RPC);
        Self { rpc: rpc.expect("RPCS has every rpc"), things: request.things() }
    }

    fn first(&self) -> (Kind, &'r str) {
        self.things.first().copied().unwrap_or((Kind::Province, ""))
    }

    /// The sort of what it is about first; the province if it names nothing.
    fn kind(&self) -> String {
        let (kind, id) = self.first();
        word(if id.is_empty() { Kind::Province } else { kind }.as_str_name(), "KIND_")
    }

    fn name(&self) -> &'r str {
        let (_, id) = self.first();
        let is_a_name = id.len() <= LONGEST_NAME && id.bytes().all(|byte| byte.is_ascii_graphic());
        if is_a_name { id } else { "" }
    }
}

/// A value of a contract's enum, as policies and people write it.
fn word(value: &str, prefix: &str) -> String {
    value.strip_prefix(prefix).unwrap_or(value).to_lowercase()
}
