//! Juries: formed, declared, frozen, and drawn so that whoever makes the draw again gets the same.

use awards::domain::draw::{Draw as OwnDraw, Pair};
use contracts::awards::v1::*;
use servers::bad_input::GOOD_ID;
use tonic::Code;
use tonic_types::StatusExt as _;
use uuid::Uuid;

use crate::history::{CODES, entry};
use crate::jury_samples::{add, assign, draw, form, freeze, jury_id, record};
use crate::receipt;
use crate::requests::{after, fresh};
use crate::world::{ANOTHER_JUDGE, CHAIR, JUDGES, SECRETARY, World, refusal};

#[tokio::test]
async fn a_draw_is_told_with_all_that_it_followed_from_and_can_be_made_again() {
    let world = World::listed().await;
    let drawn = world.drawn().await;
    let get = GetDrawRequest {
        round_id: GOOD_ID.into(),
        jury_id: jury_id(),
        read_at: after(&drawn),
        stage: Stage::Preliminary.into(),
    };
    let mut secretary = world.juries(SECRETARY).await;
    let told = secretary.get_draw(get.clone()).await.unwrap().into_inner().draw.unwrap();
    let known = |it: &DrawnConflict| (it.judge.clone(), it.entry_code.clone());
    let conflicts: Vec<_> = told.conflicts.iter().map(known).collect();
    assert_eq!(conflicts, [(JUDGES[1].to_owned(), CODES[1].to_owned())], "of the same unit");

    let pair = |judge: &str, code: &str| Pair { judge: judge.into(), code: code.parse().unwrap() };
    let again = OwnDraw {
        id: told.draw_id.parse().unwrap(),
        stage: awards::domain::Stage::Preliminary,
        algorithm: told.algorithm_version.try_into().unwrap(),
        seed: told.seed.parse().unwrap(),
        judges_per_entry: told.judges_per_entry.try_into().unwrap(),
        judges: told.judges.iter().cloned().collect(),
        codes: told.entry_codes.iter().map(|code| code.parse().unwrap()).collect(),
        conflicts: told.conflicts.iter().map(|it| pair(&it.judge, &it.entry_code)).collect(),
    };
    let outcome: Vec<_> =
        told.assignments.iter().map(|it| pair(&it.judge, &it.entry_code)).collect();
    assert_eq!(again.outcome().unwrap(), outcome.iter().cloned().collect());

    let assignments = world.assignments(&drawn).await;
    let listed: Vec<_> = assignments.iter().map(|it| pair(&it.judge, &it.entry_code)).collect();
    assert_eq!(listed, outcome, "by judge and code, in pages");
    assert_eq!(outcome.len(), 3 * CODES.len());
    assert!(assignments.iter().all(|it| it.method() == AssignmentMethod::Drawn && !it.recused));
    let none = GetDrawRequest { stage: Stage::Final.into(), ..get };
    let none = secretary.get_draw(none).await;
    assert_eq!(refusal(none), (Code::NotFound, "NO_SUCH_RESOURCE".into()));
    let twice = secretary.draw_assignments(draw(&drawn.etag)).await;
    assert_eq!(refusal(twice), (Code::FailedPrecondition, "ALREADY_DRAWN".into()));
    let early = DrawAssignmentsRequest { stage: Stage::Final.into(), ..draw(&drawn.etag) };
    let early = secretary.draw_assignments(early).await.unwrap_err();
    let info = early.get_error_details().error_info().unwrap().clone();
    assert_eq!(
        (&*info.reason, &*info.metadata["blockers"]),
        ("BLOCKERS_OPEN", "ENTRIES_NOT_ADVANCED/FINAL/1")
    );
}

#[tokio::test]
async fn a_jury_is_known_by_its_members_as_it_was_at_each_moment() {
    let world = World::listed().await;
    let formed = receipt!(world.juries(SECRETARY).await.form_jury(form()));
    let declared = world.declares(JUDGES[0], &formed, &[(CODES[0], ConflictKind::Kin)]).await;
    let list = |known_at| ListJuriesRequest {
        round_id: GOOD_ID.into(),
        read_at: after(&declared).map(|at| contracts::ledger::v1::ReadAt { known_at, ..at }),
        ..Default::default()
    };
    let mut secretary = world.juries(SECRETARY).await;
    let now = secretary.list_juries(list(None)).await.unwrap().into_inner().juries.remove(0);
    assert_eq!((&*now.field_code, now.frozen, &now.etag), ("F1", false, &declared.etag));
    let told: Vec<_> =
        now.members.iter().map(|it| (&*it.judge, it.part(), it.conflicts_declared)).collect();
    let expected = [
        (CHAIR, JuryPart::Chair, false),
        (JUDGES[0], JuryPart::Member, true),
        (JUDGES[1], JuryPart::Member, false),
        (JUDGES[2], JuryPart::Member, false),
    ];
    assert_eq!(told, expected);
    let then = secretary.list_juries(list(formed.recorded_at)).await.unwrap().into_inner();
    let then = &then.juries[0];
    assert!(then.members.iter().all(|it| !it.conflicts_declared) && then.etag.is_empty());

    let get =
        GetJuryRequest { round_id: GOOD_ID.into(), jury_id: jury_id(), read_at: after(&declared) };
    let found = secretary.get_jury(get.clone()).await.unwrap().into_inner().jury.unwrap();
    assert_eq!(found, now);
    let unknown = secretary.get_jury(GetJuryRequest { jury_id: fresh(), ..get }).await;
    assert_eq!(refusal(unknown), (Code::NotFound, "NO_SUCH_RESOURCE".into()));
    let own = ListOwnJuriesRequest {
        round_id: GOOD_ID.into(),
        read_at: after(&declared),
        ..Default::default()
    };
    let none = world.juries(ANOTHER_JUDGE).await.list_own_juries(own).await.unwrap().into_inner();
    assert_eq!(none.juries, []);
}

#[tokio::test]
async fn what_a_jury_must_not_be_is_refused() {
    let world = World::listed().await;
    let mut secretary = world.juries(SECRETARY).await;
    let two_chairs = |mut form: FormJuryRequest| {
        form.members[1].part = JuryPart::Chair.into();
        form
    };
    let twice = |mut form: FormJuryRequest| {
        form.members[1].judge = CHAIR.into();
        form
    };
    let two = |mut form: FormJuryRequest| {
        form.members.truncate(2);
        form
    };
    let elsewhere = FormJuryRequest { field_code: "F9".into(), ..form() };
    let nobody = FormJuryRequest { members: Vec::new(), ..form() };
    for (request, reason) in [
        (elsewhere, "UNKNOWN_CODE"),
        (two_chairs(form()), "NOT_ONE_CHAIR"),
        (twice(form()), "JUDGE_TWICE"),
        (two(form()), "TOO_FEW_JUDGES"),
        (nobody, "FIELD_INVALID"),
    ] {
        let refused = secretary.form_jury(request).await;
        assert_eq!(refusal(refused), (Code::InvalidArgument, reason.into()));
    }
    let formed = receipt!(secretary.form_jury(form()));
    let again = secretary.form_jury(form()).await;
    assert_eq!(refusal(again), (Code::AlreadyExists, "JURY_ALREADY_FORMED".into()));
    let thawed = secretary.draw_assignments(draw(&formed.etag)).await;
    assert_eq!(refusal(thawed), (Code::FailedPrecondition, "JURY_NOT_FROZEN".into()));
    let silent = secretary.freeze_jury(freeze(&formed.etag)).await.unwrap_err();
    let info = silent.get_error_details().error_info().unwrap().clone();
    assert_eq!(info.metadata["blockers"], "CONFLICTS_NOT_DECLARED/F1/4");
    let tomorrow = FreezeJuryRequest { frozen_on: "2026-11-25".into(), ..freeze(&formed.etag) };
    let tomorrow = secretary.freeze_jury(tomorrow).await;
    assert_eq!(refusal(tomorrow), (Code::InvalidArgument, "FIELD_INVALID".into()));
    let unknown = record(&formed.etag, JUDGES[0], fresh());
    let unknown = secretary.record_conflict(unknown).await;
    assert_eq!(refusal(unknown), (Code::NotFound, "ENTRY_NOT_FOUND".into()));
    let remove = RemoveJudgeRequest {
        round_id: GOOD_ID.into(),
        jury_id: jury_id(),
        etag: formed.etag.clone(),
        request_id: fresh(),
        validate_only: false,
        judge: ANOTHER_JUDGE.into(),
        reason: "Đi công tác".into(),
    };
    let removed = secretary.remove_judge(remove.clone()).await;
    assert_eq!(refusal(removed), (Code::NotFound, "JUDGE_NOT_NAMED".into()));
    let removed =
        RemoveJudgeRequest { judge: JUDGES[2].into(), request_id: fresh(), ..remove.clone() };
    let removed = receipt!(secretary.remove_judge(removed));
    let back = receipt!(secretary.add_judge(add(&removed.etag, JUDGES[2], "")));
    let stale = RemoveJudgeRequest { judge: JUDGES[2].into(), request_id: fresh(), ..remove };
    let stale = secretary.remove_judge(stale).await;
    assert_eq!(refusal(stale), (Code::Aborted, "ETAG_MISMATCH".into()));
    assert!(!back.etag.is_empty());
}

#[tokio::test]
async fn nobody_is_assigned_through_a_conflict_and_what_becomes_known_ends_the_assignment() {
    let world = World::listed().await;
    let drawn = world.drawn().await;
    let mut secretary = world.juries(SECRETARY).await;
    let through = secretary.assign_judge(assign(&drawn.etag, JUDGES[1], CODES[1])).await;
    let status = through.unwrap_err();
    let info = status.get_error_details().error_info().unwrap().clone();
    assert_eq!(info.reason, "CONFLICT_OF_INTEREST");
    assert_eq!(
        info.metadata.into_iter().collect::<Vec<_>>(),
        [("kind".into(), "SAME_UNIT".into())]
    );
    let unknown = secretary.assign_judge(assign(&drawn.etag, JUDGES[0], "00000000")).await;
    assert_eq!(refusal(unknown), (Code::InvalidArgument, "UNKNOWN_CODE".into()));

    // The second entry has the only three who may score it.
    let recorded = receipt!(secretary.record_conflict(record(&drawn.etag, JUDGES[0], entry(2))));
    let of = |judge: &str, code: &str, all: Vec<Assignment>| {
        all.into_iter().find(|it| it.judge == judge && it.entry_code == code)
    };
    let ended = of(JUDGES[0], CODES[1], world.assignments(&recorded).await).unwrap();
    assert!(ended.recused);
    let again = secretary.assign_judge(assign(&recorded.etag, JUDGES[0], CODES[1])).await;
    assert_eq!(refusal(again), (Code::FailedPrecondition, "CONFLICT_OF_INTEREST".into()));

    let late = secretary.add_judge(add(&recorded.etag, ANOTHER_JUDGE, "")).await;
    assert_eq!(refusal(late), (Code::FailedPrecondition, "JURY_FROZEN".into()));
    let late = receipt!(secretary.add_judge(add(&recorded.etag, ANOTHER_JUDGE, "Thay người ốm")));
    let all = world.assignments(&late).await;
    let theirs = all.iter().filter(|it| it.judge == ANOTHER_JUDGE);
    let codes: Vec<_> = theirs.map(|it| (&*it.entry_code, it.method())).collect();
    let mut expected = CODES;
    expected.sort_unstable();
    assert_eq!(codes, expected.map(|code| (code, AssignmentMethod::ByHand)), "all of the field");

    let recuse = RecuseJudgeRequest {
        round_id: GOOD_ID.into(),
        jury_id: jury_id(),
        etag: late.etag.clone(),
        request_id: fresh(),
        validate_only: false,
        stage: Stage::Preliminary.into(),
        judge: ANOTHER_JUDGE.into(),
        entry_code: CODES[0].into(),
        kind: ConflictKind::Other.into(),
    };
    let recused = receipt!(secretary.recuse_judge(recuse.clone()));
    let ended = of(ANOTHER_JUDGE, CODES[0], world.assignments(&recused).await).unwrap();
    assert!(ended.recused);
    world.opened().await;
    world.locked().await;
    let locked = RecuseJudgeRequest {
        etag: recused.etag.clone(),
        request_id: fresh(),
        entry_code: CODES[2].into(),
        ..recuse
    };
    let locked = secretary.recuse_judge(locked).await;
    assert_eq!(refusal(locked), (Code::FailedPrecondition, "STAGE_LOCKED".into()));
    let locked = secretary.assign_judge(assign(&recused.etag, CHAIR, CODES[2])).await.unwrap_err();
    let reason = locked.get_error_details().error_info().unwrap().reason.clone();
    assert!(["STAGE_LOCKED", "JUDGE_ALREADY_ASSIGNED"].contains(&&*reason), "{reason}");
}

#[tokio::test]
async fn a_jury_is_not_reached_under_the_name_of_another_round() {
    let world = World::listed().await;
    let formed = receipt!(world.juries(SECRETARY).await.form_jury(form()));
    let elsewhere = Uuid::from_u128(0xEE).to_string();
    let mut theirs = world.juries(&world.secretary_of(&elsewhere).await).await;
    let foreign = FreezeJuryRequest { round_id: elsewhere.clone(), ..freeze(&formed.etag) };
    let foreign = theirs.freeze_jury(foreign).await;
    assert_eq!(refusal(foreign), (Code::NotFound, "JURY_NOT_FOUND".into()));
    let absent = theirs.form_jury(FormJuryRequest { round_id: elsewhere.clone(), ..form() }).await;
    assert_eq!(refusal(absent), (Code::NotFound, "ROUND_NOT_FOUND".into()));
    let get = GetJuryRequest { round_id: elsewhere, jury_id: jury_id(), read_at: after(&formed) };
    let foreign = theirs.get_jury(get).await;
    assert_eq!(refusal(foreign), (Code::NotFound, "NO_SUCH_RESOURCE".into()));
}
