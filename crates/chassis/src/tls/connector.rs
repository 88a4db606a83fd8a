//! Connections that clients make: TCP, and TLS over it where the address says `https`.

use std::io;

use http::Uri;
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::pki_types::ServerName;
use tokio_rustls::rustls::{CertificateError, Error, InvalidMessage};
use tokio_util::either::Either;

use super::{HTTP_2, Trust};

/// What a client speaks over.
pub type Stream = TokioIo<Either<TcpStream, Box<TlsStream<TcpStream>>>>;

/// Why there is no connection.
#[derive(Debug, thiserror::Error)]
pub enum ConnectError {
    #[error("the address has no host that a certificate could name")]
    Host,
    #[error("connecting")]
    Tcp(#[source] io::Error),
    #[error("the other side does not speak TLS")]
    ClearText(#[source] io::Error),
    #[error("the certificate of the other side is of an authority that is not trusted")]
    Authority(#[source] io::Error),
    #[error("the certificate of the other side is for another host")]
    OtherHost(#[source] io::Error),
    #[error("the certificate of the other side has ended, or is not good yet")]
    Ended(#[source] io::Error),
    #[error("agreeing on TLS")]
    NotAgreed(#[source] io::Error),
    #[error("the other side does not speak HTTP/2")]
    Protocol,
}

/// Connects, for the channel of a client. The certificate must be good for the very host of the address.
///
/// # Errors
/// If there is nobody, or the wrong one.
pub async fn connect(trust: Trust, address: Uri) -> Result<Stream, ConnectError> {
    let host = address.host().ok_or(ConnectError::Host)?.trim_matches(['[', ']']);
    let tls = address.scheme_str() == Some("https");
    let port = address.port_u16().unwrap_or(if tls { 443 } else { 80 });
    let stream = TcpStream::connect((host, port)).await.map_err(ConnectError::Tcp)?;
    stream.set_nodelay(true).map_err(ConnectError::Tcp)?;
    if !tls {
        return Ok(TokioIo::new(Either::Left(stream)));
    }
    let name = ServerName::try_from(host.to_owned()).map_err(|_| ConnectError::Host)?;
    let stream = TlsConnector::from(trust.now()).connect(name, stream).await.map_err(refused)?;
    if stream.get_ref().1.alpn_protocol() != Some(HTTP_2) {
        return Err(ConnectError::Protocol);
    }
    Ok(TokioIo::new(Either::Right(Box::new(stream))))
}

fn refused(error: io::Error) -> ConnectError {
    use CertificateError as Fault;
    let fault = match told(&error) {
        Some(Error::InvalidCertificate(fault)) => fault,
        _ if is_clear_text(&error) => return ConnectError::ClearText(error),
        _ => return ConnectError::NotAgreed(error),
    };
    if matches!(fault, Fault::UnknownIssuer | Fault::BadSignature) {
        return ConnectError::Authority(error);
    }
    if matches!(fault, Fault::NotValidForName | Fault::NotValidForNameContext { .. }) {
        return ConnectError::OtherHost(error);
    }
    if matches!(fault, Fault::Expired | Fault::ExpiredContext { .. })
        || matches!(fault, Fault::NotValidYet | Fault::NotValidYetContext { .. })
    {
        return ConnectError::Ended(error);
    }
    ConnectError::NotAgreed(error)
}

/// Whether what came is not TLS at all.
pub(super) fn is_clear_text(error: &io::Error) -> bool {
    let clear_text = &InvalidMessage::InvalidContentType;
    matches!(told(error), Some(Error::InvalidMessage(told)) if told == clear_text)
}

fn told(error: &io::Error) -> Option<&Error> {
    error.get_ref().and_then(|cause| cause.downcast_ref())
}
