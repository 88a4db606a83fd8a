//! Acts that rest on entries: each has read what it rests on, and waits to be recorded, when another replica records
//! something of one of them.

use std::fmt::Debug;

use contracts::awards::v1::*;
use ledger::{Ledger, WriterOptions};
use prost::Message as _;
use tonic::{Code, Response, Status};

use crate::prize_lists::{PRIZES, decide, release};
use crate::receipt;
use crate::round_samples::{amend, publish, ruleset};
use crate::world::{AUTHORITY, SECRETARY, World, eventually, refusal};

impl World {
    /// Why an act is refused that something overtakes.
    async fn overtaken<T: Debug>(
        &mut self,
        by: impl AsyncFnOnce(&Self),
        act: impl Future<Output = Result<Response<T>, Status>>,
    ) -> (Code, String) {
        let pool = self.ledger.pool().clone();
        // However long the act reads, which is longer on a busy machine than a service waits.
        let patient = [("lock_timeout", "20s"), ("statement_timeout", "20s")];
        let options = (*pool.connect_options()).clone().options(patient);
        let replica = Ledger::open("awards", options, pool.clone(), WriterOptions::default());
        self.ledger = replica.await.unwrap();
        let waiting = async || {
            let waiting = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()
                           AND wait_event_type = 'Lock' AND wait_event = 'advisory'";
            sqlx::query_scalar::<_, i64>(waiting).fetch_one(&pool).await.unwrap()
        };

        // Whoever appends waits here, in the order of coming.
        let mut held = pool.begin().await.unwrap();
        let order = "SELECT pg_advisory_xact_lock(7310, 1)";
        sqlx::query(order).execute(&mut *held).await.unwrap();
        let acts = async {
            eventually("what overtakes waits", waiting, |it| *it == 1).await;
            act.await
        };
        let goes_on = async {
            eventually("the act waits", waiting, |it| *it == 2).await;
            held.commit().await.unwrap();
        };
        refusal(tokio::join!(by(self), acts, goes_on).1)
    }
}

fn changed() -> (Code, String) {
    (Code::FailedPrecondition, "ENTRY_CHANGED".to_owned())
}

#[tokio::test]
async fn an_entry_is_handed_in_while_rules_are_amended() {
    let mut world = World::new().await;
    let (round, receipt) = world.launched().await;
    let etag = world.round(&round, &receipt).await.ruleset_etag;
    let entry = world.has_entry(&round, 1, &["started"]).await;
    let mut rounds = world.rounds().await;
    let amend = |posting_days| amend(&round, &etag, Ruleset { posting_days, ..ruleset() });
    let submitted = async |world: &World| world.happens(&round, entry, &["submitted"]).await;
    let act = rounds.amend_ruleset(amend(20));
    assert_eq!(world.overtaken(submitted, act).await, changed());
    receipt!(rounds.amend_ruleset(amend(21)));
    let (_, amended) = world.last_published().await;
    assert_eq!(RulesetAmended::decode(&*amended).unwrap().affected_entries, 1);
}

#[tokio::test]
async fn an_entry_is_excluded_while_the_list_is_published() {
    let mut world = World::new().await;
    let (round, receipt) = world.launched().await;
    let leaves = world.has_entry(&round, 1, &["started", "submitted", "found_eligible"]).await;
    world.is_now("2027-01-25T03:00:00Z");
    let look = async || world.round(&round, &receipt).await;
    let known = eventually("it is checked", look, |it| it.phase() == RoundPhase::Checking).await;
    let mut secretary = world.rounds_of(SECRETARY).await;
    let excluded = async |world: &World| world.happens(&round, leaves, &["disqualified"]).await;
    let act = secretary.publish_eligible_list(publish(&round, &known.etag));
    assert_eq!(world.overtaken(excluded, act).await, changed());
}

#[tokio::test]
async fn an_entry_is_excluded_while_it_gets_a_prize() {
    let mut world = World::new().await;
    let etag = world.posted(&PRIZES).await;
    let mut authority = world.prize_lists(AUTHORITY).await;
    let act = authority.decide_prizes(decide(&etag, "2026-09-18"));
    assert_eq!(world.overtaken(async |world| world.excludes(1).await, act).await, changed());
}

#[tokio::test]
async fn an_entry_is_excluded_while_results_are_released() {
    let mut world = World::new().await;
    let etag = world.posted(&PRIZES).await;
    let mut authority = world.prize_lists(AUTHORITY).await;
    let decided = receipt!(authority.decide_prizes(decide(&etag, "2026-09-18")));
    let mut secretary = world.prize_lists(SECRETARY).await;
    let act = secretary.release_results(release(&decided.etag));
    assert_eq!(world.overtaken(async |world| world.excludes(1).await, act).await, changed());
}
