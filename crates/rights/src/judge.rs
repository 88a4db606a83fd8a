//! What a service's handlers ask: rights followed from membership, and decisions of each call.

use std::sync::Arc;
use std::time::Duration;

use chassis::access::{Access, Decision, Judge};
use chassis::caller::{self, Caller};
use chassis::clock::Clock;
use chassis::grpc::{Domain, Part, watch_view};
use chassis::run::Process;
use contracts::Rpc;
use contracts::access::v1::Kind;
use futures::future::BoxFuture;
use ledger::view::{Following, Token, ViewOptions, follow};
use ledger::{Ledger, LocalSource, Source, View as _, within};
use tokio::time::{Instant, MissedTickBehavior, interval};

use crate::facts::{Facts, Moment, Thing};
use crate::heard::MEMBERSHIP;
use crate::policies::{Policies, PolicyError};
use crate::precedents::{Case, Precedents};
use crate::rights::Rights;
use crate::view::RightsView;
use crate::weighing::Who;

/// How often a service that starts looks whether it has read what rights there are.
const LOOK_EVERY: Duration = Duration::from_millis(200);
/// Client-side limit of a look.
const LIMIT: Duration = Duration::from_secs(2);
/// Where membership's ledger is.
pub enum Membership {
    /// It is this process's own.
    Here,
    Elsewhere(Arc<dyn Source>),
}

/// Follows membership for the life of the process. Nobody is admitted, and the process is not ready,
/// before what membership had recorded is known; if membership is away, what was known before counts.
///
/// # Errors
/// If the policies of this build do not hold.
pub fn begin(
    process: &Process,
    domain: Domain,
    membership: Membership,
    first_administrator: Option<String>,
) -> Result<(Rights, Access), PolicyError> {
    let policies = Policies::shared()?;
    let (source, own): (Arc<dyn Source>, _) = match membership {
        Membership::Here => {
            let ledger = process.ledger.clone();
            (Arc::new(LocalSource::new(ledger.clone())), Some(ledger))
        }
        Membership::Elsewhere(source) => (source, None),
    };
    let (pool, options) = (process.pool().clone(), ViewOptions::default());
    let view = Arc::new(follow::<RightsView>(pool, vec![Arc::clone(&source)], options));
    let rights = Rights::new(policies, view.reader(), first_administrator);
    let parts = [process.readiness.part(RightsView::NAME), process.readiness.part("known rights")];
    let (stop, looking) = (process.stop.clone(), rights.clone());
    process.spawn(async move {
        let knowing = keep_knowing(Arc::clone(&view), source, looking, parts);
        stop.run_until_cancelled(knowing).await;
        if let Some(view) = Arc::into_inner(view) {
            view.shutdown().await;
        }
    });
    let (clock, precedents) = (process.clock.clone(), Precedents::default());
    let bench = Bench { rights: rights.clone(), clock, precedents, own };
    Ok((rights, Access::new(domain, bench)))
}

async fn keep_knowing(
    view: Arc<Following<RightsView>>,
    source: Arc<dyn Source>,
    rights: Rights,
    [followed, known]: [Part; 2],
) {
    caught_up(&view, &*source).await;
    let first = async {
        let mut beats = rights.beats();
        let _ = beats.wait_for(Option::is_some).await;
        known.set(true);
    };
    tokio::join!(rights.clone().keep_looking(), watch_view(view, followed), first);
}

/// Returns when all is read that was recorded when membership first answered. Rights that are known in
/// part could allow what was revoked later.
async fn caught_up(view: &Following<RightsView>, source: &dyn Source) {
    let mut looks = interval(LOOK_EVERY);
    looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut wanted = None;
    loop {
        looks.tick().await;
        if wanted.is_none() {
            let head = within(LIMIT, source.history().head()).await;
            wanted = head.and_then(Result::ok).map(|head| head.position);
        }
        let snapshot = view.reader().begin(&[], Instant::now() + LIMIT).await;
        let Ok(snapshot) = snapshot else { continue };
        let read = snapshot.watermarks.iter().map(|watermark| watermark.position).max();
        let read = read.unwrap_or_default();
        if wanted.map_or(read > 0, |wanted| read >= wanted) {
            return;
        }
    }
}

/// Decides today's calls by what is known.
struct Bench {
    rights: Rights,
    clock: Clock,
    precedents: Precedents,
    /// Membership's ledger, if it is here.
    own: Option<Ledger>,
}

impl Bench {
    fn decide_by(
        &self,
        facts: &Arc<Facts>,
        caller: &Caller,
        rpc: &'static Rpc,
        things: &[(Kind, &str)],
    ) -> Decision {
        let today = self.clock.today();
        let (person, unit, capacity) = (&*caller.person, caller.unit, &*caller.capacity);
        let who = match caller.kind {
            caller::Kind::Person => Who::Person { person, unit, capacity },
            caller::Kind::Service => Who::Service(person),
        };
        let things = things.iter().map(|(kind, id)| Thing::readable(*kind, id)).collect();
        let case = Case::new(who, rpc, things);
        if let Some(decision) = self.precedents.find(facts, today, &case) {
            return decision;
        }
        let (policies, at) = (self.rights.policies(), Moment::on(today));
        let decision = match &case.things {
            Some(things) => policies.decide(facts, who, rpc, things, at),
            None => policies.decide_anywhere(facts, who, rpc, at),
        };
        self.precedents.keep(facts, today, case, decision);
        decision
    }

    /// What is known, with all that this process has recorded; `None` if it cannot be known in time.
    async fn known_here(&self, own: &Ledger, deadline: Instant) -> Option<Arc<Facts>> {
        let head = own.head().await.ok()?;
        let token = Token { source: MEMBERSHIP.to_owned(), position: head.position };
        let deadline = deadline.min(Instant::now() + LIMIT);
        let known = self.rights.known_since(&[token], deadline).await;
        known.ok().map(|known| known.facts)
    }
}

impl Judge for Bench {
    /// Nobody is refused for what was just recorded here: while that is not known, nothing is decided.
    fn decide<'a>(
        &'a self,
        caller: &'a Caller,
        rpc: &'static Rpc,
        things: &'a [(Kind, &'a str)],
    ) -> BoxFuture<'a, Option<Decision>> {
        Box::pin(async move {
            let facts = self.rights.known_now()?;
            let decision = self.decide_by(&facts, caller, rpc, things);
            let Some(own) = self.own.as_ref().filter(|_| decision != Decision::Allowed) else {
                return Some(decision);
            };
            // Boxed: what is allowed at once would carry the room for this along.
            let newer = Box::pin(self.known_here(own, caller.deadline)).await?;
            Some(self.decide_by(&newer, caller, rpc, things))
        })
    }
}
