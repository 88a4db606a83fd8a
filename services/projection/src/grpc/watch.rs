//! Watching progress: all items, then each that changes, as often as more is known.
//!
//! What was sent last is compared with what is true now, so a slow reader skips states but never the
//! last one. The gate ends every watch with OK after some minutes; the last token goes on from there.

use std::collections::BTreeMap;
use std::time::Duration;

use chassis::caller::Caller;
use contracts::projection::v1 as wire;
use futures::StreamExt as _;
use futures::stream::BoxStream;
use ledger::view::Token;
use tokio::sync::{mpsc, watch};
use tokio::time::{Instant, timeout_at};
use tokio_stream::wrappers::ReceiverStream;
use tonic::{Code, Status};

use super::coordinates::Coordinates;
use super::moment::{self, Moment, read_info};
use super::resume_token::{Binding, Mark};
use super::{DOMAIN, Progress};
use crate::known::Known;

/// Messages that may wait for a slow reader.
const BUFFER: usize = 16;
/// The longest silence.
const SILENCE: Duration = Duration::from_secs(10);
/// The longest a watch waits for the view when it starts.
const PATIENCE: Duration = Duration::from_secs(5);

type Sent = Result<wire::WatchResponse, Status>;

/// Items by code, as they were sent.
type Items = BTreeMap<String, wire::ItemProgress>;

/// Starts to watch; refuses what cannot be answered at once.
pub async fn start(
    service: Progress,
    by: (Caller, wire::WatchRequest),
    asked: Coordinates,
    from: Option<Mark>,
) -> Result<BoxStream<'static, Sent>, Status> {
    let beats = service.knowledge.beats();
    let mut asked = asked;
    if let Some(mark) = &from {
        let read_so_far = mark.positions.iter().filter(|(_, position)| **position > 0);
        let read_so_far = read_so_far
            .map(|(source, position)| Token { source: source.clone(), position: *position });
        asked.read_at.at_least.extend(read_so_far);
    }
    let known = moment::known(&service.knowledge, Instant::now() + PATIENCE, &asked).await?;
    asked.read_at.at_least.clear();

    let told = match &from {
        Some(mark) => told_by(&service, &known, &asked, mark)?,
        None => Items::new(),
    };
    let items = items_of(&service, &known, &asked)?;
    let (sender, receiver) = mpsc::channel(BUFFER + 1);
    let binding = Binding::of(&by.0, &by.1);
    let rights = service.rights.beats();
    let mut watching = Watching { service, by, asked, binding, sender, told, known, beats, rights };
    tokio::spawn(async move {
        let Ok(farewell) = watching.sender.clone().reserve_owned().await else { return };
        if let Err(status) = watching.run(items).await {
            farewell.send(Err(status));
        }
    });
    Ok(ReceiverStream::new(receiver).boxed())
}

/// What a watch had been told at its last token, counted again.
fn told_by(
    service: &Progress,
    known: &Known,
    asked: &Coordinates,
    mark: &Mark,
) -> Result<Items, Status> {
    if !mark.is_current() {
        let message = "the watch cannot be continued from there";
        return Err(DOMAIN.refusal(Code::OutOfRange, "RESUME_TOKEN_TOO_OLD", message).into());
    }
    let mut then = known.clone();
    then.facts = known.up_to(&mark.positions);
    then.parked = Default::default();
    // A plan that was not known then had no items.
    match items_of(service, &then, &asked.on(mark.as_of)) {
        Err(status) if status.code() == Code::NotFound => Ok(Items::new()),
        items => items,
    }
}

fn items_of(service: &Progress, known: &Known, asked: &Coordinates) -> Result<Items, Status> {
    let progress = Moment::new(known, asked.clone(), service.stale_after)?.progress()?;
    Ok(progress.items.into_iter().map(|item| (item.code.clone(), item)).collect())
}

struct Watching {
    service: Progress,
    /// Who watches, and what they asked.
    by: (Caller, wire::WatchRequest),
    asked: Coordinates,
    binding: Binding,
    sender: mpsc::Sender<Sent>,
    told: Items,
    known: Known,
    beats: watch::Receiver<()>,
    rights: watch::Receiver<Option<rights::Known>>,
}

impl Watching {
    /// Ends without an error when nobody listens any more.
    async fn run(&mut self, items: Items) -> Result<(), Status> {
        self.tell(items)?;
        self.send(wire::watch_response::Change::InitialComplete(wire::InitialComplete {}))?;
        loop {
            if !self.wait().await {
                return Ok(());
            }
            self.service.access.still_admits(&self.by.0, &self.by.1).await?;
            let deadline = Instant::now() + PATIENCE;
            match self.service.knowledge.now(&[], deadline).await {
                Ok(known) => self.known = known,
                Err(error) => tracing::debug!(%error, "a watch could not look"),
            }
            self.asked = self.asked.on(self.service.clock.today());
            let items = items_of(&self.service, &self.known, &self.asked)?;
            if !self.tell(items)? {
                self.send(wire::watch_response::Change::Bookmark(wire::Bookmark {}))?;
            }
        }
    }

    /// Waits until there may be more to know, or the silence is long enough; `false` if nobody listens.
    async fn wait(&mut self) -> bool {
        tokio::select! {
            () = self.sender.closed() => false,
            _ = self.rights.changed() => true,
            _ = timeout_at(Instant::now() + SILENCE, self.beats.changed()) => true,
        }
    }

    /// Sends what differs from what was sent; `false` if nothing does.
    fn tell(&mut self, items: Items) -> Result<bool, Status> {
        let changed = items.iter().filter(|(code, item)| self.told.get(*code) != Some(*item));
        let mut changed: Vec<_> = changed.map(|(_, item)| item.clone()).collect();
        changed.sort_by_key(|item| crate::domain::plan::code_order(&item.code));
        let removed = self.told.keys().filter(|code| !items.contains_key(*code));
        let removed_codes: Vec<_> = removed.cloned().collect();
        if changed.is_empty() && removed_codes.is_empty() {
            return Ok(false);
        }
        self.told = items;
        let items = wire::Items { items: changed, removed_codes };
        self.send(wire::watch_response::Change::Items(items))?;
        Ok(true)
    }

    fn send(&self, change: wire::watch_response::Change) -> Result<(), Status> {
        let mark = Mark::new(self.binding.clone(), &self.known, self.asked.read_at.as_of);
        let message = wire::WatchResponse {
            change: Some(change),
            resume_token: mark.to_token(),
            read_info: Some(read_info(&self.known, &self.asked)),
        };
        match self.sender.try_send(Ok(message)) {
            Ok(()) | Err(mpsc::error::TrySendError::Closed(_)) => Ok(()),
            Err(mpsc::error::TrySendError::Full(_)) => Err(DOMAIN
                .refusal(Code::ResourceExhausted, "WATCH_TOO_SLOW", "the watch is not read")
                .quota("watch", "the limit of messages that wait is reached")
                .into()),
        }
    }
}
