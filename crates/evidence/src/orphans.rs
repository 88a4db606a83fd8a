//! Bytes without an event: uploads that nobody finished, and what a process that died has left behind.
//!
//! Before anything of an upload is deleted its id is recorded as abandoned, on the stream on which it would
//! be stored: the ledger lets one of both happen. So nothing that has an event is ever deleted, whoever comes
//! first and whoever dies; clocks only decide how long one has to finish.

use std::time::Duration;

use chassis::clock::Clock;
use chrono::{DateTime, TimeDelta, Utc};
use ledger::{Asked, CommandError, CommandHandler, Digest, Ledger, Provenance};
use tokio::time::MissedTickBehavior;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::crash::{Point, pass};
use crate::domain::content::{Content, Place};
use crate::domain::evidence::{Command, Evidence};
use crate::files::{Files, FilesError, Found};
use crate::published;
use crate::settings::Limits;

/// How often each replica looks.
const LOOK: Duration = Duration::from_secs(60 * 60);

/// Why orphans were not collected. What was not done is done the next time.
#[derive(Debug, thiserror::Error)]
pub enum CollectError {
    #[error(transparent)]
    Files(#[from] FilesError),
    #[error("recording that an upload was abandoned")]
    Abandon(#[source] CommandError),
    #[error("asking what is recorded")]
    Load(#[source] CommandError),
}

/// What was collected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Collected {
    /// Uploads that nobody had finished.
    pub abandoned: usize,
    /// Files whose bytes are kept elsewhere, or that were abandoned before.
    pub files: usize,
    /// What writes that were cut off have left.
    pub swept: usize,
}

/// Collects the orphans of one context. Every replica may run one.
pub struct Collector {
    files: Files,
    evidence: CommandHandler<Evidence>,
    contents: CommandHandler<Content>,
    unfinished_for: TimeDelta,
}

impl Collector {
    #[must_use]
    pub fn new(ledger: &Ledger, files: Files, limits: &Limits) -> Self {
        Self {
            files,
            evidence: CommandHandler::new(ledger.clone(), published::evidence),
            contents: CommandHandler::new(ledger.clone(), published::content),
            unfinished_for: TimeDelta::from_std(limits.unfinished_for).unwrap_or(TimeDelta::MAX),
        }
    }

    /// Collects every hour until `stop`.
    pub async fn run(self, clock: Clock, stop: CancellationToken) {
        let mut looks = tokio::time::interval(LOOK);
        looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        while stop.run_until_cancelled(looks.tick()).await.is_some() {
            match stop.run_until_cancelled(self.collect(clock.now())).await {
                Some(Ok(collected)) if collected != Collected::default() => {
                    let Collected { abandoned, files, swept } = collected;
                    tracing::info!(abandoned, files, swept, "orphans of evidence were collected");
                }
                Some(Err(error)) => {
                    let error = chassis::telemetry::chain(&error);
                    tracing::warn!(%error, "orphans of evidence could not be collected");
                }
                Some(Ok(_)) | None => {}
            }
        }
    }

    /// Collects what has not changed for as long as one has to finish.
    pub async fn collect(&self, now: DateTime<Utc>) -> Result<Collected, CollectError> {
        let before = now.checked_sub_signed(self.unfinished_for).unwrap_or(DateTime::UNIX_EPOCH);
        let mut collected = Collected::default();
        for Found { place, changed_at } in self.files.uploads().await? {
            if changed_at < before {
                self.upload(place, &mut collected).await?;
            }
        }
        for place in self.files.older_than(before).await? {
            self.file(place, &mut collected).await?;
        }
        collected.swept = self.files.sweep(before).await?;
        Ok(collected)
    }

    /// An upload that is stored has done its work; any other one is given up.
    async fn upload(&self, place: Place, collected: &mut Collected) -> Result<(), CollectError> {
        if self.is_given_up(place, collected).await? {
            self.files.delete_file(place).await?;
            pass(Point::OrphanFileDeleted);
        }
        Ok(self.files.delete_upload(place).await?)
    }

    /// A file stays where evidence says that its bytes are kept.
    async fn file(&self, place: Place, collected: &mut Collected) -> Result<(), CollectError> {
        if self.is_given_up(place, collected).await? || !self.keeps(place).await? {
            self.files.delete_file(place).await?;
            collected.files += 1;
        }
        Ok(())
    }

    /// Whether nothing was stored under the id, and nothing will be.
    async fn is_given_up(
        &self,
        place: Place,
        collected: &mut Collected,
    ) -> Result<bool, CollectError> {
        let asked = abandoning(place);
        match self.evidence.handle(place.evidence, Command::Abandon, asked).await {
            Ok(receipt) => {
                if !receipt.repeated && !receipt.events.is_empty() {
                    collected.abandoned += 1;
                    pass(Point::OrphanAbandoned);
                }
                Ok(true)
            }
            Err(CommandError::Rejected(_)) => Ok(false),
            Err(error) => Err(CollectError::Abandon(error)),
        }
    }

    /// Whether the bytes of the evidence stored under that id are kept in this place.
    async fn keeps(&self, place: Place) -> Result<bool, CollectError> {
        let (evidence, _) = self.evidence.load(place.evidence).await.map_err(CollectError::Load)?;
        let (Evidence::Stored { file, .. } | Evidence::Withdrawn { file, .. }) = evidence else {
            return Ok(false);
        };
        let (content, _) = self.contents.load(file.sha256).await.map_err(CollectError::Load)?;
        Ok(content == Content::Kept { place })
    }
}

/// The same whoever asks, and however often.
fn abandoning(place: Place) -> Asked {
    let request_id = Uuid::new_v5(&place.evidence.0, b"abandon");
    Asked {
        request_id,
        fingerprint: Digest::of(request_id.as_bytes()),
        expected: None,
        validate_only: false,
        provenance: Provenance {
            person: "service:evidence".to_owned(),
            unit: Uuid::nil().to_string(),
            capacity: "service".to_owned(),
            request_id: Some(request_id),
            correlation_id: Some(request_id),
            ..Provenance::default()
        },
    }
}
