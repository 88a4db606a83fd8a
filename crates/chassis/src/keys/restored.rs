//! Keys that a backup of their database brought back.

use std::time::Duration;

use ledger::erasures;
use ledger::sealed::Keys;
use ledger::view::{Reader, View};
use tokio::time::Instant;

use crate::telemetry::chain;

/// How often it is looked whether a destroyed key is there again.
const EVERY: Duration = Duration::from_secs(600);
/// How long such a look may wait for the view.
const PATIENCE: Duration = Duration::from_secs(5);

/// Destroys again what a restored database of keys brought back, for ever. The view is one of [`ledger::erasures`].
pub async fn keep_destroyed<V: View>(erasures: Reader<V>, keys: Keys) {
    loop {
        if let Err(error) = destroy_again(&erasures, &keys).await {
            tracing::warn!(error = %chain(error.as_ref()), "destroyed keys could not be looked for");
        }
        let _ = tokio::time::timeout(EVERY, std::future::pending::<()>()).await;
    }
}

async fn destroy_again<V: View>(
    view: &Reader<V>,
    keys: &Keys,
) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    let mut snapshot = view.begin(&[], Instant::now() + PATIENCE).await?;
    let erased = erasures::erased(&mut snapshot.tx).await?;
    drop(snapshot);
    let found = keys.destroy_again(&erased).await?;
    if found > 0 {
        tracing::warn!(found, "keys that had been destroyed were there again, and are destroyed");
    }
    Ok(())
}
