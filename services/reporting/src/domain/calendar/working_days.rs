//! Counting in working days (ngày làm việc), over the years whose calendars are known.
//!
//! A term begins with the day after the event (Bộ luật Dân sự 2015, điều 147), so a day itself never
//! counts in what follows it.

use std::collections::BTreeMap;

use chrono::{Datelike as _, NaiveDate, Weekday};

use super::{Calendar, DayKind};

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

impl FromIterator<Calendar> for WorkingDays {
    /// Years that nobody declared stay unknown.
    fn from_iter<I: IntoIterator<Item = Calendar>>(calendars: I) -> Self {
        let declared = calendars.into_iter().filter_map(|calendar| match calendar {
            Calendar::Absent => None,
            Calendar::Declared { year, days, .. } => {
                Some((year, days.into_iter().map(|day| (day.on, day.kind)).collect()))
            }
        });
        Self { years: declared.collect() }
    }
}

impl WorkingDays {
    /// # Errors
    /// If nobody declared the year.
    pub fn is_working_day(&self, day: NaiveDate) -> Result<bool, Undeclared> {
        let year = day.year();
        let declared = self.years.get(&year).ok_or(Undeclared { year })?;
        Ok(match declared.get(&day) {
            Some(DayKind::WorkingDay) => true,
            Some(DayKind::Holiday | DayKind::DayOff) => false,
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

pub(super) fn is_weekend(day: NaiveDate) -> bool {
    matches!(day.weekday(), Weekday::Sat | Weekday::Sun)
}
