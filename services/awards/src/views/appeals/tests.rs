//! What is known of appeals on each day at each instant, on a real PostgreSQL.

use chassis::reading::Moment;

use super::queries::list_appeals;
use super::*;
use crate::domain::samples::day;
use crate::domain::samples::judging::ROUND;
use crate::views::samples::Recording;

const ONE: &str = "00000000-0000-0000-0000-0000000000d1";
const OTHER: &str = "00000000-0000-0000-0000-0000000000d2";

/// Events of an appeal, as they are stored.
fn of(appeal: &str, types: &[&str]) -> Vec<Event> {
    let golden = include_str!("../../domain/appeals/golden.jsonl");
    let event = |name: &&str| {
        let start = format!(r#"{{"type":"{name}""#);
        let line = golden.lines().find(|line| line.starts_with(&start)).unwrap();
        serde_json::from_str(&line.replace(ONE, appeal)).unwrap()
    };
    types.iter().map(event).collect()
}

/// One is lodged, admitted and upheld; the other one is lodged on the day before it, and waits.
fn recording() -> Recording {
    let mut ledger = Recording::default();
    ledger.of::<Register>(ROUND.0, &of(ONE, &["lodged", "admitted"]));
    let mut other = of(OTHER, &["lodged"]);
    if let [Event::Lodged { lodged_on, answer_due, .. }] = other.as_mut_slice() {
        (*lodged_on, *answer_due) = (day("2026-09-09"), Some(day("2026-09-24")));
    }
    ledger.of::<Register>(ROUND.0, &other);
    ledger.of::<Register>(ROUND.0, &of(ONE, &["upheld"]));
    ledger
}

async fn told(ledger: &Recording, open_only: bool, at: Moment) -> Vec<wire::Appeal> {
    let (_database, mut connection) = ledger.shown::<Appeals>().await;
    let (mut all, mut last) = (Vec::new(), None);
    loop {
        let which = (ROUND.0, open_only);
        let page = list_appeals(&mut connection, which, at, last.as_ref(), 1).await.unwrap();
        let Some((key, appeal)) = page.into_iter().next() else { return all };
        all.push(appeal);
        last = Some(key);
    }
}

fn seen(appeals: &[wire::Appeal]) -> Vec<(&str, wire::AppealState, bool)> {
    appeals.iter().map(|it| (&*it.appeal_id, it.state(), it.overdue)).collect()
}

#[tokio::test]
async fn appeals_are_told_by_the_day_they_were_lodged_with_their_answers() {
    use wire::AppealState::{Lodged, Upheld};
    let ledger = recording();
    let at = Moment { as_of: day("2026-09-20"), known_at: ledger.now() };
    let all = told(&ledger, false, at).await;
    assert_eq!(seen(&all), [(OTHER, Lodged, false), (ONE, Upheld, false)]);
    let expected = wire::Appeal {
        appeal_id: ONE.to_owned(),
        round_id: ROUND.to_string(),
        ground: wire::AppealGround::Ownership.into(),
        entry_code: "00000001".to_owned(),
        appellant_id: "00000000-0000-0000-0000-0000000000c1".to_owned(),
        letter: Some((&crate::domain::samples::file(1)).into()),
        evidence: vec![(&crate::domain::samples::file(2)).into()],
        lodged_on: "2026-09-10".to_owned(),
        posted_until: "2026-09-17".to_owned(),
        answer_due_on: "2026-09-25".to_owned(),
        overdue: false,
        state: Upheld.into(),
        state_since: "2026-09-20".to_owned(),
        rejection_reason: 0,
        answer_ref: Some(contract::decision(&crate::domain::samples::decision(9))),
        illustrative: true,
        etag: format!("\"appeals-{ROUND}-4\""),
    };
    assert_eq!(all[1], expected);
    assert_eq!(seen(&told(&ledger, true, at).await), [(OTHER, Lodged, false)]);
}

#[tokio::test]
async fn an_appeal_is_overdue_on_the_day_after_its_last_and_as_long_as_it_is_open() {
    use wire::AppealState::{Lodged, Upheld};
    let ledger = recording();
    let on = |as_of| Moment { as_of: day(as_of), known_at: ledger.now() };
    let last_day = told(&ledger, false, on("2026-09-24")).await;
    assert_eq!(seen(&last_day), [(OTHER, Lodged, false), (ONE, Upheld, false)]);
    let after = told(&ledger, false, on("2026-12-31")).await;
    assert_eq!(seen(&after), [(OTHER, Lodged, true), (ONE, Upheld, false)]);
}

#[tokio::test]
async fn each_day_is_told_as_it_was_known_at_each_instant() {
    use wire::AppealState::{Admitted, Lodged};
    let ledger = recording();
    let at = |as_of, position| Moment {
        as_of: day(as_of),
        known_at: crate::views::samples::at(position),
    };
    assert_eq!(seen(&told(&ledger, false, at("2026-09-08", 4)).await), []);
    let lodged = [(OTHER, Lodged, false), (ONE, Lodged, false)];
    assert_eq!(seen(&told(&ledger, false, at("2026-09-10", 4)).await), lodged);
    let before = told(&ledger, false, at("2026-12-31", 2)).await;
    assert_eq!(seen(&before), [(ONE, Admitted, true)]);
    assert_eq!((&*before[0].etag, &before[0].answer_ref), ("", &None), "more is known since");
    let before = told(&ledger, true, at("2026-12-31", 3)).await;
    assert_eq!(seen(&before), [(OTHER, Lodged, true), (ONE, Admitted, true)]);
}

#[tokio::test]
async fn why_an_appeal_is_not_examined_is_told() {
    let mut ledger = Recording::default();
    ledger.of::<Register>(ROUND.0, &of(ONE, &["lodged", "rejected"]));
    let at = Moment { as_of: day("2026-12-31"), known_at: ledger.now() };
    let all = told(&ledger, false, at).await;
    assert_eq!(all[0].rejection_reason(), wire::AppealRejectionReason::NoEvidence);
    assert_eq!(seen(&all), [(ONE, wire::AppealState::Rejected, false)]);
}
