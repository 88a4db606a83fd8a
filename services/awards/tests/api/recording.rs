//! Events that are recorded as they are: nothing decides here.

use futures::future::{BoxFuture, ready};
use ledger::{
    Asked, CommandError, CommandHandler, DecidedEvent, Decider, Digest, Ledger, Part, Provenance,
    Revision, Step, StreamName,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use uuid::Uuid;

use crate::requests::fresh;

/// What happens to an aggregate next; nobody outside is told.
pub async fn record<D>(ledger: &Ledger, id: Uuid, events: &[D::Event])
where
    D: Decider + Send + 'static,
    D::Event: Serialize + DeserializeOwned + Send + Sync,
    for<'e> &'e D::Event: Into<&'static str>,
    D::Command: Clone + Send + Sync + 'static,
{
    let (_, revision) = load::<D>(ledger, &id.to_string()).await;
    let stored = |event: &D::Event| {
        let name: &'static str = event.into();
        let event_type = format!("{}.{name}", D::CATEGORY);
        (event_type, serde_json::to_string(event).unwrap())
    };
    let events = events.iter().map(stored).collect();
    let recorded = Recorded { stream: StreamName::new(D::CATEGORY, id), revision, events };
    let asked = Asked {
        request_id: fresh().parse().unwrap(),
        fingerprint: Digest::ORIGIN,
        expected: None,
        validate_only: false,
        provenance: Provenance::default(),
    };
    ledger.act(asked, vec![Box::new(recorded)]).await.unwrap();
}

/// An aggregate as it stands, and its revision.
pub async fn load<D>(ledger: &Ledger, id: &str) -> (D, Revision)
where
    D: Decider + Send + 'static,
    D::Event: Serialize + DeserializeOwned + Send + Sync,
    for<'e> &'e D::Event: Into<&'static str>,
    D::Command: Clone + Send + Sync + 'static,
{
    CommandHandler::<D>::new(ledger.clone(), |_, _| None).load(id).await.unwrap()
}

struct Recorded {
    stream: StreamName,
    revision: Revision,
    /// Type and data of each.
    events: Vec<(String, String)>,
}

impl Step for Recorded {
    fn stream(&self) -> StreamName {
        self.stream.clone()
    }

    fn decide<'a>(&'a self, _: &'a Ledger) -> BoxFuture<'a, Result<Part, CommandError>> {
        let Self { stream, revision, events } = self;
        let decided = |(event_type, data): &(String, String)| DecidedEvent {
            event_type: event_type.clone(),
            data: data.clone(),
            published: None,
        };
        let events = events.iter().map(decided).collect();
        Box::pin(ready(Ok(Part { stream: stream.clone(), revision: *revision, events })))
    }
}
