//! What an affiliate does, rule by rule.

use ledger::scenario::Scenario;
use proptest::collection::vec;
use proptest::prelude::*;
use uuid::Uuid;

use super::*;

fn day(n: u64) -> NaiveDate {
    NaiveDate::from_ymd_opt(2025, 1, 1).unwrap() + chrono::Days::new(n)
}

fn profile() -> Profile {
    Profile {
        union: UnitId(Uuid::from_u128(50)),
        name: "Trung tâm Tư vấn".into(),
        kind: Kind::AffiliatedUnit,
        illustrative: true,
    }
}

fn begin(on: u64) -> Command {
    Command::Begin { profile: profile(), occurred_on: day(on), decision: None }
}

fn begun(on: u64) -> Event {
    Event::Begun { profile: profile(), occurred_on: day(on), decision: None }
}

fn end(on: u64) -> Command {
    Command::End { occurred_on: day(on), decision: None }
}

fn ended(on: u64) -> Event {
    Event::Ended { profile: profile(), occurred_on: day(on), decision: None }
}

fn given(history: impl IntoIterator<Item = Event>) -> Scenario<Affiliate> {
    Scenario::given(history)
}

#[test]
fn an_affiliation_begins_once() {
    given([]).when(begin(1)).then([begun(1)]);
    given([begun(1)]).when(begin(2)).then_rejected(Rejection::AffiliateAlreadyExists);
    given([begun(1), ended(2)]).when(begin(3)).then_rejected(Rejection::AffiliateAlreadyExists);
}

#[test]
fn an_affiliation_ends_once_and_after_it_began() {
    given([]).when(end(1)).then_rejected(Rejection::AffiliateNotFound);
    given([begun(1)]).when(end(2)).then([ended(2)]);
    given([begun(1)]).when(end(1)).then_rejected(Rejection::BeforeItsTime { since: day(1) });
    given([begun(1), ended(2)]).when(end(3)).then_rejected(Rejection::AffiliationEnded);
}

/// `golden.jsonl` holds one line for each shape that was ever stored. Lines are only ever added.
#[test]
fn the_past_still_reads() {
    let golden: Vec<Event> = include_str!("golden.jsonl")
        .lines()
        .map(|line| serde_json::from_str(line).expect("every stored shape decodes"))
        .collect();
    let stored = serde_json::to_string(&golden).unwrap();
    for name in <Event as strum::VariantNames>::VARIANTS {
        assert!(stored.contains(&format!(r#""type":"{name}""#)), "no golden line for {name}");
    }
}

proptest! {
    #[test]
    fn it_ends_once_after_it_began(asked in vec((any::<bool>(), 0..5_u64), 0..12)) {
        let mut history: Vec<Event> = Vec::new();
        for (begins, on) in asked {
            let command = if begins { begin(on) } else { end(on) };
            let decided = Affiliate::replay(&history).decide(command);
            history.extend(decided.unwrap_or_default());
        }
        let days: Vec<_> = history
            .iter()
            .map(|event| match event {
                Event::Begun { occurred_on, .. } => (*occurred_on, 0),
                Event::Ended { occurred_on, .. } => (*occurred_on, 1),
            })
            .collect();
        let in_order = match days.as_slice() {
            [] | [(_, 0)] => true,
            [(begun, 0), (ended, 1)] => begun < ended,
            _ => false,
        };
        prop_assert!(in_order, "{days:?}");
    }
}
