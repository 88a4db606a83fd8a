//! A score: an exact fraction of points. Two decimals are for eyes, and rank nobody.

use std::cmp::Ordering;
use std::fmt;

use crate::domain::points::Points;

/// A mean of points, in lowest terms.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Score {
    numerator: i64,
    denominator: i64,
}

impl Score {
    /// Of some points; none where there are none, because what is missing is not zero.
    #[must_use]
    pub fn mean(points: &[Points]) -> Option<Self> {
        let count = i64::try_from(points.len()).ok().filter(|count| *count > 0)?;
        let sum: i64 = points.iter().map(|it| it.hundredths()).sum();
        Some(Self::reduced(sum, count * 100))
    }

    /// With two decimals, half up: `93.17`.
    #[must_use]
    pub fn shown(self) -> String {
        let hundredths = (self.numerator * 200 + self.denominator) / (2 * self.denominator);
        format!("{}.{:02}", hundredths / 100, hundredths % 100)
    }

    fn reduced(numerator: i64, denominator: i64) -> Self {
        let divisor = divisor(numerator, denominator).max(1);
        Self { numerator: numerator / divisor, denominator: denominator / divisor }
    }
}

fn divisor(a: i64, b: i64) -> i64 {
    if b == 0 { a } else { divisor(b, a % b) }
}

impl From<Points> for Score {
    fn from(points: Points) -> Self {
        Self::reduced(points.hundredths(), 100)
    }
}

impl PartialOrd for Score {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Score {
    fn cmp(&self, other: &Self) -> Ordering {
        let product = |a: i64, b: i64| i128::from(a) * i128::from(b);
        let left = product(self.numerator, other.denominator);
        left.cmp(&product(other.numerator, self.denominator))
    }
}

/// As a fraction: `559/6`; `90` where it is whole.
impl fmt::Display for Score {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.denominator {
            1 => write!(f, "{}", self.numerator),
            denominator => write!(f, "{}/{denominator}", self.numerator),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mean(points: &[&str]) -> Score {
        let points: Vec<_> = points.iter().map(|it| it.parse().unwrap()).collect();
        Score::mean(&points).unwrap()
    }

    #[test]
    fn a_score_is_exact_and_shown_half_up() {
        let score = mean(&["90", "94.5", "95"]);
        assert_eq!((score.to_string(), score.shown()), ("559/6".into(), "93.17".into()));
        assert_eq!(mean(&["0.01", "0"]).shown(), "0.01");
        assert_eq!(mean(&["0.01", "0", "0"]).shown(), "0.00");
        assert_eq!(mean(&["90", "90"]).to_string(), "90");
    }

    #[test]
    fn what_is_shown_alike_is_told_apart() {
        let (lower, higher) = (mean(&["60", "60", "60"]), mean(&["60", "60", "60.01"]));
        assert_eq!(lower.shown(), higher.shown());
        assert!(lower < higher);
    }

    #[test]
    fn no_points_are_no_score() {
        assert_eq!(Score::mean(&[]), None);
    }
}
