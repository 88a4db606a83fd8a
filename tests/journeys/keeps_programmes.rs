//! The Union keeps the programmes of contests that it organises, by `hoitu`: from the right recorded in membership to the
//! list that awards gives.

use serde_json::{Value, json};

use crate::world::{World, eventually};

const PROGRAMME: &str = "01900000-0000-7000-8000-0000000000aa";

fn terms(organiser: &str, name: &str) -> Value {
    json!({
        "name": name,
        "cycleMonths": 12,
        "deciderUnitId": organiser,
        "legalBasis": "Thể lệ mẫu",
    })
}

fn decision(organiser: &str) -> Value {
    json!({ "numberSymbol": "MẪU", "issuedOn": "2026-01-02", "issuerUnitId": organiser })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_programme_is_defined_listed_amended_and_ended() {
    let world = World::seeded().await;
    let union = world.unit_of("union-officer");
    let define = json!({
        "programmeId": PROGRAMME,
        "organiserUnitId": union,
        "family": "PROGRAMME_FAMILY_YOUTH_CONTEST",
        "terms": terms(&union, "Cuộc thi mẫu"),
        "definedOn": "2026-01-15",
        "decisionRef": decision(&union),
        "illustrative": true,
    });
    let define = define.to_string();
    let officer = |arguments: &[&str], said: &str| {
        let arguments = [&["programme"], arguments].concat();
        world.try_ask_as("union-officer", &arguments, said)
    };
    // Awards hears of rights a moment after they are recorded.
    let planned =
        eventually("the right is known to awards", || officer(&["define", "--dry-run"], &define));
    assert!(planned.await.contains("chưa ghi gì"));
    let others = ["-o", "json", "programme", "define"];
    let refused = world.try_ask_as("department-officer", &others, &define).unwrap_err();
    assert!(refused.contains("NO_PERMISSION") || refused.contains("NO_SUCH_RESOURCE"), "{refused}");
    assert!(officer(&["define"], &define).unwrap().contains("Đã ghi"));

    let amend = json!({
        "terms": terms(&union, "Cuộc thi mẫu, tên mới"),
        "amendedOn": "2026-03-01",
        "decisionRef": decision(&union),
    });
    let amend = amend.to_string();
    eventually("it can be read", || officer(&["amend", PROGRAMME], &amend)).await;
    let end = json!({ "endedOn": "2026-10-01", "decisionRef": decision(&union) }).to_string();
    eventually("the etag is known", || officer(&["end", PROGRAMME], &end)).await;

    let names = |day: &str| {
        let listed = world.json(&["programme", "list", "--as-of", day]);
        let programmes = listed["programmes"].as_array().cloned().unwrap_or_default();
        programmes.iter().map(|one| one["terms"]["name"].clone()).collect::<Vec<_>>()
    };
    let ended = || match names("2026-10-01") {
        none if none.is_empty() => Ok(()),
        some => Err(format!("{some:?}")),
    };
    eventually("the end is known", ended).await;
    assert_eq!(names("2026-02-28"), ["Cuộc thi mẫu"]);
    assert_eq!(names("2026-09-30"), ["Cuộc thi mẫu, tên mới"]);
    let told = officer(&["show", PROGRAMME, "--as-of", "2026-09-30"], "").unwrap();
    assert!(told.contains("Cuộc thi mẫu, tên mới (minh họa)"), "{told}");
}
