//! How the service is put together: four ledgers followed, one view, two gRPC services.

use std::sync::Arc;
use std::time::Duration;

use chassis::FileError;
use chassis::access::Access;
use chassis::grpc::{Part, Services};
use chassis::ledger_client::LedgerClient;
use chassis::outgoing::channel;
use chassis::run::Process;
use chassis::token::ServiceKey;
use chrono::Months;
use http::Uri;
use ledger::view::{self, Following, ViewOptions};
use ledger::{JetStreamSource, Source, View as _};
use rights::Membership::Elsewhere;
use rights::{PolicyError, Rights};
use tokio::time::{Instant, MissedTickBehavior};

use crate::config::Config;
use crate::grpc::{DOMAIN, Progress, view_server};
use crate::heard::{AWARDS, CONSULTANCY, MEMBERSHIP, REPORTING};
use crate::known::Knowledge;
use crate::views::provincial_progress::ProvincialProgress;

const LOOK_EVERY: Duration = Duration::from_secs(1);
/// Client-side limit of a look.
const LIMIT: Duration = Duration::from_secs(2);
/// Entries of a ledger that a view just started may still be behind.
const NEARLY: i64 = 10_000;

/// Why the service could not be put together.
#[derive(Debug, thiserror::Error)]
pub enum BuildError {
    #[error("reading the service's own key")]
    ServiceKey(#[from] FileError),
    #[error("reading the policies")]
    Policies(#[from] PolicyError),
}

/// Follows the ledgers and answers from what they say.
pub async fn build(process: Process, config: Config) -> Result<Services, BuildError> {
    let key = ServiceKey::open(&config.service_key, DOMAIN.context, process.clock.clone());
    let key = key.await?;
    let source = |context: &'static str, url: &Uri| -> Arc<dyn Source> {
        let channel = channel(context, url.clone(), key.clone(), process.trust.clone());
        let history = LedgerClient::new(channel);
        Arc::new(JetStreamSource::new(context, process.nats.clone(), Arc::new(history)))
    };
    let sources = vec![
        source(MEMBERSHIP, &config.membership),
        source(AWARDS, &config.awards),
        source(CONSULTANCY, &config.consultancy),
        source(REPORTING, &config.reporting),
    ];
    let membership = source(MEMBERSHIP, &config.membership);
    let trusted = rights::begin(&process, DOMAIN, Elsewhere(membership), None)?;
    Ok(services_for(process, sources, config.stale_after, trusted))
}

/// The same over these ledgers, for whom `trusted` lets in.
pub fn services_for(
    process: Process,
    sources: Vec<Arc<dyn Source>>,
    stale_after: Months,
    (rights, access): (Rights, Access),
) -> Services {
    let pool = process.pool().clone();
    let following =
        view::follow::<ProvincialProgress>(pool.clone(), sources, ViewOptions::default());
    let following = Arc::new(following);
    process.observe(&following);
    let knowledge = Knowledge::new(following.reader());
    let stop = process.stop.clone();
    let looks = knowledge.clone().keep_looking();
    process.spawn(async move {
        stop.run_until_cancelled(looks).await;
    });
    let (stop, ready) = (process.stop.clone(), process.readiness.part(ProvincialProgress::NAME));
    let reports = report(Arc::clone(&following), knowledge.clone(), ready);
    process.spawn(async move {
        stop.run_until_cancelled(reports).await;
    });

    let judged = (rights, access.clone());
    let progress = Progress::new(following, knowledge, process.clock, stale_after, judged);
    let views = view_server(pool, access.clone());
    Services::new(access).with(progress.server()).with(views)
}

/// Tells readiness whether the view can be read; at first also whether it has nearly caught up with the
/// ledgers that can be reached.
async fn report(following: Arc<Following<ProvincialProgress>>, knowledge: Knowledge, ready: Part) {
    let mut looks = tokio::time::interval(LOOK_EVERY);
    looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut caught_up = false;
    loop {
        looks.tick().await;
        if !caught_up && let Ok(lags) = following.lag().await {
            caught_up = lags.iter().all(|lag| lag.events.is_none_or(|events| events <= NEARLY));
        }
        let readable = knowledge.now(&[], Instant::now() + LIMIT).await.is_ok();
        ready.set(caught_up && readable);
    }
}
