//! The working calendars: public holidays, days off in their place, and swapped days, year by year.

use chrono::NaiveDate;
use contracts::reporting::v1::{CalendarCertainty, CalendarDayKind};
use serde::Deserialize;

use super::contract_names;

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Calendar {
    pub year: i32,
    /// In order.
    pub days: Vec<CalendarDay>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CalendarDay {
    pub on: NaiveDate,
    #[serde(deserialize_with = "contract_names::calendar_day_kind")]
    pub kind: CalendarDayKind,
    /// In Vietnamese.
    pub name: String,
    #[serde(deserialize_with = "contract_names::calendar_certainty")]
    pub certainty: CalendarCertainty,
}

#[cfg(test)]
mod tests {
    use chrono::{Datelike as _, Weekday};

    use super::super::ReviewedFiles;
    use super::*;

    fn calendars() -> Vec<Calendar> {
        ReviewedFiles::read().unwrap().calendars
    }

    fn of<'c>(
        calendar: &'c Calendar,
        wanted: impl Fn(&CalendarDay) -> bool + 'c,
    ) -> impl Iterator<Item = &'c CalendarDay> {
        calendar.days.iter().filter(move |day| wanted(day))
    }

    fn is_weekend(day: NaiveDate) -> bool {
        matches!(day.weekday(), Weekday::Sat | Weekday::Sun)
    }

    #[test]
    fn the_years_of_the_plan_follow_one_another_and_so_do_their_days() {
        let years: Vec<_> = calendars().iter().map(|calendar| calendar.year).collect();
        assert_eq!(years, (2021..=2027).collect::<Vec<_>>());
        for calendar in calendars() {
            assert!(calendar.days.is_sorted_by(|a, b| a.on < b.on), "{}", calendar.year);
            assert!(calendar.days.iter().all(|day| day.on.year() == calendar.year));
        }
    }

    /// Điều 112 of the Labour Code of 2019.
    #[test]
    fn each_year_has_the_eleven_holidays_of_the_law() {
        for calendar in calendars() {
            let named = |name: &str| {
                of(&calendar, |day| day.kind == CalendarDayKind::Holiday)
                    .filter(|day| day.name == name)
                    .count()
            };
            let counts = [
                ("Tết Dương lịch", 1),
                ("Tết Nguyên đán", 5),
                ("Giỗ Tổ Hùng Vương", 1),
                ("Ngày Chiến thắng", 1),
                ("Ngày Quốc tế lao động", 1),
                ("Quốc khánh", 2),
            ];
            for (name, count) in counts {
                assert_eq!(named(name), count, "{name} of {}", calendar.year);
            }
            let by_law = of(&calendar, |day| day.certainty == CalendarCertainty::Law);
            let by_law: Vec<_> = by_law.map(|day| (day.on.month(), day.on.day())).collect();
            assert_eq!(by_law, [(1, 1), (4, 30), (5, 1), (9, 2)], "{}", calendar.year);
        }
    }

    /// Khoản 3 điều 111: a holiday on a day of rest is made up for.
    #[test]
    fn nothing_is_lost_to_a_weekend_and_every_swap_is_worked_for() {
        for calendar in calendars() {
            let (off, worked) = (CalendarDayKind::DayOff, CalendarDayKind::WorkingDay);
            let lost = of(&calendar, |it| it.kind == CalendarDayKind::Holiday && is_weekend(it.on));
            let made_up = of(&calendar, |it| it.kind == off && it.name == "Nghỉ bù");
            assert_eq!(lost.count(), made_up.count(), "{}", calendar.year);
            let swapped = of(&calendar, |it| it.kind == off && it.name == "Nghỉ hoán đổi");
            assert_eq!(swapped.count(), of(&calendar, |it| it.kind == worked).count());
            assert!(of(&calendar, |it| it.kind == off).all(|day| !is_weekend(day.on)));
            assert!(of(&calendar, |it| it.kind == worked).all(|day| is_weekend(day.on)));
        }
    }

    #[test]
    fn only_what_is_not_announced_yet_is_computed() {
        for calendar in calendars() {
            let computed = of(&calendar, |it| it.certainty == CalendarCertainty::Computed).count();
            assert_eq!(computed > 0, calendar.year == 2027, "{}", calendar.year);
        }
    }
}
