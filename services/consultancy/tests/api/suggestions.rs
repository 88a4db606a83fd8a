//! Who is suggested, over the wire: those who served before, with why.

use contracts::consultancy::v1::*;
use contracts::ledger::v1::CommandReceipt;
use tonic::Code;

use crate::council_samples::{FIRST_EXPERT, SECOND_EXPERT};
use crate::samples::fresh;
use crate::world::{OFFICE, REQUESTER, UNION, World, after, refusal};

fn ask(review: &str, receipt: &CommandReceipt) -> SuggestExpertsRequest {
    SuggestExpertsRequest {
        review_id: review.into(),
        unit_id: UNION.to_string(),
        read_at: after(receipt),
        ..Default::default()
    }
}

#[tokio::test]
async fn experts_who_work_for_the_union_are_suggested_with_their_load() {
    let world = World::regulated().await;
    let (first, _) = world.running().await;
    let opened = world.opened(&first).await;
    let (second, filed) = world.filed().await;
    let mut office = world.councils(OFFICE).await;
    let suggested = office.suggest_experts(ask(&second, &filed)).await.unwrap().into_inner();
    let experts: Vec<_> = suggested.suggestions.iter().map(|it| &*it.expert).collect();
    assert_eq!(experts.len(), 2);
    assert!(experts.contains(&FIRST_EXPERT) && experts.contains(&SECOND_EXPERT));
    for suggestion in &suggested.suggestions {
        let [load] = &suggestion.reasons[..] else { panic!("one ground: {suggestion:?}") };
        assert_eq!((load.ground(), load.reviews), (SuggestionGround::PresentLoad, 1));
        assert_eq!(load.last_on, "2026-11-24");
    }
    let page = SuggestExpertsRequest { page_size: 1, ..ask(&second, &filed) };
    let one = office.suggest_experts(page.clone()).await.unwrap().into_inner();
    let page = SuggestExpertsRequest { page_token: one.next_page_token, ..page };
    let other = office.suggest_experts(page).await.unwrap().into_inner();
    assert_eq!([one.suggestions, other.suggestions].concat(), suggested.suggestions);
    assert_eq!(other.next_page_token, "");

    let own = office.suggest_experts(ask(&first, &opened)).await.unwrap().into_inner();
    assert_eq!(own.suggestions, [], "its own experts are in already");
    let unknown = office.suggest_experts(ask(&fresh(), &filed)).await;
    assert_eq!(refusal(unknown), (Code::NotFound, "NO_SUCH_RESOURCE".into()));
    let by_requester = world.councils(REQUESTER).await.suggest_experts(ask(&second, &filed)).await;
    assert_eq!(refusal(by_requester), (Code::PermissionDenied, "NO_PERMISSION".into()));
}
