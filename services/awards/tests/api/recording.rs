//! Events that are recorded as they are: nothing decides here.

use chassis::grpc::etag;
use futures::future::{BoxFuture, ready};
use ledger::{
    Asked, CommandError, CommandHandler, DecidedEvent, Decider, Digest, Ledger, Part, Provenance,
    Published, Revision, Step, StreamName,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use uuid::Uuid;

use crate::requests::fresh;
use crate::world::World;

impl World {
    /// Records what happens to an aggregate next; its etag.
    pub async fn was<D>(
        &self,
        id: Uuid,
        publish: fn(&str, &D::Event) -> Option<Published>,
        events: &[D::Event],
    ) -> String
    where
        D: Decider + Send + 'static,
        D::Event: Serialize + DeserializeOwned + Send + Sync,
        for<'e> &'e D::Event: Into<&'static str>,
        D::Command: Clone + Send + Sync + 'static,
    {
        let handler = CommandHandler::<D>::new(self.ledger.clone(), publish);
        let (_, revision) = handler.load(id).await.unwrap();
        let told = |event: &D::Event| {
            let published = publish(&id.to_string(), event);
            let own = || format!("{}.{}", D::CATEGORY, Into::<&'static str>::into(event));
            Told {
                event_type: published.as_ref().map_or_else(own, |it| it.event_type.to_owned()),
                data: serde_json::to_string(event).unwrap(),
                published: published.map(|it| it.bytes),
            }
        };
        let events = events.iter().map(told).collect();
        let next = Next { stream: StreamName::new(D::CATEGORY, id), revision, events };
        let asked = Asked {
            request_id: fresh().parse().unwrap(),
            fingerprint: Digest::ORIGIN,
            expected: None,
            validate_only: false,
            provenance: Provenance::default(),
        };
        let receipt = self.ledger.act(asked, vec![Box::new(next)]).await.unwrap();
        etag(&receipt.stream, receipt.revision)
    }

    /// The same with events as they are stored.
    pub async fn happened<D>(
        &self,
        id: &str,
        publish: fn(&str, &D::Event) -> Option<Published>,
        lines: &[String],
    ) where
        D: Decider + Send + 'static,
        D::Event: Serialize + DeserializeOwned + Send + Sync,
        for<'e> &'e D::Event: Into<&'static str>,
        D::Command: Clone + Send + Sync + 'static,
    {
        let events: Vec<_> = lines.iter().map(|line| serde_json::from_str(line).unwrap()).collect();
        self.was::<D>(id.parse().unwrap(), publish, &events).await;
    }
}

struct Told {
    event_type: String,
    data: String,
    published: Option<prost::bytes::Bytes>,
}

struct Next {
    stream: StreamName,
    revision: Revision,
    events: Vec<Told>,
}

impl Step for Next {
    fn stream(&self) -> StreamName {
        self.stream.clone()
    }

    fn decide<'a>(&'a self, _: &'a Ledger) -> BoxFuture<'a, Result<Part, CommandError>> {
        let decided = |Told { event_type, data, published }: &Told| DecidedEvent {
            event_type: event_type.clone(),
            data: data.clone(),
            published: published.clone(),
        };
        let events = self.events.iter().map(decided).collect();
        let part = Part { stream: self.stream.clone(), revision: self.revision, events };
        Box::pin(ready(Ok(part)))
    }
}
