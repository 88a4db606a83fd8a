//! Processes are killed and the broker's storage is lost, at any moment: nothing that was acknowledged
//! is lost, nothing counts twice, and the figures end as if nothing had happened.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::explains_every_figure::{assert_explained, figures};
use crate::world::{SEED, World, eventually};

const MOMENT: [&str; 2] = ["--as-of", "2024-12-31"];

/// Codes and values: what must not depend on what was survived.
fn values(world: &World) -> BTreeSet<(String, String)> {
    let progress = world.json(&[&["progress"][..], &MOMENT].concat());
    figures(&progress)
        .iter()
        .map(|figure| (figure["identifier"].to_string(), figure["value"].to_string()))
        .collect()
}

fn head(world: &World, context: &str) -> Result<Value, String> {
    let printed = world.try_ask(&["-o", "json", "ledger", "head", context])?;
    serde_json::from_str(&printed).map_err(|error| error.to_string())
}

/// Seeds while `disturb` is at work, then again until it gets through.
async fn seed_disturbed(world: &mut World, disturb: impl AsyncFnOnce(&mut World)) {
    let seeding = {
        let mut first = world.command(&SEED);
        first.spawn().unwrap()
    };
    disturb(world).await;
    let mut seeding = seeding;
    let _ = seeding.wait();
    world.all_serving().await;
    eventually("a seed gets through", || world.try_ask(&SEED)).await;
}

async fn until_recorded(world: &World, context: &str, least: i64) {
    let what = format!("{context} has recorded {least}");
    eventually(&what, || {
        let head = head(world, context)?;
        let position = crate::explains_every_figure::integer(&head["position"]);
        if position >= least { Ok(()) } else { Err(head.to_string()) }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_services_a_lost_broker_and_an_older_copy_of_it_leave_the_same_figures() {
    let undisturbed = figures_go_on_after_an_older_copy_of_the_broker().await;

    let mut world = World::start().await;
    seed_disturbed(&mut world, async |world| {
        until_recorded(world, "membership", 20).await;
        world.kill("membership");
        world.start_service("membership");
        world.all_serving().await;
        until_recorded(world, "membership", 60).await;
        world.kill("projection");
        world.nats.kill();
        world.nats.wipe_store().unwrap();
        world.nats.start_again().await.unwrap();
        world.start_service("projection");
        world.kill("reporting");
        world.start_service("reporting");
    })
    .await;

    assert_eq!(values(&world), undisturbed);
    assert_explained(&world, &MOMENT);
    for context in ["membership", "reporting"] {
        world.ask(&["ledger", "verify", context]);
    }
}

/// The figures before and after the broker came back with an older copy.
async fn figures_go_on_after_an_older_copy_of_the_broker() -> BTreeSet<(String, String)> {
    let mut world = World::start().await;
    world.nats.stop();
    let copy = world.nats.copy_store().unwrap();
    world.nats.start_again().await.unwrap();
    world.ask(&SEED);
    let before = values(&world);

    world.nats.kill();
    world.nats.restore_store(&copy).unwrap();
    world.nats.start_again().await.unwrap();
    world.kill("projection");
    world.start_service("projection");
    world.all_serving().await;

    eventually("the figures are back", || {
        let now = values(&world);
        if now == before { Ok(()) } else { Err(format!("{now:?}")) }
    })
    .await;
    assert_explained(&world, &MOMENT);
    before
}
