//! Targets (chỉ tiêu): what is aimed at in a quantity, for whom and when; and how much of it is reached.
//!
//! Nothing is said in per cent of a target that nobody set.

use std::fmt;

use chrono::NaiveDate;

use super::facts::{Fact, Facts, PlanId, UnitId};
use super::figure::Value;
use super::window::Window;

/// A target was set, or has another value.
#[derive(Debug, Clone, PartialEq)]
pub struct TargetStated {
    pub plan: PlanId,
    /// The quantity; it is unique within the plan.
    pub quantity: String,
    /// `None`: the whole province.
    pub unit: Option<UnitId>,
    pub from: NaiveDate,
    pub to: NaiveDate,
    pub version: i32,
    pub aim: Decimal,
}

/// An exact decimal, 0 or more: `scaled` / 10 ^ `places`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Decimal {
    pub scaled: i64,
    pub places: i32,
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let places = usize::try_from(self.places).unwrap_or_default();
        let digits = format!("{:0width$}", self.scaled, width = places + 1);
        let (whole, behind) = digits.split_at(digits.len() - places);
        match places {
            0 => f.write_str(whole),
            _ => write!(f, "{whole}.{behind}"),
        }
    }
}

/// The target in force on a day for exactly this quantity, whose and when.
#[must_use]
pub fn in_force<'a>(
    facts: &'a Facts,
    (plan, quantity, unit): (PlanId, &str, Option<UnitId>),
    window: Window,
    day: NaiveDate,
) -> Option<&'a Fact<TargetStated>> {
    let aims = facts.targets.iter().filter(|fact| {
        let TargetStated { plan: of, quantity: what, unit: whose, from, to, .. } = &fact.what;
        (*of, what.as_str(), *whose) == (plan, quantity, unit)
            && (*from, *to) == (window.from(), window.to())
            && fact.origin.occurred_on <= day
    });
    aims.max_by_key(|fact| fact.order())
}

/// How much of an aim a value is, as a share; `None` where it cannot be said: of an aim of nothing, or of
/// what is no number. The aim of a share is in per cent.
#[must_use]
pub fn attained(value: Value, aim: Decimal) -> Option<Value> {
    let (part, whole) = compared(value, aim)?;
    let ratio = |part: i128, whole: i128| {
        let (numerator, denominator) = (i64::try_from(part).ok()?, i64::try_from(whole).ok()?);
        Some(Value::Ratio { numerator, denominator })
    };
    (whole > 0).then(|| ratio(part, whole))?
}

/// Whether a value is what was aimed at, or more.
#[must_use]
pub fn is_reached(value: Value, aim: Decimal) -> bool {
    compared(value, aim).is_some_and(|(part, whole)| part >= whole)
}

fn compared(value: Value, aim: Decimal) -> Option<(i128, i128)> {
    let scale = 10_i128.checked_pow(aim.places.try_into().ok()?)?;
    let aimed = i128::from(aim.scaled);
    match value {
        Value::Integer(number) => Some((i128::from(number).checked_mul(scale)?, aimed)),
        Value::Ratio { numerator, denominator } => {
            let part = i128::from(numerator).checked_mul(100)?.checked_mul(scale)?;
            Some((part, aimed.checked_mul(i128::from(denominator))?))
        }
        Value::Mean { sum, count } => {
            let part = i128::from(sum).checked_mul(scale)?;
            Some((part, aimed.checked_mul(i128::from(count))?))
        }
        Value::State(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HALF_PAST_NINETY_FIVE: Decimal = Decimal { scaled: 955, places: 1 };

    fn of(numerator: i64, denominator: i64) -> Value {
        Value::Ratio { numerator, denominator }
    }

    #[test]
    fn a_count_is_compared_exactly_with_a_decimal() {
        assert_eq!(attained(Value::Integer(95), HALF_PAST_NINETY_FIVE), Some(of(950, 955)));
        assert!(!is_reached(Value::Integer(95), HALF_PAST_NINETY_FIVE));
        assert!(is_reached(Value::Integer(96), HALF_PAST_NINETY_FIVE));
    }

    #[test]
    fn the_aim_of_a_share_is_in_per_cent() {
        assert!(is_reached(of(191, 200), HALF_PAST_NINETY_FIVE));
        assert!(!is_reached(of(190, 200), HALF_PAST_NINETY_FIVE));
        let half = Decimal { scaled: 50, places: 0 };
        assert_eq!(attained(of(1, 4), half), Some(of(100, 200)));
    }

    #[test]
    fn the_aim_of_a_mean_is_on_its_scale() {
        let four = Decimal { scaled: 40, places: 1 };
        let mean = |sum, count| Value::Mean { sum, count };
        assert!(is_reached(mean(12, 3), four));
        assert!(!is_reached(mean(11, 3), four));
        assert_eq!(attained(mean(2, 1), four), Some(of(20, 40)));
    }

    #[test]
    fn a_decimal_reads_as_it_was_set() {
        let told = |scaled, places| Decimal { scaled, places }.to_string();
        assert_eq!([told(955, 1), told(12, 0), told(5, 2)], ["95.5", "12", "0.05"]);
    }

    #[test]
    fn nothing_is_a_share_of_an_aim_of_nothing() {
        let nothing = Decimal { scaled: 0, places: 0 };
        assert_eq!(attained(Value::Integer(3), nothing), None);
        assert!(is_reached(Value::Integer(0), nothing));
    }
}
