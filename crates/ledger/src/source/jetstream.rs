//! Another context's ledger: its JetStream stream, read in order from any position, without state in NATS.

use std::sync::Arc;
use std::time::Duration;

use async_nats::jetstream::consumer::{DeliverPolicy, pull};
use async_nats::jetstream::{self, Message};
use futures::future::BoxFuture;
use futures::{FutureExt as _, StreamExt as _};

use super::{AT_ONCE, History, Source, SourceError, Subscription};
use crate::recorded::{Entry, Position};
use crate::relay::message::from_message;
use crate::relay::stream_name;
use crate::store::within;

const SUBSCRIBE_LIMIT: Duration = Duration::from_secs(5);
const BYTES_AT_ONCE: usize = 1 << 20;

pub struct JetStreamSource {
    context: &'static str,
    client: async_nats::Client,
    history: Arc<dyn History>,
}

impl JetStreamSource {
    /// Follows the stream of `context`; `history` is asked for what the stream does not hold or holds
    /// wrongly. The `ping_interval` of `client` must be a few seconds.
    #[must_use]
    pub fn new(
        context: &'static str,
        client: async_nats::Client,
        history: Arc<dyn History>,
    ) -> Self {
        Self { context, client, history }
    }

    async fn open(&self, after: Position) -> Result<Box<dyn Subscription>, SourceError> {
        let jetstream = jetstream::new(self.client.clone());
        let stream = jetstream.get_stream_no_info(stream_name(self.context)).await;
        let stream = stream.map_err(|error| SourceError::Subscribe(error.into()))?;
        let start_sequence = after.unsigned_abs() + 1;
        let deliver_policy = DeliverPolicy::ByStartSequence { start_sequence };
        let config = pull::OrderedConfig { deliver_policy, ..Default::default() };
        let consumer = stream.create_consumer(config).await;
        let consumer = consumer.map_err(|error| SourceError::Subscribe(error.into()))?;
        let messages = consumer.messages().await;
        let messages = messages.map_err(|error| SourceError::Subscribe(error.into()))?;
        Ok(Box::new(JetStreamSubscription { context: self.context, messages, malformed: None }))
    }
}

impl Source for JetStreamSource {
    fn context(&self) -> &'static str {
        self.context
    }

    fn history(&self) -> &dyn History {
        &*self.history
    }

    fn subscribe(
        &self,
        after: Position,
    ) -> BoxFuture<'_, Result<Box<dyn Subscription>, SourceError>> {
        let open = within(SUBSCRIBE_LIMIT, self.open(after));
        open.map(|opened| {
            opened.unwrap_or_else(|| Err(SourceError::Subscribe("no answer in time".into())))
        })
        .boxed()
    }
}

struct JetStreamSubscription {
    context: &'static str,
    messages: pull::Ordered,
    /// Found behind entries that had to be handed over first.
    malformed: Option<async_nats::Error>,
}

impl JetStreamSubscription {
    async fn receive(&mut self) -> Result<Vec<Entry>, SourceError> {
        if let Some(malformed) = self.malformed.take() {
            return Err(SourceError::Receive(malformed));
        }
        let mut entries = Vec::new();
        let mut bytes = 0;
        let mut message = self.messages.next().await;
        loop {
            let entry = match message {
                Some(Ok(message)) => entry(self.context, message),
                Some(Err(error)) => Err(error.into()),
                None => Err("the subscription has ended".into()),
            };
            match entry {
                Ok(entry) => {
                    bytes += entry.published.as_ref().map_or(0, bytes::Bytes::len);
                    entries.push(entry);
                }
                Err(error) if entries.is_empty() => return Err(SourceError::Receive(error)),
                Err(error) => {
                    self.malformed = Some(error);
                    return Ok(entries);
                }
            }
            let full = entries.len() >= AT_ONCE.unsigned_abs() as usize || bytes >= BYTES_AT_ONCE;
            match self.messages.next().now_or_never() {
                Some(next) if !full => message = next,
                _ => return Ok(entries),
            }
        }
    }
}

impl Subscription for JetStreamSubscription {
    fn next(&mut self) -> BoxFuture<'_, Result<Vec<Entry>, SourceError>> {
        self.receive().boxed()
    }
}

fn entry(context: &str, message: Message) -> Result<Entry, async_nats::Error> {
    let sequence = Position::try_from(message.info()?.stream_sequence)?;
    let (message, _) = message.split();
    let headers = message.headers.unwrap_or_default();
    Ok(from_message(context, sequence, &headers, message.payload)?)
}
