//! The same question about other days, with other knowledge, in another structure.

use crate::explains_every_figure::{assert_explained, figures, integer};
use crate::world::World;

fn members(world: &World, moment: &[&str]) -> Option<i64> {
    let progress = world.json(&[&["progress"], moment].concat());
    let figures = figures(&progress);
    let figure = figures.iter().find(|figure| figure["indicator_code"] == "II.4.b/3").copied()?;
    figure.get("value").map(|value| integer(&value["integer"]))
}

/// Who leads an item, as the plan tells it on a day.
fn leads(world: &World, item: &str, day: &str) -> Vec<String> {
    let plan = world.json(&["plan", "show", item, "--as-of", day]);
    let parts = plan["plan"]["items"][0]["responsibilities"].as_array().unwrap().clone();
    let leading = parts.iter().filter(|part| part["role"] == "RESPONSIBILITY_ROLE_LEAD");
    leading.map(|part| part["bearer"]["unit_id"].as_str().unwrap().to_owned()).collect()
}

fn unit(world: &World, code: &str, day: &str) -> String {
    let unit = world.json(&["unit", "show", code, "--as-of", day]);
    unit["unit"]["unit_id"].as_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn each_question_is_answered_for_its_day_and_with_what_was_known_then() {
    let world = World::seeded().await;
    assert_totals_are_those_of_the_day(&world);
    assert_nothing_counts_that_was_not_known(&world);
    assert_duties_pass_to_who_follows(&world);
}

fn assert_totals_are_those_of_the_day(world: &World) {
    let by_year =
        [2021, 2022, 2023, 2024].map(|year| members(world, &["--as-of", &format!("{year}-12-31")]));

    assert!(by_year.iter().all(Option::is_some), "{by_year:?}");
    assert!(by_year.windows(2).any(|pair| pair[0] != pair[1]), "{by_year:?}");
    assert_explained(world, &["--as-of", "2025-12-31"]);
}

fn assert_nothing_counts_that_was_not_known(world: &World) {
    let known_before = world.run(&["-o", "json", "progress", "--known-at", "2020-01-01T00:00:00Z"]);

    let printed = String::from_utf8_lossy(&known_before.stdout).into_owned();
    let told = String::from_utf8_lossy(&known_before.stderr).into_owned();
    assert!(!known_before.status.success(), "no plan was known then: {printed}");
    assert!(
        printed.contains("NO_SUCH_RESOURCE") || told.contains("NO_SUCH_RESOURCE"),
        "{printed}{told}"
    );
}

/// On the day on which its bearer ends.
fn assert_duties_pass_to_who_follows(world: &World) {
    for (item, day, holder) in [
        ("III.5", "2025-02-28", "HD.BTG"),
        ("III.5", "2025-03-01", "HD.BTGDV"),
        ("III.5", "2025-06-30", "HD.BTGDV"),
        ("III.5", "2025-07-01", "HP.BTGDV"),
        ("II.4.b", "2025-06-30", "HD.LHH"),
        ("II.4.b", "2025-07-01", "HP.LHH"),
        ("III.4", "2025-07-01", "HP.TCD-LHH"),
    ] {
        assert_eq!(leads(world, item, day), [unit(world, holder, day)], "{item} on {day}");
        let progress = world.json(&["progress", "--item", item, "--as-of", day]);
        let told = progress["items"][0]["responsibilities"].to_string();
        assert!(told.contains(&unit(world, holder, day)), "{item} on {day}: {told}");
    }
}
