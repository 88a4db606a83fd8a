//! Rulesets: issued, amended in versions, and refused where they do not hold together.

use contracts::awards::v1::*;
use tonic::{Code, Status};
use tonic_types::StatusExt as _;

use crate::receipt;
use crate::requests::after;
use crate::round_samples::{amend, issue, ruleset, schedule};
use crate::world::{SECRETARY, World, refusal};

/// What is wrong with a ruleset.
type Change = fn(&mut Ruleset);

#[tokio::test]
async fn an_amendment_is_a_new_version_and_lists_what_was_handed_in_before() {
    let world = World::new().await;
    let (round, receipt) = world.launched().await;
    let entry = world.has_entry(&round, 1, &["started", "submitted"]).await;
    world.has_entry(&round, 2, &["started"]).await;
    let etag = world.round(&round, &receipt).await.ruleset_etag;
    let mut rounds = world.rounds().await;
    let renamed = |code: &str| {
        let mut ruleset = ruleset();
        ruleset.fields[0].code = code.into();
        ruleset.quotas[0].field_code = code.into();
        ruleset
    };
    let without = rounds.amend_ruleset(amend(&round, &etag, renamed("F2"))).await;
    assert_eq!(refusal(without), (Code::InvalidArgument, "UNKNOWN_CODE".into()));
    let longer = Ruleset { posting_days: 20, ..ruleset() };
    let amended = receipt!(rounds.amend_ruleset(amend(&round, &etag, longer.clone())));

    let get =
        |version| GetRulesetRequest { round_id: round.clone(), read_at: after(&amended), version };
    let mut version = async |version| {
        rounds.get_ruleset(get(version)).await.map(|it| it.into_inner().ruleset_version.unwrap())
    };
    let first = version(1).await.unwrap();
    assert_eq!(first.ruleset, Some(ruleset()), "to the letter");
    let second = version(0).await.unwrap();
    let seen = (second.version, second.affected_entries, &*second.effective_on);
    assert_eq!(seen, (2, 1, "2026-11-20"));
    assert_eq!(second.ruleset, Some(longer));
    assert_eq!(refusal(version(3).await), (Code::NotFound, "NO_SUCH_RESOURCE".into()));

    let list = ListAffectedEntriesRequest {
        round_id: round.clone(),
        read_at: after(&amended),
        ..ListAffectedEntriesRequest::default()
    };
    let mut secretary = world.rounds_of(SECRETARY).await;
    let affected = secretary.list_affected_entries(list).await.unwrap().into_inner().entries;
    assert_eq!(affected, [AffectedEntry { entry_id: entry.to_string(), ruleset_version: 1 }]);
    let desk = GetRoundDeskRequest { round_id: round.clone(), read_at: after(&amended) };
    let desk = secretary.get_round_desk(desk).await.unwrap().into_inner().desk.unwrap();
    let expected =
        RoundDesk { schedule: Some(schedule()), drafts: 1, submitted: 1, ..RoundDesk::default() };
    assert_eq!(desk, expected, "with the grace");
}

#[tokio::test]
async fn a_ruleset_that_does_not_hold_together_is_refused() {
    let world = World::new().await;
    let (round, receipt) = world.planned().await;
    let mut rounds = world.rounds().await;
    let wrong: [(Change, &str); 4] = [
        (|it| it.stages[0].criteria[0].most_points = "59".into(), "CRITERIA_NOT_HUNDRED"),
        (|it| it.stages[0].judges_per_entry = 4, "JUDGES_NOT_ODD"),
        (|it| it.quotas[0].tier_code = "T9".into(), "UNKNOWN_CODE"),
        (
            |it| it.advance = Some(AdvanceRule { by: Some(advance_rule::By::FirstPlaces(3)) }),
            "ADVANCE_RULE_WITHOUT_FINAL",
        ),
    ];
    for (change, reason) in wrong {
        let mut request = issue(&round, &receipt.etag);
        change(request.ruleset.as_mut().unwrap());
        let refused = rounds.issue_ruleset(request).await;
        assert_eq!(refusal(refused), (Code::InvalidArgument, reason.into()));
    }
    let misread: [(Change, &str); 5] = [
        (|it| it.tiers[0].least_points = "92,5".into(), "ruleset.tiers[0].least_points"),
        (|it| it.fields[0].code = "f1".into(), "ruleset.fields[0].code"),
        (
            |it| it.tie_breaks[0].kind = TieBreakKind::JuryVote.into(),
            "ruleset.tie_breaks[0].criterion_code",
        ),
        (
            |it| it.stages[0].aggregation = Aggregation::Mean.into(),
            "ruleset.stages[0].drop_from_sheets",
        ),
        (|it| it.advance = Some(AdvanceRule { by: None }), "ruleset.advance.above_points"),
    ];
    for (change, field) in misread {
        let mut request = issue(&round, &receipt.etag);
        change(request.ruleset.as_mut().unwrap());
        let refused = rounds.issue_ruleset(request).await;
        assert_eq!(faults(refused), [field]);
    }
}

fn faults<T: std::fmt::Debug>(answer: Result<T, Status>) -> Vec<String> {
    let details = answer.unwrap_err().get_error_details();
    let violations = details.bad_request().unwrap().field_violations.iter();
    violations.map(|it| it.field.clone()).collect()
}
