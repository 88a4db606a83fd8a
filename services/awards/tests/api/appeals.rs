//! Appeals: from the letter to the answer, what they keep, and who hears of them.

use awards::domain::ParticipantId;
use awards::domain::entry::content::Author;
use awards::domain::entry::{self, Entry};
use awards::domain::participant::Participant as Registered;
use awards::published;
use contracts::awards::v1::*;
use contracts::ledger::v1::CommandReceipt;
use prost::Message as _;
use servers::bad_input::GOOD_ID;
use tonic::Code;
use uuid::Uuid;

use crate::entering::{details, registration};
use crate::judging_samples::{self, code};
use crate::prize_lists::{PRIZES, decide, release};
use crate::receipt;
use crate::requests::{after, fresh};
use crate::world::{AUTHORITY, COMMITTEE, ENTRANT, JUDGES, SECRETARY, World, refusal, told};

/// An author of the first entry.
const AUTHOR: Uuid = Uuid::from_u128(0xC1);
const LETTER: &str = "Đơn khiếu nại mẫu.\n";
const EVIDENCE: &str = "Căn cứ mẫu.\n";

fn answer() -> Option<DecisionRef> {
    Some(DecisionRef {
        number_symbol: "7/TB-MẪU".into(),
        issued_on: "2026-09-20".into(),
        issuer_unit_id: GOOD_ID.into(),
    })
}

fn lodge(appellant: &str, letter: &CitedFile, evidence: &[CitedFile]) -> LodgeAppealRequest {
    LodgeAppealRequest {
        round_id: GOOD_ID.into(),
        appeal_id: fresh(),
        request_id: fresh(),
        validate_only: false,
        ground: AppealGround::Ownership.into(),
        entry_code: code(3).to_string(),
        appellant_id: appellant.into(),
        letter: Some(letter.clone()),
        evidence: evidence.to_vec(),
        lodged_on: "2026-09-10".into(),
    }
}

fn admit(appeal: &str, etag: &str) -> AdmitAppealRequest {
    AdmitAppealRequest {
        round_id: GOOD_ID.into(),
        appeal_id: appeal.into(),
        etag: etag.into(),
        request_id: fresh(),
        validate_only: false,
        admitted_on: "2026-09-20".into(),
    }
}

fn reject(appeal: &str, etag: &str, reason: AppealRejectionReason) -> RejectAppealRequest {
    RejectAppealRequest {
        round_id: GOOD_ID.into(),
        appeal_id: appeal.into(),
        etag: etag.into(),
        request_id: fresh(),
        validate_only: false,
        reason: reason.into(),
        rejected_on: "2026-09-20".into(),
        answer_ref: answer(),
    }
}

fn resolve(appeal: &str, etag: &str, upheld: bool) -> ResolveAppealRequest {
    ResolveAppealRequest {
        round_id: GOOD_ID.into(),
        appeal_id: appeal.into(),
        etag: etag.into(),
        request_id: fresh(),
        validate_only: false,
        upheld,
        resolved_on: "2026-09-20".into(),
        answer_ref: answer(),
    }
}

fn refused(code: Code, reason: &str) -> (Code, String) {
    (code, reason.to_owned())
}

fn precondition(reason: &str) -> (Code, String) {
    refused(Code::FailedPrecondition, reason)
}

impl World {
    /// A list is posted, and the first entry has an author; the etag of the list.
    async fn appealable(&self) -> String {
        let etag = self.posted(&PRIZES).await;
        let author =
            Author { participant: ParticipantId(AUTHOR), share_hundredths: 10_000, chief: true };
        let authors = entry::Event::AuthorsSet { authors: vec![author], advisers: Vec::new() };
        let id = judging_samples::entry(1).0;
        self.was::<Entry>(id, published::entry, &[authors]).await;
        let golden = include_str!("../../src/domain/participant/golden.jsonl").lines().next();
        let line = golden.unwrap().replace("00000000-0000-0000-0000-0000000000a1", GOOD_ID);
        let registered = serde_json::from_str(&line).unwrap();
        self.was::<Registered>(AUTHOR, published::participant, &[registered]).await;
        etag
    }

    async fn lodges(&self, request: &LodgeAppealRequest) -> CommandReceipt {
        receipt!(self.appeals(SECRETARY).await.lodge_appeal(request.clone()))
    }

    async fn listed_appeals(&self, open_only: bool) -> Vec<Appeal> {
        let list = ListAppealsRequest {
            round_id: GOOD_ID.into(),
            read_at: self.newest().await,
            open_only,
            ..ListAppealsRequest::default()
        };
        let answer = self.appeals(COMMITTEE).await.list_appeals(list).await.unwrap();
        answer.into_inner().appeals
    }

    /// What others hear of appeals.
    async fn told_of_appeals(&self) -> Vec<(String, Vec<u8>)> {
        let entries = self.ledger.read_published(1, 500).await.unwrap();
        let of = entries.into_iter().filter(|it| it.event_type.starts_with("Appeal"));
        of.map(|it| (it.event_type, it.published.unwrap().into())).collect()
    }

    /// A letter is taken in after the decision too; until it is answered nothing is released.
    async fn waits_for_late_letters(&self, letter: &CitedFile, decided: &str) {
        let late = LodgeAppealRequest {
            lodged_on: "2026-09-18".into(),
            ..lodge(&AUTHOR.to_string(), letter, &[])
        };
        let lodged = self.lodges(&late).await;
        let mut secretary = self.prize_lists(SECRETARY).await;
        let releasing =
            ReleaseResultsRequest { released_on: "2026-09-22".into(), ..release(decided) };
        let blocked = secretary.release_results(releasing.clone()).await;
        assert_eq!(refusal(blocked), precondition("BLOCKERS_OPEN"));
        let (mut committee, of) = (self.appeals(COMMITTEE).await, &*late.appeal_id);
        let admitted = committee.admit_appeal(admit(of, &lodged.etag)).await;
        assert_eq!(refusal(admitted), precondition("APPEAL_LATE"));
        receipt!(committee.reject_appeal(reject(of, &lodged.etag, AppealRejectionReason::Late)));
        receipt!(
            secretary.release_results(ReleaseResultsRequest { request_id: fresh(), ..releasing })
        );
        let over = lodge(&AUTHOR.to_string(), letter, &[]);
        let over = self.appeals(SECRETARY).await.lodge_appeal(over).await;
        assert_eq!(refusal(over), precondition("STATE_NOT_ALLOWED"));
    }
}

#[tokio::test]
async fn an_open_appeal_keeps_a_list_from_its_decision_and_its_release() {
    let world = World::new().await;
    let list = world.appealable().await;
    let [letter, evidence] = [world.keeps(LETTER).await, world.keeps(EVIDENCE).await];
    // Somebody who takes part in nothing.
    let on_paper =
        RegisterParticipantRequest { on_paper: true, ..registration(details("Ngô Văn Mẫu")) };
    receipt!(world.participants(SECRETARY).await.register_participant(on_paper.clone()));
    let lodging = lodge(&on_paper.participant_id, &letter, std::slice::from_ref(&evidence));
    let lodged = world.lodges(&lodging).await;
    let repeated = world.lodges(&lodging).await;
    assert_eq!((repeated.token, repeated.repeated_request), (lodged.token, true));
    let again = LodgeAppealRequest { request_id: fresh(), ..lodging.clone() };
    let again = world.appeals(SECRETARY).await.lodge_appeal(again).await;
    assert_eq!(refusal(again), refused(Code::AlreadyExists, "APPEAL_ALREADY_LODGED"));

    let appeals = world.listed_appeals(true).await;
    let expected = Appeal {
        appeal_id: lodging.appeal_id.clone(),
        round_id: GOOD_ID.into(),
        ground: AppealGround::Ownership.into(),
        entry_code: code(3).to_string(),
        appellant_id: on_paper.participant_id.clone(),
        letter: Some(letter.clone()),
        evidence: vec![evidence],
        lodged_on: "2026-09-10".into(),
        posted_until: "2026-09-17".into(),
        answer_due_on: "2026-09-25".into(),
        overdue: true,
        state: AppealState::Lodged.into(),
        state_since: "2026-09-10".into(),
        illustrative: true,
        etag: lodged.etag.clone(),
        ..Appeal::default()
    };
    assert_eq!(appeals, [expected]);
    let kept = ("APPEALS_OPEN".to_owned(), 1);
    assert_eq!(world.list().await.1, std::slice::from_ref(&kept));
    let mut authority = world.prize_lists(AUTHORITY).await;
    let blocked = authority.decide_prizes(decide(&list, "2026-09-21")).await.unwrap_err();
    let (reason, said) = told(&blocked);
    assert_eq!((&*reason, &*said["blockers"]), ("BLOCKERS_OPEN", "APPEALS_OPEN/PRIZE_LIST/1"));

    let mut committee = world.appeals(COMMITTEE).await;
    let of = &*lodging.appeal_id;
    let admitted = receipt!(committee.admit_appeal(admit(of, &lodged.etag)));
    assert_eq!(world.list().await.1, [kept]);
    let stale = committee.resolve_appeal(resolve(of, &lodged.etag, false)).await;
    assert_eq!(refusal(stale), refused(Code::Aborted, "ETAG_MISMATCH"));
    let dismissed = receipt!(committee.resolve_appeal(resolve(of, &admitted.etag, false)));
    let twice = committee.resolve_appeal(resolve(of, &dismissed.etag, true)).await;
    assert_eq!(refusal(twice), precondition("STATE_NOT_ALLOWED"));
    assert_eq!(world.listed_appeals(true).await, []);
    assert_eq!(world.listed_appeals(false).await[0].answer_ref, answer());
    assert_eq!(world.list().await.1, []);
    let decided = receipt!(authority.decide_prizes(decide(&list, "2026-09-21")));

    world.waits_for_late_letters(&letter, &decided.etag).await;

    let told = world.told_of_appeals().await;
    let names: Vec<_> = told.iter().map(|it| &*it.0).collect();
    assert_eq!(names, ["AppealLodged", "AppealResolved", "AppealLodged", "AppealResolved"]);
    let outcome = |at: usize| AppealResolved::decode(&*told[at].1).unwrap().outcome();
    assert_eq!((outcome(1), outcome(3)), (AppealOutcome::Dismissed, AppealOutcome::Rejected));
    let lodged = AppealLodged::decode(&*told[0].1).unwrap();
    assert_eq!((&*lodged.appeal_id, lodged.illustrative), (&*lodging.appeal_id, true));
}

#[tokio::test]
async fn what_is_upheld_is_followed_by_the_acts_that_are_there() {
    let world = World::new().await;
    let list = world.appealable().await;
    let letter = world.keeps(LETTER).await;
    let lodging = LodgeAppealRequest {
        ground: AppealGround::Eligibility.into(),
        entry_code: code(1).to_string(),
        ..lodge(&AUTHOR.to_string(), &letter, &[])
    };
    let lodged = world.lodges(&lodging).await;
    let mut committee = world.appeals(COMMITTEE).await;
    let of = &*lodging.appeal_id;
    let admitted = receipt!(committee.admit_appeal(admit(of, &lodged.etag)));
    receipt!(committee.resolve_appeal(resolve(of, &admitted.etag, true)));
    world.excludes(1).await;
    let mut authority = world.prize_lists(AUTHORITY).await;
    let kept = authority.decide_prizes(decide(&list, "2026-09-21")).await;
    assert_eq!(refusal(kept), precondition("BLOCKERS_OPEN"));
    // Also while another one is open.
    world.lodges(&lodge(&AUTHOR.to_string(), &letter, &[])).await;
    let reason = "Khiếu nại được chấp nhận".to_owned();
    let back = DecidePrizesRequest { sent_back: true, reason, ..decide(&list, "2026-09-21") };
    receipt!(authority.decide_prizes(back));
}

#[tokio::test]
async fn a_letter_names_who_and_what_is_there() {
    let world = World::new().await;
    let author = AUTHOR.to_string();
    let etag = format!("\"appeals-{GOOD_ID}-1\"");
    let nothing = CitedFile { evidence_id: fresh(), sha256: "0".repeat(64) };
    let nowhere = world.appeals(SECRETARY).await.lodge_appeal(lodge(&author, &nothing, &[])).await;
    assert_eq!(refusal(nowhere), refused(Code::NotFound, "ROUND_NOT_FOUND"));
    world.appealable().await;
    let letter = world.keeps(LETTER).await;
    let good = lodge(&author, &letter, &[]);
    let odd = |change: &dyn Fn(&mut LodgeAppealRequest)| {
        let mut request = LodgeAppealRequest { request_id: fresh(), ..good.clone() };
        change(&mut request);
        request
    };
    let unknown = fresh();
    for (request, code, reason) in [
        (odd(&|it| it.lodged_on = "2026-09-02".into()), Code::FailedPrecondition, "BEFORE_POSTING"),
        (odd(&|it| it.lodged_on = "2026-11-25".into()), Code::InvalidArgument, "FIELD_INVALID"),
        (odd(&|it| it.entry_code = String::new()), Code::InvalidArgument, "ENTRY_CODE_MISSING"),
        (odd(&|it| it.entry_code = "ZZZZZZZZ".into()), Code::InvalidArgument, "UNKNOWN_CODE"),
        (odd(&|it| it.evidence = vec![letter.clone()]), Code::InvalidArgument, "EVIDENCE_TWICE"),
        (odd(&|it| it.letter = Some(nothing.clone())), Code::NotFound, "EVIDENCE_NOT_FOUND"),
        (odd(&|it| it.appellant_id.clone_from(&unknown)), Code::NotFound, "PARTICIPANT_NOT_FOUND"),
        (odd(&|it| it.ground = 0), Code::InvalidArgument, "FIELD_INVALID"),
    ] {
        let answer = world.appeals(SECRETARY).await.lodge_appeal(request).await;
        assert_eq!(refusal(answer), refused(code, reason));
    }
    assert_eq!(world.listed_appeals(false).await, []);
    let missing = world.appeals(COMMITTEE).await.admit_appeal(admit(&unknown, &etag)).await;
    assert_eq!(refusal(missing), refused(Code::NotFound, "APPEAL_NOT_FOUND"));
    let procedure = odd(&|it| {
        (it.ground, it.entry_code) = (AppealGround::Procedure.into(), String::new());
    });
    let lodged = world.lodges(&procedure).await;
    let list = ListAppealsRequest {
        round_id: GOOD_ID.into(),
        read_at: after(&lodged),
        ..ListAppealsRequest::default()
    };
    let answer = world.appeals(SECRETARY).await.list_appeals(list).await.unwrap().into_inner();
    assert_eq!((answer.appeals.len(), &*answer.appeals[0].entry_code), (1, ""));
}

#[tokio::test]
async fn whoever_is_no_author_has_evidence_on_ownership_or_is_not_heard() {
    let world = World::new().await;
    world.appealable().await;
    let [letter, evidence] = [world.keeps(LETTER).await, world.keeps(EVIDENCE).await];
    let on_paper =
        RegisterParticipantRequest { on_paper: true, ..registration(details("Ngô Văn Mẫu")) };
    receipt!(world.participants(SECRETARY).await.register_participant(on_paper.clone()));
    let later = registration(details("Hồ Văn Mẫu"));
    let later = world.participants(ENTRANT).await.register_participant(later).await;
    assert_eq!(refusal(later), precondition("STATE_NOT_ALLOWED"), "only on paper");
    let somebody = &*on_paper.participant_id;
    let bare = lodge(somebody, &letter, &[]);
    let eligibility = LodgeAppealRequest {
        ground: AppealGround::Eligibility.into(),
        ..lodge(somebody, &letter, &[evidence])
    };
    world.lodges(&bare).await;
    let lodged = world.lodges(&eligibility).await;
    let mut committee = world.appeals(COMMITTEE).await;
    for (request, reason) in [(&bare, "NO_EVIDENCE"), (&eligibility, "NO_STANDING")] {
        let admitted = committee.admit_appeal(admit(&request.appeal_id, &lodged.etag)).await;
        assert_eq!(refusal(admitted), precondition(reason));
    }
    let late = reject(&bare.appeal_id, &lodged.etag, AppealRejectionReason::Late);
    assert_eq!(refusal(committee.reject_appeal(late).await), precondition("APPEAL_IN_TIME"));
    let early = RejectAppealRequest {
        rejected_on: "2026-09-09".into(),
        ..reject(&bare.appeal_id, &lodged.etag, AppealRejectionReason::NoEvidence)
    };
    assert_eq!(refusal(committee.reject_appeal(early).await), precondition("BEFORE_APPEAL"));
}

#[tokio::test]
async fn the_secretariat_takes_letters_in_and_the_committee_answers_them() {
    let world = World::new().await;
    world.appealable().await;
    let letter = world.keeps(LETTER).await;
    let lodging = lodge(&AUTHOR.to_string(), &letter, &[]);
    let no_right = refused(Code::PermissionDenied, "NO_PERMISSION");
    for person in [COMMITTEE, ENTRANT, JUDGES[0]] {
        let lodged = world.appeals(person).await.lodge_appeal(lodging.clone()).await;
        assert_eq!(refusal(lodged), no_right, "{person}");
    }
    let lodged = world.lodges(&lodging).await;
    for person in [SECRETARY, ENTRANT, JUDGES[0]] {
        let mut they = world.appeals(person).await;
        let of = &*lodging.appeal_id;
        let admitted = they.admit_appeal(admit(of, &lodged.etag)).await;
        assert_eq!(refusal(admitted), no_right, "{person}");
        let late = reject(of, &lodged.etag, AppealRejectionReason::Late);
        assert_eq!(refusal(they.reject_appeal(late).await), no_right, "{person}");
        let resolved = they.resolve_appeal(resolve(of, &lodged.etag, true)).await;
        assert_eq!(refusal(resolved), no_right, "{person}");
    }
}
