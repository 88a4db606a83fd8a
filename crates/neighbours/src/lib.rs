//! What surrounds one service in its tests: a bus, an issuer of tokens, and other contexts, each of them
//! nothing but a ledger that says what its contract lets it say, relayed and served as in the cluster.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod ground;
mod saying;

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::sync::Mutex;

use chassis::access::{Access, Decision, Judge};
use chassis::caller::Caller;
use chassis::grpc::{Domain, Services};
use contracts::Rpc;
use contracts::access::v1::Kind;
use contracts::membership::v1 as membership;
use futures::future::BoxFuture;
use ledger::{Ledger, Revision};
use membership::{Right, RightGranted, RightRevoked, Role, Scope};
use rights::{Facts, Moment, Policies, Who};
use tokio::sync::oneshot;
use uuid::Uuid;

pub use ground::{Ground, Served};
pub use saying::Event;

/// Who keeps the rights.
pub const MEMBERSHIP: &str = "membership";
/// From this day on granted rights hold.
pub const FIRST_DAY: &str = "2000-01-01";

/// Whom a token is for, and what they act in.
#[derive(Debug, Clone, Copy)]
pub struct Holder<'h> {
    pub person: &'h str,
    pub unit: Uuid,
    pub capacity: &'h str,
}

/// Another context.
pub struct Neighbour {
    pub served: Served,
    ledger: Ledger,
    revisions: Mutex<BTreeMap<String, Revision>>,
}

impl Neighbour {
    /// # Panics
    /// If it cannot be started.
    pub async fn start(ground: &Ground, context: &'static str) -> Self {
        let (sender, ledger) = oneshot::channel();
        let domain = Domain { context, sentences: &[] };
        let served = ground.serve(domain, move |process| async move {
            let _ = sender.send(process.ledger);
            Ok::<_, Infallible>(Services::new(Access::new(domain, ServicesOnly)))
        });
        let served = served.await;
        Self { served, ledger: ledger.await.unwrap(), revisions: Mutex::default() }
    }

    /// Publishes an event in a stream; gives the token by which reads include it.
    ///
    /// # Panics
    /// If the ledger does not take it.
    pub async fn says(&self, stream: &str, event: &Event) -> String {
        let before = {
            let mut revisions = self.revisions.lock().unwrap();
            let revision = revisions.entry(stream.to_owned()).or_insert(0);
            *revision += 1;
            *revision - 1
        };
        saying::say(&self.ledger, stream, before, event).await
    }

    /// Gives a right over a thing, or over the province; the id of the grant.
    ///
    /// # Panics
    /// If the ledger does not take it.
    pub async fn grants(&self, holder: Holder<'_>, role: Role, scope: (Kind, &str)) -> String {
        let (kind, id) = scope;
        let name = format!("{}/{}/{}/{role:?}/{id}", holder.person, holder.unit, holder.capacity);
        let grant_id = Uuid::new_v5(&Uuid::NAMESPACE_OID, name.as_bytes()).to_string();
        let right = Right {
            unit_id: holder.unit.to_string(),
            capacity: holder.capacity.to_owned(),
            role: role.into(),
            scope: Some(Scope { kind: kind.into(), id: id.to_owned() }),
            first_day: FIRST_DAY.to_owned(),
            last_day: String::new(),
        };
        let granted = RightGranted {
            grant_id: grant_id.clone(),
            person: holder.person.to_owned(),
            right: Some(right),
            decision_ref: None,
        };
        self.says(&format!("holder-{}", holder.person), &Event::new("RightGranted", &granted))
            .await;
        grant_id
    }

    /// Takes a right from a day on.
    ///
    /// # Panics
    /// If the ledger does not take it.
    pub async fn revokes(&self, person: &str, grant_id: &str, from: &str) -> String {
        let revoked = RightRevoked {
            grant_id: grant_id.to_owned(),
            person: person.to_owned(),
            occurred_on: from.to_owned(),
            decision_ref: None,
        };
        self.says(&format!("holder-{person}"), &Event::new("RightRevoked", &revoked)).await
    }
}

/// The reviewed policies, where no person has a right.
struct ServicesOnly;

impl Judge for ServicesOnly {
    fn decide<'a>(
        &'a self,
        caller: &'a Caller,
        rpc: &'static Rpc,
        _: &'a [(Kind, &'a str)],
    ) -> BoxFuture<'a, Option<Decision>> {
        let policies = Policies::shared().unwrap();
        let (who, at) = (Who::Service(&caller.person), Moment::on(FIRST_DAY.parse().unwrap()));
        let decision = policies.decide(&Facts::default(), who, rpc, &[], at);
        Box::pin(std::future::ready(Some(decision)))
    }
}
