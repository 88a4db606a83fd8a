//! The list of prizes: from the proposal to the release, and who hears of it when.

mod amending;
mod honours;

use contracts::awards::v1::*;
use prost::Message as _;
use servers::bad_input::GOOD_ID;
use tonic::Code;

use crate::judging_samples::{LAST, MINUTES, code, entry, school};
use crate::receipt;
use crate::requests::fresh;
use crate::world::{AUTHORITY, COMMITTEE, KEEPER, SECRETARY, World, refusal};

fn refused(code: Code, reason: &str) -> (Code, String) {
    (code, reason.to_owned())
}

fn precondition(reason: &str) -> (Code, String) {
    refused(Code::FailedPrecondition, reason)
}

pub fn propose(etag: &str, prizes: &[(u8, &str)]) -> ProposePrizesRequest {
    let prize = |(number, tier): &(u8, &str)| ProposedPrize {
        entry_code: code(*number).to_string(),
        tier_code: (*tier).to_owned(),
    };
    ProposePrizesRequest {
        round_id: GOOD_ID.into(),
        etag: etag.into(),
        request_id: fresh(),
        validate_only: false,
        prizes: prizes.iter().map(prize).collect(),
        proposed_on: "2026-09-01".into(),
    }
}

fn vote((in_favour, against): (i32, i32), minutes: &CitedFile) -> CommitteeVote {
    CommitteeVote {
        present: in_favour + against,
        in_favour,
        against,
        blank: 0,
        voted_on: "2026-09-02".into(),
        minutes: Some(minutes.clone()),
    }
}

fn record(etag: &str, votes: (i32, i32), minutes: &CitedFile) -> RecordCommitteeVoteRequest {
    RecordCommitteeVoteRequest {
        round_id: GOOD_ID.into(),
        etag: etag.into(),
        request_id: fresh(),
        validate_only: false,
        vote: Some(vote(votes, minutes)),
    }
}

fn post(etag: &str) -> PostPrizesRequest {
    PostPrizesRequest {
        round_id: GOOD_ID.into(),
        etag: etag.into(),
        request_id: fresh(),
        validate_only: false,
        posted_on: "2026-09-03".into(),
    }
}

fn decision() -> Option<DecisionRef> {
    Some(DecisionRef {
        number_symbol: "99/QĐ-MẪU".into(),
        issued_on: "2026-09-18".into(),
        issuer_unit_id: GOOD_ID.into(),
    })
}

pub fn decide(etag: &str, on: &str) -> DecidePrizesRequest {
    DecidePrizesRequest {
        programme_id: GOOD_ID.into(),
        round_id: GOOD_ID.into(),
        etag: etag.into(),
        request_id: fresh(),
        validate_only: false,
        sent_back: false,
        reason: String::new(),
        decided_on: on.into(),
        decision_ref: decision(),
    }
}

pub fn release(etag: &str) -> ReleaseResultsRequest {
    ReleaseResultsRequest {
        round_id: GOOD_ID.into(),
        etag: etag.into(),
        request_id: fresh(),
        validate_only: false,
        released_on: "2026-09-20".into(),
    }
}

/// What the receipt of a first proposal says of the list: the resource of that act is the round.
fn of_list(receipt: &contracts::ledger::v1::CommandReceipt) -> String {
    let proposed = receipt.events.iter().find(|it| it.event_type == "prize_list.proposed");
    proposed.unwrap().etag.clone()
}

impl World {
    pub async fn list(&self) -> (PrizeList, Vec<(String, i32)>) {
        let get = GetPrizeListRequest { round_id: GOOD_ID.into(), read_at: self.newest().await };
        let answer = self.prize_lists(COMMITTEE).await.get_prize_list(get).await.unwrap();
        let answer = answer.into_inner();
        let blockers = answer.blockers.into_iter().map(|it| (it.r#type, it.count)).collect();
        (answer.prize_list.unwrap(), blockers)
    }

    async fn submitted(&self) -> Result<PrizeListState, (Code, String)> {
        let get = GetSubmittedPrizeListRequest {
            programme_id: GOOD_ID.into(),
            round_id: GOOD_ID.into(),
            read_at: self.newest().await,
        };
        match self.prize_lists(AUTHORITY).await.get_submitted_prize_list(get).await {
            Ok(answer) => Ok(answer.into_inner().prize_list.unwrap().state()),
            Err(status) => Err(refusal::<()>(Err(status))),
        }
    }

    async fn released(&self) -> Vec<ReleasedPrize> {
        let list = ListReleasedPrizesRequest {
            round_id: GOOD_ID.into(),
            read_at: self.newest().await,
            ..ListReleasedPrizesRequest::default()
        };
        // Anybody who has a right at all.
        let answer = self.prize_lists(KEEPER).await.list_released_prizes(list).await.unwrap();
        answer.into_inner().prizes
    }

    /// The list is voted for and posted; its etag.
    pub async fn posted(&self, prizes: &[(u8, &str)]) -> String {
        let ranked = self.ranked([81, 95, 72]).await;
        let minutes = self.keeps(MINUTES).await;
        let mut committee = self.prize_lists(COMMITTEE).await;
        let proposed = receipt!(committee.propose_prizes(propose(&ranked.etag, prizes)));
        let vote = record(&of_list(&proposed), (7, 2), &minutes);
        let approved = receipt!(committee.record_committee_vote(vote));
        receipt!(self.prize_lists(SECRETARY).await.post_prizes(post(&approved.etag))).etag
    }

    /// What others hear of outcomes.
    async fn told(&self) -> Vec<(String, Vec<u8>)> {
        const OUTCOMES: [&str; 6] = [
            "AwardDecisionIssued",
            "EntryAdvancedToFinal",
            "HonourConferred",
            "PrizeAwarded",
            "ResultsReleased",
            "StageJudged",
        ];
        let entries = self.ledger.read_published(1, 500).await.unwrap();
        let outcomes = entries.into_iter().filter(|it| OUTCOMES.contains(&&*it.event_type));
        outcomes.map(|it| (it.event_type, it.published.unwrap().into())).collect()
    }
}

pub const PRIZES: [(u8, &str); 2] = [(3, "T1"), (1, "T2")];

#[tokio::test]
async fn a_list_is_proposed_voted_on_posted_decided_and_released_at_once() {
    let world = World::new().await;
    let etag = world.posted(&PRIZES).await;
    let (list, blockers) = world.list().await;
    assert_eq!((list.state(), list.version), (PrizeListState::Posted, 1));
    assert_eq!((&*list.posted_until, &*list.etag, blockers), ("2026-09-17", &*etag, vec![]));
    assert_eq!(list.vote.unwrap().in_favour, 7);
    let tiers: Vec<_> = list.prizes.iter().map(|it| &*it.tier_code).collect();
    assert_eq!(tiers, ["T1", "T2"]);
    assert_eq!(world.told().await, [], "a list on a wall is told to nobody");

    let mut authority = world.prize_lists(AUTHORITY).await;
    let early = authority.decide_prizes(decide(&etag, "2026-09-17")).await;
    assert_eq!(refusal(early), precondition("POSTING_NOT_OVER"));
    let decided = receipt!(authority.decide_prizes(decide(&etag, "2026-09-18")));
    assert_eq!(world.submitted().await, Ok(PrizeListState::Decided));
    assert_eq!(world.released().await, []);
    let told: Vec<_> = world.told().await.into_iter().map(|it| it.0).collect();
    assert_eq!(told, ["AwardDecisionIssued"], "that it is decided, and not what");

    let mut secretary = world.prize_lists(SECRETARY).await;
    let releasing = release(&decided.etag);
    let released = receipt!(secretary.release_results(releasing.clone()));
    let again = receipt!(secretary.release_results(releasing));
    assert_eq!((again.token, again.repeated_request), (released.token.clone(), true));
    let twice = secretary.release_results(release(&released.etag)).await;
    assert_eq!(refusal(twice), precondition("STATE_NOT_ALLOWED"));

    let told = world.told().await;
    let names: Vec<_> = told.iter().map(|it| &*it.0).skip(1).collect();
    let finalists = ["EntryAdvancedToFinal"; 3];
    let stages = ["StageJudged"; 2];
    let expected = [&["ResultsReleased"][..], &stages, &finalists, &["PrizeAwarded"; 2]].concat();
    assert_eq!(names, expected);
    let results = ResultsReleased::decode(&*told[1].1).unwrap();
    assert_eq!((results.finalists, results.prizes, results.illustrative), (3, 2, true));
    let judged = StageJudged::decode(&*told[3].1).unwrap();
    let numbers = (judged.entries, judged.sheets, judged.reopened, judged.settled_jointly);
    assert_eq!((judged.stage(), &*judged.occurred_on), (LAST, "2026-08-15"));
    assert_eq!(numbers, (3, 9, 0, 0));
    let finalist = EntryAdvancedToFinal::decode(&*told[4].1).unwrap();
    assert_eq!(
        (&*finalist.occurred_on, &*finalist.entry_id),
        ("2026-08-02", &*entry(1).to_string())
    );
    let prize = PrizeAwarded::decode(&*told[7].1).unwrap();
    assert_eq!((&*prize.occurred_on, &*prize.tier_name), ("2026-09-18", "Giải Nhất"));
    assert_eq!(prize.entry_id, entry(3).to_string());
    assert_eq!((prize.origin_unit_id, prize.decision_ref), (school().to_string(), decision()));

    let prizes = world.released().await;
    let rows: Vec<_> = prizes.iter().map(|it| (&*it.tier_code, &*it.entry_title)).collect();
    assert_eq!(rows, [("T1", "Sản phẩm mẫu 3"), ("T2", "Sản phẩm mẫu 1")]);
    assert_eq!(prizes[0].prize_id, prize.prize_id);
}

#[tokio::test]
async fn a_list_keeps_to_the_ranking_and_the_places_of_the_ruleset() {
    let world = World::new().await;
    let ranked = world.ranked([81, 95, 62]).await;
    let mut committee = world.prize_lists(COMMITTEE).await;
    for (prizes, code, reason) in [
        (&[(3, "T1"), (1, "T1")][..], Code::FailedPrecondition, "BELOW_THRESHOLD"),
        (&[(2, "T4")], Code::FailedPrecondition, "NOT_A_FINALIST"),
        (&[(1, "T2")], Code::FailedPrecondition, "OUT_OF_RANK"),
        (&[(3, "T1"), (3, "T2")], Code::InvalidArgument, "ENTRY_TWICE"),
        (&[(3, "T9")], Code::InvalidArgument, "UNKNOWN_CODE"),
        (&[(3, "t 1")], Code::InvalidArgument, "FIELD_INVALID"),
    ] {
        let refusal = refusal(committee.propose_prizes(propose(&ranked.etag, prizes)).await);
        assert_eq!(refusal, refused(code, reason), "{prizes:?}");
    }
    let none = propose(&ranked.etag, &[]);
    let none = receipt!(committee.propose_prizes(none));
    assert!(!none.repeated_request, "no prize is an ordinary outcome");
    let (list, _) = world.list().await;
    assert_eq!((list.state(), list.prizes), (PrizeListState::Proposed, vec![]));
    let again = committee.propose_prizes(propose(&ranked.etag, &PRIZES)).await;
    assert_eq!(refusal(again), precondition("STATE_NOT_ALLOWED"));
    let again = committee.propose_prizes(propose(&list.etag, &PRIZES)).await;
    assert_eq!(refusal(again), precondition("STATE_NOT_ALLOWED"));
}

#[tokio::test]
async fn the_committee_votes_with_its_quorum_and_may_decline() {
    let world = World::new().await;
    let ranked = world.ranked([81, 95, 62]).await;
    let minutes = world.keeps(MINUTES).await;
    let mut committee = world.prize_lists(COMMITTEE).await;
    let proposing = propose(&ranked.etag, &PRIZES);
    let proposed = receipt!(committee.propose_prizes(proposing.clone()));
    let repeated = receipt!(committee.propose_prizes(proposing));
    assert_eq!((repeated.token, repeated.repeated_request), (proposed.token.clone(), true));
    let etag = of_list(&proposed);
    let odd = |change: fn(&mut CommitteeVote)| {
        let mut request = record(&etag, (7, 2), &minutes);
        change(request.vote.as_mut().unwrap());
        request
    };
    for (request, code, reason) in [
        (record(&etag, (5, 0), &minutes), Code::FailedPrecondition, "NO_QUORUM"),
        (record(&etag, (9, 1), &minutes), Code::InvalidArgument, "TOO_MANY_MEMBERS"),
        (odd(|it| it.present = 8), Code::InvalidArgument, "VOTES_DO_NOT_ADD_UP"),
        (
            odd(|it| it.voted_on = "2026-08-31".into()),
            Code::FailedPrecondition,
            "BEFORE_PRIZE_LIST",
        ),
        (odd(|it| it.voted_on = "2026-11-25".into()), Code::InvalidArgument, "FIELD_INVALID"),
        (
            odd(|it| it.minutes.as_mut().unwrap().sha256 = "0".repeat(64)),
            Code::InvalidArgument,
            "EVIDENCE_HASH_DIFFERS",
        ),
    ] {
        assert_eq!(refusal(committee.record_committee_vote(request).await), refused(code, reason));
    }
    let declined = receipt!(committee.record_committee_vote(record(&etag, (5, 4), &minutes)));
    assert_eq!(world.list().await.0.state(), PrizeListState::Declined);
    let posted = world.prize_lists(SECRETARY).await.post_prizes(post(&declined.etag)).await;
    assert_eq!(refusal(posted), precondition("STATE_NOT_ALLOWED"));
    let unseen = committee.propose_prizes(propose(&ranked.etag, &PRIZES)).await;
    assert_eq!(refusal(unseen), precondition("STATE_NOT_ALLOWED"), "whoever knows of no list");
    let later = ProposePrizesRequest {
        proposed_on: "2026-09-02".into(),
        ..propose(&declined.etag, &PRIZES)
    };
    receipt!(committee.propose_prizes(later));
    let (list, _) = world.list().await;
    assert_eq!((list.version, list.state(), list.vote), (2, PrizeListState::Proposed, None));
}

#[tokio::test]
async fn the_authority_sees_what_was_posted_of_its_programme_and_may_send_it_back() {
    let world = World::new().await;
    let etag = world.posted(&PRIZES).await;
    assert_eq!(world.submitted().await, Ok(PrizeListState::Posted));
    let mut authority = world.prize_lists(AUTHORITY).await;
    let mute = DecidePrizesRequest { sent_back: true, ..decide(&etag, "2026-09-10") };
    let refused_mute = authority.decide_prizes(mute.clone()).await;
    assert_eq!(refusal(refused_mute), refused(Code::InvalidArgument, "FIELD_INVALID"));
    let send_back = DecidePrizesRequest { reason: "Có khiếu nại".into(), ..mute };
    let back = receipt!(authority.decide_prizes(send_back));
    assert_eq!(world.submitted().await, Ok(PrizeListState::SentBack));
    assert_eq!(world.list().await.0.reason, "Có khiếu nại");
    let mut committee = world.prize_lists(COMMITTEE).await;
    let later =
        ProposePrizesRequest { proposed_on: "2026-09-11".into(), ..propose(&back.etag, &PRIZES) };
    receipt!(committee.propose_prizes(later));
    assert_eq!(world.list().await.0.version, 2);
    assert_eq!(world.submitted().await, Err(refused(Code::NotFound, "NO_SUCH_RESOURCE")));
    assert_eq!(world.told().await, []);
}

#[tokio::test]
async fn a_list_with_somebody_who_left_takes_no_step_until_another_one_is_proposed() {
    let world = World::new().await;
    let etag = world.posted(&PRIZES).await;
    world.excludes(1).await;
    assert_eq!(world.list().await.1, [("ENTRIES_EXCLUDED".to_owned(), 1)]);
    let mut authority = world.prize_lists(AUTHORITY).await;
    let kept = authority.decide_prizes(decide(&etag, "2026-09-18")).await;
    assert_eq!(refusal(kept), precondition("BLOCKERS_OPEN"));
    let reason = "Một hồ sơ đã bị loại".to_owned();
    let back = DecidePrizesRequest { sent_back: true, reason, ..decide(&etag, "2026-09-18") };
    let back = receipt!(authority.decide_prizes(back));
    let mut committee = world.prize_lists(COMMITTEE).await;
    let on = |request| ProposePrizesRequest { proposed_on: "2026-09-19".into(), ..request };
    let gone = committee.propose_prizes(on(propose(&back.etag, &PRIZES))).await;
    assert_eq!(refusal(gone), precondition("NOT_A_FINALIST"));
    let next = [(3, "T1"), (4, "T3")];
    receipt!(committee.propose_prizes(on(propose(&back.etag, &next))));
    assert_eq!(world.list().await.1, []);
}

#[tokio::test]
async fn who_left_after_the_vote_is_neither_posted_nor_voted_for() {
    let world = World::new().await;
    let ranked = world.ranked([81, 95, 72]).await;
    let minutes = world.keeps(MINUTES).await;
    let mut committee = world.prize_lists(COMMITTEE).await;
    let proposed = receipt!(committee.propose_prizes(propose(&ranked.etag, &PRIZES)));
    world.excludes(1).await;
    let etag = of_list(&proposed);
    let kept = committee.record_committee_vote(record(&etag, (9, 0), &minutes)).await;
    assert_eq!(refusal(kept), precondition("BLOCKERS_OPEN"));
    let next = propose(&etag, &[(3, "T1"), (4, "T3")]);
    let next = receipt!(committee.propose_prizes(next));
    let approved = receipt!(committee.record_committee_vote(record(&next.etag, (9, 0), &minutes)));
    world.excludes(4).await;
    let kept = world.prize_lists(SECRETARY).await.post_prizes(post(&approved.etag)).await;
    assert_eq!(refusal(kept), precondition("BLOCKERS_OPEN"));
}

#[tokio::test]
async fn a_list_is_not_reached_where_there_is_none_or_under_another_programme() {
    let world = World::new().await;
    let etag = format!("\"prize_list-{GOOD_ID}-1\"");
    let nowhere = world.prize_lists(SECRETARY).await.post_prizes(post(&etag)).await;
    assert_eq!(refusal(nowhere), refused(Code::NotFound, "PRIZE_LIST_NOT_FOUND"));
    let etag = world.posted(&PRIZES).await;
    let elsewhere = "00000000-0000-0000-0000-0000000000e1";
    let mut they = world.decides_for(elsewhere).await;
    let theirs =
        DecidePrizesRequest { programme_id: elsewhere.into(), ..decide(&etag, "2026-09-18") };
    let refused_theirs = they.decide_prizes(theirs).await;
    assert_eq!(refusal(refused_theirs), refused(Code::NotFound, "PRIZE_LIST_NOT_FOUND"));
    let get = GetSubmittedPrizeListRequest {
        programme_id: elsewhere.into(),
        round_id: GOOD_ID.into(),
        read_at: world.newest().await,
    };
    let hidden = they.get_submitted_prize_list(get).await;
    assert_eq!(refusal(hidden), refused(Code::NotFound, "NO_SUCH_RESOURCE"));
}
