//! Published events, recorded as they are: nothing decides here.

use futures::future::BoxFuture;
use ledger::{
    Asked, CommandError, DecidedEvent, Digest, Ledger, Part, Provenance, Revision, Step, StreamName,
};
use prost::Message;
use uuid::Uuid;

/// A published event, encoded.
#[derive(Debug, Clone)]
pub struct Event {
    pub event_type: &'static str,
    pub bytes: Vec<u8>,
}

impl Event {
    #[must_use]
    pub fn new(event_type: &'static str, message: &impl Message) -> Self {
        Self { event_type, bytes: message.encode_to_vec() }
    }
}

pub(crate) async fn say(ledger: &Ledger, stream: &str, after: Revision, event: &Event) -> String {
    let name = format!("{stream}/{}", after + 1);
    let asked = Asked {
        request_id: Uuid::new_v5(&Uuid::NAMESPACE_OID, name.as_bytes()),
        fingerprint: Digest::ORIGIN,
        expected: None,
        validate_only: false,
        provenance: Provenance::default(),
    };
    let step = Said { stream: stream.to_owned(), after, event: event.clone() };
    let receipt = ledger.act(asked, vec![Box::new(step)]).await.unwrap();
    format!("{}:{}", ledger.context(), receipt.position)
}

struct Said {
    stream: String,
    after: Revision,
    event: Event,
}

impl Step for Said {
    fn stream(&self) -> StreamName {
        StreamName::stored(self.stream.clone())
    }

    fn decide<'a>(&'a self, _: &'a Ledger) -> BoxFuture<'a, Result<Part, CommandError>> {
        let event = DecidedEvent {
            event_type: self.event.event_type.into(),
            data: "{}".into(),
            published: Some(self.event.bytes.clone().into()),
        };
        let part = Part { stream: self.stream(), revision: self.after, events: vec![event] };
        Box::pin(std::future::ready(Ok(part)))
    }
}
