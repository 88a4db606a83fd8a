//! Three times as much as there is room for, on a real database: what is let in is answered in time, the
//! rest is refused at once, and health says so to nobody.

use std::time::Duration;

use chassis::config::Environment;
use chassis::grpc::{Limits, Services};
use contracts::membership::v1::headcount_service_client::HeadcountServiceClient;
use contracts::membership::v1::{DeclareHeadcountRequest, Headcount};
use futures::StreamExt as _;
use futures::future::join_all;
use futures::stream::FuturesUnordered;
use ledger::Ledger;
use servers::test::TestDatabase;
use tonic::{Code, Status};
use tonic_types::StatusExt as _;
use uuid::Uuid;

use crate::commands::{Headcounts, ledger};
use crate::probe::by_name;
use crate::world::{Authorised, World, health, reason, retry_delay};

const ROOM: usize = 8;

/// Three callers for each place.
async fn crowded(call_life: Duration) -> (TestDatabase, Ledger, World, Vec<Client>) {
    let (database, ledger) = ledger().await;
    let limits = Limits { calls: ROOM, call_life, ..Limits::default() };
    let services = Services::new(by_name()).with(Headcounts::new(ledger.clone()));
    let world = World::serve_with(services, limits, Environment::Local).await;
    let now = chassis::clock::Clock::system().now();
    let clients = (1..=3 * ROOM).map(|number| {
        let person = format!("người-mẫu-{number}");
        let token = world.issuer.issue(|grant| grant.person = person, now);
        let world = &world;
        async move {
            let channel = world.with_token(&token).await;
            Client { channel, number: number.try_into().unwrap() }
        }
    });
    let clients = join_all(clients).await;
    (database, ledger, world, clients)
}

#[derive(Clone)]
struct Client {
    channel: Authorised,
    number: u128,
}

impl Client {
    /// Declares something about an association of this caller's own.
    async fn declare(&self, request: u128) -> Result<(), Status> {
        let declaration = DeclareHeadcountRequest {
            association_id: Uuid::from_u128(self.number).to_string(),
            request_id: Uuid::from_u128((self.number << 32) + request).to_string(),
            headcount: Some(Headcount { members: 1, ..Headcount::default() }),
            ..DeclareHeadcountRequest::default()
        };
        let mut client = HeadcountServiceClient::new(self.channel.clone());
        client.declare_headcount(declaration).await.map(|_| ())
    }
}

/// Refused as it must be: the caller knows why, and when to come again.
#[track_caller]
fn assert_shed(status: &Status) {
    let told = (status.code(), reason(status));
    assert_eq!(told, (Code::ResourceExhausted, "OVERLOADED".to_owned()), "{status:?}");
    assert!(retry_delay(status).is_some_and(|delay| !delay.is_zero()));
    let details = status.get_error_details();
    assert_eq!(details.quota_failure().unwrap().violations[0].subject, "calls");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_too_much_is_refused_while_what_was_let_in_still_waits() {
    let (_database, ledger, world, clients) = crowded(Duration::from_secs(60)).await;
    let mut held = ledger.pool().begin().await.unwrap();
    sqlx::query("LOCK TABLE ledger.entry").execute(&mut *held).await.unwrap();

    let mut calls: FuturesUnordered<_> = clients.iter().map(|client| client.declare(1)).collect();
    for _ in 0..2 * ROOM {
        let refused = calls.next().await.unwrap().unwrap_err();
        assert_shed(&refused);
    }
    assert_eq!(calls.len(), ROOM, "nobody who was let in has an answer yet");
    assert_eq!(health(world.address).await, Some(true));

    held.rollback().await.unwrap();
    let answered: Vec<_> = calls.collect().await;
    assert!(answered.iter().all(Result::is_ok), "{answered:?}");
    assert_eq!(ledger.head().await.unwrap().position, i64::try_from(ROOM).unwrap());
}

/// Who is refused tries again at once, as ill-behaved callers do.
#[tokio::test(flavor = "multi_thread")]
async fn under_three_times_the_load_nothing_let_in_comes_too_late() {
    const EACH: u128 = 25;
    let (_database, ledger, world, clients) = crowded(Limits::default().call_life).await;
    let callers = clients.iter().map(|client| async {
        let (mut refused, mut done) = (0_u32, 0);
        while done < EACH {
            match client.declare(done).await {
                Ok(()) => done += 1,
                Err(status) => {
                    assert_shed(&status);
                    refused += 1;
                }
            }
        }
        refused
    });
    let (refused, healthy) = tokio::join!(join_all(callers), async {
        let mut healthy = Vec::new();
        for _ in 0..10 {
            healthy.push(health(world.address).await);
        }
        healthy
    });
    assert!(healthy.iter().all(|health| *health == Some(true)), "{healthy:?}");
    assert!(refused.iter().sum::<u32>() > 0, "this was no overload");
    let recorded = i64::try_from(EACH).unwrap() * i64::try_from(clients.len()).unwrap();
    assert_eq!(ledger.head().await.unwrap().position, recorded);
}
