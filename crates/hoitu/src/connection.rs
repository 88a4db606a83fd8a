//! Connections to the services: every call carries the caller's token and a deadline, and what is
//! worth repeating is repeated.

use std::error::Error as _;
use std::fmt;
use std::time::Duration;

use chassis::FileError;
use chassis::clock::Clock;
use chassis::tls::{self, ConnectError, Trust};
use tonic::metadata::{Ascii, MetadataValue};
use tonic::service::Interceptor;
use tonic::service::interceptor::InterceptedService;
use tonic::transport::{Channel, Endpoint};
use tonic::{Code, Request, Status};
use tonic_types::StatusExt as _;
use tower::service_fn;

use crate::failure::Failure;
use crate::settings::{Context, Settings};

const CONNECT_WITHIN: Duration = Duration::from_secs(5);
const FIRST_PAUSE: Duration = Duration::from_millis(100);
const LONGEST_PAUSE: Duration = Duration::from_secs(3);
const ATTEMPTS: u32 = 12;

/// What the generated clients are made over.
pub type Authorised = InterceptedService<Channel, Credentials>;

/// Puts the bearer token and the deadline on a call.
#[derive(Clone)]
pub struct Credentials {
    bearer: MetadataValue<Ascii>,
    deadline: Duration,
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credentials").field("deadline", &self.deadline).finish_non_exhaustive()
    }
}

impl Interceptor for Credentials {
    fn call(&mut self, mut request: Request<()>) -> Result<Request<()>, Status> {
        request.metadata_mut().insert("authorization", self.bearer.clone());
        request.set_timeout(self.deadline);
        Ok(request)
    }
}

/// Connects now, so that a service that is away is named with its address.
pub async fn connect(
    settings: &Settings,
    token: &str,
    context: Context,
    deadline: Duration,
) -> Result<Authorised, Failure> {
    let address = settings.address(context)?;
    let mut bearer: MetadataValue<Ascii> = format!("Bearer {}", token.trim())
        .parse()
        .map_err(|_| Failure::Usage("HOITU_TOKEN có ký tự không dùng được".to_owned()))?;
    bearer.set_sensitive(true);
    let trust = Trust::open(settings.authorities(), Clock::system()).await.map_err(untrusting)?;
    let endpoint = Endpoint::from_shared(address.to_owned());
    let endpoint = endpoint.map_err(|error| unreachable(context, address, error))?;
    let connector = service_fn(move |address| tls::connect(trust.clone(), address));
    let endpoint = endpoint.connect_timeout(CONNECT_WITHIN);
    let connected = endpoint.connect_with_connector(connector).await;
    let channel = connected.map_err(|error| unreachable(context, address, error))?;
    Ok(InterceptedService::new(channel, Credentials { bearer, deadline }))
}

fn untrusting(error: FileError) -> Failure {
    match error {
        FileError::Read { path, source } => Failure::File { doing: "đọc", path, source },
        FileError::Parse { path, source } => Failure::Authorities { path, source },
    }
}

/// Nobody is there, or the wrong one.
fn unreachable(context: Context, address: &str, source: tonic::transport::Error) -> Failure {
    let (service, address) = (context.name(), address.to_owned());
    let mut cause = source.source();
    while let Some(error) = cause.filter(|error| !error.is::<ConnectError>()) {
        cause = error.source();
    }
    match cause.and_then(|error| error.downcast_ref()).and_then(why_not_believed) {
        Some(why) => Failure::NotBelieved { service, address, why },
        None => Failure::Unreachable { service, address, source },
    }
}

fn why_not_believed(error: &ConnectError) -> Option<&'static str> {
    match error {
        ConnectError::ClearText(_) => Some("nơi đó không nói TLS"),
        ConnectError::Authority(_) => Some("chứng thư không do nơi được tin cấp"),
        ConnectError::OtherHost(_) => Some("chứng thư cấp cho máy chủ khác"),
        ConnectError::Ended(_) => Some("chứng thư đã hết hạn hoặc chưa có hiệu lực"),
        ConnectError::Protocol => Some("nơi đó không nói HTTP/2"),
        ConnectError::Host | ConnectError::Tcp(_) | ConnectError::NotAgreed(_) => None,
    }
}

/// Calls again while the service is away or the record is being changed by others. The request must
/// carry its own request id, so that it takes effect once.
pub async fn persistently<T, F, Fut>(mut call: F) -> Result<T, Status>
where
    F: FnMut() -> Fut,
    Fut: Future<Output = Result<T, Status>>,
{
    let mut pause = FIRST_PAUSE;
    for _ in 1..ATTEMPTS {
        match call().await {
            Err(status) if is_passing(&status) => {
                let hint = status.get_error_details().retry_info().and_then(|it| it.retry_delay);
                rest(pause.max(hint.unwrap_or_default()).min(LONGEST_PAUSE)).await;
                pause = (pause * 2).min(LONGEST_PAUSE);
            }
            answer => return answer,
        }
    }
    call().await
}

/// Away, too slow or too busy, or others were faster. A stale etag stays stale.
fn is_passing(status: &Status) -> bool {
    let details = status.get_error_details();
    let reason = details.error_info().map_or("", |info| info.reason.as_str());
    match status.code() {
        Code::Unavailable | Code::DeadlineExceeded => true,
        Code::Aborted => reason != "ETAG_MISMATCH",
        Code::ResourceExhausted => matches!(reason, "OVERLOADED" | "QUOTA"),
        // Made on this side: the connection broke while the answer was awaited.
        Code::Unknown | Code::Internal | Code::Cancelled => status.source().is_some(),
        Code::Ok
        | Code::InvalidArgument
        | Code::NotFound
        | Code::AlreadyExists
        | Code::PermissionDenied
        | Code::FailedPrecondition
        | Code::OutOfRange
        | Code::Unimplemented
        | Code::DataLoss
        | Code::Unauthenticated => false,
    }
}

/// Waits for what nobody announces.
#[expect(
    clippy::disallowed_methods,
    reason = "a service tells nobody when it is back, or how far a rebuild is"
)]
pub async fn rest(pause: Duration) {
    tokio::time::sleep(pause).await;
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;
    use std::sync::Arc;

    use tokio_rustls::TlsAcceptor;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn what_is_unavailable_is_asked_again() {
        let calls = Cell::new(0);
        let answer = persistently(async || {
            calls.set(calls.get() + 1);
            if calls.get() < 3 { Err(Status::unavailable("away")) } else { Ok(calls.get()) }
        })
        .await;
        assert_eq!(answer.unwrap(), 3);
    }

    #[tokio::test(start_paused = true)]
    async fn a_broken_connection_is_asked_again() {
        let calls = Cell::new(0);
        let answer = persistently(async || {
            calls.set(calls.get() + 1);
            let broken = std::io::Error::from(std::io::ErrorKind::BrokenPipe);
            if calls.get() < 3 { Err(Status::from_error(broken.into())) } else { Ok(calls.get()) }
        })
        .await;
        assert_eq!(answer.unwrap(), 3);
    }

    #[tokio::test(start_paused = true)]
    async fn a_refusal_is_not_repeated() {
        let calls = Cell::new(0);
        let mut refuse = async || -> Result<(), Status> {
            calls.set(calls.get() + 1);
            if calls.get() == 1 {
                return Err(Status::failed_precondition("suspended"));
            }
            let details = tonic_types::ErrorDetails::with_error_info("ETAG_MISMATCH", "", []);
            Err(Status::with_error_details(Code::Aborted, "stale", details))
        };
        let suspended = persistently(&mut refuse).await;
        assert_eq!(suspended.unwrap_err().code(), Code::FailedPrecondition);
        let stale = persistently(&mut refuse).await;
        assert_eq!(stale.unwrap_err().code(), Code::Aborted);
        assert_eq!(calls.get(), 2);
    }

    #[tokio::test(start_paused = true)]
    async fn asking_again_ends_some_time() {
        let calls = Cell::new(0);
        let answer: Result<(), Status> = persistently(async || {
            calls.set(calls.get() + 1);
            Err(Status::unavailable("away"))
        })
        .await;
        assert_eq!(answer.unwrap_err().code(), Code::Unavailable);
        assert_eq!(calls.get(), ATTEMPTS);
    }

    /// Answers nothing: it is enough to agree on TLS.
    async fn shown(certificate: &servers::Certificate) -> u16 {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let acceptor = TlsAcceptor::from(Arc::new(certificate.server()));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let _ = acceptor.accept(stream).await;
            }
        });
        port
    }

    #[tokio::test]
    async fn the_token_is_kept_from_a_server_that_is_not_believed() {
        let folder = tempfile::tempdir().unwrap();
        let authority = servers::Authority::new();
        let good = authority.certificate(&["localhost"]);
        authority.write(&good, folder.path());
        let words = async |certificate: &servers::Certificate, file: &str| {
            let address = format!("https://localhost:{}", shown(certificate).await);
            let authorities = folder.path().join(file).display().to_string();
            let environment =
                [("HOITU_MEMBERSHIP_URL", address), ("HOITU_AUTHORITIES", authorities)];
            let environment = environment.map(|(name, value)| (name.to_owned(), value));
            let settings = Settings::read(environment, folder.path()).unwrap();
            let limit = Duration::from_secs(5);
            let connected = connect(&settings, "token", Context::Membership, limit).await;
            connected.map(|_| ()).unwrap_err().to_string()
        };
        let cases = [
            (good.clone(), "ca.crt", "nơi đó không nói HTTP/2"),
            (servers::Authority::new().certificate(&["localhost"]), "ca.crt", "nơi được tin cấp"),
            (authority.certificate(&["other"]), "ca.crt", "cấp cho máy chủ khác"),
            (authority.certificate_between(&["localhost"], [2020, 2021]), "ca.crt", "đã hết hạn"),
            (good.clone(), "tls.key", "không có chứng thư nào dùng được"),
            (good, "nowhere", "không đọc được tệp"),
        ];
        for (certificate, file, expected) in cases {
            let words = words(&certificate, file).await;
            assert!(words.contains(expected), "{expected} in: {words}");
        }
    }
}
