//! What is told of juries, as it was known at each moment.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::queries::{Which, find_draw, list_assignments, list_juries};
use super::*;
use crate::domain::JuryId;
use crate::domain::draw::{ALGORITHM, Seed};
use crate::domain::jury::{Conflict, ConflictKind, Part};
use crate::domain::samples::judging::{ROUND, code, field, pair};
use crate::domain::samples::{ORGANISER, day, decision};
use crate::views::samples::{Told, at};

fn named(judge: &str, part: Part) -> Named {
    Named { judge: judge.to_owned(), unit: ORGANISER, part }
}

fn formed() -> Event {
    let members =
        vec![named("chair", Part::Chair), named("an", Part::Member), named("binh", Part::Member)];
    Event::Formed { round: ROUND, field: field("F1"), members, decision: decision(3) }
}

fn declared(judge: &str) -> Event {
    Event::ConflictsDeclared { judge: judge.to_owned(), conflicts: Vec::new() }
}

fn added(judge: &str, exception: Option<&str>) -> Event {
    let (member, exception) = (named(judge, Part::Member), exception.map(str::to_owned));
    Event::JudgeAdded { member, exception, decision: decision(4) }
}

fn removed(judge: &str) -> Event {
    Event::JudgeRemoved { judge: judge.to_owned(), reason: "đi công tác".to_owned() }
}

fn drawn() -> Event {
    let draw = Draw {
        id: Uuid::from_u128(0xD1),
        stage: Stage::Preliminary,
        algorithm: ALGORITHM,
        seed: Seed::of([7; 32]),
        judges_per_entry: 2,
        judges: ["an", "chair"].map(str::to_owned).into(),
        codes: [code(1), code(2)].into(),
        conflicts: BTreeSet::new(),
    };
    let outcome = draw.outcome().unwrap();
    Event::Drawn { draw: Box::new(draw), outcome }
}

fn id() -> Uuid {
    JuryId::of(ROUND, &field("F1")).0
}

async fn juries(tx: &mut PgConnection, of: Option<&str>, at: DateTime<Utc>) -> Vec<wire::Jury> {
    let which = Which { round: ROUND.0, jury: None, of, after: None, limit: 10 };
    list_juries(tx, which, at).await.unwrap()
}

fn told(jury: &wire::Jury) -> Vec<(&str, bool, bool)> {
    jury.members.iter().map(|it| (&*it.judge, it.conflicts_declared, it.by_exception)).collect()
}

#[tokio::test]
async fn a_jury_is_told_with_those_who_are_in_it() {
    let mut known = Told::nothing::<Juries>().await;
    let first = [formed(), declared("an"), removed("an"), added("an", None), declared("binh")];
    let frozen = Event::Frozen { frozen_on: day("2026-07-12") };
    let rest = [frozen, added("chi", Some("thay người ốm"))];
    known.hears::<Juries, Jury>(id(), 0, &[&first[..], &rest[..]].concat()).await;
    let (tx, before, frozen, now) = (&mut known.tx, at(2), at(6), at(7));

    let then = juries(tx, None, before).await.remove(0);
    assert_eq!(told(&then), [("an", true, false), ("binh", false, false), ("chair", false, false)]);
    assert_eq!((then.frozen, &*then.frozen_on, &*then.etag), (false, "", ""));
    let then = juries(tx, None, frozen).await.remove(0);
    assert_eq!(told(&then), [("an", false, false), ("binh", true, false), ("chair", false, false)]);
    assert_eq!((then.frozen, &*then.frozen_on), (true, "2026-07-12"));
    let told_now = juries(tx, Some("chi"), now).await.remove(0);
    assert_eq!(told(&told_now)[2..], [("chair", false, false), ("chi", false, true)]);
    assert_eq!(told_now.etag, format!("\"jury-{}-7\"", id()));
    assert_eq!(told_now.decision_ref, Some(contract::decision(&decision(3))));
    assert_eq!(juries(tx, Some("chi"), frozen).await, []);
    assert_eq!(juries(tx, Some("ai khác"), now).await, []);
}

#[tokio::test]
async fn an_assignment_is_told_with_how_it_came_and_whether_it_ended() {
    use wire::AssignmentMethod::{ByHand, Drawn};

    let (stage, kind) = (Stage::Preliminary, ConflictKind::Paid);
    let mut known = Told::nothing::<Juries>().await;
    let reason = "thay giám khảo".to_owned();
    let by_hand = Event::Assigned { stage, pair: pair("an", 1), reason };
    let conflict = Event::ConflictRecorded { conflict: Conflict { pair: pair("an", 2), kind } };
    let recused = Event::Recused { stage, pair: pair("an", 2), kind };
    let all = [formed(), by_hand, drawn(), conflict, recused];
    known.hears::<Juries, Jury>(id(), 0, &all).await;
    let (tx, before, now) = (&mut known.tx, at(3), at(5));
    let of = (ROUND.0, id(), wire::Stage::Preliminary);
    let mut page = async |at, after: Option<&(String, String)>| {
        let found = list_assignments(&mut *tx, of, at, after, 10).await.unwrap();
        let line = |it: &wire::Assignment| {
            (it.judge.clone(), it.entry_code.clone(), it.method(), it.recused)
        };
        found.iter().map(line).collect::<Vec<_>>()
    };
    let line = |judge: &str, number, method, recused| {
        (judge.to_owned(), code(number).to_string(), method, recused)
    };
    let rest = [line("chair", 1, Drawn, false), line("chair", 2, Drawn, false)];
    let then = [line("an", 1, ByHand, false), line("an", 2, Drawn, false)];
    assert_eq!(page(before, None).await, [then, rest.clone()].concat());
    let ended = [line("an", 1, ByHand, false), line("an", 2, Drawn, true)];
    assert_eq!(page(now, None).await, [ended, rest.clone()].concat());
    let after = ("an".to_owned(), code(2).to_string());
    assert_eq!(page(now, Some(&after)).await, rest);

    let draw = find_draw(tx, of, before).await.unwrap().unwrap();
    assert_eq!((draw.seed, draw.assignments.len()), ("07".repeat(32), 4));
    let final_one = (ROUND.0, id(), wire::Stage::Final);
    assert_eq!(find_draw(tx, final_one, before).await.unwrap(), None);
    let elsewhere = (Uuid::nil(), id(), wire::Stage::Preliminary);
    assert_eq!(find_draw(tx, elsewhere, before).await.unwrap(), None);
    assert_eq!(list_assignments(tx, elsewhere, before, None, 9).await.unwrap(), []);
}
