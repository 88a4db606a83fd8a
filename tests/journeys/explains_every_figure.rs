//! An officer asks how far the plan is, and why each figure is what it is.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::world::{SEED, World};

/// The indicators that are counted without records; the others have a value by verified records only.
const AUTOMATIC: [&str; 6] =
    ["II.4.a/1", "II.4.b/1", "II.4.b/2", "II.4.b/3", "II.4.b/4", "II.4.b/5"];

pub fn figures(progress: &Value) -> Vec<&Value> {
    let items = progress["items"].as_array().unwrap();
    items.iter().filter_map(|item| item["figures"].as_array()).flatten().collect()
}

pub fn integer(value: &Value) -> i64 {
    value.as_str().map_or_else(|| value.as_i64().unwrap_or_default(), |text| text.parse().unwrap())
}

/// Numerator and denominator; a count is over 1.
pub fn exact(value: &Value) -> (i64, i64) {
    match value.get("ratio") {
        Some(ratio) => (integer(&ratio["numerator"]), integer(&ratio["denominator"])),
        None => (integer(&value["integer"]), 1),
    }
}

pub fn sum(explanation: &Value, part: &str) -> i64 {
    let none = Vec::new();
    let contributions = explanation["contributions"].as_array().unwrap_or(&none);
    contributions.iter().map(|contribution| integer(&contribution[part])).sum()
}

/// Every figure of the plan equals what its explanation adds up to.
pub fn assert_explained(world: &World, moment: &[&str]) {
    let progress = world.json(&[&["progress"], moment].concat());
    let figures = figures(&progress);
    assert_eq!(figures.len(), 98, "each quantity of the 83 indicators is listed");
    let fed: Vec<_> = figures.iter().filter(|figure| figure.get("value").is_some()).collect();
    for figure in &fed {
        let code = figure["indicator_code"].as_str().unwrap();
        let quantity = figure["identifier"].as_str().unwrap();
        let explain = ["progress", "explain", code, "--quantity", quantity];
        let explanation = world.json(&[&explain, moment].concat());
        let has_facts = explanation["contributions"].as_array().is_some_and(|it| !it.is_empty());
        let (amount, base) = exact(&figure["value"]);
        let is_told = has_facts || amount == 0 || AUTOMATIC.contains(&code);
        assert!(is_told, "{code} has a value without facts");
        assert_eq!(explanation["figure"]["value"], figure["value"], "{code}");
        assert_eq!(sum(&explanation, "amount"), amount, "{code}");
        if figure["value"].get("ratio").is_some() {
            assert_eq!(sum(&explanation, "base"), base, "{code}");
        }
    }
    assert!(fed.len() >= 4, "only {} figures have a value", fed.len());
}

/// Three of the sample are mass associations: most of the members, and none of the specialist ones.
fn assert_mass_associations_stand_apart(world: &World) {
    let moment = ["--as-of", "2024-12-31"];
    let members = world.json(&[&["progress", "explain", "II.4.b/3"], &moment[..]].concat());
    let of = |key: &str| {
        let parts = members["figure"]["parts"].as_array().unwrap();
        let part = parts.iter().find(|part| part["key"] == key).unwrap();
        integer(&part["value"]["integer"])
    };
    let (with, without) = (of("MASS_ASSOCIATIONS"), of("WITHOUT_MASS_ASSOCIATIONS"));
    assert_eq!(with + without, integer(&members["figure"]["value"]["integer"]));
    assert!(without > 0 && with > without, "{with} with, {without} without");

    let joined = world.json(&[&["progress", "explain", "II.4.b/5"], &moment[..]].concat());
    let left_out = joined["left_out"].as_array().unwrap().iter();
    let mass = left_out.filter(|it| it["reason"] == "LEFT_OUT_REASON_MASS_ASSOCIATION");
    let names: BTreeSet<_> = mass.map(|it| it["fact"]["subject_name"].as_str().unwrap()).collect();
    assert_eq!(names.len(), 3, "{names:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_seeded_plan_shows_figures_that_add_up_and_a_second_seed_changes_nothing() {
    let world = World::seeded().await;
    for moment in [&["--as-of", "2024-12-31"], &["--as-of", "2022-06-30"]] {
        assert_explained(&world, moment);
    }
    assert_mass_associations_stand_apart(&world);
    let before =
        ["membership", "reporting"].map(|context| world.json(&["ledger", "head", context]));

    let said = world.ask(&SEED);

    let after = ["membership", "reporting"].map(|context| world.json(&["ledger", "head", context]));
    assert_eq!(before, after, "{said}");
    // Time goes on in consultancy's ledger by itself.
    assert!(said.contains("Không có gì mới"), "{said}");
    for context in ["membership", "reporting"] {
        world.ask(&["ledger", "verify", context]);
    }
}
