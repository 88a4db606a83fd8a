//! The stretch of business dates that a figure is about, and the one before it.

use chrono::{Datelike as _, Days, Months, NaiveDate};

/// Days from the first to the last, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    from: NaiveDate,
    to: NaiveDate,
}

/// A window as far as it has passed: flows are counted in it, stocks on its last day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Measured {
    pub from: NaiveDate,
    pub until: NaiveDate,
}

impl Measured {
    #[must_use]
    pub fn holds(&self, day: NaiveDate) -> bool {
        self.from <= day && day <= self.until
    }
}

impl Window {
    /// `None` unless the last day is the first or later, and both have a neighbour in the calendar.
    #[must_use]
    pub fn between(from: NaiveDate, to: NaiveDate) -> Option<Self> {
        let window = (from <= to).then_some(Self { from, to })?;
        window.after().zip(window.from.pred_opt()).map(|_| window)
    }

    #[must_use]
    pub fn calendar_year(year: i32) -> Option<Self> {
        Self::between(NaiveDate::from_ymd_opt(year, 1, 1)?, NaiveDate::from_ymd_opt(year, 12, 31)?)
    }

    /// The first or the second half of a calendar year.
    #[must_use]
    pub fn half_year(year: i32, half: i32) -> Option<Self> {
        let (from, to) = match half {
            1 => ((1, 1), (6, 30)),
            2 => ((7, 1), (12, 31)),
            _ => return None,
        };
        let day = |(month, day)| NaiveDate::from_ymd_opt(year, month, day);
        Self::between(day(from)?, day(to)?)
    }

    #[must_use]
    pub fn from(&self) -> NaiveDate {
        self.from
    }

    #[must_use]
    pub fn to(&self) -> NaiveDate {
        self.to
    }

    /// The part that has passed by a day; `None` if the window begins after it.
    #[must_use]
    pub fn by(&self, day: NaiveDate) -> Option<Measured> {
        (self.from <= day).then(|| Measured { from: self.from, until: self.to.min(day) })
    }

    /// The window of the same length that ends the day before this one begins: whole months if this
    /// one is some whole months long (also from 15 December to 14 December), else as many days.
    #[must_use]
    pub fn before(&self) -> Option<Self> {
        let (after, to) = (self.after()?, self.from.pred_opt()?);
        let from = if after.day() == self.from.day() {
            let months = (after.year() - self.from.year()) * 12 + after.month() as i32
                - self.from.month() as i32;
            self.from.checked_sub_months(Months::new(u32::try_from(months).ok()?))?
        } else {
            let days = after.signed_duration_since(self.from).num_days();
            self.from.checked_sub_days(Days::new(u64::try_from(days).ok()?))?
        };
        Self::between(from, to)
    }

    fn after(&self) -> Option<NaiveDate> {
        self.to.succ_opt()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn window(from: &str, to: &str) -> Window {
        Window::between(day(from), day(to)).unwrap()
    }

    #[test]
    fn the_period_before_a_year_is_the_year_before() {
        let year = Window::calendar_year(2024).unwrap();
        assert_eq!(year.before(), Window::calendar_year(2023));
    }

    #[test]
    fn the_period_before_a_half_year_is_the_half_year_before() {
        let first = Window::half_year(2024, 1).unwrap();
        assert_eq!(first.before(), Window::half_year(2023, 2));
        assert_eq!(Window::half_year(2024, 3), None);
    }

    #[test]
    fn the_period_before_a_reporting_year_is_the_reporting_year_before() {
        let year = window("2023-12-15", "2024-12-14");
        assert_eq!(year.before(), Some(window("2022-12-15", "2023-12-14")));
    }

    #[test]
    fn the_period_before_any_other_window_has_as_many_days() {
        let ten_days = window("2024-03-05", "2024-03-14");
        assert_eq!(ten_days.before(), Some(window("2024-02-24", "2024-03-04")));
    }

    #[test]
    fn a_window_does_not_end_before_it_begins() {
        assert_eq!(Window::between(day("2024-01-02"), day("2024-01-01")), None);
        assert_eq!(Window::between(NaiveDate::MIN, NaiveDate::MAX), None);
    }

    #[test]
    fn a_running_window_is_measured_until_the_day_asked_about() {
        let year = Window::calendar_year(2024).unwrap();
        let until = |day: &str| year.by(day.parse().unwrap()).map(|measured| measured.until);
        assert_eq!(until("2024-05-01"), Some(day("2024-05-01")));
        assert_eq!(until("2025-05-01"), Some(day("2024-12-31")));
        assert_eq!(until("2023-12-31"), None);
    }
}
