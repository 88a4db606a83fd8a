//! Points of sample scores: exact, in hundredths.

use std::fmt;
use std::str::FromStr;

use serde::Deserialize;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Deserialize)]
#[serde(try_from = "String")]
pub struct Points(i64);

/// The text is no number of points with at most two decimals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("it is no number of points")]
pub struct NotPoints;

impl FromStr for Points {
    type Err = NotPoints;

    fn from_str(text: &str) -> Result<Self, NotPoints> {
        let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
        let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty() || whole.len() > 4 || fraction.len() > 2 {
            return Err(NotPoints);
        }
        if !digits(whole) || !digits(fraction) {
            return Err(NotPoints);
        }
        format!("{whole}{fraction:0<2}").parse().map(Self).map_err(|_| NotPoints)
    }
}

impl TryFrom<String> for Points {
    type Error = NotPoints;

    fn try_from(text: String) -> Result<Self, NotPoints> {
        text.parse()
    }
}

/// As the contract has it: `93.25`.
impl fmt::Display for Points {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{:02}", self.0 / 100, self.0 % 100)
    }
}

impl Points {
    pub const NONE: Self = Self(0);
    /// What the criteria of a stage sum up to.
    pub const WHOLE: Self = Self(10_000);

    /// Lower by so many steps; never below nothing.
    #[must_use]
    pub fn lower(self, step: Self, steps: usize) -> Self {
        let steps = i64::try_from(steps).unwrap_or(i64::MAX);
        Self(self.0.saturating_sub(step.0.saturating_mul(steps)).max(0))
    }

    /// Higher by so many hundredths.
    #[must_use]
    pub fn higher(self, hundredths: i64) -> Self {
        Self(self.0.saturating_add(hundredths).max(0))
    }

    /// Shared out over criteria with these most points, in steps, as even as these go. What none of them takes
    /// is lost.
    #[must_use]
    pub fn shared_out(self, most: &[Self], step: Self) -> Vec<Self> {
        let whole: i64 = most.iter().map(|it| it.0).sum();
        let (whole, step) = (whole.max(1), step.0.max(1));
        let part = |it: &Self| Self(self.0.saturating_mul(it.0) / whole / step * step);
        let mut parts: Vec<_> = most.iter().map(part).collect();
        let mut left = self.0 - parts.iter().map(|it| it.0).sum::<i64>();
        for (part, most) in parts.iter_mut().zip(most) {
            let more = left.min(most.0 - part.0) / step * step;
            (part.0, left) = (part.0 + more, left - more);
        }
        parts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn points(text: &str) -> Points {
        text.parse().unwrap()
    }

    #[test]
    fn points_are_read_and_written_exactly() {
        for (text, written) in [("60", "60.00"), ("93.5", "93.50"), ("0.25", "0.25")] {
            assert_eq!(points(text).to_string(), written);
        }
        for text in ["", "-1", "1.234", ".5", "1e3", "12345"] {
            assert_eq!(text.parse::<Points>(), Err(NotPoints), "{text}");
        }
    }

    #[test]
    fn what_is_shared_out_adds_up_and_no_criterion_has_more_than_its_most() {
        let most = ["40", "30", "20", "10"].map(points);
        for quarters in 0..=400 {
            let total = points("0").higher(25 * quarters);
            let parts = total.shared_out(&most, points("0.25"));
            assert_eq!(parts.iter().map(|it| it.0).sum::<i64>(), total.0, "{total}");
            assert!(parts.iter().zip(&most).all(|(part, most)| part <= most), "{total}");
            assert!(parts.iter().all(|part| part.0 % 25 == 0), "{total}");
        }
    }
}
