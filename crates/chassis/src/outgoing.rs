//! Calls to other services: a channel with time limits, over TLS where the address says so; on every call a token
//! of this service, and the trace that the call is part of.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use http::Uri;
use tokio::time::Instant;
use tonic::metadata::{Ascii, MetadataValue};
use tonic::service::Interceptor;
use tonic::service::interceptor::InterceptedService;
use tonic::transport::{Channel, Endpoint};
use tonic::{Request, Status};
use tower::service_fn;

use crate::config::Variable;
use crate::tls::{self, Trust};
use crate::token::ServiceKey;

/// For the services that call others.
pub const SERVICE_KEY: Variable = Variable {
    name: "SERVICE_KEY",
    meaning: "file with this service's own private key; read again when it changes",
    example: "/etc/hoitu/service-key/key.pem",
};

/// A token is used for so long, a part of its life.
const RENEWED_EVERY: Duration = Duration::from_secs(30);

/// A token ready to be sent, and when it was made.
type Made = (Instant, MetadataValue<Ascii>);

/// What generated clients are made over.
pub type Authorised = InterceptedService<Channel, Signed>;

/// Puts this service's token for the called service on every call.
#[derive(Clone)]
pub struct Signed {
    key: ServiceKey,
    called: &'static str,
    current: Arc<Mutex<Option<Made>>>,
}

impl Signed {
    fn bearer(&self) -> Result<MetadataValue<Ascii>, Status> {
        let now = Instant::now();
        let mut current = self.current.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((made_at, bearer)) = &*current
            && now.duration_since(*made_at) < RENEWED_EVERY
        {
            return Ok(bearer.clone());
        }
        let unsigned = |_| Status::unauthenticated("this service cannot sign its token");
        let token = self.key.token_for(self.called).map_err(unsigned)?;
        let mut bearer: MetadataValue<Ascii> = format!("Bearer {}", token.expose())
            .parse()
            .map_err(|_| Status::internal("a token is plain ASCII"))?;
        bearer.set_sensitive(true);
        *current = Some((now, bearer.clone()));
        Ok(bearer)
    }
}

impl Interceptor for Signed {
    fn call(&mut self, mut request: Request<()>) -> Result<Request<()>, Status> {
        request.metadata_mut().insert("authorization", self.bearer()?);
        traced(&mut request);
        Ok(request)
    }
}

/// Who calls a handler, as they were let in: for asking another service in their name and with their rights.
/// Taken before the call is admitted, and good for nothing that they could not ask themselves.
pub struct OnBehalf(Option<MetadataValue<Ascii>>);

impl OnBehalf {
    #[must_use]
    pub fn of<M>(call: &Request<M>) -> Self {
        Self(call.metadata().get("authorization").cloned())
    }

    /// The message as their call, part of the same trace.
    #[must_use]
    pub fn asks<M>(&self, message: M) -> Request<M> {
        let mut request = Request::new(message);
        if let Some(bearer) = &self.0 {
            let mut bearer = bearer.clone();
            bearer.set_sensitive(true);
            request.metadata_mut().insert("authorization", bearer);
        }
        traced(&mut request);
        request
    }
}

/// Says of which trace a call is part.
fn traced<M>(request: &mut Request<M>) {
    let traceparent = ledger::trace::current().and_then(|current| current.parse().ok());
    if let Some(traceparent) = traceparent {
        request.metadata_mut().insert("traceparent", traceparent);
    }
}

/// A channel to the service of that name, which connects when it is first used, and notices a peer that
/// has frozen.
#[must_use]
pub fn channel(called: &'static str, address: Uri, key: ServiceKey, trust: Trust) -> Authorised {
    let signed = Signed { key, called, current: Arc::default() };
    InterceptedService::new(unsigned(address, trust), signed)
}

/// The same without a token, for who is no service, or asks in the name of somebody else.
#[must_use]
pub fn unsigned(address: Uri, trust: Trust) -> Channel {
    Endpoint::from(address)
        .connect_timeout(Duration::from_secs(2))
        .http2_keep_alive_interval(Duration::from_secs(5))
        .keep_alive_timeout(Duration::from_secs(5))
        .keep_alive_while_idle(true)
        .connect_with_connector_lazy(service_fn(move |address| {
            tls::connect(trust.clone(), address)
        }))
}
