//! Screening: clause by clause, by nobody who is related to the entry, until the list is published.

use contracts::awards::v1::*;
use tonic::Code;

use awards::domain::round::Phase;

use crate::entering::{
    TODAY, after, decision, description, exclude, fresh, give_back, screen, set_dossier, submit,
};
use crate::receipt;
use crate::world::{ENTRANT, ROUND, SECRETARY, World, refusal};

fn duplicate(entry: &str, etag: &str, of: &str) -> MarkDuplicateRequest {
    MarkDuplicateRequest {
        round_id: ROUND.into(),
        entry_id: entry.into(),
        etag: etag.into(),
        request_id: fresh(),
        validate_only: false,
        duplicate_of: of.into(),
    }
}

#[tokio::test]
async fn what_came_back_is_completed_and_checked_clause_by_clause() {
    let world = World::with_a_round().await;
    let (entry, submitted) = world.handed_in().await;
    let mut secretariat = world.screening(SECRETARY).await;
    let returned = receipt!(secretariat.return_entry(give_back(&entry, &submitted.etag)));
    let own = world.own_entry(&entry, &returned).await;
    assert_eq!((own.state(), &*own.complete_until), (EntryState::Returned, "2026-11-26"));

    // Long after the last day for entries, until the day that was set.
    world.is_now("2026-11-26T01:00:00Z");
    world.passes(Phase::ClosedForEntry).await;
    let mut entries = world.entries(ENTRANT).await;
    let [form, text] = [world.keeps("Phiếu").await, world.keeps("Có xác nhận").await];
    let dossier = set_dossier(&entry, &returned.etag, &[("D1", &form), ("D2", &text)]);
    let mended = receipt!(entries.set_dossier(dossier));
    let seen = world.entry(&entry, &mended).await;
    assert_eq!(seen.dossier, own.dossier, "what is not handed in is the holder's");
    let submitted = receipt!(entries.submit_entry(submit(&entry, &mended.etag)));
    assert_eq!(world.entry(&entry, &submitted).await.receipts.len(), 2);

    let unsaid = ScreenEntryRequest {
        checks: screen(&entry, &submitted.etag, true).checks[..1].to_vec(),
        ..screen(&entry, &submitted.etag, true)
    };
    let refused = secretariat.screen_entry(unsaid).await;
    assert_eq!(refusal(refused), (Code::InvalidArgument, "CLAUSE_MISSING".into()));
    let mut why = screen(&entry, &submitted.etag, false);
    why.checks[1].note.clear();
    let refused = secretariat.screen_entry(why).await;
    assert_eq!(refusal(refused), (Code::InvalidArgument, "FIELD_INVALID".into()));
    let unmet =
        ScreenEntryRequest { validate_only: true, ..screen(&entry, &submitted.etag, false) };
    let unmet = receipt!(secretariat.screen_entry(unmet));
    assert_eq!(unmet.events[0].event_type, "EntryDeclaredIneligible");
    let found = receipt!(secretariat.screen_entry(screen(&entry, &submitted.etag, true)));
    assert_eq!(found.events[0].event_type, "EntryDeclaredEligible");
    let known = world.entry(&entry, &found).await;
    assert_eq!((known.state(), known.checks.len()), (EntryState::Eligible, 2));
    assert_eq!(known, world.own_entry(&entry, &found).await);
}

#[tokio::test]
async fn what_was_to_be_completed_is_not_taken_after_its_day() {
    let world = World::with_a_round().await;
    let (entry, submitted) = world.handed_in().await;
    let mut secretariat = world.screening(SECRETARY).await;
    let past = ReturnEntryRequest {
        complete_until: "2026-11-23".into(),
        ..give_back(&entry, &submitted.etag)
    };
    let refused = secretariat.return_entry(past).await;
    assert_eq!(refusal(refused), (Code::InvalidArgument, "DUE_IN_THE_PAST".into()));
    let returned = receipt!(secretariat.return_entry(give_back(&entry, &submitted.etag)));
    world.is_now("2026-11-26T17:00:00Z");
    let late = world.entries(ENTRANT).await.submit_entry(submit(&entry, &returned.etag)).await;
    assert_eq!(refusal(late), (Code::FailedPrecondition, "TOO_LATE".into()));
}

#[tokio::test]
async fn nobody_screens_what_they_are_related_to() {
    let world = World::with_a_round().await;
    let (entry, _, written) = world.written().await;
    let related =
        RelatedPerson { person: SECRETARY.into(), relation: RelationKind::Adviser.into() };
    let describe = DescribeEntryRequest {
        round_id: ROUND.into(),
        entry_id: entry.clone(),
        etag: written.etag,
        request_id: fresh(),
        validate_only: false,
        description: Some(EntryDescription { related_persons: vec![related], ..description() }),
    };
    let mut entries = world.entries(ENTRANT).await;
    let described = receipt!(entries.describe_entry(describe));
    let submitted = receipt!(entries.submit_entry(submit(&entry, &described.etag)));
    let mut secretariat = world.screening(SECRETARY).await;
    let own = (Code::PermissionDenied, "OWN_ENTRY".to_owned());
    let refused = secretariat.screen_entry(screen(&entry, &submitted.etag, true)).await;
    assert_eq!(refusal(refused), own);
    let refused = secretariat.return_entry(give_back(&entry, &submitted.etag)).await;
    assert_eq!(refusal(refused), own);
}

#[tokio::test]
async fn a_draft_is_not_there_for_the_secretariat() {
    let world = World::with_a_round().await;
    let (entry, _, written) = world.written().await;
    let mut secretariat = world.screening(SECRETARY).await;
    let not_found = (Code::NotFound, "ENTRY_NOT_FOUND".to_owned());
    let refused = secretariat.screen_entry(screen(&entry, &written.etag, true)).await;
    assert_eq!(refusal(refused), not_found);
    let get = GetEntryRequest {
        round_id: ROUND.into(),
        entry_id: entry.clone(),
        read_at: after(&written),
    };
    let refused = secretariat.get_entry(get).await;
    assert_eq!(refusal(refused), (Code::NotFound, "NO_SUCH_RESOURCE".into()));
    let (other, submitted) = world.handed_in().await;
    let refused = secretariat.mark_duplicate(duplicate(&other, &submitted.etag, &entry)).await;
    assert_eq!(refusal(refused), not_found);
}

#[tokio::test]
async fn a_duplicate_repeats_another_entry_that_was_handed_in() {
    let world = World::with_a_round().await;
    let (first, _) = world.handed_in().await;
    let (second, submitted) = world.handed_in().await;
    let mut secretariat = world.screening(SECRETARY).await;
    let itself = duplicate(&second, &submitted.etag, &second);
    let refused = secretariat.mark_duplicate(itself).await;
    assert_eq!(refusal(refused), (Code::InvalidArgument, "DUPLICATE_OF_ITSELF".into()));
    let marked = duplicate(&second, &submitted.etag, &first);
    let marked = receipt!(secretariat.mark_duplicate(marked));
    let known = world.entry(&second, &marked).await;
    assert_eq!((known.state(), known.duplicate_of), (EntryState::Duplicate, first.clone()));

    let mut list = ListEntriesRequest {
        round_id: ROUND.into(),
        read_at: after(&marked),
        ..ListEntriesRequest::default()
    };
    let mut ids = async |list: &ListEntriesRequest| -> Vec<String> {
        let answer = secretariat.list_entries(list.clone()).await.unwrap().into_inner();
        answer.entries.into_iter().map(|entry| entry.entry_id).collect()
    };
    assert_eq!(ids(&list).await.len(), 2);
    list.state = EntryState::Submitted.into();
    assert_eq!(ids(&list).await, [first]);
    list.field_code = "F2".into();
    assert_eq!(ids(&list).await, Vec::<String>::new());
}

#[tokio::test]
async fn after_the_list_nothing_is_screened_and_what_was_found_excludes() {
    let world = World::with_a_round().await;
    let (waiting, handed_in) = world.handed_in().await;
    let (entry, submitted) = world.handed_in().await;
    let mut secretariat = world.screening(SECRETARY).await;
    let found = receipt!(secretariat.screen_entry(screen(&entry, &submitted.etag, true)));
    world.publishes_the_list(&entry).await;
    let published = (Code::FailedPrecondition, "ELIGIBLE_LIST_PUBLISHED".to_owned());
    let refused = secretariat.screen_entry(screen(&waiting, &handed_in.etag, true)).await;
    assert_eq!(refusal(refused), published);
    let refused = secretariat.return_entry(give_back(&waiting, &handed_in.etag)).await;
    assert_eq!(refusal(refused), published);
    let refused = secretariat.mark_duplicate(duplicate(&waiting, &handed_in.etag, &entry)).await;
    assert_eq!(refusal(refused), published);

    world.opens_the_preliminary().await;
    let mut before = decision().unwrap();
    before.issued_on = "2026-11-23".into();
    let unheard =
        DisqualifyEntryRequest { decision_ref: Some(before), ..exclude(&entry, &found.etag) };
    let refused = secretariat.disqualify_entry(unheard).await;
    assert_eq!(refusal(refused), (Code::InvalidArgument, "HEARD_AFTER_DECISION".into()));
    let mut to_come = decision().unwrap();
    to_come.issued_on = "2026-11-25".into();
    let early =
        DisqualifyEntryRequest { decision_ref: Some(to_come), ..exclude(&entry, &found.etag) };
    let refused = secretariat.disqualify_entry(early).await;
    assert_eq!(refusal(refused), (Code::InvalidArgument, "FIELD_INVALID".into()));
    let excluded = receipt!(secretariat.disqualify_entry(exclude(&entry, &found.etag)));
    let known = world.own_entry(&entry, &excluded).await;
    assert_eq!((known.state(), &*known.state_since), (EntryState::Disqualified, TODAY));
}

#[tokio::test]
async fn an_entry_is_checked_by_the_ruleset_that_holds() {
    let world = World::with_a_round().await;
    let (entry, submitted) = world.handed_in().await;
    world.amends_the_ruleset().await;
    let mut secretariat = world.screening(SECRETARY).await;
    let refused = secretariat.screen_entry(screen(&entry, &submitted.etag, true)).await;
    assert_eq!(refusal(refused), (Code::FailedPrecondition, "RULESET_CHANGED".into()));
    let now = ScreenEntryRequest { ruleset_version: 2, ..screen(&entry, &submitted.etag, true) };
    receipt!(secretariat.screen_entry(now));
}
