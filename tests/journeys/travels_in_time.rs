//! The same question about other days, with other knowledge, in another structure.

use crate::explains_every_figure::{assert_explained, figures, integer};
use crate::world::World;

fn members(world: &World, moment: &[&str]) -> Option<i64> {
    let progress = world.json(&[&["progress"], moment].concat());
    let figures = figures(&progress);
    let figure = figures.iter().find(|figure| figure["indicator_code"] == "II.4.b/3").copied()?;
    figure.get("value").map(|value| integer(&value["integer"]))
}

#[tokio::test(flavor = "multi_thread")]
async fn the_total_of_members_is_that_of_the_day_asked_about() {
    let world = World::seeded().await;

    let by_year = [2021, 2022, 2023, 2024]
        .map(|year| members(&world, &["--as-of", &format!("{year}-12-31")]));

    assert!(by_year.iter().all(Option::is_some), "{by_year:?}");
    assert!(by_year.windows(2).any(|pair| pair[0] != pair[1]), "{by_year:?}");
    assert_explained(&world, &["--as-of", "2025-12-31"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_not_known_yet_does_not_count() {
    let world = World::seeded().await;

    let known_before = world.run(&["-o", "json", "progress", "--known-at", "2020-01-01T00:00:00Z"]);

    let printed = String::from_utf8_lossy(&known_before.stdout).into_owned();
    let told = String::from_utf8_lossy(&known_before.stderr).into_owned();
    assert!(!known_before.status.success(), "no plan was known then: {printed}");
    assert!(
        printed.contains("NO_SUCH_RESOURCE") || told.contains("NO_SUCH_RESOURCE"),
        "{printed}{told}"
    );
}
