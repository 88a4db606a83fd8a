//! What holds for every history of records that reporting could have written.

use proptest::collection::vec;
use proptest::prelude::*;

use crate::domain::facts::UnitId;
use crate::domain::figure::{Judged, Value, Verdict, value};
use crate::domain::formulas::{FORMULAS, Scene, find};
use crate::domain::plan::{Bearer, DutyRole};
use crate::domain::progress::{Scope, judged};
use crate::domain::record::{Outcome, Said};
use crate::domain::told::*;
use crate::domain::window::Measured;
use chrono::{Days, Months};

const UNITS: [UnitId; 3] = [UNION, NEIGHBOUR_UNION, PROVINCE];

/// A record of an issue of the bulletin, and what becomes of it.
#[derive(Debug, Clone)]
struct Filed {
    unit: usize,
    issue: i64,
    days: u64,
    copies: i64,
    outcomes: Vec<Outcome>,
}

fn filed() -> impl Strategy<Value = Vec<Filed>> {
    let outcomes = prop_oneof![
        2 => Just(Vec::new()),
        4 => Just(vec![Outcome::Verified]),
        1 => Just(vec![Outcome::Rejected]),
        1 => Just(vec![Outcome::Retracted]),
        1 => Just(vec![Outcome::Verified, Outcome::Retracted]),
    ];
    let filed = (0..UNITS.len(), 0..8i64, 0..1_000u64, 0..500i64, outcomes);
    let filed = filed.prop_map(|(unit, issue, days, copies, outcomes)| Filed {
        unit,
        issue,
        days,
        copies,
        outcomes,
    });
    vec(filed, 0..30)
}

fn history(filed: &[Filed]) -> Told {
    let mut told = Told::default();
    told.two_provinces();
    for unit in UNITS {
        told.obliged("II.1.a", Bearer::Unit(unit), DutyRole::Lead, "2021-01-01");
    }
    for one in filed {
        let on = (day("2021-01-01") + Days::new(one.days)).to_string();
        let issue = [
            ("issue_no", Said::Number(one.issue)),
            ("year", Said::Number(2021)),
            ("copies", Said::Number(one.copies)),
        ];
        let session = [
            ("document", word("THIS_PLAN")),
            ("format", word("IN_PERSON")),
            ("attendance", Said::Number(one.copies)),
        ];
        let issue = told.filed("BULLETIN_ISSUE", UNITS[one.unit], &on, issue);
        let session = told.filed("DISSEMINATION_SESSION", UNITS[one.unit], &on, session);
        for outcome in &one.outcomes {
            told.became(issue, *outcome);
            told.became(session, *outcome);
        }
    }
    told
}

fn measured(from: u64, length: u64) -> Measured {
    let from = day("2021-01-01") + Days::new(from);
    Measured { from, until: from + Days::new(length) }
}

/// All figures, with what waits.
fn figures(told: &Told, measured: Measured, unit: Option<UnitId>) -> Vec<String> {
    let scene = Scene::of(&told.facts, measured.until, Months::new(12));
    let scope = Scope { plan: PLAN, unit };
    let figure = |judged: &[Judged<'_>], sort, silence| {
        let waiting = crate::domain::figure::awaiting(judged);
        format!("{:?} {waiting:?}", value(judged, sort, silence))
    };
    FORMULAS
        .iter()
        .map(|it| figure(&judged(&scene, it, measured, scope), it.sort, it.silence))
        .collect()
}

fn number(value: Option<Value>) -> i64 {
    match value {
        Some(Value::Integer(number)) => number,
        Some(Value::Ratio { numerator, .. }) => numerator,
        Some(Value::Mean { .. } | Value::State(_)) | None => 0,
    }
}

fn stands(filed: &Filed) -> bool {
    filed.outcomes == [Outcome::Verified]
}

proptest! {
    /// Issues are what a reader counts who crosses out what does not stand and what was told before.
    #[test]
    fn the_count_is_a_plain_recount(
        filed in filed(), from in 0..1_000u64, length in 0..700u64,
    ) {
        let told = history(&filed);
        let window = measured(from, length);
        let mut seen = std::collections::BTreeSet::new();
        let mut expected = (0, 0);
        for one in filed.iter().filter(|one| stands(one)) {
            let on = day("2021-01-01") + Days::new(one.days);
            if seen.insert(one.issue) && window.holds(on) {
                expected = (expected.0 + 1, expected.1 + one.copies);
            }
        }
        let (from, until) = (window.from.to_string(), window.until.to_string());
        let counted = |quantity| number(told.count(quantity, &from, &until));
        prop_assert_eq!((counted("bulletin_issues"), counted("bulletin_copies")), expected);

        let held = filed.iter().filter(|one| {
            stands(one) && day("2021-01-01") + Days::new(one.days) <= window.until
        });
        let covered: std::collections::BTreeSet<_> = held.map(|one| one.unit).collect();
        let covered = i64::try_from(covered.len()).unwrap();
        prop_assert_eq!(counted("dissemination_coverage_pct"), covered);
    }

    /// Every record is counted, waits, or is left out for one reason; none twice.
    #[test]
    fn every_record_is_judged_once(filed in filed(), from in 0..1_000u64) {
        let told = history(&filed);
        let window = measured(from, 365);
        let scene = Scene::of(&told.facts, window.until, Months::new(12));
        for quantity in ["bulletin_copies", "dissemination_coverage_pct"] {
            let formula = find(quantity, 1).unwrap();
            let judged = judged(&scene, formula, window, WHOLE);
            let of_records = judged.iter().filter(|it| it.origin.event_type.starts_with("Evid"));
            prop_assert_eq!(of_records.count(), filed.len());
            let awaits = |it: &&Judged<'_>| matches!(it.verdict, Verdict::Awaits(_));
            let filed_only = filed.iter().filter(|one| one.outcomes.is_empty()).count();
            prop_assert!(judged.iter().filter(awaits).count() <= filed_only);
        }
    }

    /// What `Explain` lists adds up to what `GetProgress` shows.
    #[test]
    fn the_parts_add_up_to_the_figure(filed in filed(), from in 0..1_000u64) {
        let told = history(&filed);
        let window = measured(from, 365);
        let scene = Scene::of(&told.facts, window.until, Months::new(12));
        for quantity in ["bulletin_copies", "dissemination_coverage_pct"] {
            let formula = find(quantity, 1).unwrap();
            let judged = judged(&scene, formula, window, WHOLE);
            let counted = judged.iter().filter_map(|judged| match &judged.verdict {
                Verdict::Counted(share) => Some(share.amount.part),
                Verdict::Awaits(_) | Verdict::LeftOut { .. } => None,
            });
            let sum: i64 = counted.sum();
            prop_assert_eq!(number(value(&judged, formula.sort, formula.silence).ok()), sum);
        }
    }

    /// The order in which the rows are read makes no difference.
    #[test]
    fn the_order_of_arrival_makes_no_difference(
        filed in filed(), from in 0..1_000u64, turned in 0..40usize,
    ) {
        let told = history(&filed);
        let mut shuffled = told.clone();
        let turn = |length: usize| turned.min(length);
        let facts = &mut shuffled.facts;
        facts.records.reverse();
        facts.records.rotate_left(turn(told.facts.records.len()));
        facts.record_outcomes.reverse();
        facts.record_outcomes.rotate_left(turn(told.facts.record_outcomes.len()));
        facts.duties.reverse();
        let window = measured(from, 365);
        for unit in [None, Some(UNION)] {
            prop_assert_eq!(figures(&told, window, unit), figures(&shuffled, window, unit));
        }
    }

    /// Asked again as it was known then, a figure is what it was then, whatever was learnt since.
    #[test]
    fn what_was_known_then_does_not_change(
        filed in filed(), known in 0..30usize, from in 0..1_000u64,
    ) {
        let then = history(&filed[..known.min(filed.len())]);
        let all = history(&filed);
        let known_at = told_at(then.last);
        let facts = all.facts.clone().only(|origin| origin.recorded_at <= known_at);
        let replayed = Told { facts, last: then.last };
        let window = measured(from, 365);
        prop_assert_eq!(figures(&replayed, window, None), figures(&then, window, None));
    }

    /// What each unit has adds up to what the province has.
    #[test]
    fn units_share_the_whole_out_among_them(filed in filed(), from in 0..1_000u64) {
        let told = history(&filed);
        let window = measured(from, 365);
        let (from, until) = (window.from.to_string(), window.until.to_string());
        let of = |unit| number(told.count_for("bulletin_copies", &from, &until, unit, &until));
        // The Union works for its province: what is the province's is the Union's too.
        let both = of(Some(PROVINCE)) + of(Some(NEIGHBOUR));
        prop_assert_eq!(both, of(None));
    }
}
