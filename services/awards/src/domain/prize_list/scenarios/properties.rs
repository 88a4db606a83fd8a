//! The list's invariants, over whatever is proposed, voted and decided.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use super::releasing::amend;
use super::*;

const TIERS: [&str; 4] = ["T1", "T2", "T3", "T4"];

/// By rank more often than not, so many of each tier: some of these are allowed.
fn any_prizes() -> impl Strategy<Value = Vec<Proposed>> {
    let any = (1..=8_u8, select(&TIERS[..])).prop_map(|(number, tier)| prize(number, tier));
    prop_oneof![
        3 => vec(0..=3_usize, 4).prop_map(|counts| {
            let tiers = TIERS.into_iter().zip(counts);
            let tiers = tiers.flat_map(|(tier, count)| std::iter::repeat_n(tier, count));
            (1..=8).zip(tiers).map(|(number, tier)| prize(number, tier)).collect()
        }),
        1 => vec(any, 0..8),
    ]
}

/// From high to low more often than not.
fn any_totals() -> impl Strategy<Value = Vec<u32>> {
    prop_oneof![
        3 => vec(80..100_u32, 8).prop_map(|mut totals| {
            totals.sort_by(|a, b| b.cmp(a));
            totals
        }),
        1 => vec(55..100_u32, 8),
    ]
}

proptest! {
    /// Whatever is proposed: places are never exceeded, points suffice, and nobody is passed over.
    #[test]
    fn quotas_hold(prizes in any_prizes(), totals in any_totals(), places in vec(0..3_u32, 4)) {
        let entries: Vec<_> =
            (1..).zip(&totals).map(|(number, points)| judged(number, "F1", &[*points; 3])).collect();
        let mut rules = rules();
        for (quota, places) in rules.quotas.iter_mut().zip(&places) {
            quota.places = *places;
        }
        let command = Command::Propose {
            round: ROUND,
            programme: PROGRAMME,
            prizes,
            proposed_on: day("2026-09-01"),
            ranking: ranking(&entries),
            rules: Box::new(rules.clone()),
            rules_version: 1,
            first: false,
        };
        let Ok(events) = PrizeList::default().decide(command) else { return Ok(()) };
        let [Event::Proposed { prizes, .. }] = events.as_slice() else { unreachable!() };
        let points = |wanted: &EntryCode| {
            (1..).zip(&totals).find(|(number, _)| code(*number) == *wanted).unwrap().1
        };
        let height = |of: &EntryCode| {
            let tier = prizes.iter().find(|it| it.code == *of).map(|it| &it.tier);
            tier.and_then(|tier| rules.tiers.iter().position(|it| it.code == *tier)).unwrap_or(4)
        };
        for (tier, places) in rules.tiers.iter().zip(&places) {
            let of_tier: Vec<_> = prizes.iter().filter(|it| it.tier == tier.code).collect();
            prop_assert!(of_tier.len() <= usize::try_from(*places).unwrap());
            for it in of_tier {
                let least = tier.least.unwrap().hundredths() / 100;
                prop_assert!(i64::from(*points(&it.code)) >= least);
            }
        }
        for one in 1..=8 {
            for other in 1..=8 {
                let (one, other) = (code(one), code(other));
                prop_assert!(points(&one) <= points(&other) || height(&one) <= height(&other));
            }
        }
    }

    /// Whatever is asked in whatever order: a prize is released only after a vote with two thirds, the
    /// posting and the decision, in this order, of the same version.
    #[test]
    fn what_is_released_was_voted_on_posted_and_decided(steps in vec(0..8_u8, 0..60)) {
        let mut history = Vec::new();
        for step in steps {
            let command = match step {
                0 => propose(&two()),
                1 => vote(counted(6, 3, 0)),
                2 => vote(counted(5, 4, 0)),
                3 => post(&[]),
                4 => decide(PROGRAMME, "2026-09-18", &[]),
                5 => send_back(PROGRAMME, "2026-09-10"),
                6 => amend(PROGRAMME, &[2]),
                _ => release(&[1, 2], true),
            };
            history.extend(PrizeList::replay(&history).decide(command).unwrap_or_default());
        }
        let names: Vec<&str> = history.iter().map(Into::into).collect();
        if let Some(place) = names.iter().position(|name| *name == "released") {
            let decided = names[..place].iter().rposition(|name| *name == "decided").unwrap();
            let before = &names[decided - 3..decided];
            prop_assert_eq!(before, ["proposed", "voted_on", "posted"]);
            let between = &names[decided + 1..place];
            prop_assert!(between.is_empty() || between == ["decision_amended"]);
            let after = ["finalist_released", "prize_released"];
            prop_assert!(names[place + 1..].iter().all(|name| after.contains(name)));
        }
    }
}
