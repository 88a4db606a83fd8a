//! Counting in working days (ngày làm việc), over the years whose calendars are known.
//!
//! Monday to Friday are working days (Quyết định 188/1999/QĐ-TTg) but for what is declared of a year: reporting
//! keeps the declarations, and whoever counts follows them. A term begins with the day after the event
//! (Bộ luật Dân sự 2015, điều 147), so a day itself never counts in what follows it.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use chrono::{Datelike as _, NaiveDate, Weekday};

/// What a declaration makes of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DayKind {
    /// A holiday, or a day of the working week that is off in place of another one.
    Rest,
    /// A day of the weekend that is worked in place of another one.
    Work,
}

/// Nobody declared the working days of this year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Undeclared {
    pub year: i32,
}

/// The declared days of some years.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct WorkingDays {
    years: BTreeMap<i32, BTreeMap<NaiveDate, DayKind>>,
}

impl FromIterator<(i32, Vec<(NaiveDate, DayKind)>)> for WorkingDays {
    /// From what was declared of each year; other years stay unknown.
    fn from_iter<I: IntoIterator<Item = (i32, Vec<(NaiveDate, DayKind)>)>>(declared: I) -> Self {
        let years = declared.into_iter().map(|(year, days)| (year, days.into_iter().collect()));
        Self { years: years.collect() }
    }
}

impl WorkingDays {
    /// # Errors
    /// If nobody declared the year.
    pub fn is_working_day(&self, day: NaiveDate) -> Result<bool, Undeclared> {
        let year = day.year();
        let declared = self.years.get(&year).ok_or(Undeclared { year })?;
        Ok(match declared.get(&day) {
            Some(DayKind::Work) => true,
            Some(DayKind::Rest) => false,
            None => !is_weekend(day),
        })
    }

    /// How many working days there are after `day`, up to and with `until`; none if it is not later.
    ///
    /// # Errors
    /// If nobody declared a year in between.
    pub fn between(&self, day: NaiveDate, until: NaiveDate) -> Result<u32, Undeclared> {
        let mut count = 0;
        for day in day.iter_days().skip(1).take_while(|it| *it <= until) {
            count += u32::from(self.is_working_day(day)?);
        }
        Ok(count)
    }

    /// The `count`-th working day after `day`; `day` itself for none.
    ///
    /// # Errors
    /// If nobody declared a year on the way.
    pub fn after(&self, day: NaiveDate, count: u32) -> Result<NaiveDate, Undeclared> {
        let (mut left, mut last) = (count, day);
        for day in day.iter_days().skip(1) {
            if left == 0 {
                break;
            }
            left -= u32::from(self.is_working_day(day)?);
            last = day;
        }
        Ok(last)
    }

    /// `day` if it is a working day, else the next one.
    ///
    /// # Errors
    /// If nobody declared a year on the way.
    pub fn from(&self, day: NaiveDate) -> Result<NaiveDate, Undeclared> {
        if self.is_working_day(day)? { Ok(day) } else { self.after(day, 1) }
    }
}

/// Saturday or Sunday, whatever is declared of it.
#[must_use]
pub fn is_weekend(day: NaiveDate) -> bool {
    matches!(day.weekday(), Weekday::Sat | Weekday::Sun)
}
