//! What is told of sheets, as it was known at each moment.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::queries::{Which, dockets, is_locked, list_jury_entries, list_sheets, settled};
use super::*;
use crate::domain::ranking::Scores;
use crate::domain::samples::day;
use crate::domain::samples::judging::{ROUND, code, field, pair, said, scores};
use crate::domain::{EntryId, JuryId, StageResultId};
use crate::views::samples::{Told, at};

const WHOLE: [&str; 4] = ["35.25", "20", "15.5", "10"];
const ENTRY: EntryId = EntryId(Uuid::from_u128(0xE1));
const PAPER: Uuid = Uuid::from_u128(0xF02);

/// The first golden event of that name.
fn golden<E: serde::de::DeserializeOwned>(lines: &str, name: &str) -> E {
    let start = format!(r#"{{"type":"{name}""#);
    let line = lines.lines().find(|line| line.starts_with(&start));
    serde_json::from_str(line.unwrap()).unwrap()
}

fn paper() -> FileEvent {
    let kept = serde_json::json!({"type": "stored", "data": {
        "unit": Uuid::from_u128(0xB1),
        "file": {"media_type": "pdf", "byte_size": 9, "sha256": "ab".repeat(32)},
        "stored_on": "2026-06-01",
    }});
    serde_json::from_value(kept).unwrap()
}

fn jury() -> Uuid {
    JuryId::of(ROUND, &field("F1")).0
}

fn sheet(judge: &str) -> Uuid {
    SheetId::of(ROUND, Stage::Preliminary, &code(1), judge).0
}

fn result() -> Uuid {
    StageResultId::of(ROUND, Stage::Preliminary).0
}

fn assigned(judge: &str) -> jury::Event {
    let (stage, reason) = (Stage::Preliminary, String::new());
    jury::Event::Assigned { stage, pair: pair(judge, 1), reason }
}

fn saved(judge: &str, points: [&str; 4]) -> score_sheet::Event {
    let (stage, judge) = (Stage::Preliminary, judge.to_owned());
    let of = score_sheet::Of { round: ROUND, field: field("F1"), stage, code: code(1), judge };
    score_sheet::Event::DraftSaved { of, scores: said(points) }
}

fn submitted(version: u32, points: [&str; 4]) -> score_sheet::Event {
    score_sheet::Event::Submitted { version, scores: said(points), rules_version: 1 }
}

/// The last event of what [`begun`] tells.
const BEGUN: i64 = 10;

/// One entry that two judges score.
async fn begun() -> Told {
    let mut known = Told::nothing::<ScoreSheets>().await;
    let lines = include_str!("../../domain/entry/golden.jsonl");
    let entered = [golden(lines, "started"), golden(lines, "dossier_set")];
    known.hears::<ScoreSheets, Entry>(ENTRY.0, 0, &entered).await;
    known.hears::<ScoreSheets, Evidence>(PAPER, 0, &[paper()]).await;
    let lines = include_str!("../../domain/round/golden.jsonl");
    let mut published = golden(lines, "eligible_list_published");
    if let round::Event::EligibleListPublished { list, .. } = &mut published {
        *list = vec![Listed { entry: ENTRY, field: field("F1"), code: code(1) }];
    }
    let listed = [golden(lines, "planned"), published];
    known.hears::<ScoreSheets, Round>(ROUND.0, 0, &listed).await;
    let formed = golden(include_str!("../../domain/jury/golden.jsonl"), "formed");
    let all = [formed, assigned("an"), assigned("binh"), assigned("an")];
    known.hears::<ScoreSheets, Jury>(jury(), 0, &all).await;
    let (round, stage, opened_on) = (ROUND, Stage::Preliminary, day("2026-07-15"));
    let opened = stage_result::Event::Opened { round, stage, opened_on };
    known.hears::<ScoreSheets, StageResult>(result(), 0, &[opened]).await;
    known
}

fn recused() -> jury::Event {
    let (stage, kind) = (Stage::Preliminary, jury::ConflictKind::Kin);
    jury::Event::Recused { stage, pair: pair("binh", 1), kind }
}

async fn of(tx: &mut PgConnection, judge: &str, at: DateTime<Utc>) -> wire::ScoreSheet {
    let which = Which { judge: Some(judge), ..Which::all(ROUND.0) };
    let shown = ["D2".parse().unwrap()];
    let mut found = list_sheets(tx, which, &shown, at).await.unwrap();
    assert_eq!(found.len(), 1, "an assignment by hand and by lot is one");
    found.remove(0).sheet.unwrap()
}

#[tokio::test]
async fn a_sheet_stands_as_its_last_event_left_it() {
    let mut known = begun().await;
    let mut steps = vec![(at(BEGUN), wire::SheetState::Assigned, 0, 0)];
    let reopened =
        score_sheet::Event::Reopened { by: "chair".to_owned(), reason: "cộng nhầm".to_owned() };
    for (revision, (event, state, version)) in (0..).zip([
        (saved("an", WHOLE), wire::SheetState::Draft, 0),
        (submitted(1, WHOLE), wire::SheetState::Submitted, 1),
        (score_sheet::Event::Signed { version: 1 }, wire::SheetState::Signed, 1),
        (reopened, wire::SheetState::Reopened, 1),
        (submitted(2, WHOLE), wire::SheetState::Submitted, 2),
    ]) {
        known.hears::<ScoreSheets, ScoreSheet>(sheet("an"), revision, &[event]).await;
        steps.push((at(BEGUN + revision + 1), state, version, 4));
    }
    known.hears::<ScoreSheets, Jury>(jury(), 4, &[recused()]).await;
    let locked = golden(include_str!("../../domain/stage_result/golden.jsonl"), "locked");
    known.hears::<ScoreSheets, StageResult>(result(), 1, &[locked]).await;
    let now = at(BEGUN + 7);
    steps.push((now, wire::SheetState::Locked, 2, 4));
    let (tx, stage) = (&mut known.tx, Stage::Preliminary);

    let last = steps.len() - 1;
    for (step, (known_at, state, version, scores)) in steps.into_iter().enumerate() {
        let told = of(tx, "an", known_at).await;
        let expected = (state, version, scores);
        assert_eq!((told.state(), told.version, told.scores.len()), expected, "{step}");
        assert_eq!(told.etag.is_empty(), step != last, "{step}");
        assert_eq!(told.reopened_reason.is_empty(), state != wire::SheetState::Reopened, "{step}");
        let locked = is_locked(tx, ROUND.0, stage, known_at).await.unwrap();
        assert_eq!(locked, step == last, "{step}");
    }
    let told = of(tx, "an", now).await;
    assert_eq!(
        told.etag,
        format!("\"score_sheet-{}-5\"", sheet("an")),
        "the lock is no event of it"
    );
    let out = of(tx, "binh", now).await;
    assert_eq!(out.state(), wire::SheetState::Recused, "it counts no more, also when it is locked");
}

#[tokio::test]
async fn a_judge_is_shown_the_title_the_summary_and_the_parts_that_are_for_judges() {
    let mut known = begun().await;
    let withdrawn = serde_json::json!({"type": "withdrawn", "data": {
        "unit": Uuid::from_u128(0xB1), "reason": "personal_data", "withdrawn_on": "2026-07-20",
    }});
    let withdrawn = [serde_json::from_value(withdrawn).unwrap()];
    known.hears::<ScoreSheets, Evidence>(PAPER, 1, &withdrawn).await;
    let (tx, before, now) = (&mut known.tx, at(BEGUN), at(BEGUN + 1));
    let told = of(tx, "an", before).await;
    assert_eq!(told.etag, format!("\"score_sheet-{}-0\"", sheet("an")), "nothing is recorded yet");
    assert_eq!(
        (&*told.entry_title, &*told.entry_summary),
        ("Bộ học cụ mẫu", "Học cụ làm từ vật liệu tái chế")
    );
    let file = wire::ShownFile {
        part_code: "D2".to_owned(),
        media_type: "application/pdf".to_owned(),
        byte_size: 9,
        sha256: "ab".repeat(32),
    };
    assert_eq!(told.files, [file]);
    let told = of(tx, "an", now).await;
    assert_eq!(told.files, [], "what names persons is withdrawn, and shown no more");
    let entries = list_jury_entries(tx, (ROUND.0, &field("F1")), before, None, 9).await;
    assert_eq!(entries.unwrap()[0].entry_code, code(1).to_string());
    let behind = Some(code(1).to_string());
    let of_field = (ROUND.0, &field("F1"));
    let none = list_jury_entries(tx, of_field, before, behind.as_deref(), 9).await;
    assert_eq!(none.unwrap(), []);
}

#[tokio::test]
async fn what_counts_of_an_entry_is_what_is_handed_in_by_those_who_are_not_recused() {
    let mut known = begun().await;
    let handed_in = [saved("an", WHOLE), submitted(1, WHOLE)];
    known.hears::<ScoreSheets, ScoreSheet>(sheet("an"), 0, &handed_in).await;
    known.hears::<ScoreSheets, Jury>(jury(), 4, &[recused()]).await;
    let joint =
        golden(include_str!("../../domain/stage_result/golden.jsonl"), "joint_score_recorded");
    known.hears::<ScoreSheets, StageResult>(result(), 1, &[joint]).await;
    let (tx, stage) = (&mut known.tx, Stage::Preliminary);
    let (assigned_only, one, now) = (at(BEGUN), at(BEGUN + 2), at(BEGUN + 4));
    let mut said = async |at| {
        let found = dockets(&mut *tx, ROUND.0, (stage, &field("F1")), at).await.unwrap();
        assert_eq!(found.len(), 1);
        found[0].sheets.iter().map(|it| it.scores.clone()).collect::<Vec<Option<Scores>>>()
    };
    assert_eq!(said(assigned_only).await, [None, None]);
    assert_eq!(said(one).await, [Some(scores(WHOLE)), None]);
    assert_eq!(said(now).await, [Some(scores(WHOLE))]);
    let settled_at = async |tx: &mut PgConnection, at| {
        settled(tx, ROUND.0, stage, at).await.unwrap().into_iter().collect::<Vec<_>>()
    };
    assert_eq!(settled_at(tx, one).await, Vec::<String>::new());
    assert_eq!(settled_at(tx, now).await, [code(1).to_string()]);
}
