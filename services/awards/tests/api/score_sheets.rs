//! Sheets: written, handed in, signed, given back, and settled jointly; each judge sees their own.

use contracts::awards::v1::*;
use contracts::ledger::v1::CommandReceipt;
use servers::bad_input::GOOD_ID;
use tonic::Code;
use tonic_types::StatusExt as _;

use crate::history::{CODES, title};
use crate::receipt;
use crate::requests::{after, fresh};
use crate::world::{ANOTHER_JUDGE, CHAIR, JUDGES, World, refusal};

pub const LOW: [&str; 4] = ["20", "10", "10", "5"];
pub const HIGH: [&str; 4] = ["35.25", "25", "15.5", "10"];
/// What the three who score an entry may say, and have to settle.
const APART: [[&str; 4]; 3] = [LOW, HIGH, HIGH];

pub fn points(points: [&str; 4]) -> Vec<CriterionScore> {
    let score = |(code, points): (&str, &str)| CriterionScore {
        criterion_code: code.into(),
        points: points.into(),
        remark: String::new(),
    };
    ["C1", "C2", "C3", "C4"].into_iter().zip(points).map(score).collect()
}

pub fn save(of: &ScoreSheet, etag: &str, scores: Vec<CriterionScore>) -> SaveSheetDraftRequest {
    SaveSheetDraftRequest {
        round_id: GOOD_ID.into(),
        sheet_id: of.sheet_id.clone(),
        etag: etag.into(),
        request_id: fresh(),
        validate_only: false,
        scores,
    }
}

fn submit(of: &ScoreSheet, etag: &str) -> SubmitSheetRequest {
    SubmitSheetRequest {
        round_id: GOOD_ID.into(),
        sheet_id: of.sheet_id.clone(),
        etag: etag.into(),
        request_id: fresh(),
        validate_only: false,
    }
}

fn sign(of: &ScoreSheet, etag: &str) -> SignSheetRequest {
    SignSheetRequest {
        round_id: GOOD_ID.into(),
        sheet_id: of.sheet_id.clone(),
        etag: etag.into(),
        request_id: fresh(),
        validate_only: false,
    }
}

pub fn reopen(of: &ScoreSheet, etag: &str) -> ReopenSheetRequest {
    ReopenSheetRequest {
        round_id: GOOD_ID.into(),
        sheet_id: of.sheet_id.clone(),
        etag: etag.into(),
        request_id: fresh(),
        validate_only: false,
        reason: "Cộng nhầm".into(),
    }
}

fn abstain(of: &ScoreSheet, etag: &str) -> AbstainFromEntryRequest {
    AbstainFromEntryRequest {
        round_id: GOOD_ID.into(),
        sheet_id: of.sheet_id.clone(),
        etag: etag.into(),
        request_id: fresh(),
        validate_only: false,
        kind: ConflictKind::Kin.into(),
    }
}

impl World {
    /// All that a judge has, in pages.
    pub async fn own_sheets(&self, judge: &str, last: &CommandReceipt) -> Vec<ScoreSheet> {
        let mut asked = ListOwnSheetsRequest {
            round_id: GOOD_ID.into(),
            read_at: after(last),
            page_size: 2,
            page_token: String::new(),
            stage: Stage::Preliminary.into(),
            state: SheetState::Unspecified.into(),
        };
        let (mut sheets, mut all) = (self.sheets(judge).await, Vec::new());
        loop {
            let page = sheets.list_own_sheets(asked.clone()).await.unwrap().into_inner();
            assert!(page.sheets.len() <= 2);
            all.extend(page.sheets);
            asked.page_token = page.next_page_token;
            if asked.page_token.is_empty() {
                return all;
            }
        }
    }

    pub async fn hands_in(&self, judge: &str, of: &ScoreSheet, said: [&str; 4]) -> CommandReceipt {
        let mut sheets = self.sheets(judge).await;
        let saved = receipt!(sheets.save_sheet_draft(save(of, &of.etag, points(said))));
        receipt!(sheets.submit_sheet(submit(of, &saved.etag)))
    }

    /// What the chair sees.
    pub async fn of_field(&self, last: &CommandReceipt) -> Vec<SheetOfJudge> {
        let list = ListSheetsRequest {
            round_id: GOOD_ID.into(),
            read_at: after(last),
            stage: Stage::Preliminary.into(),
            field_code: "F1".into(),
            ..Default::default()
        };
        self.sheets(CHAIR).await.list_sheets(list).await.unwrap().into_inner().sheets
    }

    /// Who scores the first entry.
    async fn of_the_first(&self, drawn: &CommandReceipt) -> Vec<(&'static str, ScoreSheet)> {
        let mut of_first = Vec::new();
        for judge in [CHAIR].into_iter().chain(JUDGES) {
            let own = self.own_sheets(judge, drawn).await.into_iter();
            of_first.extend(own.filter(|it| it.entry_code == CODES[0]).map(|it| (judge, it)));
        }
        assert_eq!(of_first.len(), 3);
        of_first
    }

    /// Somebody who scores another one.
    async fn of_rest(&self, drawn: &CommandReceipt) -> (&'static str, ScoreSheet) {
        let mut own = self.own_sheets(JUDGES[2], drawn).await.into_iter();
        (JUDGES[2], own.find(|it| it.entry_code != CODES[0]).unwrap())
    }

    async fn divergences(&self, last: &CommandReceipt) -> Vec<Divergence> {
        let list = ListDivergencesRequest {
            round_id: GOOD_ID.into(),
            read_at: after(last),
            stage: Stage::Preliminary.into(),
            field_code: "F1".into(),
            ..Default::default()
        };
        let told = self.sheets(CHAIR).await.list_divergences(list).await.unwrap();
        told.into_inner().divergences
    }
}

#[tokio::test]
async fn a_judge_writes_hands_in_and_signs_and_the_chair_gives_back() {
    let world = World::listed().await;
    let drawn = world.drawn().await;
    let own = world.own_sheets(CHAIR, &drawn).await;
    let sheet = own[0].clone();
    let shown = (&*sheet.entry_title, sheet.state(), sheet.version, sheet.files.len());
    let number = CODES.iter().position(|code| *code == sheet.entry_code).unwrap() + 1;
    assert_eq!(shown, (&*title(number), SheetState::Assigned, 0, 1));
    assert_eq!(sheet.files[0].part_code, "D2", "the other part is not for judges");

    let judge = JUDGES[0];
    let sheet = world.own_sheets(judge, &drawn).await.remove(0);
    let mut sheets = world.sheets(judge).await;
    let early = sheets.save_sheet_draft(save(&sheet, &sheet.etag, Vec::new())).await;
    assert_eq!(refusal(early), (Code::FailedPrecondition, "STAGE_NOT_OPEN".into()));
    world.opened().await;
    for (said, reason) in [
        (points(["40.25", "1", "1", "1"]), "TOO_MANY_POINTS"),
        (points(["20.1", "1", "1", "1"]), "NOT_IN_STEPS"),
        ([points(LOW), points(LOW)].concat(), "CRITERION_TWICE"),
    ] {
        let wrong = sheets.save_sheet_draft(save(&sheet, &sheet.etag, said)).await;
        assert_eq!(refusal(wrong), (Code::InvalidArgument, reason.into()));
    }
    let some = points(HIGH).into_iter().take(3).collect();
    let saved = receipt!(sheets.save_sheet_draft(save(&sheet, &sheet.etag, some)));
    let missing = sheets.submit_sheet(submit(&sheet, &saved.etag)).await.unwrap_err();
    let info = missing.get_error_details().error_info().unwrap().clone();
    assert_eq!(info.metadata["blockers"], "POINTS_MISSING/C4/1", "missing is not zero");
    let stale = sheets.save_sheet_draft(save(&sheet, &sheet.etag, points(HIGH))).await;
    assert_eq!(refusal(stale), (Code::Aborted, "ETAG_MISMATCH".into()));
    let saved = receipt!(sheets.save_sheet_draft(save(&sheet, &saved.etag, points(HIGH))));
    let handed_in = receipt!(sheets.submit_sheet(submit(&sheet, &saved.etag)));
    let again = sheets.save_sheet_draft(save(&sheet, &handed_in.etag, points(LOW))).await;
    assert_eq!(refusal(again), (Code::FailedPrecondition, "STATE_NOT_ALLOWED".into()));
    let signed = receipt!(sheets.sign_sheet(sign(&sheet, &handed_in.etag)));

    let mut chair = world.sheets(CHAIR).await;
    let back = receipt!(chair.reopen_sheet(reopen(&sheet, &signed.etag)));
    let reopened = world.own_sheets(judge, &back).await.remove(0);
    let told = (reopened.state(), reopened.version, &*reopened.reopened_reason);
    assert_eq!(told, (SheetState::Reopened, 1, "Cộng nhầm"));
    assert_eq!(reopened.scores, points(HIGH));
    let second = world.hands_in(judge, &reopened, LOW).await;
    let get = GetOwnSheetRequest {
        round_id: GOOD_ID.into(),
        sheet_id: sheet.sheet_id.clone(),
        read_at: after(&second),
    };
    let now = sheets.get_own_sheet(get.clone()).await.unwrap().into_inner().sheet.unwrap();
    assert_eq!((now.state(), now.version), (SheetState::Submitted, 2));
    let before =
        get.read_at.map(|at| contracts::ledger::v1::ReadAt { known_at: signed.recorded_at, ..at });
    let before = GetOwnSheetRequest { read_at: before, ..get };
    let then = sheets.get_own_sheet(before).await.unwrap().into_inner().sheet.unwrap();
    assert_eq!((then.state(), then.scores, &*then.etag), (SheetState::Signed, points(HIGH), ""));
}

#[tokio::test]
async fn for_others_there_is_no_sheet() {
    let world = World::listed().await;
    let drawn = world.drawn().await;
    world.opened().await;
    let sheet = world.own_sheets(JUDGES[0], &drawn).await.remove(0);
    let handed_in = world.hands_in(JUDGES[0], &sheet, HIGH).await;
    let none = (Code::NotFound, "SHEET_NOT_FOUND".into());
    for other in [JUDGES[1], CHAIR, ANOTHER_JUDGE] {
        let mut sheets = world.sheets(other).await;
        let theirs = sheets.save_sheet_draft(save(&sheet, &handed_in.etag, points(LOW))).await;
        assert_eq!(refusal(theirs), none, "{other}");
        let theirs = sheets.abstain_from_entry(abstain(&sheet, &handed_in.etag)).await;
        assert_eq!(refusal(theirs), none, "{other}");
        let get = GetOwnSheetRequest {
            round_id: GOOD_ID.into(),
            sheet_id: sheet.sheet_id.clone(),
            read_at: after(&handed_in),
        };
        let theirs = sheets.get_own_sheet(get).await;
        assert_eq!(refusal(theirs), (Code::NotFound, "NO_SUCH_RESOURCE".into()), "{other}");
    }
    let mut sheets = world.sheets(JUDGES[0]).await;
    let own = sheets.reopen_sheet(reopen(&sheet, &handed_in.etag)).await;
    assert_eq!(refusal(own), (Code::PermissionDenied, "NO_PERMISSION".into()));

    // The chair of the round who is a mere member here, and one who is in another jury.
    let own = world.own_sheets(CHAIR, &handed_in).await.remove(0);
    let theirs = world.hands_in(CHAIR, &own, HIGH).await;
    let mut chair = world.sheets(CHAIR).await;
    let own = chair.reopen_sheet(reopen(&own, &theirs.etag)).await;
    assert_eq!(refusal(own), (Code::PermissionDenied, "OWN_SHEET".into()));
    let list = |field: &str| ListSheetsRequest {
        round_id: GOOD_ID.into(),
        stage: Stage::Preliminary.into(),
        field_code: field.into(),
        ..Default::default()
    };
    assert_eq!(refusal(chair.list_sheets(list("F2")).await), none);
    for (person, code, reason) in [
        (JUDGES[0], Code::PermissionDenied, "NOT_THE_CHAIR"),
        (ANOTHER_JUDGE, Code::NotFound, "SHEET_NOT_FOUND"),
    ] {
        let mut leading = world.leading(person).await;
        let refused = leading.list_sheets(list("F1")).await;
        assert_eq!(refusal(refused), (code, reason.into()));
        let refused = leading.reopen_sheet(reopen(&sheet, &handed_in.etag)).await;
        assert_eq!(refusal(refused), (code, reason.into()));
    }
}

/// The codes of those sheets of which the scores are told.
fn told(sheets: Vec<SheetOfJudge>) -> Vec<String> {
    let said = sheets.into_iter().filter_map(|it| it.sheet);
    said.filter(|it| !it.scores.is_empty()).map(|it| it.entry_code).collect()
}

fn divergence(settled: bool) -> Divergence {
    Divergence {
        entry_code: CODES[0].into(),
        stage: Stage::Preliminary.into(),
        spread: "40.75".into(),
        settled,
    }
}

#[tokio::test]
async fn the_chair_sees_no_score_before_the_lock_but_those_that_the_jury_has_to_settle() {
    let world = World::listed().await;
    let drawn = world.drawn().await;
    world.opened().await;
    let mut last = drawn.clone();
    for ((judge, sheet), said) in world.of_the_first(&drawn).await.into_iter().zip(APART) {
        let seen = told(world.of_field(&last).await);
        assert!(seen.is_empty(), "who has still to score learns nothing: {seen:?}");
        assert_eq!(world.divergences(&last).await, []);
        last = world.hands_in(judge, &sheet, said).await;
    }
    assert_eq!(world.divergences(&last).await, [divergence(false)]);
    assert_eq!(told(world.of_field(&last).await), [CODES[0]; 3]);
    let (judge, sheet) = world.of_rest(&drawn).await;
    last = world.hands_in(judge, &sheet, LOW).await;
    assert_eq!(told(world.of_field(&last).await), [CODES[0]; 3]);

    world.locked().await;
    let all = async || told(world.of_field(&last).await).len();
    servers::test::eventually("the lock is known", all, |said| *said == 4).await;
}

#[tokio::test]
async fn a_jury_settles_jointly_what_is_too_far_apart_and_nothing_else() {
    let world = World::listed().await;
    let drawn = world.drawn().await;
    world.opened().await;
    let of_first = world.of_the_first(&drawn).await;
    for ((judge, sheet), said) in of_first.iter().zip(APART) {
        world.hands_in(judge, sheet, said).await;
    }
    let joint = RecordJointScoreRequest {
        round_id: GOOD_ID.into(),
        stage: Stage::Preliminary.into(),
        entry_code: CODES[0].into(),
        request_id: fresh(),
        validate_only: false,
        scores: points(HIGH),
        present: of_first.iter().map(|(judge, _)| (*judge).into()).collect(),
        agreed_on: "2026-07-20".into(),
        minutes: Some(world.keeps("Biên bản mẫu.\n").await),
    };
    let wrong = |change: fn(&mut RecordJointScoreRequest)| {
        let mut request = RecordJointScoreRequest { request_id: fresh(), ..joint.clone() };
        change(&mut request);
        request
    };
    let mut chair = world.sheets(CHAIR).await;
    let stranger = wrong(|it| it.present.push(ANOTHER_JUDGE.into()));
    let unkept = wrong(|it| it.minutes.as_mut().unwrap().evidence_id = GOOD_ID.into());
    for (request, code, reason) in [
        (wrong(|it| it.entry_code = CODES[1].into()), Code::NotFound, "DIVERGENCE_NOT_FOUND"),
        (wrong(|it| it.entry_code = "00000000".into()), Code::NotFound, "DIVERGENCE_NOT_FOUND"),
        (wrong(|it| drop(it.scores.pop())), Code::InvalidArgument, "CRITERION_MISSING"),
        (stranger, Code::InvalidArgument, "PRESENT_NOT_OF_JURY"),
        (unkept, Code::NotFound, "EVIDENCE_NOT_FOUND"),
    ] {
        let refused = chair.record_joint_score(request).await;
        assert_eq!(refusal(refused), (code, reason.into()));
    }
    let member = world.leading(JUDGES[0]).await.record_joint_score(wrong(|_| ())).await;
    assert_eq!(refusal(member), (Code::PermissionDenied, "NOT_THE_CHAIR".into()));
    let settled = receipt!(chair.record_joint_score(joint.clone()));
    let repeated = receipt!(chair.record_joint_score(joint));
    assert_eq!((&repeated.token, repeated.repeated_request), (&settled.token, true));
    assert_eq!(world.divergences(&settled).await, [divergence(true)]);
    let own = world.own_sheets(of_first[0].0, &settled).await;
    assert!(own.iter().any(|it| it.scores == points(LOW)), "the first sheets stay on record");
}

#[tokio::test]
async fn who_abstains_is_out_and_a_repeat_gets_the_first_answer() {
    let world = World::listed().await;
    let drawn = world.drawn().await;
    world.opened().await;
    let sheet = world.own_sheets(JUDGES[0], &drawn).await.remove(0);
    let mut sheets = world.sheets(JUDGES[0]).await;
    let abstaining = abstain(&sheet, &sheet.etag);
    let out = receipt!(sheets.abstain_from_entry(abstaining.clone()));
    let repeated = receipt!(sheets.abstain_from_entry(abstaining));
    assert_eq!((&repeated.token, repeated.repeated_request), (&out.token, true));
    let again = sheets.abstain_from_entry(abstain(&sheet, &sheet.etag)).await;
    assert_eq!(refusal(again), (Code::NotFound, "ASSIGNMENT_NOT_FOUND".into()));
    let after_it = sheets.save_sheet_draft(save(&sheet, &sheet.etag, points(LOW))).await;
    assert_eq!(refusal(after_it), (Code::NotFound, "SHEET_NOT_FOUND".into()));
    let recused = ListOwnSheetsRequest {
        round_id: GOOD_ID.into(),
        read_at: after(&out),
        stage: Stage::Preliminary.into(),
        state: SheetState::Recused.into(),
        ..Default::default()
    };
    let recused = sheets.list_own_sheets(recused).await.unwrap().into_inner().sheets;
    assert_eq!(recused.len(), 1);
    assert_eq!(recused[0].sheet_id, sheet.sheet_id);

    let other = world.own_sheets(JUDGES[1], &out).await.remove(0);
    let handed_in = world.hands_in(JUDGES[1], &other, HIGH).await;
    let mut theirs = world.sheets(JUDGES[1]).await;
    let late = theirs.abstain_from_entry(abstain(&other, &handed_in.etag)).await;
    assert_eq!(refusal(late), (Code::FailedPrecondition, "STATE_NOT_ALLOWED".into()));
}
