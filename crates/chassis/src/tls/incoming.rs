//! Connections that callers make: each agrees on TLS beside the others, in bounded time.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use ledger::within;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, mpsc};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;
use tokio_stream::wrappers::ReceiverStream;
use tonic::transport::server::Connected;

use super::Shown;
use super::connector::is_clear_text;
use crate::metrics::Metrics;

/// Callers that agree at once; others wait to be accepted.
const AT_ONCE: usize = 256;

/// From the first byte to the last of the agreement.
const LIMIT: Duration = Duration::from_secs(5);

/// Accepts until the result is dropped.
pub(crate) fn incoming(
    listener: TcpListener,
    shown: &Shown,
    metrics: Metrics,
) -> ReceiverStream<io::Result<Connection>> {
    let (sender, receiver) = mpsc::channel(1);
    let agreeing = Agreeing { acceptor: TlsAcceptor::from(shown.config()), sender, metrics };
    tokio::spawn(agreeing.accept(listener));
    ReceiverStream::new(receiver)
}

#[derive(Clone)]
struct Agreeing {
    acceptor: TlsAcceptor,
    sender: mpsc::Sender<io::Result<Connection>>,
    metrics: Metrics,
}

impl Agreeing {
    async fn accept(self, listener: TcpListener) {
        let room = Arc::new(Semaphore::new(AT_ONCE));
        loop {
            let Ok(place) = Arc::clone(&room).acquire_owned().await else { return };
            let accepted = tokio::select! {
                () = self.sender.closed() => return,
                accepted = listener.accept() => accepted,
            };
            match accepted {
                Ok((stream, _)) => {
                    let agreeing = self.clone();
                    tokio::spawn(async move {
                        let _place = place;
                        agreeing.agree(stream).await;
                    });
                }
                Err(error) => {
                    tracing::warn!(%error, "a connection was not accepted");
                    // Such as no more file descriptors: some time passes before the next try.
                    within(Duration::from_secs(1), self.sender.closed()).await;
                }
            }
        }
    }

    async fn agree(self, stream: TcpStream) {
        let _ = stream.set_nodelay(true);
        match within(LIMIT, self.acceptor.accept(stream)).await {
            Some(Ok(stream)) => {
                let _ = self.sender.send(Ok(Connection(Box::new(stream)))).await;
            }
            // Whoever asks only whether the port is open leaves without a word.
            Some(Err(error)) if has_left(&error) => {}
            Some(Err(error)) => {
                let clear_text = is_clear_text(&error);
                self.metrics.not_agreed(if clear_text { "clear_text" } else { "other" });
                tracing::info!(%error, clear_text, "a caller did not agree on TLS");
            }
            None => {
                self.metrics.not_agreed("other");
                tracing::info!("a caller did not agree on TLS in time");
            }
        }
    }
}

fn has_left(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::UnexpectedEof | io::ErrorKind::ConnectionReset)
}

/// A connection with TLS.
pub(crate) struct Connection(Box<TlsStream<TcpStream>>);

impl Connected for Connection {
    type ConnectInfo = ();

    fn connect_info(&self) {}
}

impl AsyncRead for Connection {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_read(context, buffer)
    }
}

impl AsyncWrite for Connection {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.0).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_shutdown(context)
    }
}
