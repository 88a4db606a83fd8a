//! What holds for every history that membership could have written.

use proptest::collection::vec;
use proptest::prelude::*;

use crate::domain::facts::{Facts, MemberKind, OrganisationId, Step, UnitId};
use crate::domain::figure::{Amount, Class, Reason, Value, Verdict, parts, value};
use crate::domain::formulas::{FORMULAS, Scene, find};
use crate::domain::progress::{Scope, judged};
use crate::domain::told::*;
use crate::domain::window::Measured;
use chrono::{Days, Months, NaiveDate};

const UNIONS: [UnitId; 2] = [UNION, NEIGHBOUR_UNION];
const ORGANISATIONS: [OrganisationId; 4] = [MECHANICS, NURSES, LEARNING, INSTITUTE];

/// What somebody tries next with an organisation, some days after its last step.
#[derive(Debug, Clone, Copy)]
struct Attempt {
    organisation: usize,
    choice: u8,
    days: u64,
    members: i64,
}

fn attempts() -> impl Strategy<Value = Vec<Attempt>> {
    let attempt = (0..ORGANISATIONS.len(), 0..6u8, 0..200u64, 0..1_000i64);
    let attempt = attempt.prop_map(|(organisation, choice, days, members)| Attempt {
        organisation,
        choice,
        days,
        members,
    });
    vec(attempt, 0..40)
}

/// Where an organisation stands, and the days of its last two steps.
#[derive(Clone, Copy)]
struct Standing {
    member_of: Option<usize>,
    lapsed: Option<usize>,
    just_admitted: bool,
    days: (NaiveDate, NaiveDate),
    declaration: Option<(i64, NaiveDate)>,
}

/// Tells what membership's rules allow of the attempts.
fn history(attempts: &[Attempt]) -> Told {
    let mut told = Told::default();
    told.two_provinces();
    let start = day("2020-01-01");
    let absent = Standing {
        member_of: None,
        lapsed: None,
        just_admitted: false,
        days: (start, start),
        declaration: None,
    };
    let mut standings = [absent; ORGANISATIONS.len()];
    for attempt in attempts {
        let standing = &mut standings[attempt.organisation];
        let organisation = ORGANISATIONS[attempt.organisation];
        let on = standing.days.1 + Days::new(attempt.days);
        if attempt.choice == 5 {
            declare(&mut told, standing, organisation, attempt, on);
        } else {
            take_step(&mut told, standing, organisation, attempt.choice, on);
        }
    }
    told
}

fn declare(
    told: &mut Told,
    standing: &mut Standing,
    organisation: OrganisationId,
    attempt: &Attempt,
    on: NaiveDate,
) {
    let headcount = (attempt.members, Some(attempt.members / 2));
    let (supersedes, on) = match standing.declaration {
        Some((wrong, of)) if attempt.days.is_multiple_of(3) => (Some(wrong), of),
        _ => (None, on),
    };
    let position = told.headcount(organisation, headcount, supersedes, &on.to_string());
    standing.declaration = Some((position, on));
}

fn take_step(
    told: &mut Told,
    standing: &mut Standing,
    organisation: OrganisationId,
    choice: u8,
    on: NaiveDate,
) {
    let union = usize::from(choice % 2);
    let (next, corrected) = match (standing.member_of, standing.lapsed, choice) {
        (Some(of), _, 0) if standing.just_admitted => {
            let between = standing.days.0.max(standing.days.1 - Days::new(7));
            let step = Step::AdmissionCorrected;
            told.step_in(organisation, UNIONS[of], step, &between.to_string());
            standing.days.1 = between;
            return;
        }
        (Some(of), _, 1 | 2) => (vec![(of, Step::Ended)], (None, None)),
        (Some(of), _, 3) => (vec![(of, Step::Lapsed)], (None, Some(of))),
        (Some(of), _, 0 | 4..) => {
            let steps = vec![(of, Step::TransferredOut), (1 - of, Step::TransferredIn)];
            (steps, (Some(1 - of), None))
        }
        (None, Some(of), 0..=2) => (vec![(of, Step::Renewed)], (Some(of), None)),
        (None, Some(of), 3..) => (vec![(of, Step::Ended)], (None, None)),
        (None, None, 0..) => (vec![(union, Step::Admitted)], (Some(union), None)),
    };
    standing.just_admitted = next.iter().all(|(_, step)| *step == Step::Admitted);
    for (union, step) in next {
        told.step_in(organisation, UNIONS[union], step, &on.to_string());
    }
    (standing.member_of, standing.lapsed) = corrected;
    standing.days = (standing.days.1, on);
}

fn measured(from: u64, length: u64) -> Measured {
    let from = day("2020-01-01") + Days::new(from);
    Measured { from, until: from + Days::new(length) }
}

fn figures(facts: &Facts, measured: Measured, unit: Option<UnitId>) -> Vec<Option<Value>> {
    let scene = Scene::of(facts, measured.until, Months::new(12));
    FORMULAS
        .iter()
        .map(|formula| {
            let judged = judged(&scene, formula, measured, Scope { plan: PLAN, unit });
            value(&judged, formula.sort, formula.silence).ok()
        })
        .collect()
}

fn number(value: Option<Value>) -> i64 {
    match value {
        Some(Value::Integer(number)) => number,
        None => 0,
        Some(Value::Ratio { .. } | Value::Mean { .. } | Value::State(_)) => {
            unreachable!("a count is none of these")
        }
    }
}

proptest! {
    /// What `Explain` lists adds up to what `GetProgress` shows, also by kind and by unit.
    #[test]
    fn the_parts_add_up_to_the_figure(
        attempts in attempts(), from in 0..2_000u64, length in 0..700u64,
    ) {
        let told = history(&attempts);
        let measured = measured(from, length);
        let scene = Scene::of(&told.facts, measured.until, Months::new(12));
        for formula in &*FORMULAS {
            let judged = judged(&scene, formula, measured, WHOLE);
            let counted = judged.iter().filter_map(|judged| match &judged.verdict {
                Verdict::Counted(share) => Some(share.amount),
                Verdict::Awaits(_) | Verdict::LeftOut { .. } => None,
            });
            let sum: Amount = counted.sum();
            match value(&judged, formula.sort, formula.silence) {
                Ok(Value::Integer(integer)) => prop_assert_eq!(sum, Amount::count(integer)),
                Ok(Value::Ratio { numerator, denominator }) => {
                    prop_assert_eq!(sum, Amount { part: numerator, whole: denominator });
                }
                Ok(Value::Mean { sum: part, count: whole }) => {
                    prop_assert_eq!(sum, Amount { part, whole });
                }
                Ok(Value::State(_)) => prop_assert!(sum.part > 0),
                Err(_) => prop_assert_eq!(sum, Amount::default()),
            }
            let by_unit = parts(&judged, formula.sort).into_iter().map(|(class, value)| {
                match (class, value) {
                    (Class::Unit(_), Value::Integer(part)) => Amount::count(part),
                    (Class::Unit(_), Value::Ratio { numerator: part, denominator: whole })
                    | (Class::Unit(_), Value::Mean { sum: part, count: whole }) => {
                        Amount { part, whole }
                    }
                    _ => Amount::default(),
                }
            });
            prop_assert_eq!(by_unit.sum::<Amount>(), sum);
        }
    }

    /// The stock is what a reader who follows each organisation step by step would count.
    #[test]
    fn the_stock_is_a_plain_recount(attempts in attempts(), on in 0..3_000u64) {
        let told = history(&attempts);
        let until = measured(on, 0).until;
        let scene = Scene::of(&told.facts, until, Months::new(12));
        let recount = ORGANISATIONS.iter().filter(|organisation| {
            let mut days: Vec<(NaiveDate, bool)> = Vec::new();
            let mut steps = told.facts.memberships.iter();
            while let Some(fact) = steps.find(|f| f.what.organisation == **organisation) {
                match fact.what.step {
                    Step::Admitted | Step::Renewed => days.push((fact.origin.occurred_on, true)),
                    Step::Ended | Step::Lapsed => days.push((fact.origin.occurred_on, false)),
                    Step::TransferredIn | Step::TransferredOut | Step::EndCorrected => {}
                    Step::AdmissionCorrected => {
                        days.pop();
                        days.push((fact.origin.occurred_on, true));
                    }
                }
            }
            days.into_iter().rfind(|(day, _)| *day <= until).is_some_and(|(_, is_in)| is_in)
        });
        let counted = ORGANISATIONS.iter().filter(|o| scene.memberships.on(**o, until).is_some());
        let expected = i64::try_from(recount.count()).unwrap();
        prop_assert_eq!(i64::try_from(counted.count()).unwrap(), expected);
        let until = until.to_string();
        let stock = told.count("member_organisations", "2020-01-01", &until);
        prop_assert_eq!(number(stock), expected);
    }

    /// Admissions, renewals and transfers in, less exits, are the change of the stock; for each Union.
    #[test]
    fn the_net_movement_is_the_change_of_the_stock(
        attempts in attempts(), from in 1..2_000u64, length in 0..700u64, union in 0..3usize,
    ) {
        let told = history(&attempts);
        let measured = measured(from, length);
        let unit = UNIONS.get(union).copied();
        let scene = Scene::of(&told.facts, measured.until, Months::new(12));
        let admitted = find("associations_admitted", 1).unwrap();
        let moved = parts(&judged(&scene, admitted, measured, Scope { plan: PLAN, unit }), admitted.sort);
        let net = moved.into_iter().find(|(class, _)| *class == Class::NetMovement);

        let stock = |day: NaiveDate| {
            let formula = find("member_organisations", 1).unwrap();
            let judged = judged(&scene, formula, Measured { from: day, until: day }, Scope { plan: PLAN, unit });
            let kinds = parts(&judged, formula.sort).into_iter();
            let associations = Class::Kind(MemberKind::MemberAssociation);
            number(kinds.filter(|(class, _)| *class == associations).map(|(_, value)| value).next())
        };
        let before = stock(measured.from.pred_opt().unwrap());
        prop_assert_eq!(number(net.map(|(_, value)| value)), stock(measured.until) - before);
    }

    /// Every fact of a kind that feeds a figure is counted, or left out for one reason.
    #[test]
    fn every_fact_is_judged_once(attempts in attempts(), from in 0..2_000u64) {
        let told = history(&attempts);
        let measured = measured(from, 365);
        let scene = Scene::of(&told.facts, measured.until, Months::new(12));
        let judged_by = |quantity| {
            let judged = judged(&scene, find(quantity, 1).unwrap(), measured, WHOLE);
            let mut places: Vec<_> =
                judged.iter().map(|j| (j.origin.position, j.home)).collect();
            places.sort();
            places
        };
        let mut steps: Vec<_> = told.facts.memberships.iter()
            .map(|fact| (fact.origin.position, Some(fact.what.union))).collect();
        steps.sort();
        prop_assert_eq!(judged_by("member_organisations"), steps);
        let declared = judged_by("members_declared").into_iter().map(|(position, _)| position);
        let told: Vec<_> = told.facts.headcounts.iter().map(|f| f.origin.position).collect();
        prop_assert_eq!(declared.collect::<Vec<_>>(), told);
    }

    /// The order in which facts of several sources arrived makes no difference.
    #[test]
    fn the_order_of_arrival_makes_no_difference(
        attempts in attempts(), from in 0..2_000u64, seed in any::<u64>(),
    ) {
        let told = history(&attempts);
        let mut shuffled = told.facts.clone();
        let rotate = |length: usize| usize::try_from(seed % 7).unwrap().min(length);
        let (memberships, headcounts) = (shuffled.memberships.len(), shuffled.headcounts.len());
        shuffled.memberships.rotate_left(rotate(memberships));
        shuffled.memberships.reverse();
        shuffled.headcounts.rotate_left(rotate(headcounts));
        shuffled.unit_names.reverse();
        shuffled.places.reverse();
        let measured = measured(from, 365);
        prop_assert_eq!(figures(&told.facts, measured, None), figures(&shuffled, measured, None));
    }

    /// Asked again as it was known then, a figure is what it was then, whatever was learnt since.
    #[test]
    fn what_was_known_then_does_not_change(
        attempts in attempts(), known in 0..40usize, from in 0..2_000u64,
    ) {
        let then = history(&attempts[..known.min(attempts.len())]);
        let all = history(&attempts);
        let known_at = told_at(then.last);
        let replayed = all.facts.only(|origin| origin.recorded_at <= known_at);
        let measured = measured(from, 365);
        for unit in [None, Some(UNION)] {
            let as_then = figures(&then.facts, measured, unit);
            prop_assert_eq!(figures(&replayed, measured, unit), as_then);
        }
    }

    /// What two units have, and what belongs to neither, is what all have.
    #[test]
    fn units_share_the_whole_out_among_them(
        attempts in attempts(), from in 0..2_000u64, merged in any::<bool>(),
    ) {
        let mut told = history(&attempts);
        if merged {
            told.merger("2022-07-01");
        }
        let measured = measured(from, 365);
        let whole = figures(&told.facts, measured, None);
        let by_unit = [UNION, NEIGHBOUR_UNION, MERGED_UNION];
        let by_unit = by_unit.map(|unit| figures(&told.facts, measured, Some(unit)));
        for counted in [0, 2, 3] {
            let sum: i64 = by_unit.iter().map(|figures| number(figures[counted])).sum();
            prop_assert_eq!(sum, number(whole[counted]));
        }
    }
}

#[test]
fn a_late_fact_changes_what_is_known_now_and_not_what_was_known_then() {
    let mut told = Told::default();
    told.step(MECHANICS, Step::Admitted, "2021-01-01");
    told.declared(MECHANICS, 100, "2021-12-31");
    let then = told_at(told.last);
    let late = told.declared(MECHANICS, 120, "2021-12-31");

    let as_known_then = Told {
        facts: told.facts.clone().only(|origin| origin.recorded_at <= then),
        last: told.last,
    };
    let declared = |told: &Told| told.count("members_declared", "2021-01-01", "2021-12-31");
    assert_eq!(declared(&told), Some(Value::Integer(120)));
    assert_eq!(declared(&as_known_then), Some(Value::Integer(100)));
    assert_eq!(told.left_out("members_declared", "2021-12-31", late), None);
    assert_eq!(
        told.left_out("members_declared", "2021-12-31", late - 1),
        Some((Reason::Superseded, late)),
    );
}
