//! Who leaves after the decision: the way on to the release.

use super::*;

fn amend(etag: &str, on: &str) -> AmendPrizeDecisionRequest {
    AmendPrizeDecisionRequest {
        programme_id: GOOD_ID.into(),
        round_id: GOOD_ID.into(),
        etag: etag.into(),
        request_id: fresh(),
        validate_only: false,
        amended_on: on.into(),
        decision_ref: amendment(),
    }
}

fn amendment() -> Option<DecisionRef> {
    Some(DecisionRef { number_symbol: "100/QĐ-MẪU".into(), ..decision().unwrap() })
}

#[tokio::test]
async fn a_decision_is_amended_where_an_entry_left_after_it_and_the_rest_is_released() {
    let world = World::new().await;
    let etag = world.posted(&PRIZES).await;
    let mut authority = world.prize_lists(AUTHORITY).await;
    let early = authority.amend_prize_decision(amend(&etag, "2026-09-19")).await;
    assert_eq!(refusal(early), precondition("STATE_NOT_ALLOWED"));
    let decided = receipt!(authority.decide_prizes(decide(&etag, "2026-09-18")));
    let whole = authority.amend_prize_decision(amend(&decided.etag, "2026-09-19")).await;
    assert_eq!(refusal(whole), precondition("NOTHING_TO_AMEND"));

    world.excludes(1).await;
    let mut secretary = world.prize_lists(SECRETARY).await;
    let kept = secretary.release_results(release(&decided.etag)).await;
    assert_eq!(refusal(kept), precondition("BLOCKERS_OPEN"));
    let early = authority.amend_prize_decision(amend(&decided.etag, "2026-09-17")).await;
    assert_eq!(refusal(early), precondition("BEFORE_PRIZE_LIST"));
    let amending = amend(&decided.etag, "2026-09-19");
    let amended = receipt!(authority.amend_prize_decision(amending.clone()));
    let again = receipt!(authority.amend_prize_decision(amending));
    assert_eq!((again.token, again.repeated_request), (amended.token.clone(), true));
    let (list, blockers) = world.list().await;
    let tiers: Vec<_> = list.prizes.iter().map(|it| &*it.tier_code).collect();
    assert_eq!((list.state(), tiers, blockers), (PrizeListState::Decided, vec!["T1"], vec![]));
    assert_eq!((list.decision_ref, list.amendment_ref), (decision(), amendment()));
    assert_eq!((&*list.state_since, &*list.etag), ("2026-09-19", &*amended.etag));
    let told: Vec<_> = world.told().await.into_iter().map(|it| it.0).collect();
    assert_eq!(told, ["AwardDecisionIssued"], "who is left out is told to nobody");

    receipt!(secretary.release_results(release(&amended.etag)));
    let told = world.told().await;
    let prizes: Vec<_> = told.iter().filter(|it| it.0 == "PrizeAwarded").collect();
    assert_eq!(prizes.len(), 1);
    let prize = PrizeAwarded::decode(&*prizes[0].1).unwrap();
    assert_eq!((prize.entry_id, prize.decision_ref), (entry(3).to_string(), decision()));
}

#[tokio::test]
async fn a_decision_is_not_amended_under_another_programme() {
    let world = World::new().await;
    let etag = world.posted(&PRIZES).await;
    let decided =
        receipt!(world.prize_lists(AUTHORITY).await.decide_prizes(decide(&etag, "2026-09-18")));
    world.excludes(1).await;
    let elsewhere = "00000000-0000-0000-0000-0000000000e1";
    let theirs = AmendPrizeDecisionRequest {
        programme_id: elsewhere.into(),
        ..amend(&decided.etag, "2026-09-19")
    };
    let refused_theirs = world.decides_for(elsewhere).await.amend_prize_decision(theirs).await;
    assert_eq!(refusal(refused_theirs), refused(Code::NotFound, "PRIZE_LIST_NOT_FOUND"));
}
