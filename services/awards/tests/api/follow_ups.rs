//! What follows a release: the national contest, the application, the revocation, and who hears of it.

use awards::domain::prize_list::{self, PrizeList};
use awards::domain::{PrizeId, ProgrammeId, RoundId};
use awards::published;
use contracts::awards::v1::*;
use contracts::ledger::v1::CommandReceipt;
use prost::Message as _;
use servers::bad_input::GOOD_ID;
use tonic::Code;

use crate::judging_samples::{MINUTES, day, decision as decided, entry, good, school};
use crate::receipt;
use crate::requests::fresh;
use crate::world::{AUTHORITY, JUDGES, KEEPER, SECRETARY, World, refusal};

const CONTEST: &str = "Cuộc thi mẫu toàn quốc lần thứ 18";
const ELSEWHERE: &str = "00000000-0000-0000-0000-0000000000e1";

fn precondition(reason: &str) -> (Code, String) {
    (Code::FailedPrecondition, reason.to_owned())
}

fn missing(reason: &str) -> (Code, String) {
    (Code::NotFound, reason.to_owned())
}

fn decision() -> Option<DecisionRef> {
    Some(DecisionRef {
        number_symbol: "99/QĐ-MẪU".into(),
        issued_on: "2026-10-01".into(),
        issuer_unit_id: GOOD_ID.into(),
    })
}

fn nominate(etag: &str, number: u8) -> NominateToNationalRequest {
    NominateToNationalRequest {
        round_id: GOOD_ID.into(),
        entry_id: entry(number).to_string(),
        etag: etag.into(),
        request_id: fresh(),
        validate_only: false,
        contest: CONTEST.into(),
        nominated_on: "2026-10-01".into(),
        document_ref: decision(),
    }
}

fn result(etag: &str, number: u8, prize: Option<NationalPrize>) -> RecordNationalResultRequest {
    RecordNationalResultRequest {
        round_id: GOOD_ID.into(),
        entry_id: entry(number).to_string(),
        etag: etag.into(),
        request_id: fresh(),
        validate_only: false,
        contest: CONTEST.into(),
        decided_on: "2026-11-01".into(),
        prize,
    }
}

fn third_prize() -> Option<NationalPrize> {
    Some(NationalPrize { name: "Giải Ba".into(), decision_ref: decision() })
}

fn look(etag: &str, number: u8, evidence: &CitedFile) -> RecordApplicationRequest {
    RecordApplicationRequest {
        round_id: GOOD_ID.into(),
        entry_id: entry(number).to_string(),
        etag: etag.into(),
        request_id: fresh(),
        validate_only: false,
        looked_on: "2026-11-10".into(),
        applied: true,
        evidence: Some(evidence.clone()),
    }
}

fn revoke(etag: &str, number: u8) -> RevokePrizeRequest {
    RevokePrizeRequest {
        programme_id: GOOD_ID.into(),
        round_id: GOOD_ID.into(),
        entry_id: entry(number).to_string(),
        etag: etag.into(),
        request_id: fresh(),
        validate_only: false,
        finding: "Sao chép của người khác".into(),
        revoked_on: "2026-11-15".into(),
        decision_ref: decision(),
    }
}

fn nothing_yet(number: u8) -> String {
    format!("\"follow_up-{}-0\"", entry(number))
}

/// What the release told: 1, 3 and 4 were in the final, and 3 and 1 have prizes.
fn outcome() -> Vec<prize_list::Event> {
    let (programme, round) = (ProgrammeId(good()), RoundId(good()));
    let finalist = |number| prize_list::Event::FinalistReleased {
        programme,
        entry: entry(number),
        field: "F1".parse().unwrap(),
        origin: school(),
        advanced_on: day("2026-08-02"),
        illustrative: true,
    };
    let won = |(number, tier, name): (u8, &str, &str)| prize_list::Event::PrizeReleased {
        programme,
        prize: PrizeId::of(round, entry(number)),
        entry: entry(number),
        field: "F1".parse().unwrap(),
        origin: school(),
        tier: tier.parse().unwrap(),
        tier_name: name.to_owned(),
        decided_on: day("2026-09-18"),
        decision: decided(),
        released_on: day("2026-09-20"),
        illustrative: true,
    };
    let proposed = prize_list::Event::Proposed {
        round,
        programme,
        version: 1,
        prizes: std::collections::BTreeSet::new(),
        proposed_on: day("2026-09-01"),
        rules_version: 1,
    };
    let released = prize_list::Event::Released {
        programme,
        finalists: 3,
        prizes: 2,
        released_on: day("2026-09-20"),
        illustrative: true,
    };
    let prizes = [(3, "T1", "Giải Nhất"), (1, "T2", "Giải Nhì")].map(won);
    [proposed, released].into_iter().chain([1, 3, 4].map(finalist)).chain(prizes).collect()
}

impl World {
    async fn releases(&self) {
        self.lists_entries().await;
        self.was::<PrizeList>(good(), published::prize_list, &outcome()).await;
    }

    async fn follow_up(&self, number: u8) -> Result<FollowUp, (Code, String)> {
        let get = GetFollowUpRequest {
            round_id: GOOD_ID.into(),
            entry_id: entry(number).to_string(),
            read_at: self.newest().await,
        };
        // Anybody who has a right at all.
        match self.follow_ups(KEEPER).await.get_follow_up(get).await {
            Ok(answer) => Ok(answer.into_inner().follow_up.unwrap()),
            Err(status) => Err(refusal::<()>(Err(status))),
        }
    }

    /// The titles of what is due, or of all.
    async fn followed(&self, due_after_months: Option<i32>) -> Vec<String> {
        let list = ListFollowUpsRequest {
            round_id: GOOD_ID.into(),
            read_at: self.newest().await,
            page_size: 2,
            due_only: due_after_months.is_some(),
            due_after_months: due_after_months.unwrap_or_default(),
            page_token: String::new(),
        };
        let (mut follow_ups, mut titles) = (self.follow_ups(KEEPER).await, Vec::new());
        let mut page_token = String::new();
        loop {
            let list = ListFollowUpsRequest { page_token, ..list.clone() };
            let page = follow_ups.list_follow_ups(list).await.unwrap().into_inner();
            titles.extend(page.follow_ups.into_iter().map(|it| it.entry_title));
            page_token = page.next_page_token;
            if page_token.is_empty() {
                return titles;
            }
        }
    }

    async fn nominates(&self, number: u8) -> CommandReceipt {
        let request = nominate(&nothing_yet(number), number);
        receipt!(self.follow_ups(SECRETARY).await.nominate_to_national(request))
    }
}

#[tokio::test]
async fn a_finalist_goes_to_the_national_contest_and_has_its_result_there() {
    let world = World::new().await;
    world.releases().await;
    let etag = world.follow_up(4).await.unwrap().etag;
    assert_eq!(etag, nothing_yet(4), "nothing is recorded yet");
    let mut secretary = world.follow_ups(SECRETARY).await;
    let early =
        NominateToNationalRequest { nominated_on: "2026-09-19".into(), ..nominate(&etag, 4) };
    let early = secretary.nominate_to_national(early).await;
    assert_eq!(refusal(early), precondition("BEFORE_RELEASE"));

    let nominating = nominate(&etag, 4);
    let nominated = receipt!(secretary.nominate_to_national(nominating.clone()));
    let (name, bytes) = world.last_published().await;
    assert_eq!(name, "EntryNominatedToNational");
    let said = EntryNominatedToNational::decode(&*bytes).unwrap();
    let expected = EntryNominatedToNational {
        round_id: GOOD_ID.into(),
        occurred_on: "2026-10-01".into(),
        entry_id: entry(4).to_string(),
        programme_id: GOOD_ID.into(),
        origin_unit_id: school().to_string(),
        contest: CONTEST.into(),
        document_ref: decision(),
        illustrative: true,
    };
    assert_eq!(said, expected);
    let again = receipt!(secretary.nominate_to_national(nominating));
    assert_eq!((again.token, again.repeated_request), (nominated.token, true));
    let elsewhere =
        NominateToNationalRequest { contest: "Giải mẫu khác".into(), ..nominate(&etag, 4) };
    let stale = secretary.nominate_to_national(elsewhere).await;
    assert_eq!(refusal(stale).0, Code::Aborted);
    let twice = secretary.nominate_to_national(nominate(&nominated.etag, 4)).await;
    assert_eq!(refusal(twice), precondition("ALREADY_NOMINATED"));

    let recorded = result(&nominated.etag, 4, third_prize());
    let recorded = receipt!(secretary.record_national_result(recorded));
    let (name, bytes) = world.last_published().await;
    assert_eq!(name, "NationalPrizeRecorded");
    let said = NationalPrizeRecorded::decode(&*bytes).unwrap();
    assert_eq!((&*said.occurred_on, &*said.prize_name), ("2026-11-01", "Giải Ba"));
    assert_eq!((said.entry_id, said.decision_ref), (entry(4).to_string(), decision()));
    let told = world.follow_up(4).await.unwrap();
    assert_eq!((told.nominations[0].prize.clone(), &told.etag), (third_prize(), &recorded.etag));
    assert_eq!((&*told.entry_title, &*told.prize_id), ("Sản phẩm mẫu 4", ""));
    let again = secretary.record_national_result(result(&recorded.etag, 4, None)).await;
    assert_eq!(refusal(again), precondition("RESULT_ALREADY_RECORDED"));
}

#[tokio::test]
async fn others_hear_of_national_prizes_and_not_of_who_had_none() {
    let world = World::new().await;
    world.releases().await;
    let mut secretary = world.follow_ups(SECRETARY).await;
    let without = secretary.record_national_result(result(&nothing_yet(3), 3, None)).await;
    assert_eq!(refusal(without), precondition("NOT_NOMINATED"));
    let nominated = world.nominates(3).await;
    let early = RecordNationalResultRequest {
        decided_on: "2026-09-30".into(),
        ..result(&nominated.etag, 3, None)
    };
    let early = secretary.record_national_result(early).await;
    assert_eq!(refusal(early), precondition("BEFORE_NOMINATION"));
    receipt!(secretary.record_national_result(result(&nominated.etag, 3, None)));
    let told = world.follow_up(3).await.unwrap().nominations.remove(0);
    assert_eq!((&*told.decided_on, told.prize), ("2026-11-01", None));
    assert_eq!(world.last_published().await.0, "EntryNominatedToNational");
}

#[tokio::test]
async fn prizes_are_due_until_somebody_has_looked_whether_they_are_applied() {
    let world = World::new().await;
    world.releases().await;
    let evidence = world.keeps(MINUTES).await;
    assert_eq!(world.followed(None).await, ["Sản phẩm mẫu 3", "Sản phẩm mẫu 1", "Sản phẩm mẫu 4"]);
    assert_eq!(world.followed(Some(1)).await, ["Sản phẩm mẫu 3", "Sản phẩm mẫu 1"]);
    assert_eq!(world.followed(Some(0)).await, Vec::<String>::new(), "a year is not over");

    let mut secretary = world.follow_ups(SECRETARY).await;
    let none = secretary.record_application(look(&nothing_yet(4), 4, &evidence)).await;
    assert_eq!(refusal(none), precondition("NO_PRIZE"));
    let other = CitedFile { sha256: "0".repeat(64), ..evidence.clone() };
    let other = secretary.record_application(look(&nothing_yet(3), 3, &other)).await;
    assert_eq!(refusal(other), (Code::InvalidArgument, "EVIDENCE_HASH_DIFFERS".to_owned()));
    let looked = look(&nothing_yet(3), 3, &evidence);
    let looked = receipt!(secretary.record_application(looked));
    let (name, bytes) = world.last_published().await;
    assert_eq!(name, "ApplicationFollowUpRecorded");
    let said = ApplicationFollowUpRecorded::decode(&*bytes).unwrap();
    assert_eq!((&*said.occurred_on, said.applied), ("2026-11-10", true));
    let told = world.follow_up(3).await.unwrap();
    assert_eq!((said.prize_id, said.origin_unit_id), (told.prize_id, told.origin_unit_id));
    let seen = ApplicationLook { looked_on: "2026-11-10".into(), applied: true };
    assert_eq!(told.looks, [seen]);
    let back = RecordApplicationRequest {
        looked_on: "2026-11-09".into(),
        ..look(&looked.etag, 3, &evidence)
    };
    let back = secretary.record_application(back).await;
    assert_eq!(refusal(back), precondition("BEFORE_LAST_LOOK"));
    assert_eq!(world.followed(Some(1)).await, ["Sản phẩm mẫu 1"]);
}

#[tokio::test]
async fn the_authority_revokes_a_prize_and_nothing_follows_but_what_is_awaited() {
    let world = World::new().await;
    world.releases().await;
    let nominated = world.nominates(3).await;
    let mut authority = world.follow_ups(AUTHORITY).await;
    let revoked = receipt!(authority.revoke_prize(revoke(&nominated.etag, 3)));
    let (name, bytes) = world.last_published().await;
    assert_eq!(name, "PrizeRevoked");
    let expected = PrizeRevoked {
        round_id: GOOD_ID.into(),
        occurred_on: "2026-11-15".into(),
        prize_id: PrizeId::of(RoundId(good()), entry(3)).to_string(),
        entry_id: entry(3).to_string(),
        decision_ref: decision(),
        illustrative: true,
    };
    assert_eq!(PrizeRevoked::decode(&*bytes).unwrap(), expected);
    let told = world.follow_up(3).await.unwrap();
    assert_eq!((&*told.revoked_on, told.revocation_ref), ("2026-11-15", decision()));
    let list = ListReleasedPrizesRequest {
        round_id: GOOD_ID.into(),
        read_at: world.newest().await,
        ..Default::default()
    };
    let prizes = world.prize_lists(KEEPER).await.list_released_prizes(list).await.unwrap();
    let prizes = prizes.into_inner().prizes;
    let revocations: Vec<_> = prizes.iter().map(|it| &*it.revoked_on).collect();
    assert_eq!(revocations, ["2026-11-15", ""]);

    let twice = authority.revoke_prize(revoke(&revoked.etag, 3)).await;
    assert_eq!(refusal(twice), precondition("PRIZE_REVOKED"));
    let mut secretary = world.follow_ups(SECRETARY).await;
    let another = NominateToNationalRequest {
        contest: "Giải mẫu khác".into(),
        ..nominate(&revoked.etag, 3)
    };
    let another = secretary.nominate_to_national(another).await;
    assert_eq!(refusal(another), precondition("PRIZE_REVOKED"));
    let awaited = result(&revoked.etag, 3, third_prize());
    receipt!(secretary.record_national_result(awaited));
    assert_eq!(world.followed(Some(1)).await, ["Sản phẩm mẫu 1"]);
}

#[tokio::test]
async fn nothing_follows_what_is_not_released_or_of_another_round_or_programme() {
    let world = World::new().await;
    let mut secretary = world.follow_ups(SECRETARY).await;
    let early = secretary.nominate_to_national(nominate(&nothing_yet(3), 3)).await;
    assert_eq!(refusal(early), missing("ENTRY_NOT_RELEASED"));
    world.releases().await;
    let not_in_final = secretary.nominate_to_national(nominate(&nothing_yet(2), 2)).await;
    assert_eq!(refusal(not_in_final), missing("ENTRY_NOT_RELEASED"));
    assert_eq!(world.follow_up(2).await, Err(missing("NO_SUCH_RESOURCE")));

    world.decides_for(ELSEWHERE).await;
    let mut theirs = world.follow_ups("theirs").await;
    let request =
        RevokePrizeRequest { programme_id: ELSEWHERE.into(), ..revoke(&nothing_yet(3), 3) };
    let refused = theirs.revoke_prize(request).await;
    assert_eq!(refusal(refused), missing("ENTRY_NOT_RELEASED"));
    let other_round = world.secretary_of(ELSEWHERE).await;
    let request =
        NominateToNationalRequest { round_id: ELSEWHERE.into(), ..nominate(&nothing_yet(3), 3) };
    let refused = world.follow_ups(&other_round).await.nominate_to_national(request).await;
    assert_eq!(refusal(refused), missing("ENTRY_NOT_RELEASED"));
}

#[tokio::test]
async fn who_judges_records_nothing_and_who_runs_the_round_revokes_nothing() {
    let world = World::new().await;
    world.releases().await;
    let evidence = world.keeps(MINUTES).await;
    let denied = (Code::PermissionDenied, "NO_PERMISSION".to_owned());
    let mut judge = world.follow_ups(JUDGES[0]).await;
    let refused = judge.nominate_to_national(nominate(&nothing_yet(3), 3)).await;
    assert_eq!(refusal(refused), denied);
    let refused = judge.record_national_result(result(&nothing_yet(3), 3, None)).await;
    assert_eq!(refusal(refused), denied);
    let refused = judge.record_application(look(&nothing_yet(3), 3, &evidence)).await;
    assert_eq!(refusal(refused), denied);
    for person in [JUDGES[0], SECRETARY] {
        let refused = world.follow_ups(person).await.revoke_prize(revoke(&nothing_yet(3), 3)).await;
        assert_eq!(refusal(refused).0, denied.0, "{person}");
    }
}
