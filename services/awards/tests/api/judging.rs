//! Stages: opened, closed, and what comes of them, to whoever may know.

use contracts::awards::v1::*;
use servers::bad_input::GOOD_ID;
use tonic::Code;

use crate::judging_samples::{FIRST, LAST, MINUTES, advance, close, code, open};
use crate::receipt;
use crate::requests::{after, fresh};
use crate::world::{CHAIR, COMMITTEE, OTHER_CHAIR, SECRETARY, World, refusal};

fn refused(code: Code, reason: &str) -> (Code, String) {
    (code, reason.to_owned())
}

fn kept() -> (Code, String) {
    refused(Code::FailedPrecondition, "BLOCKERS_OPEN")
}

impl World {
    async fn kept_by(&self, stage: Stage) -> Vec<(String, String, i32)> {
        let read_at = self.newest().await;
        let get =
            GetStageBlockersRequest { round_id: GOOD_ID.into(), read_at, stage: stage.into() };
        let answer = self.judging(SECRETARY).await.get_stage_blockers(get).await.unwrap();
        let blockers = answer.into_inner().blockers;
        blockers.into_iter().map(|it| (it.r#type, it.subject, it.count)).collect()
    }

    async fn ranking(&self, stage: Stage, field: &str) -> Vec<(i32, String, String)> {
        let (mut told, mut page_token) = (Vec::new(), String::new());
        let read_at = self.newest().await;
        loop {
            let list = ListRankingRequest {
                round_id: GOOD_ID.into(),
                read_at: read_at.clone(),
                page_size: 2,
                page_token,
                stage: stage.into(),
                field_code: field.into(),
            };
            let page = self.judging(COMMITTEE).await.list_ranking(list).await.unwrap();
            let page = page.into_inner();
            assert!(page.entries.len() <= 2);
            let row = |it: RankedEntry| (it.rank, it.entry_code, it.shown_score);
            told.extend(page.entries.into_iter().map(row));
            page_token = page.next_page_token;
            if page_token.is_empty() {
                return told;
            }
        }
    }
}

fn missing(kind: &str, rows: &[(&str, i32)]) -> Vec<(String, String, i32)> {
    let row = |(subject, count): &(&str, i32)| (kind.to_owned(), (*subject).to_owned(), *count);
    rows.iter().map(row).collect()
}

fn row(rank: i32, number: u8, score: &str) -> (i32, String, String) {
    (rank, code(number).to_string(), score.to_owned())
}

#[tokio::test]
async fn a_round_is_judged_in_two_stages_and_each_step_waits_for_what_is_missing() {
    let world = World::new().await;
    let etag = world.lists_entries().await;
    let (mut secretary, mut chair) = (world.judging(SECRETARY).await, world.judging(CHAIR).await);
    assert_eq!(world.kept_by(FIRST).await, missing("TOO_FEW_JUDGES", &[("F1", 3), ("F2", 1)]));
    let early = secretary.open_stage(open(FIRST, &etag, "2026-07-15")).await;
    assert_eq!(refusal(early), kept());
    world.assigned(FIRST, &[1, 2, 3, 4]).await;
    assert_eq!(world.kept_by(FIRST).await, []);
    let waiting = secretary.open_stage(open(LAST, &etag, "2026-07-15")).await;
    assert_eq!(refusal(waiting), refused(Code::FailedPrecondition, "STATE_NOT_ALLOWED"));
    let opened = world.opens(FIRST, &etag, "2026-07-15").await;

    assert_eq!(world.kept_by(FIRST).await, missing("SHEETS_NOT_SIGNED", &[("F1", 9), ("F2", 3)]));
    let early = chair.close_stage(close(FIRST, &opened.etag, "2026-08-01")).await;
    assert_eq!(refusal(early), kept());
    world.scored(FIRST, &[(1, 70), (2, 60), (3, 80), (4, 90)]).await;
    assert_eq!(world.kept_by(FIRST).await, []);
    let stale = chair.close_stage(close(FIRST, &etag, "2026-08-01")).await;
    assert_eq!(refusal(stale), refused(Code::Aborted, "ETAG_MISMATCH"));
    let closing = close(FIRST, &opened.etag, "2026-08-01");
    let closed = receipt!(chair.close_stage(closing.clone()));
    let again = receipt!(chair.close_stage(closing));
    assert_eq!((again.token, again.repeated_request), (closed.token.clone(), true));
    let twice = chair.close_stage(close(FIRST, &closed.etag, "2026-08-01")).await;
    assert_eq!(refusal(twice), refused(Code::FailedPrecondition, "STAGE_LOCKED"));
    let all = [row(1, 4, "90.00"), row(2, 3, "80.00"), row(3, 1, "70.00"), row(4, 2, "60.00")];
    assert_eq!(world.ranking(FIRST, "").await, all);
    assert_eq!(world.ranking(FIRST, "F1").await, all[1..]);

    assert_eq!(world.kept_by(LAST).await, missing("ENTRIES_NOT_ADVANCED", &[("FINAL", 1)]));
    let advancing = AdvanceEntriesRequest { validate_only: true, ..advance(&closed.etag) };
    let planned = secretary.advance_entries(advancing).await.unwrap().into_inner();
    assert_eq!((planned.advanced, planned.receipt.unwrap().token), (3, String::new()));
    let advancing = advance(&closed.etag);
    let answer = secretary.advance_entries(advancing.clone()).await.unwrap().into_inner();
    assert_eq!(answer.advanced, 3, "of four, one has no more than 60");
    let again = secretary.advance_entries(advancing).await.unwrap().into_inner();
    assert_eq!((again.advanced, again.receipt.unwrap().repeated_request), (3, true));
    let twice = secretary.advance_entries(advance(&closed.etag)).await;
    assert_eq!(refusal(twice), refused(Code::FailedPrecondition, "ENTRIES_ALREADY_ADVANCED"));

    assert_eq!(world.kept_by(LAST).await, missing("TOO_FEW_JUDGES", &[("F1", 2), ("F2", 1)]));
    world.assigned(LAST, &[1, 3, 4]).await;
    let opened = world.opens(LAST, &closed.etag, "2026-08-05").await;
    world.scored(LAST, &[(1, 81), (3, 95), (4, 62)]).await;
    world.closes(LAST, &opened.etag, "2026-08-15").await;
    let all = [row(1, 3, "95.00"), row(2, 1, "81.00"), row(3, 4, "62.00")];
    assert_eq!(world.ranking(LAST, "").await, all);
    assert_eq!(world.kept_by(LAST).await, []);
}

fn vote(etag: &str, field: &str, votes: &[(u8, i32)], minutes: &CitedFile) -> RecordTieVoteRequest {
    let vote = |(number, votes): &(u8, i32)| TieVote {
        entry_code: code(*number).to_string(),
        votes: *votes,
    };
    RecordTieVoteRequest {
        round_id: GOOD_ID.into(),
        etag: etag.into(),
        request_id: fresh(),
        validate_only: false,
        stage: LAST.into(),
        field_code: field.into(),
        votes: votes.iter().map(vote).collect(),
        voted_on: "2026-08-14".into(),
        minutes: Some(minutes.clone()),
    }
}

#[tokio::test]
async fn the_chair_of_a_field_records_how_its_jury_voted_between_those_who_are_level() {
    let world = World::new().await;
    let etag = world.lists_entries().await;
    world.assigned(FIRST, &[1, 2, 3, 4]).await;
    let opened = world.opens(FIRST, &etag, "2026-07-15").await;
    world.scored(FIRST, &[(1, 70), (2, 60), (3, 80), (4, 90)]).await;
    let closed = world.closes(FIRST, &opened.etag, "2026-08-01").await;
    receipt!(world.judging(SECRETARY).await.advance_entries(advance(&closed.etag)));
    world.assigned(LAST, &[1, 3, 4]).await;
    let opened = world.opens(LAST, &closed.etag, "2026-08-05").await;
    world.scored(LAST, &[(1, 81), (3, 81), (4, 62)]).await;
    assert_eq!(world.kept_by(LAST).await, missing("JURY_VOTE_MISSING", &[("F1", 1)]));

    let (etag, minutes) = (opened.etag, world.keeps(MINUTES).await);
    let mut chair = world.judging(CHAIR).await;
    let stranger = vote(&etag, "F1", &[(1, 1), (3, 2)], &minutes);
    let stranger = world.judging(OTHER_CHAIR).await.record_tie_vote(stranger).await;
    assert_eq!(refusal(stranger), refused(Code::NotFound, "JUDGE_NOT_NAMED"));
    let unknown = CitedFile { evidence_id: fresh(), ..minutes.clone() };
    for (request, code, reason) in [
        (vote(&etag, "F3", &[(1, 1)], &minutes), Code::NotFound, "JURY_NOT_FOUND"),
        (vote(&etag, "F1", &[(1, 1), (4, 2)], &minutes), Code::NotFound, "TIE_NOT_FOUND"),
        (
            vote(&etag, "F1", &[(1, 2), (3, 2)], &minutes),
            Code::InvalidArgument,
            "VOTES_DO_NOT_ADD_UP",
        ),
        (
            vote(&etag, "F1", &[(1, 1), (3, 2), (3, 0)], &minutes),
            Code::InvalidArgument,
            "VOTES_DO_NOT_ADD_UP",
        ),
        (vote(&etag, "F1", &[], &minutes), Code::InvalidArgument, "FIELD_INVALID"),
        (vote(&etag, "F1", &[(1, 1), (3, 2)], &unknown), Code::NotFound, "EVIDENCE_NOT_FOUND"),
    ] {
        assert_eq!(refusal(chair.record_tie_vote(request).await), refused(code, reason));
    }
    let voting = vote(&etag, "F1", &[(1, 1), (3, 2)], &minutes);
    receipt!(chair.record_tie_vote(voting));
    assert_eq!(world.kept_by(LAST).await, []);
    world.closes(LAST, &etag, "2026-08-15").await;
    let all = [row(1, 3, "81.00"), row(2, 1, "81.00"), row(3, 4, "62.00")];
    assert_eq!(world.ranking(LAST, "").await, all);
}

#[tokio::test]
async fn whoever_leaves_is_judged_no_more_and_stays_where_the_stage_was_locked() {
    let world = World::new().await;
    let etag = world.lists_entries().await;
    world.assigned(FIRST, &[1, 2, 3, 4]).await;
    let opened = world.opens(FIRST, &etag, "2026-07-15").await;
    world.scored(FIRST, &[(1, 70), (2, 60), (3, 80)]).await;
    assert_eq!(world.kept_by(FIRST).await, missing("SHEETS_NOT_SIGNED", &[("F2", 3)]));
    world.excludes(4).await;
    assert_eq!(world.kept_by(FIRST).await, []);
    let closed = world.closes(FIRST, &opened.etag, "2026-08-01").await;
    world.excludes(3).await;
    let all = [row(1, 3, "80.00"), row(2, 1, "70.00"), row(3, 2, "60.00")];
    assert_eq!(world.ranking(FIRST, "").await, all);
    let mut secretary = world.judging(SECRETARY).await;
    let answer = secretary.advance_entries(advance(&closed.etag)).await.unwrap().into_inner();
    assert_eq!(answer.advanced, 1);
}

#[tokio::test]
async fn nobody_is_told_a_ranking_before_it_is_locked_nor_who_runs_the_round_ever() {
    let world = World::new().await;
    let etag = world.lists_entries().await;
    world.assigned(FIRST, &[1, 2, 3, 4]).await;
    let opened = world.opens(FIRST, &etag, "2026-07-15").await;
    world.scored(FIRST, &[(1, 70), (2, 60), (3, 80), (4, 90)]).await;
    let list = ListRankingRequest {
        round_id: GOOD_ID.into(),
        read_at: world.newest().await,
        stage: FIRST.into(),
        ..ListRankingRequest::default()
    };
    let early = world.judging(COMMITTEE).await.list_ranking(list.clone()).await;
    assert_eq!(refusal(early), refused(Code::NotFound, "NO_SUCH_RESOURCE"));
    let closed = world.closes(FIRST, &opened.etag, "2026-08-01").await;
    let then = list.clone();
    let list = ListRankingRequest { read_at: after(&closed), ..list };
    for person in [SECRETARY, CHAIR] {
        let told = world.judging(person).await.list_ranking(list.clone()).await;
        assert_eq!(refusal(told), refused(Code::PermissionDenied, "NO_PERMISSION"));
    }
    assert!(world.judging(COMMITTEE).await.list_ranking(list).await.is_ok());
    let other = ListRankingRequest { stage: LAST.into(), ..then };
    let other = world.judging(COMMITTEE).await.list_ranking(other).await;
    assert_eq!(refusal(other), refused(Code::NotFound, "NO_SUCH_RESOURCE"));
}

#[tokio::test]
async fn what_is_of_no_round_or_no_stage_is_refused() {
    let world = World::new().await;
    let etag = format!("\"round-{GOOD_ID}-7\"");
    let mut secretary = world.judging(SECRETARY).await;
    let unknown = secretary.open_stage(open(FIRST, &etag, "2026-07-15")).await;
    assert_eq!(refusal(unknown), refused(Code::NotFound, "ROUND_NOT_FOUND"));
    assert_eq!(world.lists_entries().await, etag);
    let tomorrow = secretary.open_stage(open(FIRST, &etag, "2026-11-25")).await;
    assert_eq!(refusal(tomorrow), refused(Code::InvalidArgument, "FIELD_INVALID"));
    let closed = world.judging(CHAIR).await.close_stage(close(FIRST, &etag, "2026-07-15")).await;
    assert_eq!(refusal(closed), refused(Code::FailedPrecondition, "STAGE_NOT_OPEN"));
    let advanced = secretary.advance_entries(advance(&etag)).await;
    assert_eq!(refusal(advanced), refused(Code::FailedPrecondition, "STAGE_NOT_LOCKED"));
    let early = secretary.open_stage(open(FIRST, &etag, "2026-07-09")).await;
    assert_eq!(refusal(early), refused(Code::FailedPrecondition, "BEFORE_ROUND"));
}
