//! What is looked up when somebody asks: positions, lags, what is owed, the pool, the keys. Nothing of it
//! is kept, so nothing of it can be out of date.

use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use futures::future::join_all;
use ledger::relay::{RelayProgress, RelayState};
use ledger::view::{GenerationState, RunState, Running, Standing, Status, standings};
use ledger::{Ledger, ReadError, scheduler, within};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::registry::Registry;
use tokio::sync::watch;

use super::{Labels, Metric, Number, table};
use crate::clock::Clock;
use crate::grpc::Readiness;
use crate::tls::{Shown, Trust};
use crate::token::Verifier;

/// Of one lookup; a scrape has some ten seconds.
const LIMIT: Duration = Duration::from_secs(3);

const SECONDS_OF_DAY: f64 = 86_400.0;

/// The views that run in this process, as long as they do.
#[derive(Clone, Default)]
pub(crate) struct Views(Arc<Mutex<Vec<Weak<dyn Running>>>>);

impl Views {
    pub(crate) fn add(&self, view: Weak<dyn Running>) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(view);
    }

    fn running(&self) -> Vec<Arc<dyn Running>> {
        let views = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        views.iter().filter_map(Weak::upgrade).collect()
    }
}

/// What is looked at.
pub(crate) struct Observed {
    pub(crate) ledger: Ledger,
    pub(crate) clock: Clock,
    pub(crate) relay: watch::Receiver<RelayState>,
    pub(crate) progress: RelayProgress,
    pub(crate) views: Views,
    pub(crate) verifier: Verifier,
    pub(crate) shown: Option<Shown>,
    pub(crate) trust: Trust,
    pub(crate) readiness: Readiness,
}

/// What the database says.
struct Stored {
    head: i64,
    unpublished: Option<Duration>,
    standings: Vec<Standing>,
    owed: scheduler::Backlog,
}

impl Observed {
    pub(super) async fn sample(&self) -> Registry {
        let mut sample = Sample(Registry::default());
        let views = self.views.running();
        let lags = join_all(views.iter().map(|view| within(LIMIT, view.lag())));
        let (stored, lags) = tokio::join!(within(LIMIT, self.stored()), lags);
        self.process(&mut sample);
        runners(&mut sample, &views);
        let lags: Vec<_> = views
            .iter()
            .zip(lags)
            .filter_map(|(view, lags)| Some((view.name(), lags?.ok()?)))
            .flat_map(|(view, lags)| lags.into_iter().map(move |lag| (view, lag)))
            .filter_map(|(view, lag)| Some((vec![view, lag.source], lag.events?, lag.waiting_for)))
            .collect();
        let events = lags.iter().map(|(labels, events, _)| (labels.clone(), *events as f64));
        sample.gauge(&table::VIEW_LAG_EVENTS, events);
        let seconds = |waited: &chrono::TimeDelta| waited.as_seconds_f64().max(0.0);
        let seconds = lags.iter().map(|(labels, _, waited)| (labels.clone(), seconds(waited)));
        sample.gauge(&table::VIEW_LAG_SECONDS, seconds);
        let stored = stored.and_then(Result::ok);
        sample.one(&table::DATABASE_ANSWERS, flag(stored.is_some()));
        if let Some(stored) = stored {
            self.database(&mut sample, &stored);
        }
        sample.0
    }

    async fn stored(&self) -> Result<Stored, ReadError> {
        let next = self.progress.position().map(|position| position + 1);
        let unpublished = async {
            match next {
                Some(next) => self.ledger.age_at(next).await,
                None => Ok(None),
            }
        };
        let clock = self.clock.for_scheduler();
        let (head, unpublished, standings, owed) = tokio::try_join!(
            self.ledger.head(),
            unpublished,
            standings(self.ledger.pool()),
            scheduler::backlog(self.ledger.pool(), &clock),
        )?;
        Ok(Stored { head: head.position, unpublished, standings, owed })
    }

    /// What this process knows by itself.
    fn process(&self, sample: &mut Sample) {
        let version = env!("CARGO_PKG_VERSION");
        let build = [(vec![self.ledger.context(), version], 1.0)];
        sample.gauge(&table::BUILD_INFO, build);
        let relay = self.relay.borrow().clone();
        let state = match &relay {
            RelayState::Standby => "standby",
            RelayState::Relaying { .. } => "relaying",
            RelayState::Retrying { .. } => "retrying",
            RelayState::Forked(_) => "forked",
        };
        let states = ["standby", "relaying", "retrying", "forked"];
        let states = states.map(|known| (vec![known], flag(known == state)));
        sample.gauge(&table::RELAY_STATE, states);
        sample.one(&table::RELAY_FORK, flag(matches!(relay, RelayState::Forked(_))));
        let resyncs: [(Vec<&str>, u64); 1] = [(Vec::new(), self.progress.resyncs())];
        sample.counter(&table::RELAY_RESYNCS, resyncs);
        if let Some(position) = self.progress.position() {
            sample.one(&table::RELAY_POSITION, position as f64);
        }
        if let Some(age) = self.verifier.age_of_keys() {
            sample.one(&table::TOKEN_KEYS_AGE, age.as_seconds_f64().max(0.0));
        }
        self.certificates(sample);
        let parts = self.readiness.parts();
        let parts = parts.into_iter().map(|(part, ready)| (vec![part], flag(ready)));
        sample.gauge(&table::PART_READY, parts);
        let pool = self.ledger.pool();
        let (all, idle) = (pool.size() as usize, pool.num_idle());
        let most = pool.options().get_max_connections() as usize;
        let connections = [("in_use", all.saturating_sub(idle)), ("idle", idle), ("max", most)];
        let connections = connections.map(|(state, count)| (vec![state], count as f64));
        sample.gauge(&table::POOL_CONNECTIONS, connections);
    }

    fn certificates(&self, sample: &mut Sample) {
        let shown = self.shown.as_ref();
        if let Some(shown) = shown {
            let days = shown.lasts(self.clock.now()).as_seconds_f64() / SECONDS_OF_DAY;
            sample.one(&table::CERTIFICATE_DAYS, days);
        }
        let identity = shown.map_or(0, Shown::failures);
        let files = [(["identity"], identity), (["authorities"], self.trust.failures())];
        sample.counter(&table::TLS_FILES_REFUSED, files);
    }

    fn database(&self, sample: &mut Sample, stored: &Stored) {
        let Stored { head, unpublished, standings, owed } = stored;
        sample.one(&table::LEDGER_HEAD, *head as f64);
        if self.progress.position().is_some() {
            let seconds = unpublished.unwrap_or_default().as_secs_f64();
            sample.one(&table::RELAY_UNPUBLISHED, seconds);
        }
        sample.one(&table::OUTBOUND_OVERDUE, owed.overdue as f64);
        let late = owed.oldest_due_at.map(|due| (self.clock.now() - due).as_seconds_f64());
        sample.one(&table::OUTBOUND_OLDEST, late.unwrap_or_default().max(0.0));
        let generations: Vec<_> = standings.iter().map(|it| it.generation.to_string()).collect();
        let at = || standings.iter().zip(&generations);
        let labels = |it: &'_ Standing, generation: &str| {
            [it.view.clone(), generation.to_owned(), it.source.clone()]
        };
        let positions = at().map(|(it, number)| (labels(it, number), it.position as f64));
        sample.gauge(&table::VIEW_POSITION, positions);
        let parked = at().map(|(it, number)| (labels(it, number), f64::from(it.parked)));
        sample.gauge(&table::VIEW_PARKED, parked);
        let live = standings.iter().filter(|it| it.state == GenerationState::Live);
        let live = live.map(|it| ([it.view.clone()], f64::from(it.generation)));
        sample.gauge(&table::VIEW_LIVE, live);
    }
}

/// How this process follows.
fn runners(sample: &mut Sample, views: &[Arc<dyn Running>]) {
    let statuses: Vec<_> = views
        .iter()
        .flat_map(|view| view.statuses().into_iter().map(|status| (view.name(), status)))
        .map(|(view, status)| {
            ([view.to_owned(), status.generation.to_string(), status.source.to_owned()], status)
        })
        .collect();
    let all = || statuses.iter();
    sample.counter(&table::VIEW_GAPS, all().map(|(labels, it)| (labels.clone(), it.gaps())));
    let stopped = |state: &RunState| match state {
        RunState::Stopped(_) => true,
        RunState::Standby | RunState::Following | RunState::Retrying { .. } => false,
    };
    let stops = all().map(|(labels, it)| (labels.clone(), flag(stopped(&it.state))));
    sample.gauge(&table::VIEW_STOPPED, stops);
    let reachable = all().map(|(labels, it)| (labels.clone(), flag(it.is_reachable())));
    sample.gauge(&table::VIEW_SOURCE_REACHABLE, reachable);
    let seconds = |it: &Status| it.without_stream_for().unwrap_or_default().as_secs_f64();
    let without = all().map(|(labels, it)| (labels.clone(), seconds(it)));
    sample.gauge(&table::VIEW_WITHOUT_STREAM, without);
}

fn flag(yes: bool) -> f64 {
    f64::from(u8::from(yes))
}

/// Filled anew for each scrape.
struct Sample(Registry);

impl Sample {
    fn one(&mut self, metric: &Metric, value: f64) {
        let none: [(Vec<&str>, f64); 1] = [(Vec::new(), value)];
        self.gauge(metric, none);
    }

    fn gauge<V, L>(&mut self, metric: &Metric, rows: impl IntoIterator<Item = (V, f64)>)
    where
        V: AsRef<[L]>,
        L: AsRef<str>,
    {
        let family = Family::<Labels, Number>::default();
        for (values, number) in rows {
            family.get_or_create(&labels(metric, values.as_ref())).set(number);
        }
        metric.register(&mut self.0, family);
    }

    fn counter<V, L>(&mut self, metric: &Metric, rows: impl IntoIterator<Item = (V, u64)>)
    where
        V: AsRef<[L]>,
        L: AsRef<str>,
    {
        let family = Family::<Labels, Counter>::default();
        for (values, count) in rows {
            family.get_or_create(&labels(metric, values.as_ref())).inc_by(count);
        }
        metric.register(&mut self.0, family);
    }
}

fn labels<L: AsRef<str>>(metric: &Metric, values: &[L]) -> Labels {
    let values: Vec<_> = values.iter().map(AsRef::as_ref).collect();
    metric.labels(&values)
}
