//! The sample rounds, entered from paper: the youth contest from its plan to its released prizes, honours beside it, and
//! what the figures of the plan tell of them.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::explains_every_figure::{exact, integer};
use crate::world::{World, eventually};

impl World {
    fn contest(&self, office: &str, arguments: &[&str]) -> Value {
        let arguments = [&["-o", "json", "contest"], arguments].concat();
        serde_json::from_str(&self.ask_as(office, &arguments, "")).unwrap()
    }

    /// A list that an office is shown, when it has so many entries: views hear of events a moment later.
    async fn listed(
        &self,
        office: &str,
        arguments: &[&str],
        list: &str,
        count: usize,
    ) -> Vec<Value> {
        let look = || {
            let shown = self.contest(office, arguments);
            let all = shown[list].as_array().unwrap().clone();
            if all.len() == count { Ok(all) } else { Err(format!("{} {list}", all.len())) }
        };
        eventually(&format!("{count} {list} are listed"), look).await
    }

    /// A figure as it is explained: its value, its parts by key, and what its facts add up to.
    fn explained(&self, indicator: &str, quantity: &[&str]) -> (i64, BTreeMap<String, i64>, i64) {
        let whole = ["--from", "2025-01-01", "--to", &self.today()];
        let told = self.json(&[&["progress", "explain", indicator], quantity, &whole[..]].concat());
        let figure = &told["figure"];
        let parts = figure["parts"].as_array().cloned().unwrap_or_default();
        let part =
            |it: &Value| (it["key"].as_str().unwrap().to_owned(), integer(&it["value"]["integer"]));
        let contributions = told["contributions"].as_array().cloned().unwrap_or_default();
        let sum = contributions.iter().map(|it| integer(&it["amount"])).sum();
        (integer(&figure["value"]["integer"]), parts.iter().map(part).collect(), sum)
    }
}

/// By what: how many.
fn counted<'v>(values: impl Iterator<Item = &'v Value>) -> BTreeMap<&'v str, usize> {
    let mut counts = BTreeMap::new();
    for value in values {
        *counts.entry(value.as_str().unwrap()).or_default() += 1;
    }
    counts
}

#[tokio::test(flavor = "multi_thread")]
async fn a_youth_round_goes_from_its_plan_to_its_prizes_and_figures_tell_of_it() {
    let world = World::seeded().await;
    // All else is answered as before.
    let said = world.ask(&["seed"]);

    let closed = || {
        let rounds = world.contest("union-officer", &["list"])["rounds"].clone();
        let round = rounds.as_array().and_then(|all| all.iter().find(|it| it["number"] == 14));
        let closed = round.filter(|round| round["phase"] == "ROUND_PHASE_CLOSED");
        closed.cloned().ok_or_else(|| rounds.to_string())
    };
    let round = eventually("the round is closed", closed).await;
    let round = round["round_id"].as_str().unwrap();

    let screened = || {
        let desk = world.contest("contest-secretary", &["desk", round]);
        let counts = ["eligible", "ineligible", "submitted"].map(|state| desk[state].clone());
        if counts == [103, 9, 0] { Ok(()) } else { Err(desk.to_string()) }
    };
    eventually("all are screened", screened).await;
    world.listed("contest-secretary", &["entries", round], "entries", 112).await;
    let ranking = ["ranking", round, "--stage", "preliminary"];
    let preliminary = world.listed("organising-committee", &ranking, "entries", 103).await;
    let above = |it: &&Value| it["shown_score"].as_str().unwrap().parse::<f64>().unwrap() > 60.0;
    assert_eq!(preliminary.iter().filter(above).count(), 36, "{said}");
    let ranking = ["ranking", round, "--stage", "final"];
    world.listed("organising-committee", &ranking, "entries", 36).await;

    let released = world.listed("union-officer", &["released", round], "prizes", 36).await;
    let tiers = counted(released.iter().map(|prize| &prize["tier_code"]));
    assert_eq!(tiers, BTreeMap::from([("NHAT", 1), ("NHI", 5), ("BA", 10), ("KK", 20)]));

    // Awards' events come to the projection a moment later.
    let known = || match world.explained("II.5.e/2", &[]) {
        (36, _, 36) => Ok(()),
        other => Err(format!("{other:?}")),
    };
    eventually("the prizes are counted", known).await;
    let (launches, occasions, facts) = world.explained("II.1.b/3", &[]);
    assert_eq!((launches, facts), (4, 4));
    assert_eq!((occasions["LAUNCH"], occasions["RESULTS"]), (2, 2));
    let (entries, stages, facts) = world.explained("II.5.e/1", &[]);
    assert_eq!((entries, facts), (112, 112));
    assert_eq!((stages["RECEIVED"], stages["ELIGIBLE"], stages["FINALIST"]), (112, 103, 36));
    let (_, tiers, _) = world.explained("II.5.e/2", &[]);
    let tiers = ["NHAT", "NHI", "BA", "KK"].map(|tier| tiers[tier]);
    assert_eq!(tiers, [1, 5, 10, 20]);

    let coverage =
        ["progress", "explain", "II.5.e/3", "--from", "2025-01-01", "--to", &world.today()];
    let coverage = world.json(&coverage)["figure"]["value"].clone();
    assert_eq!(exact(&coverage), (14, 64), "of the communes' Party committees");

    world.listed("union-officer", &["follow-ups", round], "follow_ups", 36).await;
    let of = |quantity| world.explained("II.5.e/4", &["--quantity", quantity]);
    let national = || match (of("national_nominations"), of("national_prizes")) {
        ((10, _, 10), (2, _, 2)) => Ok(()),
        other => Err(format!("{other:?}")),
    };
    eventually("the national contest is counted", national).await;

    let honoured = || match world.explained("II.5.e/5", &[]) {
        (5, _, 5) => Ok(()),
        other => Err(format!("{other:?}")),
    };
    eventually("honours are counted", honoured).await;

    let before = world.json(&["ledger", "head", "awards"]);
    let again = world.ask(&["seed"]);
    assert_eq!(before, world.json(&["ledger", "head", "awards"]), "{again}");
    world.ask(&["ledger", "verify", "awards"]);
}
