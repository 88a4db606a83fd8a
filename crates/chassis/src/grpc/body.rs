//! Bodies under limits: requests by size, answers by size, time and drain.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body::{Body as _, Frame};
use tokio::sync::OwnedSemaphorePermit;
use tokio::time::Sleep;
use tokio_util::sync::WaitForCancellationFutureOwned;
use tonic::body::Body;
use tonic::{Code, Status};
use tracing::Span;

use super::framing::{Framing, TooLarge};
use super::gate::{Rules, code};
use super::quota::Ticket;
use crate::metrics::Call;

type Polled = Poll<Option<Result<Frame<Bytes>, Status>>>;

/// The body of a request. A message over the limit ends it before it is taken in.
pub(super) struct Incoming {
    pub(super) inner: Body,
    pub(super) framing: Framing,
    pub(super) rules: Arc<Rules>,
}

impl http_body::Body for Incoming {
    type Data = Bytes;
    type Error = Status;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Polled {
        let frame = std::task::ready!(Pin::new(&mut self.inner).poll_frame(cx));
        if let Some(Ok(frame)) = &frame
            && let Some(data) = frame.data_ref()
            && let Err(TooLarge { bytes, limit }) = self.framing.pass(data)
        {
            return Poll::Ready(Some(Err(self.rules.too_large("MESSAGE_TOO_LARGE", bytes, limit))));
        }
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> http_body::SizeHint {
        self.inner.size_hint()
    }
}

/// How a stream ends that has lived long enough.
#[derive(Debug, Clone, Copy)]
pub(super) enum End {
    /// A watch: its caller goes on in another one.
    Turn,
    /// A deadline has passed.
    Late,
}

/// A call's place among all calls, and among its caller's.
pub(super) struct Place {
    pub(super) _room: OwnedSemaphorePermit,
    pub(super) _ticket: Ticket,
}

/// The body of an answer. It holds the call's place until it is sent or dropped.
pub(super) struct Outgoing {
    pub(super) inner: Body,
    pub(super) framing: Framing,
    pub(super) rules: Arc<Rules>,
    pub(super) span: Span,
    /// When the stream has lived long enough, and how it ends then.
    pub(super) ends: Option<(Pin<Box<Sleep>>, End)>,
    /// When the server drains, and does not wait for this stream.
    pub(super) drains: Option<Pin<Box<WaitForCancellationFutureOwned>>>,
    pub(super) place: Option<Place>,
    /// Counted when the answer is sent or dropped.
    pub(super) call: Option<Call>,
    pub(super) done: bool,
}

impl Outgoing {
    /// Ends the body here with trailers.
    fn end(&mut self, status: &Status) -> Polled {
        self.done = true;
        self.place = None;
        self.ends(status.code());
        self.inner = Body::empty();
        let mut trailers = http::HeaderMap::new();
        match status.add_header(&mut trailers) {
            Ok(()) => Poll::Ready(Some(Ok(Frame::trailers(trailers)))),
            Err(status) => Poll::Ready(Some(Err(status))),
        }
    }

    fn ends(&mut self, code: Code) {
        if let Some(mut call) = self.call.take() {
            call.ends(code);
        }
    }

    fn poll(&mut self, cx: &mut Context<'_>) -> Polled {
        if let Some(drains) = &mut self.drains
            && drains.as_mut().poll(cx).is_ready()
        {
            return self.end(&Status::ok("the server is about to stop"));
        }
        if let Some((sleep, end)) = &mut self.ends
            && sleep.as_mut().poll(cx).is_ready()
        {
            let status = match end {
                End::Turn => Status::ok("call again with the last token"),
                End::Late => self.rules.late(),
            };
            return self.end(&status);
        }
        let inner = AssertUnwindSafe(|| Pin::new(&mut self.inner).poll_frame(cx));
        let frame = match catch_unwind(inner) {
            Ok(polled) => std::task::ready!(polled),
            Err(_) => return self.end(&self.rules.panicked()),
        };
        if let Some(Ok(frame)) = &frame
            && let Some(data) = frame.data_ref()
            && let Err(TooLarge { bytes, limit }) = self.framing.pass(data)
        {
            let status = self.rules.too_large("RESPONSE_TOO_LARGE", bytes, limit);
            return self.end(&status);
        }
        if let Some(Ok(frame)) = &frame
            && let Some(code) = frame.trailers_ref().and_then(code)
        {
            self.ends(code);
        }
        Poll::Ready(frame)
    }
}

impl http_body::Body for Outgoing {
    type Data = Bytes;
    type Error = Status;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Polled {
        if self.done {
            return Poll::Ready(None);
        }
        let span = self.span.clone();
        span.in_scope(|| self.poll(cx))
    }

    fn is_end_stream(&self) -> bool {
        self.done || self.inner.is_end_stream()
    }

    fn size_hint(&self) -> http_body::SizeHint {
        http_body::SizeHint::default()
    }
}
