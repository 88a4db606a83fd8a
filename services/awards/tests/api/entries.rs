//! Entries: written, handed in with a receipt, taken back, and what keeps one from being handed in.

use contracts::awards::v1::*;
use tonic::Code;
use tonic_types::StatusExt as _;

use awards::domain::round::Phase;

use crate::entering::{
    TODAY, after, consent, description, details, fresh, registration, revise, set_authors,
    set_dossier, start, submit, withdraw,
};
use crate::receipt;
use crate::world::{ANOTHER, ENTRANT, ROUND, SECRETARY, World, refusal};

fn told(status: &tonic::Status, name: &str) -> String {
    let details = status.get_error_details();
    details.error_info().unwrap().metadata.get(name).cloned().unwrap_or_default()
}

#[tokio::test]
async fn what_is_handed_in_gets_a_receipt_over_each_file() {
    let world = World::with_a_round().await;
    let (entry, author, written) = world.written().await;
    let draft = world.own_entry(&entry, &written).await;
    assert_eq!((draft.state(), &*draft.state_since), (EntryState::Draft, TODAY));
    assert!(draft.illustrative, "as the round is");
    let request = submit(&entry, &written.etag);
    let mut entries = world.entries(ENTRANT).await;
    let submitted = receipt!(entries.submit_entry(request.clone()));
    assert_eq!(submitted.events[0].event_type, "EntrySubmitted");
    let known = world.entry(&entry, &submitted).await;
    assert_eq!(known, world.own_entry(&entry, &submitted).await);
    assert_eq!(known.state(), EntryState::Submitted);
    assert_eq!(known.description, Some(description()));
    assert_eq!((known.authors.len(), &known.authors[0].participant_id), (1, &author));
    let [handed_in] = known.receipts.as_slice() else { panic!("{:?}", known.receipts) };
    let files: Vec<_> =
        known.dossier.iter().map(|it| it.file.as_ref().unwrap().sha256.clone()).collect();
    assert_eq!((handed_in.submission, handed_in.ruleset_version), (1, 1));
    assert_eq!(handed_in.file_sha256, files);
    assert_eq!((handed_in.sha256.len(), &*handed_in.posted_on), (64, ""));

    // Whatever has happened since, a repeat gets its first answer.
    world.amends_the_ruleset().await;
    let again = receipt!(entries.submit_entry(request.clone()));
    assert_eq!((again.token, again.repeated_request), (submitted.token, true));
    let other = SubmitEntryRequest { request_id: fresh(), ..request };
    let refused = entries.submit_entry(other).await;
    assert_eq!(refusal(refused), (Code::FailedPrecondition, "RULESET_CHANGED".into()));
}

#[tokio::test]
async fn a_draft_says_what_it_lacks() {
    let world = World::with_a_round().await;
    let (entry, author) = (fresh(), world.participant("Lê Văn Mẫu").await);
    let nameless = ParticipantDetails { birth_date: String::new(), ..details("Hà Văn Mẫu") };
    let unborn = registration(nameless);
    receipt!(world.participants(ENTRANT).await.register_participant(unborn.clone()));
    let mut entries = world.entries(ENTRANT).await;
    let started = receipt!(entries.start_entry(start(&entry)));
    let refused = entries.submit_entry(submit(&entry, &started.etag)).await.unwrap_err();
    assert_eq!(
        told(&refused, "blockers"),
        "AUTHORS_MISSING,DOSSIER_PART_MISSING/D1,DOSSIER_PART_MISSING/D2"
    );
    let unborn = unborn.participant_id;
    let authors = [(&*author, 6_000), (&*unborn, 4_000)];
    let named = receipt!(entries.set_authors(set_authors(&entry, &started.etag, &authors)));
    let form = world.keeps("Phiếu").await;
    let dossier = set_dossier(&entry, &named.etag, &[("D1", &form)]);
    let last = receipt!(entries.set_dossier(dossier));
    let refused = entries.submit_entry(submit(&entry, &last.etag)).await.unwrap_err();
    let expected = [
        "DOSSIER_PART_MISSING/D2".to_owned(),
        format!("CONSENT_MISSING/{author}/GUARDIAN"),
        format!("CONSENT_MISSING/{author}/PARTICIPANT"),
        format!("BIRTH_DATE_MISSING/{unborn}"),
    ];
    assert_eq!(told(&refused, "blockers"), expected.join(","));
    assert_eq!(refusal::<()>(Err(refused)), (Code::FailedPrecondition, "BLOCKERS_OPEN".into()));
}

#[tokio::test]
async fn an_author_of_the_wrong_age_is_told_without_the_age() {
    let world = World::with_a_round().await;
    let (entry, _, written) = world.written().await;
    let grown = ParticipantDetails { birth_date: "1990-05-05".into(), ..details("Võ Văn Mẫu") };
    let grown = registration(grown);
    receipt!(world.participants(ENTRANT).await.register_participant(grown.clone()));
    let mut entries = world.entries(ENTRANT).await;
    let named = set_authors(&entry, &written.etag, &[(&grown.participant_id, 10_000)]);
    let named = receipt!(entries.set_authors(named));
    let refused = entries.submit_entry(submit(&entry, &named.etag)).await.unwrap_err();
    assert!(!format!("{refused:?}").contains("1990"), "{refused:?}");
    assert_eq!(refusal::<()>(Err(refused)), (Code::FailedPrecondition, "AGE_NOT_ALLOWED".into()));
}

#[tokio::test]
async fn only_what_the_organiser_keeps_is_cited() {
    let world = World::with_a_round().await;
    let (entry, _, written) = world.written().await;
    let mut entries = world.entries(ENTRANT).await;
    let [form, kept] = [world.keeps("Phiếu").await, world.keeps("Ảnh").await];
    let unknown = CitedFile { evidence_id: fresh(), ..kept.clone() };
    let differs = CitedFile { sha256: "0".repeat(64), ..kept.clone() };
    for (file, code, reason) in [
        (&unknown, Code::NotFound, "EVIDENCE_NOT_FOUND"),
        (&differs, Code::InvalidArgument, "EVIDENCE_HASH_DIFFERS"),
    ] {
        let dossier = set_dossier(&entry, &written.etag, &[("D1", &form), ("D3", file)]);
        let refused = entries.set_dossier(dossier).await.unwrap_err();
        assert_eq!(told(&refused, "index"), "1");
        assert_eq!(refusal::<()>(Err(refused)), (code, reason.to_owned()));
    }
    let twice = set_dossier(&entry, &written.etag, &[("D1", &form), ("D2", &form)]);
    let refused = entries.set_dossier(twice).await;
    assert_eq!(refusal(refused), (Code::InvalidArgument, "EVIDENCE_TWICE".into()));
    let part = set_dossier(&entry, &written.etag, &[("D9", &kept)]);
    let refused = entries.set_dossier(part).await;
    assert_eq!(refusal(refused), (Code::InvalidArgument, "UNKNOWN_CODE".into()));
}

#[tokio::test]
async fn a_consent_is_shown_by_a_file_and_without_it_nothing_stays_handed_in() {
    let world = World::with_a_round().await;
    let (entry, author, written) = world.written().await;
    let mut entries = world.entries(ENTRANT).await;
    let take_back = |etag: &str| WithdrawConsentRequest {
        round_id: ROUND.into(),
        entry_id: entry.clone(),
        etag: etag.into(),
        request_id: fresh(),
        validate_only: false,
        participant_id: author.clone(),
        party: ConsentParty::Guardian.into(),
        withdrawn_on: TODAY.into(),
    };
    let without = receipt!(entries.withdraw_consent(take_back(&written.etag)));
    let unknown = CitedFile { evidence_id: fresh(), sha256: "0".repeat(64) };
    let shown = consent(&entry, &without.etag, &author, ConsentParty::Guardian, &unknown);
    let refused = entries.record_consent(shown).await;
    assert_eq!(refusal(refused), (Code::NotFound, "EVIDENCE_NOT_FOUND".into()));
    let kept = world.keeps("Đồng ý").await;
    let shown = consent(&entry, &without.etag, &author, ConsentParty::Guardian, &kept);
    let shown = receipt!(entries.record_consent(shown));
    let submitted = receipt!(entries.submit_entry(submit(&entry, &shown.etag)));
    let withdrawn = receipt!(entries.withdraw_consent(take_back(&submitted.etag)));
    let known = world.entry(&entry, &withdrawn).await;
    assert_eq!((known.state(), known.consents.len()), (EntryState::Withdrawn, 1));
    assert_eq!(known.reason, "Rút lại sự đồng ý");
}

#[tokio::test]
async fn authors_share_the_whole_and_each_is_named_once() {
    let world = World::with_a_round().await;
    let (entry, one) = (fresh(), world.participant("Lê Văn Mẫu").await);
    let other = world.participant("Lê Thị Mẫu").await;
    let mut entries = world.entries(ENTRANT).await;
    let started = receipt!(entries.start_entry(start(&entry)));
    let mut name = async |authors: &[(&str, i32)], advisers: &[&str]| {
        let request = set_authors(&entry, &started.etag, authors);
        let adviser_ids = advisers.iter().map(|id| (*id).to_owned()).collect();
        let dry = SetAuthorsRequest { adviser_ids, validate_only: true, ..request };
        entries.set_authors(dry).await
    };
    let invalid = |reason: &str| (Code::InvalidArgument, reason.to_owned());
    let refused = name(&[(&one, 6_000), (&other, 3_999)], &[]).await;
    assert_eq!(refusal(refused), invalid("SHARES_NOT_WHOLE"));
    let refused = name(&[(&one, 6_000), (&one, 4_000)], &[]).await;
    assert_eq!(refusal(refused), invalid("AUTHOR_TWICE"));
    let refused = name(&[(&one, 10_000)], &[&one]).await;
    assert_eq!(refusal(refused), invalid("AUTHOR_TWICE"));
    let refused = name(&[(&one, 10_000)], &[&fresh()]).await;
    assert_eq!(refusal(refused), (Code::NotFound, "PARTICIPANT_NOT_FOUND".into()));
    assert!(name(&[(&one, 6_000), (&other, 4_000)], &[]).await.is_ok());
}

#[tokio::test]
async fn after_the_last_day_nothing_comes_by_call_and_nothing_is_revised() {
    let world = World::with_a_round().await;
    let (draft, _, written) = world.written().await;
    let (entry, submitted) = world.handed_in().await;
    let mut entries = world.entries(ENTRANT).await;
    let revised = receipt!(entries.revise_entry(revise(&entry, &submitted.etag)));
    assert_eq!(world.own_entry(&entry, &revised).await.state(), EntryState::Draft);
    let submitted = receipt!(entries.submit_entry(submit(&entry, &revised.etag)));
    assert_eq!(world.entry(&entry, &submitted).await.receipts.len(), 2);

    // The clock decides, also before the phase has changed.
    world.is_now("2026-11-25T17:00:00Z");
    let late = entries.submit_entry(submit(&draft, &written.etag)).await.unwrap_err();
    let (_, reason) = refusal::<()>(Err(late));
    assert!(["TOO_LATE", "ENTRIES_NOT_OPEN"].contains(&&*reason), "{reason}");
    world.passes(Phase::ClosedForEntry).await;
    let not_open = (Code::FailedPrecondition, "ENTRIES_NOT_OPEN".to_owned());
    let late = entries.submit_entry(submit(&draft, &written.etag)).await;
    assert_eq!(refusal(late), not_open);
    assert_eq!(refusal(entries.start_entry(start(&fresh())).await), not_open);
    let late = entries.revise_entry(revise(&entry, &submitted.etag)).await;
    assert_eq!(refusal(late), not_open);
    receipt!(entries.withdraw_entry(withdraw(&entry, &submitted.etag)));
}

#[tokio::test]
async fn what_comes_on_paper_is_in_time_by_its_postmark() {
    let world = World::with_a_round().await;
    let on_paper = |entry: &str| StartEntryRequest { on_paper: true, ..start(entry) };
    let refused = world.entries(ENTRANT).await.start_entry(on_paper(&fresh())).await;
    assert_eq!(refusal(refused), (Code::FailedPrecondition, "NOT_THE_ORGANISER".into()));

    world.is_now("2026-11-26T01:00:00Z");
    world.passes(Phase::ClosedForEntry).await;
    let mut office = world.entries(SECRETARY).await;
    let author = RegisterParticipantRequest { on_paper: true, ..registration(details("An Mẫu")) };
    receipt!(world.participants(SECRETARY).await.register_participant(author.clone()));
    let (entry, author) = (fresh(), author.participant_id);
    let [form, text] = [world.keeps("Phiếu").await, world.keeps("Thuyết minh").await];
    let started = receipt!(office.start_entry(on_paper(&entry)));
    let named =
        receipt!(office.set_authors(set_authors(&entry, &started.etag, &[(&author, 10_000)])));
    let dossier = set_dossier(&entry, &named.etag, &[("D1", &form), ("D2", &text)]);
    let mut last = receipt!(office.set_dossier(dossier));
    for party in [ConsentParty::Guardian, ConsentParty::Participant] {
        last = receipt!(office.record_consent(consent(&entry, &last.etag, &author, party, &form)));
    }
    let posted =
        |on: &str| SubmitEntryRequest { posted_on: on.into(), ..submit(&entry, &last.etag) };
    let invalid = (Code::InvalidArgument, "FIELD_INVALID".to_owned());
    assert_eq!(refusal(office.submit_entry(posted("")).await), invalid, "a postmark is needed");
    assert_eq!(refusal(office.submit_entry(posted("2026-11-27")).await), invalid);
    let late = office.submit_entry(posted("2026-11-26")).await;
    assert_eq!(refusal(late), (Code::FailedPrecondition, "TOO_LATE".into()));
    let submitted = receipt!(office.submit_entry(posted("2026-11-25")));
    let known = world.entry(&entry, &submitted).await;
    assert!(known.on_paper);
    assert_eq!((&*known.state_since, &*known.receipts[0].posted_on), ("2026-11-25", "2026-11-25"));
}

#[tokio::test]
async fn a_postmark_is_of_paper() {
    let world = World::with_a_round().await;
    let (entry, _, written) = world.written().await;
    let posted = SubmitEntryRequest { posted_on: TODAY.into(), ..submit(&entry, &written.etag) };
    let refused = world.entries(ENTRANT).await.submit_entry(posted).await;
    assert_eq!(refusal(refused), (Code::InvalidArgument, "FIELD_INVALID".into()));
}

#[tokio::test]
async fn once_a_stage_is_judged_nothing_is_taken_back() {
    let world = World::with_a_round().await;
    let (entry, submitted) = world.handed_in().await;
    world.publishes_the_list(&entry).await;
    let mut entries = world.entries(ENTRANT).await;
    let dry = WithdrawEntryRequest { validate_only: true, ..withdraw(&entry, &submitted.etag) };
    receipt!(entries.withdraw_entry(dry));
    world.opens_the_preliminary().await;
    let refused = entries.withdraw_entry(withdraw(&entry, &submitted.etag)).await;
    assert_eq!(refusal(refused), (Code::FailedPrecondition, "STATE_NOT_ALLOWED".into()));
}

#[tokio::test]
async fn whoever_enters_lists_their_own() {
    let world = World::with_a_round().await;
    let mut mine = Vec::new();
    for _ in 0..3 {
        let request = start(&fresh());
        receipt!(world.entries(ENTRANT).await.start_entry(request.clone()));
        mine.push(request.entry_id);
    }
    let last = receipt!(world.entries(ANOTHER).await.start_entry(start(&fresh())));
    let mut list = ListOwnEntriesRequest {
        round_id: ROUND.into(),
        read_at: after(&last),
        page_size: 2,
        page_token: String::new(),
    };
    let mut found = Vec::new();
    loop {
        let page = world.entries(ENTRANT).await.list_own_entries(list.clone()).await;
        let page = page.unwrap().into_inner();
        found.extend(page.entries.into_iter().map(|entry| entry.entry_id));
        list.page_token = page.next_page_token;
        if list.page_token.is_empty() {
            break;
        }
    }
    mine.sort();
    assert_eq!(found, mine);
    let all = ListEntriesRequest { round_id: ROUND.into(), ..Default::default() };
    let handed_in = world.screening(SECRETARY).await.list_entries(all).await.unwrap().into_inner();
    assert_eq!(handed_in.entries, [], "drafts are their holders'");
}
