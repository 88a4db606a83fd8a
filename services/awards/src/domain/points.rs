//! Points: exact, in hundredths. There is no float in this context.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// The most that can be said: far above any scale, far below any overflow of a sum.
const MOST: i64 = 1_000_000;

/// Points for a criterion, or of a whole sheet: 0 or more, with two decimals at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Points {
    hundredths: i64,
}

/// The text is no number of points.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("points are 0 to 10000, with two decimals at most")]
pub struct NotPoints;

impl Points {
    pub const ZERO: Self = Self { hundredths: 0 };
    pub const HUNDRED: Self = Self { hundredths: 10_000 };

    #[must_use]
    pub fn hundredths(self) -> i64 {
        self.hundredths
    }

    /// Whether it is a whole number of steps.
    #[must_use]
    pub fn is_in_steps_of(self, step: Self) -> bool {
        step.hundredths > 0 && self.hundredths % step.hundredths == 0
    }

    /// How far apart two are.
    #[must_use]
    pub fn distance(self, other: Self) -> Self {
        Self { hundredths: (self.hundredths - other.hundredths).abs() }
    }
}

impl std::iter::Sum for Points {
    fn sum<I: Iterator<Item = Self>>(points: I) -> Self {
        Self { hundredths: points.map(|it| it.hundredths).sum() }
    }
}

impl FromStr for Points {
    type Err = NotPoints;

    fn from_str(text: &str) -> Result<Self, NotPoints> {
        let (whole, behind) = text.split_once('.').unwrap_or((text, ""));
        let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        let behind_is_left_out = !text.contains('.');
        let plain = (1..=5).contains(&whole.len())
            && (behind_is_left_out || (1..=2).contains(&behind.len()))
            && digits(whole)
            && digits(behind);
        if !plain {
            return Err(NotPoints);
        }
        let hundredths = format!("{whole}{behind:0<2}").parse().map_err(|_| NotPoints)?;
        if hundredths > MOST { Err(NotPoints) } else { Ok(Self { hundredths }) }
    }
}

/// In its shortest form: `90`, `32.5`, `32.25`.
impl fmt::Display for Points {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, behind) = (self.hundredths / 100, self.hundredths % 100);
        match (behind, behind % 10) {
            (0, _) => write!(f, "{whole}"),
            (_, 0) => write!(f, "{whole}.{}", behind / 10),
            (_, _) => write!(f, "{whole}.{behind:02}"),
        }
    }
}

impl TryFrom<String> for Points {
    type Error = NotPoints;

    fn try_from(text: String) -> Result<Self, NotPoints> {
        text.parse()
    }
}

impl From<Points> for String {
    fn from(points: Points) -> Self {
        points.to_string()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn points_are_read_exactly_and_shown_shortest() {
        let shown = |text: &str| text.parse::<Points>().map(|it| (it.hundredths(), it.to_string()));
        assert_eq!(shown("32.25"), Ok((3225, "32.25".to_owned())));
        assert_eq!(shown("32.5"), Ok((3250, "32.5".to_owned())));
        assert_eq!(shown("32.50"), Ok((3250, "32.5".to_owned())));
        assert_eq!(shown("0.05"), Ok((5, "0.05".to_owned())));
        assert_eq!(shown("100"), Ok((10_000, "100".to_owned())));
    }

    #[test]
    fn what_is_no_number_of_points_is_refused() {
        for text in ["", ".5", "5.", "-1", "+1", "1,5", "1.255", "1e2", "10000.01", "100000", " 1"]
        {
            assert_eq!(text.parse::<Points>(), Err(NotPoints), "{text}");
        }
    }

    #[test]
    fn steps_are_whole() {
        let points = |text: &str| text.parse::<Points>().unwrap();
        assert!(points("32.25").is_in_steps_of(points("0.25")));
        assert!(!points("32.3").is_in_steps_of(points("0.25")));
        assert!(!points("1").is_in_steps_of(Points::ZERO));
    }

    proptest! {
        #[test]
        fn what_is_shown_is_read_again(hundredths in 0..=MOST) {
            let points = Points { hundredths };
            prop_assert_eq!(points.to_string().parse(), Ok(points));
        }
    }
}
