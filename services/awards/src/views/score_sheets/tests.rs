//! What is told of sheets, as it was known at each moment.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::queries::{Which, dockets, is_locked, list_jury_entries, list_sheets, settled};
use super::*;
use crate::domain::ranking::Scores;
use crate::domain::samples::day;
use crate::domain::samples::judging::{ROUND, code, field, pair, said, scores};
use crate::domain::{EntryId, JuryId, StageResultId};
use crate::views::samples::Recording;

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

/// One entry that two judges score.
fn begun() -> Recording {
    let mut recording = Recording::default();
    let lines = include_str!("../../domain/entry/golden.jsonl");
    recording.of::<Entry>(ENTRY.0, &[golden(lines, "started"), golden(lines, "dossier_set")]);
    recording.of::<Evidence>(PAPER, &[paper()]);
    let listed = vec![Listed { entry: ENTRY, field: field("F1"), code: code(1) }];
    let lines = include_str!("../../domain/round/golden.jsonl");
    let mut published = golden(lines, "eligible_list_published");
    if let round::Event::EligibleListPublished { list, .. } = &mut published {
        *list = listed;
    }
    recording.of::<Round>(ROUND.0, &[golden(lines, "planned"), published]);
    let formed = golden(include_str!("../../domain/jury/golden.jsonl"), "formed");
    recording.of::<Jury>(jury(), &[formed, assigned("an"), assigned("binh"), assigned("an")]);
    let (round, stage, opened_on) = (ROUND, Stage::Preliminary, day("2026-07-15"));
    let opened = stage_result::Event::Opened { round, stage, opened_on };
    recording.of::<StageResult>(result(), &[opened]);
    recording
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
    let mut recording = begun();
    let mut steps = vec![(recording.now(), wire::SheetState::Assigned, 0, 0)];
    let reopened =
        score_sheet::Event::Reopened { by: "chair".to_owned(), reason: "cộng nhầm".to_owned() };
    for (event, state, version) in [
        (saved("an", WHOLE), wire::SheetState::Draft, 0),
        (submitted(1, WHOLE), wire::SheetState::Submitted, 1),
        (score_sheet::Event::Signed { version: 1 }, wire::SheetState::Signed, 1),
        (reopened, wire::SheetState::Reopened, 1),
        (submitted(2, WHOLE), wire::SheetState::Submitted, 2),
    ] {
        recording.of::<ScoreSheet>(sheet("an"), &[event]);
        steps.push((recording.now(), state, version, 4));
    }
    let stage = Stage::Preliminary;
    let kind = jury::ConflictKind::Kin;
    let recused = jury::Event::Recused { stage, pair: pair("binh", 1), kind };
    recording.of::<Jury>(jury(), &[recused]);
    let locked = golden(include_str!("../../domain/stage_result/golden.jsonl"), "locked");
    recording.of::<StageResult>(result(), &[locked]);
    steps.push((recording.now(), wire::SheetState::Locked, 2, 4));
    let (_database, mut tx) = recording.shown::<ScoreSheets>().await;

    let last = steps.len() - 1;
    for (at, (known_at, state, version, scores)) in steps.into_iter().enumerate() {
        let told = of(&mut tx, "an", known_at).await;
        let expected = (state, version, scores);
        assert_eq!((told.state(), told.version, told.scores.len()), expected, "{at}");
        assert_eq!(told.etag.is_empty(), at != last, "{at}");
        assert_eq!(told.reopened_reason.is_empty(), state != wire::SheetState::Reopened, "{at}");
        let locked = is_locked(&mut tx, ROUND.0, stage, known_at).await.unwrap();
        assert_eq!(locked, at == last, "{at}");
    }
    let told = of(&mut tx, "an", recording.now()).await;
    assert_eq!(
        told.etag,
        format!("\"score_sheet-{}-5\"", sheet("an")),
        "the lock is no event of it"
    );
    let out = of(&mut tx, "binh", recording.now()).await;
    assert_eq!(out.state(), wire::SheetState::Recused, "it counts no more, also when it is locked");
}

#[tokio::test]
async fn a_judge_is_shown_the_title_the_summary_and_the_parts_that_are_for_judges() {
    let mut recording = begun();
    let before = recording.now();
    let withdrawn = serde_json::json!({"type": "withdrawn", "data": {
        "unit": Uuid::from_u128(0xB1), "reason": "personal_data", "withdrawn_on": "2026-07-20",
    }});
    recording.of::<Evidence>(PAPER, &[serde_json::from_value(withdrawn).unwrap()]);
    let (_database, mut tx) = recording.shown::<ScoreSheets>().await;
    let told = of(&mut tx, "an", before).await;
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
    let told = of(&mut tx, "an", recording.now()).await;
    assert_eq!(told.files, [], "what names persons is withdrawn, and shown no more");
    let entries = list_jury_entries(&mut tx, (ROUND.0, &field("F1")), before, None, 9).await;
    assert_eq!(entries.unwrap()[0].entry_code, code(1).to_string());
    let behind = Some(code(1).to_string());
    let of_field = (ROUND.0, &field("F1"));
    let none = list_jury_entries(&mut tx, of_field, before, behind.as_deref(), 9).await;
    assert_eq!(none.unwrap(), []);
}

#[tokio::test]
async fn what_counts_of_an_entry_is_what_is_handed_in_by_those_who_are_not_recused() {
    let mut recording = begun();
    let assigned_only = recording.now();
    recording.of::<ScoreSheet>(sheet("an"), &[saved("an", WHOLE), submitted(1, WHOLE)]);
    let one = recording.now();
    let (stage, kind) = (Stage::Preliminary, jury::ConflictKind::Kin);
    recording.of::<Jury>(jury(), &[jury::Event::Recused { stage, pair: pair("binh", 1), kind }]);
    let joint =
        golden(include_str!("../../domain/stage_result/golden.jsonl"), "joint_score_recorded");
    recording.of::<StageResult>(result(), &[joint]);
    let (_database, mut tx) = recording.shown::<ScoreSheets>().await;
    let mut said = async |at| {
        let found = dockets(&mut tx, ROUND.0, (stage, &field("F1")), at).await.unwrap();
        assert_eq!(found.len(), 1);
        found[0].sheets.iter().map(|it| it.scores.clone()).collect::<Vec<Option<Scores>>>()
    };
    assert_eq!(said(assigned_only).await, [None, None]);
    assert_eq!(said(one).await, [Some(scores(WHOLE)), None]);
    assert_eq!(said(recording.now()).await, [Some(scores(WHOLE))]);
    let settled_at = async |tx: &mut PgConnection, at| {
        settled(tx, ROUND.0, stage, at).await.unwrap().into_iter().collect::<Vec<_>>()
    };
    assert_eq!(settled_at(&mut tx, one).await, Vec::<String>::new());
    assert_eq!(settled_at(&mut tx, recording.now()).await, [code(1).to_string()]);
}
